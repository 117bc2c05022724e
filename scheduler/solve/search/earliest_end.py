"""Where a task ends first in time that is free, and the plans that a careful person makes by it: task by task, each to whoever ends it first.

Two of them make room for what they place; one never touches what it placed before, which is the rule that everybody can follow by hand. They leave more out than the search does, but what is due last, which costs least: where not all work has a place they are the better start.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from scheduler.instance.placement import Placement
from scheduler.solve.search.chain_order import neighbours_first
from scheduler.solve.search.late_state import LateState
from scheduler.solve.search.layout import lowest, runs_of
from scheduler.solve.search.problem import Problem

MOST_TRIES = 4
"""People with whom a task is tried, by when it would end: work that is laid out again may leave no room where some was free."""


def first_finish(problem: Problem, task: int, left: int, release: int) -> int | None:
    """Return where a task would finish in a free line if nobody made room.

    Parameters
    ----------
    left
        Line of free units.
    release
        First position that it may take.

    Returns
    -------
    The position behind its last unit; None where the line has no room for it.
    """
    line = first_line(problem, task, left, release)
    return None if line is None else line.bit_length()


def first_line(problem: Problem, task: int, left: int, release: int) -> int | None:
    """Return the units that a task would take in a free line if nobody made room; None where the line has no room for it."""
    effort = problem.effort[task]
    if not effort:
        return 0  # Its fixed work is all of it, wherever the rest of the line is.
    usable = (left >> release) << release
    if problem.sitting[task]:
        runs = runs_of(usable, effort)
        return (runs & -runs) * ((1 << effort) - 1) if runs else None
    return lowest(usable, effort) if usable.bit_count() >= effort else None


def _due_at(problem: Problem, task: int) -> float:
    due_at = problem.tasks[task].late_from
    return math.inf if due_at is None else due_at


def _by_due(problem: Problem, task: int) -> tuple[float, ...]:
    """Rank by the minute from which a task is late, which tells apart what is due outside working time; of equals the largest first."""
    return _due_at(problem, task), -problem.effort[task], task


def _by_latest_start(problem: Problem, task: int) -> tuple[float, ...]:
    return problem.due[task] - problem.effort[task], _due_at(problem, task), task


Rank = Callable[[Problem, int], tuple[float, ...]]
RANKS: tuple[Rank, ...] = (_by_due, _by_latest_start)
"""Orders in which tasks are placed, each a plan of its own."""


def place_in_order(state: LateState, rank: Rank) -> None:
    """Place the absent tasks in play in an order, each where it ends first in time that is free; what finds none stays out."""
    problem, absent = state.problem, frozenset(state.unplaced)
    order = sorted(absent, key=lambda task: rank(problem, task))
    for task in neighbours_first(order, problem.before, among=absent):
        if all(state.person[before] >= 0 for before, _ in problem.before[task]):
            _place(state, task)
    state.journal.clear()


def _place(state: LateState, task: int) -> None:
    problem, release = state.problem, state.release_of(task)
    finishes = ((first_finish(problem, task, state.left[person], release), person) for person in state.people_for(task))
    ends = sorted((finish, person) for finish, person in finishes if finish is not None)
    for finish, person in ends[:MOST_TRIES]:
        if finish > problem.hard[task]:
            break
        state.aim(task, max(problem.due[task], finish))
        proposal = state.propose({person: state.with_task(state.lists[person], task)})
        if proposal is not None:
            state.commit(proposal)
            return
    state.aim(task, problem.due[task])


def placed_by_hand(state: LateState) -> Placement:
    """Return the plan of hand rules: absent tasks by due time, then id, each to whoever ends it first beside all that stands before it.

    Nothing is ever taken back, so `lay_placement` can lay it: by their ends tasks find the same time free.
    """
    problem, absent = state.problem, frozenset(state.unplaced)
    people, lines = list(state.person), [line if state.person[task] >= 0 else 0 for task, line in enumerate(state.line)]
    left = list(state.left)
    order = sorted(absent, key=lambda task: (_due_at(problem, task), problem.tasks[task].id))
    for task in neighbours_first(order, problem.before, among=absent):
        if problem.fixed[task] or any(people[before] < 0 for before, _ in problem.before[task]):
            continue
        releases = (table[lines[before].bit_length()] for before, table in problem.before[task])
        release = max([problem.release[task], *releases])
        ends = []
        for person in _able(problem, task, people):
            line = first_line(problem, task, left[person], release)
            if line is not None and line.bit_length() <= problem.hard[task]:
                ends.append((line.bit_length(), person, line))
        if ends:
            _, people[task], lines[task] = min(ends)
            left[people[task]] &= ~lines[task]
    return Placement(tuple(people), tuple(lines))


def _able(problem: Problem, task: int, people: Sequence[int]) -> Sequence[int]:
    """Return who may do a task: who does others of its group, else who may do all of it."""
    mates = problem.mates[task]
    bound = [people[mate] for mate in mates if people[mate] >= 0][:1]
    able: Sequence[int] = bound or problem.eligible[task]
    return [person for person in able if all(person in problem.eligible[each] for each in (task, *mates))]
