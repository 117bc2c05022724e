"""What the book binds in a plan: held pieces take time, booked work keeps its person and day, floors are kept.

Frozen work goes first: it may not move at all, while held pieces and booked work may change their clock time within the
day. The planner leaves them where the witness has them as long as it can.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from scheduler.calendars.spans import merged, within, without
from scheduler.calendars.zones import Zone
from scheduler.domain.holdings import HeldPiece, Holdings
from scheduler.instance.baseline import BaselineWork
from scheduler.instance.reading import Reading, all_time, overtime_of
from scheduler.instance.records import HeldLine
from scheduler.units import Instant, PersonId, Span, TaskId

Work = Mapping[TaskId, BaselineWork]


@dataclass(frozen=True, slots=True)
class Loose:
    """Held pieces, and tasks with booked work, that may stand anywhere on their day: what is proven holds wherever they do."""

    held: tuple[HeldLine, ...]
    booked: frozenset[TaskId] = frozenset()


@dataclass(frozen=True, slots=True)
class Ties:
    """What else is bound in one run of the planner.

    Attributes
    ----------
    insist
        Tasks that stay frozen though work before them changed (`frozen_work`).
    pins
        Work that keeps its place on the clock, as far as nothing else stands there.
    places
        Where held pieces stand that have no place, or lost it; by their number among the pieces of the plan.
    to_due
        Tasks that may use up their slack: their promised date binds them, not their slack floor.
    to_floor
        Tasks that finish by their slack floor though more of them is left than the witness has time for, where it has them by then.
    unbooked
        Tasks that need not stay where they are booked: work before them cannot end in time, beside what is frozen.
    loosened
        Tasks whose slack floor does not bind: no place inside it was found.
    published
        Where the published plan has work, if the baseline is what answers made of it: nothing else is frozen. None: the baseline is that plan.
    loose
        For proofs: the pieces become sittings that may stand anywhere on their day, and booked work only keeps its person.
    """

    insist: frozenset[TaskId] = frozenset()
    pins: Work = field(default_factory=dict)
    places: Mapping[int, Span] = field(default_factory=dict)
    to_due: frozenset[TaskId] = frozenset()
    to_floor: frozenset[TaskId] = frozenset()
    unbooked: frozenset[TaskId] = frozenset()
    loosened: frozenset[TaskId] = frozenset()
    published: Work | None = None
    loose: Loose | None = None


class Taken:
    """Time of people that is not free any more."""

    def __init__(self, reading: Reading, *works: Work) -> None:
        self._reading = reading
        self._spans: dict[PersonId, list[Span]] = {person.id: [] for person in reading.people}
        for work in works:
            for each in work.values():
                self.add(each.person, each.spans)

    def add(self, person: PersonId, spans: Iterable[Span]) -> None:
        """Take time of a person."""
        self._spans.setdefault(person, []).extend(spans)

    def give_back(self, person: PersonId, spans: Sequence[Span]) -> None:
        """Take note that time of a person is free again."""
        self._spans[person] = list(without(self.of(person), spans))

    def of(self, person: PersonId) -> tuple[Span, ...]:
        """Return the time that is taken of a person, merged."""
        return merged(self._spans.get(person, ()))

    def free(self, person: PersonId, window: Span, *, overtime: bool = False) -> tuple[Span, ...]:
        """Return the working time of a person in a window that is not taken, with consented overtime where that counts."""
        regular = self._reading.regular.get(person, ())
        times = merged((*regular, *overtime_of(self._reading, person))) if overtime and regular else regular
        return without(within(times, window), self.of(person))

    def leaves(self, person: PersonId, span: Span, *, overtime: bool = False) -> bool:
        """Say whether a span is unbroken working time (or consented overtime, where that counts) that nothing takes."""
        return self.free(person, span, overtime=overtime) == (span,)

    def first_room(self, person: PersonId, window: Span, minutes: int) -> Span | None:
        """Return the earliest unbroken stretch of so many free minutes in a window."""
        for span in self.free(person, window):
            if span.minutes >= minutes:
                return Span(span.start, span.start + minutes)
        return None


def pieces_here(reading: Reading, holdings: Holdings) -> tuple[HeldPiece, ...]:
    """Return the held pieces that a plan has to keep: not lapsed, of days that end inside the horizon; in canonical order."""
    zones = {person.id: Zone.of(person.time_zone) for person in reading.people}
    clients = {client.id for client in reading.clients}
    pieces = [
        piece
        for piece in holdings.held
        if piece.minutes > 0
        and piece.lapses_at > reading.window.start
        and piece.client in clients
        and zones.get(piece.person, reading.zone).end_of(piece.day) <= reading.window.end
    ]
    return tuple(sorted(pieces, key=_canonical))


def _canonical(piece: HeldPiece) -> tuple[date, str, Instant, str, str, str, int]:
    return piece.day, piece.person, piece.start or 0, piece.client, piece.skill, piece.block, piece.minutes


def day_of(reading: Reading, person: PersonId, day: date) -> Span:
    """Return [first, last) working minute of a person's own date inside the horizon; empty where there is none."""
    known = next((each for each in reading.people if each.id == person), None)
    if known is None:
        return Span(reading.window.start, reading.window.start)
    zone = Zone.of(known.time_zone)
    spans = within(reading.regular[person], Span(zone.begin_of(day), zone.end_of(day)))
    return Span(spans[0].start, spans[-1].end) if spans else Span(reading.window.start, reading.window.start)


