"""From a workspace to an instance: every rounding in the sound direction, every order canonical.

Effort and releases round up, free time and dues round down (contract, "Exactness"); so a plan of the instance is a plan
on the minute. The order of tasks, people and clients does not depend on the order of rows in any file.
"""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.calendars.horizon import freeze_end, near_end
from scheduler.calendars.spans import merged, without
from scheduler.domain.plan import Plan
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.entitlement import guaranteed_minutes
from scheduler.instance.baseline import BaselineWork, Frozen, OpenTask, frozen_work, future_work
from scheduler.instance.clashes import clashes
from scheduler.instance.lines import AxisMaker, whole_units
from scheduler.instance.reading import Reading, all_time, overtime_of, own_release, read
from scheduler.instance.records import GONE, Arc, Axis, ClientLine, Fixed, Instance, OvertimeWeek, PersonLine, TaskItem
from scheduler.units import ClientId, Instant, PersonId, Span, TaskId


@dataclass(frozen=True, slots=True)
class Built:
    """An instance with what the plan document needs beside it.

    Attributes
    ----------
    done
        Tasks that are done, by id.
    clashing
        Tasks whose frozen work contradicts a hard rule, and how; nothing else may be done with them.
    unfrozen
        Tasks whose frozen blocks were given up, and why.
    chained
        Those of them that only work before them unfroze, and where they were frozen.
    future
        Where the baseline has each task from as_of on.
    number
        Index of each open task.
    releases
        Earliest start of each open task by itself: the later of as_of and its own start.
    overtime
        Consented overtime of each person, sorted, whether it may be used or not.
    """

    instance: Instance
    done: tuple[TaskId, ...]
    clashing: dict[TaskId, str]
    unfrozen: dict[TaskId, str]
    chained: dict[TaskId, BaselineWork]
    future: dict[TaskId, BaselineWork]
    number: dict[TaskId, int]
    releases: dict[TaskId, Instant]
    overtime: dict[PersonId, tuple[Span, ...]]


def build_instance(
    workspace: Workspace, *, grid_minutes: int | None = None, overtime: bool = False, baseline: Plan | None = None
) -> Instance:
    """Return the planning problem of a workspace; see `build`."""
    return build(workspace, grid_minutes=grid_minutes, overtime=overtime, baseline=baseline).instance


def build(
    workspace: Workspace,
    *,
    grid_minutes: int | None = None,
    overtime: bool = False,
    baseline: Plan | None = None,
    insist: frozenset[TaskId] = frozenset(),
) -> Built:
    """Return the planning problem of a workspace.

    Parameters
    ----------
    grid_minutes
        None: the workspace's grid. 1 gives an instance that loses nothing.
    overtime
        Whether consented overtime may be used for new work. (Frozen overtime stays either way.)
    baseline
        The published plan, if any.
    insist
        Tasks that stay frozen though work before them changed (`frozen_work`).
    """
    reading = read(workspace)
    grid = grid_minutes or workspace.grid_minutes
    frozen, future, ends = Frozen({}, {}), {}, (reading.window.start, reading.window.start)
    if baseline is not None:
        ends = (freeze_end(workspace), near_end(workspace))
        future = future_work(baseline, reading.window.start)
        frozen = frozen_work(
            baseline,
            reading.window.start,
            freeze_end=ends[0],
            open_tasks=reading.open_tasks,
            done=frozenset(reading.done),
            working={person.id: all_time(reading, person.id) for person in reading.people},
            insist=insist,
        )
    clashing = clashes(reading, frozen.spans)
    frozen = Frozen(
        {task: work for task, work in frozen.spans.items() if task not in clashing}, frozen.unfrozen, frozen.chained
    )
    axis, people = _people_lines(reading, grid=grid, overtime=overtime, frozen=frozen)
    tasks, deliverables = _task_items(reading, axis, frozen=frozen, future=future, clashing=clashing)
    instance = Instance(
        as_of=reading.window.start,
        horizon_end=reading.window.end,
        axis=axis,
        people=people,
        tasks=tasks,
        clients=tuple(
            ClientLine(index, client.id, guaranteed_minutes(workspace, client))
            for index, client in enumerate(reading.clients)
        ),
        deliverables=deliverables,
        successors=_successors(tasks),
        aligned=_is_aligned(reading, grid, frozen=frozen),
        freeze_end=ends[0],
        near_end=ends[1],
        has_baseline=baseline is not None,
        working_days=reading.working_days,
    )
    return Built(
        instance=instance,
        done=tuple(sorted(reading.done)),
        clashing=clashing,
        unfrozen=dict(frozen.unfrozen),
        chained=dict(frozen.chained),
        future=future,
        number={task.id: task.index for task in tasks},
        releases={task.id: own_release(reading, task) for task in (each.task for each in reading.open_tasks.values())},
        overtime={person.id: overtime_of(reading, person.id) for person in reading.people},
    )


