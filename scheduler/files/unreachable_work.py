"""Notices of work that nobody can do: skill, level, exclusion, absence, leaving, a sitting that is too long.

None of it is a mistake in the input; the plan leaves such work out and says why. Here it is said before any planning.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate

from scheduler.calendars.horizon import as_of_instant, horizon_span
from scheduler.calendars.moments import start_instant
from scheduler.calendars.recurrence import progress_by_task, remaining_minutes
from scheduler.calendars.working_time import WorkingTimeBook
from scheduler.calendars.zones import Zone
from scheduler.domain.clients import Client
from scheduler.domain.people import Person
from scheduler.domain.tasks import TaskPlan
from scheduler.domain.workspace import Workspace
from scheduler.files.durations import written_minutes
from scheduler.files.findings import Findings, Spot
from scheduler.units import PersonId, Span, TaskId

UNREACHABLE_FIELDS = ("skill", "same_person_as")
"""The fields that these notices stand at."""


def note_unreachable_work(workspace: Workspace, findings: Findings) -> None:
    """Add a notice for each open task of tasks.csv and each recurring task that nobody can do.

    Recurring work is looked at by skill, level and exclusion only; whether anybody is there depends on the occurrence.
    """
    clients = {client.id: client for client in workspace.clients}
    times = _Times(workspace)
    progress = progress_by_task(workspace)
    able_of: dict[TaskId, list[Person]] = {}
    for task in workspace.tasks:
        left = remaining_minutes(task, progress.get(task.id))
        if left:
            spot = _spot(findings, task)
            able = _able(workspace.people, clients[task.client], task)
            if _note_nobody(spot, task, client=clients[task.client], able=able):
                able_of[task.id] = able
                times.note(spot, task, able=able, left=left)
    _note_groups(workspace, findings, able_of=able_of)
    for client in workspace.clients:
        for recurring in client.recurring:
            for part in recurring.tasks:
                _note_nobody(_spot(findings, part), part, client=client, able=_able(workspace.people, client, part))


def _note_groups(workspace: Workspace, findings: Findings, *, able_of: dict[TaskId, list[Person]]) -> None:
    """Add a notice for each group of `same_person_as` whose open tasks each have somebody, but no one for all of them.

    Parameters
    ----------
    able_of
        The people who may do each open task that anybody may do.
    """
    tasks = {task.id: task for task in workspace.tasks}
    links: dict[TaskId, set[TaskId]] = {name: set() for name in tasks}
    for task in workspace.tasks:
        for other in task.same_person_as:
            links[task.id].add(other)
            links[other].add(task.id)
    seen: set[TaskId] = set()
    for first in tasks:
        group, todo = [], [first] if links[first] else []
        while todo:
            name = todo.pop()
            if name not in seen:
                seen.add(name)
                group.append(name)
                todo.extend(links[name])
        people = [{person.id for person in able_of[name]} for name in group if name in able_of]
        if people and not set.intersection(*people):
            names = ", ".join(sorted(group)[:5])
            spot = _spot(findings, tasks[first], field="same_person_as")
            spot.note(f"nobody may do all of the tasks that one person is to do ({names}), so they cannot be planned")


def _spot(findings: Findings, task: TaskPlan, *, field: str = "skill") -> Spot:
    return Spot(findings, task.source.file, task.source.line, f"task '{task.id}'", field)


def _able(people: Iterable[Person], client: Client, task: TaskPlan) -> list[Person]:
    """Return the people whom skill, level, exclusions and the pin allow."""
    return [
        person
        for person in people
        if (level := person.level_of(task.skill)) is not None
        and level >= task.level
        and person.id not in client.exclude
        and task.person in (None, person.id)
    ]


def _note_nobody(spot: Spot, task: TaskPlan, *, client: Client, able: list[Person]) -> bool:
    """Say whether anybody is able; add a notice if not."""
    if not able:
        spot.note(
            f"nobody who may work for '{client.id}' has {task.skill} at level {task.level} or more, so it cannot be planned"
        )
    return bool(able)


class _Times:
    """When people work inside the horizon; asked for once each."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._zone = Zone.of(workspace.time_zone)
        self._horizon = horizon_span(workspace)
        self._as_of = as_of_instant(workspace)
        self._book = WorkingTimeBook(workspace)
        self._spans: dict[PersonId, tuple[tuple[Span, ...], list[int]]] = {}

    def note(self, spot: Spot, task: TaskPlan, *, able: list[Person], left: int) -> None:
        """Add a notice where nobody of `able` is there from the task's start to the end of the horizon, or not for long enough.

        Parameters
        ----------
        left
            Minutes that remain of the task.
        """
        start = start_instant(task.start, self._zone, self._workspace.hours) if task.start else self._as_of
        first = max(start, self._as_of)
        if first >= self._horizon.end:
            return
        longest = max(self._longest(person, first) for person in able)
        names = ", ".join(person.id for person in able[:5]) + (", …" if len(able) > 5 else "")
        if not longest:
            at = self._zone.aware(first).isoformat(timespec="minutes")
            spot.note(f"nobody who could do it ({names}) works between {at} and the end of the horizon")
        elif task.one_sitting and longest < left:
            spot.note(
                f"it is one sitting of {written_minutes(left)}, and the longest stretch of anybody who could do it ({names}) "
                f"is {written_minutes(longest)}, so it cannot be planned"
            )

    def _longest(self, person: Person, first: int) -> int:
        """Return the minutes of the longest stretch of a person's working time after `first`."""
        if person.id not in self._spans:
            spans = self._book.working_spans(person, self._horizon)
            # The longest stretch from each on; 0 after the last.
            later = [*accumulate((span.minutes for span in reversed(spans)), max)][::-1]
            self._spans[person.id] = spans, [*later, 0]
        spans, longest = self._spans[person.id]
        place = bisect_right(spans, first, key=lambda span: span.end)
        begun = 0 if place == len(spans) else spans[place].end - max(spans[place].start, first)
        return max(begun, longest[min(place + 1, len(spans))])
