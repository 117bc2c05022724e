"""Ways that need somebody's word: a person's overtime, another client's consent, a place in the daily round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from scheduler.calendars.spans import merged, within, without
from scheduler.calendars.working_time import overtime_spans
from scheduler.calendars.zones import instant_of
from scheduler.domain.book import AskedTask, Entry, LedgerRow, skill_key
from scheduler.domain.people import Person
from scheduler.fairshare.answers import refused_entry
from scheduler.fairshare.asking import Ask, Granted, Refused, answer
from scheduler.fairshare.book import Book
from scheduler.fairshare.charging import charge
from scheduler.fairshare.claimable import Taken
from scheduler.fairshare.claims import claims
from scheduler.fairshare.conforming import in_order
from scheduler.fairshare.copying import copy_of
from scheduler.fairshare.dated_block import BookError, within_all
from scheduler.fairshare.giving_way import consent
from scheduler.fairshare.insertion import Inserted, release_after
from scheduler.fairshare.limits import Limit, cap_limit
from scheduler.fairshare.overtime import worked_in_overtime
from scheduler.fairshare.rounds import waiting_in_order
from scheduler.fairshare.witness import WorkPlace
from scheduler.instance.reading import Reading, overtime_of, read
from scheduler.units import MINUTES_PER_DAY, ClientId, Instant, PersonId, Span, TaskId
from scheduler.workflows.fitting.rungs import Climb
from scheduler.workflows.fitting.ways import Way, due_by, moved_to

MOST_CONSENTS = 6
"""Tasks of other clients that are tried as what waits, the one with the latest date first."""

CONSENT_WORKING_DAYS = 5


@dataclass(frozen=True, slots=True)
class Consenting:
    """Another client's task that would wait, and until when."""

    way: Way
    client: ClientId
    task: TaskId
    due: Instant
    new_due: Instant


@dataclass(frozen=True, slots=True)
class InRound:
    """A place in the next daily round."""

    held_at: Instant
    place: int
    waiting: int


def with_overtime(climb: Climb, *, until: Instant) -> Way | None:
    """Return how the request is done as early as can be with consented overtime of the people who do it.

    Parameters
    ----------
    until
        The last moment of use.

    Returns
    -------
    Way or None
        Its date is the one asked for, or its finish where that is later; None where nothing is found.
    """
    way = _with_overtime(climb, climb.ask)
    if way is None and until > climb.needed_by:
        way = _with_overtime(climb, due_by(climb.ask, until, climb.book))
        if way is not None:
            way = _with_overtime(climb, due_by(climb.ask, way.finish, climb.book))
    return way


def _with_overtime(climb: Climb, ask: Ask) -> Way | None:
    ordered = in_order(ask.tasks)
    if ordered is None:
        return None
    reading = read(climb.facts[0])
    extra = {person.id: overtime_of(reading, person.id) for person in reading.people}
    limits = {person.id: _whole_weeks(reading, person) for person in reading.people}
    used = _overtime_used(climb)
    made: dict[TaskId, Inserted] = {}
    rows: list[LedgerRow] = []
    pieces_in_overtime: set[Span] = set()
    for task in ordered:
        best: tuple[Instant, PersonId, tuple[Span, ...]] | None = None
        mates = {made[other].place.person for other in made if other in task.same_person_as}
        for person in climb.able(task):
            if not mates <= {person} or not extra.get(person):
                continue
            free = _left_of_overtime(extra[person], limits[person], used.get(person, ()))
            pieces = _earliest(climb, task, person=person, extra=free, made=made)
            if pieces is not None and (best is None or pieces[-1].end < best[0]):
                best = pieces[-1].end, person, pieces
        if best is None:
            return None
        _, person, pieces = best
        over = within_all(pieces, extra[person])
        used[person] = merged([*used.get(person, ()), *over])
        pieces_in_overtime |= set(over)
        rows += _overtime_rows(climb, task, person, over)
        made[task.id] = Inserted(task, WorkPlace(person, cut_at(pieces, over)), ())
    regular = [
        Inserted(
            each.task.model_copy(update={"effort_minutes": minutes}),
            WorkPlace(each.place.person, inside),
            (),
        )
        for each in made.values()
        if (inside := without(merged(each.place.pieces), merged(extra[each.place.person])))
        and (minutes := sum(piece.minutes for piece in inside))
    ]
    rows += charge(climb.book, ask.client, regular)
    limit = cap_limit(climb.book, ask.client, rows, in_round=False, request=ask.request)
    if not pieces_in_overtime or limit is not None:
        return None
    places = {task: each.place for task, each in made.items()}
    return Way("overtime", ask, places, tuple(rows), overtime=frozenset(pieces_in_overtime))


