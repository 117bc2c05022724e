"""An override with as little harm as a plan can have: the request stands by its date, and everything else is planned around it.

Several places are tried for the request; around each the planner makes the lateness of the others as small as it can. Where that leaves some of
it late, or nothing can be planned so (the request would have to stand on held blocks), room is made block by block at each of these places
(`scheduler.fairshare.overriding`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from scheduler.calendars.spans import merged, within, without
from scheduler.calendars.zones import instant_of
from scheduler.domain.book import Entry, Loss, Promise
from scheduler.domain.plan import Plan
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.answers import commit, work_stands
from scheduler.fairshare.asking import Ask
from scheduler.fairshare.book import Book
from scheduler.fairshare.charging import merged_rows, spare_rows
from scheduler.fairshare.copying import copy_of
from scheduler.fairshare.dated_block import BookError
from scheduler.fairshare.handed_tasks import with_asked_tasks
from scheduler.fairshare.insertion import Inserted
from scheduler.fairshare.overriding import forced_places, override, places_beside, staying_time
from scheduler.fairshare.relaying import FAR, is_sitting_under_way
from scheduler.fairshare.trial import LATE_MINUTES, missing_when_due
from scheduler.fairshare.witness import WorkPlace
from scheduler.instance.baseline import BaselineWork
from scheduler.solve.around import Around, work_around
from scheduler.solve.settings import PlanSettings
from scheduler.units import ClientId, PersonId, Span, TaskId
from scheduler.workflows.fitting.ground import without_freeze
from scheduler.workflows.fitting.rungs import Climb

MOST_PEOPLE = 4
MOST_IN_VAIN = 2
"""Places around which nothing can be planned, before no more plans are tried: where held hours fill the weeks, none is found around others."""

SECONDS_EACH = 0.5
"""Limit of work for each place that is tried."""

Places = dict[TaskId, WorkPlace]


@dataclass(frozen=True, slots=True)
class Overridden:
    """What an approver would decide: the entry, without who decides and why, and how many minutes late it makes others."""

    entry: Entry
    late_minutes: int


def least_harm(climb: Climb) -> Overridden | None:
    """Return the override with the fewest minutes late that is found; None where nothing could do the request by its date."""
    found: list[Overridden] = []
    candidates = _distinct(_candidates(climb))
    for number, places in enumerate(candidates):
        if number == MOST_IN_VAIN and not found:
            break
        planned = _planned(climb, places)
        if planned is not None:
            found.append(planned)
            if not planned.late_minutes:
                break
    if not found or min(each.late_minutes for each in found):
        owner = None if places_beside(climb.book, climb.ask, client=climb.ask.client) is None else climb.ask.client
        found += [made for places in candidates if (made := _block_by_block(climb, places, owner=owner))]
    return min(found, key=lambda each: each.late_minutes, default=None)


def _distinct(candidates: Iterable[Places]) -> list[Places]:
    found: list[Places] = []
    for places in candidates:
        if places not in found:
            found.append(places)
    return found


def _block_by_block(climb: Climb, places: Places, *, owner: ClientId | None) -> Overridden | None:
    """Make room at some places; the work of an owner stays where it is."""
    for place in places.values():
        stays = staying_time(climb.book, owner, place.person)
        if any(within(stays, piece) for piece in place.pieces):
            return None
    scratch = copy_of(climb.book)
    try:
        entry = override(scratch, climb.ask, approver="nobody yet", reason="tried before anybody signs", places=places)
    except BookError:
        return None
    if entry.kind != "overridden":
        return None
    late = entry.loss.late if entry.loss is not None else {}
    minutes = sum(_minutes_after_due(climb.book, scratch, task) for task in late if task in climb.book.commitments)
    cut = sum(row.minutes for row in entry.rows if row.fund == "cut")
    # One minute more: where both come out alike, the planned one is taken.
    return Overridden(entry, minutes + cut + 1)


def _minutes_after_due(before: Book, after: Book, task: TaskId) -> int:
    """Return how long after its date work is done; what has no place for all of it counts as done later than anybody looked."""
    place = after.witness.work.get(task)
    if place is None or missing_when_due(after, task, by=FAR) > missing_when_due(before, task, by=FAR):
        return LATE_MINUTES
    return max(0, place.finish - before.commitments[task].due)


def _candidates(climb: Climb) -> Iterator[Places]:
    """Yield places of the request by its date: where it takes least, and for one task the earliest and the latest time of some people."""
    forced = forced_places(climb.book, climb.ask)
    if forced is None:
        return
    yield forced
    if len(climb.ask.tasks) > 1:
        return
    (task,) = climb.ask.tasks
    if task.due is None or task.one_sitting:
        return
    window = Span(max(instant_of(task.release), climb.book.clock), instant_of(task.due))
    for person in climb.book.team.able(climb.ask.client, task)[:MOST_PEOPLE]:
        usable = _usable(climb, person, window)
        for spans in (usable, usable[::-1]):
            place = _taken(person, spans, task.effort_minutes, from_end=spans is not usable)
            if place is not None:
                yield {task.id: place}


def _usable(climb: Climb, person: PersonId, window: Span) -> list[Span]:
    """Return a person's working time in a window that no held block takes."""
    team, book = climb.book.team, climb.book
    found: list[Span] = []
    for day in team.days_of(person, window):
        held = sorted(
            span
            for account in book.accounts.on(person, day, team=team)
            if account.held > 0 and account.fund_at(book.clock) is not None
            for span in account.held_spans
        )
        found += without(within(team.working(person, day), window), held)
    return found


