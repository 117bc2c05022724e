"""Reasons that no addition proves: what stands in the way in this plan, as things that a person can act on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from scheduler.calendars.words import work_words
from scheduler.calendars.zones import Zone
from scheduler.domain.plan import Plan, PlannedTask
from scheduler.domain.reasons import PatternFigures, Reason
from scheduler.explain.absences import absences, meetings
from scheduler.explain.evidence import Evidence
from scheduler.explain.fairness import worse_off
from scheduler.explain.holding import held_in_the_way
from scheduler.explain.words import list_words
from scheduler.instance.records import TaskItem
from scheduler.instance.waits import release_after
from scheduler.units import Instant, PersonId, TaskId

MOST_BLOCKERS = 5
WITHOUT_LATENESS = "making something late that goes before it"


@dataclass(frozen=True, slots=True)
class Standing:
    """What of other work stands in a window on some people."""

    task: TaskId
    person: PersonId
    minutes: int


@dataclass(frozen=True)
class PlanInSight:
    """A plan with what reasons ask of it.

    Attributes
    ----------
    must_be_late
        Ranks of work of which something must be late in every plan, by the plan's proven bounds.
    """

    plan: Plan
    must_be_late: frozenset[str]

    @cached_property
    def by_id(self) -> Mapping[TaskId, PlannedTask]:
        """Planned tasks by id."""
        return {task.id: task for task in self.plan.tasks}

    @cached_property
    def unplaced(self) -> frozenset[str]:
        """Ids of the tasks without a place."""
        return frozenset(task.id for task in self.plan.unplaced)

    def standing(self, people: frozenset[PersonId], start: Instant, end: Instant, *, but: TaskId) -> list[Standing]:
        """Return other tasks with work of these people in [start, end), the most minutes first."""
        found = []
        for task in self.plan.tasks:
            if task.person not in people or task.id == but:
                continue
            minutes = 0
            for block in task.blocks:
                first, last = Zone.instant_of(block.start), Zone.instant_of(block.end)
                minutes += max(0, min(last, end) - max(first, start))
            if minutes:
                found.append(Standing(task.id, task.person, minutes))
        return sorted(found, key=lambda each: (-each.minutes, each.task))


def pattern(
    evidence: Evidence,
    sight: PlanInSight,
    item: TaskItem,
    *,
    until: Instant,
    late: bool,
    without: str = WITHOUT_LATENESS,
) -> Reason:
    """Return what stands in a task's way in the plan: not proven, but with figures of what stands where.

    Parameters
    ----------
    until
        Its due time, or the end of the horizon for a task without a place.
    late
        Whether it is asked why the task is late (else: why it has no place).
    without
        What no plan does without where the task is late.
    """
    start = min(max(evidence.heads.starts[item.index], item.release_at), until)
    blockers = _before(evidence, sight, item, until=until)
    blockers += _conditions(evidence, item)
    people = frozenset(evidence.instance.people[person].id for person in item.eligible)
    blockers += absences(evidence, item.eligible, start=start, until=until)[:2]
    blockers += held_in_the_way(evidence, frozenset(item.eligible), start=start, until=until)[:2]
    others = sight.standing(people, start, until, but=item.id)
    shown = others[: max(1, MOST_BLOCKERS - len(blockers))]
    blockers += [_standing_words(evidence, each) for each in shown]
    if len(blockers) < MOST_BLOCKERS:
        blockers += meetings(evidence, item.eligible, start=start, until=until)
    blockers = blockers[:MOST_BLOCKERS]
    text = _opening(evidence, sight, item, until=until, late=late, without=without)
    if blockers:
        text += f" In its way: {list_words(blockers)}."
    if len(others) > len(shown):
        rest = sum(each.minutes for each in others[len(shown) :])
        text += f" Other work of the same people takes another {work_words(rest)} of that time."
    if late:
        text += worse_off(evidence, sight.plan, item, others=[each.task for each in others])
    return Reason(kind="pattern", text=text, proven=False, figures=PatternFigures(blockers=tuple(blockers)))


def _opening(
    evidence: Evidence, sight: PlanInSight, item: TaskItem, *, until: Instant, late: bool, without: str
) -> str:
    title = evidence.title(item)
    if not late:
        return f"No plan was found that has a place for {title} before the plan ends {evidence.at(until)}."
    if item.rank in sight.must_be_late:
        work = "agreed work that no decision covers" if item.rank == "uncovered" else f"{item.rank} work"
        frozen = any(each.fixed and not each.booked for each in evidence.instance.tasks)
        opening = "Somebody must be late, as long as frozen work stays" if frozen else "Somebody must be late"
        return f"{opening}: there is no plan with all {work} on time, and none was found in which the worst-off client is better off. Here it is {title}, due {evidence.at(until)}."
    return f"No plan was found that has {title} done by {evidence.at(until)} without {without}."


def _before(evidence: Evidence, sight: PlanInSight, item: TaskItem, *, until: Instant) -> list[str]:
    """Name the predecessor that holds the task up most in this plan, if what it leaves of the window is too short.

    One that is done early enough stands in nobody's way: after it, and the wait, somebody has time for the whole task.
    """
    finishes: list[tuple[Instant, Instant, str]] = []
    for arc in item.predecessors:
        before = evidence.instance.tasks[arc.task]
        planned = sight.by_id.get(before.id)
        if planned is not None:
            at = Zone.instant_of(planned.finish)
            finishes.append((release_after(evidence.instance, at, arc.wait), at, evidence.title(before)))
    if not finishes:
        return []
    released, at, title = max(finishes)
    first = max(released, item.release_at)
    people = evidence.united[item.index]
    if first < until and evidence.most_minutes(item, people, start=first, until=until) >= item.remaining_minutes:
        return []
    return [f"it waits for {title}, which is done {evidence.at(at)}"]


def _conditions(evidence: Evidence, item: TaskItem) -> list[str]:
    """Name what the task asks beyond its skill: pin, same person, one sitting."""
    task = evidence.tasks[item.id]
    found = []
    if task.person is not None:
        found.append(f"it is pinned to {evidence.people[task.person].name}")
    mates = evidence.mates(item)
    if mates:
        found.append(f"the same person must do {evidence.title(mates[0])}")
    if item.one_sitting:
        found.append(f"its one sitting of {work_words(item.remaining_minutes)}")
    return found


def _standing_words(evidence: Evidence, each: Standing) -> str:
    item = evidence.instance.tasks[evidence.index[each.task]]
    return f"{work_words(each.minutes)} of {evidence.title(item)} ({evidence.people[each.person].name})"
