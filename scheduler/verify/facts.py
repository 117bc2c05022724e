"""A workspace with everything resolved to instants: the checker's own reading of it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from scheduler.units import ClientId, Instant, PersonId, TaskId
from scheduler.verify.dates import TeamDays
from scheduler.verify.shares import guaranteed_minutes
from scheduler.verify.spans import PersonTime
from scheduler.verify.work import Work, known_work, may_do, same_person_groups

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from scheduler.domain.times import Wait
    from scheduler.domain.workspace import Workspace


class Facts:
    """A workspace with everything resolved to instants: the checker's own reading of it."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.zone = workspace.time_zone
        self.team = TeamDays(workspace)
        self.people: dict[PersonId, PersonTime] = {
            person.id: PersonTime(workspace, person, horizon=self.team.horizon) for person in workspace.people
        }
        self.work: dict[TaskId, Work] = known_work(workspace, self.team)
        self.excluded: Mapping[ClientId, frozenset[PersonId]] = {
            client.id: frozenset(client.exclude) for client in workspace.clients
        }
        self.groups = same_person_groups(self.work.values())

    @property
    def as_of(self) -> Instant:
        """As_of in minutes."""
        return self.team.as_of

    @property
    def horizon_end(self) -> Instant:
        """End of the horizon in minutes."""
        return self.team.horizon_end

    @cached_property
    def open_work(self) -> dict[TaskId, Work]:
        """What is to be planned."""
        return {task: work for task, work in self.work.items() if work.is_open}

    @cached_property
    def rank(self) -> dict[TaskId, int]:
        """Return for each open task its place in an order in which every task comes after all it waits for.

        Tasks on a cycle, which a workspace that was read never has, come last.
        """
        waits_for = {
            task: {before for before, _ in work.after if before in self.open_work}
            for task, work in self.open_work.items()
        }
        followers: dict[TaskId, list[TaskId]] = {task: [] for task in waits_for}
        for task, before in waits_for.items():
            for predecessor in before:
                followers[predecessor].append(task)
        ready = [task for task, before in waits_for.items() if not before]
        rank: dict[TaskId, int] = {}
        while ready:
            task = ready.pop()
            rank[task] = len(rank)
            for follower in followers[task]:
                waits_for[follower].discard(task)
                if not waits_for[follower]:
                    ready.append(follower)
        return rank | {task: len(rank) + number for number, task in enumerate(sorted(set(waits_for) - set(rank)))}

    @cached_property
    def guaranteed(self) -> dict[ClientId, int]:
        """Guaranteed minutes of each client in the horizon."""
        return {client.id: guaranteed_minutes(self.workspace, self.team, client) for client in self.workspace.clients}

    def release_of(self, work: Work) -> Instant:
        """Return the earliest start of a task by itself: the later of as_of and its own start."""
        return self.as_of if work.starts_at is None else max(self.as_of, work.starts_at)

    def done_wait_over_at(self, task: TaskId, wait: Wait) -> Instant:
        """Return when the wait after a predecessor that is done, or that nobody plans, is over."""
        known = self.work.get(task)
        done_on = known.done_on if known is not None else self._recorded_done.get(task)
        begun = self.as_of if done_on is None else min(self.as_of, self.team.closes_at(done_on))
        return self.team.after_wait(begun, wait)

    @cached_property
    def _recorded_done(self) -> dict[TaskId, date | None]:
        return {row.task: row.done_on for row in self.workspace.progress}

    @cached_property
    def eligible(self) -> dict[TaskId, frozenset[PersonId]]:
        """Return for each open task the people who may do it in some plan.

        Done members of a `same_person` group bind it to their recorded person; open ones do not, as they may be unplaced.
        """
        found: dict[TaskId, frozenset[PersonId]] = {}
        same: dict[tuple[str, int, ClientId, PersonId | None], frozenset[PersonId]] = {}
        for task, work in self.open_work.items():
            key = (work.skill, work.level, work.client, work.pinned_to)
            if key not in same:
                able = (person.id for person in self.workspace.people if may_do(person, work, self.excluded))
                same[key] = frozenset(able)
            found[task] = same[key] & self._bound_by_done(task)
        return found

    def _bound_by_done(self, task: TaskId) -> frozenset[PersonId]:
        done_by = [self.work[member].done_by for member in self.groups[task] if not self.work[member].is_open]
        bound = frozenset(self.people)
        for person in done_by:
            bound &= bound if person is None else frozenset({person})
        return bound

    @cached_property
    def eligible_with_group(self) -> dict[TaskId, frozenset[PersonId]]:
        """Return for each open task the people who may do it together with the promised work of its group.

        Targets and tentative work may be left out of a plan, so they narrow nobody's choice.
        """
        shared: dict[TaskId, frozenset[PersonId]] = {}
        for task, people in self.eligible.items():
            for member in self.groups[task]:
                mate = self.work[member]
                if mate.is_open and mate.counts_as in ("regulatory", "agreed"):
                    people &= self.eligible[member]
            shared[task] = people
        return shared
