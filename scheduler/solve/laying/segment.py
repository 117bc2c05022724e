"""Laying the hours of one segment: greedy, bettered by rounds, and by the solver where something is still open."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.instance.laying import PIECE_MINUTES, LayingProblem, Want
from scheduler.solve.laying.greedy import Pressure, first_order, insert_all
from scheduler.solve.laying.improve import improve, reached
from scheduler.solve.laying.state import LayingState, Placement
from scheduler.units import PersonId

PATIENCE = 4
"""How many times the usual rounds are spent where something that matters is still open."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A block of a week: who, on which weekday (0 is Monday), from which minute of the day, how many minutes."""

    person: PersonId
    weekday: int
    start_minute: int
    minutes: int


@dataclass(frozen=True, slots=True)
class LaidWant:
    """An amount with its blocks of a week, in order of weekday and time, and the minutes of a week that found no place."""

    want: Want
    patterns: tuple[Pattern, ...]
    unlaid_minutes: int


def lay_segment(problem: LayingProblem, *, seed: int, with_solver: bool) -> tuple[LaidWant, ...]:
    """Lay all wants of a problem as well as can be found, in the order given.

    Parameters
    ----------
    with_solver
        Ask CP-SAT where the laying by hand leaves minutes that might be laid, or needs more people than might be enough.
    """
    placements: list[Placement] = [{} for _ in problem.wants]
    for positions in problem.parts():
        laid = _lay_part(problem.part(positions), seed=seed, with_solver=with_solver)
        for position, placement in zip(positions, laid, strict=True):
            placements[position] = placement
    return _on_the_clock(problem, placements)


def _lay_part(problem: LayingProblem, *, seed: int, with_solver: bool) -> list[Placement]:
    state = LayingState(problem)
    insert_all(state, first_order(problem), pressure=Pressure(problem))
    improve(state, seed=seed)
    if not reached(state.score(), state.bound()):
        improve(state, seed=seed + 1, patience=PATIENCE)
    if with_solver and not reached(state.score(), state.bound()):
        from scheduler.solve.laying.exact import better_by_solver

        better_by_solver(state, seed=seed)
        improve(state, seed=seed + 2, patience=PATIENCE)
    return state.placed


def _on_the_clock(problem: LayingProblem, placements: list[Placement]) -> tuple[LaidWant, ...]:
    """Give each block its time: in every gap one after the other in the order of the wants."""
    ahead: dict[tuple[int, int, int], int] = {}
    laid = []
    for want, source, placement in zip(problem.wants, problem.sources, placements, strict=True):
        patterns = []
        for place, pieces in sorted(placement.items(), key=lambda item: (item[0][1], item[0][2], item[0][0])):
            person, weekday, gap = place
            start = ahead.get(place, problem.days[person][weekday].gaps[gap].start_minute)
            ahead[place] = start + pieces * PIECE_MINUTES
            patterns.append(Pattern(problem.people[person], weekday, start, pieces * PIECE_MINUTES))
        unlaid = (want.pieces - sum(placement.values())) * PIECE_MINUTES
        laid.append(LaidWant(source, tuple(patterns), unlaid))
    return tuple(laid)
