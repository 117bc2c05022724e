"""What changed against the baseline: moves, added, dropped, unfrozen."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from scheduler.units import Span, TaskId
from scheduler.verify.case import Case, Entry, violation
from scheduler.verify.checks_frozen import CAUSES, given_up, true_causes
from scheduler.verify.clock import minute_of
from scheduler.verify.spans import joined
from scheduler.verify.standing import Standing, pieces_of
from scheduler.verify.work import recurring_ids

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.domain.plan import Place, Plan, Violation


def moves_are_listed(case: Case) -> Iterator[Violation]:
    """Count changes against the baseline that are missing from the lists, and entries without a change.

    A plan that says that it was compared with no other has nothing to list.
    """
    if case.baseline is None:
        yield from _nothing_listed(case)
        return
    stood = case.stood
    yield from _moves(case, case.baseline, stood)
    yield from _added(case, case.baseline)
    yield from _dropped(case, case.baseline)
    yield from _unfrozen(case, stood)


def _nothing_listed(case: Case) -> Iterator[Violation]:
    plan = case.plan
    if not case.says_no_baseline:
        return
    for field, tasks in (
        ("moves", [row.task for row in plan.moves]),
        ("added", list(plan.added)),
        ("dropped", list(plan.dropped)),
        ("unfrozen", [row.task for row in plan.unfrozen]),
    ):
        for task, times in sorted(Counter(tasks).items()):
            text = f"task '{task}': stands under '{field}', but the plan says that it was compared with no other"
            yield violation("moves_are_listed", task, text, measured=times, limit=0)


def _moves(case: Case, baseline: Plan, stood: dict[TaskId, Standing]) -> Iterator[Violation]:
    name = "moves_are_listed"
    listed = Counter(row.task for row in case.plan.moves)
    unplaced_before = {row.id for row in baseline.unplaced}
    for task in sorted({*listed, *case.facts.open_work}):
        was_known = task in stood or task in unplaced_before
        moved = task in case.facts.open_work and was_known and _has_moved(case, task, stood.get(task))
        if moved and not listed[task]:
            text = f"task '{task}': its person or a block differs from the baseline, but it is not listed as a move"
            yield violation(name, task, text, measured=0, limit=1)
        elif listed[task] and not moved and not _may_be_listed(case, task, stood.get(task)):
            text = f"task '{task}': is listed as a move, but stands where it stood"
            yield violation(name, task, text, measured=listed[task], limit=0)
        elif listed[task] > 1:
            text = f"task '{task}': is listed as a move {listed[task]} times"
            yield violation(name, task, text, measured=listed[task], limit=1)
    for move in case.plan.moves:
        before, entry = stood.get(move.task), case.placed.get(move.task)
        if move.task not in case.facts.open_work or (before is None and move.task not in unplaced_before):
            continue
        if not _is_from(move.from_, before) or not _is_to(move.to, entry):
            text = f"task '{move.task}': the places listed for its move are not those of the baseline and of this plan"
            yield violation(name, move.task, text, measured=1, limit=0)


def _has_moved(case: Case, task: TaskId, stood: Standing | None) -> bool:
    entry = case.placed.get(task)
    if stood is None:
        return entry is not None
    if not stood.later:
        # What the baseline planned lies in the past; whether work that goes on is a move the contract leaves open.
        return False
    return entry is None or entry.row.person != stood.row.person or entry.spans != stood.later


def _may_be_listed(case: Case, task: TaskId, stood: Standing | None) -> bool:
    """Say whether it is left open if a task is a move: what the baseline has of it is over, or the baseline has it as done and it is open again."""
    is_over = stood is not None and not stood.later
    is_open_again = case.baseline is not None and task in case.baseline.done
    return (is_over or is_open_again) and task in case.facts.open_work


def _is_from(place: Place | None, stood: Standing | None) -> bool:
    if place is None or stood is None:
        return (place is None and stood is None) or (stood is not None and not stood.later)
    spans = joined(piece.span for piece in pieces_of(place.blocks))
    return (
        place.person == stood.row.person and spans in (stood.later, stood.all_spans) and _ends(place, stood.all_spans)
    )


def _is_to(place: Place | None, entry: Entry | None) -> bool:
    if place is None or entry is None:
        return place is None and entry is None
    spans = joined(piece.span for piece in pieces_of(place.blocks))
    return place.person == entry.row.person and spans == entry.spans and _ends(place, spans)


def _ends(place: Place, spans: list[Span]) -> bool:
    return not spans or minute_of(place.finish) == spans[-1].end


def _added(case: Case, baseline: Plan) -> Iterator[Violation]:
    before = {row.id for row in baseline.tasks} | {row.id for row in baseline.unplaced}
    # Work the baseline had as done and that is open again is no new task, yet stood nowhere: both readings are fair.
    needed = set(case.facts.open_work) - before - set(baseline.done)
    allowed = set(case.facts.open_work) - before
    yield from _listed(list(case.plan.added), needed=needed, allowed=allowed, which="added", meaning="new")


def _dropped(case: Case, baseline: Plan) -> Iterator[Violation]:
    before = {row.id for row in baseline.tasks} | {row.id for row in baseline.unplaced}
    vanished = {task for task in before if task not in case.facts.work}
    # Occurrences whose time has passed count as done; some will want to see them named all the same.
    recurring = recurring_ids(case.facts.workspace)
    needed = {task for task in vanished if task.split("/")[0] not in recurring}
    yield from _listed(list(case.plan.dropped), needed=needed, allowed=vanished, which="dropped", meaning="gone")


def _listed(
    listed: list[TaskId], *, needed: set[TaskId], allowed: set[TaskId], which: str, meaning: str
) -> Iterator[Violation]:
    times = Counter(listed)
    for task in sorted({*times, *needed}):
        if task in needed and times[task] == 0:
            text = f"task '{task}': is {meaning} against the baseline, but not listed under '{which}'"
            yield violation("moves_are_listed", task, text, measured=0, limit=1)
        elif task not in allowed or times[task] > 1:
            limit = 1 if task in allowed else 0
            text = f"task '{task}': is listed {times[task]} times under '{which}', {limit} is right"
            yield violation("moves_are_listed", task, text, measured=times[task], limit=limit)


def _unfrozen(case: Case, stood: dict[TaskId, Standing]) -> Iterator[Violation]:
    name = "moves_are_listed"
    times = Counter(row.task for row in case.plan.unfrozen)
    causes = true_causes(case)
    for task, standing in sorted(stood.items()):
        if task not in case.facts.open_work or times[task] or not given_up(case, task, standing):
            continue
        if causes[task]:
            text = f"task '{task}': its frozen work was given up, but it is not listed under 'unfrozen'"
            yield violation(name, task, text, measured=0, limit=1)
    for row in case.plan.unfrozen:
        had = stood.get(row.task)
        if had is None or not had.frozen or times[row.task] > 1 or not _is_plausible(case, row.task, row.cause):
            limit = 1 if had is not None and had.frozen and times[row.task] > 1 else 0
            text = f"task '{row.task}': is listed as unfrozen ({row.cause}), but that is not what happened to it"
            yield violation(name, row.task, text, measured=times[row.task], limit=limit)


def _is_plausible(case: Case, task: TaskId, cause: str) -> bool:
    """Say whether a cause fits the state of a task; false causes of open tasks are `frozen_work_stays`'s matter."""
    work = case.facts.work.get(task)
    if cause == "task_gone":
        return work is None
    if cause == "task_done":
        return work is None or not work.is_open
    return work is not None and work.is_open and cause in CAUSES
