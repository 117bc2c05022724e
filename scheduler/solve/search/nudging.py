"""One more task by moving one or two others a little, or all of one person: what is tried before anything is pushed out.

The others stay with their person and are laid out anew, or go to somebody else; everything that is held keeps its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

from scheduler.solve.search.insertion import free_after, is_tied, let_followers_move
from scheduler.solve.search.state import State

MOST_SINGLE, MOST_PAIRS = 60, 60
"""Others, and pairs of others, that are tried on each person."""


def nudge(state: State, task: int, *, movable: Callable[[int], bool]) -> bool:
    """Place an unplaced task by moving one other, else two, else all of one person, and say whether that worked.

    As few minutes as possible move; of all work of one person too much does, until it is put back.
    """
    for count in (1, 2):
        tried = sorted(_candidates(state, task, count=count, movable=movable))
        for _, person, others in tried:
            if _nudged(state, task, person, others, movable=movable):
                return True
    return any(
        _nudged(state, task, person, [each for each in state.lists[person] if movable(each)], movable=movable)
        for person in state.people_for(task)
        if state.room(person, state.target[task]) >= state.problem.effort[task]
    )


def _candidates(
    state: State, task: int, *, count: int, movable: Callable[[int], bool]
) -> Iterator[tuple[int, int, tuple[int, ...]]]:
    """Yield (effort that moves, person, who moves) for those with work before the task's target whose time would do."""
    problem = state.problem
    release, target = state.release_of(task), state.target[task]
    window = ((1 << target) - 1) >> release << release
    for person in state.people_for(task):
        free = (state.left[person] & window).bit_count()
        short = problem.effort[task] - free
        if problem.sitting[task]:
            short = 1
        there = [
            other
            for other in state.lists[person]
            if movable(other) and not is_tied(state, other) and state.line[other] & window
        ]
        there.sort(key=lambda other: (problem.effort[other], other))
        most = MOST_SINGLE if count == 1 else MOST_PAIRS
        number = 0
        for others in combinations(there, count):
            if sum((state.line[other] & window).bit_count() for other in others) < short:
                continue
            number += 1
            if number > most:
                break
            yield sum(problem.effort[other] for other in others), person, others


def _nudged(state: State, task: int, person: int, others: Sequence[int], *, movable: Callable[[int], bool]) -> bool:
    mark = len(state.journal)
    for other in others:
        state.aim(other, state.target[other], hold=False)
    let_followers_move(state, others, movable=movable)
    proposal = state.propose({person: state.with_task(state.lists[person], task)})
    if proposal is not None:
        state.commit(proposal)
        return True
    if len(others) == 1 and _moved_elsewhere(state, task, person, others[0]):
        return True
    state.undo_to(mark)
    return False


def _moved_elsewhere(state: State, task: int, person: int, other: int) -> bool:
    rest = [each for each in state.lists[person] if each != other]
    for elsewhere in state.problem.eligible[other]:
        if elsewhere == person or state.room(elsewhere, state.target[other]) < state.problem.effort[other]:
            continue
        fits = free_after(state, other, elsewhere)
        if fits is None:
            continue
        proposal = state.propose({person: state.with_task(rest, task), elsewhere: fits[1]})
        if proposal is not None:
            state.commit(proposal)
            return True
    return False
