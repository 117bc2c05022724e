"""Whether the plan of a yes holds: by every rule of plans, with nothing moved untold and nobody else worse off."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from scheduler.units import Span
from scheduler.verify.answers.held import claimable_kind, dated_blocks
from scheduler.verify.answers.question import broken
from scheduler.verify.case import Case, minutes_in
from scheduler.verify.checks_baseline import moves_are_listed
from scheduler.verify.checks_frozen import frozen_work_stays
from scheduler.verify.clock import day_end, day_start, minute_of, say, say_day, say_minutes
from scheduler.verify.plan import check_plan
from scheduler.verify.work import recurring_ids

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from scheduler.domain.plan import PlannedTask, Violation
    from scheduler.domain.verdict import RequestedTask
    from scheduler.units import Instant, TaskId
    from scheduler.verify.answers.question import Question
    from scheduler.verify.book.state import BookState

_BINDING = frozenset({"regulatory", "agreed", "target"})


def plan_holds(question: Question) -> Iterator[Violation]:
    """Check the plan of the answer, as a document of its own, by every rule of plans.

    A plan that lists no moves may speak of itself alone, as the answer tells them; one that does was compared with the published plan.
    """
    plan = question.verdict.plan
    if plan is None or not question.shows_work:
        return
    published = question.baseline if question.published is None else question.published
    baseline = published if plan.moves else None
    result = check_plan(question.as_promised, plan, baseline=baseline, holdings=question.exchanged)
    for found in result.violations:
        yield _of_answer("plan_holds", f"{found.rule} {found.subject}", found)


def moves_are_told(question: Question) -> Iterator[Violation]:
    """Check I11: frozen work stands, every move against the baseline is in the answer, and nothing else is.

    Before a plan was published nothing is frozen, so nothing can be told as given up.
    """
    case = question.after
    if case is None or not question.shows_work:
        return
    checks = (moves_are_listed, frozen_work_stays) if question.baseline_is_published else (moves_are_listed,)
    for found in (each for check in checks for each in check(case)):
        if question.baseline_is_published or "unfrozen" not in found.text:
            yield _of_answer("moves_are_told", found.subject, found)


def _of_answer(rule: str, subject: str, found: Violation) -> Violation:
    return broken(rule, subject, found.text, measured=found.measured, limit=found.limit, unit=found.unit)


def tasks_are_the_plans(question: Question) -> Iterator[Violation]:
    """Check that the request's tasks are those asked for, and stand in the plan as the answer shows them."""
    name, verdict = "tasks_are_the_plans", question.verdict
    if not question.shows_work:
        return
    shown = {task.id: task for task in verdict.tasks}
    for task in sorted({*shown, *question.ids}):
        if task not in shown or task not in question.ids:
            how = "is not shown" if task not in shown else "was not asked for"
            yield broken(name, task, f"task '{task}' {how}")
            continue
        effort = question.before.facts.work[task].remaining_minutes
        blocks = sum(minute_of(each.end) - minute_of(each.start) for each in shown[task].blocks)
        if shown[task].effort_minutes != effort or blocks != effort:
            text = f"task '{task}' takes {say_minutes(effort)}, the answer shows {say_minutes(blocks)}"
            yield broken(name, task, text, measured=blocks, limit=effort, unit="minutes")
        if question.after is not None:
            rows = [row for row in question.after.plan.tasks if row.id == task]
            if not rows and _is_after_the_plan(question, shown[task]):
                continue
            if not rows or not _same(shown[task], rows[0]):
                yield broken(name, task, f"task '{task}' does not stand in the plan as the answer shows it")
    if len(shown) != len(verdict.tasks):
        yield broken(name, question.request.id, "a task is shown twice")


def _is_after_the_plan(question: Question, shown: RequestedTask) -> bool:
    """Say whether a task is done after the horizon, on own hours that are booked there, and the plan says that it has no place."""
    plan = question.verdict.plan
    unplaced = set() if plan is None else {row.id for row in plan.unplaced}
    return minute_of(shown.finish) > question.team.horizon_end and shown.id in unplaced


def _same(shown: RequestedTask, row: PlannedTask) -> bool:
    return (
        shown.person == row.person
        and shown.skill == row.skill
        and [(block.start, block.end, block.overtime) for block in shown.blocks]
        == [(block.start, block.end, block.overtime) for block in row.blocks]
        and (shown.start, shown.finish) == (row.start, row.finish)
    )


