"""What the solver sees: positions on an axis, bit lines of free time, tasks with windows in units.

A *unit* is one grid step. The *axis* numbers the units in which anybody may work, in order of time, with one dead
position wherever they do not follow each other on the clock; so a run of adjacent live positions is one sitting. Bit k
of a line is position k. A *finish position* is exclusive: the task uses positions below it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import Literal

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
        Bit line of regular working units in the horizon that frozen and booked work and held pieces leave free.
    overtime
        Bit line of overtime units, disjoint from `free`; 0 unless overtime was asked for.
    overtime_weeks
        Its parts by ISO week with the most that may be used of each (frozen overtime already taken off).
    available_minutes
        Regular working minutes in the horizon, exact, frozen work and held pieces included.
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
    """Work of a task that stays where it is, exact on the clock, on one person: frozen, or booked before its notice date.

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


Rank = Literal["regulatory", "agreed", "uncovered", "target", "tentative", "held"]
"""At which level the lateness of a task counts: its class, or `uncovered` for agreed work that no decision covers.

`held` is a held piece in the guise of a task: it may not be late at all.
"""

PRIORITY_RANKS: tuple[Rank, ...] = ("regulatory", "agreed", "uncovered")
"""Work whose lateness counts at the level `priorities`: all that was promised."""

Cover = Literal["covered", "uncovered", "held"]


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
    answered
        Where the plan after an answer has it, if the baseline has nothing of it after as_of: leaving that place is no move, but is not
        done without need.
    cover
        Whether a decision of the book covers it (all work, where there is no book). `held`: it is no work but a held piece;
        only instances for proofs have such items, after all tasks.
    booked
        Those of its fixed spans that stay because they are booked before their notice date; the others are frozen.
    floor_at
        Instant by which the search is to finish it: its slack floor, where the book's witness keeps it.
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
    cover: Cover = "covered"
    booked: tuple[Span, ...] = ()
    floor_at: Instant | None = None
    answered: Fixed | None = None

    @property
    def home(self) -> Fixed | None:
        """Where it is to stay, if that goes: at its place of the baseline, else at that of an answer."""
        return self.baseline or self.answered

    @property
    def rank(self) -> Rank:
        """At which level its lateness counts."""
        if self.cover == "held":
            return "held"
        return "uncovered" if self.cover == "uncovered" and self.counts_as == "agreed" else self.counts_as


@dataclass(frozen=True, slots=True)
class HeldLine:
    """A held piece.

    Attributes
    ----------
    person, client
        Indices.
    window
        From the first to the last working minute of the person on its day; empty where there is none.
    span
        Where it stands; None where no place was found for it.
    """

    person: int
    client: int
    minutes: int
    window: Span
    span: Span | None


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
    held
        Held pieces of the days of the horizon; the free lines of people are without them.
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
    held: tuple[HeldLine, ...] = ()


def shortfall_permille(instance: Instance) -> dict[int, int]:
    """Return for each client with held pieces how much of its held minutes stands nowhere, per mille, rounded up."""
    minutes: dict[int, int] = {}
    missing: dict[int, int] = {}
    for line in instance.held:
        minutes[line.client] = minutes.get(line.client, 0) + line.minutes
        missing[line.client] = missing.get(line.client, 0) + (line.minutes if line.span is None else 0)
    return {client: -(-1000 * missing[client] // total) for client, total in sorted(minutes.items())}
