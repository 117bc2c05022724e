"""Can all promises be kept at once? A plan that does, a refutation, or an honest "unknown".

The question is asked of a relaxation with demand rows that are added as solutions break them; "infeasible" counts only while the
model holds nothing but relaxations, and is asked a second time without presolve, because false refutations have been
reported (or-tools issue 5274).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from scheduler.instance.placement import Placement, finish_instant
from scheduler.instance.records import Instance, Rank
from scheduler.model.on_time import OnTimeModel
from scheduler.model.on_time_build import build_on_time
from scheduler.model.windows import compute_windows, with_predecessors
from scheduler.solve.exact.budget import Budget
from scheduler.solve.exact.cp import Presolve, Run


@dataclass(frozen=True, slots=True)
class OnTime:
    """All are on time in this plan; tasks that are not part of the question may be missing from it."""

    placement: Placement


@dataclass(frozen=True, slots=True)
class MustBeLate:
    """No plan on the grid has them all on time.

    Attributes
    ----------
    refuted_twice
        By arithmetic, or by a second solve without presolve; otherwise one status of the solver says so.
    task
        The task whose window alone is empty; None where it takes several tasks.
    """

    refuted_twice: bool
    task: int | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """Undecided within the limit.

    Attributes
    ----------
    cut_by_clock
        Whether the wall clock ended it rather than the limit of work.
    """

    cut_by_clock: bool


Outcome: TypeAlias = OnTime | MustBeLate | Unknown
LayOut: TypeAlias = Callable[[Instance, Mapping[int, int]], Placement | None]


def asked_tasks(instance: Instance, ranks: frozenset[Rank]) -> list[bool]:
    """Return which tasks must be on time: they have one of `ranks` and are due by the end of the horizon."""
    return [
        item.rank in ranks and item.due_at is not None and item.due_at <= instance.horizon_end
        for item in instance.tasks
    ]


def is_on_time(instance: Instance, placement: Placement, *, due: Sequence[bool]) -> bool:
    """Say whether all tasks that `due` names are in a plan and end by their due times."""
    return all(
        placement.is_placed(task)
        and item.late_from is not None
        and finish_instant(instance, task, placement) <= item.late_from
        for task, item in enumerate(instance.tasks)
        if due[task]
    )


def prove_late(
    instance: Instance,
    *,
    ranks: frozenset[Rank],
    seed: int,
    budget: Budget,
    lay_out: LayOut | None = None,
) -> Outcome:
    """Say whether all tasks that have one of `ranks` and are due inside the horizon can be on time at once.

    Parameters
    ----------
    ranks
        By `TaskItem.rank`.
    budget
        For all runs together.
    lay_out
        Tries to lay a choice of people (task to person, for the tasks of the question with work to lay) with all on time, or
        returns None. It shortens the way to a yes; its plans are checked for being on time, its failures prove nothing.

    Returns
    -------
    Outcome
        On the grid of the instance: it speaks for the minute only where the instance is aligned.
    """
    due = asked_tasks(instance, ranks)
    windows = compute_windows(instance, due=due)
    if windows.contradiction is not None:
        return MustBeLate(refuted_twice=True, task=windows.contradiction)
    needed = with_predecessors(instance, due)
    question = _Question(
        instance=instance,
        built=build_on_time(instance, windows, needed=needed),
        seed=seed,
        budget=budget,
        lay_out=lay_out,
        due=due,
    )
    return question.answer()


_MOST_RUNS = 400
_MOST_LAY_OUTS = 5


@dataclass(slots=True)
class _Question:
    """The runs of one question, on one account of work and time."""

    instance: Instance
    built: OnTimeModel
    seed: int
    budget: Budget
    lay_out: LayOut | None
    due: Sequence[bool]
    lay_outs: int = 0

    def answer(self) -> Outcome:
        refutes = True
        for _ in range(_MOST_RUNS):
            result = self._run(presolve="light")
            if result.status == "infeasible":
                if not refutes:
                    return Unknown(cut_by_clock=False)
                result = self._run(presolve="off")
                if not result.has_solution:
                    return MustBeLate(refuted_twice=result.status == "infeasible")
            if not result.has_solution:
                return Unknown(cut_by_clock=result.cut_by_clock)
            if self.built.add_overloads(result.values):
                laid = self._lay_out(result)
                if laid is not None:
                    return OnTime(laid)
                continue
            placement = self.built.placement(result.values)
            if placement is not None:
                return OnTime(placement)
            # A choice of people that needs more overtime than is consented is set aside; from here on "infeasible" proves
            # nothing.
            refutes = False
            self.built.set_aside(self.built.people_of(result.values))
        return Unknown(cut_by_clock=False)

    def _lay_out(self, result: Run) -> Placement | None:
        """Let the caller lay a choice of people that a solution made; None where it is not all on time."""
        if self.lay_out is None or self.lay_outs == _MOST_LAY_OUTS:
            return None
        self.lay_outs += 1
        laid = self.lay_out(self.instance, self.built.people_of(result.values))
        return laid if laid is not None and is_on_time(self.instance, laid, due=self.due) else None

    def _run(self, *, presolve: Presolve) -> Run:
        return self.budget.run(self.built.cp, seed=self.seed, presolve=presolve, interleave=True)
