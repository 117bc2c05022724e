"""Laying again what stands in each other's way: a few amounts are taken back and laid anew, and what is no worse stays."""

from __future__ import annotations

from random import Random

from scheduler.solve.laying.greedy import Pressure, first_order, insert_all
from scheduler.solve.laying.state import LayingState, Score

ROUNDS_PER_WANT = 12
MOST_ROUNDS = 400
MOST_TAKEN = 6
MOST_TRIES = 40_000
"""Tries after which no further round begins: a second. Teams of less than a hundred need fewer."""


def improve(state: LayingState, *, seed: int, patience: int = 1) -> None:
    """Better a laying for a number of rounds and tries, or until no laying can be better.

    Parameters
    ----------
    patience
        How many times the usual rounds, which are in proportion to the number of amounts.
    """
    problem = state.problem
    count = len(problem.wants)
    random = Random(seed)
    pressure = Pressure(problem)
    rank = {want: position for position, want in enumerate(first_order(problem))}
    bound, best = state.bound(), state.score()
    last = state.tries + MOST_TRIES
    for _ in range(patience * min(MOST_ROUNDS, ROUNDS_PER_WANT * count)):
        if best <= bound or state.tries >= last:
            return
        taken = _related(state, _start(state, random, people=bound[2]), random=random)
        before = {want: state.take_back(want) for want in sorted(taken)}
        insert_all(state, _order(taken, rank=rank, random=random), pressure=pressure, random=random)
        found = state.score()
        if found <= best:
            best = found
            continue
        for want in before:
            state.take_back(want)
        for want, placement in before.items():
            state.place(want, placement)


def _start(state: LayingState, random: Random, *, people: int) -> int:
    """Choose an amount to begin with: mostly one that is not laid as well as it could be."""
    wants = range(len(state.problem.wants))
    poor = [want for want in wants if state.unlaid(want) or len(state.people_of(want)) > 1]
    if poor and random.random() < 0.6:
        return random.choice(poor)
    return random.choice(wants)


def _related(state: LayingState, start: int, *, random: Random) -> set[int]:
    """Choose amounts that share people with the first: as carriers, or as possible ones."""
    problem = state.problem
    carriers = set(problem.wants[start].people)
    near = [
        want
        for want in range(len(problem.wants))
        if want != start and carriers & (state.people_of(want) or set(problem.wants[want].people))
    ]
    return {start, *random.sample(near, min(len(near), random.randint(1, MOST_TAKEN - 1)))}


def _order(taken: set[int], *, rank: dict[int, int], random: Random) -> list[int]:
    order = sorted(taken, key=lambda want: rank[want])
    if random.random() < 0.6:
        random.shuffle(order)
    return order


def reached(score: Score, bound: Score) -> bool:
    """Say whether nothing that matters most is open: no minutes that could still be laid, and no people too many."""
    return score[0] <= bound[0] and score[2] <= bound[2]
