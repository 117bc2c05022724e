"""What stays and what changed against the baseline: frozen work, moves, added, dropped, unfrozen."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.units import Instant, Span, TaskId
from scheduler.verify.case import Case, Entry, pieces_of, violation
from scheduler.verify.clock import minute_of, say_minutes
from scheduler.verify.dates import FOREVER
from scheduler.verify.spans import joined, total, without

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.domain.plan import Place, Plan, PlannedTask, Violation
    from scheduler.verify.work import Work


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a task stood in the baseline, as far as it still counts.

    Attributes
    ----------
    later
        Its blocks from as_of on; a block that runs at as_of counts from as_of.
    frozen
        Those of them that start before the end of the freeze.
    """

    row: PlannedTask
    all_spans: list[Span]
    later: list[Span]
    frozen: list[Span]


def standings(case: Case, baseline: Plan) -> dict[TaskId, Standing]:
    """Return where each placed task of the baseline stood; of duplicates the first."""
    freeze_end = case.facts.team.freeze_end()
    past = [Span(-FOREVER, case.facts.as_of)]
    found: dict[TaskId, Standing] = {}
    for row in baseline.tasks:
        if row.id not in found:
            spans = joined(piece.span for piece in pieces_of(row.blocks))
            # Blocks are judged one by one: a later block that touches a frozen one is not frozen with it.
            blocks = [span for piece in pieces_of(row.blocks) for span in without([piece.span], past)]
            frozen = joined(block for block in blocks if block.start < freeze_end)
            found[row.id] = Standing(row=row, all_spans=spans, later=without(spans, past), frozen=frozen)
    return found


def frozen_work_stays(case: Case) -> Iterator[Violation]:
    """Measure the frozen minutes that left their person or time without one of the contract's causes."""
    if case.baseline is None:
        return
    listed = {row.task: row.cause for row in case.plan.unfrozen}
    for task, stood in sorted(standings(case, case.baseline).items()):
        work = case.facts.open_work.get(task)
        if work is None or not stood.frozen:
            continue
        gone = _given_up(case, task, stood)
        if not gone:
            continue
        causes = true_causes(case, work, stood)
        if causes and (task not in listed or listed[task] in causes):
            continue
        measured = total(gone)
        claim = f"; the cause given, {listed[task]}, does not hold" if task in listed else ""
        text = (
            f"task '{task}' ({stood.row.person}): {say_minutes(measured)} of frozen work on "
            f"{case.say_at(gone[0].start, stood.row.person)} left {stood.row.person} or their time{claim}"
        )
        yield violation("frozen_work_stays", task, text, measured=measured, limit=0)


def _given_up(case: Case, task: TaskId, stood: Standing) -> list[Span]:
    entry = case.placed.get(task)
    now = entry.spans if entry is not None and entry.row.person == stood.row.person else []
    return without(stood.frozen, now)


def true_causes(case: Case, work: Work, stood: Standing) -> frozenset[str]:
    """Return the causes for which the contract lets frozen blocks of an open task be given up, as far as they hold."""
    causes: set[str] = set()
    if _is_away(case, work, stood):
        causes.add("person_away")
    if work.remaining_minutes < total(stood.later):
        causes.add("task_shorter")
    if _client_changed_it(case, work, stood):
        causes.add("client_change")
    return frozenset(causes)


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
    is_longer_sitting = work.one_sitting and total(stood.later) != work.remaining_minutes
    return is_other_work or is_forbidden or is_longer_sitting or _comes_too_early(case, work, stood.frozen[0].start)


def _comes_too_early(case: Case, work: Work, start: Instant) -> bool:
    """Say whether waits after predecessors that nobody plans any more forbid a start; planned ones are no cause."""
    return any(
        case.facts.done_wait_over_at(predecessor, wait) > start
        for predecessor, wait in work.after
        if predecessor not in case.facts.open_work
    )


def moves_are_listed(case: Case) -> Iterator[Violation]:
    """Count changes against the baseline that are missing from the lists, and entries without a change."""
    if case.baseline is None:
        return
    stood = standings(case, case.baseline)
    yield from _moves(case, case.baseline, stood)
    yield from _added(case, case.baseline)
    yield from _dropped(case, case.baseline)
    yield from _unfrozen(case, stood)


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
    return stood is not None and not stood.later and task in case.facts.open_work


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
    recurring = {item.id for client in case.facts.workspace.clients for item in client.recurring}
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
    for task, standing in sorted(stood.items()):
        work = case.facts.open_work.get(task)
        if work is None or not standing.frozen or times[task] or not _given_up(case, task, standing):
            continue
        if true_causes(case, work, standing):
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
    return work is not None and work.is_open and cause in ("person_away", "task_shorter", "client_change")
