"""Room for one sittings by CP-SAT: the sittings of a few people are dealt among them anew, so that more of all work is on time.

The search moves and ejects one or two tasks at a time. Where people are full of sittings, room for one more is made only by exchanging
several among several at once: a small model per few people does that, again and again around what has no place.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from random import Random
from typing import TYPE_CHECKING

from scheduler.instance.placement import Placement
from scheduler.solve.exact.budget import Budget
from scheduler.solve.exact.sittings import SittingsModel, Stands
from scheduler.solve.search.state import State

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

FEWEST_PEOPLE, MOST_PEOPLE = 3, 6
MOST_CHOICES_EACH = 400
"""Pairs of sitting and person that one model has at most."""

WORK_EACH = 0.08
"""Deterministic time of one model at most."""


ONE_UNIT = 2_000
"""What a unit of effort without a place costs: more than all tastes together."""


def deal_sittings(
    state: State,
    *,
    wanted: Collection[int],
    movable: Callable[[int], bool],
    seed: int,
    budget: Budget,
) -> Placement | None:
    """Return a placement in which less effort of sittings is without a place; None where none is found.

    Parameters
    ----------
    state
        With every target as late as its task may finish. What has a place keeps one within its target, or gives it to more effort.
    wanted
        Tasks that shall have a place.
    """
    problem, stands, rng = state.problem, Stands.of(state), Random(seed)
    free = [task for task in wanted if problem.sitting[task] and problem.effort[task] and movable(task)]
    first = missing = _missing(stands, free)
    while missing and not budget.is_spent():
        some = _around(stands, free, rng)
        model = SittingsModel(stands, some, optional=True)
        model.cp.minimize(_cost(model, problem.effort, rng))
        found = budget.run(model.cp, seed=rng.randrange(2**31), limit=WORK_EACH)
        if found.has_solution and found.objective // ONE_UNIT <= _missing(stands, some):
            # What is no worse is taken too: the next few people begin from somewhere else.
            model.take(found.values)
            missing = _missing(stands, free)
    return stands.placement() if missing < first else None


def _cost(model: SittingsModel, effort: Sequence[int], rng: Random) -> cp_model.LinearExprT:
    """Return the effort without a place, and far below it a drawn taste for who does what: of equal ways not always the same is taken."""
    absent = sum(ONE_UNIT * effort[task] * literal for task, literal in model.absent.items())
    taste = sum(rng.randint(0, 3) * literal for choices in model.people.values() for literal in choices.values())
    return absent + taste


def _missing(stands: Stands, tasks: Collection[int]) -> int:
    """Return the effort of the tasks that have no place."""
    return sum(stands.problem.effort[task] for task in tasks if stands.person[task] < 0)


def _around(stands: Stands, free: list[int], rng: Random) -> list[int]:
    """Return the sittings of a few people who may do one that has no place, with that one and others that have none."""
    problem = stands.problem
    absent = [task for task in free if stands.person[task] < 0]
    task = rng.choice(absent)
    able, count = list(problem.eligible[task]), rng.randint(FEWEST_PEOPLE, MOST_PEOPLE)
    people = rng.sample(able, min(rng.randint(1, count), len(able)))
    others = [person for person in range(len(problem.free)) if person not in people]
    people += rng.sample(others, min(count - len(people), len(others)))
    rng.shuffle(absent)
    found, choices = [], 0
    for each in (task, *(each for each in free if stands.person[each] in people), *absent):
        if each in found:
            continue
        choices += len(problem.eligible[each])
        if choices > MOST_CHOICES_EACH:
            break
        found.append(each)
    return sorted(found)
