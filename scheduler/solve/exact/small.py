"""Small instances, exactly: a plan with the value, the bound and the proof of every level of the objective."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from scheduler.domain.rules import LEVELS
from scheduler.errors import VerificationError
from scheduler.instance.placement import Placement
from scheduler.instance.records import Instance
from scheduler.model.objective import LEVELS as LEVEL_MODELS
from scheduler.model.objective import LevelModel
from scheduler.model.reference import ReferenceModel, build_reference
from scheduler.model.variables import strict_places
from scheduler.model.windows import compute_windows
from scheduler.solve.evaluate import evaluate
from scheduler.solve.exact.budget import Budget
from scheduler.solve.exact.exact_levels import Bounds, LevelRuns


@dataclass(frozen=True, slots=True)
class LevelResult:
    """A level of a solved instance.

    Attributes
    ----------
    value, bound
        Numbers, or vectors worst first. No plan that is as good in the levels before it has a smaller value than the bound.
    optimal
        Whether they are equal.
    refuted_twice
        Whether everything that the bound excludes was refuted a second time without presolve (asked of lateness that decides
        whether a plan is an honest no). A bound of 0 claims nothing and needs no second answer.
    cannot_be_zero
        Whether it was refuted twice that the level is 0.
    subjects
        Whose the entries of a vector are, in the same order.
    """

    level: str
    value: int | tuple[int, ...]
    bound: int | tuple[int, ...]
    optimal: bool
    refuted_twice: bool
    cannot_be_zero: bool
    subjects: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Solved:
    """A plan and what is known of each level that was asked for, in order."""

    placement: Placement
    levels: tuple[LevelResult, ...]
    cut_by_clock: bool


@dataclass(frozen=True, slots=True)
class Contradicted:
    """Frozen work contradicts a hard rule: there is no plan at all."""

    refuted_twice: bool


@dataclass(frozen=True, slots=True)
class NotSolved:
    """No plan was found within the limit."""

    cut_by_clock: bool


ExactResult: TypeAlias = Solved | Contradicted | NotSolved


def exact_size(instance: Instance, *, enough: float = math.inf) -> int:
    """Return the number of literals of the reference model, near enough to decide whether to attempt it; counted until there are `enough`."""
    windows = compute_windows(instance, due=[False] * len(instance.tasks))
    literals = 0
    for item in instance.tasks:
        if literals > enough:
            break
        if not item.effort_units:
            continue
        union = 0
        for line in strict_places(instance, windows, item.index).values():
            literals += line.bit_count()
            union |= line
        order = 1 if item.one_sitting or not item.predecessors else 2
        literals += order * union.bit_count()
    return literals


def solve_exact(
    instance: Instance,
    *,
    seed: int,
    budget: Budget,
    hint: Placement | None = None,
    levels: tuple[str, ...] | None = None,
) -> ExactResult:
    """Solve an instance level by level.

    Parameters
    ----------
    budget
        For all runs together.
    hint
        A plan to start from; the result is never worse than it.
    levels
        The levels to minimise, in order; all of the catalogue by default. Levels that are left out are not looked at.

    Returns
    -------
    ExactResult
        Values are those of `scheduler.solve.evaluate`.

    Raises
    ------
    VerificationError
        If the model and the formulas disagree on the value of a plan.
    """
    chosen = LEVELS if levels is None else levels
    model = build_reference(instance)
    by_level = {level: LEVEL_MODELS[level](model) for level in chosen}
    runs = LevelRuns(model=model, seed=seed, budget=budget)
    first = runs.first_plan(hint)
    if first.status == "infeasible":
        return Contradicted(refuted_twice=runs.run(presolve="off").status == "infeasible")
    if not first.has_solution:
        return NotSolved(cut_by_clock=first.cut_by_clock)
    bounds = {level: runs.minimise(level, built) for level, built in by_level.items()}
    return Solved(
        placement=model.placement(runs.values),
        levels=_results(model, by_level, values=runs.values, bounds=bounds),
        cut_by_clock=budget.cut_by_clock,
    )


def _results(
    model: ReferenceModel,
    by_level: Mapping[str, LevelModel],
    *,
    values: Sequence[int],
    bounds: Mapping[str, Bounds],
) -> tuple[LevelResult, ...]:
    """Put values by formula beside the bounds.

    Raises
    ------
    VerificationError
        If the model holds another value than the formula.
    """
    exact = evaluate(model.instance, model.placement(values))
    results: list[LevelResult] = []
    for level, built in by_level.items():
        modelled = sorted((values[entry.variable.index] for entry in built.entries), reverse=True)
        value = exact[level].value
        if modelled != (list(value) if isinstance(value, tuple) else [value]):
            raise VerificationError(f"level {level}: the model holds {modelled}, the formula gives {value}")
        bound = bounds[level]
        results.append(
            LevelResult(
                level=level,
                value=value,
                bound=tuple(bound.entries) if built.is_vector else bound.entries[0],
                optimal=modelled == bound.entries,
                refuted_twice=bound.refuted_twice,
                cannot_be_zero=bound.cannot_be_zero,
                subjects=exact[level].subjects,
            )
        )
    return tuple(results)
