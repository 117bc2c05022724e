"""What the solver sees: positions on an axis, bit lines of free time, tasks with windows in units.

A *unit* is one grid step. The *axis* numbers the units in which anybody may work, in order of time, with one dead
position wherever they do not follow each other on the clock; so a run of adjacent live positions is one sitting. Bit k
of a line is position k. A *finish position* is exclusive: the task uses positions below it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from scheduler.calendars.working_days import WorkingDays
from scheduler.domain.tasks import Commitment
from scheduler.domain.times import Wait
from scheduler.units import ClientId, Instant, PersonId, Span, TaskId


@dataclass(frozen=True, slots=True)
class Axis:
    """Positions and instants.

    Attributes
    ----------
    grid_minutes
        Length of a unit.
    starts
        Start of the unit at each position; a dead position has the end of the unit before it. Non-decreasing.
    live
        Bit line of the positions that are units.
    """

    grid_minutes: int
    starts: tuple[Instant, ...]
    live: int

    @property
    def size(self) -> int:
        """Number of positions."""
        return len(self.starts)

    def from_instant_up(self, at: Instant) -> int:
        """Return the first position whose unit starts at or after `at` (size if none): releases round up."""
        position = bisect_left(self.starts, at)
        while position < self.size and not self.live >> position & 1:
            position += 1
        return position

    def until_instant_down(self, at: Instant) -> int:
        """Return the finish position of the last unit that ends by `at` (0 if none): dues round down."""
        position = bisect_right(self.starts, at - self.grid_minutes)
        while position and not self.live >> (position - 1) & 1:
            position -= 1
        return position

    def end_of(self, finish: int) -> Instant:
        """Return the instant at which the unit before finish position `finish` (>= 1, that unit live) ends."""
        return self.starts[finish - 1] + self.grid_minutes


@dataclass(frozen=True, slots=True)
class OvertimeWeek:
    """The overtime units of one ISO week of one person and how many of them are consented."""

    line: int
    most_units: int


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person.

    Attributes
    ----------
    free
        Bit line of regular working units in the horizon that frozen work leaves free.
    overtime
        Bit line of overtime units, disjoint from `free`; 0 unless overtime was asked for.
    overtime_weeks
        Its parts by ISO week with the most that may be used of each (frozen overtime already taken off).
    available_minutes
        Regular working minutes in the horizon, exact, frozen work included.
    """

    index: int
    id: PersonId
    skills: tuple[tuple[str, int], ...]
    free: int
    overtime: int
    overtime_weeks: tuple[OvertimeWeek, ...]
    available_minutes: int


@dataclass(frozen=True, slots=True)
class Arc:
    """A predecessor (index into tasks) and the wait after its finish."""

    task: int
    wait: Wait


GONE = -2
"""In place of a person's index: somebody who is in the baseline and no longer in the team."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """Work of a task at its place in the baseline, exact on the clock, on one person.

    Attributes
    ----------
    person
        Index of the person; `GONE` for somebody who left (then nothing of it can stay).
    spans
        In order, disjoint.
    overtime_minutes
        How much of it lies in overtime.
    """

    person: int
    spans: tuple[Span, ...]
    overtime_minutes: int = 0

    @property
    def minutes(self) -> int:
        """Total minutes."""
        return sum(span.minutes for span in self.spans)


@dataclass(frozen=True, slots=True)
class TaskItem:
    """An open task.

    Attributes
    ----------
    remaining_minutes
        All that remains, exact; what frozen work covers included.
    effort_units
        What is to be laid beside the frozen work, rounded up to whole units; 0 if frozen work covers all.
    pad_minutes
        effort_units * grid - minutes to be laid: the last unit is used less this.
    release
        First position at which it may start by itself (own start, as_of, waits after done predecessors).
    release_at
        The same, exact.
    due
        Finish position at or before which it is on time on the grid (0: late whatever happens); None without a due time.
    late_from
        max(due, as_of) as an instant; None without a due time.
    eligible
        People (indices, ascending) who may do it: skill, level, exclusions, pin, done members of its group, frozen work.
    group
        Tasks with the same number are done by one person.
    preferred
        People whom the client prefers; None where it prefers nobody.
    baseline
        Where the baseline has it after as_of, frozen blocks included; None without.
    """

    index: int
    id: TaskId
    client: int
    deliverable: int
    skill: str
    level: int
    remaining_minutes: int
    effort_units: int
    pad_minutes: int
    one_sitting: bool
    release: int
    release_at: Instant
    due: int | None
    late_from: Instant | None
    due_at: Instant | None
    commitment: Commitment
    counts_as: Commitment
    priority: int
    eligible: tuple[int, ...]
    group: int
    predecessors: tuple[Arc, ...]
    preferred: frozenset[int] | None
    fixed: Fixed | None
    baseline: Fixed | None


@dataclass(frozen=True, slots=True)
class ClientLine:
    """A client and its guaranteed minutes in the horizon."""

    index: int
    id: ClientId
    guaranteed_minutes: int


@dataclass(frozen=True, slots=True)
class Instance:
    """One planning problem. Tasks, people and clients are in canonical order, whatever the order of the files.

    Attributes
    ----------
    successors
        For each task the indices of the tasks that come after it.
    working_days
        The team's calendar of working days, for waits in working days; None where no wait needs it.
    aligned
        Whether every duration, window and free span is a multiple of the grid, so that the grid loses nothing.
    freeze_end, near_end
        Instants at which the weight of a moved baseline minute falls to 2 and to 1.
    """

    as_of: Instant
    horizon_end: Instant
    axis: Axis
    people: tuple[PersonLine, ...]
    tasks: tuple[TaskItem, ...]
    clients: tuple[ClientLine, ...]
    deliverables: tuple[tuple[ClientId, str], ...]
    successors: tuple[tuple[int, ...], ...]
    aligned: bool
    freeze_end: Instant
    near_end: Instant
    has_baseline: bool
    working_days: WorkingDays | None = None
