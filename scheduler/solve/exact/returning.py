"""Home again by CP-SAT: one sittings are dealt to people and times anew, so that most of the published plan stays and nothing is later.

The search puts back what it can task by task; where many sittings share tight windows, who stays depends on all of them together.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from random import Random
from typing import TYPE_CHECKING

from scheduler.instance.placement import Placement
from scheduler.solve.evaluate import weighted_minutes
from scheduler.solve.exact.budget import Budget
from scheduler.solve.exact.sittings import SittingsModel, Stands
from scheduler.solve.search.state import State

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

MOST_CHOICES = 1_500
"""Pairs of sitting and person that one model has at most; with more, a few people are looked at at a time."""

MOST_ROUNDS = 100
PEOPLE_EACH = 4
WORK_EACH = 0.5
"""How often at most, whose work, and deterministic time each, where not all are looked at at once."""


def most_at_home(state: State, *, movable: Callable[[int], bool], seed: int, budget: Budget) -> Placement | None:
    """Return a placement in which more of the baseline stays; None where none is found.

    Parameters
    ----------
    state
        With every target as late as its task may finish.
    """
    problem, stands, rng = state.problem, Stands.of(state), Random(seed)
    free = [
        task
        for task in range(problem.count)
        if problem.sitting[task] and problem.effort[task] and state.person[task] >= 0 and movable(task)
    ]
    whole = sum(len(problem.eligible[task]) for task in free) <= MOST_CHOICES
    better = False
    for _ in range(1 if whole else MOST_ROUNDS):
        away = [task for task in free if problem.keep[task] and not stands.is_at_home(task)]
        if not away or budget.is_spent():
            break
        some = free if whole else _around(stands, free, rng.choice(away), rng)
        model = SittingsModel(stands, some)
        _keep_home(model, stands, some)
        found = budget.run(model.cp, seed=seed, limit=math.inf if whole else WORK_EACH)
        if found.has_solution:
            before = sum(not stands.is_at_home(task) for task in some)
            model.take(found.values)
            better = better or sum(not stands.is_at_home(task) for task in some) < before
    if not better and not whole:
        return None
    return stands.placement()


def _around(stands: Stands, free: list[int], task: int, rng: Random) -> list[int]:
    """Return the sittings of a few people, and those whose home is with them: a task's home, where it is, and others at random."""
    problem = stands.problem
    people = list(
        dict.fromkeys(
            (problem.keep_person[task], stands.person[task], *rng.sample(range(len(problem.free)), PEOPLE_EACH))
        )
    )
    chosen, choices, found = set(people[:PEOPLE_EACH]), 0, []
    for each in sorted(free, key=lambda other: (stands.person[other] not in chosen, rng.random())):
        if stands.person[each] not in chosen and problem.keep_person[each] not in chosen:
            continue
        choices += len(problem.eligible[each])
        if choices > MOST_CHOICES:
            break
        found.append(each)
    return sorted(found)


def _keep_home(model: SittingsModel, stands: Stands, free: Sequence[int]) -> None:
    """Let the weight of what leaves its baseline place be minimised."""
    problem = stands.problem
    model.cp.minimize(sum(_leaving(model, stands, task) for task in free if problem.keep[task]))


def _leaving(model: SittingsModel, stands: Stands, task: int) -> cp_model.LinearExprT:
    """Return what it costs that a sitting is not at home."""
    problem, instance = stands.problem, stands.problem.instance
    baseline = instance.tasks[task].baseline
    literal = model.people[task].get(problem.keep_person[task])
    weight = sum(weighted_minutes(instance, span) for span in baseline.spans) if baseline else 0
    if literal is None:
        return weight
    at_home = model.cp.new_bool_var("")
    model.cp.add_implication(at_home, literal)
    home = (problem.keep[task] & -problem.keep[task]).bit_length() - 1
    model.cp.add(model.starts[task] == home).only_enforce_if(at_home)
    model.cp.add_hint(at_home, int(stands.is_at_home(task)))
    return weight * (1 - at_home)
