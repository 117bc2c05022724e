"""A stronger bound for small teams: each task goes to one person, and each person's work must fit that person's windows.

The pooled bound lets tasks be split over a pool and pushes fractions of all of them past their dues. Here a boolean says
who does a task; for each person and window the minutes that are not worked past its end fit the free time inside; and what
is worked past an end makes the task late as that person's own calendar says. Without one sittings and chains across
people this is exact. The question "is there anything below this value?" is asked of CP-SAT, rows being added as answers break
them; a refutation counts only if a second run without presolve gives it too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from scheduler.instance.records import Instance, Rank
from scheduler.solve.bounds.lateness_ground import Ground, Share, client_shares, lay_ground
from scheduler.solve.bounds.stretches import Late, stretches_after
from scheduler.solve.exact.budget import Budget
from scheduler.solve.exact.cp import Run
from scheduler.units import Instant

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

MOST_CHOICES = 1500
"""Pairs of task and person beyond which the question is not asked."""
ROWS_PER_ROUND = 40

Row: TypeAlias = tuple[int, Instant, Instant]
"""A person and the window [start, end) in which the person's work must fit."""


def assigned_bound(
    instance: Instance,
    rank: Rank,
    *,
    value: Sequence[int],
    seed: int,
    budget: Budget,
    fixed: Mapping[Rank, Sequence[int]] | None = None,
    known: int = 0,
) -> tuple[int, ...]:
    """Return a vector that is lexicographically at most every plan's vector of client lateness in a class.

    Parameters
    ----------
    instance
        Must lose nothing for the bound to hold on the minute.
    value
        The vector of the best plan known: what is to be proven unbeatable.
    fixed
        As in `lateness_bound`.
    known
        A first entry that is proven already: below it nothing is asked.

    Returns
    -------
    tuple of int
        Equal to `value` where that is proven optimal; all zeros where nothing was proven or the instance is too large.
    """
    nothing = tuple(0 for _ in value)
    earlier = {each: tuple(values) for each, values in (fixed or {}).items() if each != rank}
    ranks = [task.rank for task in instance.tasks]
    shares = client_shares(instance, [each == rank for each in ranks])
    ground = lay_ground(instance, counted=[each == rank or each in earlier for each in ranks])
    choices = sum(len(demand.people) for demand in ground.table.demands)
    if not any(value) or not choices or choices > MOST_CHOICES:
        return nothing
    caps = [
        (share, max(values, default=0))
        for each, values in earlier.items()
        for share in client_shares(instance, [other == each for other in ranks])
    ]
    question = _Question(instance, ground, caps=caps, seed=seed, budget=budget)
    proven: list[int] = []
    for entry in value:
        if entry == 0 or not question.is_refuted(shares, below=[*proven, entry]):
            break
        proven.append(entry)
    if not proven:
        proven = _halving(question, shares, value[0], known=known)
    return (*proven, *nothing[len(proven) :])


