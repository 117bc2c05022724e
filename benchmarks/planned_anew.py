"""The question of a fit put to the ordinary planner: everything is planned anew with the request in it, and the plan says yes or not.

It is the same question: the request is done by its date with its client's own hours that pay for it free, and

- promised work of anybody ends by its slack floor, or where it stands if that is later; other dated work by its due time, or where it stands;
- what is frozen in the published plan stays; held hours are in place no less than before; tentative work may leave;
- the independent check finds nothing in the plan, and the book charges the request within the limits of borrowing.

So a yes of the planner contradicts a proven no. Inside these limits both may move any work, however much. Only the planner puts held hours anywhere on
their day (a fit tries where they stand and the ends of their days). Its time is that of a whole plan: few moves and even loads after a yes, little
lateness after a no.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from benchmarks.outcomes import late_count, outcome_of
from scheduler.calendars.zones import instant_of
from scheduler.domain.holdings import Holdings, PromisedDate
from scheduler.domain.plan import Plan, PlannedTask
from scheduler.domain.requests import Request
from scheduler.domain.workspace import Workspace
from scheduler.explain.plan import explain_plan
from scheduler.fairshare.asking import Ask
from scheduler.fairshare.handed_tasks import with_asked_tasks
from scheduler.fairshare.limits import Limit
from scheduler.solve.making_room import Room
from scheduler.solve.planner import PlanSettings, make_plan
from scheduler.units import Instant, TaskId
from scheduler.verify.plan import check_plan
from scheduler.workflows.asked_work import ask_of
from scheduler.workflows.fitting import in_room
from scheduler.workflows.fitting.ground import Ground, work_in
from scheduler.workflows.fitting.held_hours import hours_that_pay, without_hours

Found = Literal["in time", "over a limit", "refused by the book", "proven late", "none found"]
"""What a plan made anew says: the request is in time and all else in its limits; the same, but its client would borrow too much, or the
book does not take it (its hours were not where the plan has them); a bound proves that no plan has all promised dates; or nothing."""
FitSaid = Literal["yes", "proven no", "no plan found"]
Beside = Literal["same", "fit better", "planner better", "contradicted"]


@dataclass(frozen=True, slots=True)
class Anew:
    """What planning everything anew found, and the processor time of the planner in seconds (checks of its plan not counted)."""

    found: Found
    seconds: float

    @property
    def holds(self) -> bool:
        """Whether the plan has the request in time and everything else in its limits, whoever pays for it."""
        return self.found in ("in time", "over a limit", "refused by the book")


def plan_anew(ground: Ground, request: Request, *, seconds: float, seed: int = 0) -> Anew:
    """Plan everything with the request in it, and say what the plan says about it.

    Parameters
    ----------
    seconds
        Time limit of the planner, in processor time, so that a busy machine does not shorten it.
    """
    ask = ask_of(ground.book, ground.workspace, request)
    workspace, holdings = question_of(ground, ask)
    settings = PlanSettings(seed=seed, time_limit_seconds=seconds, clock=time.process_time)
    began = time.process_time()
    plan = make_plan(workspace, baseline=ground.published, holdings=holdings, settings=settings)
    spent = time.process_time() - began
    if next(broken_limits(ground, ask, plan), None) is not None:
        # Where something is late already, a bound above zero says nothing about the request.
        proves = not late_count(ground.plan) and outcome_of(plan) == "late, proven"
        return Anew("proven late" if proves else "none found", spent)
    plan = explain_plan(workspace, plan)
    found = check_plan(workspace, plan, baseline=ground.published, holdings=holdings).violations
    if found:
        raise RuntimeError(f"the plan made anew breaks a rule: {found[0].text}")
    return Anew(_charged(ground, ask, plan), spent)


def question_of(ground: Ground, ask: Ask) -> tuple[Workspace, Holdings]:
    """Return the workspace with the request in it, and holdings with the limits that a fit keeps; what is late is due where it stands."""
    workspace, holdings = ground.facts
    stands = {task: work.spans[-1].end for task, work in ground.work.items()}
    aware = ground.book.team.aware
    late = {task.id for task in ground.plan.tasks if task.late_minutes}
    tasks = tuple(
        task.model_copy(update={"due": aware(stands[task.id])}) if task.id in late else task for task in workspace.tasks
    )
    promised = {
        task: PromisedDate(
            due=max(each.due, stands.get(task, each.due)), floor_at=max(each.floor_at, stands.get(task, each.floor_at))
        )
        for task, each in holdings.commitments.items()
    }
    holdings = without_hours(holdings, hours_that_pay(ground.book, ask))
    posed = workspace.model_copy(update={"tasks": tasks})
    whole = with_asked_tasks(posed, ground.book, ask.client, ask.request, ask.tasks)
    return whole, holdings.model_copy(update={"commitments": promised})


def limits_of(ground: Ground) -> Iterator[tuple[PlannedTask, Instant]]:
    """Yield the work that stands with the moment by which it is done; work without a date, and tentative work, has none."""
    for task in ground.plan.tasks:
        promised = ground.book.commitments.get(task.id)
        if promised is not None:
            yield task, max(promised.floor_at, instant_of(task.finish))
        elif task.due is not None and task.commitment != "tentative":
            yield task, max(instant_of(task.due), instant_of(task.finish))


def broken_limits(ground: Ground, ask: Ask, plan: Plan) -> Iterator[str]:
    """Yield what keeps a plan from being a yes, in words: what ends after its limit or has no place, frozen work that moved, hours that are not in place."""
    finish: Mapping[TaskId, Instant] = {task.id: instant_of(task.finish) for task in plan.tasks}
    for asked in ask.tasks:
        if asked.due is not None and finish.get(asked.id, 1 << 60) > instant_of(asked.due):
            yield f"{asked.id} is not done by its date"
    for task, limit in limits_of(ground):
        if finish.get(task.id, 1 << 60) > limit:
            yield f"{task.id} ends after its limit"
    unplaced = {task.id for task in plan.unplaced if task.commitment != "tentative"}
    for dropped in sorted(unplaced & ground.work.keys()):
        yield f"{dropped} has no place any more"
    for row in plan.unfrozen:
        yield f"{row.task} is frozen and moved"
    if shortfall_of(plan) > shortfall_of(ground.plan):
        yield "held hours are missing"


def shortfall_of(plan: Plan) -> tuple[int, ...]:
    """Return held minutes that are not in place: per client, in per mille, the largest first."""
    level = next(level for level in plan.objective if level.level == "held_shortfall")
    return level.value if isinstance(level.value, tuple) else (level.value,)


def _charged(ground: Ground, ask: Ask, plan: Plan) -> Found:
    """Say whether the book charges the request at its place in a plan, with everything else where the plan has it."""
    work, own = work_in(plan), {task.id for task in ask.tasks}
    moved = {task: work.get(task) for task, stood in ground.work.items() if work.get(task) != stood}
    found = in_room.Found(Room({task: work[task] for task in own}, moved), hours_that_pay(ground.book, ask), {})
    taken = in_room.way_in(ground, ask, found, in_round=False, due_at_finish=False)
    if taken is None:
        return "refused by the book"
    return "over a limit" if isinstance(taken, Limit) else "in time"


def beside(said: FitSaid, found: Found) -> Beside:
    """Compare what a fit said with what planning anew found.

    A no without a proof and a search without success are the same; a proof against a plan, whichever of the two has it, is a contradiction.
    """
    if said == "yes":
        return "same" if found == "in time" else "contradicted" if found == "proven late" else "fit better"
    if found == "in time":
        return "contradicted" if said == "proven no" else "planner better"
    return "same"
