"""Laying by CP-SAT, from the laying found by hand: for what that one leaves open, and no worse than it in any case.

A block is a number of pieces in one gap of one person's day, 0 or at least the shortest block. Levels are solved one after the other, each
kept while the next is solved: unlaid pieces, the worst share that an amount loses, people per client and skill with wishes as the small change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.instance.laying import LayingProblem
from scheduler.solve.exact.cp import run
from scheduler.solve.laying.state import LayingState, Place, Placement

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ortools.sat.python import cp_model

    from scheduler.solve.exact.cp import Run

MOST_PLACES = 3000
"""Larger parts are left to the search; the model would not get far within its limit."""

WORK_LIMIT = 0.5
"""Deterministic time of each level."""

SHARE_STEPS = 10_000
"""Shares are compared to a ten-thousandth."""


def better_by_solver(state: LayingState, *, seed: int) -> None:
    """Replace a laying by a better one, where the solver finds one within its limit of work.

    Raises
    ------
    SolverError
        If the solver calls the model invalid.
    """
    problem = state.problem
    places = [_places(problem, want) for want in range(len(problem.wants))]
    if sum(map(len, places)) > MOST_PLACES:
        return
    model = _Model(problem, places)
    before = state.score()
    found = model.solve(state.placed, seed=seed)
    if found is None:
        return
    old = [state.take_back(want) for want in range(len(problem.wants))]
    for want, placement in enumerate(found):
        state.place(want, placement)
    if state.score() > before:
        for want in range(len(problem.wants)):
            state.take_back(want)
        for want, placement in enumerate(old):
            state.place(want, placement)


def _places(problem: LayingProblem, want: int) -> list[Place]:
    """Return the gaps in which a block of an amount can lie."""
    agreed = problem.wants[want]
    return [
        (person, weekday, gap)
        for person in agreed.people
        for weekday in agreed.weekdays
        for gap, room in enumerate(problem.days[person][weekday].gaps)
        if room.pieces >= agreed.least <= problem.days[person][weekday].quota
    ]


class _Model:
    """Variables and rules of one part; levels are added as they are solved."""

    def __init__(self, problem: LayingProblem, places: Sequence[Sequence[Place]]) -> None:
        from ortools.sat.python import cp_model as cp

        self._problem = problem
        self._model = cp.CpModel()
        self._pieces: list[dict[Place, cp_model.IntVar]] = []
        self._carries: list[dict[int, cp_model.IntVar]] = []
        self._short: list[cp_model.IntVar] = []
        self._worst: cp_model.IntVar | None = None
        for number, (want, own) in enumerate(zip(problem.wants, places, strict=True)):
            pieces = {}
            for place in own:
                person, weekday, gap = place
                most = min(
                    want.pieces, problem.days[person][weekday].gaps[gap].pieces, problem.days[person][weekday].quota
                )
                domain = cp.Domain.from_intervals([[0, 0], [want.least, most]])
                pieces[place] = self._model.new_int_var_from_domain(domain, f"{number} at {place}")
            self._pieces.append(pieces)
            short = self._model.new_int_var(0, want.pieces, f"short {number}")
            self._model.add(sum(pieces.values()) + short == want.pieces)
            self._short.append(short)
            carries = {}
            for person in sorted({place[0] for place in own}):
                carries[person] = self._model.new_bool_var(f"{number} by {person}")
                by_person = sum(var for place, var in pieces.items() if place[0] == person)
                self._model.add(by_person <= want.pieces * carries[person])
            self._carries.append(carries)
        self._add_rooms()

    def _add_rooms(self) -> None:
        by_gap: dict[Place, list[cp_model.IntVar]] = {}
        by_day: dict[tuple[int, int], list[cp_model.IntVar]] = {}
        for pieces in self._pieces:
            for place, var in pieces.items():
                by_gap.setdefault(place, []).append(var)
                by_day.setdefault(place[:2], []).append(var)
        for (person, weekday, gap), variables in by_gap.items():
            self._model.add(sum(variables) <= self._problem.days[person][weekday].gaps[gap].pieces)
        for (person, weekday), variables in by_day.items():
            self._model.add(sum(variables) <= self._problem.days[person][weekday].quota)

    def solve(self, hint: Sequence[Placement], *, seed: int) -> list[Placement] | None:
        """Solve what is open level by level; the last solution, or None where the first level found none."""
        placements = list(hint)
        if sum(self._missing_of(placements)) > self._problem.bound:
            found = self._run(self._unlaid_and_people(), hint=placements, seed=seed)
            if found is None:
                return None
            placements, _ = found
        missing = sum(self._missing_of(placements))
        self._model.add(sum(self._short) <= missing)
        for level in (self._worst_share, self._people_and_wishes) if missing else (self._people_and_wishes,):
            measure = level()
            found = self._run(measure, hint=placements, seed=seed)
            if found is None:
                break
            placements, value = found
            self._model.add(measure <= value)
        return placements

    def _run(
        self, measure: cp_model.LinearExprT, *, hint: Sequence[Placement], seed: int
    ) -> tuple[list[Placement], int] | None:
        """Minimise a measure from a laying; None where no solution was found within the limit."""
        self._hint(hint)
        self._model.minimize(measure)
        outcome = run(self._model, seed=seed, work_limit=WORK_LIMIT)
        return (self._read(outcome), outcome.objective) if outcome.has_solution else None

    def _missing_of(self, placements: Sequence[Placement]) -> list[int]:
        """Return what each amount lacks."""
        return [
            want.pieces - sum(placement.values())
            for want, placement in zip(self._problem.wants, placements, strict=True)
        ]

    def _people(self) -> list[cp_model.IntVar]:
        return [var for carries in self._carries for var in carries.values()]

    def _unlaid_and_people(self) -> cp_model.LinearExprT:
        """Count unlaid pieces; the people come along, as a laying in many hands is hard to mend afterwards."""
        self._model.add(sum(self._short) >= self._problem.bound)
        people = self._people()
        return (1 + len(people)) * sum(self._short) + sum(people)

    def _worst_share(self) -> cp_model.LinearExprT:
        worst = self._model.new_int_var(0, SHARE_STEPS, "worst share")
        for want, short in zip(self._problem.wants, self._short, strict=True):
            self._model.add(SHARE_STEPS * short <= want.pieces * worst)
        self._worst = worst
        return worst

    def _people_and_wishes(self) -> cp_model.LinearExprT:
        step = 1 + sum(want.pieces for want in self._problem.wants)
        terms: list[cp_model.LinearExpr] = [step * step * var for var in self._people()]
        for want, pieces in zip(self._problem.wants, self._pieces, strict=True):
            for (person, _, _), var in pieces.items():
                unusual = bool(want.usual) and person not in want.usual
                other = bool(want.preferred) and person not in want.preferred
                if unusual or other:
                    terms.append((step * unusual + other) * var)
        return sum(terms)

    def _hint(self, placements: Sequence[Placement]) -> None:
        self._model.clear_hints()  # type: ignore[no-untyped-call]
        hint: Callable[[cp_model.IntVar, int], None] = self._model.add_hint
        for want, (pieces, placement) in enumerate(zip(self._pieces, placements, strict=True)):
            for place, var in pieces.items():
                hint(var, placement.get(place, 0))
            people = {person for person, _, _ in placement}
            for person, var in self._carries[want].items():
                hint(var, int(person in people))
            hint(self._short[want], self._missing_of(placements)[want])
        if self._worst is not None:
            missing = zip(self._problem.wants, self._missing_of(placements), strict=True)
            hint(self._worst, max(-(-SHARE_STEPS * short // want.pieces) for want, short in missing))

    def _read(self, outcome: Run) -> list[Placement]:
        return [
            {place: value for place, var in pieces.items() if (value := outcome.values[var.index])}
            for pieces in self._pieces
        ]
