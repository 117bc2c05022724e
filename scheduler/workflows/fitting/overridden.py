"""What an approver would decide, found by planning: the request stands in its place, and everything else is planned around it.

Work that has begun stays with its person, and of it only what the book has left is planned on: nobody reports each minute. Where work is late
so, held hours stand at the ends of their days, as they are of a day and not of a time of day.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from scheduler.calendars.horizon import horizon_span
from scheduler.calendars.spans import merged, within, without
from scheduler.domain.book import Entry, Stand
from scheduler.domain.holdings import Holdings
from scheduler.domain.plan import Plan
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.answers import work_stands
from scheduler.fairshare.book import Book
from scheduler.fairshare.copying import with_entry
from scheduler.fairshare.harm import harm_between
from scheduler.fairshare.relaying import is_sitting_under_way
from scheduler.fairshare.trial import LATE_MINUTES, missing_when_due
from scheduler.fairshare.witness import WorkPlace
from scheduler.instance.baseline import BaselineWork
from scheduler.solve.around import Around, work_around
from scheduler.solve.settings import PlanSettings
from scheduler.units import FAR, ClientId, PersonId, Span, TaskId
from scheduler.workflows.begun_work import begun_work
from scheduler.workflows.fitting.ground import Ground, without_freeze
from scheduler.workflows.fitting.held_hours import Places, at_the_ends, standing_at

SECONDS_EACH = 0.5
"""Limit of work for each plan that is tried."""

WorkPlaces = Mapping[TaskId, WorkPlace]


@dataclass(frozen=True, slots=True)
class Overridden:
    """What an approver would decide: the entry, without who decides and why, and how many minutes it takes of others.

    Attributes
    ----------
    minutes
        How much later promised work is done than its date, or than before where it was late already, and what is cut of held hours.
    """

    entry: Entry
    minutes: int


def planned_around(
    ground: Ground, draft: Entry, places: WorkPlaces, *, base: Book, facts: tuple[Workspace, Holdings]
) -> Overridden | None:
    """Return the override that a draft makes of its own with everything promised planned as well as can be around its request.

    Parameters
    ----------
    draft
        An override that charges the request and cuts what it must of held hours; what else it moves may stand elsewhere in the end.
    places
        Where the tasks of the request stand.
    base
        The book that is planned on: the ground's, or a copy with the draft in it.
    facts
        The workspace and the holdings of plans on it, with the tasks of the request.

    Returns
    -------
    Overridden or None
        None where no plan has the request there, or the book does not take it.
    """
    best: Overridden | None = None
    workspace = _with_their_people(_no_later(without_freeze(facts[0]), ground.plan), base)
    paid = {(row.block, row.day) for row in draft.rows}
    ends = {key: run for key, run in _blocks_at_the_ends(ground, base, places).items() if key not in paid}
    for blocks in ({}, ends):
        if best is not None and (not best.minutes or not blocks):
            break
        around = Around(
            workspace,
            ground.plan,
            standing_at(facts[1], blocks),
            {task: BaselineWork(place.person, merged(place.pieces)) for task, place in places.items()},
            loosened=frozenset(base.commitments),
        )
        found = _planned(ground, draft, around, base=base, blocks=blocks)
        if found is not None and (best is None or found.minutes < best.minutes):
            best = found
    return best


def overridden(book: Book, entry: Entry) -> Overridden | None:
    """Return an override with whom it harms and what they are credited, read off the book with it; None where the book does not take it."""
    after = with_entry(book, entry)
    if after is None:
        return None
    harm = harm_between(book, after, client=ClientId(entry.client), rows=entry.rows)
    assert entry.loss is not None
    made = entry.model_copy(update={"loss": entry.loss.model_copy(update={"late": harm.late}), "credits": harm.credits})
    late = sum(_minutes_late(book, after, task) for task in harm.late)
    cut = sum(row.minutes for row in entry.rows if row.fund == "cut")
    return Overridden(made, late + cut)


def _minutes_late(before: Book, after: Book, task: TaskId) -> int:
    """Return how much later work is done; what has no place for all of it counts as done later than anybody looked."""
    stands, stood = after.witness.work.get(task), before.witness.work.get(task)
    if stands is None or missing_when_due(after, task, by=FAR) > missing_when_due(before, task, by=FAR):
        return LATE_MINUTES
    due = before.commitments[task].due
    return max(0, stands.finish - (due if stood is None else max(due, stood.finish)))


def _planned(ground: Ground, draft: Entry, around: Around, *, base: Book, blocks: Places) -> Overridden | None:
    work = work_around(around, settings=PlanSettings(seed=ground.seed, time_limit_seconds=SECONDS_EACH))
    if any(work.get(task) != pin for task, pin in around.pins.items()):
        return None
    moved = _moved(base, work, apart=around.pins.keys())
    if moved is None:
        return None
    final = {task: place for task, place in base.witness.work.items() if task in base.commitments}
    final |= {task: WorkPlace(each.person, each.spans) for task, each in work.items() if task not in base.commitments}
    final |= {**moved, **{task: WorkPlace(pin.person, pin.spans) for task, pin in around.pins.items()}}
    moved |= _put_back(ground.book, final, moved, blocked=blocks or draft.stands)
    standing = {stand.task: stand for stand in (*draft.work, *work_stands(base, moved))}
    standing = {
        task: stand
        for task, stand in standing.items()
        if stand not in work_stands(ground.book, _stood(ground.book, task))
    }
    shifted = {(stand.block, stand.day): stand for stand in (*draft.stands, *_shifted(base, moved, blocks))}
    entry = draft.model_copy(update={"work": tuple(standing.values()), "stands": tuple(shifted.values())})
    return overridden(ground.book, entry)


def _no_later(workspace: Workspace, plan: Plan) -> Workspace:
    """Return a workspace in which what is late in a plan is due when it is done there: what nobody can help is no harm."""
    finishes = {task.id: task.finish for task in plan.tasks if task.late_minutes}
    tasks = tuple(
        task.model_copy(update={"due": finishes[task.id]}) if task.id in finishes else task for task in workspace.tasks
    )
    return workspace.model_copy(update={"tasks": tasks})


def _with_their_people(workspace: Workspace, book: Book) -> Workspace:
    """Return a workspace in which promised work that has begun is pinned to its person: what was done of it is done there."""
    begun = begun_work(book)
    tasks = tuple(
        task.model_copy(update={"person": begun[task.id]}) if task.id in begun else task for task in workspace.tasks
    )
    return workspace.model_copy(update={"tasks": tasks})


def _moved(
    book: Book, work: Mapping[TaskId, BaselineWork], *, apart: Collection[TaskId]
) -> dict[TaskId, WorkPlace] | None:
    """Return the commitments that stand elsewhere in a plan, with what was worked before now.

    None where one has no place at all, or where a sitting under way is interrupted.
    """
    found: dict[TaskId, WorkPlace] = {}
    for task, stands in book.witness.work.items():
        if task not in book.commitments or task in apart or stands.finish <= book.clock:
            continue
        planned = work.get(task)
        if planned is None:
            return None
        left = missing_when_due(book, task, by=book.clock)
        place = stands.carried_on(planned.person, _kept(planned.spans, stands.pieces, minutes=left), now=book.clock)
        place = WorkPlace(place.person, merged(place.pieces))
        if is_sitting_under_way(book, task) and place.pieces[-1].start >= book.clock:
            return None
        if place != WorkPlace(stands.person, merged(stands.pieces)):
            found[task] = place
    return found


def _put_back(book: Book, final: WorkPlaces, moved: WorkPlaces, *, blocked: object) -> dict[TaskId, WorkPlace]:
    """Return work that a plan moved though its place in the book stays free: the less moves the better.

    What has to do with other work stays as planned, and so does everything where blocks stand elsewhere.
    """
    found: dict[TaskId, WorkPlace] = {}
    if blocked:
        return found
    bound = {after.task for promised in book.commitments.values() for after in promised.asked.after}
    for task in sorted(moved):
        stood = book.witness.work.get(task)
        if stood is None or task in bound or book.commitments[task].asked.after:
            continue
        others = merged(
            piece
            for other, place in {**final, **found}.items()
            if other != task and place.person == stood.person
            for piece in place.pieces
        )
        ahead = within(merged(stood.pieces), Span(book.clock, FAR))
        if not any(within(others, piece) for piece in ahead):
            found[task] = stood
    return found


def _stood(book: Book, task: TaskId) -> dict[TaskId, WorkPlace]:
    stood = book.witness.work.get(task)
    return {} if stood is None else {task: stood}


def _kept(planned: Sequence[Span], stood: Sequence[Span], *, minutes: int) -> tuple[Span, ...]:
    """Return so many minutes of where a plan has work: those first where it stood, then the earliest.

    A plan has all that was not reported yet, the book only what is left if it was worked on as planned until now.
    """
    same = tuple(part for piece in merged(stood) for part in within(planned, piece))
    kept: list[Span] = []
    for span in (*same, *without(planned, same)):
        gone = min(minutes, span.minutes)
        if gone:
            kept.append(Span(span.start, span.start + gone))
            minutes -= gone
    return merged(kept)


def _blocks_at_the_ends(ground: Ground, book: Book, places: WorkPlaces) -> Places:
    """Return where held blocks would stand as late on their days as the request and other work leave room."""
    able = {place.person for place in book.witness.work.values()} & set(book.team.people)
    work = [BaselineWork(place.person, merged(place.pieces)) for place in places.values()]
    return at_the_ends(book, work, people=able, last=horizon_span(ground.workspace).end)


def _shifted(book: Book, moved: WorkPlaces, blocks: Places) -> Iterator[Stand]:
    """Yield where blocks stand on the days on which work is done in the time of one of them; on others they stay."""
    taken: dict[PersonId, list[Span]] = {}
    for place in moved.values():
        taken.setdefault(place.person, []).extend(place.pieces)
    in_use = {
        (account.block.person, day)
        for block, day in blocks
        for account in [book.account(block, day)]
        if any(within(merged(taken.get(account.block.person, [])), span) for span in account.held_spans)
    }
    for (block, day), run in blocks.items():
        if (book.account(block, day).block.person, day) in in_use:
            yield Stand(block=block, day=day, start=book.team.aware(run.start), end=book.team.aware(run.end))
