"""Held hours: each piece on its person and day, in one piece, in working time, apart from work and other pieces."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.units import ClientId, PersonId, Span
from scheduler.verify.case import Case, violation
from scheduler.verify.clock import date_of, day_end, day_start, minute_of, say_day, say_minutes
from scheduler.verify.held_by_files import NAME, HeldByAgreement, held_by_people_who_may, said_of, subject_of
from scheduler.verify.spans import common, joined, total, without

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from scheduler.domain.holdings import HeldPiece
    from scheduler.domain.plan import Held, Violation

_Key = tuple[ClientId, str, "date", str]


@dataclass(frozen=True, slots=True)
class HeldSpan:
    """A piece of a held row on exact minutes."""

    row: Held
    person: PersonId
    span: Span

    @property
    def subject(self) -> str:
        """How a violation names it: client and day."""
        return subject_of(self.row)

    @property
    def where(self) -> str:
        """How a sentence begins that speaks of it."""
        return f"held hours of client '{self.row.client}' ({self.row.skill}, {self.person}, {say_day(self.row.day)})"


def held_spans(case: Case) -> list[HeldSpan]:
    """Return the pieces of all held rows that are longer than nothing."""
    return [
        HeldSpan(row, block.person, Span(minute_of(block.start), minute_of(block.end)))
        for row in case.plan.held
        for block in row.blocks
        if minute_of(block.start) < minute_of(block.end)
    ]


def held_blocks_stand(case: Case) -> Iterator[Violation]:
    """Measure the held minutes that stand where they may not, twice, or not though there is room for them.

    What is held is what the book says; where no book was named, what the agreements give.
    """
    pieces = held_spans(case)
    yield from _rows(case)
    for piece in pieces:
        yield from _place(case, piece)
    yield from _overlaps(case, pieces)
    if case.holdings is not None:
        yield from _against_holdings(case, pieces)
        return
    yield from held_by_people_who_may(case)
    if not case.plan.book:
        yield from HeldByAgreement(case).check()


def _rows(case: Case) -> Iterator[Violation]:
    for row in case.plan.held:
        subject, where = subject_of(row), said_of(row)
        lengths = [minute_of(block.end) - minute_of(block.start) for block in row.blocks]
        if any(length <= 0 for length in lengths):
            text = f"{where}: a piece is empty or ends before it starts"
            yield violation(NAME, subject, text, measured=min(lengths), limit=1)
        if sum(lengths) > row.minutes:
            text = f"{where}: {say_minutes(sum(lengths))} stand, {say_minutes(row.minutes)} are held"
            yield violation(NAME, subject, text, measured=sum(lengths), limit=row.minutes)
        if minute_of(row.lapses_at) <= case.facts.as_of:
            text = f"{where}: lapsed {case.say_at(minute_of(row.lapses_at))}; nothing of it is held any more"
            yield violation(NAME, subject, text, measured=row.minutes, limit=0)


def _place(case: Case, piece: HeldSpan) -> Iterator[Violation]:
    """Check the person, the day, and that the piece is unbroken working time of the time to come."""
    person = case.facts.people.get(piece.person)
    if person is None:
        text = f"{piece.where}: nobody in the team has the id '{piece.person}'"
        yield violation(NAME, piece.subject, text, measured=piece.span.minutes, limit=0)
        return
    if date_of(piece.span.start, person.zone) != piece.row.day:
        text = f"{piece.where}: a piece stands on {case.say_at(piece.span.start, piece.person)}, on another day"
        yield violation(NAME, piece.subject, text, measured=piece.span.minutes, limit=0)
    window = case.calendar_window(piece.span)
    ahead = without(person.working(window), [Span(window.start, max(window.start, case.facts.as_of))])
    outside = total(without([piece.span], ahead))
    if outside:
        text = (
            f"{piece.where}: {say_minutes(outside)} of a piece lie outside the working time of {piece.person} to come"
        )
        yield violation(NAME, piece.subject, text, measured=outside, limit=0)


def _overlaps(case: Case, pieces: list[HeldSpan]) -> Iterator[Violation]:
    """Measure held minutes in which the person works, or which are held twice."""
    found: defaultdict[PersonId, list[Span]] = defaultdict(list)
    for entry in case.entries:
        found[entry.row.person] += entry.spans
    work = {person: joined(spans) for person, spans in found.items()}
    seen: defaultdict[PersonId, list[Span]] = defaultdict(list)
    for piece in pieces:
        busy = total(common([piece.span], work.get(piece.person, [])))
        if busy:
            text = f"{piece.where}: {piece.person} does other work in {say_minutes(busy)} of a piece"
            yield violation(NAME, piece.subject, text, measured=busy, limit=0)
        twice = total(common([piece.span], joined(seen[piece.person])))
        if twice:
            text = f"{piece.where}: {say_minutes(twice)} of a piece are held for somebody already"
            yield violation(NAME, piece.subject, text, measured=twice, limit=0)
        seen[piece.person].append(piece.span)


def _against_holdings(case: Case, pieces: list[HeldSpan]) -> Iterator[Violation]:
    """Compare the rows with what the book holds: the same amounts, the same pieces, none left out that has room."""
    expected: defaultdict[_Key, list[HeldPiece]] = defaultdict(list)
    for piece in case.held_pieces:
        expected[piece.client, piece.skill, piece.day, piece.kind].append(piece)
    said: Counter[_Key] = Counter()
    standing: defaultdict[_Key, list[HeldSpan]] = defaultdict(list)
    for row in case.plan.held:
        said[row.client, row.skill, row.day, row.kind] += row.minutes
        yield from _lapse(case, row, expected.get((row.client, row.skill, row.day, row.kind), []))
    for span in pieces:
        standing[span.row.client, span.row.skill, span.row.day, span.row.kind].append(span)
    for key in sorted({*expected, *said}):
        client, skill, day, kind = key
        subject, where = (
            f"{client} {day.isoformat()}",
            f"held hours of client '{client}' ({skill}, {say_day(day)}, {kind})",
        )
        held = sum(piece.minutes for piece in expected[key])
        if said[key] != held:
            text = f"{where}: {say_minutes(said[key])} in the plan, but the book holds {say_minutes(held)}"
            yield violation(NAME, subject, text, measured=said[key], limit=held)
        yield from _matched(case, expected[key], standing[key], subject=subject, where=where)


def _lapse(case: Case, row: Held, expected: list[HeldPiece]) -> Iterator[Violation]:
    """Check that a row lapses when one of the book's pieces in it does."""
    claimed, right = minute_of(row.lapses_at), {piece.lapses_at for piece in expected}
    if right and claimed not in right:
        text = f"{said_of(row)}: lapse {case.say_at(claimed)} in the plan, but {case.say_at(min(right))} is right"
        yield violation(NAME, subject_of(row), text, measured=claimed - min(right), limit=0)


