"""Laying by hand: the hours with the least choice first, each on the one person who is needed least by others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random

from scheduler.instance.laying import LayingProblem
from scheduler.solve.laying.state import LayingState, Placement

NOISE = 0.35
"""How far the pressure on a person is blurred where a search wants other layings than the first."""


class Pressure:
    """How much of each person's week the hours of all clients would take if they were split evenly among whoever may carry them."""

    def __init__(self, problem: LayingProblem) -> None:
        room = [sum(day.quota for day in days) for days in problem.days]
        self._shares: list[dict[int, float]] = []
        for want in problem.wants:
            total = sum(room[person] for person in want.people)
            self._shares.append({person: want.pieces * room[person] / total for person in want.people} if total else {})
        self.tightness = [want.pieces / max(1, sum(room[person] for person in want.people)) for want in problem.wants]

    def of(self, person: int, waiting: Iterable[int]) -> float:
        """Return what the amounts that wait would take of a person."""
        return sum(self._shares[want].get(person, 0.0) for want in waiting)


def first_order(problem: LayingProblem) -> list[int]:
    """Return the wants in the order of laying: those that take most of their people's room first."""
    pressure = Pressure(problem)
    return sorted(
        range(len(problem.wants)),
        key=lambda want: (len(problem.wants[want].people) > 1, -pressure.tightness[want], want),
    )


def insert_all(state: LayingState, order: Sequence[int], *, pressure: Pressure, random: Random | None = None) -> None:
    """Lay the amounts of `order` one after the other, as far as they fit."""
    for is_fair in (True, False):
        waiting = list(order)
        for want in order:
            agreed = state.problem.wants[want]
            waiting.remove(want)
            if not is_fair and not state.unlaid(want):
                continue
            demands = _demands(state, want, waiting=waiting, pressure=pressure, random=random)
            _insert(state, want, demands=demands, most=agreed.fair if is_fair else agreed.pieces, random=random)


def _demands(
    state: LayingState, want: int, *, waiting: Sequence[int], pressure: Pressure, random: Random | None
) -> dict[int, float]:
    """Return how much the rest needs each person, as a share of what that person still has."""
    found = {}
    for person in state.problem.wants[want].people:
        blur = 1.0 if random is None else random.uniform(1 - NOISE, 1 + NOISE)
        found[person] = blur * pressure.of(person, waiting) / (1 + state.free_pieces(person))
    return found


def _insert(state: LayingState, want: int, *, demands: dict[int, float], most: int, random: Random | None) -> None:
    """Lay up to `most` pieces of an amount in all."""
    agreed = state.problem.wants[want]
    heeds_wishes = random is None or random.random() < 0.8
    while (rest := most - state.laid(want)) >= agreed.least:
        carriers = state.people_of(want)
        fits = {
            person: fit
            for person in agreed.people
            if person not in carriers and (fit := state.fit(want, person, pieces=rest))
        }
        if not fits:
            break
        whole = [person for person, fit in fits.items() if sum(fit.values()) == rest]

        def order(person: int) -> tuple[bool, bool, float, int]:
            unusual = heeds_wishes and bool(agreed.usual) and person not in agreed.usual
            other = heeds_wishes and bool(agreed.preferred) and person not in agreed.preferred
            return unusual, other, demands[person], person

        if whole:
            chosen = min(whole, key=order)
        else:
            largest = max(sum(fit.values()) for fit in fits.values())
            chosen = min((person for person, fit in fits.items() if sum(fit.values()) == largest), key=order)
        state.place(want, _leaving_enough(state, want, chosen, fit=fits[chosen], rest=rest))
    if state.laid(want) < most:
        _grow(state, want, most=most)


def _leaving_enough(state: LayingState, want: int, person: int, *, fit: Placement, rest: int) -> Placement:
    """Lay less with this person where the rest would be too short for a block of its own."""
    least = state.problem.wants[want].least
    left = rest - sum(fit.values())
    if not 0 < left < least:
        return fit
    less = rest - least
    shorter = state.fit(want, person, pieces=less) if less >= least else {}
    others = (other for other in state.problem.wants[want].people if other != person)
    if shorter and any(state.fit(want, other, pieces=least) for other in others):
        return shorter
    return fit


def _grow(state: LayingState, want: int, *, most: int) -> None:
    """Put a rest that is too short for a block of somebody else into the blocks of those who carry the hours."""
    for person in sorted(state.people_of(want)):
        mine = {place: pieces for place, pieces in state.placed[want].items() if place[0] == person}
        rest = most - state.laid(want)
        state.take_back(want, person=person)
        again = state.fit(want, person, pieces=sum(mine.values()) + rest)
        state.place(want, again if sum(again.values()) > sum(mine.values()) else mine)
