"""The phases of a search: promises on time, else as little late as can be; then targets, tentative work, and polish."""

from __future__ import annotations

from collections.abc import Callable, Collection
from random import Random

from scheduler.instance.placement import Placement
from scheduler.solve.levels import BREACH_LEVELS
from scheduler.solve.search.chain_order import neighbours_first
from scheduler.solve.search.earliest_end import RANKS, place_in_order, placed_by_hand
from scheduler.solve.search.ejection import Ejection, greedy, start_plan
from scheduler.solve.search.homecoming import put_back, win_back
from scheduler.solve.search.insertion import drop_broken_chains, insert, insert_at_baseline, stand_fixed
from scheduler.solve.search.late_state import LateState
from scheduler.solve.search.placements import lay_placement, placement_of
from scheduler.solve.search.polish import polish, trim_overtime
from scheduler.solve.search.problem import Problem
from scheduler.solve.search.prospects import TENTATIVE, hopeless_tasks, urgencies
from scheduler.solve.search.recreate import Recreation
from scheduler.solve.search.state import Snapshot
from scheduler.solve.work import Limit, Work

FIRST_EJECTION, MORE_EJECTION, LATENESS, LESSER, POLISH = 0.06, 0.3, 0.75, 0.3, 0.6
"""Shares of the steps left that each phase may use."""

FIRST_EJECTION_STEPS, MORE_EJECTION_STEPS, FIRST_LATENESS_STEPS, LATENESS_STEPS, POLISH_STEPS = (
    300,
    3000,
    150,
    3000,
    120,
)
"""Steps per task that each phase may use at most: more does not help small problems."""

Report = Callable[[str, LateState], None]


def _unreported(stage: str, state: LateState) -> None:
    """Tell nobody."""


