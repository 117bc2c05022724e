"""From a workspace to an instance: every rounding in the sound direction, every order canonical.

Effort and releases round up, free time and dues round down (contract, "Exactness"); so a plan of the instance is a plan
on the minute. The order of tasks, people and clients does not depend on the order of rows in any file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from scheduler.calendars.horizon import freeze_end, near_end
from scheduler.calendars.spans import merged
from scheduler.domain.holdings import HeldPiece, Holdings
from scheduler.domain.plan import Plan
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.entitlement import guaranteed_minutes
from scheduler.instance.baseline import BaselineWork, Frozen, frozen_work, future_work
from scheduler.instance.clashes import clashes, overfull
from scheduler.instance.holding import (
    Loose,
    Taken,
    Ties,
    Work,
    floors,
    kept_work,
    pieces_here,
    pinned_work,
    stand,
    window_of,
    witness_work,
)
from scheduler.instance.items import Binding, held_items, successors_of, task_items
from scheduler.instance.people_lines import people_lines
from scheduler.instance.reading import Reading, all_time, overtime_of, own_release, read
from scheduler.instance.records import GONE, ClientLine, HeldLine, Instance
from scheduler.units import Instant, PersonId, Span, TaskId


@dataclass(frozen=True, slots=True)
class Built:
    """An instance with what the plan document needs beside it.

    Attributes
    ----------
    done
        Tasks that are done, by id.
    clashing
        Tasks whose fixed work contradicts a hard rule, and how; nothing else may be done with them.
    unfrozen
        Tasks whose frozen blocks were given up, and why.
    chained
        Those of them that only work before them unfroze, and where they were frozen.
    future
        Where the baseline has each task from as_of on.
    number
        Index of each open task.
    releases
        Earliest start of each open task by itself: the later of as_of and its own start.
    overtime
        Consented overtime of each person, sorted, whether it may be used or not.
    pieces
        The held pieces of `instance.held`, in the same order.
    has_book
        Whether there are holdings: then work is covered by a decision or uncovered.
    witness
        Where the book's witness has the open work of commitments from as_of on.
    """

    instance: Instance
    done: tuple[TaskId, ...]
    clashing: dict[TaskId, str]
    unfrozen: dict[TaskId, str]
    chained: dict[TaskId, BaselineWork]
    future: dict[TaskId, BaselineWork]
    number: dict[TaskId, int]
    releases: dict[TaskId, Instant]
    overtime: dict[PersonId, tuple[Span, ...]]
    pieces: tuple[HeldPiece, ...] = ()
    has_book: bool = False
    witness: dict[TaskId, BaselineWork] = field(default_factory=dict)


def build_instance(
    workspace: Workspace,
    *,
    grid_minutes: int | None = None,
    overtime: bool = False,
    baseline: Plan | None = None,
    holdings: Holdings | None = None,
) -> Instance:
    """Return the planning problem of a workspace; see `build`."""
    return build(workspace, grid_minutes=grid_minutes, overtime=overtime, baseline=baseline, holdings=holdings).instance


def relaxed_instance(
    workspace: Workspace,
    held: tuple[HeldLine, ...],
    *,
    overtime: bool = False,
    baseline: Plan | None = None,
    holdings: Holdings | None = None,
    insist: frozenset[TaskId] = frozenset(),
) -> Instance:
    """Return a problem that loses nothing and that every plan solves which has these held pieces on their days.

    Parameters
    ----------
    held
        Held pieces with where they stand; they become sittings that may stand anywhere on their day, and booked work only
        keeps its person: what is proven does not rest on where they are.
    """
    ties = Ties(insist=insist, loose=Loose(held))

    def at(grid_minutes: int | None) -> Instance:
        return build(
            workspace,
            grid_minutes=grid_minutes,
            overtime=overtime,
            baseline=baseline,
            holdings=holdings,
            ties=ties,
        ).instance

    instance = at(None)
    return instance if instance.aligned else at(1)


def build(
    workspace: Workspace,
    *,
    grid_minutes: int | None = None,
    overtime: bool = False,
    baseline: Plan | None = None,
    holdings: Holdings | None = None,
    ties: Ties | None = None,
) -> Built:
    """Return the planning problem of a workspace.

    Parameters
    ----------
    grid_minutes
        None: the workspace's grid. 1 gives an instance that loses nothing.
    overtime
        Whether consented overtime may be used for new work. (Frozen overtime stays either way.)
    baseline
        The published plan, if any.
    holdings
        What the book binds, if there is one.
    ties
        What else is bound in this run.
    """
    reading, ties = read(workspace), ties or Ties()
    grid = grid_minutes or workspace.grid_minutes
    frozen, future = _frozen(workspace, reading, baseline, insist=ties.insist)
    kept = {} if holdings is None else kept_work(reading, holdings, frozen.spans)
    fixed = _united(frozen.spans, {} if ties.loose else kept)
    clashing = clashes(reading, fixed)
    fixed = {task: work for task, work in fixed.items() if task not in clashing}
    taken = Taken(reading, fixed)
    witness = {} if holdings is None else witness_work(reading, holdings)
    limits = {} if holdings is None else floors(holdings, witness)
    # Where the witness keeps every promise, what it leaves free is there for held pieces that lost their place.
    keeps_all = holdings is not None and limits.keys() == holdings.commitments.keys() & reading.open_tasks.keys()
    held, pieces = _held(reading, holdings, taken, ties=ties, beside=witness if keeps_all else None)
    clashing |= overfull(reading, fixed, taken, overtime=overtime)
    fixed = {task: work for task, work in fixed.items() if task not in clashing}
    if ties.pins:
        fixed |= pinned_work(reading, ties.pins, taken, fixed=fixed)
    axis, people = people_lines(reading, taken, grid=grid, overtime=overtime)
    binding = Binding(
        fixed=fixed,
        booked={task: work.spans for task, work in kept.items() if task in fixed and not ties.loose},
        kept_on={task: work.person for task, work in kept.items()},
        future=future,
        clashing=clashing,
        covered=None if holdings is None else frozenset(holdings.commitments),
        floors=limits,
    )
    tasks, deliverables = task_items(reading, axis, binding)
    if ties.loose:
        tasks += held_items(axis, ties.loose.held, first=len(tasks))
    ends = (freeze_end(workspace), near_end(workspace)) if baseline else (reading.window.start, reading.window.start)
    instance = Instance(
        as_of=reading.window.start,
        horizon_end=reading.window.end,
        axis=axis,
        people=people,
        tasks=tasks,
        clients=tuple(
            ClientLine(index, client.id, guaranteed_minutes(workspace, client))
            for index, client in enumerate(reading.clients)
        ),
        deliverables=deliverables,
        successors=successors_of(tasks),
        aligned=_is_aligned(reading, grid, taken=[*_spans(fixed.values()), *_held_spans(held, ties)]),
        freeze_end=ends[0],
        near_end=ends[1],
        has_baseline=baseline is not None,
        working_days=reading.working_days,
        held=held,
    )
    return Built(
        instance=instance,
        done=tuple(sorted(reading.done)),
        clashing=clashing,
        unfrozen=dict(frozen.unfrozen),
        chained=dict(frozen.chained),
        future=future,
        number={task.id: task.index for task in tasks},
        releases={task.id: own_release(reading, task) for task in (each.task for each in reading.open_tasks.values())},
        overtime={person.id: overtime_of(reading, person.id) for person in reading.people},
        pieces=pieces,
        has_book=holdings is not None,
        witness=witness,
    )


def _frozen(
    workspace: Workspace, reading: Reading, baseline: Plan | None, *, insist: frozenset[TaskId]
) -> tuple[Frozen, dict[TaskId, BaselineWork]]:
    """Return what of the baseline is frozen, and where it has each task from as_of on."""
    if baseline is None:
        return Frozen({}, {}), {}
    frozen = frozen_work(
        baseline,
        reading.window.start,
        freeze_end=freeze_end(workspace),
        open_tasks=reading.open_tasks,
        done=frozenset(reading.done),
        working={person.id: all_time(reading, person.id) for person in reading.people},
        insist=insist,
    )
    return frozen, future_work(baseline, reading.window.start)


def _united(frozen: Work, kept: Work) -> dict[TaskId, BaselineWork]:
    """Return frozen and booked work together; booked work of a frozen task is on the same person."""
    fixed = dict(frozen)
    for task, work in kept.items():
        there = fixed[task].spans if task in fixed else ()
        fixed[task] = BaselineWork(work.person, merged((*there, *work.spans)))
    return fixed


def _held(
    reading: Reading, holdings: Holdings | None, taken: Taken, *, ties: Ties, beside: Work | None
) -> tuple[tuple[HeldLine, ...], tuple[HeldPiece, ...]]:
    """Return the held pieces with where they stand, and take their time."""
    if holdings is None or ties.loose:
        return (), ()
    pieces = pieces_here(reading, holdings)
    spans = stand(reading, pieces, taken, places=ties.places, beside=beside)
    people = {person.id: index for index, person in enumerate(reading.people)}
    clients = {client.id: index for index, client in enumerate(reading.clients)}
    lines = tuple(
        HeldLine(
            person=people.get(piece.person, GONE),
            client=clients[piece.client],
            minutes=piece.minutes,
            window=window_of(reading, piece),
            span=span,
        )
        for piece, span in zip(pieces, spans, strict=True)
    )
    return lines, pieces


def _spans(works: Iterable[BaselineWork]) -> list[Span]:
    return [span for work in works for span in work.spans]


def _held_spans(held: tuple[HeldLine, ...], ties: Ties) -> list[Span]:
    """Return the spans of held pieces; of those that may move within their day the window, and a span of their length."""
    if not ties.loose:
        return [line.span for line in held if line.span is not None]
    moving = [line for line in ties.loose.held if line.span is not None]
    return [
        span for line in moving for span in (line.window, Span(line.window.start, line.window.start + line.minutes))
    ]


def _is_aligned(reading: Reading, grid: int, *, taken: Iterable[Span]) -> bool:
    """Say whether every instant and duration is on the grid, so that planning on it loses nothing."""
    first_day, _ = reading.zone.local(reading.window.start)
    origin = reading.zone.instant_forgiving(first_day, 0)
    spans = [span for person in reading.people for span in all_time(reading, person.id)]
    instants = [edge - origin for span in (*spans, *taken) for edge in span]
    lengths = [week.weekly_minutes for person in reading.people for week in reading.overtime[person.id]]
    for each in reading.open_tasks.values():
        instants.append(each.release_at - origin)
        if each.due_at is not None:
            instants.append(each.due_at - origin)
        lengths.append(each.remaining_minutes)
        lengths.extend(after.wait.minutes for after in each.task.after)
    return not any(number % grid for number in (*instants, *lengths))
