"""A peer's answer as a plan document of ours, for our own verifier: nothing that the peer says of its plan is taken over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from benchmarks.rows import planned_row
from scheduler.calendars.horizon import horizon_span
from scheduler.domain.plan import Block, Horizon, Plan, PlannedTask, UnplacedTask
from scheduler.domain.reasons import PatternFigures, Reason
from scheduler.verify.plan import check_plan

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scheduler.domain.tasks import Task
    from scheduler.domain.times import Moment
    from scheduler.domain.workspace import Workspace

Placed = dict[str, tuple[str, list[tuple[int, int]]]]
"""For each task the person and the [first, end) units worked, in order."""

NO_PLACE = Reason(
    kind="pattern",
    proven=False,
    text="The plan made elsewhere has no place for it.",
    figures=PatternFigures(blockers=()),
)


def placed_of(workspace: Workspace, placed: Mapping[str, Sequence[Any]]) -> Placed:
    """Return what an answer places inside the horizon; a task that reaches beyond it, and what comes after one, is unplaced.

    Parameters
    ----------
    workspace
        Of the case.
    placed
        `placed` of the answer: task to [person's index, [[first, end], ...]].

    Raises
    ------
    ValueError
        The answer names a task or a person that the case does not have.
    """
    span = horizon_span(workspace)
    horizon = (span.end - span.start) // workspace.grid_minutes
    known: dict[str, Task] = {task.id: task for task in workspace.tasks}
    strange = [name for name in placed if name not in known]
    if strange:
        raise ValueError(f"the answer places tasks that the case does not have: {', '.join(sorted(strange))}")
    found: Placed = {}
    for name, (person, stretches) in placed.items():
        if not 0 <= person < len(workspace.people):
            raise ValueError(
                f"the answer gives task '{name}' to person {person}, and there are {len(workspace.people)}"
            )
        joined = _joined(stretches)
        if joined and joined[-1][1] <= horizon:
            found[name] = (workspace.people[person].id, joined)
    while lost := [name for name in found if any(after.task not in found for after in known[name].after)]:
        for name in lost:
            del found[name]
    return found


def _joined(stretches: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """Return the stretches in order; those that touch are one. Overlaps stay, for the verifier to find."""
    joined: list[tuple[int, int]] = []
    for first, end in sorted((int(first), int(end)) for first, end in stretches):
        if joined and joined[-1][1] == first:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((first, end))
    return joined


def plan_of(workspace: Workspace, placed: Placed) -> Plan:
    """Return the plan document of what is placed; all other tasks are unplaced, with no proof claimed."""
    span = horizon_span(workspace)
    start = datetime.fromtimestamp(span.start * 60, UTC)
    rows = [
        _planned(workspace, task, start, *placed[task.id])
        for task in sorted(workspace.tasks, key=lambda task: task.id)
        if task.id in placed
    ]
    unplaced = [
        UnplacedTask(
            id=task.id,
            client=task.client,
            commitment=task.commitment,
            counts_as=task.commitment,
            remaining_minutes=task.effort_minutes,
            cause="beyond_horizon",
            why=NO_PLACE,
        )
        for task in sorted(workspace.tasks, key=lambda task: task.id)
        if task.id not in placed
    ]
    return Plan(
        workspace=workspace.name,
        as_of=workspace.as_of.isoformat(),
        evenhand_version="",
        seed=0,
        inputs_sha256="",
        status="feasible",
        horizon=Horizon(start=start, end=datetime.fromtimestamp(span.end * 60, UTC)),
        grid_minutes=workspace.grid_minutes,
        tasks=tuple(rows),
        unplaced=tuple(unplaced),
    )


def _planned(
    workspace: Workspace, task: Task, origin: datetime, person: str, stretches: list[tuple[int, int]]
) -> PlannedTask:
    unit = timedelta(minutes=workspace.grid_minutes)
    blocks = tuple(Block(start=origin + first * unit, end=origin + end * unit) for first, end in stretches)
    release = max(origin, _aware(task.start) or origin)
    return planned_row(task, person=person, blocks=blocks, release=release, due=_aware(task.due))


def _aware(moment: Moment | None) -> datetime | None:
    if moment is None:
        return None
    if not isinstance(moment, datetime):
        raise ValueError(f"expected a clock time, got the date {moment}")
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Judged:
    """What our verifier finds in a plan, whoever made it.

    Attributes
    ----------
    verified
        No rule is broken.
    broken
        Ids of the rules that are, sorted.
    late_tasks
        Tasks that finish after their due time or have no place.
    late_minutes
        Minutes past the due times, summed over tasks; a task without place counts as finishing at the horizon's end plus its effort.
    value
        The lateness level recomputed: the sum over clients, in the level's unit.
    """

    verified: bool
    broken: tuple[str, ...]
    late_tasks: int
    late_minutes: int
    value: int

    @property
    def on_time(self) -> bool:
        """Whether the plan holds every rule and nothing in it is late or unplaced."""
        return self.verified and not self.late_tasks


def judge(workspace: Workspace, plan: Plan) -> Judged:
    """Check a plan and recompute its lateness from its blocks and the workspace alone."""
    checked = check_plan(workspace, plan)
    end = horizon_span(workspace).end
    finishes = {row.id: int(row.blocks[-1].end.timestamp()) // 60 for row in plan.tasks if row.blocks}
    lates = []
    for task in workspace.tasks:
        due = _aware(task.due)
        if due is None and task.id in finishes:
            continue
        finish = finishes.get(task.id, end + task.effort_minutes)
        lates.append(max(0, finish - (int(due.timestamp()) // 60 if due is not None else end)))
    level = next(each for each in checked.objective if each.level == "agreed_lateness")
    value = level.value if isinstance(level.value, int) else sum(level.value)
    broken = tuple(sorted({found.rule for found in checked.violations}))
    return Judged(not broken, broken, sum(late > 0 for late in lates), sum(lates), value)
