"""From a workspace to an instance: every rounding in the sound direction, every order canonical.

Effort and releases round up, free time and dues round down (contract, "Exactness"); so a plan of the instance is a plan
on the minute. The order of tasks, people and clients does not depend on the order of rows in any file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from scheduler.calendars.horizon import freeze_end, near_end
from scheduler.domain.holdings import HeldPiece, Holdings
from scheduler.domain.plan import Plan
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.entitlement import guaranteed_minutes
from scheduler.instance.baseline import BaselineWork, OpenTask
from scheduler.instance.bound import bind
from scheduler.instance.holding import Loose, Ties
from scheduler.instance.items import held_items, successors_of, task_items
from scheduler.instance.people_lines import people_lines
from scheduler.instance.reading import Reading, all_time, overtime_of, own_release, read
from scheduler.instance.records import ClientLine, HeldLine, Instance
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
    answered
        Those of them that an answer moved, and where they were frozen.
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
    answered: dict[TaskId, BaselineWork] = field(default_factory=dict)


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


def held_lines(workspace: Workspace, holdings: Holdings, *, overtime: bool = False) -> tuple[HeldLine, ...]:
    """Return the held pieces of a problem with where they stand, without building the rest of it."""
    return bind(read(workspace), None, holdings, ties=Ties(), overtime=overtime).held


def relaxed_instance(
    workspace: Workspace,
    held: tuple[HeldLine, ...],
    *,
    booked: frozenset[TaskId] = frozenset(),
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
    booked
        Tasks with booked work that stays.
    """
    ties = Ties(insist=insist, loose=Loose(held, booked))

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
    bound = bind(reading, baseline, holdings, ties=ties, overtime=overtime)
    axis, people = people_lines(reading, bound.taken, grid=grid, overtime=overtime)
    tasks, deliverables = task_items(reading, axis, bound.binding)
    if ties.loose:
        tasks += held_items(axis, ties.loose.held, first=len(tasks))
    ends = (freeze_end(workspace), near_end(workspace)) if baseline else (reading.window.start, reading.window.start)
    instance = Instance(
        as_of=reading.window.start,
        horizon_end=reading.window.end,
        axis=axis,
        people=people,
        tasks=tasks,
        clients=_client_lines(reading),
        deliverables=deliverables,
        successors=successors_of(tasks),
        aligned=_is_aligned(reading, grid, taken=bound.spans(ties)),
        freeze_end=ends[0],
        near_end=ends[1],
        has_baseline=baseline is not None,
        working_days=reading.working_days,
        held=bound.held,
    )
    return Built(
        instance=instance,
        done=tuple(sorted(reading.done)),
        clashing=dict(bound.binding.clashing),
        unfrozen=dict(bound.frozen.unfrozen),
        chained=dict(bound.frozen.chained),
        future=dict(bound.binding.future),
        number={task.id: task.index for task in tasks},
        releases={task.id: own_release(reading, task) for task in (each.task for each in reading.open_tasks.values())},
        overtime={person.id: overtime_of(reading, person.id) for person in reading.people},
        pieces=bound.pieces,
        has_book=holdings is not None,
        witness=bound.witness,
        answered=dict(bound.frozen.answered),
    )


def _client_lines(reading: Reading) -> tuple[ClientLine, ...]:
    return tuple(
        ClientLine(index, client.id, guaranteed_minutes(reading.workspace, client))
        for index, client in enumerate(reading.clients)
    )


def grid_origin(reading: Reading) -> Instant:
    """Return the instant from which the grid counts: the first 00:00 of the horizon in the workspace's zone."""
    first_day, _ = reading.zone.local(reading.window.start)
    return reading.zone.instant_forgiving(first_day, 0)


def _is_aligned(reading: Reading, grid: int, *, taken: Iterable[Span]) -> bool:
    """Say whether every instant and duration is on the grid, so that planning on it loses nothing."""
    origin = grid_origin(reading)
    spans = [span for person in reading.people for span in all_time(reading, person.id)]
    instants = [edge - origin for span in (*spans, *taken) for edge in span]
    lengths = [week.weekly_minutes for person in reading.people for week in reading.overtime[person.id]]
    aligned = all(is_on_grid(each, origin, grid) for each in reading.open_tasks.values())
    return aligned and not any(number % grid for number in (*instants, *lengths))


def is_on_grid(each: OpenTask, origin: Instant, grid: int) -> bool:
    """Say whether a task's window, effort and waits are whole units of a grid that counts from `origin`."""
    instants = [each.release_at - origin, 0 if each.due_at is None else each.due_at - origin]
    lengths = [each.remaining_minutes, *(after.wait.minutes for after in each.task.after)]
    return not any(number % grid for number in (*instants, *lengths))
