"""What can be proven of a workspace: bounds by arithmetic, then by CP-SAT where that is affordable.

A bound must hold on the minute, so it is computed on an instance that loses nothing: the plan's own where every time is
on the grid, else one with a grid of one minute.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from scheduler.instance.placement import Placement
from scheduler.instance.records import PRIORITY_RANKS, Instance, Rank
from scheduler.solve.bounds.lateness_bound import lateness_bound, priorities_bound
from scheduler.solve.bounds.lower_levels import (
    balance_bound,
    moves_bound,
    overtime_bound,
    preferences_bound,
    surely_placed,
    tentative_bound,
)
from scheduler.solve.evaluate import RANK_OF_LEVEL, Value, evaluate
from scheduler.solve.exact.assigned import assigned_bound
from scheduler.solve.exact.proof import MustBeLate, OnTime, prove_late
from scheduler.solve.exact.proof import Outcome as ProofOutcome
from scheduler.solve.exact.small import ExactResult, LevelResult, Solved, exact_size, solve_exact
from scheduler.solve.levels import BREACH_LEVELS, Proofs
from scheduler.solve.search.problem import Problem
from scheduler.solve.search.state import State
from scheduler.solve.work import Work

HELD: Mapping[Rank, tuple[int, ...]] = {"held": (0,)}
"""Held pieces stand on their day in every plan that bounds speak of."""
PROMISED: frozenset[Rank] = frozenset({*PRIORITY_RANKS, "held"})
PROOF_WORK = 60.0
"""Deterministic time of the solver for one question."""
SITTINGS_SHARE, OTHER_SHARE = 0.6, 0.25
"""Share of the steps left that the question may take where most tasks are one sittings (the model is exact then), or not."""
EXACT_WORK, EXACT_SHARE, MOST_LITERALS, FEW_LITERALS = 20.0, 0.5, 30_000, 5_000
"""Limits of the reference model: deterministic time, share of the steps left, literals that it can take, and takes at once."""
ASSIGNED_WORK, ASSIGNED_SHARE = 20.0, 0.8
"""Deterministic time for the bound that looks at each person, and share of the steps left."""


class Prover:
    """Collects proofs for one problem.

    Parameters
    ----------
    instance
        The problem on the grid; kept as an attribute.
    relaxed
        Makes a problem that every plan of the workspace solves: to the minute, and with held pieces and booked work free to
        move within their day.
    restricted
        Whether the problem has work or held pieces at a place on the clock that rules do not ask for.
    """

    def __init__(
        self,
        instance: Instance,
        relaxed: Callable[[], Instance],
        *,
        restricted: bool = False,
        overtime: bool,
        work: Work,
    ) -> None:
        self.instance, self._relaxed = instance, relaxed
        self._loses_nothing = instance.aligned and not restricted
        self._overtime, self._work = overtime, work
        self._exact: Instance | None = None
        self.is_refuted = False
        self.proofs = Proofs()

    def exact_instance(self) -> Instance:
        """Return an instance that loses nothing."""
        if self._exact is None:
            self._exact = self.instance if self._loses_nothing else self._relaxed()
        return self._exact

    def bounds(self) -> Proofs:
        """Bound the promise levels by arithmetic, and the priorities."""
        instance = self.exact_instance()
        for level in BREACH_LEVELS:
            self.proofs.raise_vector(level, lateness_bound(instance, RANK_OF_LEVEL[level], fixed=HELD))
        self.proofs.raise_number("priorities", priorities_bound(instance, fixed=HELD))
        return self.proofs

    def know(self, proofs: Proofs) -> None:
        """Take what is proven of promised work for other plans with the same held pieces: for one that is better it holds too."""
        for level in BREACH_LEVELS:
            self.proofs.raise_vector(level, proofs.vectors.get(level, ()))
        self.proofs.raise_number("priorities", proofs.numbers.get("priorities", 0))

    def on_time(self, *, seed: int, share: float | None = None) -> Placement | None:
        """Ask the solver whether all promises can be kept.

        Parameters
        ----------
        share
            Of the steps left; None: as the question warrants.

        Returns
        -------
        A placement in which they are; None where they cannot be, or it stays open.
        """
        if share is None:
            share = SITTINGS_SHARE if self.is_exact_question() else OTHER_SHARE
        outcome = self._ask(self.instance, seed=seed, share=share)
        if isinstance(outcome, OnTime):
            return outcome.placement
        if isinstance(outcome, MustBeLate) and not self._loses_nothing:
            # The grid may be too coarse, or held pieces in the way, for a plan that exists: only the exact question refutes.
            outcome = self._ask(self.exact_instance(), seed=seed, share=share)
        self.is_refuted = isinstance(outcome, MustBeLate) and outcome.refuted_twice
        return None

    def _ask(self, instance: Instance, *, seed: int, share: float) -> ProofOutcome:
        return prove_late(
            instance,
            ranks=PROMISED,
            seed=seed,
            budget=self._work.budget(share, most=PROOF_WORK, interleaved=True),
            lay_out=self._lay_out,
        )

    def is_exact_question(self) -> bool:
        """Say whether most tasks are one sittings: then the solver's model of the question is exact, or nearly so."""
        tasks = self.instance.tasks
        return 2 * sum(task.one_sitting for task in tasks) > len(tasks)

    def conclude(self, values: Mapping[str, Value]) -> None:
        """Turn "not all promises can be kept" into a bound of the level at which a plan of these values must break one.

        A vector of lateness that is not all zeros is at least (1, 0, ...). A level is bounded given that nothing is late at the
        levels before it, so it says something only beside a plan in which that is so, and if no level after it could be late.
        """
        spoken = [level for level in BREACH_LEVELS if values[level].value]
        if self.is_refuted and spoken and all(values[level].is_zero for level in spoken[:-1]):
            self.proofs.raise_vector(spoken[-1], (1,))

    def tighten(self, values: Mapping[str, Value], *, seed: int) -> None:
        """Raise the promise bounds of a small team towards the values of a plan, person by person."""
        earlier: dict[Rank, tuple[int, ...]] = dict(HELD)
        for level in BREACH_LEVELS:
            rank = RANK_OF_LEVEL[level]
            value = _vector(values[level])
            known = self.proofs.vectors.get(level, ())
            if any(value) and known < value:
                bound = assigned_bound(
                    self.exact_instance(),
                    rank,
                    value=value,
                    seed=seed,
                    budget=self._work.budget(ASSIGNED_SHARE, most=ASSIGNED_WORK),
                    fixed=earlier,
                    known=max(known, default=0),
                )
                self.proofs.raise_vector(level, bound)
            earlier[rank] = value

    def lesser_bounds(self, values: Mapping[str, Value]) -> None:
        """Bound the levels below the promises, for plans that are as good as these values in the levels before."""
        instance = self.exact_instance()
        fixed: dict[Rank, tuple[int, ...]] = dict(HELD)
        for level in BREACH_LEVELS:
            fixed[RANK_OF_LEVEL[level]] = _vector(values[level])
        if not values["target_lateness"].is_zero:
            self.proofs.raise_vector("target_lateness", lateness_bound(instance, "target", fixed=fixed))
        fixed["target"] = _vector(values["target_lateness"])
        placed = surely_placed(instance, fixed, all_tentative=values["tentative_unplaced"].is_zero)
        self.proofs.raise_number("moves", moves_bound(instance))
        self.proofs.raise_number("overtime", overtime_bound(instance, placed))
        self.proofs.raise_number("tentative_unplaced", tentative_bound(instance))
        self.proofs.raise_number("preferences", preferences_bound(instance, placed))
        self.proofs.raise_vector("balance", balance_bound(instance, placed))

    def _lay_out(self, instance: Instance, people: Mapping[int, int]) -> Placement | None:
        """Lay a choice of people out with everything on time, or give up."""
        problem = Problem(instance, overtime=self._overtime)
        state = State(problem, self._work)
        tasks = sorted(people, key=lambda task: (problem.due[task], task))
        lists: dict[int, list[int]] = {}
        for task in tasks:
            lists.setdefault(people[task], []).append(task)
        for person, mine in lists.items():
            proposal = state.propose({person: mine})
            if proposal is None:
                return None
            state.commit(proposal)
        lines = tuple(state.line[task] if state.person[task] >= 0 else 0 for task in range(problem.count))
        return Placement(tuple(state.person), lines)

    def is_small(self) -> bool:
        """Say whether the reference model decides the instance faster than a long search."""
        return exact_size(self.instance, enough=FEW_LITERALS) <= FEW_LITERALS

    def exact(self, placement: Placement, *, seed: int) -> Placement | None:
        """Prove the promise levels of a small instance with the reference model, and improve on a plan.

        Parameters
        ----------
        placement
            The plan to beat.

        Returns
        -------
        A plan that is better in those levels; None where there is none, or the instance is too large.
        """
        instance = self.instance
        reached = _promise_key(instance, placement)
        if self.proofs.are_met_by(reached) or exact_size(instance, enough=MOST_LITERALS) > MOST_LITERALS:
            return None
        result = self._solve(instance, seed=seed, hint=placement)
        if not isinstance(result, Solved):
            return None
        bounds: ExactResult = result
        if not self._loses_nothing and exact_size(self.exact_instance(), enough=MOST_LITERALS) <= MOST_LITERALS:
            bounds = self._solve(self.exact_instance(), seed=seed, hint=None)
        if isinstance(bounds, Solved) and (self._loses_nothing or bounds is not result):
            for level in bounds.levels:
                self._take_bound(level)
        return result.placement if _promise_key(instance, result.placement) < reached else None

    def _solve(self, instance: Instance, *, seed: int, hint: Placement | None) -> ExactResult:
        return solve_exact(
            instance,
            seed=seed,
            budget=self._work.budget(EXACT_SHARE, most=EXACT_WORK),
            hint=hint,
            levels=BREACH_LEVELS,
        )

    def _take_bound(self, level: LevelResult) -> None:
        """Take what was refuted twice; a bound that one run alone claims is not shown."""
        if isinstance(level.bound, int):
            return
        if level.refuted_twice:
            self.proofs.raise_vector(level.level, level.bound)
        elif level.cannot_be_zero and level.bound:
            self.proofs.raise_vector(level.level, (1,))


def _promise_key(instance: Instance, placement: Placement) -> list[tuple[int, ...]]:
    """Return the vectors of the promise levels."""
    values = evaluate(instance, placement)
    return [_vector(values[level]) for level in BREACH_LEVELS]


def _vector(value: Value) -> tuple[int, ...]:
    return value.value if isinstance(value.value, tuple) else (value.value,)
