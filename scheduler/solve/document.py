"""From a placement to the plan document: blocks on the clock and figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scheduler import __version__
from scheduler.calendars.zones import Zone
from scheduler.domain.plan import (
    Block,
    Cause,
    ClientLoad,
    Horizon,
    Level,
    PersonLoad,
    Plan,
    PlannedTask,
    Status,
    UnplacedTask,
)
from scheduler.domain.reasons import PatternFigures, Reason
from scheduler.domain.tasks import Task
from scheduler.domain.workspace import Workspace
from scheduler.instance.build import Built
from scheduler.instance.placement import Placement
from scheduler.instance.records import TaskItem
from scheduler.solve.changes import changes_of
from scheduler.solve.evaluate import spans_of
from scheduler.solve.held_rows import held_rows
from scheduler.units import Span, TaskId

SHORT_BLOCK_MINUTES = 30


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run found.

    Attributes
    ----------
    causes
        For each unplaced task why, in one word.
    """

    placement: Placement
    levels: tuple[Level, ...]
    status: Status
    causes: Mapping[TaskId, Cause]
    stopped_by: str | None = None


def plan_document(
    workspace: Workspace,
    built: Built,
    outcome: Outcome,
    *,
    tasks: Mapping[TaskId, Task],
    baseline: Plan | None,
    seed: int,
) -> Plan:
    """Return the plan document of an outcome, not yet explained and not yet verified.

    Parameters
    ----------
    tasks
        All tasks of the workspace by id, for titles and ids of deliverables.
    """
    writer = _Writer(workspace, built, outcome, tasks)
    planned = tuple(sorted((writer.planned(item) for item in writer.placed()), key=lambda task: task.id))
    unplaced = tuple(sorted((writer.unplaced(item) for item in writer.absent()), key=lambda task: task.id))
    changes = changes_of(built, outcome.placement, baseline, planned=planned, zone=writer.zone)
    return Plan(
        workspace=workspace.name,
        as_of=writer.zone.aware(built.instance.as_of).isoformat(),
        evenhand_version=__version__,
        seed=seed,
        inputs_sha256=workspace.inputs_sha256,
        status=outcome.status,
        stopped_by=outcome.stopped_by,
        horizon=Horizon(
            start=writer.zone.aware(built.instance.as_of), end=writer.zone.aware(built.instance.horizon_end)
        ),
        grid_minutes=workspace.grid_minutes,
        policy=workspace.policy.model_dump(mode="json"),
        objective=outcome.levels,
        tasks=planned,
        unplaced=unplaced,
        done=built.done,
        held=held_rows(built, writer.zone),
        uncovered=tuple(sorted(item.id for item in built.instance.tasks if item.rank == "uncovered")),
        people=writer.people(planned),
        clients=writer.clients(planned, unplaced),
        moves=changes.moves,
        added=changes.added,
        dropped=changes.dropped,
        unfrozen=changes.unfrozen,
        short_blocks=sum(
            (span.minutes < SHORT_BLOCK_MINUTES)
            for item in writer.placed()
            for span in spans_of(built.instance, item.index, outcome.placement)
        ),
    )


