"""Instances written by hand, with everything that a test does not speak of filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scheduler.domain.tasks import Commitment
from scheduler.domain.times import Wait
from scheduler.instance.records import (
    Arc,
    Axis,
    ClientLine,
    Fixed,
    Instance,
    OvertimeWeek,
    PersonLine,
    TaskItem,
)
from scheduler.units import ClientId, PersonId, Span, TaskId


@dataclass(frozen=True)
class Job:
    """A task in words of the test: instants in minutes, effort in minutes."""

    minutes: int
    due: int | None = None
    release: int = 0
    people: tuple[int, ...] = (0,)
    client: int = 0
    counts_as: Commitment = "agreed"
    after: tuple[tuple[int, int], ...] = ()
    one_sitting: bool = False
    priority: int = 3
    fixed: tuple[int, tuple[Span, ...]] | None = None
    skill: str = "work"


@dataclass(frozen=True)
class Team:
    """People by their free spans, overtime by (spans, most minutes) weeks."""

    free: Sequence[Sequence[tuple[int, int]]]
    overtime: Mapping[int, Sequence[tuple[Sequence[tuple[int, int]], int]]] = field(default_factory=dict)


def make_instance(
    team: Team,
    jobs: Sequence[Job],
    *,
    horizon_end: int,
    grid_minutes: int = 1,
    guaranteed: Mapping[int, int] | None = None,
) -> Instance:
    """Return an instance that starts at instant 0 and whose spans and jobs are multiples of the grid."""
    axis, position = _axis(team, grid_minutes)
    people = tuple(
        PersonLine(
            index=index,
            id=PersonId(f"p{index}"),
            skills=(("work", 1),),
            free=_line(spans, position, grid_minutes),
            overtime=sum(_line(week, position, grid_minutes) for week, _ in team.overtime.get(index, ())),
            overtime_weeks=tuple(
                OvertimeWeek(_line(week, position, grid_minutes), most // grid_minutes)
                for week, most in team.overtime.get(index, ())
            ),
            available_minutes=sum(end - start for start, end in spans),
        )
        for index, spans in enumerate(team.free)
    )
    clients = max((job.client for job in jobs), default=0) + 1
    tasks = tuple(_task(index, job, axis) for index, job in enumerate(jobs))
    successors: list[list[int]] = [[] for _ in jobs]
    for index, job in enumerate(jobs):
        for before, _ in job.after:
            successors[before].append(index)
    return Instance(
        as_of=0,
        horizon_end=horizon_end,
        axis=axis,
        people=people,
        tasks=tasks,
        clients=tuple(ClientLine(c, ClientId(f"c{c}"), (guaranteed or {}).get(c, 0)) for c in range(clients)),
        deliverables=(),
        successors=tuple(tuple(each) for each in successors),
        aligned=True,
        freeze_end=0,
        near_end=0,
        has_baseline=False,
    )


def _axis(team: Team, grid: int) -> tuple[Axis, dict[int, int]]:
    spans = [span for person in team.free for span in person]
    spans += [span for weeks in team.overtime.values() for week, _ in weeks for span in week]
    units = sorted({at for start, end in spans for at in range(start, end, grid)})
    starts: list[int] = []
    position: dict[int, int] = {}
    live = 0
    for unit in units:
        if starts and starts[-1] + grid != unit:
            starts.append(starts[-1] + grid)
        position[unit] = len(starts)
        live |= 1 << len(starts)
        starts.append(unit)
    return Axis(grid, tuple(starts), live), position


def _line(spans: Sequence[tuple[int, int]], position: Mapping[int, int], grid: int) -> int:
    return sum(1 << position[at] for start, end in spans for at in range(start, end, grid))


def _task(index: int, job: Job, axis: Axis) -> TaskItem:
    fixed = None if job.fixed is None else Fixed(job.fixed[0], job.fixed[1])
    beside = job.minutes - (fixed.minutes if fixed else 0)
    units = -(-beside // axis.grid_minutes)
    return TaskItem(
        index=index,
        id=TaskId(f"t{index}"),
        client=job.client,
        deliverable=index,
        skill=job.skill,
        level=1,
        remaining_minutes=job.minutes,
        effort_units=units,
        pad_minutes=units * axis.grid_minutes - beside,
        one_sitting=job.one_sitting,
        release=axis.from_instant_up(job.release),
        release_at=job.release,
        due=None if job.due is None else axis.until_instant_down(job.due),
        late_from=None if job.due is None else max(job.due, 0),
        due_at=job.due,
        commitment=job.counts_as,
        counts_as=job.counts_as,
        priority=job.priority,
        eligible=job.people,
        group=index,
        predecessors=tuple(Arc(before, Wait(minutes=wait)) for before, wait in job.after),
        preferred=None,
        fixed=fixed,
        baseline=None,
    )