def _halving(question: _Question, shares: Sequence[Share], value: int, *, known: int) -> list[int]:
    """Return the largest first entry that is proven, looking in ever smaller halves between `known` and `value`."""
    low, high = known, value
    while high - low > max(1, value // 50) and question.has_work():
        middle = (low + high) // 2
        if question.is_refuted(shares, below=[middle]):
            low = middle
        else:
            high = middle
    return [low] if low else []


class _Question:
    """The rows known so far, shared by all questions about one instance."""

    def __init__(
        self,
        instance: Instance,
        ground: Ground,
        *,
        caps: Sequence[tuple[Share, int]],
        seed: int,
        budget: Budget,
    ) -> None:
        self._ground, self._caps = ground, caps
        self._seed, self._budget = seed, budget
        first = min(demand.start for demand in ground.table.demands)
        ends = [end for end in ground.table.ends.tolist() if end > first]
        self._rows: set[Row] = {(person, first, end) for person in range(len(instance.people)) for end in ends}
        self._late = stretches_after(instance, ground)

    def has_work(self) -> bool:
        """Say whether anything may still be spent."""
        return not self._budget.is_spent()

    def is_refuted(self, shares: Sequence[Share], *, below: Sequence[int]) -> bool:
        """Say whether no plan is worse in no entry but the last of `below`, and there below it.

        False also where it stays open.
        """
        while self.has_work():
            model = _Model(self._ground, self._late, rows=sorted(self._rows))
            for share, most in self._caps:
                model.cap(share, most)
            model.require_below(shares, below)
            answer = self._run(model, presolve=True)
            if answer.status == "infeasible":
                return self._run(model, presolve=False).status == "infeasible"
            if not answer.has_solution:
                return False
            broken = model.broken_rows(answer.values)
            if not broken:
                return False
            self._rows.update(broken)
        return False

    def _run(self, model: _Model, *, presolve: bool) -> Run:
        return self._budget.run(model.cp, seed=self._seed, presolve="full" if presolve else "off")


class _Model:
    """CP-SAT's view: who does what, minutes worked past window ends, minutes late."""

    def __init__(self, ground: Ground, late: Late, *, rows: Sequence[Row]) -> None:
        from ortools.sat.python import cp_model as cp

        self.cp = cp.CpModel()
        self._ground, self._stretches = ground, late
        measured, table = ground.measured, ground.table
        self._minutes_late = {
            task: self.cp.new_int_var(measured.forced[task], max(measured.forced[task], measured.most[task]), "")
            for task, start in enumerate(measured.late_from)
            if start is not None
        }
        self._does: dict[tuple[int, int], cp_model.IntVar] = {}
        for index, demand in enumerate(table.demands):
            mine = [self.cp.new_bool_var("") for _ in demand.people]
            self._does.update(
                {(index, person): literal for person, literal in zip(sorted(demand.people), mine, strict=True)}
            )
            unplaced = self.cp.new_bool_var("")
            self.cp.add_exactly_one([*mine, unplaced])
            for task in late.carriers[index]:
                self.cp.add(self._minutes_late[task] >= measured.most[task]).only_enforce_if(unplaced)
        self._past: dict[tuple[int, int, int], cp_model.IntVar] = {}
        self._rows = set(rows)
        for person, start, end in rows:
            self._add_row(person, start, end)

    def cap(self, share: Share, most: int) -> None:
        """Require that a client's lateness is at most `most`."""
        self.cp.add(sum(weight * self._minutes_late[task] for task, weight in share.weights) <= most * share.divisor)

    def require_below(self, shares: Sequence[Share], below: Sequence[int]) -> None:
        """Require that the sums of the largest entries are at most those of `below`, the last of them less."""
        count, total = len(below), sum(below) - 1
        if count == 1:
            for share in shares:
                self.cap(share, total)
            return
        for share in shares:
            self.cap(share, below[0])
        level = self.cp.new_int_var(0, below[0], "")
        above = []
        for share in shares:
            entry, over = self.cp.new_int_var(0, below[0], ""), self.cp.new_int_var(0, below[0], "")
            late = sum(weight * self._minutes_late[task] for task, weight in share.weights)
            self.cp.add(entry * share.divisor >= late)
            self.cp.add(over >= entry - level)
            above.append(over)
        self.cp.add(count * level + sum(above) <= total)

    def broken_rows(self, values: Sequence[int]) -> list[Row]:
        """Return the rows that a solution breaks, the worst first: work that does not fit its person's window.

        Besides the known window ends those count at which a task must be finished to be no later than the solution says.
        """
        late = {task: values[variable.index] for task, variable in self._minutes_late.items()}
        hands: dict[int, list[int]] = {}
        for (index, person), literal in self._does.items():
            if values[literal.index]:
                hands.setdefault(person, []).append(index)
        broken: list[tuple[int, Row]] = []
        for person, mine in sorted(hands.items()):
            broken += self._broken(person, mine, late)
        return [row for _, row in sorted(broken)[:ROWS_PER_ROUND]]

    def _broken(self, person: int, mine: Sequence[int], late: Mapping[int, int]) -> list[tuple[int, Row]]:
        """Return the broken rows of one person with minus their excess."""
        table, late_from = self._ground.table, self._ground.measured.late_from
        ends = set(table.ends.tolist())
        for index in mine:
            task = table.demands[index].task
            if (start := late_from[task]) is not None:
                ends.add(start + late[task])
        broken = []
        for end in sorted(ends):
            due = [index for index in mine if table.demands[index].end <= end]
            need = {
                index: table.demands[index].minutes - self._stretches.most_past(index, person, end, late=late)
                for index in due
            }
            for start in sorted({table.demands[index].start for index in due}):
                needed = sum(minutes for index, minutes in need.items() if table.demands[index].start >= start)
                excess = needed - table.capacity.free_minutes((person,), start, end)
                if excess > 0 and (person, start, end) not in self._rows:
                    broken.append((-excess, (person, start, end)))
        return broken

    def _add_row(self, person: int, start: int, end: int) -> None:
        """Require that a person's work inside a window, less what is worked past its end, fits the free time there."""
        table = self._ground.table
        members = [
            index
            for index, demand in enumerate(table.demands)
            if person in demand.people and demand.end <= end and demand.start >= start
        ]
        free = table.capacity.free_minutes((person,), start, end)
        if sum(table.demands[index].minutes for index in members) <= free:
            return
        self.cp.add(
            sum(table.demands[index].minutes * self._does[index, person] for index in members)
            - sum(self._past_minutes(index, person, end) for index in members)
            <= free
        )

    def _past_minutes(self, index: int, person: int, end: int) -> cp_model.IntVar:
        """Return the variable of the minutes of a task that its person works past an end, with what they cost."""
        key = (index, person, end)
        if key in self._past:
            return self._past[key]
        minutes = self._ground.table.demands[index].minutes
        pieces = self._stretches.pieces(index, person, end)
        there = min(minutes, sum(piece.minutes for piece in pieces))
        past = self.cp.new_int_var(0, there, "")
        self.cp.add(past <= there * self._does[index, person])
        before = 0
        for piece in pieces:
            reached = self.cp.new_bool_var("")
            self.cp.add(past <= before).only_enforce_if(~reached)
            for task, least, rises in piece.late:
                late = self._minutes_late[task]
                self.cp.add(late >= least + (past - before if rises else 1) - 1).only_enforce_if(reached)
            before += piece.minutes
        self._past[key] = past
        return past