class _Writer:
    """Turns items of an instance into parts of the document."""

    def __init__(self, workspace: Workspace, built: Built, outcome: Outcome, tasks: Mapping[TaskId, Task]) -> None:
        self.workspace, self.instance, self.built = workspace, built.instance, built
        self.outcome, self.tasks = outcome, tasks
        self.zone = Zone.of(workspace.time_zone)

    def placed(self) -> list[TaskItem]:
        return [item for item in self.instance.tasks if self.outcome.placement.is_placed(item.index)]

    def absent(self) -> list[TaskItem]:
        return [item for item in self.instance.tasks if not self.outcome.placement.is_placed(item.index)]

    def blocks(self, item: TaskItem) -> tuple[Block, ...]:
        """Cut a task's spans where overtime begins and ends."""
        person = self.outcome.placement.people[item.index]
        overtime = self.built.overtime[self.instance.people[person].id]
        blocks: list[Block] = []
        for span in spans_of(self.instance, item.index, self.outcome.placement):
            blocks.extend(
                Block(start=self.zone.aware(piece.start), end=self.zone.aware(piece.end), overtime=extra)
                for piece, extra in split(span, overtime)
            )
        return tuple(blocks)

    def planned(self, item: TaskItem) -> PlannedTask:
        task = self.tasks[item.id]
        spans = spans_of(self.instance, item.index, self.outcome.placement)
        finish = spans[-1].end
        return PlannedTask(
            id=item.id,
            client=self.instance.clients[item.client].id,
            deliverable=task.deliverable,
            title=task.title,
            skill=task.skill,
            commitment=item.commitment,
            counts_as=item.counts_as,
            person=self.instance.people[self.outcome.placement.people[item.index]].id,
            blocks=self.blocks(item),
            start=self.zone.aware(spans[0].start),
            finish=self.zone.aware(finish),
            release=self.zone.aware(self.built.releases[item.id]),
            due=None if item.due_at is None else self.zone.aware(item.due_at),
            late_minutes=0 if item.due_at is None else max(0, finish - item.due_at),
            slack_minutes=None if item.due_at is None else max(0, item.due_at - finish),
        )

    def unplaced(self, item: TaskItem) -> UnplacedTask:
        text = "No plan was found that has room for it."
        return UnplacedTask(
            id=item.id,
            client=self.instance.clients[item.client].id,
            commitment=item.commitment,
            counts_as=item.counts_as,
            remaining_minutes=item.remaining_minutes,
            cause=self.outcome.causes[item.id],
            why=Reason(kind="pattern", text=text, proven=False, figures=PatternFigures(blockers=())),
        )

    def people(self, planned: Sequence[PlannedTask]) -> tuple[PersonLoad, ...]:
        total = {person.id: 0 for person in self.instance.people}
        extra, held = dict(total), dict(total)
        for line in self.instance.held:
            if line.span is not None:
                held[self.instance.people[line.person].id] += line.minutes
        for task in planned:
            for block in task.blocks:
                minutes = int((block.end - block.start).total_seconds()) // 60
                total[task.person] += minutes
                extra[task.person] += minutes if block.overtime else 0
        return tuple(
            PersonLoad(
                id=person.id,
                available_minutes=person.available_minutes,
                planned_minutes=total[person.id],
                held_minutes=held[person.id],
                overtime_minutes=extra[person.id],
            )
            for person in self.instance.people
        )

    def clients(self, planned: Sequence[PlannedTask], unplaced: Sequence[UnplacedTask]) -> tuple[ClientLoad, ...]:
        loads = []
        for client in self.instance.clients:
            mine = [task for task in planned if task.client == client.id]
            minutes = sum(self.instance.tasks[self.built.number[task.id]].remaining_minutes for task in mine)
            loads.append(
                ClientLoad(
                    id=client.id,
                    guaranteed_minutes=client.guaranteed_minutes,
                    planned_minutes=minutes,
                    borrowed_minutes=max(0, minutes - client.guaranteed_minutes),
                    late_minutes=sum(task.late_minutes for task in mine),
                    unplaced_minutes=sum(task.remaining_minutes for task in unplaced if task.client == client.id),
                )
            )
        return tuple(loads)


def split(span: Span, overtime: Sequence[Span]) -> list[tuple[Span, bool]]:
    """Return the pieces of a span in order, each with whether it is overtime.

    Parameters
    ----------
    overtime
        Sorted, disjoint, and outside regular working time.
    """
    pieces: list[tuple[Span, bool]] = []
    at = span.start
    for extra in overtime:
        start, end = max(extra.start, at), min(extra.end, span.end)
        if start >= end:
            continue
        if at < start:
            pieces.append((Span(at, start), False))
        pieces.append((Span(start, end), True))
        at = end
    if at < span.end:
        pieces.append((Span(at, span.end), False))
    return pieces
