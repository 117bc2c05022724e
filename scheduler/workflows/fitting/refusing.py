"""Why a request cannot be done as asked, in tiers: impossible for anybody, outside the agreement, capacity, and what stands in the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from scheduler.calendars.zones import instant_of
from scheduler.domain.holdings import PromisedDate
from scheduler.domain.reasons import PatternFigures, PolicyFigures, Reason
from scheduler.explain.capacity import BINDING, Shortage
from scheduler.explain.chains import chain
from scheduler.explain.evidence import Evidence
from scheduler.explain.impossible import impossible
from scheduler.explain.pattern import PlanInSight, pattern
from scheduler.explain.together import together
from scheduler.fairshare.handed_tasks import with_asked_tasks
from scheduler.fairshare.limits import BY_DAY_OF_WORK, Limit, sure_limit
from scheduler.fairshare.within_cap import is_all_in
from scheduler.instance.records import TaskItem
from scheduler.verify.answer_reasons import reason_adds_up
from scheduler.workflows.fitting.fixed import fixed_work
from scheduler.workflows.fitting.rungs import Climb
from scheduler.workflows.fitting.stuck_task import first_not_done
from scheduler.workflows.fitting.ways import Way

MOST_REASONS = 5
WITHOUT_TAKING = "taking time, or the slack that is theirs, from others"
"""What stands in a request's way is not only what would be late: nobody's slack is used up beyond its floor."""


def reasons_of(climb: Climb, *, limit: Limit | None, later: Way | None = None) -> tuple[Reason, ...]:
    """Return why the request cannot be done by its date, the most important first.

    Parameters
    ----------
    limit
        The limit of borrowing that it would pass, where its work found room.
    later
        How it is done later, where that was found: what that finishes by its date is not in the way.
    """
    evidence = evidence_of(climb)
    found = list(_of_time(climb, evidence))
    limit = limit or sure_limit(climb.book, climb.ask.client, climb.ask.tasks, request=climb.ask.request)
    if limit is not None:
        found.append(policy_reason(climb, limit))
    if not any(reason.kind == "impossible" for reason in found):
        found += fixed_work(climb, most=MOST_REASONS - len(found))
    tasks = frozenset(task.id for task in climb.ask.tasks)
    # A reason whose figures the independent check does not bear out is none.
    found = [reason for reason in found if reason_adds_up(evidence.workspace, reason, request=tasks)]
    if not any(reason.proven for reason in found):
        found += _of_the_plan(climb, evidence, later=later)
    return tuple(found[:MOST_REASONS])


def policy_reason(climb: Climb, limit: Limit) -> Reason:
    """Return a limit of the agreement as a reason, proven by its figures where it is met whatever day is worked."""
    zone = climb.book.team.zone
    figures = {
        "rule": limit.rule,
        "asked_minutes": limit.asked_minutes,
        "limit_minutes": limit.limit_minutes,
        "used_minutes": limit.used_minutes,
        "from": zone.aware(zone.begin_of(limit.first)),
        "to": zone.aware(zone.end_of(limit.last)),
    }
    proven = limit.rule != BY_DAY_OF_WORK or is_all_in(climb.book, climb.ask.tasks, limit)
    text = (
        limit.text
        if proven
        else f"No plan was found that keeps within what the client may borrow. As early as can be: {limit.text}"
    )
    return Reason(kind="policy", text=text, proven=proven, figures=PolicyFigures.model_validate(figures))


def _of_time(climb: Climb, evidence: Evidence) -> Iterator[Reason]:
    """Yield what arithmetic proves: of one task alone, of its chain, and of the promised work of the same people."""
    # Of the time after the horizon nothing is known here.
    end = evidence.instance.horizon_end
    dated = [
        (task, instant_of(task.due))
        for task in climb.ask.tasks
        if task.due is not None and task.id in evidence.index and instant_of(task.due) <= end
    ]
    proven = False
    for task, until in dated:
        item = evidence.item(task.id)
        reason = impossible(evidence, item, until=until, late=True) or chain(evidence, item, until=until)
        if reason is not None:
            proven = True
            yield reason
    if proven:
        return
    if dated:
        shortage = Shortage(evidence, ranks=BINDING["agreed"])
        for task, _ in dated:
            reason = shortage.around(evidence.item(task.id))
            if reason is not None:
                yield reason
                return
    for task, until in dated:
        reason = together(evidence, evidence.item(task.id), until=until)
        if reason is not None:
            yield reason


def evidence_of(climb: Climb) -> Evidence:
    """Return the workspace to the minute with the request in it as promised work, and what the book holds."""
    workspace, holdings = climb.facts
    promised = {
        task.id: PromisedDate(due=instant_of(task.due), floor_at=instant_of(task.due))
        for task in climb.ask.tasks
        if task.due is not None
    }
    asked = with_asked_tasks(workspace, climb.book, climb.ask.client, climb.ask.request, climb.ask.tasks)
    # The request may stand on its own client's held hours: they are no need beside it.
    others = tuple(piece for piece in holdings.held if piece.client != climb.ask.client)
    with_request = holdings.model_copy(update={"held": others, "commitments": {**holdings.commitments, **promised}})
    evidence = Evidence.of(asked, overtime=False, holdings=with_request)
    tasks = tuple(
        item if item.id in promised or item.rank == "held" else _as_it_stands(climb, item)
        for item in evidence.instance.tasks
    )
    return replace(evidence, instance=replace(evidence.instance, tasks=tasks))


def _as_it_stands(climb: Climb, item: TaskItem) -> TaskItem:
    """Return a task with the date that an answer leaves it: where it is late already, that at which it is done; none without a place."""
    stands = climb.ground.work.get(item.id)
    if item.due_at is None or stands is None:
        return replace(item, due_at=None)
    return replace(item, due_at=max(item.due_at, stands.spans[-1].end))


def _of_the_plan(climb: Climb, evidence: Evidence, *, later: Way | None) -> Iterator[Reason]:
    """Yield what stands in the way in the plan, where nothing is proven: in those words, "no plan was found"."""
    sight = PlanInSight(climb.ground.plan, frozenset())
    dated = [task for task in climb.ask.tasks if task.due is not None and task.id in evidence.index]
    stuck = first_not_done(climb, dated, later=later)
    if stuck is not None and stuck.due is not None:
        item, until = evidence.item(stuck.id), instant_of(stuck.due)
        yield pattern(evidence, sight, item, until=until, late=True, without=WITHOUT_TAKING)
        return
    figures = PatternFigures(blockers=())
    yield Reason(kind="pattern", text="No plan was found that does it by then.", proven=False, figures=figures)
