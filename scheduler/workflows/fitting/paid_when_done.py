"""A request that is paid for when it is done: its work reaches into the days whose hours it takes.

Own held hours of a day pay for what is due then or later (policy, "Funding"; the window of "Conforming"). Work that needs them and stands
before them is therefore no plan for an earlier date. It is put off as little as lets these hours pay, and stands on their days.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from scheduler.calendars.spans import merged, total_minutes, within, without
from scheduler.calendars.zones import instant_of
from scheduler.domain.book import AskedTask
from scheduler.domain.ledger import LedgerRow
from scheduler.fairshare.asking import Ask
from scheduler.fairshare.book import Book
from scheduler.fairshare.charging import charge
from scheduler.fairshare.checking import checked_places
from scheduler.fairshare.claimable import Taken
from scheduler.fairshare.claims import claims
from scheduler.fairshare.insertion import Inserted, able_people, release_after, splits_held, usable_in
from scheduler.fairshare.limits import Limit, cap_limit
from scheduler.fairshare.same_person import bound_together
from scheduler.fairshare.witness import WorkPlace
from scheduler.units import Instant, PersonId, Span, TaskId
from scheduler.workflows.fitting.held_hours import first_minutes, hours_pay_from
from scheduler.workflows.fitting.ways import due_by, latest_due

MOST_TRIES = 4
"""How often work is put off further where what it takes of other days then does not pay yet."""

Places = Mapping[TaskId, WorkPlace]


@dataclass(frozen=True, slots=True)
class Paid:
    """Places of a request that are paid for by its date, which is when the last of it is done."""

    ask: Ask
    places: Places
    rows: tuple[LedgerRow, ...]


def rows_of(book: Book, ask: Ask, places: Places, *, in_round: bool) -> tuple[LedgerRow, ...] | Limit | None:
    """Return what work at these places is charged; the limit of borrowing that it would pass; None where it cannot stand there."""
    inserted = checked_places(book, ask.client, tasks=ask.tasks, places=dict(places))
    if inserted is None:
        return None
    rows = charge(book, ask.client, inserted, in_round=in_round)
    return cap_limit(book, ask.client, rows, in_round=in_round, request=ask.request) or tuple(rows)


def paid_when_done(book: Book, ask: Ask, places: Places, *, in_round: bool = False) -> Paid | None:
    """Return work that can be paid for by the date of `ask` with its own finish as its date, put off where that has to be.

    Returns
    -------
    Paid or None
        None where it does not end at a moment at which it is paid for, up to that date.
    """
    last = latest_due(ask.tasks)
    for _ in range(MOST_TRIES):
        finish = max(place.finish for place in places.values())
        if last is None or finish > last:
            return None
        asked = due_by(ask, finish, book)
        rows = rows_of(book, asked, places, in_round=in_round)
        if isinstance(rows, tuple):
            return Paid(asked, places, rows)
        paid_from = _paid_from(book, ask, places, first=finish, last=last, in_round=in_round)
        paid = None if paid_from is None else rows_of(book, due_by(ask, paid_from, book), places, in_round=in_round)
        if paid_from is None or not isinstance(paid, tuple):
            return None
        later = _put_off(book, ask, places, paid, until=paid_from, last=last)
        if later is None:
            return None
        places = later
    return None


def _paid_from(
    book: Book, ask: Ask, places: Places, *, first: Instant, last: Instant, in_round: bool
) -> Instant | None:
    """Return the first date for which the work is paid, by halving: with each later day there is more that pays."""

    def is_paid(due: Instant) -> bool:
        return isinstance(rows_of(book, due_by(ask, due, book), places, in_round=in_round), tuple)

    if not is_paid(last):
        return None
    low, high = first, last
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_paid(middle) else (middle, high)
    return high


def on_paying_days(book: Book, ask: Ask, places: Places, *, in_round: bool = False) -> Places | None:
    """Return work that stands on the days whose hours it takes by the date of `ask`, as far as it stood before them.

    Returns
    -------
    Places or None
        None where it cannot stand so.
    """
    last, rows = latest_due(ask.tasks), rows_of(book, ask, places, in_round=in_round)
    if last is None or not isinstance(rows, tuple):
        return None
    release = max(book.clock, min(instant_of(task.release) for task in ask.tasks))
    until = hours_pay_from(book, _paid_by(rows), release=release)
    return _put_off(book, ask, places, rows, until=until, last=last) if until <= last else None


def _put_off(
    book: Book, ask: Ask, places: Places, rows: Sequence[LedgerRow], *, until: Instant, last: Instant
) -> Places | None:
    """Return the places with the task that is done last ending at `until`, or as soon as can be after it, with whoever has it done first.

    Parameters
    ----------
    rows
        What is charged, which says how much of it goes to which later day.
    """
    tasks = bound_together(book, ask.tasks)
    task = max(tasks, key=lambda each: places[each.id].finish)
    stood = places[task.id]
    others = {each.id: Inserted(each, places[each.id], ()) for each in tasks if each.id != task.id}
    window = Span(release_after(book, task, others), last)
    day = book.team.day_of(stood.person, stood.finish - 1)
    on_days: dict[date, int] = {}
    for (_, paid_on), minutes in _paid_by(rows).items():
        if paid_on > day:
            on_days[paid_on] = on_days.get(paid_on, 0) + minutes
    people = list(able_people(book, ask.client, task=task, made=others))
    if task.same_person_as or any(task.id in other.task.same_person_as for other in others.values()):
        people = [person for person in people if person == stood.person]
    best: WorkPlace | None = None
    for person in sorted(people, key=lambda each: each != stood.person):
        place = _ending_from(book, ask, task, person=person, others=others, window=window, until=until, on_days=on_days)
        if place is not None and (best is None or place.finish < best.finish):
            best = place
    return None if best is None else {**places, task.id: best}


def _paid_by(rows: Sequence[LedgerRow]) -> dict[tuple[str, date], int]:
    """Return the minutes that rows take of own blocks."""
    found: dict[tuple[str, date], int] = {}
    for row in rows:
        if row.block is not None and row.minutes > 0:
            key = row.block, row.day
            found[key] = found.get(key, 0) + row.minutes
    return found


def _ending_from(
    book: Book,
    ask: Ask,
    task: AskedTask,
    *,
    person: PersonId,
    others: Mapping[TaskId, Inserted],
    window: Span,
    until: Instant,
    on_days: Mapping[date, int],
) -> WorkPlace | None:
    """Return a task with one person, done at a moment or as soon as can be after it."""
    own = [
        claim for claim in claims(book, ask.client, task=task, taken=Taken()) if claim.account.block.person == person
    ]
    busy = [piece for each in others.values() if each.place.person == person for piece in each.place.pieces]
    held = [span for claim in own for span in claim.account.held_spans]
    spans = merged(usable_in(book, person, window, own=own, taken=Taken(), blocked=merged(busy)))
    for end in _ends(spans, task, until=until, grid=book.team.workspace.grid_minutes):
        if task.one_sitting:
            place = WorkPlace(person, (Span(end - task.effort_minutes, end),))
        else:
            place = WorkPlace(person, _reaching(book, person, spans, task.effort_minutes, end=end, on_days=on_days))
        if not splits_held(place, held):
            return place
    return None


def _ends(spans: Sequence[Span], task: AskedTask, *, until: Instant, grid: int) -> Iterator[Instant]:
    """Yield when work in these spans can end from a moment on: once in each of them, and at the end of each.

    No piece of work that is longer is less than a unit of the grid.
    """
    before = 0
    for span in spans:
        left = task.effort_minutes - (0 if task.one_sitting else before)
        least = left if task.one_sitting else max(left, min(grid, task.effort_minutes, span.minutes))
        first = max(until, span.start + least)
        if first <= span.end:
            yield first
            yield span.end
        before += span.minutes


def _reaching(
    book: Book, person: PersonId, spans: Sequence[Span], minutes: int, *, end: Instant, on_days: Mapping[date, int]
) -> tuple[Span, ...]:
    """Return so many minutes of the spans up to an end that is one of them: on each day what its hours pay, the rest as early as can be."""
    free = list(within(spans, Span(0, end)))
    days = {span: book.team.day_of(person, span.start) for span in free}
    last, least = free[-1], book.team.workspace.grid_minutes
    taken = [Span(max(last.start, last.end - min(minutes, max(least, on_days.get(days[last], 0)))), last.end)]
    for day, wanted in sorted(on_days.items()):
        if day != days[last]:
            there = without([span for span in free if days[span] == day], merged(taken))
            taken += first_minutes(there, min(wanted, minutes - total_minutes(taken)))
    taken += first_minutes(without(free, merged(taken)), minutes - total_minutes(taken))
    return merged(taken)