class Phases:
    """One search on one problem.

    Parameters
    ----------
    absent
        Tasks that get no place, whatever room there is.

    Attributes
    ----------
    promised
        Regulatory and agreed tasks (covered or not) that can be placed, and what they come after.
    targets, tentative
        The rest that can be placed; targets with what they come after.
    lost
        Tasks that nobody can do inside the horizon, and those that are to be absent.
    state
        The best plan so far.
    """

    def __init__(
        self, problem: Problem, work: Work, *, seed: int, report: Report = _unreported, absent: Collection[int] = ()
    ) -> None:
        self.problem, self.work, self._report = problem, work, report
        self._rng = Random(seed)
        self.lost = sorted({*hopeless_tasks(problem), *absent})
        urgency, lost = urgencies(problem), set(self.lost)
        able = [task for task in range(problem.count) if task not in lost]
        self.promised = [task for task in able if urgency[task] == 0]
        self.targets = [task for task in able if urgency[task] == 1]
        self.tentative = [task for task in able if urgency[task] == TENTATIVE]
        self.state = self._new_state()

    def _new_state(self, *, rests: bool = False) -> LateState:
        """Return a state in which only fixed work stands, and what is not fixed of it, which may stay where the baseline has it."""
        in_play = [*self.promised, *self.targets]
        state = LateState(self.problem, self.work, in_play, lost=self.lost)
        stand_fixed(state, rests=rests)
        state.journal.clear()
        return state

    def movable(self, task: int) -> bool:
        """Say whether the search may move a task: frozen work stays."""
        return not self.problem.fixed[task]

    def on_time(self) -> bool:
        """Try to place all promises on time; say whether that worked. The state holds what was found either way."""
        waiting = [task for task in self.promised if self.movable(task)]
        # To put everything somewhere once is not searching: in a large team it would use up the steps.
        done = self.work.done
        self.state, _ = start_plan(self._new_state, waiting, self._rng)
        self.work.done = done
        self._report("on time", self.state)
        return self._eject(self._limit(FIRST_EJECTION, FIRST_EJECTION_STEPS))

    def on_time_with_patience(self) -> bool:
        """Go on trying, for longer."""
        return self._eject(self._limit(MORE_EJECTION, MORE_EJECTION_STEPS))

    def _limit(self, share: float, steps_per_task: int) -> Limit:
        """Return where a phase ends: at a share of what is left, and after no more steps than its tasks warrant."""
        return self.work.share(share, most_steps=steps_per_task * (self.problem.count + 5))

    def _eject(self, limit: Limit) -> bool:
        left = [task for task in self.promised if self.state.person[task] < 0]
        if left:
            ejection = Ejection(self.state, self._rng, movable=self.movable)
            ejection.run(left, limit=limit)
            self._report("on time", self.state)
        self.state.journal.clear()
        return self.is_on_time()

    def is_on_time(self) -> bool:
        """Say whether no promise is late, and none stands in the plan without what it comes after."""
        state = self.state
        if any(any(vector) for vector in state.key()[: len(BREACH_LEVELS)]):
            return False
        return all(
            state.person[task] >= 0 or all(state.person[after] < 0 for after, _ in self.problem.after[task])
            for task in self.promised
        )

    def take(self, placement: Placement) -> None:
        """Start from the work of a placement that another search found, if it can be laid out with the same finishes.

        Where it cannot, nothing changes: lay-outs with one sittings are not exact.
        """
        state = self._new_state()
        if not lay_placement(state, placement):
            return
        self.state = state
        for task in self.promised:
            state.target[task] = max(self.problem.due[task], placement.lines[task].bit_length())
        self._fix_targets()

    def take_home(self, placement: Placement) -> None:
        """Start from a placement in which more is at home and nothing later than its target; nothing changes where it cannot be laid out."""
        state, targets = self._new_state(), self.state.target
        movable = [task for task in range(self.problem.count) if state.person[task] < 0]
        if not lay_placement(state, placement, home_targets=targets):
            return
        for task in movable:
            if state.person[task] >= 0:
                state.target[task] = targets[task]
        state.journal.clear()
        self.state = state

    def start_from(self, placement: Placement) -> bool:
        """Start from the work of a placement that is known to keep its promises, and put the rest where it fits on time.

        Returns
        -------
        Whether all promises are on time then; nothing changes where the placement cannot be laid out.
        """
        before = self.state
        self.take(placement)
        if self.state is before:
            return False
        waiting = [task for task in self.promised if self.movable(task)]
        greedy(self.state, waiting, self._rng, rank=lambda task: self.state.target[task], fit="tight")
        return self._eject(self._limit(FIRST_EJECTION, FIRST_EJECTION_STEPS))

    def lateness(self, good_enough: Callable[[tuple[tuple[int, ...], ...]], bool], *, patient: bool = True) -> None:
        """Place everything, late where it must be, and make the lateness vectors as small as the steps allow.

        Parameters
        ----------
        good_enough
            Of a key of the state: whether nothing better is possible.
        patient
            Whether to use many steps.
        """
        recreation = Recreation(self.state, self._rng, movable=self.movable)
        recreation.fill()
        self._report("lateness", self.state)
        # Where all that is late stands fixed there is nothing to search for.
        if any(self.movable(task) for task in self.state.late):
            recreation.run(
                limit=self._limit(LATENESS, LATENESS_STEPS if patient else FIRST_LATENESS_STEPS),
                good_enough=good_enough,
                report=lambda _: self._report("lateness", self.state),
            )
            recreation.fill()
        self._fix_targets()

    def place_everything(self) -> None:
        """Place all promises, late where they must be: beside what is on time, or in one of the orders of a careful person, whichever is less late.

        So no search ends with a plan that is later than the one of hand rules.
        """
        Recreation(self.state, self._rng, movable=self.movable).fill()
        for rank in RANKS:
            state = self._new_state()
            place_in_order(state, rank)
            Recreation(state, self._rng, movable=self.movable).fill()
            if state.key() < self.state.key():
                self.state = state
        self._take_by_hand_if_better()
        self.state.journal.clear()
        self._report("lateness", self.state)

    def _take_by_hand_if_better(self) -> None:
        best, done = self.state, self.work.done
        self.take(placed_by_hand(self._new_state()))
        self.work.done = done
        if self.state is best:
            return
        if self.state.key() < best.key():
            Recreation(self.state, self._rng, movable=self.movable).fill()
        else:
            self.state = best

    def stay_put(self) -> None:
        """Start from the plan in which everything stays where the baseline has it, and put the rest where it fits."""
        state = self._new_state(rests=True)
        for task in sorted(range(self.problem.count), key=lambda each: (self.problem.keep[each].bit_length(), each)):
            if state.person[task] < 0 and self.problem.keep[task]:
                insert_at_baseline(state, task, late=True)
        Recreation(state, self._rng, movable=self.movable).fill()
        greedy(state, self.tentative, self._rng, rank=lambda task: state.target[task], fit="tight")
        drop_broken_chains(state, {task for task in range(self.problem.count) if state.person[task] < 0})
        self.state = state
        self._fix_targets()

    def _fix_targets(self) -> None:
        """Let nothing late finish later than now: what the levels above reached is not given up below."""
        state = self.state
        for task in sorted(state.late):
            if state.person[task] >= 0:
                state.target[task] = max(state.finish[task], 0)
        for person, tasks in enumerate(state.lists):
            tasks.sort(key=lambda task: state.target[task])
            state.measure_room(person)
        state.journal.clear()

    def lesser_work(self) -> None:
        """Place targets and tentative work without making any promise late."""
        self._fill_room(self.promised)
        for tasks in (self.targets, self.tentative):
            missing = [task for task in tasks if self.state.person[task] < 0]
            if missing:
                self._place_lesser(missing)
        if any(self.state.person[task] < 0 or self.state.cost[task] for task in self.targets):
            self.lateness(lambda key: not any(key[-1]))
        self._report("lesser work", self.state)

    def _place_lesser(self, tasks: list[int]) -> None:
        state = self.state
        for task in tasks:
            if self.problem.keep[task]:
                insert_at_baseline(state, task)
        left = greedy(state, tasks, self._rng, rank=lambda task: state.target[task], fit="tight")
        if left:
            before, wanted = Snapshot(state), set(left)
            ejection = Ejection(state, self._rng, movable=self.movable)
            left = ejection.run(left, limit=self._limit(LESSER, FIRST_EJECTION_STEPS))
            if not set(left) <= wanted:
                before.restore(state)
                left = sorted(wanted)
        if left:
            # What stands after work without a place leaves: else that work could not be late for its sake.
            drop_broken_chains(state, set(left))
            self._fill_room(tasks)
        state.journal.clear()

    def _fill_room(self, tasks: list[int]) -> None:
        """Put absent work wherever there is room, as late as need be.

        Promises among it are due after the horizon, or stand before work that no longer fits into it: nothing asks for their place.
        """
        state = self.state
        absent = [task for task in tasks if state.person[task] < 0]
        for task in neighbours_first(absent, self.problem.before, among=set(absent)):
            if self._chain_stands(task):
                state.aim(task, min(self.problem.size, self.problem.hard[task]))
                insert(state, task, self._rng, fit="tight")
        state.journal.clear()

    def _chain_stands(self, task: int) -> bool:
        return all(self.state.person[before] >= 0 for before, _ in self.problem.before[task])

    def polish(self) -> None:
        """Improve the levels below lateness, and drop what stands after unplaced work."""
        absent = {task for task in range(self.problem.count) if self.state.person[task] < 0}
        drop_broken_chains(self.state, absent)
        self.state.journal.clear()
        limit = self._limit(POLISH, POLISH_STEPS)
        if self.problem.instance.has_baseline:
            put_back(self.state, movable=self.movable, limit=limit)
            win_back(self.state, self._rng, movable=self.movable, limit=limit)
            put_back(self.state, movable=self.movable, limit=limit)
        trim_overtime(self.state)
        polish(self.state, self._rng, movable=self.movable, limit=limit)
        self._report("polish", self.state)

    def placement(self) -> Placement:
        """Return where everything stands."""
        return placement_of(self.state)
