"""The levels below lateness, improved by exchanges that leave every finish inside what the levels above fixed.

Moves first: tasks go back to their baseline place where it is free. Then relocations and exchanges between people that
make the vector of (moves, overtime, preferences, balance) smaller.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from scheduler.domain.levels import MOVE_WEIGHTS
from scheduler.instance.records import Instance
from scheduler.solve.insertion import free_after, is_tied, with_mates
from scheduler.solve.state import Proposal, State


def put_back(state: State, *, movable: Callable[[int], bool], limit: int) -> None:
    """Return tasks to their baseline places, one by one, as long as that works out."""
    problem = state.problem
    again = True
    while again and not state.work.is_over(limit):
        again = False
        for task in range(problem.count):
            person, home = state.person[task], problem.keep_person[task]
            if not problem.keep[task] or person < 0 or state.held[task] or not movable(task):
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


class Measures:
    """What a change does to moves, overtime, preferences and balance, person by person and deliverable by deliverable."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._tasks = instance.tasks
        self._overtime = [person.overtime for person in instance.people]
        self._available = [person.available_minutes for person in instance.people]
        axis = instance.axis
        freeze, near = axis.from_instant_up(instance.freeze_end), axis.from_instant_up(instance.near_end)
        spans = ((0, freeze), (freeze, near), (near, axis.size))
        self._periods = [((1 << end) - (1 << start) if end > start else 0) for start, end in spans]
        self._deliverable: dict[int, list[int]] = {}
        for task in self._tasks:
            self._deliverable.setdefault(task.deliverable, []).append(task.index)

    def key(self, state: State, tasks: set[int], people: set[int]) -> tuple[int, int, int, tuple[int, ...]]:
        """Return the parts of the four levels that these tasks and people decide; smaller is better."""
        moved = overtime = preferences = 0
        for task in tasks:
            moved += self._moved(state, task)
            person = state.person[task]
            if person >= 0:
                overtime += (state.line[task] & self._overtime[person]).bit_count()
                wished = self._tasks[task].preferred
                if wished is not None and person not in wished:
                    preferences += self._tasks[task].remaining_minutes
        for deliverable in {self._tasks[task].deliverable for task in tasks}:
            shares: dict[int, int] = {}
            for task in self._deliverable[deliverable]:
                person = state.person[task]
                if person >= 0:
                    shares[person] = shares.get(person, 0) + self._tasks[task].remaining_minutes
            if shares:
                preferences += sum(shares.values()) - max(shares.values())
        return moved, overtime, preferences, tuple(sorted((self._load(state, each) for each in people), reverse=True))

    def _moved(self, state: State, task: int) -> int:
        """Return the weighted units of the baseline place that the task does not use."""
        keep = state.problem.keep[task]
        if not keep:
            return 0
        same = state.person[task] == state.problem.keep_person[task]
        lost = keep & ~state.line[task] if same else keep
        return sum(
            weight * (lost & period).bit_count() for weight, period in zip(MOVE_WEIGHTS, self._periods, strict=True)
        )

    def _load(self, state: State, person: int) -> int:
        if not self._available[person]:
            return 0
        minutes = sum(self._tasks[task].remaining_minutes for task in state.lists[person])
        return -(-1000 * minutes // self._available[person])


def polish(state: State, rng: Random, *, movable: Callable[[int], bool], limit: int) -> None:
    """Relocate and exchange tasks as long as the lower levels get better, until the steps are used or nothing helps.

    Every task keeps its target, so nothing finishes later than the levels above allow.
    """
    problem, measures = state.problem, Measures(state.problem.instance)
    quiet, patience = 0, 12 * max(1, problem.count)
    candidates = [task for task in range(problem.count) if state.person[task] >= 0 and movable(task)]
    candidates = [task for task in candidates if len(problem.eligible[task]) > 1]
    if not candidates:
        return
    while quiet < patience and not state.work.is_over(limit):
        quiet += 1
        proposal = _draw(state, rng.choice(candidates), rng, movable=movable)
        if proposal is None:
            continue
        people = set(proposal.layouts)
        tasks = {task for person in people for task in state.lists[person]} | set(proposal.arriving)
        before = measures.key(state, tasks, people)
        mark = len(state.journal)
        state.commit(proposal)
        if measures.key(state, tasks, people) < before:
            quiet = 0
            state.journal.clear()
        else:
            state.undo_to(mark)


def _draw(state: State, task: int, rng: Random, *, movable: Callable[[int], bool]) -> Proposal | None:
    """Propose to give a task (with its group) to another person, or to exchange it with a task of that person."""
    problem, person = state.problem, state.person[task]
    other = rng.choice(problem.eligible[task])
    if other == person or state.held[task]:
        return None
    if is_tied(state, task):
        return _draw_group(state, with_mates(state, task), person=person, other=other)
    rest = [each for each in state.lists[person] if each != task]
    if rng.random() < 0.5:
        fits = free_after(state, task, other)
        return state.propose({other: fits[1], person: rest}) if fits else None
    there = [
        each
        for each in state.lists[other]
        if person in problem.eligible[each] and movable(each) and not state.held[each] and not problem.mates[each]
    ]
    if not there:
        return None
    exchanged = rng.choice(there)
    theirs = [each for each in state.lists[other] if each != exchanged]
    return state.propose({other: state.with_task(theirs, task), person: state.with_task(rest, exchanged)})


def _draw_group(state: State, group: tuple[int, ...], *, person: int, other: int) -> Proposal | None:
    """Propose to give all tasks of a group to another person."""
    problem = state.problem
    if any(other not in problem.eligible[each] or state.held[each] for each in group):
        return None
    if any(problem.fixed[mate] for mate in problem.mates[group[0]]):
        return None
    tasks = state.lists[other]
    for each in group:
        tasks = state.with_task(tasks, each)
    return state.propose({other: tasks, person: [each for each in state.lists[person] if each not in group]})
