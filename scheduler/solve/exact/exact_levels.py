"""The runs of an exact solve: one level after the other, minimised, kept, and refuted again.

A level that is a vector is minimised entry by entry, worst first: the k-th entry is the least w such that all but k - 1
entries are at most w.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scheduler.instance.placement import Placement
from scheduler.model.objective import LevelModel
from scheduler.model.reference import ReferenceModel
from scheduler.solve.exact.budget import Budget
from scheduler.solve.exact.cp import Presolve, Run

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

CHECKED_TWICE = frozenset({"regulatory_lateness", "agreed_lateness", "uncovered_lateness"})
"""Levels whose bounds decide whether a plan is an honest no: they are refuted twice where work allows."""


@dataclass(slots=True)
class Bounds:
    """What was proven of a level: a bound per entry, worst first, and what of it was refuted twice."""

    entries: list[int]
    refuted_twice: bool
    cannot_be_zero: bool


@dataclass(slots=True)
class LevelRuns:
    """The runs over one model, on one account of work and time.

    Attributes
    ----------
    values
        The present plan: the value of every variable of the model.
    """

    model: ReferenceModel
    seed: int
    budget: Budget
    values: list[int] = field(default_factory=list)

    def first_plan(self, hint: Placement | None) -> Run:
        """Complete the hint to all variables, or find any plan, and keep its values."""
        wanted = None if hint is None else self.model.chosen(hint)
        if wanted is not None:
            for literal, value in wanted:
                self.model.cp.add_hint(literal, value)
            result = self.run(fix_to_hint=True)
            if result.has_solution:
                self.values = list(result.values)
                return result
        # Hardly anything forbids leaving everything out, so a first plan is quick.
        result = self.run()
        self.values = list(result.values)
        return result

    def minimise(self, level: str, built: LevelModel) -> Bounds:
        """Minimise the entries of a level worst first, keep what was reached, and return what was proven."""
        entries = [entry.variable for entry in built.entries]
        found = Bounds([], refuted_twice=True, cannot_be_zero=False)
        proven = True
        above: list[cp_model.IntVar] = []
        for _ in entries:
            ranked = self._ranked(entries, above)
            above.append(ranked)
            if self.values[ranked.index] and (proven or self.budget.work_left > 0):
                bound = self._minimise_variable(ranked, found=found, check=level in CHECKED_TWICE and proven)
                # A bound speaks only for plans whose worse entries are at their optimum.
                found.entries.append(bound if proven else 0)
                proven = proven and bound == self.values[ranked.index]
            else:
                found.entries.append(0)
            self.model.cp.add(ranked <= self.values[ranked.index])
        found.refuted_twice = found.refuted_twice and level in CHECKED_TWICE
        return found

    def _ranked(self, entries: Sequence[cp_model.IntVar], above: Sequence[cp_model.IntVar]) -> cp_model.IntVar:
        """Return a variable that is at least all but `len(above)` of the entries, with its value in the present plan."""
        if len(entries) == 1:
            return entries[0]
        cp = self.model.cp
        now = [self.values[entry.index] for entry in entries]
        value = sorted(now, reverse=True)[len(above)]
        ranked = cp.new_int_var(0, self.values[above[-1].index] if above else max(now), "")
        self.values.append(value)
        larger: list[cp_model.IntVar] = []
        for entry, its in zip(entries, now, strict=True):
            if above:
                literal = cp.new_bool_var("")
                self.values.append(int(its > value))
                cp.add(entry <= ranked).only_enforce_if(~literal)
                larger.append(literal)
            else:
                cp.add(entry <= ranked)
        if larger:
            cp.add(sum(larger) <= len(above))
        return ranked

    def _minimise_variable(self, variable: cp_model.IntVar, *, found: Bounds, check: bool) -> int:
        """Minimise a variable from the present plan; return a proven lower bound of it."""
        if check:
            zero = self._ask(variable, at_most=0, presolve="full", limit=self.budget.work_left / 4)
            if zero.has_solution:
                self.values = list(zero.values)
                return 0
        self.model.cp.minimize(variable)
        result = self.run(hinted=True)
        self.model.cp.clear_objective()  # type: ignore[no-untyped-call]
        if result.has_solution:
            self.values = list(result.values)
        # A run that ended early can report a bound below the variable's own.
        least = self.model.cp.proto.variables[variable.index].domain[0]
        bound = max(result.bound, least) if result.has_solution else 0
        if check and bound:
            bound = self.refute_again(variable, bound, found=found, limit=3 * result.work + 1)
        return bound

    def refute_again(self, variable: cp_model.IntVar, bound: int, *, found: Bounds, limit: float) -> int:
        """Ask without presolve whether the variable can be below its bound; return the bound that is left."""
        again = self._ask(variable, at_most=bound - 1, presolve="off", limit=limit)
        if again.has_solution:
            # The first answer was wrong: what it claims is dropped and the better plan kept.
            self.values = list(again.values)
            found.refuted_twice = False
            return 0
        if again.status == "infeasible":
            found.cannot_be_zero = True
            return bound
        found.refuted_twice = False
        if bound > 1 and not found.cannot_be_zero:
            zero = self._ask(variable, at_most=0, presolve="off", limit=limit)
            found.cannot_be_zero = zero.status == "infeasible"
        return bound

    def _ask(self, variable: cp_model.IntVar, *, at_most: int, presolve: Presolve, limit: float = math.inf) -> Run:
        """Ask for any plan in which the variable is at most a number, leaving the model as it was."""
        domain = self.model.cp.proto.variables[variable.index].domain
        most = domain[1]
        domain[1] = at_most
        result = self.run(presolve=presolve, limit=limit)
        domain[1] = most
        return result

    def run(
        self, *, presolve: Presolve = "full", hinted: bool = False, fix_to_hint: bool = False, limit: float = math.inf
    ) -> Run:
        """Run the model with at most half of the work that is left, so that later levels have their share."""
        cp = self.model.cp
        if hinted:
            for index, value in enumerate(self.values):
                cp.add_hint(cp.get_int_var_from_proto_index(index), value)
        half = min(self.budget.work_left / 2, limit)
        result = self.budget.run(cp, seed=self.seed, limit=half, presolve=presolve, fix_to_hint=fix_to_hint)
        cp.clear_hints()  # type: ignore[no-untyped-call]
        return result
