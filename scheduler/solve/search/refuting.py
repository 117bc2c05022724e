"""A sure no by addition, before anything is tried: more work must be done by some moment than its people have time for.

Counted are a task that is to come in and all placed work that nobody else may do, that may not begin before it, and whose own limit lies
no later than that moment. Where that is more than the free units, no plan has the task by its target with everything else in its limits.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from scheduler.solve.search.state import State

MOST_MOMENTS = 200
"""With more distinct limits than this only some of them are looked at: fewer refutations, none wrong."""


class Cuts:
    """What is needed by when of the people who may do one task, beside it.

    Parameters
    ----------
    state
        In which everything else stands; its targets are the limits.
    apart
        Tasks that do not count: those that come in, and those that may leave.
    """

    def __init__(self, state: State, task: int, *, apart: Collection[int]) -> None:
        problem = state.problem
        self.effort = problem.effort[task]
        self.release = problem.release[task]
        people = frozenset(problem.eligible[task])
        needs: dict[int, int] = {}
        for other in range(problem.count):
            if other in apart or state.person[other] < 0 or not problem.effort[other]:
                continue
            if problem.release[other] >= self.release and people.issuperset(problem.eligible[other]):
                limit = state.target[other]
                needs[limit] = needs.get(limit, 0) + problem.effort[other]
        self._lines = [problem.free[person] >> self.release << self.release for person in sorted(people)]
        self._needs = sorted(needs.items())
        self._room = self._rooms(self._needs)

    def _rooms(self, needs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """Return (moment, free units by then beside the work counted by then), by moment."""
        step = -(-len(needs) // MOST_MOMENTS) if needs else 1
        rooms, done = [], 0
        for number, (limit, effort) in enumerate(needs):
            done += effort
            if number % step == 0 or number == len(needs) - 1:
                rooms.append((limit, self._free(limit) - done))
        return rooms

    def _free(self, limit: int) -> int:
        mask = (1 << limit) - 1
        return sum((line & mask).bit_count() for line in self._lines)

    def refutes(self, target: int) -> bool:
        """Say whether the task surely does not fit by a target."""
        needed = sum(effort for limit, effort in self._needs if limit <= target)
        if self._free(target) - needed < self.effort:
            return True
        return any(room < self.effort for limit, room in self._room if limit >= target)

    def least_target(self, size: int) -> int:
        """Return the first target that is not refuted by what must be done by then; `size` plus one where all are."""
        low, high = self.release, size + 1
        while low < high:
            middle = (low + high) // 2
            if middle <= size and self._refutes_at(middle):
                low = middle + 1
            else:
                high = middle
        return low

    def _refutes_at(self, target: int) -> bool:
        """As `refutes`, with what is needed at later moments left out: monotone, so that a search by halves is right."""
        return self._free(target) < self.effort or any(
            room < self.effort for limit, room in self._room if limit >= target
        )
