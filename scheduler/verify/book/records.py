"""The records of a replayed book: accounts of dated blocks, laid blocks, tasks, and how they were before an entry."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from scheduler.units import ClientId, Instant, PersonId, Span, TaskId
from scheduler.verify.clock import minute_of
from scheduler.verify.spans import total

if TYPE_CHECKING:
    from datetime import date

    from scheduler.domain.book import AskedTask, LaidBlock


@dataclass(slots=True)
class Account:
    """What became of the minutes of a dated block, by fund; `own` and `rush` without what was exchanged.

    Attributes
    ----------
    inside
        Minutes by task that are charged to the block and stand in it until its notice.
    rushed
        Minutes by task that are charged to the block after its notice and may stand in what is left of it.
    given
        Minutes by task that were given in exchange: the work stands elsewhere.
    had_day
        Whether the block had this day when it was charged: a day off that is declared later leaves what was charged.
    """

    own: int = 0
    rush: int = 0
    exchanged: int = 0
    traded: int = 0
    lapsed: int = 0
    cut: int = 0
    rush_exchanged: int = 0
    had_day: bool = False
    inside: dict[TaskId, int] = field(default_factory=dict)
    rushed: dict[TaskId, int] = field(default_factory=dict)
    given: dict[TaskId, int] = field(default_factory=dict)

    @property
    def charged(self) -> int:
        """Minutes that work is charged with."""
        return self.own + self.rush + self.exchanged + self.traded

    @property
    def gone(self) -> int:
        """Minutes that are no longer held."""
        return self.charged + self.lapsed + self.cut

    def copy(self) -> Account:
        """Return the account as it is now."""
        return replace(self, inside=dict(self.inside), rushed=dict(self.rushed), given=dict(self.given))


@dataclass(slots=True)
class Laid:
    """A laid block, when it was laid, and from which day on it is no longer.

    Attributes
    ----------
    laid_on
        The date of the entry that laid it: it has no earlier days.
    first_close
        The working day that was under way then: its first days are claimable until its close.
    """

    block: LaidBlock
    laid_on: date
    first_close: date
    ends_on: date | None = None


@dataclass(slots=True)
class TaskState:
    """A task that the book speaks of.

    Attributes
    ----------
    release
        Earliest start as asked.
    due, floor_at
        As promised; None before it is.
    since, left
        The minutes that are to be done from an instant on: all of them from the beginning, or as last reported.
    worked
        Minutes that its client reported as worked since it was promised, whenever they were planned.
    is_late, excused
        Whether a loss or an override names it, and the minutes that it says are not done when due.
    is_free
        Whether its own client's report, or a consent, let it run late.
    delay
        The minutes that were then left undone when due: nobody else's entry adds to them.
    ahead
        Minutes by fund that were charged for it while it was not promised: another client's consent comes one entry before.
    off_plan
        Minutes that are charged for work done beyond what was planned, by block (None: spare), day and fund; `charged` is without them.
    unused
        Minutes charged beyond what is planned since its own client reported that less was to be done.
    """

    id: TaskId
    client: ClientId
    asked: AskedTask | None = None
    release: Instant | None = None
    due: Instant | None = None
    floor_at: Instant | None = None
    is_promised: bool = False
    since: Instant | None = None
    left: int = 0
    worked: int = 0
    is_late: bool = False
    excused: int = 0
    is_free: bool = False
    delay: int = 0
    off_plan: dict[tuple[str | None, date, str], int] = field(default_factory=dict)
    unused: int = 0
    person: PersonId | None = None
    pieces: list[Span] = field(default_factory=list)
    charged: dict[str, int] = field(default_factory=dict)
    ahead: dict[str, int] = field(default_factory=dict)
    spare_grants: list[tuple[str, Instant, int]] = field(default_factory=list)
    spare_asked: dict[tuple[str, date], int] = field(default_factory=dict)

    def ask(self, asked: AskedTask) -> None:
        """Take over what is asked for the task: all of it is still to be done."""
        self.asked, self.release = asked, minute_of(asked.release)
        self.since, self.left = None, asked.effort_minutes

    @property
    def minutes(self) -> int:
        """Minutes that stand in the witness, past and to come."""
        return sum(piece.end - piece.start for piece in self.pieces)

    @property
    def all_charged(self) -> int:
        """Minutes that are charged, for what is planned and for work done beyond that."""
        return sum(self.charged.values()) + sum(self.off_plan.values())

    @property
    def missing_at_due(self) -> int:
        """Minutes still to be done that do not stand before the promised date."""
        return 0 if self.due is None else max(0, self.left - self.minutes_by(self.due))

    def minutes_by(self, until: Instant) -> int:
        """Return the minutes that stand before an instant, of those that were to be done when last reported."""
        return total(
            Span(piece.start if self.since is None else max(piece.start, self.since), min(piece.end, until))
            for piece in self.pieces
            if piece.start < until and (self.since is None or piece.end > self.since)
        )

    @property
    def finish(self) -> Instant | None:
        """End of the last piece."""
        return self.pieces[-1].end if self.pieces else None


@dataclass(slots=True)
class QuotedSpare:
    """Minutes of spare that a quote counts with, by account and day: the day of work, and the day of asking."""

    work: dict[tuple[str, date], int] = field(default_factory=dict)
    asking: dict[tuple[str, date], int] = field(default_factory=dict)

    def add(self, account: str, *, work_day: date, asked_on: date, minutes: int) -> None:
        """Count minutes (negative where they return)."""
        self.work[account, work_day] = self.work.get((account, work_day), 0) + minutes
        self.asking[account, asked_on] = self.asking.get((account, asked_on), 0) + minutes


@dataclass(slots=True)
class Was:
    """A task before an entry."""

    client: ClientId
    due: Instant | None
    floor_at: Instant | None
    is_promised: bool
    person: PersonId | None
    pieces: list[Span]
    left: int
