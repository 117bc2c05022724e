"""Back to the baseline: tasks return to the places that the published plan gave them, as far as promises allow."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from scheduler.solve.search.insertion import insert, insert_at_baseline, is_tied, remove
from scheduler.solve.search.polish import Measures
from scheduler.solve.search.state import State
from scheduler.solve.work import Limit

MOST_BLOCKERS = 4
TRIES_PER_TASK = 12


def put_back(state: State, *, movable: Callable[[int], bool], limit: Limit) -> None:
    """Return tasks to their baseline places, one by one, as long as that works out; what is not frozen of work that is frozen in part too."""
    problem = state.problem
    again = True
    while again and not state.work.is_over(limit):
        again = False
        for task in range(problem.count):
            person, home = state.person[task], problem.keep_person[task]
            if not problem.keep[task] or person < 0 or state.held[task]:
                continue
            if not (movable(task) or problem.is_rest(task)):
                continue
            if person != home and is_tied(state, task):
                continue
            mark = len(state.journal)
            rest = [each for each in state.lists[person] if each != task]
            state.aim(task, state.target[task], hold=True)
            changes = {person: rest, home: state.with_task(rest if person == home else state.lists[home], task)}
            proposal = state.propose(changes)
            if proposal is None:
                state.undo_to(mark)
            else:
                state.commit(proposal)
                again = True


def win_back(state: State, rng: Random, *, movable: Callable[[int], bool], limit: Limit) -> None:
    """Clear the baseline places of moved tasks by moving what stands there, where that moves less in all.

    Every task keeps its target, so nothing finishes later than the levels above allow.
    """
    problem, measures = state.problem, Measures(state.problem.instance)
    everything, everybody = set(range(problem.count)), set(range(len(problem.free)))

    def away() -> list[int]:
        return [
            task
            for task in range(problem.count)
            if problem.keep[task] and state.person[task] >= 0 and not state.held[task] and movable(task)
        ]

    best = measures.key(state, everything, everybody)
    quiet, moved = 0, away()
    while moved and quiet < TRIES_PER_TASK * len(moved) and not state.work.is_over(limit):
        state.work.done += 1
        quiet += 1
        state.journal.clear()
        if not _exchange_places(state, rng.choice(moved), rng, movable=movable):
            state.undo_to(0)
            continue
        key = measures.key(state, everything, everybody)
        if key < best:
            best, quiet, moved = key, 0, away()
        else:
            state.undo_to(0)
    state.journal.clear()


def _exchange_places(state: State, task: int, rng: Random, *, movable: Callable[[int], bool]) -> bool:
    """Put a task home and whatever stood there elsewhere; False where that fails (undo then)."""
    problem, home = state.problem, state.problem.keep_person[task]
    blockers = [other for other in state.lists[home] if other != task and state.line[other] & problem.keep[task]]
    if len(blockers) > MOST_BLOCKERS or any(not movable(each) or is_tied(state, each) for each in (task, *blockers)):
        return False
    if not remove(state, {task, *blockers}) or not insert_at_baseline(state, task):
        return False
    for other in sorted(blockers, key=lambda each: (state.target[each], each)):
        if insert_at_baseline(state, other):
            continue
        state.aim(other, state.target[other])
        if not insert(state, other, rng):
            return False
    return True
