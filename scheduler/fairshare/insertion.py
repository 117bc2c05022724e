"""A request put where it fits as it is: nobody else's work moves. The first thing that is tried where arithmetic alone says nothing.

Used are the free time of the witness and the client's own claimable minutes. Exact on the minute; task by task the earliest finish, so a
plan that needs them to give way to one another is not found here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scheduler.calendars.spans import merged, within, without
from scheduler.calendars.zones import instant_of
from scheduler.domain.book import AskedTask
from scheduler.fairshare.book import Book
from scheduler.fairshare.claimable import Taken
from scheduler.fairshare.claims import Claim, claims
from scheduler.fairshare.conforming import bound_person, certain_finish, in_order
from scheduler.fairshare.same_person import bound_together
from scheduler.fairshare.witness import WorkPlace
from scheduler.units import ClientId, Instant, PersonId, Span, TaskId


def free_in(book: Book, person: PersonId, window: Span) -> tuple[Span, ...]:
    """Return a person's free time in a window."""
    days = book.team.days_of(person, window)
    free = (book.free_on(person, day) for day in days)
    return within(merged(span for spans in free for span in spans), window)


@dataclass(frozen=True, slots=True)
class Inserted:
    """A task that was put somewhere: its person and pieces, and the own blocks on which some of them stand."""

    task: AskedTask
    place: WorkPlace
    stands_in: tuple[tuple[Claim, tuple[Span, ...]], ...]


@dataclass(frozen=True, slots=True)
class HeldBack:
    """That most of some work is done from a moment on: not more minutes of each task than these before it, and no sitting that has fewer."""

    until: Instant
    most_before: Mapping[TaskId, int]

    def start(self, task: AskedTask) -> Instant:
        """Return when a task may begin."""
        most = self.most_before.get(task.id, 0)
        return self.until if most <= 0 or (task.one_sitting and most < task.effort_minutes) else 0

    def of(self, usable: Iterator[Span], task: AskedTask) -> Iterator[Span]:
        """Yield usable time, in order, without what is too much before the moment."""
        left = self.most_before.get(task.id, 0)
        for span in usable:
            if span.start < self.until:
                early = min(left, min(span.end, self.until) - span.start)
                left -= early
                if early > 0:
                    yield Span(span.start, span.start + early)
            if span.end > self.until:
                yield Span(max(span.start, self.until), span.end)


def insert(
    book: Book,
    client: ClientId,
    *,
    tasks: Sequence[AskedTask],
    initial: bool = False,
    latest: Instant | None = None,
    held_back: HeldBack | None = None,
    on_own: bool = True,
) -> list[Inserted] | None:
    """Return where the tasks fit as things stand, each as early as it can finish; None where one does not.

    Parameters
    ----------
    initial
        Whether blocks of the opening day can be claimed.
    latest
        Instead of the tasks' own due times.
    held_back
        What is to be done from some moment on only.
    on_own
        Whether they may stand on what the client holds, too.
    """
    ordered = in_order(bound_together(book, tasks))
    if ordered is None:
        return None
    taken = Taken()
    made: dict[TaskId, Inserted] = {}
    busy: list[tuple[PersonId, Span]] = []
    for task in ordered:
        due = latest if latest is not None else (None if task.due is None else instant_of(task.due))
        if due is None:
            return None
        own = claims(book, client, task=task, taken=taken, initial=initial) if on_own else []
        best: Inserted | None = None
        for person in able_people(book, client, task=task, made=made):
            found = _earliest(
                book, task, person=person, due=due, own=own, made=made, busy=busy, taken=taken, held_back=held_back
            )
            if found is not None and (best is None or found.place.finish < best.place.finish):
                best = found
        if best is None:
            return None
        made[task.id] = best
        busy.extend((best.place.person, piece) for piece in best.place.pieces)
        for claim, pieces in best.stands_in:
            taken.note(claim.account, sum(piece.minutes for piece in pieces), claim.fund)
            spans = taken.held_spans(claim.account)
            spans[:] = without(spans, pieces)
    return list(made.values())


def able_people(
    book: Book, client: ClientId, *, task: AskedTask, made: Mapping[TaskId, Inserted]
) -> Iterator[PersonId]:
    """Yield, by id, those who may do a task beside other tasks of its request, work that binds it to one person considered."""
    bound = None
    for other in made.values():
        if other.task.id in task.same_person_as or task.id in other.task.same_person_as:
            bound = other.place.person
    bound = bound if bound is not None else bound_person(book, task)
    for person in sorted(book.team.people):
        if bound in (None, person) and book.team.may_do(
            person, client, skill=task.skill, level=task.level, pin=task.person
        ):
            yield person


