"""A second, dumber oracle: every way to hand out every unit of every person, one unit after the other.

It shares no search with `brute_force`: there is no order of work, no earliest unit, no cut. Only for cases with a handful
of units. Sittings, waits and same-person groups are judged on the finished schedule.
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.domain.workspace import Workspace
from scheduler.units import Instant, TaskId
from scheduler.verify import check_plan
from tests.building import block
from tests.planning import plan_of, without_claims

Levels = tuple[tuple[int, ...], tuple[int, ...]]
_JUDGED_ELSEWHERE = {"reasons_add_up"}


def best_by_units(workspace: Workspace, units: dict[str, list[Instant]]) -> Levels:
    """Return the best first two levels over all schedules.

    Parameters
    ----------
    units
        The free units of each person, by their starts.
    """
    slots = [(who, start) for who in sorted(units) for start in units[who]]
    names: list[TaskId | None] = [None, *(task.id for task in workspace.tasks)]
    effort = {task.id: task.effort_minutes // workspace.grid_minutes for task in workspace.tasks}
    best: Levels | None = None
    for schedule in _schedules(slots, names, effort):
        found = _judge(workspace, schedule)
        if found is not None and (best is None or found < best):
            best = found
    if best is None:
        raise AssertionError("the empty schedule is a plan")
    return best


Schedule = dict[TaskId, tuple[str, list[Instant]]]


def _schedules(
    slots: list[tuple[str, Instant]], names: list[TaskId | None], effort: dict[TaskId, int]
) -> Iterator[Schedule]:
    """Yield every hand-out of slots in which each task has one person and all of its units or none."""

    def extend(number: int, schedule: Schedule) -> Iterator[Schedule]:
        if number == len(slots):
            if all(len(starts) == effort[name] for name, (_, starts) in schedule.items()):
                yield schedule
            return
        who, start = slots[number]
        for name in names:
            if name is None:
                yield from extend(number + 1, schedule)
                continue
            doer, starts = schedule.get(name, (who, []))
            if doer == who and len(starts) < effort[name]:
                yield from extend(number + 1, schedule | {name: (who, [*starts, start])})

    return extend(0, {})


def _judge(workspace: Workspace, schedule: Schedule) -> Levels | None:
    """Return the first two levels of a schedule that breaks no rule."""
    grid = workspace.grid_minutes
    placings = {
        name: (who, [block(start, start + grid) for start in starts]) for name, (who, starts) in schedule.items()
    }
    result = check_plan(workspace, without_claims(plan_of(workspace, placings)))
    if any(found.rule not in _JUDGED_ELSEWHERE for found in result.violations):
        return None
    values = {level.level: level.value for level in result.objective}
    return values["regulatory_lateness"], values["agreed_lateness"]