def others_keep_theirs(question: Question) -> Iterator[Violation]:
    """Check that nobody's promised date or slack floor is passed, and that no block before its notice date is touched.

    Promised work ends by its slack floor (I2), or no later than it did where that was past it; targets are on time where they were.
    Only a trade goes beyond, with the client's own work, and never takes legal work.
    """
    case = question.after
    if case is None or not question.shows_work:
        return
    for task, work in sorted(question.before.facts.open_work.items()):
        if task in question.ids or work.counts_as not in _BINDING:
            continue
        own = work.client == question.request.client
        if own and question.verdict.verdict == "fits_with_trade" and work.counts_as != "regulatory":
            continue
        stood = _finish(question.before, task)
        entry = case.placed.get(task)
        if entry is None:
            if stood is not None:
                yield broken("others_keep_theirs", task, f"task '{task}' of '{work.client}' has lost its place")
            continue
        limit = latest_finish(question, task)
        if stood is not None and limit is not None:
            limit = max(limit, stood)
        if limit is not None and stood is not None and entry.finish > limit:
            text = f"task '{task}' of '{work.client}' ends {say(entry.finish, question.zone)}, at the latest it may {say(limit, question.zone)}"
            yield broken("others_keep_theirs", task, text, measured=entry.finish - limit, limit=0, unit="minutes")
    if question.state is not None:
        yield from _blocks_stand(question, case, question.state)


def latest_finish(question: Question, task: TaskId) -> Instant | None:
    """Return the instant past which no answer moves a task's finish: its slack floor, or its due time where it has none."""
    work = question.before.facts.open_work[task]
    due = work.due_at
    standing = None if question.state is None else question.state.tasks.get(task)
    if standing is not None and standing.is_promised:
        if standing.is_late or standing.is_free:
            return standing.due
        return standing.floor_at
    known = None if question.holdings is None else question.holdings.commitments.get(task)
    if known is not None:
        return known.floor_at
    return due


def _finish(case: Case, task: TaskId) -> Instant | None:
    entry = case.placed.get(task)
    return None if entry is None else entry.finish


def _blocks_stand(question: Question, case: Case, state: BookState) -> Iterator[Violation]:
    """Check held hours of others, and booked work of everybody, against the log: until their notice date they keep person and day."""
    name, team = "others_keep_theirs", question.team
    there: Counter[tuple[str, str, date]] = Counter()
    for row in case.plan.held:
        if row.kind == "standard":
            there[row.client, row.skill, row.day] += row.minutes
    before: Counter[tuple[str, str, date]] = Counter()
    for block, day in dated_blocks(state, state.today, team.last_on):
        zone = state.calendars.people[block.person].zone
        if day_end(day, zone) > team.horizon_end:
            continue
        if claimable_kind(state, block.id, day) == "own":
            before[block.client, block.key, day] += state.held(block.id, day)
        if state.phase(block.id, day) == "own":
            yield from _booked_stands(question, case, state, block.id, day)
    ahead = _unbooked_occurrences(question, state)
    for (client, key, day), minutes in sorted(before.items()):
        less = minutes - there[client, key, day]
        skill = key.partition(":")[0]
        if 0 < less <= ahead[client, skill]:
            ahead[client, skill] -= less
            continue
        if client != question.request.client and less:
            text = (
                f"{say_minutes(minutes)} of {key} are held for '{client}' on {say_day(day)}, the plan holds "
                f"{say_minutes(there[client, key, day])}"
            )
            yield broken(name, f"{client} {day}", text, measured=there[client, key, day], limit=minutes, unit="minutes")


def _unbooked_occurrences(question: Question, state: BookState) -> Counter[tuple[str, str]]:
    """Return the open minutes of recurring work that no entry has booked yet, by client and skill.

    It is booked from its client's own hours in time, so a plan has it stand on them already ("Recurring deliverables").
    """
    recurring = recurring_ids(question.before.facts.workspace)
    found: Counter[tuple[str, str]] = Counter()
    for task, work in question.before.facts.open_work.items():
        standing = state.tasks.get(task)
        if task.split("/")[0] in recurring and (standing is None or not standing.is_promised):
            found[work.client, work.skill] += work.remaining_minutes
    return found


def _booked_stands(question: Question, case: Case, state: BookState, block: str, day: date) -> Iterator[Violation]:
    person = state.laid[block].block.person
    zone = state.calendars.people[person].zone
    whole_day = Span(max(day_start(day, zone), question.team.as_of), day_end(day, zone))
    for task, minutes in sorted(state.account(block, day).inside.items()):
        work = question.before.facts.open_work.get(task)
        if work is None or minutes <= 0 or (work.client == question.request.client and question.verdict.moves):
            continue
        entry = case.placed.get(task)
        stands = minutes_in(entry.spans, whole_day) if entry is not None and entry.row.person == person else 0
        if stands < min(minutes, work.remaining_minutes):
            text = f"{say_minutes(minutes)} of '{task}' are booked with {person} on {say_day(day)}, {say_minutes(stands)} stand there"
            yield broken("others_keep_theirs", task, text, measured=stands, limit=minutes, unit="minutes")
