"""What happens to a workspace between two plans: hours pass, work is done or overruns, someone falls ill, clients call."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from scheduler.domain.people import TimeOff
from scheduler.domain.plan import Plan
from scheduler.domain.tasks import Progress, Task
from scheduler.domain.workspace import Workspace
from tests.building import progress


def a_day_later(place: Workspace, plan: Plan, *, seed: int) -> Workspace:
    """Return the workspace some hours later, by a seed: most of the work planned until then is done."""
    random = Random(f"later-{seed}")
    as_of = place.as_of + timedelta(hours=random.choice((2, 26, 29)))
    rows = {row.task: row for row in place.progress}
    tasks = {task.id: task for task in place.tasks}
    for planned in plan.tasks:
        worked = sum(max(0, (min(block.end, as_of) - block.start) // timedelta(minutes=1)) for block in planned.blocks)
        if worked and planned.id in tasks and random.random() < 0.9:
            rows[planned.id] = _after_work(tasks[planned.id], rows.get(planned.id), worked, random, place.grid_minutes)
    kept = [task for task in place.tasks if random.random() < 0.95 or _is_waited_for(task, place.tasks)]
    changed = [_changed(task, random) for task in kept]
    ill = random.choice(place.people)
    day = as_of.date() + timedelta(days=random.randint(0, 1))
    return place.model_copy(
        update={
            "as_of": as_of,
            "tasks": (*changed, *_new_task(place, random)),
            "progress": tuple(rows.values()),
            "time_off": (*place.time_off, TimeOff(person=ill.id, start=day, end=day, source=ill.source)),
        }
    )


def _after_work(task: Task, before: Progress | None, worked: int, random: Random, grid: int) -> Progress:
    """Return what is recorded of a task on which `worked` more minutes were spent; some take longer than thought."""
    earlier = task.spent_minutes or 0
    if before is not None and before.worked_minutes is not None:
        earlier = before.worked_minutes
    remaining = task.effort_minutes - earlier
    if before is not None and before.remaining_minutes is not None:
        remaining = before.remaining_minutes
    overrun = random.choice((0, 0, 0, 2 * grid))
    return progress(task.id, worked_minutes=earlier + worked, remaining_minutes=max(0, remaining - worked) + overrun)


def _is_waited_for(task: Task, tasks: tuple[Task, ...]) -> bool:
    return any(task.id in {after.task for after in row.after} or task.id in row.same_person_as for row in tasks)


def _changed(task: Task, random: Random) -> Task:
    """Return the task as its client wants it now: one in twelve is due a day later."""
    if task.due is None or random.random() > 0.08:
        return task
    return task.model_copy(update={"due": task.due + timedelta(days=1)})


def _new_task(place: Workspace, random: Random) -> list[Task]:
    if not place.tasks or random.random() < 0.5:
        return []
    like = random.choice(place.tasks)
    return [like.model_copy(update={"id": "called-today", "after": (), "same_person_as": (), "person": None})]
