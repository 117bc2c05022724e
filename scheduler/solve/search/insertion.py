"""Put one task into the state so that it meets its target: the cheapest move of the search."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import product
from random import Random
from typing import Literal

from scheduler.solve.search.layout import Layout
from scheduler.solve.search.state import State

Fit = Literal["tight", "loose", "early"]

MOST_PEOPLE = 24
"""With more eligible people than this a sample is tried: fine for finding a plan, never for refusing one."""

SKILL_COST = 6
"""Units of free time that one more skill of a person is worth keeping: specialists first."""


def insert(state: State, task: int, rng: Random, *, fit: Fit = "tight") -> bool:
    """Place an unplaced task by its target where it fits as is, and say whether it did.

    Parameters
    ----------
    fit
        `tight` takes the person with the least free time left before the target, `loose` the one with the most,
        `early` the one with whom the task ends first.
    """
    candidates: list[tuple[float, int, list[int], Layout]] = []
    for person in _people(state, task, rng):
        left = free_after(state, task, person)
        if left is not None:
            free, tasks, layout = left
            candidates.append(
                (_cost(state, task, person, fit=fit, free=free, layout=layout) + rng.random(), person, tasks, layout)
            )
    candidates.sort(key=lambda candidate: candidate[:3])
    for _, person, tasks, layout in candidates[:4]:
        proposal = state.propose({person: tasks}, known={person: layout})
        if proposal is not None:
            state.commit(proposal)
            return True
    return False


def _cost(state: State, task: int, person: int, *, fit: Fit, free: int, layout: Layout) -> float:
    if fit == "tight":
        return free + SKILL_COST * state.problem.skill_count[person]
    return -free if fit == "loose" else next(laid.finish for laid in layout.laid if laid.task == task)


def _people(state: State, task: int, rng: Random) -> list[int]:
    """Return the people to try: all who have room by the filter, or a sample of them."""
    target, effort = state.target[task], state.problem.effort[task]
    people = [person for person in state.people_for(task) if state.room(person, target) >= effort]
    return rng.sample(people, MOST_PEOPLE) if len(people) > MOST_PEOPLE else people


def free_after(
    state: State, task: int, person: int, tasks: list[int] | None = None
) -> tuple[int, list[int], Layout] | None:
    """Return the free units before the task's target once it stands on the person's list, that list, and its lay-out.

    Parameters
    ----------
    tasks
        The list to which it is added; None: the person's list as it is.

    Returns
    -------
    None where the lay-out fails.
    """
    extended = state.with_task(state.lists[person] if tasks is None else tasks, task)
    layout = state.lay_out(person, extended, {task: state.release_of(task)})
    if layout is None:
        return None
    return (layout.left & ((1 << state.target[task]) - 1)).bit_count(), extended, layout


def insert_at_baseline(state: State, task: int, *, late: bool = False) -> bool:
    """Place an unplaced task exactly where the baseline has it, and say whether it fits there.

    Parameters
    ----------
    late
        Whether it may finish there past its target.
    """
    problem = state.problem
    person, line = problem.keep_person[task], problem.keep[task]
    if not line or person not in state.people_for(task):
        return False
    target = state.target[task]
    if late:
        target = min(problem.hard[task], max(target, line.bit_length()))
    mark = len(state.journal)
    state.aim(task, target, hold=True)
    proposal = state.propose({person: state.with_task(state.lists[person], task)})
    if proposal is None:
        state.undo_to(mark)
        return False
    state.commit(proposal)
    return True


def remove(state: State, tasks: set[int]) -> bool:
    """Take placed tasks out of the plan, and say whether the rest could be laid out (it nearly always can)."""
    people = {state.person[task] for task in tasks}
    proposal = state.propose({person: [each for each in state.lists[person] if each not in tasks] for person in people})
    if proposal is None:
        return False
    state.commit(proposal)
    return True


def let_followers_move(state: State, tasks: Iterable[int], *, movable: Callable[[int], bool]) -> None:
    """Let what comes after these tasks leave its baseline place, as far as it reaches: they may end later than they did."""
    work = list(tasks)
    seen = set(work)
    while work:
        for after, _ in state.problem.after[work.pop()]:
            if after in seen or state.person[after] < 0 or not movable(after):
                continue
            seen.add(after)
            work.append(after)
            state.aim(after, state.target[after], hold=False)


def with_mates(state: State, task: int) -> tuple[int, ...]:
    """Return a placed task with the placed members of its group that are not fixed: they leave together."""
    fixed, person = state.problem.fixed, state.person
    return (task, *(mate for mate in state.problem.mates[task] if person[mate] >= 0 and not fixed[mate]))


def is_tied(state: State, task: int) -> bool:
    """Say whether a placed member of the task's group binds it to its person."""
    return any(state.person[mate] >= 0 for mate in state.problem.mates[task])


def drop_broken_chains(state: State, unplaced: set[int]) -> bool:
    """Take out what comes after unplaced work, as far as it reaches; say whether the rest could be laid out."""
    broken: set[int] = set()
    work = sorted(unplaced)
    while work:
        for after, _ in state.problem.after[work.pop()]:
            if after not in broken:
                broken.add(after)
                work.append(after)
    placed = {task for task in broken if state.person[task] >= 0}
    return not placed or remove(state, placed)


def stand_fixed(state: State, *, rests: bool = False) -> bool:
    """Put all work that is fixed on the clock into an empty state, and say whether all of it could stand.

    Parameters
    ----------
    rests
        Whether what is not fixed of a task is tried where the baseline has it, before it is put where it is done first.
    """
    problem, stands = state.problem, True
    for task in problem.tasks:
        if task.fixed is None:
            continue
        # What is fixed wholly may be past its due time already: the window of what comes before it keeps them in order.
        is_whole = not task.effort_units and problem.before[task.index]
        targets = [problem.size] if is_whole else [problem.due[task.index], problem.hard[task.index], problem.size]
        holds = (True, False) if rests and problem.is_rest(task.index) else (state.held[task.index],)
        for hold, target in product(holds, targets):
            state.held[task.index], state.target[task.index] = hold, target
            proposal = state.propose({task.fixed.person: state.with_task(state.lists[task.fixed.person], task.index)})
            if proposal is not None:
                state.commit(proposal)
                break
        else:
            stands = False
    return stands
