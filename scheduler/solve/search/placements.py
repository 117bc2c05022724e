"""Placements into states and back: the work of a plan that another search found is laid out again."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.instance.placement import UNPLACED, Placement
from scheduler.solve.search.insertion import insert_at_baseline
from scheduler.solve.search.problem import Problem
from scheduler.solve.search.state import State


def lay_placement(state: State, placement: Placement, *, home_targets: Sequence[int] = ()) -> bool:
    """Lay the work of a placement into a state in which only fixed work stands, everything by its finish there.

    Parameters
    ----------
    home_targets
        Target of each task; given, what the placement has exactly where the baseline has it is held there, and goes first.

    Returns
    -------
    Whether all of it could be laid out; where it could not, the state is of no use.
    """
    problem = state.problem
    tasks = [task for task in range(problem.count) if placement.people[task] >= 0 and state.person[task] < 0]
    home = {task for task in tasks if home_targets and _is_home(state, task, placement)}
    for task in sorted(tasks, key=lambda each: (each not in home, placement.lines[each].bit_length(), each)):
        if task in home:
            state.aim(task, home_targets[task])
            if not insert_at_baseline(state, task):
                return False
            continue
        state.aim(task, placement.lines[task].bit_length() or problem.size)
        person = placement.people[task]
        proposal = state.propose({person: state.with_task(state.lists[person], task)})
        if proposal is None:
            return False
        state.commit(proposal)
    return True


def _is_home(state: State, task: int, placement: Placement) -> bool:
    problem = state.problem
    there = placement.people[task], placement.lines[task]
    return bool(problem.keep[task]) and there == (problem.keep_person[task], problem.keep[task])


def beside_fixed(problem: Problem, placement: Placement) -> Placement:
    """Return a placement without what stands where fixed work stands in this problem."""
    people, lines = list(placement.people), list(placement.lines)
    for task, (person, line) in enumerate(zip(placement.people, placement.lines, strict=True)):
        if person >= 0 and line & ~problem.free[person] and not problem.fixed[task]:
            people[task], lines[task] = UNPLACED, 0
    return Placement(tuple(people), tuple(lines))


def placement_of(state: State) -> Placement:
    """Return where everything in a state stands."""
    lines = zip(state.line, state.person, strict=True)
    return Placement(tuple(state.person), tuple(line if person >= 0 else 0 for line, person in lines))
