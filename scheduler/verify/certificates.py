"""Whether late work has its reason, and reasons called proven add up from the workspace, to the minute."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from scheduler.domain.reasons import CapacityFigures, ImpossibleFigures, PatternFigures, PolicyFigures
from scheduler.units import Instant, PersonId, Span, TaskId
from scheduler.verify.case import Case, Entry, about, violation
from scheduler.verify.clock import date_of, instant_of, say_amount, say_minutes
from scheduler.verify.spans import total
from scheduler.verify.windows import HeldTime, Windows, could_do, longest_stretch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.domain.plan import Violation
    from scheduler.domain.reasons import Reason

_NAME = "reasons_add_up"


@dataclass(frozen=True, slots=True)
class _Claim:
    """A proven reason and the task it stands at."""

    task: TaskId
    is_unplaced: bool
    reason: Reason

    @property
    def where(self) -> str:
        return f"task '{self.task}': its reason"


def proven_reasons(case: Case) -> list[_Claim]:
    """Return the reasons of the plan that are called proven, with their tasks."""
    claims = [_Claim(row.id, False, row.why_late) for row in case.plan.tasks if row.why_late is not None]
    claims += [_Claim(row.id, True, row.why) for row in case.plan.unplaced]
    return [claim for claim in claims if claim.reason.proven]


def rests_on_second_solve(case: Case) -> int:
    """Count the proven reasons that only another solve can confirm: no arithmetic of theirs can be checked here."""
    return sum(1 for claim in proven_reasons(case) if isinstance(claim.reason.figures, PatternFigures))


def late_and_silent(case: Case) -> list[tuple[Entry, int]]:
    """Return the late work that has no reason, with the minutes by which it is late."""
    return [
        (entry, entry.finish - entry.work.due_at)
        for entry in case.entries
        if entry.work is not None and entry.is_open_work and entry.pieces and entry.row.why_late is None
        if entry.work.due_at is not None and entry.finish > entry.work.due_at
    ]


def on_time_and_excused(case: Case) -> list[Entry]:
    """Return the work that is on time, or has no due time, and yet has a reason for being late."""
    return [
        entry
        for entry in case.entries
        if entry.work is not None and entry.is_open_work and entry.pieces and entry.row.why_late is not None
        if entry.work.due_at is None or entry.finish <= entry.work.due_at
    ]


def says_no_reason(entry: Entry) -> bool:
    """Say whether a row says that it has no reason; one without the field, which a plan made elsewhere may leave out, says nothing."""
    return "why_late" in entry.row.model_fields_set


def reasons_add_up(case: Case) -> Iterator[Violation]:
    """Check that late work, and no other, has a reason, and the figures of every proven one: sums, free time, windows of the work, and who could do it."""
    for entry, late in late_and_silent(case):
        if says_no_reason(entry):
            text = f"{about(entry)}: is {say_minutes(late)} late, and no reason is given"
            yield violation(_NAME, entry.row.id, text, measured=late, limit=0)
    for entry in on_time_and_excused(case):
        text = f"{about(entry)}: is not late, but a reason is given why it is (why_late)"
        yield violation(_NAME, entry.row.id, text, measured=1, limit=0, unit="reasons")
    windows, held = Windows(case), HeldTime(case)
    kinds = {
        "capacity": CapacityFigures,
        "impossible": ImpossibleFigures,
        "policy": PolicyFigures,
        "pattern": PatternFigures,
    }
    for claim in proven_reasons(case):
        figures = claim.reason.figures
        if not isinstance(figures, kinds[claim.reason.kind]):
            text = f"{claim.where} is of the kind {claim.reason.kind}, but its figures are of another"
            yield violation(_NAME, claim.task, text, measured=0, limit=1, unit="reasons")
        elif isinstance(figures, CapacityFigures):
            yield from _capacity(case, claim, figures, windows, held=held)
        elif isinstance(figures, ImpossibleFigures):
            yield from _impossible(case, claim, figures, windows)
        elif isinstance(figures, PolicyFigures):
            yield from _policy(claim, figures)
        elif figures.proof is None:
            text = f"{claim.where} is called proven, but nothing proves it"
            yield violation(_NAME, claim.task, text, measured=0, limit=1, unit="proofs")


def _window(case: Case, start: datetime, end: datetime) -> Span:
    return Span(instant_of(start, case.facts.zone), instant_of(end, case.facts.zone))


def _capacity(
    case: Case, claim: _Claim, figures: CapacityFigures, windows: Windows, *, held: HeldTime
) -> Iterator[Violation]:
    window = _window(case, figures.from_, figures.to)
    needed = sum(share.minutes for share in figures.work) + sum(share.minutes for share in figures.held)
    if needed != figures.needed_minutes:
        text = (
            f"{claim.where} says that {say_amount(figures.needed_minutes, 'are')} needed, "
            f"but the work it lists sums to {say_minutes(needed)}"
        )
        yield violation(_NAME, claim.task, text, measured=figures.needed_minutes, limit=needed)
    if figures.needed_minutes <= figures.free_minutes:
        text = (
            f"{claim.where} refutes nothing: {say_minutes(figures.needed_minutes)} needed, "
            f"{say_minutes(figures.free_minutes)} there"
        )
        yield violation(_NAME, claim.task, text, measured=figures.needed_minutes, limit=figures.free_minutes + 1)
    yield from _free_minutes(case, claim, figures, window)
    yield from _listed_work(case, claim, figures, window=window, windows=windows)
    yield from _everybody(case, claim, figures)
    yield from _held(claim, figures, window, held=held)


def _free_minutes(case: Case, claim: _Claim, figures: CapacityFigures, window: Span) -> Iterator[Violation]:
    people = [case.facts.people[name] for name in sorted(set(figures.people)) if name in case.facts.people]
    bounded = case.calendar_window(window)
    regular = sum(total(person.working(bounded)) for person in people)
    extended = regular + sum(_overtime_in(case, person.person.id, bounded) for person in people)
    # Whether a plan was made with overtime does not stand in it; but one that uses overtime was.
    right = {extended} if case.uses_overtime else {regular, extended}
    if figures.free_minutes not in right:
        true_free = extended if case.uses_overtime else regular
        text = (
            f"{claim.where} says that {', '.join(figures.people) or 'nobody'} have "
            f"{say_minutes(figures.free_minutes)} from {case.say_at(window.start)} to {case.say_at(window.end)}, "
            f"but it is {say_minutes(true_free)}"
        )
        yield violation(_NAME, claim.task, text, measured=figures.free_minutes, limit=true_free)


def _overtime_in(case: Case, name: PersonId, window: Span) -> int:
    """Return the overtime a person could work inside a window, at most the consented minutes in each ISO week."""
    person = case.facts.people[name]
    consent = person.person.overtime
    if consent is None:
        return 0
    weeks: Counter[date] = Counter()
    for span in person.overtime(window):
        day = date_of(span.start, person.zone)
        weeks[day - timedelta(days=day.weekday())] += span.minutes
    return sum(min(minutes, consent.weekly_minutes) for minutes in weeks.values())


def _listed_work(
    case: Case, claim: _Claim, figures: CapacityFigures, *, window: Span, windows: Windows
) -> Iterator[Violation]:
    skills = {skill.partition(":")[0] for skill in figures.skills}
    times = Counter(share.task for share in figures.work)
    for share in figures.work:
        work = case.facts.open_work.get(share.task)
        if work is None or times[share.task] > 1:
            how = "is no open work" if work is None else "stands there twice"
            text = f"{claim.where} counts task '{share.task}', which {how}"
            yield violation(_NAME, claim.task, text, measured=share.minutes, limit=0)
            continue
        if not 0 < share.minutes <= work.remaining_minutes:
            text = (
                f"{claim.where} counts {say_minutes(share.minutes)} of task '{share.task}', "
                f"but {say_amount(work.remaining_minutes, 'remain')} of it"
            )
            yield violation(_NAME, claim.task, text, measured=share.minutes, limit=work.remaining_minutes)
        if work.skill not in skills:
            text = f"{claim.where} counts task '{share.task}', but does not name its skill {work.skill}"
            yield violation(_NAME, claim.task, text, measured=0, limit=1, unit="skills")
        yield from _outside(case, claim, share.task, early=window.start - windows.earliest_start(work), late=0)
        yield from _outside(case, claim, share.task, early=0, late=windows.latest_finish(work) - window.end)


def _outside(case: Case, claim: _Claim, task: TaskId, *, early: Instant, late: Instant) -> Iterator[Violation]:
    """Report work that may be done outside the window in which it is counted."""
    if early > 0:
        text = f"{claim.where} counts task '{task}', but it may start {say_minutes(early)} before the window"
        yield violation(_NAME, claim.task, text, measured=early, limit=0)
    if late > 0:
        text = f"{claim.where} counts task '{task}', but it is on time up to {say_minutes(late)} after the window"
        yield violation(_NAME, claim.task, text, measured=late, limit=0)


def _everybody(case: Case, claim: _Claim, figures: CapacityFigures) -> Iterator[Violation]:
    able = {name for share in figures.work for name in could_do(case, share.task)}
    left_out = sorted(able - set(figures.people))
    if left_out:
        text = f"{claim.where} leaves out people who could do the work it lists: {', '.join(left_out)}"
        yield violation(_NAME, claim.task, text, measured=len(left_out), limit=0, unit="people")
    unknown = sorted(set(figures.people) - set(case.facts.people))
    if unknown:
        text = f"{claim.where} names people who are not in the team: {', '.join(unknown)}"
        yield violation(_NAME, claim.task, text, measured=len(unknown), limit=0, unit="people")


def _held(claim: _Claim, figures: CapacityFigures, window: Span, *, held: HeldTime) -> Iterator[Violation]:
    """Check hours counted as held: no more than what must lie in the window wherever the pieces stand on their days."""
    times = Counter(share.client for share in figures.held)
    for share in figures.held:
        there = held.minutes_at_least(share.client, frozenset(figures.people), window)
        if times[share.client] > 1:
            text = f"{claim.where} counts what is held for client '{share.client}' twice"
            yield violation(_NAME, claim.task, text, measured=times[share.client], limit=1, unit="shares")
        if share.minutes > there:
            text = (
                f"{claim.where} counts {say_minutes(share.minutes)} held for client '{share.client}', "
                f"but only {say_minutes(there)} must lie there"
            )
            yield violation(_NAME, claim.task, text, measured=share.minutes, limit=there)


def _impossible(case: Case, claim: _Claim, figures: ImpossibleFigures, windows: Windows) -> Iterator[Violation]:
    work = case.facts.open_work.get(claim.task)
    if work is None:
        text = f"{claim.where} speaks of work that is not open"
        yield violation(_NAME, claim.task, text, measured=figures.needed_minutes, limit=0)
        return
    if figures.needed_minutes <= figures.longest_minutes:
        text = (
            f"{claim.where} refutes nothing: {say_minutes(figures.needed_minutes)} needed, "
            f"{say_minutes(figures.longest_minutes)} there"
        )
        yield violation(_NAME, claim.task, text, measured=figures.needed_minutes, limit=figures.longest_minutes + 1)
    if figures.needed_minutes != work.remaining_minutes:
        text = (
            f"{claim.where} says that {say_amount(figures.needed_minutes, 'are')} needed, "
            f"but {say_amount(work.remaining_minutes, 'remain')} of it"
        )
        yield violation(_NAME, claim.task, text, measured=figures.needed_minutes, limit=work.remaining_minutes)
    window = _window(case, figures.from_, figures.to)
    # Unplaced work may be late too, so only the whole rest of the horizon rules it out.
    latest = case.facts.horizon_end if claim.is_unplaced else windows.latest_finish(work)
    yield from _outside(case, claim, work.id, early=window.start - windows.earliest_start(work), late=0)
    yield from _outside(case, claim, work.id, early=0, late=latest - window.end)
    yield from _longest(case, claim, figures, case.calendar_window(window))


def _longest(case: Case, claim: _Claim, figures: ImpossibleFigures, window: Span) -> Iterator[Violation]:
    """Check the longest stretch (one sitting) or the most free time (other work) of anybody who could do the task."""
    one_sitting = case.facts.open_work[claim.task].one_sitting
    right: list[int] = []
    for with_overtime in (True,) if case.uses_overtime else (False, True):
        longest = 0
        for name in could_do(case, claim.task) & case.facts.people.keys():
            person = case.facts.people[name]
            if one_sitting:
                found = longest_stretch(person, window, with_overtime=with_overtime)
            else:
                found = total(person.working(window)) + (_overtime_in(case, name, window) if with_overtime else 0)
            longest = max(longest, found)
        right.append(longest)
    if figures.longest_minutes not in right:
        text = (
            f"{claim.where} says that the longest free time for it is {say_minutes(figures.longest_minutes)}, "
            f"but it is {say_minutes(right[0])}"
        )
        yield violation(_NAME, claim.task, text, measured=figures.longest_minutes, limit=right[0])


def _policy(claim: _Claim, figures: PolicyFigures) -> Iterator[Violation]:
    total_minutes = figures.asked_minutes + figures.used_minutes
    if total_minutes <= figures.limit_minutes:
        text = (
            f"{claim.where} refutes nothing: {say_minutes(figures.used_minutes)} used and "
            f"{say_minutes(figures.asked_minutes)} asked stay within {say_minutes(figures.limit_minutes)}"
        )
        yield violation(_NAME, claim.task, text, measured=total_minutes, limit=figures.limit_minutes)
