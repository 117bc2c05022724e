"""Ways that need somebody else's word or turn: another client's consent, a place in the daily round."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from scheduler.domain.book import Entry
from scheduler.fairshare.answers import refused_entry
from scheduler.fairshare.asking import Ask, Granted, Refused, answer
from scheduler.fairshare.book import Book
from scheduler.fairshare.copying import copy_of
from scheduler.fairshare.dated_block import BookError
from scheduler.fairshare.giving_way import consent
from scheduler.fairshare.limits import Limit
from scheduler.fairshare.rounds import waiting_in_order
from scheduler.units import ClientId, Instant, TaskId
from scheduler.workflows.fitting.rungs import Climb
from scheduler.workflows.fitting.ways import Way, moved_to

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
