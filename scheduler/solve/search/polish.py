"""The levels below lateness, improved by exchanges that leave every finish inside what the levels above fixed.

Moves first: tasks go back to their baseline place where it is free. Then relocations and exchanges between people that
make the vector of (moves, overtime, preferences, balance) smaller.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from random import Random

from scheduler.domain.levels import MOVE_WEIGHTS
from scheduler.instance.records import Instance
from scheduler.solve.search.insertion import is_tied, with_mates
from scheduler.solve.search.layout import lowest, pieces
from scheduler.solve.search.state import Proposal, State
from scheduler.solve.work import Limit

DRAWS_PER_TASK = 40
"""Draws without success after which polishing stops, per task that could move."""


def trim_overtime(state: State) -> None:
    """Give up overtime that the plan does not need: whole evenings first, the latest first, then halves of them.

    Work keeps its people and its targets; what is given up stays closed for the rest of the search.
    """
    problem = state.problem
    for person in problem.instance.people:
        evenings = pieces(problem.free[person.index] & person.overtime)
        while evenings:
            piece = evenings.pop()
            before = problem.free[person.index]
            problem.free[person.index] = before & ~piece
            proposal = state.propose({person.index: list(state.lists[person.index])})
            if proposal is not None:
                state.commit(proposal)
                continue
            problem.free[person.index] = before
            length = piece.bit_count()
            if length > 1:
                early = lowest(piece, length // 2)
                evenings += [early, piece ^ early]
    state.journal.clear()


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

    def key(self, state: State, tasks: set[int], people: set[int]) -> tuple[int, int, int, int, tuple[int, ...]]:
        """Return the parts of the four levels that these tasks and people decide; smaller is better.

        Second comes what leaves the place of an answer: it is no move, but what was answered stays where nothing is won by it.
        """
        moved = sum(self._moved(state, task) for task in tasks if self._tasks[task].baseline)
        strayed = sum(self._moved(state, task) for task in tasks if not self._tasks[task].baseline)
        placed = [task for task in tasks if state.person[task] >= 0]
        overtime = sum((state.line[task] & self._overtime[state.person[task]]).bit_count() for task in placed)
        loads = tuple(sorted((self._load(state, each) for each in people), reverse=True))
        return moved, strayed, overtime, self._wishes(state, placed, {}), loads

    def may_help(self, state: State, changes: Mapping[int, int]) -> bool:
        """Say whether giving tasks to other people could make a level better, before anything is laid out.

        Preferences and balance follow from who does what alone; a task that goes home to its baseline person may help
        the moves.
        """
        if any(state.problem.keep_person[task] == person for task, person in changes.items()):
            return True
        people = {state.person[task] for task in changes} | set(changes.values())
        minutes = dict.fromkeys(people, 0)
        for task, person in changes.items():
            minutes[person] += self._tasks[task].remaining_minutes
            minutes[state.person[task]] -= self._tasks[task].remaining_minutes
        before = sorted((self._load(state, person) for person in people), reverse=True)
        after = sorted((self._load(state, person, more=minutes[person]) for person in people), reverse=True)
        gain = self._wishes(state, changes, {}) - self._wishes(state, changes, changes)
        return gain > 0 or (gain == 0 and after < before)

    def _wishes(self, state: State, tasks: Iterable[int], changes: Mapping[int, int]) -> int:
        """Return the preferences level of these tasks and their deliverables, with `changes` applied."""
        total = 0
        for task in tasks:
            wished = self._tasks[task].preferred
            if wished is not None and changes.get(task, state.person[task]) not in wished:
                total += self._tasks[task].remaining_minutes
        for deliverable in {self._tasks[task].deliverable for task in tasks}:
            shares: dict[int, int] = {}
            for task in self._deliverable[deliverable]:
                person = changes.get(task, state.person[task])
                if person >= 0:
                    shares[person] = shares.get(person, 0) + self._tasks[task].remaining_minutes
            total += sum(shares.values()) - max(shares.values(), default=0)
        return total

    def _moved(self, state: State, task: int) -> int:
        """Return the weighted units of the place where it is to stay that the task does not use."""
        keep = state.problem.keep[task]
        if not keep:
            return 0
        same = state.person[task] == state.problem.keep_person[task]
        lost = keep & ~state.line[task] if same else keep
        return sum(
            weight * (lost & period).bit_count() for weight, period in zip(MOVE_WEIGHTS, self._periods, strict=True)
        )

    def _load(self, state: State, person: int, *, more: int = 0) -> int:
        """Return the utilisation of a person in permille, rounded up, with `more` minutes on top."""
        if not self._available[person]:
            return 0
        minutes = more + sum(self._tasks[task].remaining_minutes for task in state.lists[person])
        return -(-1000 * minutes // self._available[person])


def polish(state: State, rng: Random, *, movable: Callable[[int], bool], limit: Limit) -> None:
    """Relocate and exchange tasks as long as the lower levels get better, until the steps are used or nothing helps.

    Every task keeps its target, so nothing finishes later than the levels above allow.
    """
    problem, measures = state.problem, Measures(state.problem.instance)
    candidates = [
        task
        for task in range(problem.count)
        if state.person[task] >= 0 and movable(task) and len(problem.eligible[task]) > 1
    ]
    quiet, patience = 0, DRAWS_PER_TASK * len(candidates)
    while quiet < patience and not state.work.is_over(limit):
        quiet += 1
        state.work.done += 1
        changes = _draw(state, rng.choice(candidates), rng, movable=movable)
        if not changes or not measures.may_help(state, changes):
            continue
        proposal = _propose(state, changes)
        if proposal is None:
            continue
        people = set(proposal.layouts)
        tasks = {task for person in people for task in state.lists[person]} | set(proposal.arriving)
        before = measures.key(state, tasks, people)
        state.journal.clear()
        state.commit(proposal)
        if measures.key(state, tasks, people) < before:
            quiet = 0
        else:
            state.undo_to(0)


def _draw(state: State, task: int, rng: Random, *, movable: Callable[[int], bool]) -> dict[int, int]:
    """Draw who else could do a task (with its group), or with which task of that person it could change places.

    Returns
    -------
    Tasks and their new people; empty where the draw leads nowhere.
    """
    problem, person = state.problem, state.person[task]
    other = rng.choice(problem.eligible[task])
    if other == person or state.held[task]:
        return {}
    if is_tied(state, task):
        return _draw_group(state, with_mates(state, task), other=other)
    if rng.random() < 0.5:
        return {task: other}
    there = [
        each
        for each in state.lists[other]
        if person in problem.eligible[each] and movable(each) and not state.held[each] and not problem.mates[each]
    ]
    return {task: other, rng.choice(there): person} if there else {}


def _propose(state: State, changes: Mapping[int, int]) -> Proposal | None:
    """Propose that tasks change their people."""
    lists: dict[int, list[int]] = {}
    for person in {*changes.values(), *(state.person[task] for task in changes)}:
        lists[person] = [each for each in state.lists[person] if each not in changes]
    for task, person in changes.items():
        lists[person] = state.with_task(lists[person], task)
    return state.propose(dict(sorted(lists.items())))


def _draw_group(state: State, group: tuple[int, ...], *, other: int) -> dict[int, int]:
    """Return the change that gives all tasks of a group to another person; empty where one of them must not move."""
    problem = state.problem
    if any(other not in problem.eligible[each] or state.held[each] for each in group):
        return {}
    if any(problem.fixed[mate] for mate in problem.mates[group[0]]):
        return {}
    return dict.fromkeys(group, other)
