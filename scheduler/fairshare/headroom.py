"""What a book has left: per person and day what is committed, held and spare, and the largest task that fits as things stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from scheduler.calendars.spans import merged, total_minutes, within, without
from scheduler.domain.book import AskedTask
from scheduler.fairshare.asking import Ask, Granted, answer
from scheduler.fairshare.book import Book
from scheduler.fairshare.dated_block import whole_piece
from scheduler.units import FAR, ClientId, Instant, PersonId, Span, TaskId

ASKED = TaskId("headroom/asked")
NOBODY = ClientId("")
"""A client that has nothing agreed and excludes nobody."""


@dataclass(frozen=True, slots=True)
class PoolDay:
    """A day of some people from the book's clock on; capacity = committed + the sum of held + spare, in minutes."""

    capacity: int
    committed: int
    held: Mapping[ClientId, int]
    spare: int


def pool_day(book: Book, people: Sequence[PersonId], day: date) -> PoolDay:
    """Return what is committed, held per client and spare of people on their own date `day`."""
    capacity = committed = spare = 0
    held: defaultdict[ClientId, int] = defaultdict(int)
    ahead = Span(book.clock, FAR)
    for person in people:
        working = within(book.team.working(person, day), ahead)
        if not working:
            continue
        left = without(working, _work_on(book, person, day))
        capacity += total_minutes(working)
        committed += total_minutes(working) - total_minutes(left)
        for account in book.accounts.on(person, day, team=book.team):
            if account.held > 0:
                kept = account.held_spans if account.lapsed else [whole_piece(account) or Span(0, 0)]
                rest = without(left, merged(kept))
                held[account.block.client] += total_minutes(left) - total_minutes(rest)
                left = rest
        spare += total_minutes(left)
    return PoolDay(capacity, committed, {client: minutes for client, minutes in held.items() if minutes}, spare)


def _work_on(book: Book, person: PersonId, day: date) -> tuple[Span, ...]:
    """Return the work of a person's day, of the witness and beside it."""
    pieces = [span for each in book.witness.on(person, day).values() for span in each]
    return merged([*pieces, *book.witness.standing_beside(person, day)])


@dataclass(frozen=True, slots=True)
class Most:
    """The most minutes of one task, and who would do them (None for 0)."""

    minutes: int
    person: PersonId | None


def most_on_spare(
    book: Book, people: Sequence[PersonId], *, due: Sequence[Instant], one_sitting: bool, grid_minutes: int
) -> list[Most]:
    """Return the largest task that one of `people` could do on free time alone, from the book's clock to each due time.

    The same as trying sizes with `insertion.insert`, which takes free time as it comes: a size fits iff somebody's free time before the
    due time (in one sitting: the longest stretch of it) reaches it.

    Parameters
    ----------
    due
        In order.
    grid_minutes
        Sizes are multiples of it.
    """
    best = [Most(0, None) for _ in due]
    for person in people:
        free = merged(_free(book, person, until=due[-1] if due else book.clock))
        for number, at in enumerate(due):
            spans = within(free, Span(book.clock, at))
            minutes = max((span.minutes for span in spans), default=0) if one_sitting else total_minutes(spans)
            whole = minutes // grid_minutes * grid_minutes
            if whole > best[number].minutes:
                best[number] = Most(whole, person)
    return best


def _free(book: Book, person: PersonId, *, until: Instant) -> Iterator[Span]:
    for day in book.team.days_of(person, Span(book.clock, until)):
        yield from book.free_on(person, day)


def most_for_client(
    book: Book,
    client: ClientId,
    *,
    skill: str,
    level: int,
    due: Sequence[Instant],
    one_sitting: bool,
    grid_minutes: int,
) -> list[Most]:
    """Return the largest task that a client would get at once by each due time: own held hours and its borrowing cap count.

    Each size is asked as a request of that client (`asking.answer`); sizes between one that is granted and one that is not are halved.
    """
    people = [person for person in book.team.people if book.team.may_do(person, client, skill=skill, level=level)]
    found: list[Most] = []
    least = 0
    for at in due:
        most = _working_until(book, people, at) // grid_minutes

        def who(size: int, at: Instant = at) -> PersonId | None:
            return _granted(
                book, client, skill=skill, level=level, due=at, one_sitting=one_sitting, minutes=size * grid_minutes
            )

        size, person = _largest(who, least=min(least, most), most=most)
        found.append(Most(size * grid_minutes, person))
        least = size
    return found


def _largest(who: Callable[[int], PersonId | None], *, least: int, most: int) -> tuple[int, PersonId | None]:
    """Return the largest size that somebody can do; one that fitted by an earlier date is where the search begins."""
    by = who(least) if least else None
    low, step = (least, 1) if by is not None else (0, 1)
    if by is None and least:
        most = least
    high = most + 1
    while low + step < high:
        person = who(low + step)
        if person is None:
            high = low + step
            break
        low, by, step = low + step, person, step * 2
    while high - low > 1:
        middle = (low + high) // 2
        person = who(middle)
        if person is None:
            high = middle
        else:
            low, by = middle, person
    return low, by


def _working_until(book: Book, people: Sequence[PersonId], until: Instant) -> int:
    """Return the most working minutes that one of `people` has from the book's clock to a moment: no task can be longer."""
    most = 0
    for person in people:
        window = Span(book.clock, max(until, book.clock))
        days = book.team.days_of(person, window)
        most = max(most, sum(total_minutes(within(book.team.working(person, day), window)) for day in days))
    return most


def _granted(
    book: Book, client: ClientId, *, skill: str, level: int, due: Instant, one_sitting: bool, minutes: int
) -> PersonId | None:
    """Return who would do a request of one task, or None where it would not be granted as things stand."""
    task = asked_task(book, skill=skill, level=level, due=due, one_sitting=one_sitting, minutes=minutes)
    outcome = answer(book, Ask(client=client, request="headroom", tasks=(task,)))
    return outcome.places[ASKED].person if isinstance(outcome, Granted) else None


def asked_task(book: Book, *, skill: str, level: int, due: Instant, one_sitting: bool, minutes: int) -> AskedTask:
    """Return a request's one task, asked at the book's clock."""
    return AskedTask(
        id=ASKED,
        skill=skill,
        level=level,
        effort_minutes=minutes,
        release=book.team.aware(book.clock),
        due=book.team.aware(due),
        one_sitting=one_sitting,
    )