def _matched(
    case: Case, expected: list[HeldPiece], standing: list[HeldSpan], *, subject: str, where: str
) -> Iterator[Violation]:
    """Match pieces one by one: what stands beyond the book's pieces, and what does not stand though it has room."""
    left = Counter((span.person, span.span.minutes) for span in standing)
    for piece in expected:
        if left[piece.person, piece.minutes] > 0:
            left[piece.person, piece.minutes] -= 1
        elif _has_room(case, piece):
            text = f"{where}: {say_minutes(piece.minutes)} of {piece.person} stand nowhere, though promised work leaves room"
            yield violation(NAME, subject, text, measured=piece.minutes, limit=0)
    for (person, minutes), times in sorted(left.items()):
        if times > 0:
            text = f"{where}: a piece of {say_minutes(minutes)} stands on {person}, which the book does not hold there"
            yield violation(NAME, subject, text, measured=minutes * times, limit=0)


def _has_room(case: Case, piece: HeldPiece) -> bool:
    """Say whether regulatory, covered agreed and frozen work, and other held pieces, leave an unbroken stretch for a piece."""
    person = case.facts.people.get(piece.person)
    if person is None:
        return False
    day = Span(
        max(day_start(piece.day, person.zone), case.facts.as_of),
        min(day_end(piece.day, person.zone), case.facts.horizon_end),
    )
    taken = [span.span for span in held_spans(case) if span.person == piece.person]
    for entry in case.entries:
        if entry.row.person == piece.person and entry.row.id in case.promised_chain:
            taken += entry.spans
    taken += [span for each in case.stood.values() if each.row.person == piece.person for span in each.frozen]
    free = without(person.working(day), joined(taken))
    return any(case.whole_units(span) >= piece.minutes for span in free)