def window_of(reading: Reading, piece: HeldPiece) -> Span:
    """Return the window of a held piece: its day, with its place where that reaches past midnight."""
    day, place = day_of(reading, piece.person, piece.day), piece.place
    if place is None or not day.minutes or place.start >= day.end or place.end <= day.end:
        return day
    return Span(day.start, place.end)


def stand(
    reading: Reading, pieces: Sequence[HeldPiece], taken: Taken, *, places: Mapping[int, Span], beside: Work | None
) -> tuple[Span | None, ...]:
    """Return where held pieces stand: where they stood, else the earliest stretch of their day.

    Parameters
    ----------
    taken
        What stands already; the pieces are added to it.
    places
        Places that are known to be theirs, by number.
    beside
        Work that a piece without a place must leave its time; None: pieces without a place wait until the work is planned.
    """
    found: list[Span | None] = [None] * len(pieces)
    for number, piece in enumerate(pieces):
        place = places.get(number, piece.place)
        if place is not None and place.minutes == piece.minutes and taken.leaves(piece.person, place):
            found[number] = place
            taken.add(piece.person, (place,))
    for number, piece in enumerate(pieces):
        if found[number] is None and (beside is not None or piece.place is not None):
            found[number] = _other_room(reading, piece, taken, beside=beside or {})
    return tuple(found)


def _other_room(reading: Reading, piece: HeldPiece, taken: Taken, *, beside: Work) -> Span | None:
    crowded = Taken(reading, beside)
    crowded.add(piece.person, taken.of(piece.person))
    room = crowded.first_room(piece.person, window_of(reading, piece), piece.minutes)
    if room is not None:
        taken.add(piece.person, (room,))
    return room


def kept_work(
    reading: Reading, holdings: Holdings, frozen: Work, overtime: Work, *, unbooked: frozenset[TaskId] = frozenset()
) -> dict[TaskId, BaselineWork]:
    """Return the booked work that stays beside frozen work and promised overtime: where it stood, else anywhere on its day.

    Booked work gives way where its person is away or may not do it any more, where its client made it shorter, where it is
    frozen on somebody else, and where work before it is not as the witness has it (`unbooked`: beside what is frozen).
    """
    taken, waiting = Taken(reading, frozen, overtime), disturbed(reading, holdings) | unbooked
    kept: dict[TaskId, BaselineWork] = {}
    for part in sorted(
        holdings.kept, key=lambda each: (each.pieces[0], each.task) if each.pieces else (Span(0, 0), "")
    ):
        task, still = reading.open_tasks.get(part.task), frozen.get(part.task)
        if task is None or part.person not in task.able or (still is not None and still.person != part.person):
            continue
        before = kept.get(part.task)
        if part.task in waiting or (before is not None and before.person != part.person):
            continue
        # A task may be booked on several days, each a part of its own.
        spans: list[Span] = [] if before is None else list(before.spans)
        extra = overtime.get(part.task)
        left = task.remaining_minutes - sum(each.minutes for each in (still, extra) if each)
        left -= sum(span.minutes for span in spans)
        in_overtime = merged(span for each in holdings.overtime if each.task == part.task for span in each.pieces)
        for day, pieces in by_day(reading, part.person, part.pieces):
            # Overtime of that day is none of the minutes that are booked there.
            there = without(still.spans, in_overtime) if still else ()
            more = min(sum(piece.minutes for piece in pieces) - _minutes_on(there, day), left)
            begun = Span(max(day.start, task.release_at), day.end)
            if more > 0 and begun.start < begun.end:
                choose = _unbroken if task.task.one_sitting else _chosen
                chosen = choose(taken, part.person, pieces, day=begun, minutes=more)
                taken.add(part.person, chosen)
                spans.extend(chosen)
                left -= sum(span.minutes for span in chosen)
        if spans and not (task.task.one_sitting and left):
            kept[part.task] = BaselineWork(part.person, merged(spans))
    return kept


