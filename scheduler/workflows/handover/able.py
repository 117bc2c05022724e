"""Who may take over a client's work, by arithmetic alone: skills, exclusions, pins, and working time until each task is due."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from scheduler.calendars.horizon import horizon_span
from scheduler.calendars.moments import due_instant
from scheduler.calendars.recurrence import all_tasks, progress_by_task
from scheduler.calendars.spans import merged, total_minutes, without
from scheduler.calendars.working_time import WorkingTimeBook
from scheduler.calendars.zones import Zone, instant_of
from scheduler.domain.handover import Obstacle
from scheduler.domain.people import Person
from scheduler.domain.plan import Plan, PlannedTask
from scheduler.domain.tasks import Task
from scheduler.domain.workspace import Workspace
from scheduler.units import Instant, PersonId, Span, TaskId
from scheduler.workflows.handover.without_person import Parting


@dataclass(frozen=True, slots=True)
class Barred:
    """Why nobody else can do a task, whatever is free."""

    obstacle: Obstacle
    text: str


class Takers:
    """The people who may take over what is handed over, task by task.

    Parameters
    ----------
    before
        The plan with everything where it stands.
    """

    def __init__(self, workspace: Workspace, parting: Parting, *, before: Plan) -> None:
        self._workspace, self._parting, self._before = workspace, parting, before
        self._tasks: dict[TaskId, Task] = {task.id: task for task in all_tasks(workspace)}
        self._planned: dict[TaskId, PlannedTask] = {task.id: task for task in before.tasks}
        self._working = WorkingTimeBook(workspace)
        self._end = horizon_span(workspace).end
        client = next(each for each in workspace.clients if each.id == parting.client)
        self._client_name, self._excluded = client.name, frozenset(client.exclude)
        self._preferred = (*client.contacts, *client.prefer)
        self._groups = _groups(self._tasks.values())

    def minutes(self, task: TaskId) -> int:
        """Return what remains of a planned task."""
        return minutes_of(self._planned[task])

    def barred(self, task: TaskId) -> Barred | None:
        """Return why nobody else can do a task, or None where somebody may."""
        row, parting = self._tasks[task], self._parting
        name = parting.person.name
        if row.person == parting.person.id:
            return Barred("pin", f"It is pinned to {name}.")
        bound = self._bound_by(task)
        if bound is not None:
            return Barred(
                "same_person",
                f"It is to be done by the same person as “{self._title(bound)}”, which stays with {name}.",
            )
        skilled = [person for person in self._others() if _has(person, row)]
        key = row.skill if row.level <= 1 else f"{row.skill} at level {row.level}"
        if not skilled:
            return Barred("skill", f"Nobody else has {key}.")
        allowed = [person for person in skilled if person.id not in self._excluded]
        if not allowed:
            names = _names(skilled)
            return Barred(
                "exclusion", f"Besides {name} only {names} could do {key}, and must not work for {self._client_name}."
            )
        if not any(self.may_take(person, task) for person in allowed):
            return Barred(
                "absence",
                f"{_names(allowed)} could do it, but {_have(allowed)} not enough working time until it is due.",
            )
        return None

    def may_take(self, person: Person, task: TaskId) -> bool:
        """Say whether a person may do a task and works long enough from the hand-over until it is due (or the horizon ends)."""
        row = self._tasks[task]
        if person.id in self._excluded or not _has(person, row) or row.person not in (None, person.id):
            return False
        due = (
            None if row.due is None else due_instant(row.due, Zone.of(self._workspace.time_zone), self._workspace.hours)
        )
        planned = self._planned[task]
        start = max(self._parting.at, instant_of(planned.release))
        # Work that is late already is compared with the plan before, and where it was overdue it may be later still.
        end = self._end if due is None or due <= start else min(max(due, instant_of(planned.finish)), self._end)
        return total_minutes(self._working.working_spans(person, Span(start, max(start, end)))) >= self.minutes(task)

    def free_minutes(self, person: Person) -> int:
        """Return a person's working time from the hand-over on that no planned work takes."""
        window = Span(self._parting.at, max(self._parting.at, self._end))
        taken = merged(
            Span(instant_of(block.start), instant_of(block.end))
            for task in self._before.tasks
            if task.person == person.id
            for block in task.blocks
        )
        return total_minutes(without(self._working.working_spans(person, window), taken))

    def in_order(self) -> list[Person]:
        """Return everybody else who may do any of it: contacts first, then those whom the client prefers, then whoever has most time."""
        order: Mapping[PersonId, int] = {
            person: number for number, person in reversed(list(enumerate(self._preferred)))
        }
        able = [
            person for person in self._others() if any(self.may_take(person, task) for task in self._parting.moving)
        ]
        return sorted(
            able,
            key=lambda each: (
                -sum(self.may_take(each, task) for task in self._parting.moving),
                order.get(each.id, len(order) + len(self._preferred)),
                -self.free_minutes(each),
                each.id,
            ),
        )

    def _others(self) -> list[Person]:
        return [person for person in self._workspace.people if person.id != self._parting.person.id]

    def _bound_by(self, task: TaskId) -> TaskId | None:
        """Return work of the same person that stays with the one who hands over, or was done by them."""
        done = progress_by_task(self._workspace)
        for other in sorted(self._groups.get(task, ())):
            row = done.get(other)
            if other in self._parting.stays or (row is not None and row.person == self._parting.person.id):
                return other
        return None

    def _title(self, task: TaskId) -> str:
        row = self._tasks.get(task)
        return row.title if row is not None and row.title else task


def minutes_of(task: PlannedTask) -> int:
    """Return the minutes of a planned task: all that remains of it."""
    return sum(instant_of(block.end) - instant_of(block.start) for block in task.blocks)


def starts_before(task: PlannedTask, at: Instant) -> bool:
    """Say whether the first block of a planned task begins before a moment."""
    return instant_of(task.start) < at


def _groups(tasks: Collection[Task]) -> dict[TaskId, frozenset[TaskId]]:
    """Return the other members of each task's group of work for one person."""
    member: dict[TaskId, set[TaskId]] = {}
    for task in tasks:
        group = {task.id} | member.get(task.id, set())
        for other in task.same_person_as:
            group |= {other} | member.get(other, set())
        for each in group:
            member[each] = group
    return {task: frozenset(group - {task}) for task, group in member.items() if len(group) > 1}


def _has(person: Person, task: Task) -> bool:
    level = person.level_of(task.skill)
    return level is not None and level >= task.level


def _names(people: Sequence[Person]) -> str:
    names = [person.name for person in people]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _have(people: Sequence[Person]) -> str:
    return "has" if len(people) == 1 else "have"