def _whole_weeks(reading: Reading, person: Person) -> dict[tuple[Span, ...], int]:
    """Return the consent of each week, from the beginning of the week on: what was worked before now uses it up."""
    window = Span(reading.window.start - 7 * MINUTES_PER_DAY, reading.window.end)
    return {week.spans: week.weekly_minutes for week in overtime_spans(reading.workspace, person, window)}


def _overtime_used(climb: Climb) -> dict[PersonId, tuple[Span, ...]]:
    found: dict[PersonId, list[Span]] = {}
    for work in climb.ground.work.values():
        found.setdefault(work.person, []).extend(work.spans)
    for person in climb.book.team.people:
        found.setdefault(person, []).extend(worked_in_overtime(climb.book, person))
    return {person: merged(spans) for person, spans in found.items()}


def _left_of_overtime(
    spans: Sequence[Span], weeks: dict[tuple[Span, ...], int], used: Sequence[Span]
) -> tuple[Span, ...]:
    """Return overtime that is still consented: week by week the earliest, up to what the week has left."""
    found: list[Span] = []
    for week, most in weeks.items():
        left = most - sum(piece.minutes for piece in within_all(merged(used), week))
        for span in without(within_all(week, merged(spans)), merged(used)):
            if left > 0:
                found.append(Span(span.start, min(span.end, span.start + left)))
                left -= found[-1].minutes
    return merged(found)


def _earliest(
    climb: Climb, task: AskedTask, *, person: PersonId, extra: Sequence[Span], made: dict[TaskId, Inserted]
) -> tuple[Span, ...] | None:
    """Return the earliest pieces of a task in free time, own held pieces and overtime of one person before its date."""
    book = climb.book
    if task.due is None:
        return None
    release, due = release_after(book, task, made), instant_of(task.due)
    if release >= due:
        return None
    usable = list(extra)
    for day in book.team.days_of(person, Span(release, due)):
        usable.extend(book.free_on(person, day))
    own = claims(book, climb.ask.client, task=task, taken=Taken())
    usable.extend(span for claim in own if claim.account.block.person == person for span in claim.account.held_spans)
    taken = merged([piece for each in made.values() if each.place.person == person for piece in each.place.pieces])
    pieces, left = [], task.effort_minutes
    for span in without(within(merged(usable), Span(release, due)), taken):
        if task.one_sitting and span.minutes < left:
            continue
        pieces.append(Span(span.start, span.start + min(left, span.minutes)))
        left -= pieces[-1].minutes
        if not left:
            return merged(pieces)
    return None


def _overtime_rows(climb: Climb, task: AskedTask, person: PersonId, over: Sequence[Span]) -> list[LedgerRow]:
    key = skill_key(task.skill, task.level)
    days: dict[object, LedgerRow] = {}
    for piece in over:
        day = climb.book.team.day_of(person, piece.start)
        before = days.get(day)
        minutes = piece.minutes + (0 if before is None else before.minutes)
        days[day] = LedgerRow(
            client=climb.ask.client, skill=key, day=day, fund="overtime", minutes=minutes, task=task.id
        )
    return list(days.values())