def disturbed(reading: Reading, holdings: Holdings) -> frozenset[TaskId]:
    """Return the open tasks that come after open work that cannot be done where the witness has it, if it has it."""
    waiting: dict[TaskId, list[TaskId]] = {}
    for task_id, task in reading.open_tasks.items():
        for after in task.task.after:
            waiting.setdefault(after.task, []).append(task_id)
    ahead = [task for task in waiting if task in reading.open_tasks and not _can_stand(reading, holdings, task)]
    found: set[TaskId] = set()
    while ahead:
        for follower in waiting.get(ahead.pop(), ()):
            if follower not in found:
                found.add(follower)
                ahead.append(follower)
    return frozenset(found)


def _can_stand(reading: Reading, holdings: Holdings, task_id: TaskId) -> bool:
    """Say whether all that remains of a task can be done where the witness has it from as_of on."""
    task, stands = reading.open_tasks[task_id], holdings.witness.get(task_id)
    if stands is None or stands.person not in task.able:
        return False
    spans = within(merged(stands.pieces), reading.window)
    if not spans or spans[0].start < task.release_at or without(spans, all_time(reading, stands.person)):
        return False
    return sum(span.minutes for span in spans) >= task.remaining_minutes


def by_day(reading: Reading, person: PersonId, pieces: Sequence[Span]) -> list[tuple[Span, tuple[Span, ...]]]:
    """Return pieces from as_of on by the person's own dates, each date as a span."""
    zone = next((Zone.of(each.time_zone) for each in reading.people if each.id == person), reading.zone)
    found: dict[Span, list[Span]] = {}
    for piece in within(merged(pieces), reading.window):
        start = piece.start
        while start < piece.end:
            day, _ = zone.local(start)
            whole = Span(zone.begin_of(day), zone.end_of(day))
            end = min(piece.end, whole.end) if whole.end > start else piece.end
            found.setdefault(whole, []).append(Span(start, end))
            start = end
    return [(day, tuple(spans)) for day, spans in found.items()]


def _minutes_on(spans: Sequence[Span], day: Span) -> int:
    return sum(span.minutes for span in within(spans, day))


def _chosen(taken: Taken, person: PersonId, pieces: Sequence[Span], *, day: Span, minutes: int) -> tuple[Span, ...]:
    """Return so many minutes of a person's day that are free, first those where the work stood."""
    free = taken.free(person, day)
    stood = [part for piece in pieces for part in within(free, piece)]
    chosen: list[Span] = []
    for span in (*stood, *without(free, merged(stood))):
        if minutes > 0:
            chosen.append(Span(span.start, min(span.end, span.start + minutes)))
            minutes -= chosen[-1].minutes
    return merged(chosen)


def _unbroken(taken: Taken, person: PersonId, pieces: Sequence[Span], *, day: Span, minutes: int) -> tuple[Span, ...]:
    """Return so many minutes of a person's day in one piece: where the work stood, else the earliest; none without room."""
    if (
        len(pieces) == 1
        and pieces[0].start >= day.start
        and pieces[0].minutes == minutes
        and taken.leaves(person, pieces[0])
    ):
        return (pieces[0],)
    room = taken.first_room(person, day, minutes)
    return () if room is None else (room,)


def witness_work(reading: Reading, holdings: Holdings) -> dict[TaskId, BaselineWork]:
    """Return where the witness has open work from as_of on, as far as all of it can still be done there."""
    waiting = disturbed(reading, holdings)
    return {
        task: BaselineWork(stands.person, within(merged(stands.pieces), reading.window))
        for task, stands in holdings.witness.items()
        if task in reading.open_tasks and task not in waiting and _can_stand(reading, holdings, task)
    }


def floors(
    holdings: Holdings, witness: Work, *, to_due: frozenset[TaskId], to_floor: frozenset[TaskId] = frozenset()
) -> dict[TaskId, Instant]:
    """Return, for each commitment that the witness keeps, the instant by which a plan finishes it too.

    Its slack floor, or its promised date where the witness is past the floor already, or where it may use up its slack.
    """
    found: dict[TaskId, Instant] = {}
    for task, promised in holdings.commitments.items():
        finish = witness[task].spans[-1].end if task in witness else None
        if finish is None and task in to_floor and task in holdings.witness:
            finish = holdings.witness[task].finish
        if finish is not None and finish <= promised.floor_at and task not in to_due:
            found[task] = promised.floor_at
        elif finish is not None and finish <= promised.due:
            found[task] = promised.due
    return found
