"""Whose slack binds in a plan: what the book foresaw does not always come true, and who is behind gives way first."""

from __future__ import annotations

from collections.abc import Callable

from scheduler.instance.build import Built
from scheduler.instance.holding import Ties
from scheduler.instance.placement import finish_instant
from scheduler.instance.records import Instance
from scheduler.solve.search.phases import Phases
from scheduler.solve.search.problem import Problem
from scheduler.solve.search.prospects import hopeless_tasks
from scheduler.solve.work import Work
from scheduler.units import TaskId

_PROMISED = ("regulatory", "agreed")

MOST_ROUNDS = 3
"""How often it is asked whose own work needs its slack; then everybody who is behind gives way."""


def ties_by_slack(make: Callable[..., Built], behind: frozenset[TaskId], work: Work, *, seed: int) -> Ties:
    """Return how slack binds where the work of some clients is behind: they use it up only where what was promised cannot be done inside it.

    Time that has just passed, of which nobody reported anything yet, is no reason to give up what was promised. Neither is work that no
    decision covers, or the lateness of somebody else: a client's slack is used up by its own work, and by others' only if that is on time
    in no other way (policy, "Slack is property": no other client's decision moves a planned finish past its floor).

    Parameters
    ----------
    make
        Builds the instance for some `ties`.
    behind
        The commitments of clients of whose work more is left than the book foresaw.
    """
    loosened: frozenset[TaskId] = frozenset()
    for _ in range(MOST_ROUNDS):
        if loosened == behind:
            break
        ties = Ties(to_floor=behind - loosened, to_due=loosened)
        built = make(ties=ties)
        late = _late_clients(built, work, seed=seed)
        if not late:
            return ties
        own = frozenset(task.id for task in built.instance.tasks if task.id in behind and task.client in late)
        if own <= loosened and late <= {task.client for task in built.instance.tasks if task.id in behind}:
            # They have given up all that is theirs: nobody else's slack is used up for them.
            return ties
        loosened = behind if own <= loosened else loosened | own
    return Ties(to_due=behind) if behind else Ties()


def _late_clients(built: Built, work: Work, *, seed: int) -> frozenset[int]:
    """Return the clients of whose promised work some is late, or past its floor, where nothing but promised work has to be done."""
    problem = Problem(built.instance)
    phases = Phases(problem, work, seed=seed, absent=_uncovered(built.instance))
    phases.on_time()
    placement, hopeless = phases.placement(), hopeless_tasks(problem)
    found: set[int] = set()
    for task in built.instance.tasks:
        if task.rank not in _PROMISED or task.index in hopeless:
            continue
        limit = task.late_from if task.floor_at is None else task.floor_at
        if not placement.is_placed(task.index) or (
            limit is not None and finish_instant(built.instance, task.index, placement) > limit
        ):
            found.add(task.client)
    return frozenset(found)


def _uncovered(instance: Instance) -> list[int]:
    """Return the work that no decision covers, but for what is frozen, and what promised work comes after."""
    needed: set[int] = set()
    ahead = [task.index for task in instance.tasks if task.rank in _PROMISED]
    while ahead:
        for arc in instance.tasks[ahead.pop()].predecessors:
            if arc.task not in needed:
                needed.add(arc.task)
                ahead.append(arc.task)
    return [
        task.index
        for task in instance.tasks
        if task.rank == "uncovered" and task.fixed is None and task.index not in needed
    ]
