"""The best plan of a run so far: what compares it with others, and why what it leaves out has no place."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.domain.plan import Cause
from scheduler.instance.build import Built
from scheduler.instance.placement import UNPLACED, Placement
from scheduler.solve.changes import too_early
from scheduler.solve.evaluate import evaluate, key_of
from scheduler.solve.holding import broken_commitments
from scheduler.solve.levels import BREACH_LEVELS, Proofs
from scheduler.solve.search.problem import Problem
from scheduler.solve.search.prospects import hopeless_tasks
from scheduler.units import TaskId

Key = tuple[int | tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Best:
    """A plan of a run.

    Attributes
    ----------
    proofs
        What the run that found it proved.
    """

    built: Built
    placement: Placement
    causes: dict[TaskId, Cause]
    proofs: Proofs

    def key(self) -> Key:
        """Return what compares plans of one workspace: smaller is better."""
        return key_of(evaluate(self.built.instance, self.placement))

    def key_with_book(self) -> tuple[int, int, int, Key]:
        """Return the same after what must not be: work that leaves its fixed time, work that begins too early, broken commitments.

        Only commitments that the book's witness keeps count.
        """
        left, early = self._without_fixed_time(), too_early(self.built, self.placement)
        return left, len(early), len(broken_commitments(self.built, self.placement)), self.key()

    def _without_fixed_time(self) -> int:
        """Count the tasks that are fixed to the clock and have no place: beside pins the rest of one may find no time."""
        return sum(
            task.fixed is not None and not self.placement.is_placed(task.index) for task in self.built.instance.tasks
        )

    def promises_with_book(self) -> tuple[int, Key]:
        """Return the levels of promised work, after the number of commitments that break though the book's witness keeps them."""
        return len(broken_commitments(self.built, self.placement)), promises_of(self.built, self.placement)


def promises_of(built: Built, placement: Placement) -> Key:
    """Return the levels of promised work."""
    return key_of(evaluate(built.instance, placement), BREACH_LEVELS)


def with_whole_chains(problem: Problem, placement: Placement) -> Placement:
    """Return the placement without what stands after unplaced work, which a search that was stopped may have left."""
    people, lines = list(placement.people), list(placement.lines)
    while fallen := [
        task.index
        for task in problem.tasks
        if people[task.index] != UNPLACED
        and any(people[before] == UNPLACED for before, _ in problem.before[task.index])
    ]:
        for index in fallen:
            people[index], lines[index] = UNPLACED, 0
    return Placement(tuple(people), tuple(lines))


def causes_of(problem: Problem, placement: Placement) -> dict[TaskId, Cause]:
    """Say in one word why each unplaced task is not in the plan."""
    hopeless = hopeless_tasks(problem)
    causes: dict[TaskId, Cause] = {}
    for task in problem.tasks:
        if placement.is_placed(task.index):
            continue
        if task.index in hopeless:
            causes[task.id] = hopeless[task.index]
        elif any(not placement.is_placed(before) for before, _ in problem.before[task.index]):
            causes[task.id] = "chain"
        elif task.due_at is not None and task.due_at > problem.instance.horizon_end:
            causes[task.id] = "beyond_horizon"
        else:
            causes[task.id] = "capacity"
    return causes
