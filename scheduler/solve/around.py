"""Plan around work that stands: pinned work stays where it is, and the rest goes where it fits. Nothing is proven here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from scheduler.domain.holdings import Holdings
from scheduler.domain.plan import Plan
from scheduler.domain.workspace import Workspace
from scheduler.instance.baseline import BaselineWork
from scheduler.instance.build import build
from scheduler.instance.holding import Ties
from scheduler.solve.best import Best, causes_of, with_whole_chains
from scheduler.solve.changes import given_up_in_vain
from scheduler.solve.evaluate import spans_of
from scheduler.solve.holding import place_pieces, without_place
from scheduler.solve.levels import Proofs
from scheduler.solve.repairs import crowded_out
from scheduler.solve.search.phases import Phases
from scheduler.solve.search.problem import Problem
from scheduler.solve.settings import MOST_REPAIRS, PlanSettings
from scheduler.solve.work import ANSWER_PACE, Work
from scheduler.solve.writing import written
from scheduler.units import TaskId


@dataclass(frozen=True, slots=True)
class Around:
    """A workspace, and what is not to be moved in it.

    Attributes
    ----------
    pins
        Work of open tasks with all that remains of them; what cannot stand there is put elsewhere.
    absent
        Tasks that stay without a place.
    loosened
        Commitments whose slack floor does not bind.
    """

    workspace: Workspace
    baseline: Plan | None
    holdings: Holdings | None
    pins: Mapping[TaskId, BaselineWork]
    absent: Collection[TaskId] = ()
    loosened: frozenset[TaskId] = frozenset()


def plan_around(around: Around, *, settings: PlanSettings) -> Plan:
    """Return the plan, with few moves and even loads, without reasons and not verified."""
    work = Work(settings.time_limit_seconds, pace=ANSWER_PACE, clock=settings.clock)
    best = _search(around, work, seed=settings.seed, polish=True)
    stopped_by = "wall_clock" if work.cut_by_clock else None
    return written(around.workspace, best, baseline=around.baseline, seed=settings.seed, stopped_by=stopped_by)


def work_around(around: Around, *, settings: PlanSettings) -> dict[TaskId, BaselineWork]:
    """Return where each task stands; the levels below lateness are not searched for, and nothing is written down."""
    work = Work(settings.time_limit_seconds, pace=ANSWER_PACE, clock=settings.clock)
    best = _search(around, work, seed=settings.seed, polish=False)
    instance, placement = best.built.instance, best.placement
    return {
        task.id: BaselineWork(
            instance.people[placement.people[task.index]].id, spans_of(instance, task.index, placement)
        )
        for task in instance.tasks
        if placement.is_placed(task.index)
    }


def _search(around: Around, work: Work, *, seed: int, polish: bool) -> Best:
    ties = Ties(pins=around.pins, loosened=around.loosened)
    for _ in range(MOST_REPAIRS):
        best = _once(around, ties, work, seed=seed, polish=polish)
        stuck = without_place(best.built, best.placement) - ties.loosened
        more = given_up_in_vain(best.built, best.placement) - ties.insist
        early = crowded_out(best.built, best.placement) - set(around.absent)
        if not (stuck or more or early):
            break
        ties = replace(ties, loosened=ties.loosened | stuck, insist=ties.insist | more, unbooked=ties.unbooked | early)
    return best


def _once(around: Around, ties: Ties, work: Work, *, seed: int, polish: bool) -> Best:
    built = build(around.workspace, baseline=around.baseline, holdings=around.holdings, ties=ties)
    problem = Problem(built.instance)
    absent = {built.number[task] for task in around.absent if task in built.number}
    phases = Phases(problem, work, seed=seed, absent=absent)
    if not phases.on_time():
        phases.lateness(lambda key: not any(any(vector) for vector in key), patient=False)
    phases.lesser_work()
    if polish:
        phases.polish()
    built = place_pieces(built, phases.placement())
    placement = with_whole_chains(problem, phases.placement())
    return Best(built, placement, causes_of(problem, placement), Proofs())
