"""Instances drawn as text: a person is a line like `1111 o11.`, one sign per unit of an hour, a blank where everybody breaks.

`1` is working time, `o` overtime, `.` time off. Positions of the axis are those of the text; a day break lasts 15 hours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.domain.tasks import Commitment
from scheduler.domain.times import Wait
from scheduler.instance.records import (
    Arc,
    Axis,
    ClientLine,
    Cover,
    Fixed,
    HeldLine,
    Instance,
    OvertimeWeek,
    PersonLine,
    TaskItem,
)
from scheduler.units import ClientId, Instant, PersonId, Span, TaskId

GRID = 60
BREAK_MINUTES = 900


@dataclass(frozen=True)
class Work:
    """A task: effort in minutes, release and due as instants, `after` as (index, wait in minutes)."""

    minutes: int = 60
    due: Instant | None = None
    release: Instant = 0
    people: tuple[int, ...] = (0,)
    sitting: bool = False
    after: tuple[tuple[int, int], ...] = ()
    counts_as: Commitment = "agreed"
    client: int = 0
    deliverable: int | None = None
    group: int | None = None
    priority: int = 3
    level: int = 1
    prefers: tuple[int, ...] | None = None
    fixed: Fixed | None = None
    baseline: Fixed | None = None
    booked: tuple[Span, ...] = ()
    cover: Cover = "covered"


@dataclass(frozen=True)
class Person:
    """A person's line, overtime units consented in all, and level of the one skill."""

    line: str
    overtime: int = 0
    level: int = 1


def drawn(
    people: Sequence[str | Person],
    works: Sequence[Work],
    *,
    guaranteed: Sequence[int] = (),
    freeze_end: Instant = 0,
    near_end: Instant = 0,
    grid: int = GRID,
    held: Sequence[HeldLine] = (),
) -> Instance:
    """Return an instance that begins at instant 0; its horizon ends a break after the last unit."""
    persons = [Person(each) if isinstance(each, str) else each for each in people]
    axis = _axis(persons[0].line, grid)
    horizon_end = axis.starts[-1] + grid + BREAK_MINUTES
    clients = max([work.client for work in works], default=0) + 1
    hours = (*guaranteed, *([0] * clients))
    successors: list[list[int]] = [[] for _ in works]
    for index, work in enumerate(works):
        for before, _ in work.after:
            successors[before].append(index)
    return Instance(
        as_of=0,
        horizon_end=horizon_end,
        axis=axis,
        people=tuple(_person(index, person, grid) for index, person in enumerate(persons)),
        tasks=tuple(_task(index, work, axis) for index, work in enumerate(works)),
        clients=tuple(ClientLine(index, ClientId(f"c{index}"), hours[index]) for index in range(clients)),
        deliverables=tuple((ClientId("c0"), str(index)) for index in range(len(works))),
        successors=tuple(tuple(each) for each in successors),
        aligned=all(work.minutes % grid == 0 for work in works),
        freeze_end=freeze_end,
        near_end=near_end,
        has_baseline=any(work.baseline for work in works),
        held=tuple(held),
    )


def bits(line: str, signs: str) -> int:
    """Return the bit line of the positions of a text that bear one of the signs."""
    return sum(1 << position for position, sign in enumerate(line) if sign in signs)


def _axis(line: str, grid: int) -> Axis:
    starts: list[Instant] = []
    now = 0
    for sign in line:
        starts.append(now)
        now += BREAK_MINUTES if sign == " " else grid
    return Axis(grid, tuple(starts), bits(line, "1o."))


def _person(index: int, person: Person, grid: int) -> PersonLine:
    overtime = bits(person.line, "o")
    return PersonLine(
        index=index,
        id=PersonId(f"p{index}"),
        skills=(("copy", person.level),),
        free=bits(person.line, "1"),
        overtime=overtime,
        overtime_weeks=(OvertimeWeek(overtime, person.overtime),) if overtime else (),
        available_minutes=bits(person.line, "1").bit_count() * grid,
    )


def _task(index: int, work: Work, axis: Axis) -> TaskItem:
    rest = work.minutes - (work.fixed.minutes if work.fixed else 0)
    units = -(-rest // axis.grid_minutes)
    return TaskItem(
        index=index,
        id=TaskId(f"t{index}"),
        client=work.client,
        deliverable=index if work.deliverable is None else work.deliverable,
        skill="copy",
        level=work.level,
        remaining_minutes=work.minutes,
        effort_units=units,
        pad_minutes=units * axis.grid_minutes - rest,
        one_sitting=work.sitting,
        release=axis.from_instant_up(work.release),
        release_at=work.release,
        due=None if work.due is None else axis.until_instant_down(work.due),
        late_from=None if work.due is None else max(work.due, 0),
        due_at=work.due,
        commitment=work.counts_as,
        counts_as=work.counts_as,
        priority=work.priority,
        eligible=(work.fixed.person,) if work.fixed else work.people,
        group=1000 + index if work.group is None else work.group,
        predecessors=tuple(Arc(before, Wait(minutes=wait)) for before, wait in work.after),
        preferred=None if work.prefers is None else frozenset(work.prefers),
        fixed=work.fixed,
        baseline=work.baseline,
        cover=work.cover,
        booked=work.booked,
    )
