"""Whether the proven reasons of an answer add up: sums, and the free time of the people named, recomputed from the files alone."""

from __future__ import annotations

from scheduler.domain.reasons import CapacityFigures, ImpossibleFigures, PatternFigures, PolicyFigures, Reason
from scheduler.domain.workspace import Workspace
from scheduler.units import Span, TaskId
from scheduler.verify.clock import instant_of
from scheduler.verify.facts import Facts
from scheduler.verify.spans import total


def reason_adds_up(workspace: Workspace, reason: Reason, *, request: frozenset[TaskId]) -> bool:
    """Say whether a reason that is called proven is borne out by its figures; one that is not always is.

    Parameters
    ----------
    workspace
        With the request's tasks in it, due as asked.
    request
        Ids of these tasks.

    Notes
    -----
    A capacity reason must count work of the request, name everybody who may do it, and give these people's working time in its window
    to the minute. Whether the other work that it counts must lie in the window is the matter of the plan's own certificates.
    """
    figures = reason.figures
    if not reason.proven:
        return True
    match figures:
        case PolicyFigures():
            return figures.asked_minutes + figures.used_minutes > figures.limit_minutes
        case PatternFigures():
            return figures.proof is not None
        case ImpossibleFigures():
            return figures.needed_minutes > figures.longest_minutes
        case CapacityFigures():
            return _capacity_adds_up(Facts(workspace), figures, request)


def _capacity_adds_up(facts: Facts, figures: CapacityFigures, request: frozenset[TaskId]) -> bool:
    needed = sum(share.minutes for share in figures.work) + sum(share.minutes for share in figures.held)
    asked = [share for share in figures.work if share.task in request]
    if needed != figures.needed_minutes or needed <= figures.free_minutes or not asked:
        return False
    if len({share.task for share in figures.work}) != len(figures.work) or not set(figures.people) <= set(facts.people):
        return False
    if any(share.minutes > facts.open_work[share.task].remaining_minutes for share in asked):
        return False
    window = Span(instant_of(figures.from_, facts.zone), instant_of(figures.to, facts.zone))
    return figures.free_minutes == sum(
        total(facts.people[person].working(window)) for person in sorted(set(figures.people))
    )