def _taken(person: PersonId, spans: list[Span], minutes: int, *, from_end: bool) -> WorkPlace | None:
    pieces: list[Span] = []
    for span in spans:
        gone = min(minutes, span.minutes)
        if gone:
            pieces.append(Span(span.end - gone, span.end) if from_end else Span(span.start, span.start + gone))
            minutes -= gone
    return None if minutes else WorkPlace(person, tuple(sorted(pieces)))


def _planned(climb: Climb, places: Mapping[TaskId, WorkPlace]) -> Overridden | None:
    """Plan everything else around a place of the request; None where the request does not stand there in the plan."""
    workspace, holdings = climb.facts
    ask, book = climb.ask, climb.book
    # Frozen work does not bind an approver, but the less moves the better.
    stands = climb.ground.plan
    asked = with_asked_tasks(_no_later(without_freeze(workspace), stands), book, ask.client, ask.request, ask.tasks)
    pins = {task: BaselineWork(place.person, place.pieces) for task, place in places.items()}
    around = Around(asked, stands, holdings, pins, loosened=frozenset(book.commitments))
    work = work_around(around, settings=PlanSettings(seed=climb.ground.seed, time_limit_seconds=SECONDS_EACH))
    if any(work.get(task) != pin for task, pin in pins.items()):
        return None
    moved = _moved(book, work)
    if moved is None:
        return None
    after = {task: moved.get(task, place) for task, place in book.witness.work.items() if task in book.commitments}
    entry = _entry(book, ask, dict(places), moved, after)
    return Overridden(entry, _late_minutes(book, work, before=climb.ground.work))


def _no_later(workspace: Workspace, plan: Plan) -> Workspace:
    """Return a workspace in which what is late in a plan is due when it is done there: what nobody can help is no harm."""
    finishes = {task.id: task.finish for task in plan.tasks if task.late_minutes}
    tasks = tuple(
        task.model_copy(update={"due": finishes[task.id]}) if task.id in finishes else task for task in workspace.tasks
    )
    return workspace.model_copy(update={"tasks": tasks})


def _moved(book: Book, work: Mapping[TaskId, BaselineWork]) -> Places | None:
    """Return the commitments that stand elsewhere in a plan, with what was worked before now.

    None where one has no place at all, or where a sitting under way is interrupted.
    """
    found: Places = {}
    for task, stands in book.witness.work.items():
        if task not in book.commitments or stands.finish <= book.clock:
            continue
        planned = work.get(task)
        if planned is None:
            return None
        place = stands.carried_on(planned.person, planned.spans, now=book.clock)
        if is_sitting_under_way(book, task) and merged(place.pieces)[-1].start >= book.clock:
            return None
        if place != stands:
            found[task] = place
    return found


def _late_minutes(book: Book, work: Mapping[TaskId, BaselineWork], *, before: Mapping[TaskId, BaselineWork]) -> int:
    """Return how much later promised work is than it was, past its date."""
    found = 0
    for task, stands in work.items():
        promised, stood = book.commitments.get(task), before.get(task)
        if promised is not None:
            limit = promised.due if stood is None else max(promised.due, stood.spans[-1].end)
            found += max(0, stands.spans[-1].end - limit)
    return found


def _entry(book: Book, ask: Ask, places: Places, moved: Places, after: Places) -> Entry:
    """Return the entry: what the request is charged, what moves, who is late, and the credit of those who lose."""
    late = {
        task: place.minutes_after(book.commitments[task].due)
        for task, place in after.items()
        if place.finish > max(book.commitments[task].floor_at, book.witness.work[task].finish)
    }
    credits: dict[ClientId, int] = {}
    for task, minutes in late.items():
        client = book.commitments[task].client
        if minutes and client != ask.client:
            credits[client] = credits.get(client, 0) + minutes
    rows = [
        row
        for task in ask.tasks
        for row in spare_rows(book, ask.client, Inserted(task, places[task.id], ()), task.effort_minutes, in_round=True)
    ]
    committed = commit(book, ask, places)
    at = book.team.aware(book.clock)
    return Entry(
        seq=0,
        at=at,
        kind="overridden",
        client=ask.client,
        request=ask.request,
        rows=merged_rows(rows),
        promised=tuple(Promise(task=each.task, due=each.due) for each in committed),
        conforming=False,
        asked=ask.tasks,
        committed=committed,
        work=work_stands(book, {**moved, **places}),
        loss=Loss.model_validate({"person": None, "from": at, "to": at, "late": late}),
        credits=credits,
    )
