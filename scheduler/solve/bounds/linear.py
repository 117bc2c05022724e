"""Linear programs whose optimum is bounded exactly.

The solver works in floating point; a bound that is called proven must not. So its dual values are taken as mere
multipliers, and the bound that they prove (weak duality over variables with finite upper bounds) is added up in whole
numbers. It is never above the true optimum, whatever the solver did.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

_SCALE_BITS = 50


class LinearProgram:
    """Minimise a non-negative combination over rows `sum(coefficient * variable) >= least`, all numbers whole.

    Every variable lies in [0, upper]. Rows and variables can be added between solves.
    """

    def __init__(self) -> None:
        # Imported here because a plan without lateness needs no linear program.
        from ortools.linear_solver import pywraplp

        self._solver: Any = pywraplp.Solver.CreateSolver("GLOP")
        self._infinity: float = self._solver.infinity()
        self._variables: list[Any] = []
        self._constraints: list[Any] = []
        self._uppers: list[int] = []
        self._rows: list[tuple[dict[int, int], int]] = []
        self._objective: dict[int, int] = {}

    def variable(self, upper: int) -> int:
        """Add a variable in [0, upper] and return its number."""
        self._variables.append(self._solver.NumVar(0.0, float(upper), ""))
        self._uppers.append(upper)
        return len(self._variables) - 1

    def require(self, coefficients: Mapping[int, int], least: int) -> None:
        """Add a row."""
        constraint = self._solver.Constraint(float(least), self._infinity)
        for variable, coefficient in coefficients.items():
            constraint.SetCoefficient(self._variables[variable], float(coefficient))
        self._constraints.append(constraint)
        self._rows.append((dict(coefficients), least))

    def minimise(self, objective: Mapping[int, int]) -> None:
        """Set what is minimised (non-negative coefficients)."""
        goal = self._solver.Objective()
        goal.Clear()
        for variable, coefficient in objective.items():
            goal.SetCoefficient(self._variables[variable], float(coefficient))
        goal.SetMinimization()
        self._objective = dict(objective)

    def solve(self) -> bool:
        """Solve, and say whether the solver reports an optimum."""
        return bool(self._solver.Solve() == self._solver.OPTIMAL)

    def value(self, variable: int) -> float:
        """Return a variable's value after a solve."""
        return float(self._variables[variable].solution_value())

    def proven_bound(self) -> Fraction:
        """Return a number that no solution of the rows is below, in exact arithmetic; call after a solve."""
        gradient = {variable: coefficient << _SCALE_BITS for variable, coefficient in self._objective.items()}
        total = 0
        for constraint, (coefficients, least) in zip(self._constraints, self._rows, strict=True):
            multiplier = int(constraint.dual_value() * (1 << _SCALE_BITS))
            if multiplier <= 0:
                continue
            total += multiplier * least
            for variable, coefficient in coefficients.items():
                gradient[variable] = gradient.get(variable, 0) - multiplier * coefficient
        total += sum(slope * self._uppers[variable] for variable, slope in gradient.items() if slope < 0)
        return max(Fraction(0), Fraction(total, 1 << _SCALE_BITS))
