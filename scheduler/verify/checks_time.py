"""When the work is done: working time, overtime, one thing at a time, earliest starts, the horizon."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from scheduler.units import PersonId, Span
from scheduler.verify.case import Case, Entry, about, violation
from scheduler.verify.checks_overtime import unasked_overtime
from scheduler.verify.clock import by_week, say_amount, say_day, say_minutes
from scheduler.verify.spans import absence_span, common, total, without

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scheduler.domain.plan import Violation
    from scheduler.verify.spans import PersonTime


def within_working_time(case: Case) -> Iterator[Violation]:
    """Measure the minutes of unmarked blocks that lie neither in working time nor in consented overtime."""
    for entry, person in _with_people(case):
        outside: list[Span] = []
        for piece in entry.pieces:
            if not piece.is_overtime:
                window = case.calendar_window(piece.span)
                left = without([piece.span], person.working(window))
                outside += without(left, person.overtime(window)) if left else []
        if outside:
            measured = total(outside)
            text = (
                f"{about(entry)}: {say_minutes(measured)} on {case.say_at(outside[0].start, entry.row.person)} "
                f"{'lies' if measured == 1 else 'lie'} outside {entry.row.person}'s working time"
                f"{_because(case, person, outside[0])}"
            )
            yield violation("within_working_time", entry.row.id, _and_more(text, outside), measured=measured, limit=0)


def _because(case: Case, person: PersonTime, span: Span) -> str:
    """Name the absence or meeting that takes a span out of a person's working time, if one does."""
    workspace, who = case.facts.workspace, person.person.id
    for leave in workspace.time_off:
        if leave.person == who and common([span], [absence_span(leave.start, leave.end, person.zone)]):
            return f" ({who} is away then)"
    for event in workspace.events:
        if who in event.people and common([span], [absence_span(event.start, event.end, workspace.time_zone)]):
            return f" (“{event.title}” is then)" if event.title else " (a meeting is then)"
    return ""


def overtime_consented(case: Case) -> Iterator[Violation]:
    """Measure unmarked overtime, marked time that is none, per ISO week what exceeds the consent, and what was chosen anew where none may be."""
    weeks: defaultdict[tuple[PersonId, date], list[Span]] = defaultdict(list)
    for entry, person in _with_people(case):
        unmarked: list[Span] = []
        beyond: list[Span] = []
        for piece in entry.pieces:
            window = case.calendar_window(piece.span)
            consented = person.overtime(window)
            if not piece.is_overtime:
                unmarked += common([piece.span], consented)
                continue
            beyond += without([piece.span], consented)
            for span in common([piece.span], consented):
                for monday, part in by_week(span, person.zone):
                    weeks[entry.row.person, monday].append(part)
        yield from _overtime_of_entry(case, entry, unmarked=unmarked, beyond=beyond)
        if not case.may_choose_overtime:
            yield from unasked_overtime(case, entry)
    for (person_id, monday), spans in sorted(weeks.items()):
        yield from _overtime_of_week(case, person_id, monday=monday, minutes=sum(span.minutes for span in spans))


def _overtime_of_entry(case: Case, entry: Entry, *, unmarked: list[Span], beyond: list[Span]) -> Iterator[Violation]:
    who = entry.row.person
    if unmarked:
        text = (
            f"{about(entry)}: {say_minutes(total(unmarked))} on {case.say_at(unmarked[0].start, who)} "
            f"{'is' if total(unmarked) == 1 else 'are'} overtime, but not marked as such"
        )
        subject = entry.row.id
        yield violation("overtime_consented", subject, _and_more(text, unmarked), measured=total(unmarked), limit=0)
    if beyond:
        text = (
            f"{about(entry)}: {say_minutes(total(beyond))} on {case.say_at(beyond[0].start, who)} "
            f"{'is' if total(beyond) == 1 else 'are'} marked as overtime, but {who} did not consent to overtime then"
        )
        yield violation("overtime_consented", entry.row.id, _and_more(text, beyond), measured=total(beyond), limit=0)


def _overtime_of_week(case: Case, person_id: PersonId, *, monday: date, minutes: int) -> Iterator[Violation]:
    consent = case.facts.people[person_id].person.overtime
    limit = 0 if consent is None else consent.weekly_minutes
    if minutes > limit:
        text = (
            f"{person_id}: {say_minutes(minutes)} of overtime in the week of {say_day(monday)}, "
            f"{person_id} consented to {say_minutes(limit)}"
        )
        yield violation("overtime_consented", person_id, text, measured=minutes, limit=limit)


def one_task_at_a_time(case: Case) -> Iterator[Violation]:
    """Measure the minutes at which a person works on two things."""
    by_person: defaultdict[PersonId, list[tuple[Span, Entry]]] = defaultdict(list)
    for entry in case.entries:
        by_person[entry.row.person] += [(piece.span, entry) for piece in entry.pieces]
    for person, pieces in sorted(by_person.items()):
        pieces.sort(key=lambda piece: (piece[0], piece[1].row.id))
        overlaps: defaultdict[tuple[str, str], list[Span]] = defaultdict(list)
        # Against the piece that reaches furthest so far each overlapped minute of a later piece is seen once.
        furthest, holder = pieces[0] if pieces else (Span(0, 0), None)
        for span, entry in pieces[1:]:
            if span.start < furthest.end and holder is not None:
                overlaps[holder.row.id, entry.row.id].append(Span(span.start, min(span.end, furthest.end)))
            if span.end > furthest.end:
                furthest, holder = span, entry
        for (first, second), spans in sorted(overlaps.items()):
            measured = sum(span.minutes for span in spans)
            what = f"'{first}' twice" if first == second else f"'{first}' and '{second}'"
            text = f"{person}: works on {what} at once for {say_minutes(measured)} on {case.say_at(spans[0].start, person)}"
            yield violation("one_task_at_a_time", second, text, measured=measured, limit=0)


def not_before_start(case: Case) -> Iterator[Violation]:
    """Measure how many minutes before its earliest start, or before as_of, a task begins."""
    for entry in case.entries:
        if entry.work is None or not entry.is_open_work or not entry.pieces:
            continue
        release = case.facts.release_of(entry.work)
        early = release - entry.start
        if early > 0:
            why = "its earliest start is" if release > case.facts.as_of else "the plan is made at"
            text = (
                f"{about(entry)}: starts {case.say_at(entry.start)}, {say_minutes(early)} too early: "
                f"{why} {case.say_at(release)}"
            )
            yield violation("not_before_start", entry.row.id, text, measured=early, limit=0)


def within_horizon(case: Case) -> Iterator[Violation]:
    """Measure the minutes of work after the end of the horizon."""
    end = case.facts.horizon_end
    for entry in case.entries:
        late = total(Span(max(span.start, end), span.end) for span in entry.spans if span.end > end)
        if late > 0:
            text = f"{about(entry)}: {say_amount(late, 'lie')} after the end of the horizon, {case.say_at(end)}"
            yield violation("within_horizon", entry.row.id, text, measured=late, limit=0)


def _with_people(case: Case) -> Iterator[tuple[Entry, PersonTime]]:
    """Yield the entries whose person is in the team; `person_has_skill` reports the others."""
    for entry in case.entries:
        person = case.facts.people.get(entry.row.person)
        if person is not None:
            yield entry, person


def _and_more(text: str, spans: Sequence[Span]) -> str:
    if len(spans) == 1:
        return text
    places = "place" if len(spans) == 2 else "places"
    return f"{text} (the first {say_minutes(spans[0].minutes)} there, the rest at {len(spans) - 1} other {places})"
