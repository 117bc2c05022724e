"""What reasons are drawn from: the workspace to the minute, with who is free when and what must come before what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from scheduler.calendars.recurrence import all_tasks
from scheduler.calendars.words import moment_words
from scheduler.calendars.zones import Zone
from scheduler.domain.holdings import Holdings
from scheduler.domain.people import Person
from scheduler.domain.tasks import Task, work_called
from scheduler.domain.workspace import Workspace
from scheduler.explain.words import list_words
from scheduler.instance.build import held_lines, relaxed_instance
from scheduler.instance.records import PRIORITY_RANKS, Instance, TaskItem
from scheduler.solve.bounds.capacity import Capacity
from scheduler.solve.bounds.freetime import FreeTime, free_times
from scheduler.solve.bounds.windows import Heads, exact_heads
from scheduler.units import Instant, PersonId, TaskId


@dataclass(frozen=True)
class Evidence:
    """A workspace as an instance that loses nothing, without a baseline: what holds for it holds for every plan.

    Held pieces stand in it after all tasks, as sittings that may lie anywhere on their day (rank `held`).

    Attributes
    ----------
    times
        Free time of each person (index), consented overtime included where it may be used.
    heads
        Earliest starts and finishes from the chains alone.
    """

    workspace: Workspace
    instance: Instance
    zone: Zone
    times: tuple[FreeTime, ...]
    heads: Heads

    @classmethod
    def of(cls, workspace: Workspace, *, overtime: bool, holdings: Holdings | None = None) -> Evidence:
        """Gather the evidence of a workspace.

        Parameters
        ----------
        overtime
            Whether consented overtime may be used.
        holdings
            Held pieces, and what a decision covers; booked work binds nobody here. Where work was promised in overtime, overtime counts.
        """
        if holdings is not None:
            overtime = overtime or bool(holdings.overtime)
            holdings = holdings.model_copy(update={"kept": (), "witness": {}, "overtime": ()})
        held = held_lines(workspace, holdings, overtime=overtime) if holdings and holdings.held else ()
        instance = relaxed_instance(workspace, held, overtime=overtime, holdings=holdings)
        times = free_times(instance)
        return cls(
            workspace, instance, Zone.of(workspace.time_zone), times, exact_heads(instance, times=times, by_hand=True)
        )

    @cached_property
    def capacity(self) -> Capacity:
        """Free minutes of people in windows, overtime capped week by week."""
        return Capacity(self.instance)

    @cached_property
    def united(self) -> tuple[tuple[int, ...], ...]:
        """Who may do each task together with the promised work of its group (indices), per task.

        Targets and tentative work may be left out of a plan, so they narrow nobody's choice.
        """
        promised: dict[int, frozenset[int]] = {}
        for item in self.instance.tasks:
            if item.rank in PRIORITY_RANKS:
                able = frozenset(item.eligible)
                promised[item.group] = promised.get(item.group, able) & able
        return tuple(
            tuple(person for person in item.eligible if person in promised.get(item.group, item.eligible))
            for item in self.instance.tasks
        )

    def mates(self, item: TaskItem) -> list[TaskItem]:
        """Return the other open tasks that the same person must do."""
        return [each for each in self.instance.tasks if each.group == item.group and each.index != item.index]

    @cached_property
    def tasks(self) -> dict[TaskId, Task]:
        """All tasks by id, occurrences of recurring deliverables too."""
        return {task.id: task for task in all_tasks(self.workspace)}

    @cached_property
    def index(self) -> dict[TaskId, int]:
        """Index of each open task."""
        return {item.id: item.index for item in self.instance.tasks if item.rank != "held"}

    def item(self, task: TaskId) -> TaskItem:
        """Return an open task."""
        return self.instance.tasks[self.index[task]]

    @cached_property
    def people(self) -> dict[PersonId, Person]:
        """People by id."""
        return {person.id: person for person in self.workspace.people}

    def person(self, index: int) -> Person:
        """Return the person of an index."""
        return self.people[self.instance.people[index].id]

    def names(self, people: tuple[int, ...] | list[int], *, last: str = "and") -> str:
        """Say some people by name, in the order of their indices; of many only how many."""
        if len(people) > 8:
            return f"{len(people)} people"
        return list_words([self.person(index).name for index in people], last=last)

    def title(self, item: TaskItem) -> str:
        """Say a task: its title in quotation marks, or that it has none, with its id."""
        return work_called(self.tasks[item.id].title, item.id)

    def at(self, instant: Instant) -> str:
        """Say an instant on the team's clock."""
        return moment_words(instant, self.zone, now=self.instance.as_of)

    def skill_words(self, item: TaskItem) -> str:
        """Say what a task needs: `design`, or `design at level 2`."""
        return item.skill if item.level <= 1 else f"{item.skill} at level {item.level}"

    def free_minutes(self, person: int, start: Instant, end: Instant) -> int:
        """Return the free minutes of a person in [start, end), overtime capped week by week."""
        return self.capacity.free_minutes((person,), start, end)

    def most_minutes(self, item: TaskItem, people: Iterable[int], *, start: Instant, until: Instant) -> int:
        """Return the minutes that the best of some people could give a task in [start, until).

        In one stretch for a one sitting, else in all; 0 where there is nobody.
        """
        if item.one_sitting:
            return max((self.times[person].longest_between(start, until) for person in people), default=0)
        return max((self.free_minutes(person, start, until) for person in people), default=0)
