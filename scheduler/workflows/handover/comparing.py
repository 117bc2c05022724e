"""What a hand-over comes to: the plan without the person beside the plan before it."""

from __future__ import annotations

from scheduler.domain.handover import HandedOver, MadeLate, NotCovered, Obstacle
from scheduler.domain.plan import Plan, PlannedTask, UnplacedTask
from scheduler.domain.standing import PROMISED
from scheduler.units import TaskId
from scheduler.workflows.handover.able import Takers, minutes_of
from scheduler.workflows.handover.without_person import Parting


def handed_over(parting: Parting, before: Plan, after: Plan, *, not_covered: set[TaskId]) -> list[HandedOver]:
    """Return what others do instead, in the order of when they begin."""
    was = {task.id: task for task in before.tasks}
    found = [
        HandedOver(
            task=task.id,
            title=task.title,
            minutes=minutes_of(task),
            due=task.due,
            to=task.person,
            from_finish=was[task.id].finish,
            to_start=task.start,
            to_finish=task.finish,
        )
        for task in after.tasks
        if task.id in parting.moving and task.id not in not_covered and task.person != parting.person.id
    ]
    return sorted(found, key=lambda each: (each.to_start, each.task))


def uncovered(parting: Parting, takers: Takers, before: Plan, *, after: Plan) -> list[NotCovered]:
    """Return what is to be handed over and has no place, or is later than it was."""
    known = {task.id: task for task in before.tasks}
    planned = {task.id: task for task in after.tasks}
    unplaced = {task.id: task for task in after.unplaced}
    found = []
    for task in sorted(parting.moving, key=lambda each: (known[each].due is None, known[each].due, each)):
        now, was = planned.get(task), known[task]
        if now is not None and now.late_minutes <= was.late_minutes and now.person != parting.person.id:
            continue
        barred = takers.barred(task)
        obstacle, text = _obstacle(now, unplaced.get(task)) if barred is None else (barred.obstacle, barred.text)
        found.append(
            NotCovered(
                task=task,
                title=was.title,
                minutes=minutes_of(was),
                due=was.due,
                obstacle=obstacle,
                text=text,
                late_minutes=None if now is None else now.late_minutes,
                proven=barred is not None,
            )
        )
    return found


def made_late(parting: Parting, before: Plan, after: Plan) -> list[MadeLate]:
    """Return promises, of whichever client, that are later than before; what is handed over itself is told elsewhere."""
    planned = {task.id: task for task in after.tasks}
    found = []
    for was in before.tasks:
        if was.id in parting.moving or was.counts_as not in PROMISED:
            continue
        now = planned.get(was.id)
        if now is None or now.late_minutes > was.late_minutes:
            late = None if now is None else now.late_minutes
            found.append(
                MadeLate(
                    client=was.client,
                    task=was.id,
                    title=was.title,
                    late_minutes=late,
                    before_minutes=was.late_minutes,
                )
            )
    return found


def _obstacle(now: PlannedTask | None, unplaced: UnplacedTask | None) -> tuple[Obstacle, str]:
    """Return why a task that somebody may do has no place in time."""
    if now is not None:
        why = now.why_late
        return "capacity", why.text if why is not None else "There is no free time for it beside what was promised."
    if unplaced is not None and unplaced.cause == "chain":
        return "chain", unplaced.why.text
    return "capacity", unplaced.why.text if unplaced is not None else "There is no place for it before the plan ends."