def release_after(book: Book, task: AskedTask, made: Mapping[TaskId, Inserted]) -> Instant:
    """Return when a task may begin, after what stands before it."""
    release = max(instant_of(task.release), book.clock)
    for after in task.after:
        before = made.get(after.task)
        finish = certain_finish(book, after.task) if before is None else before.place.finish
        if finish is not None:
            release = max(release, book.team.after_wait(finish, after.wait))
    return release


def _earliest(
    book: Book,
    task: AskedTask,
    *,
    person: PersonId,
    due: Instant,
    own: list[Claim],
    made: dict[TaskId, Inserted],
    busy: list[tuple[PersonId, Span]],
    taken: Taken,
    held_back: HeldBack | None = None,
) -> Inserted | None:
    """Return the earliest place of a task with one person before its due time."""
    release = release_after(book, task, made)
    if held_back is not None:
        release = max(release, held_back.start(task))
    if release >= due:
        return None
    mine = [claim for claim in own if claim.account.block.person == person]
    blocked = merged([span for who, span in busy if who == person])
    usable = usable_in(book, person, Span(release, due), own=mine, taken=taken, blocked=blocked)
    if held_back is not None and not task.one_sitting:
        usable = held_back.of(usable, task)
    find = _earliest_run if task.one_sitting else _earliest_pieces
    pieces = find(usable, task.effort_minutes)
    if pieces is None:
        return None
    held = [span for claim in mine for span in taken.held_spans(claim.account)]
    place = WorkPlace(person, _to_the_end(pieces, held, due=due))
    if release > max(instant_of(task.release), book.clock):
        # Only the window itself may cut into the middle of a held piece, not what comes before the work.
        split = next((claim for claim in mine if splits_held(place, taken.held_spans(claim.account))), None)
        if split is not None:
            left = [claim for claim in own if claim is not split]
            return _earliest(
                book, task, person=person, due=due, own=left, made=made, busy=busy, taken=taken, held_back=held_back
            )
    stands_in = []
    for claim in mine:
        inside = tuple(part for span in taken.held_spans(claim.account) for part in within(place.pieces, span))
        if inside:
            stands_in.append((claim, inside))
    return Inserted(task, place, tuple(stands_in))


def usable_in(
    book: Book, person: PersonId, window: Span, *, own: Sequence[Claim], taken: Taken, blocked: Sequence[Span]
) -> Iterator[Span]:
    """Yield where a task may stand in a window, day by day: a person's free time, and what its client can claim of that person.

    Parameters
    ----------
    blocked
        Where other tasks of the request stand.
    """
    for day in book.team.days_of(person, window):
        spans = list(book.free_on(person, day))
        for claim in own:
            if claim.account.day == day and claim.account.block.person == person:
                spans.extend(_claimable_spans(claim, taken, window))
        yield from without(within(merged(spans), window), blocked)


def splits_held(place: WorkPlace, held: Sequence[Span]) -> bool:
    """Say whether work would leave held time at both of its ends."""
    return any(span.start < piece.start and piece.end < span.end for piece in place.pieces for span in held)


def _to_the_end(pieces: tuple[Span, ...], held: list[Span], *, due: Instant) -> tuple[Span, ...]:
    """Return work of which what begins and ends inside an own held piece stands at its end, so that what stays held is not split."""
    return merged(_end_of(piece, held, due=due) for piece in pieces)


def _end_of(piece: Span, held: list[Span], *, due: Instant) -> Span:
    for span in held:
        if span.start < piece.start and piece.end < span.end <= due:
            return Span(span.end - piece.minutes, span.end)
    return piece


def _earliest_pieces(usable: Iterator[Span], minutes: int) -> tuple[Span, ...] | None:
    pieces, left = [], minutes
    for span in usable:
        gone = min(left, span.minutes)
        pieces.append(Span(span.start, span.start + gone))
        left -= gone
        if not left:
            return merged(pieces)
    return None


def _earliest_run(usable: Iterator[Span], minutes: int) -> tuple[Span, ...] | None:
    before: Span | None = None
    for span in usable:
        # Time that goes on past midnight is one stretch on the clock.
        whole = Span(before.start, span.end) if before is not None and before.end == span.start else span
        if whole.minutes >= minutes:
            return (Span(whole.start, whole.start + minutes),)
        before = whole
    return None


def _claimable_spans(claim: Claim, taken: Taken, window: Span) -> list[Span]:
    """Return the held spans of a claim in a window, no more of them than can be claimed."""
    left, found = claim.minutes, []
    for span in within(taken.held_spans(claim.account), window):
        gone = min(left, span.minutes)
        if gone:
            found.append(Span(span.start, span.start + gone))
            left -= gone
    return found