def _people_lines(
    reading: Reading, *, grid: int, overtime: bool, frozen: Frozen
) -> tuple[Axis, tuple[PersonLine, ...]]:
    """Return the axis of the units in which anybody may work, and each person's free time on it."""
    first_day, _ = reading.zone.local(reading.window.start)
    origin = reading.zone.instant_forgiving(first_day, 0)
    maker = AxisMaker(origin, grid_minutes=grid, units=(reading.window.end - origin) // grid)
    taken: dict[PersonId, list[Span]] = {person.id: [] for person in reading.people}
    for work in frozen.spans.values():
        taken[work.person].extend(work.spans)
    free = {
        person.id: whole_units(without(reading.regular[person.id], merged(taken[person.id])), origin, grid)
        for person in reading.people
    }
    extra = {
        person.id: [
            (week, whole_units(without(week.spans, merged(taken[person.id])), origin, grid))
            for week in (reading.overtime[person.id] if overtime else ())
        ]
        for person in reading.people
    }
    for person in reading.people:
        maker.mark(free[person.id])
        for _, ranges in extra[person.id]:
            maker.mark(ranges)
    axis = maker.make()
    lines = []
    for index, person in enumerate(reading.people):
        weeks = []
        for week, ranges in extra[person.id]:
            used = sum(
                max(0, min(span.end, hole.end) - max(span.start, hole.start))
                for span in week.spans
                for hole in taken[person.id]
            )
            most = (week.weekly_minutes - used) // grid
            if ranges and most > 0:
                weeks.append(OvertimeWeek(maker.line(ranges), most))
        lines.append(
            PersonLine(
                index=index,
                id=person.id,
                skills=person.skills,
                free=maker.line(free[person.id]),
                overtime=sum(week.line for week in weeks),
                overtime_weeks=tuple(weeks),
                available_minutes=sum(span.minutes for span in reading.regular[person.id]),
            )
        )
    return axis, tuple(lines)


def _task_items(
    reading: Reading,
    axis: Axis,
    *,
    frozen: Frozen,
    future: dict[TaskId, BaselineWork],
    clashing: dict[TaskId, str],
) -> tuple[tuple[TaskItem, ...], tuple[tuple[ClientId, str], ...]]:
    """Lay the open tasks out as integers, in canonical order."""
    order = sorted(reading.open_tasks.values(), key=_canonical)
    number = {task.task.id: index for index, task in enumerate(order)}
    person_number = {person.id: index for index, person in enumerate(reading.people)}
    client_number = {client.id: index for index, client in enumerate(reading.clients)}
    deliverables = sorted({(each.task.client, each.task.deliverable) for each in order})
    deliverable_number = {key: index for index, key in enumerate(deliverables)}
    prefer = {client.id: client.prefer for client in reading.clients}
    items = []
    for index, each in enumerate(order):
        task = each.task
        fixed = _fixed(reading, frozen.spans.get(task.id), person_number)
        minutes = each.remaining_minutes - (fixed.minutes if fixed else 0)
        units = -(-minutes // axis.grid_minutes)
        pad = units * axis.grid_minutes - minutes
        able = {fixed.person} if fixed else {person_number[person] for person in each.able}
        if task.id in clashing:
            able = set()
        wished = frozenset(person_number[person] for person in prefer[task.client])
        items.append(
            TaskItem(
                index=index,
                id=task.id,
                client=client_number[task.client],
                deliverable=deliverable_number[task.client, task.deliverable],
                skill=task.skill,
                level=task.level,
                remaining_minutes=each.remaining_minutes,
                effort_units=units,
                pad_minutes=pad,
                one_sitting=task.one_sitting,
                release=axis.from_instant_up(each.release_at),
                release_at=each.release_at,
                due=None if each.due_at is None else axis.until_instant_down(each.due_at + pad),
                late_from=None if each.due_at is None else max(each.due_at, reading.window.start),
                due_at=each.due_at,
                commitment=task.commitment,
                counts_as=reading.classes[task.id],
                priority=task.priority,
                eligible=tuple(sorted(able)),
                group=reading.groups[task.id],
                predecessors=tuple(Arc(number[after.task], after.wait) for after in task.after if after.task in number),
                preferred=wished or None,
                fixed=fixed,
                baseline=_fixed(reading, future.get(task.id), person_number),
            )
        )
    return tuple(items), tuple(deliverables)


def _canonical(each: OpenTask) -> tuple[Instant, bool, Instant, int, str, str]:
    due = each.due_at
    return each.release_at, due is None, due or 0, each.remaining_minutes, each.task.skill, each.task.id


def _fixed(reading: Reading, work: BaselineWork | None, person_number: dict[PersonId, int]) -> Fixed | None:
    if work is None:
        return None
    if work.person not in person_number:
        return Fixed(GONE, work.spans)
    extra = sum(
        max(0, min(span.end, other.end) - max(span.start, other.start))
        for span in work.spans
        for other in overtime_of(reading, work.person)
    )
    return Fixed(person_number[work.person], work.spans, extra)


def _successors(tasks: tuple[TaskItem, ...]) -> tuple[tuple[int, ...], ...]:
    successors: list[list[int]] = [[] for _ in tasks]
    for task in tasks:
        for arc in task.predecessors:
            successors[arc.task].append(task.index)
    return tuple(tuple(each) for each in successors)


def _is_aligned(reading: Reading, grid: int, *, frozen: Frozen) -> bool:
    """Say whether every instant and duration is on the grid, so that planning on it loses nothing."""
    first_day, _ = reading.zone.local(reading.window.start)
    origin = reading.zone.instant_forgiving(first_day, 0)
    spans = [span for person in reading.people for span in all_time(reading, person.id)]
    spans += [span for work in frozen.spans.values() for span in work.spans]
    instants = [edge - origin for span in spans for edge in span]
    lengths = [week.weekly_minutes for person in reading.people for week in reading.overtime[person.id]]
    for each in reading.open_tasks.values():
        instants.append(each.release_at - origin)
        if each.due_at is not None:
            instants.append(each.due_at - origin)
        lengths.append(each.remaining_minutes)
        lengths.extend(after.wait.minutes for after in each.task.after)
    return not any(number % grid for number in (*instants, *lengths))
