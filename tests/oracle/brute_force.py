"""The best plan of a tiny workspace by going through all of them, without any engine.

Everything lies on the workspace's grid. A plan is then: for each piece of work a person (or none: unplaced), for each
sitting the unit it starts at, and an order in which all other work takes the earliest units that are left. That is
enough: sort the work of any plan by its finishes; taken in this order, with the sittings where they stand, everything
that may be interrupted finishes no later than before (the earliest-due-date rule with the finishes as due times), so
waits end no later either. All orders, people and starts are tried, cut off only where even the earliest possible
finishes of the rest would be no better than a plan already found. Lateness is in exact whole numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from scheduler.domain.plan import Plan
from scheduler.domain.workspace import Workspace
from scheduler.units import Instant, PersonId, Span, TaskId
from scheduler.verify.facts import Facts
from scheduler.verify.work import Work
from tests.building import block
from tests.planning import plan_of

Vector = tuple[int, ...]
Finishes = dict[TaskId, Instant]
_PROMISED = ("regulatory", "agreed")


@dataclass(frozen=True, slots=True)
class Optimum:
    """What brute force found.

    Attributes
    ----------
    regulatory, agreed
        The best values of the first two levels, compared one after the other.
    all_on_time
        Whether some plan holds all open work, targets and tentative work too, each by its due time.
    plan
        A plan with these values (only promised work and what it waits for stands in it).
    """

    regulatory: Vector
    agreed: Vector
    all_on_time: bool
    plan: Plan


def brute_force(workspace: Workspace) -> Optimum:
    """Return the best first two levels of a tiny workspace; its times must lie on its grid."""
    facts = Facts(workspace)
    search = _Search(facts, _needed_work(facts))
    search.run()
    everything = _Search(facts, facts.open_work, on_time=True)
    everything.run()
    if search.best is None:
        raise AssertionError("leaving everything unplaced is a plan")
    regulatory, agreed = search.best
    return Optimum(regulatory, agreed, everything.best is not None, plan_of(workspace, search.placings()))


def _needed_work(facts: Facts) -> dict[TaskId, Work]:
    """Return promised work and all it waits for: nothing else changes the first two levels."""
    needed = {task for task, work in facts.open_work.items() if work.counts_as in _PROMISED}
    waiting = list(needed)
    while waiting:
        for before, _ in facts.open_work[waiting.pop()].after:
            if before in facts.open_work and before not in needed:
                needed.add(before)
                waiting.append(before)
    return {task: work for task, work in facts.open_work.items() if task in needed}


class _Search:
    """Depth first over sittings, then over orders of the rest."""

    def __init__(self, facts: Facts, work: dict[TaskId, Work], *, on_time: bool = False) -> None:
        self.facts = facts
        self.work = work
        self.on_time = on_time
        self.unit = facts.workspace.grid_minutes
        self.units = (facts.horizon_end - facts.as_of) // self.unit
        self.free = {name: self._free_units(name) for name in facts.people}
        self.needed_units = {task: self._whole_units(row.remaining_minutes) for task, row in work.items()}
        self.clients = {
            counts_as: sorted({row.client for row in facts.open_work.values() if row.counts_as == counts_as})
            for counts_as in _PROMISED
        }
        self.best: tuple[Vector, Vector] | None = None
        self.best_units: dict[TaskId, tuple[PersonId, int]] = {}
        self._dead_ends: set[object] = set()

    def _whole_units(self, minutes: int) -> int:
        if minutes % self.unit:
            raise AssertionError(f"{minutes} minutes are not on the grid")
        return minutes // self.unit

    def _unit_of(self, at: Instant) -> int:
        """Return the first unit that does not start before an instant."""
        return max(0, -((self.facts.as_of - at) // self.unit))

    def _instant_of(self, unit: int) -> Instant:
        return self.facts.as_of + unit * self.unit

    def _free_units(self, name: PersonId) -> int:
        mask = 0
        for span in self.facts.people[name].free:
            first = self._whole_units(span.start - self.facts.as_of)
            mask |= ((1 << self._whole_units(span.minutes)) - 1) << first
        return mask

    def run(self) -> None:
        """Try everything."""
        sittings = [task for task in sorted(self.work) if self.work[task].one_sitting]
        for places in product(*(self._places(task) for task in sittings)):
            placed = dict(zip(sittings, places, strict=True))
            if self._is_disjoint(placed):
                chosen = {task: place for task, place in placed.items() if place is not None}
                rest = frozenset(self.work) - set(sittings)
                self._dead_ends.clear()
                self._extend(chosen, rest, unplaced=frozenset(placed) - set(chosen))
                if self.best is not None and self._is_perfect(self.best):
                    return

    def _places(self, task: TaskId) -> list[tuple[PersonId, int] | None]:
        """Return where a sitting can stand: (person, units as bits), earliest first, and None for nowhere."""
        run = (1 << self.needed_units[task]) - 1
        places = [
            (name, run << start)
            for start in range(self._unit_of(self.facts.release_of(self.work[task])), self.units)
            for name in sorted(self.facts.eligible[task] & self.free.keys())
            if (run << start) & self.free[name] == run << start
        ]
        if self.on_time:
            return [place for place in places if self._is_on_time(task, self._finish(place[1]))]
        return [*places, None]

    def _is_disjoint(self, placed: dict[TaskId, tuple[PersonId, int] | None]) -> bool:
        used = dict.fromkeys(self.free, 0)
        for place in placed.values():
            if place is not None:
                if used[place[0]] & place[1]:
                    return False
                used[place[0]] |= place[1]
        return True

    def _extend(
        self, chosen: dict[TaskId, tuple[PersonId, int]], rest: frozenset[TaskId], *, unplaced: frozenset[TaskId]
    ) -> None:
        """Place one more of `rest` in every way, or finish; `chosen` holds everything placed so far."""
        state = (rest, unplaced, tuple(sorted(chosen.items())))
        if state in self._dead_ends or not self._is_promising(chosen, rest):
            return
        self._dead_ends.add(state)
        if not rest:
            self._finish_plan(chosen)
            return
        for task in sorted(rest):
            waits_for = {before for before, _ in self.work[task].after}
            if waits_for & rest:
                continue
            left = rest - {task}
            if not waits_for & unplaced:
                for name in sorted(self.facts.eligible[task] & self.free.keys()):
                    units = self._earliest_units(task, name, chosen)
                    if units is not None and self._agrees(task, name, chosen):
                        self._extend(chosen | {task: (name, units)}, left, unplaced=unplaced)
            if not self.on_time:
                self._extend(chosen, left, unplaced=unplaced | {task})

    def _release(self, task: TaskId, chosen: dict[TaskId, tuple[PersonId, int]]) -> Instant | None:
        """Return from when on a task may run; None where something before it has no place."""
        release = self.facts.release_of(self.work[task])
        for before, wait in self.work[task].after:
            if before in self.facts.open_work:
                if before not in chosen:
                    return None
                over_at = self.facts.team.after_wait(self._finish(chosen[before][1]), wait)
            else:
                over_at = self.facts.done_wait_over_at(before, wait)
            release = max(release, over_at)
        return release

    def _earliest_units(self, task: TaskId, name: PersonId, chosen: dict[TaskId, tuple[PersonId, int]]) -> int | None:
        release = self._release(task, chosen)
        if release is None or release >= self.facts.horizon_end:
            return None
        left = self.free[name]
        for who, units in chosen.values():
            if who == name:
                left &= ~units
        left = left >> self._unit_of(release) << self._unit_of(release)
        taken = 0
        for _ in range(self.needed_units[task]):
            lowest = left & -left
            if not lowest:
                return None
            taken |= lowest
            left ^= lowest
        if self.on_time and not self._is_on_time(task, self._finish(taken)):
            return None
        return taken

    def _agrees(self, task: TaskId, name: PersonId, chosen: dict[TaskId, tuple[PersonId, int]]) -> bool:
        """Say whether a person fits those who do the rest of a same-person group."""
        return all(chosen[other][0] == name for other in self.facts.groups[task] if other in chosen)

    def _finish(self, units: int) -> Instant:
        return self._instant_of(units.bit_length())

    def _is_on_time(self, task: TaskId, finish: Instant) -> bool:
        due = self.work[task].due_at
        return due is None or finish <= due

    def _finish_plan(self, chosen: dict[TaskId, tuple[PersonId, int]]) -> None:
        for task, (name, units) in chosen.items():
            release = self._release(task, chosen)
            starts_at = self._instant_of((units & -units).bit_length() - 1)
            if release is None or starts_at < release or not self._agrees(task, name, chosen):
                return
        value = self._value({task: self._finish(units) for task, (_, units) in chosen.items()}, hoped={})
        if self.best is None or value < self.best:
            self.best, self.best_units = value, dict(chosen)

    def _is_promising(self, chosen: dict[TaskId, tuple[PersonId, int]], rest: frozenset[TaskId]) -> bool:
        """Say whether the rest, each alone on the quickest person, could still make a better plan."""
        if self.best is None:
            return True
        if self._is_perfect(self.best):
            return False
        hoped: Finishes = {}
        for task in rest:
            finishes = [
                finish
                for name in self.facts.eligible[task] & self.free.keys()
                if (finish := self._alone(task, name)) is not None
            ]
            if finishes:
                hoped[task] = min(finishes)
        done = {task: self._finish(units) for task, (_, units) in chosen.items()}
        return self._value(done, hoped=hoped) < self.best

    def _alone(self, task: TaskId, name: PersonId) -> Instant | None:
        minutes = self.work[task].remaining_minutes
        return self.facts.people[name].regular.finish_of(self.facts.release_of(self.work[task]), minutes)

    def _is_perfect(self, value: tuple[Vector, Vector]) -> bool:
        return self.on_time or not (any(value[0]) or any(value[1]))

    def _value(self, done: Finishes, *, hoped: Finishes) -> tuple[Vector, Vector]:
        """Return the first two levels for these finishes; what has none is unplaced."""
        finishes = hoped | done
        levels = []
        for counts_as in _PROMISED:
            vector = []
            for client in self.clients[counts_as]:
                rows = [
                    row for row in self.facts.open_work.values() if row.client == client and row.counts_as == counts_as
                ]
                late = sum(row.remaining_minutes * self._minutes_late(row, finishes.get(row.id)) for row in rows)
                effort = sum(row.remaining_minutes for row in rows)
                vector.append(-(late // -max(effort, self.facts.guaranteed.get(client, 0))))
            levels.append(tuple(sorted(vector, reverse=True)))
        return levels[0], levels[1]

    def _minutes_late(self, row: Work, finish: Instant | None) -> int:
        due = self.facts.horizon_end if row.due_at is None else row.due_at
        if finish is None:
            finish = self.facts.horizon_end + row.remaining_minutes
        elif row.due_at is None:
            return 0
        return max(0, finish - max(due, self.facts.as_of))

    def placings(self) -> dict[str, tuple[str, list[object]]]:
        """Return the best plan as people and blocks."""
        found = {}
        for task, (name, units) in self.best_units.items():
            spans = [
                Span(self._instant_of(bit), self._instant_of(bit + 1)) for bit in range(self.units) if units >> bit & 1
            ]
            found[task] = (name, [block(span.start, span.end) for span in spans])
        return found
