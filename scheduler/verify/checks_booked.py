"""Booked work before its notice date: it keeps its person and its days, unless facts took them away."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from scheduler.units import Span
from scheduler.verify.case import Case, minutes_in, violation
from scheduler.verify.checks_frozen import standings
from scheduler.verify.clock import date_of, day_end, day_start, say_day, say_minutes
from scheduler.verify.spans import joined, total, without

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from scheduler.domain.holdings import BookedPart
    from scheduler.domain.plan import Violation
    from scheduler.verify.spans import PersonTime
    from scheduler.verify.work import Work


def booked_blocks_stay(case: Case) -> Iterator[Violation]:
    """Measure the booked minutes that left their person or day.

    They may where the work is done or gone, where the person is away or may not do it any more, and as far as its client made
    it shorter or it is frozen elsewhere.
    """
    if case.holdings is None:
        return
    for part in case.holdings.kept:
        work, person = case.facts.open_work.get(part.task), case.facts.people.get(part.person)
        if work is None or person is None or part.person not in case.facts.eligible[part.task]:
            continue
        booked = _by_day(case, part, person)
        if work.one_sitting and sum(booked.values()) != work.remaining_minutes:
            continue
        yield from _part(case, part, work, booked=booked)


def _part(case: Case, part: BookedPart, work: Work, *, booked: dict[date, int]) -> Iterator[Violation]:
    person, entry = case.facts.people[part.person], case.placed.get(part.task)
    spans = entry.spans if entry is not None and entry.row.person == part.person else []
    gone: dict[date, int] = {}
    for day, minutes in booked.items():
        whole = Span(day_start(day, person.zone), day_end(day, person.zone))
        begun = Span(max(whole.start, case.facts.release_of(work)), whole.end)
        due = min(minutes, total(person.working(begun)))
        missing = due - minutes_in(spans, whole)
        if missing > 0:
            gone[day] = missing
    elsewhere = _frozen_elsewhere(case, part, set(booked))
    excused = max(0, sum(booked.values()) - max(0, work.remaining_minutes - elsewhere))
    measured = sum(gone.values()) - excused
    if measured > 0:
        text = (
            f"task '{part.task}': {say_minutes(measured)} of booked work left {part.person} or "
            f"{say_day(min(gone))}, before the notice date"
        )
        yield violation("booked_blocks_stay", part.task, text, measured=measured, limit=0)


def _by_day(case: Case, part: BookedPart, person: PersonTime) -> dict[date, int]:
    """Return the booked minutes from as_of on by the person's own dates."""
    found: defaultdict[date, int] = defaultdict(int)
    for piece in without(joined(part.pieces), [Span(min(part.pieces)[0] - 1, case.facts.as_of)]):
        start = piece.start
        while start < min(piece.end, case.facts.horizon_end):
            day = date_of(start, person.zone)
            end = min(piece.end, case.facts.horizon_end, max(start + 1, day_end(day, person.zone)))
            found[day] += end - start
            start = end
    return dict(found)


def _frozen_elsewhere(case: Case, part: BookedPart, days: set[date]) -> int:
    """Return the minutes of the task that are frozen on somebody else or on other days than these."""
    stood = {} if case.baseline is None else standings(case, case.baseline)
    standing = stood.get(part.task)
    if standing is None:
        return 0
    zone = case.zone_of(part.person)
    same = standing.row.person == part.person
    return sum(span.minutes for span in standing.frozen if not same or date_of(span.start, zone) not in days)
