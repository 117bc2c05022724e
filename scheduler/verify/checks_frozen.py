"""Frozen work: where it stood in the baseline, and for which causes it may have left."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from scheduler.units import Instant, Span, TaskId
from scheduler.verify.case import Case, violation
from scheduler.verify.clock import minute_of, say_minutes
from scheduler.verify.spans import joined, total, without
from scheduler.verify.standing import Standing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.domain.plan import Violation
    from scheduler.domain.times import Wait
    from scheduler.verify.work import Work

CAUSES = frozenset({"person_away", "task_shorter", "client_change", "answered", "behind"})
"""Why frozen work of an open task may be given up."""


def frozen_work_stays(case: Case) -> Iterator[Violation]:
    """Measure the frozen minutes that left their person or time without one of the contract's causes."""
    listed = {row.task: row.cause for row in case.plan.unfrozen}
    causes_of = true_causes(case)
    for task, stood in sorted(case.stood.items()):
        gone = given_up(case, task, stood) if task in case.facts.open_work else []
        if not gone:
            continue
        causes = causes_of[task]
        if causes and (task not in listed or listed[task] in causes):
            continue
        measured = total(gone)
        claim = f"; the cause given, {listed[task]}, does not hold" if task in listed else ""
        text = (
            f"task '{task}' ({stood.row.person}): {say_minutes(measured)} of frozen work on "
            f"{case.say_at(gone[0].start, stood.row.person)} left {stood.row.person} or their time{claim}"
        )
        yield violation("frozen_work_stays", task, text, measured=measured, limit=0)


def given_up(case: Case, task: TaskId, stood: Standing) -> list[Span]:
    """Return the frozen time of an open task that it no longer has on that person."""
    entry = case.placed.get(task)
    now = entry.spans if entry is not None and entry.row.person == stood.row.person else []
    return without(stood.frozen, now)


@lru_cache(maxsize=1)  # Two checks of each case ask for them.
def true_causes(case: Case) -> dict[TaskId, frozenset[str]]:
    """Return for each open task the causes for which the contract lets its frozen blocks be given up, if they hold.

    Work that waits for work which lost its place, or takes longer than the baseline had for it, and would now start too
    early, shares the causes of that work; what takes longer is its client's change, also where it ends in time after all. Where no more
    is left of it than the baseline had in all, its time has passed and it is behind; so is what waits for another client's work.
    """
    causes: dict[TaskId, frozenset[str]] = {}
    stood = case.stood
    for task in sorted(case.facts.open_work, key=case.facts.rank.__getitem__):
        work, standing = case.facts.open_work[task], stood.get(task)
        found = set() if standing is None else _own_causes(case, work, standing)
        for predecessor, wait in work.after:
            if predecessor not in case.facts.open_work:
                continue
            shared = {*causes.get(predecessor, frozenset()), *_delays(case, stood.get(predecessor), predecessor)}
            if standing is not None and _is_in_time(case, predecessor, wait, standing):
                shared &= {"client_change", "behind"}
            if "client_change" in shared and case.facts.open_work[predecessor].client != work.client:
                shared = shared - {"client_change"} | {"behind"}
            found |= shared
        causes[task] = frozenset(found)
    return causes


def _own_causes(case: Case, work: Work, standing: Standing) -> set[str]:
    causes: set[str] = set()
    if standing.frozen:
        if _is_away(case, work, standing):
            causes.add("person_away")
        if work.remaining_minutes < total(standing.later):
            causes.add("task_shorter")
        if _client_changed_it(case, work, standing):
            causes.add("client_change")
        if _is_answered(case, work.id, standing):
            causes.add("answered")
        if _is_cut_sitting(work, standing) or _comes_too_early(case, work, standing.frozen[0].start):
            causes.add("behind")
    return causes


def _is_in_time(case: Case, predecessor: TaskId, wait: Wait, standing: Standing) -> bool:
    """Say whether a predecessor, where it stands now, leaves a task its frozen place.

    It does not where both must be one person's work and it is somebody else's now.
    """
    before = case.placed.get(predecessor)
    if before is None or not standing.frozen:
        return False
    if predecessor in case.facts.groups[standing.row.id] and before.row.person != standing.row.person:
        return False
    return case.facts.team.after_wait(before.finish, wait) <= standing.frozen[0].start


def _delays(case: Case, stood: Standing | None, task: TaskId) -> set[str]:
    """Return why a task takes longer than the baseline has ahead of it, if it does."""
    left = case.facts.open_work[task].remaining_minutes
    if left <= (0 if stood is None else total(stood.later)):
        return set()
    return {"behind" if stood is not None and left <= total(stood.all_spans) else "client_change"}


def _is_cut_sitting(work: Work, stood: Standing) -> bool:
    """Say whether a part of a sitting's time has passed, and all of it is left."""
    return work.one_sitting and total(stood.later) < work.remaining_minutes <= total(stood.all_spans)


def _is_away(case: Case, work: Work, stood: Standing) -> bool:
    """Say whether the person left, lost the skill, or does not work at a frozen time any more."""
    person = case.facts.people.get(stood.row.person)
    if person is None:
        return True
    level = person.person.level_of(work.skill)
    if level is None or level < work.level:
        return True
    for span in stood.frozen:
        window = case.calendar_window(span)
        if without([span], joined([*person.working(window), *person.overtime(window)])):
            return True
    return False


def _is_answered(case: Case, task: TaskId, stood: Standing) -> bool:
    """Say whether an answer that was recorded after the baseline was published has put the task elsewhere."""
    now = None if case.holdings is None else case.holdings.answered.get(task)
    if now is None:
        return False
    return now.person != stood.row.person or bool(without(stood.frozen, list(now.pieces)))


def _client_changed_it(case: Case, work: Work, stood: Standing) -> bool:
    """Say whether a task differs from what the baseline shows of it, or its own rules now forbid the frozen place."""
    row, facts = stood.row, case.facts
    due = None if row.due is None else minute_of(row.due)
    release = max(minute_of(row.release), facts.as_of)
    is_other_work = (row.client, row.skill.partition(":")[0], row.commitment, due, release) != (
        work.client,
        work.skill,
        work.commitment,
        work.due_at,
        facts.release_of(work),
    )
    is_forbidden = row.person not in facts.eligible_with_group[work.id]
    is_other_sitting = work.one_sitting and total(stood.later) != work.remaining_minutes
    return is_other_work or is_forbidden or (is_other_sitting and not _is_cut_sitting(work, stood))


def _comes_too_early(case: Case, work: Work, start: Instant) -> bool:
    """Say whether waits after predecessors that nobody plans any more forbid a start; planned ones are no cause."""
    return any(
        case.facts.done_wait_over_at(predecessor, wait) > start
        for predecessor, wait in work.after
        if predecessor not in case.facts.open_work
    )
