"""An override with as little harm as a plan can have: the request stands by its date, and everything else is planned around it.

Several places are tried for the request; around each the planner makes the lateness of the others as small as it can. Where that leaves some of
it late, or nothing can be planned so (the request would have to stand on held blocks), room is made block by block at each of these places
(`scheduler.fairshare.overriding`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from scheduler.calendars.spans import within, without
from scheduler.calendars.zones import instant_of
from scheduler.domain.book import Entry, Loss, Promise
from scheduler.fairshare.answers import commit, work_stands
from scheduler.fairshare.asking import Ask
from scheduler.fairshare.book import Book
from scheduler.fairshare.charging import charge, merged_rows
from scheduler.fairshare.claimable import Taken
from scheduler.fairshare.claims import claims
from scheduler.fairshare.copying import copy_of
from scheduler.fairshare.dated_block import BookError
from scheduler.fairshare.forced_places import forced_places, on_own_hours, places_beside, staying_time
from scheduler.fairshare.handed_tasks import with_asked_tasks
from scheduler.fairshare.overriding import override
from scheduler.fairshare.witness import WorkPlace
from scheduler.units import ClientId, PersonId, Span, TaskId
from scheduler.workflows.fitting.after import after_entries
from scheduler.workflows.fitting.ground import facts_with
from scheduler.workflows.fitting.held_hours import without_hours
from scheduler.workflows.fitting.overridden import Overridden, overridden, planned_around
from scheduler.workflows.fitting.rungs import Climb

MOST_PEOPLE = 4
MOST_IN_VAIN = 2
"""Places around which nothing can be planned, before no more plans are tried: where held hours fill the weeks, none is found around others."""

NOBODY_YET, TRIED = "nobody yet", "tried before anybody signs"
"""Who decides an override that is only tried, and why."""

UNSIGNED = {"seq": 0, "actor": "", "reason": "", "plan_sha256": "", "prev_sha256": ""}

Places = dict[TaskId, WorkPlace]


def least_harm(climb: Climb) -> Overridden | None:
    """Return the override that takes least of others of those that are found and hold; None where nothing could do the request by its date."""
    found: list[Overridden] = []
    candidates = _distinct(_candidates(climb))
    for number, places in enumerate(candidates):
        if number == MOST_IN_VAIN and not found:
            break
        planned = _planned(climb, places)
        if planned is not None:
            found.append(planned)
            if not planned.minutes:
                break
    if not found or min(each.minutes for each in found):
        owner = None if places_beside(climb.book, climb.ask, client=climb.ask.client) is None else climb.ask.client
        for places in candidates:
            found += _block_by_block(climb, places, owner=owner)
    return next((each for each in sorted(found, key=lambda each: each.minutes) if _holds(climb, each.entry)), None)


def _holds(climb: Climb, entry: Entry) -> bool:
    """Say whether an override can be recorded: what is shown to an approver is what is done when one signs."""
    signed = entry.model_copy(update={"actor": NOBODY_YET, "reason": TRIED})
    return after_entries(climb.ground, lambda book: [book.append(signed)], anew=True) is not None


def _distinct(candidates: Iterable[Places]) -> list[Places]:
    found: list[Places] = []
    for places in candidates:
        if places not in found:
            found.append(places)
    return found


def _block_by_block(climb: Climb, places: Places, *, owner: ClientId | None) -> Iterator[Overridden]:
    """Yield the overrides that make room block by block at some places, where the work of an owner stays: as planned then, and as it was made."""
    for place in places.values():
        stays = staying_time(climb.book, owner, place.person)
        if any(within(stays, piece) for piece in place.pieces):
            return
    scratch = copy_of(climb.book)
    try:
        entry = override(scratch, climb.ask, approver=NOBODY_YET, reason=TRIED, places=places)
    except BookError:
        return
    if entry.kind != "overridden":
        return
    draft = entry.model_copy(update=UNSIGNED)
    made = overridden(climb.book, draft)
    facts = facts_with(climb.ground.workspace, scratch, climb.ground.work)
    planned = planned_around(climb.ground, draft, places, base=scratch, facts=facts)
    yield from (each for each in (planned, made) if each is not None)


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
    own = {
        (claim.account.block.id, claim.account.day)
        for claim in claims(climb.book, climb.ask.client, task=task, taken=Taken())
        if claim.minutes == claim.account.held
    }
    for person in climb.book.team.able(climb.ask.client, task)[:MOST_PEOPLE]:
        usable = _usable(climb, person, window, own=own)
        for spans in (usable, usable[::-1]):
            place = _taken(person, spans, task.effort_minutes, from_end=spans is not usable)
            if place is not None:
                yield {task.id: place}


def _usable(climb: Climb, person: PersonId, window: Span, *, own: Collection[tuple[str, date]]) -> list[Span]:
    """Return a person's working time in a window that no held block takes but own ones, which pay for the request."""
    team, book = climb.book.team, climb.book
    found: list[Span] = []
    for day in team.days_of(person, window):
        held = sorted(
            span
            for account in book.accounts.on(person, day, team=team)
            if account.held > 0 and account.fund_at(book.clock) is not None
            if (account.block.id, account.day) not in own
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


def _planned(climb: Climb, places: Places) -> Overridden | None:
    """Plan everything else around a place of the request; None where the request does not stand there in the plan."""
    ask, book = climb.ask, climb.book
    workspace, holdings = climb.facts
    draft = _draft(book, ask, places)
    freed: dict[tuple[str, date], int] = {}
    for row in draft.rows:
        if row.block is not None:
            freed[row.block, row.day] = freed.get((row.block, row.day), 0) + row.minutes
    facts = with_asked_tasks(workspace, book, ask.client, ask.request, ask.tasks), without_hours(holdings, freed)
    return planned_around(climb.ground, draft, places, base=book, facts=facts)


def _draft(book: Book, ask: Ask, places: Places) -> Entry:
    """Return an override that charges the request, with nothing said yet of what else moves."""
    rows = charge(book, ask.client, on_own_hours(book, ask, places), in_round=True)
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
        work=work_stands(book, places),
        loss=Loss.model_validate({"person": None, "from": at, "to": at}),
    )
