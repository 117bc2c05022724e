"""Whose slack binds in a plan: what the book foresaw does not always come true, and who is behind gives way first."""

from __future__ import annotations

from collections.abc import Callable

from scheduler.instance.build import Built
from scheduler.instance.holding import Ties
from scheduler.solve.search.phases import Phases
from scheduler.solve.search.problem import Problem
from scheduler.solve.work import Work
from scheduler.units import TaskId


def ties_by_slack(make: Callable[..., Built], behind: frozenset[TaskId], work: Work, *, seed: int) -> Ties:
    """Return how slack binds where the work of some clients is behind: they use it up only where not everything can be done inside it.

    Time that has just passed, of which nobody reported anything yet, is no reason to give up what was promised.

    Parameters
    ----------
    make
        Builds the instance for some `ties`.
    behind
        The commitments of clients of whose work more is left than the book foresaw.
    """
    if not behind:
        return Ties()
    keeping = Ties(to_floor=behind)
    phases = Phases(Problem(make(ties=keeping).instance), work, seed=seed)
    return keeping if phases.on_time() else Ties(to_due=behind)
