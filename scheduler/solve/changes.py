"""What a plan changes against the baseline, and what it gave up of frozen work.

Only blocks from as_of on count; new and vanished tasks are no moves (contract, "Baseline and moves").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.calendars.spans import without
from scheduler.calendars.zones import Zone
from scheduler.domain.plan import Block, Move, Place, Plan, PlannedTask, Unfrozen
from scheduler.instance.baseline import BaselineWork
from scheduler.instance.build import Built
from scheduler.instance.placement import Placement, finish_instant
from scheduler.instance.waits import release_after
from scheduler.solve.evaluate import spans_of
from scheduler.units import TaskId


@dataclass(frozen=True, slots=True)
class Changes:
    """Moves, new and vanished tasks, and frozen work that was given up, each by task id."""

    moves: tuple[Move, ...] = ()
    added: tuple[TaskId, ...] = ()
    dropped: tuple[TaskId, ...] = ()
    unfrozen: tuple[Unfrozen, ...] = ()


def changes_of(
    built: Built, placement: Placement, baseline: Plan | None, *, planned: Sequence[PlannedTask], zone: Zone
) -> Changes:
    """Compare a placement with the baseline."""
    if baseline is None:
        return Changes()
    known = {task.id for rows in (baseline.tasks, baseline.unplaced) for task in rows} | set(baseline.done)
    now = {task.id: task for task in planned}
    moves = []
    for task_id in sorted(set(built.number) & known):
        old, new = built.future.get(task_id), now.get(task_id)
        if (old is None and new is None) or (old is not None and _stands(built, placement, task_id, old)):
            continue
        moves.append(
            Move(
                task=task_id,
                from_=None if old is None else _place(old, zone),
                to=None if new is None else Place(person=new.person, finish=new.finish, blocks=new.blocks),
            )
        )
    return Changes(
        moves=tuple(moves),
        added=tuple(sorted(set(built.number) - known)),
        dropped=tuple(sorted(known - set(built.number) - set(built.done) - set(baseline.done))),
        unfrozen=tuple(
            Unfrozen(task=task, cause=cause)
            for task, cause in sorted(built.unfrozen.items())
            if (task not in built.chained and task not in built.answered) or _lost(built, placement, task)
        ),
    )


def given_up_in_vain(built: Built, placement: Placement) -> frozenset[TaskId]:
    """Return the tasks that lost frozen work only because of work before them, which then left them their place."""
    return frozenset(
        task for task in built.chained if _lost(built, placement, task) and _could_stay(built, placement, task)
    )


def is_in_order(built: Built, placement: Placement) -> bool:
    """Say whether all placed work begins after what it waits for."""
    return not too_early(built, placement)


def too_early(built: Built, placement: Placement) -> frozenset[TaskId]:
    """Return the placed work that begins before what it waits for is over, of that which is placed."""
    instance, found = built.instance, set()
    for task in instance.tasks:
        for arc in task.predecessors:
            if not (placement.is_placed(task.index) and placement.is_placed(arc.task)):
                continue
            over = release_after(instance, finish_instant(instance, arc.task, placement), arc.wait)
            if over > spans_of(instance, task.index, placement)[0].start:
                found.add(task.id)
    return frozenset(found)


def _lost(built: Built, placement: Placement, task_id: TaskId) -> bool:
    """Say whether any of the time at which the task was frozen is not the task's any more."""
    work, index = (built.chained | built.answered)[task_id], built.number[task_id]
    person = placement.people[index]
    if person < 0 or built.instance.people[person].id != work.person:
        return True
    return bool(without(work.spans, spans_of(built.instance, index, placement)))


def _could_stay(built: Built, placement: Placement, task_id: TaskId) -> bool:
    """Say whether all before the task ends, with its wait, before its frozen place begins, and whose person it shares is on that person."""
    work, own = built.chained[task_id], built.instance.tasks[built.number[task_id]]
    start = work.spans[0].start
    mates = [each.index for each in built.instance.tasks if each.group == own.group and each is not own]
    people = [placement.people[mate] for mate in mates if placement.is_placed(mate)]
    if any(built.instance.people[person].id != work.person for person in people):
        return False
    for arc in own.predecessors:
        if not placement.is_placed(arc.task):
            return False
        finish = finish_instant(built.instance, arc.task, placement)
        if release_after(built.instance, finish, arc.wait) > start:
            return False
    return True


def _stands(built: Built, placement: Placement, task_id: TaskId, old: BaselineWork) -> bool:
    """Say whether a task is on the same person at the same times."""
    index = built.number[task_id]
    person = placement.people[index]
    if person < 0 or built.instance.people[person].id != old.person:
        return False
    return spans_of(built.instance, index, placement) == old.spans


def _place(old: BaselineWork, zone: Zone) -> Place:
    return Place(
        person=old.person,
        finish=zone.aware(old.spans[-1].end),
        blocks=tuple(Block(start=zone.aware(span.start), end=zone.aware(span.end)) for span in old.spans),
    )
