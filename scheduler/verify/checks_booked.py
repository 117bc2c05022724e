"""Booked work before its notice date: it keeps its person and its days, unless facts took them away."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from scheduler.units import Instant, PersonId, Span, TaskId
from scheduler.verify.case import Case, minutes_in, violation
from scheduler.verify.checks_frozen import given_up
from scheduler.verify.checks_held import held_spans
from scheduler.verify.checks_overtime import promised_overtime_left, promised_spans, unasked_spans
from scheduler.verify.clock import date_of, day_end, day_start, say_day, say_minutes
from scheduler.verify.spans import common, joined, total, without
from scheduler.verify.standing import Standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from scheduler.domain.holdings import BookedPart
    from scheduler.domain.plan import Violation
    from scheduler.domain.times import Wait
    from scheduler.verify.spans import PersonTime
    from scheduler.verify.work import Work


def booked_blocks_stay(case: Case) -> Iterator[Violation]:
    """Measure the booked minutes that left their person or day.

    They may where the work is done or gone, where the person is away, may not do it any more or has no time left for the
    whole of it, as far as its client made it shorter or it is frozen elsewhere, where it is frozen on somebody else,
    and where work before it is not as the book's witness has it, or cannot count on that beside what is frozen. What is
    booked of a task in several blocks counts together. Work that was promised in overtime keeps its time too.
    """
    if case.holdings is None:
        return
    disturbed = _disturbed(case)
    stood = case.stood
    for part, is_overtime in (
        *((part, False) for part in _together(case.holdings.kept)),
        *((part, True) for part in _together(case.holdings.overtime)),
    ):
        work, person = case.facts.open_work.get(part.task), case.facts.people.get(part.person)
        if work is None or person is None or part.person not in case.facts.eligible[part.task]:
            continue
        if part.task in disturbed or _time_left(case, part, work, stood) < work.remaining_minutes:
            continue
        standing = stood.get(part.task)
        if standing is not None and standing.frozen and standing.row.person != part.person:
            continue
        if is_overtime:
            yield from promised_overtime_left(case, part, work, first_start=_first_start(case, work))
            continue
        booked = _by_day(case, part, person)
        if work.one_sitting and not _fits_in_one(case, work, person, booked=booked):
            continue
        yield from _part(case, part, work, booked=booked, stood=stood)


def _together(parts: Iterable[BookedPart]) -> list[BookedPart]:
    """Return the booked parts of each task and person as one."""
    found: dict[tuple[TaskId, PersonId], BookedPart] = {}
    for part in parts:
        key = part.task, part.person
        before = found.get(key)
        found[key] = part if before is None else before.model_copy(update={"pieces": (*before.pieces, *part.pieces)})
    return list(found.values())


def _part(
    case: Case, part: BookedPart, work: Work, *, booked: dict[date, int], stood: Mapping[TaskId, Standing]
) -> Iterator[Violation]:
    person, entry = case.facts.people[part.person], case.placed.get(part.task)
    spans = entry.spans if entry is not None and entry.row.person == part.person else []
    # Overtime of that day is none of the minutes that are booked there.
    spans = without(spans, promised_spans(case, task=part.task))
    gone: dict[date, int] = {}
    for day, minutes in booked.items():
        whole = Span(day_start(day, person.zone), day_end(day, person.zone))
        begun = Span(max(whole.start, _first_start(case, work)), whole.end)
        due = min(minutes, total(person.working(begun)))
        missing = due - minutes_in(spans, whole)
        if missing > 0:
            gone[day] = missing
    elsewhere = _frozen_elsewhere(case, part, booked, stood.get(part.task))
    excused = max(0, sum(booked.values()) - max(0, work.remaining_minutes - elsewhere))
    measured = sum(gone.values()) - excused
    if measured > 0:
        text = (
            f"task '{part.task}': {say_minutes(measured)} of booked work left {part.person} or "
            f"{say_day(min(gone))}, before the notice date"
        )
        yield violation("booked_blocks_stay", part.task, text, measured=measured, limit=0)


def _time_left(case: Case, part: BookedPart, work: Work, stood: Mapping[TaskId, Standing]) -> int:
    """Return the minutes that the person has for a task beside held hours and other work that is booked or frozen."""
    bound = {other.task for other in (() if case.holdings is None else (*case.holdings.kept, *case.holdings.overtime))}
    person = case.facts.people[part.person]
    bound |= {task for task, standing in stood.items() if standing.frozen}
    others = [
        span
        for entry in case.entries
        if entry.row.person == part.person and entry.row.id in bound - {part.task}
        for span in entry.spans
    ]
    held = [piece.span for piece in held_spans(case) if piece.person == part.person]
    chosen = any(unasked_spans(case, entry) for entry in case.entries)
    overtime = person.overtime(case.facts.team.horizon)
    times = joined([*person.free, *(overtime if chosen else promised_spans(case, person=part.person))])
    ahead = common(times, [Span(_first_start(case, work), case.facts.horizon_end)])
    return total(without(ahead, joined([*others, *held])))


def _fits_in_one(case: Case, work: Work, person: PersonTime, *, booked: dict[date, int]) -> bool:
    """Say whether a sitting, booked whole on one day, still has unbroken working time there that is long enough."""
    if len(booked) != 1 or sum(booked.values()) != work.remaining_minutes:
        return False
    (day,) = booked
    begun = Span(max(day_start(day, person.zone), _first_start(case, work)), day_end(day, person.zone))
    return any(span.minutes >= work.remaining_minutes for span in person.working(begun))


def _first_start(case: Case, work: Work) -> Instant:
    """Return when a task may start: its own start, and the waits after work that is done or that nobody plans."""
    waits = [
        case.facts.done_wait_over_at(before, wait) for before, wait in work.after if before not in case.facts.open_work
    ]
    return max([case.facts.release_of(work), *waits])


def _disturbed(case: Case) -> frozenset[TaskId]:
    """Return the open work that waits, directly or not, for open work that cannot be done where the witness has it.

    Frozen work stays first: what it takes of the day on which the witness has other work may be that work's place.
    """
    found: set[TaskId] = set()
    frozen = {task: stood for task, stood in case.stood.items() if stood.frozen and not given_up(case, task, stood)}
    for task in sorted(case.facts.open_work, key=case.facts.rank.__getitem__):
        for before, wait in case.facts.open_work[task].after:
            if before not in case.facts.open_work or task in found:
                continue
            if (
                before in found
                or not _can_stand(case, before)
                or (
                    _gives_way_to_frozen(case, before, frozen=frozen)
                    and not _is_frozen_in_time(case, before, wait, frozen=frozen, follower=task)
                )
            ):
                found.add(task)
    return frozenset(found)


def _is_frozen_in_time(
    case: Case, before: TaskId, wait: Wait, *, frozen: Mapping[TaskId, Standing], follower: TaskId
) -> bool:
    """Say whether all that remains of a task is frozen and over before the witness has what comes after it."""
    stood, after = frozen.get(before), None if case.holdings is None else case.holdings.witness.get(follower)
    if stood is None or after is None or total(stood.frozen) < case.facts.open_work[before].remaining_minutes:
        return False
    return case.facts.team.after_wait(stood.frozen[-1].end, wait) <= after.pieces[0].start


def _gives_way_to_frozen(case: Case, task: TaskId, *, frozen: Mapping[TaskId, Standing]) -> bool:
    """Say whether a task is frozen elsewhere than in the witness, or its person has frozen work on its days that the witness has elsewhere.

    What is frozen as a whole where the witness has it, stands.
    """
    if case.holdings is None:
        return False
    stands = case.holdings.witness[task]
    zone = case.facts.people[stands.person].zone
    days = {date_of(piece.start, zone) for piece in stands.pieces if piece.end > case.facts.as_of}
    for other, stood in sorted(frozen.items(), key=lambda each: each[0] != task):
        there = case.holdings.witness.get(other)
        known = there is not None and there.person == stood.row.person
        apart = without(stood.frozen, joined(there.pieces) if there is not None and known else [])
        if other == task and (apart or total(stood.frozen) >= case.facts.open_work[task].remaining_minutes):
            return bool(apart)
        if stood.row.person == stands.person and any(date_of(span.start, zone) in days for span in apart):
            return True
    return False


def _can_stand(case: Case, task: TaskId) -> bool:
    stands = None if case.holdings is None else case.holdings.witness.get(task)
    if stands is None or stands.person not in case.facts.eligible[task] or stands.person not in case.facts.people:
        return False
    work, person = case.facts.open_work[task], case.facts.people[stands.person]
    spans = common(joined(stands.pieces), [Span(case.facts.as_of, case.facts.horizon_end)])
    if not spans or spans[0].start < _first_start(case, work):
        return False
    time = joined(each for span in spans for each in (*person.working(span), *person.overtime(span)))
    return not without(spans, time) and total(spans) >= work.remaining_minutes


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


def _frozen_elsewhere(case: Case, part: BookedPart, booked: Mapping[date, int], standing: Standing | None) -> int:
    """Return the frozen minutes of the task that no booked ones stand for: on other days, beyond what a day has, in promised overtime."""
    if standing is None:
        return 0
    zone = case.zone_of(part.person)
    there: defaultdict[date, int] = defaultdict(int)
    for span in without(standing.frozen, promised_spans(case, task=part.task)):
        there[date_of(span.start, zone)] += span.minutes
    return total(standing.frozen) - sum(min(minutes, there[day]) for day, minutes in booked.items())
