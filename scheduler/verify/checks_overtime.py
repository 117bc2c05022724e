"""Overtime that the book promised: it stands where somebody agreed to it; and no other, where none was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.units import PersonId, Span, TaskId
from scheduler.verify.case import Case, Entry, about, minutes_in, violation
from scheduler.verify.clock import by_week, say_minutes
from scheduler.verify.spans import common, joined, total, without

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.domain.holdings import BookedPart
    from scheduler.domain.plan import Violation
    from scheduler.units import Instant
    from scheduler.verify.work import Work


def promised_spans(case: Case, *, task: TaskId | None = None, person: PersonId | None = None) -> list[Span]:
    """Return where work was promised in overtime, of one task or one person where these are named."""
    parts = () if case.holdings is None else case.holdings.overtime
    return joined(
        span
        for part in parts
        if task in (None, part.task) and person in (None, part.person)
        for span in without(part.pieces, [Span(min(part.pieces).start - 1, case.facts.as_of)])
    )


def promised_overtime_left(case: Case, part: BookedPart, work: Work, *, first_start: Instant) -> Iterator[Violation]:
    """Measure the promised overtime of a task that left its person or its time.

    Where less is left of the task than the book has planned, as much overtime may go; and as much as a week's consent was exceeded by. Time that
    is no overtime any more, before the task may start, or frozen for other work binds nobody.
    """
    person, entry = case.facts.people[part.person], case.placed.get(part.task)
    standing = case.stood.get(part.task)
    ahead = [Span(first_start, max(first_start, case.facts.horizon_end))]
    pieces = common(joined(part.pieces), ahead)
    if work.one_sitting:
        times = joined([*person.free, *person.overtime(case.facts.team.horizon)])
        if without(pieces, times) or total(pieces) < work.remaining_minutes:
            return
    else:
        pieces = common(pieces, person.overtime(case.facts.team.horizon))
    pieces = without(pieces, _frozen_for_others(case, part))
    if not pieces or (_waits_for_frozen(case, work, pieces[0].start)):
        return
    frozen = [] if standing is None else without(standing.frozen, pieces)
    planned = total(common(_witness(case, part.task), [Span(case.facts.as_of, case.facts.horizon_end)]))
    wanted = total(pieces) - max(0, planned - work.remaining_minutes) - _over_consent(case, part.person)
    wanted = min(wanted, work.remaining_minutes - total(frozen))
    spans = entry.spans if entry is not None and entry.row.person == part.person else []
    missing = wanted - sum(minutes_in(spans, piece) for piece in pieces)
    if missing > 0:
        text = (
            f"task '{part.task}': {say_minutes(missing)} of overtime that was promised on "
            f"{case.say_at(pieces[0].start, part.person)} left {part.person} or their time"
        )
        yield violation("booked_blocks_stay", part.task, text, measured=missing, limit=0)


def _witness(case: Case, task: TaskId) -> list[Span]:
    stands = None if case.holdings is None else case.holdings.witness.get(task)
    return [] if stands is None else joined(stands.pieces)


def _frozen_for_others(case: Case, part: BookedPart) -> list[Span]:
    """Return the time of the person that is frozen for other work."""
    return joined(
        span
        for task, standing in case.stood.items()
        if task != part.task and standing.row.person == part.person
        for span in standing.frozen
    )


def _waits_for_frozen(case: Case, work: Work, start: Instant) -> bool:
    """Say whether frozen work that comes before a task ends too late for a start."""
    return any(
        case.facts.team.after_wait(standing.frozen[-1].end, wait) > start
        for before, wait in work.after
        if (standing := case.stood.get(before)) is not None and standing.frozen and before in case.facts.open_work
    )


def _over_consent(case: Case, person: PersonId) -> int:
    """Return by how much promised and frozen overtime exceeds what the person consents to in some week."""
    known = case.facts.people[person]
    limit = 0 if known.person.overtime is None else known.person.overtime.weekly_minutes
    bound = [
        *promised_spans(case, person=person),
        *(span for standing in case.stood.values() if standing.row.person == person for span in standing.frozen),
    ]
    weeks: dict[object, int] = {}
    for span in common(joined(bound), known.overtime(case.facts.team.horizon)):
        for monday, part in by_week(span, known.zone):
            weeks[monday] = weeks.get(monday, 0) + part.minutes
    return max([0, *(minutes - limit for minutes in weeks.values())])


def unasked_spans(case: Case, entry: Entry) -> list[Span]:
    """Return the time of an entry that is marked as overtime and neither promised by the book nor frozen."""
    marked = joined(piece.span for piece in entry.pieces if piece.is_overtime)
    standing = case.stood.get(entry.row.id)
    frozen = standing.frozen if standing is not None and standing.row.person == entry.row.person else []
    parts = () if case.holdings is None else case.holdings.overtime
    promised = joined(
        span for part in parts if (part.task, part.person) == (entry.row.id, entry.row.person) for span in part.pieces
    )
    return without(marked, joined([*frozen, *promised]))


def unasked_overtime(case: Case, entry: Entry) -> Iterator[Violation]:
    """Measure overtime that a plan chose by itself."""
    found = unasked_spans(case, entry)
    if found:
        text = (
            f"{about(entry)}: {say_minutes(total(found))} on {case.say_at(found[0].start, entry.row.person)} "
            f"{'is' if total(found) == 1 else 'are'} overtime that nobody promised, and none was asked for"
        )
        yield violation("overtime_consented", entry.row.id, text, measured=total(found), limit=0)