def cut_at(pieces: Sequence[Span], over: Sequence[Span]) -> tuple[Span, ...]:
    """Return pieces cut where overtime begins and ends."""
    return tuple(sorted((*without(pieces, over), *over)))


def with_consent(climb: Climb, *, client: ClientId | None = None) -> Consenting | None:
    """Return how the request is done in the time of another client's task, which would wait with that client's consent.

    Parameters
    ----------
    client
        Whose tasks are tried; None: everybody's, as many as an offer is worth.
    """
    book, ask = climb.book, climb.ask
    able = {person for task in ask.tasks for person in book.team.able(ask.client, task)}
    found = sorted(
        (-promised.due, task)
        for task, promised in book.commitments.items()
        if promised.client != ask.client
        and client in (None, promised.client)
        and promised.asked.commitment != "regulatory"
        and (place := book.witness.work.get(task)) is not None
        and place.person in able
        and book.clock <= place.pieces[0].start < climb.needed_by
    )
    for _, task in found[: MOST_CONSENTS if client is None else len(found)]:
        promised = book.commitments[task]
        day = book.team.working_day_of(promised.due)
        dates = [
            book.team.close_at(book.team.nth_working_day(day, number)) for number in range(1, CONSENT_WORKING_DAYS + 1)
        ]
        for new_due in dates:
            way = _tried_consent(climb, give=task, new_due=new_due)
            if way is not None:
                return Consenting(way, promised.client, task, promised.due, new_due)
            if new_due == dates[0] and _tried_consent(climb, give=task, new_due=dates[-1]) is None:
                break
    return None


def _tried_consent(climb: Climb, *, give: TaskId, new_due: Instant) -> Way | None:
    scratch = copy_of(climb.book)
    try:
        entries = consent(scratch, climb.ask, give=give, new_due=new_due, by="not asked yet")
    except BookError:
        return None
    if [entry.kind for entry in entries] != ["consented", "accepted"]:
        return None
    own = dict.fromkeys(task.id for task in climb.ask.tasks)
    return Way(
        "consent",
        climb.ask,
        {task: scratch.witness.work[task] for task in own},
        tuple(row for entry in entries for row in entry.rows if row.task in own and row.minutes > 0),
        moved={give: moved_to(scratch.witness.work[give])},
        postponed={give: new_due},
        owner_rows=entries[0].rows,
        act=partial(_consent, ask=climb.ask, give=give, new_due=new_due),
    )


def _consent(book: Book, *, ask: Ask, give: TaskId, new_due: Instant, by: str = "") -> list[Entry]:
    return consent(book, ask, give=give, new_due=new_due, by=by or book.commitments[give].client)


def in_round(climb: Climb, limit: Limit | None) -> tuple[InRound, Way] | None:
    """Return the request's place in the next daily round, where only the cap stands in its way and the round could grant it now."""
    if limit is None:
        return None
    outcome = answer(climb.book, climb.ask, in_round=True)
    if not isinstance(outcome, Granted):
        return None
    scratch = copy_of(climb.book)
    scratch.append(refused_entry(scratch, climb.ask, Refused(limit.text, waits=True)))
    order = [each.request for each in waiting_in_order(scratch)]
    way = Way("as_is", climb.ask, outcome.places, outcome.rows)
    return InRound(next_round_at(climb.book), order.index(climb.ask.request) + 1, len(order)), way


def next_round_at(book: Book) -> Instant:
    """Return when the next daily round is held: `round_at` of the policy, today or on the next working day."""
    hour, minute = (int(part) for part in str(book.team.policy.round_at).split(":")[:2])
    day = book.team.working_day_of(book.clock)
    at = book.team.zone.instant_forgiving(day, 60 * hour + minute)
    if at > book.clock:
        return at
    return book.team.zone.instant_forgiving(book.team.nth_working_day(day, 1), 60 * hour + minute)
