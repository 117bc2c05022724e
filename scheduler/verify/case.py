"""What all checks look at: the plan's rows beside the work they speak of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from scheduler.domain.plan import Violation
from scheduler.domain.rules import BY_ID
from scheduler.units import Instant, PersonId, Span, TaskId
from scheduler.verify.clock import date_of, day_end, day_start, say
from scheduler.verify.dates import FOREVER
from scheduler.verify.facts import Facts
from scheduler.verify.spans import joined, total
from scheduler.verify.standing import Piece, Standing, pieces_of, standings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scheduler.domain.holdings import HeldPiece, Holdings
    from scheduler.domain.plan import Plan, PlannedTask
    from scheduler.domain.workspace import Workspace
    from scheduler.verify.work import Work

# Nobody plans further than this around the horizon; a block out there lies outside working time without a calendar.
_MARGIN_MINUTES = 400 * 1440


@dataclass(frozen=True)
class Entry:
    """A row of the plan's `tasks` beside what is known of it.

    Attributes
    ----------
    work
        None for a task that the workspace does not know.
    pieces
        Its blocks in time order; empty and reversed ones are left out (`figures_add_up` reports them).
    """

    row: PlannedTask
    work: Work | None
    pieces: tuple[Piece, ...]

    @cached_property
    def spans(self) -> list[Span]:
        """The time covered, joined where blocks touch or overlap."""
        return joined(piece.span for piece in self.pieces)

    @cached_property
    def minutes(self) -> int:
        """Minutes planned, overlaps of its own blocks counted twice."""
        return sum(piece.span.minutes for piece in self.pieces)

    @property
    def overtime_minutes(self) -> int:
        """Minutes in blocks that are marked as overtime."""
        return sum(piece.span.minutes for piece in self.pieces if piece.is_overtime)

    @property
    def start(self) -> Instant:
        """Start of the first block; only for entries with pieces."""
        return self.spans[0].start

    @property
    def finish(self) -> Instant:
        """End of the last block; only for entries with pieces."""
        return self.spans[-1].end

    @property
    def is_open_work(self) -> bool:
        """Whether it is work that this workspace plans."""
        return self.work is not None and self.work.is_open


class Case:
    """One check: the facts, the plan, and the baseline and the holdings of the book where they are given.

    `published` is the published plan where the baseline carries it on with the answers since: only that freezes (`standings`).
    """

    def __init__(
        self,
        workspace: Workspace,
        plan: Plan,
        *,
        baseline: Plan | None = None,
        published: Plan | None = None,
        holdings: Holdings | None = None,
        may_choose_overtime: bool = True,
    ) -> None:
        self.facts = Facts(workspace)
        self.plan = plan
        self.baseline = baseline
        self.published = published
        self.holdings = holdings
        self.may_choose_overtime = may_choose_overtime
        self.entries: tuple[Entry, ...] = tuple(
            Entry(row=row, work=self.facts.work.get(row.id), pieces=pieces_of(row.blocks)) for row in plan.tasks
        )
        self.unplaced_ids = frozenset(row.id for row in plan.unplaced)

    @cached_property
    def placed(self) -> dict[TaskId, Entry]:
        """Open tasks that stand in the plan with at least one block; of duplicates the one that finishes last."""
        placed: dict[TaskId, Entry] = {}
        for entry in self.entries:
            if entry.is_open_work and entry.pieces:
                known = placed.get(entry.row.id)
                if known is None or known.finish < entry.finish:
                    placed[entry.row.id] = entry
        return placed

    @cached_property
    def stood(self) -> dict[TaskId, Standing]:
        """Where the tasks of the baseline stood; empty without a baseline."""
        return {} if self.baseline is None else standings(self.facts, self.baseline, published=self.published)

    @property
    def says_no_baseline(self) -> bool:
        """Whether the plan says that it was compared with no other; one that leaves the field out says nothing."""
        return self.plan.baseline_sha256 is None and "baseline_sha256" in self.plan.model_fields_set

    @cached_property
    def uncovered(self) -> frozenset[TaskId]:
        """Open work that counts as agreed and that no decision covers: by the holdings, else as the plan says."""
        agreed = {task for task, work in self.facts.open_work.items() if work.counts_as == "agreed"}
        if self.holdings is None:
            return frozenset(agreed & set(self.plan.uncovered))
        return frozenset(agreed - self.holdings.commitments.keys())

    @cached_property
    def promised_chain(self) -> frozenset[TaskId]:
        """Open work that is regulatory or agreed and covered, and what it waits for."""
        ahead = [
            task
            for task, work in self.facts.open_work.items()
            if work.counts_as in ("regulatory", "agreed") and task not in self.uncovered
        ]
        chain: set[TaskId] = set()
        while ahead:
            task = ahead.pop()
            if task in self.facts.open_work and task not in chain:
                chain.add(task)
                ahead += [before for before, _ in self.facts.open_work[task].after]
        return frozenset(chain)

    @cached_property
    def held_pieces(self) -> tuple[HeldPiece, ...]:
        """What the book holds of the days that end inside the horizon, on their people's clocks; lapsed hours are none."""
        if self.holdings is None:
            return ()
        clients = {client.id for client in self.facts.workspace.clients}
        return tuple(
            piece
            for piece in self.holdings.held
            if piece.minutes > 0
            and piece.client in clients
            and piece.lapses_at > self.facts.as_of
            and day_end(piece.day, self.zone_of(piece.person)) <= self.facts.horizon_end
        )

    def whole_units(self, span: Span) -> int:
        """Return the minutes of a span that are whole units of the grid, which counts from midnight of the workspace's zone."""
        grid, origin = (
            self.facts.workspace.grid_minutes,
            day_start(date_of(self.facts.as_of, self.facts.zone), self.facts.zone),
        )
        first, last = -((origin - span.start) // grid), (span.end - origin) // grid
        return max(0, last - first) * grid

    @cached_property
    def uses_overtime(self) -> bool:
        """Whether any block is marked as overtime."""
        return any(piece.is_overtime for entry in self.entries for piece in entry.pieces)

    def calendar_window(self, span: Span) -> Span:
        """Return the part of a span for which calendars are asked."""
        first, last = self.facts.as_of - _MARGIN_MINUTES, self.facts.horizon_end + _MARGIN_MINUTES
        start = min(max(span.start, first), last)
        return Span(start, max(start, min(span.end, last)))

    def zone_of(self, person: PersonId) -> str:
        """Return the zone in which a person's times are said."""
        known = self.facts.people.get(person)
        return self.facts.zone if known is None else known.zone

    def say_at(self, at: Instant, person: PersonId | None = None) -> str:
        """Return an instant in words: on the person's clock, which is named where it shows another time, else on the workspace's."""
        if at >= FOREVER:
            return "never"
        team = say(at, self.facts.zone)
        if person is None:
            return team
        zone = self.zone_of(person)
        own = say(at, zone)
        return own if own == team else f"{own} {zone.rpartition('/')[2].replace('_', ' ')} time"


def minutes_in(spans: Iterable[Span], window: Span) -> int:
    """Return the minutes of disjoint spans inside a window."""
    return total(
        Span(max(span.start, window.start), min(span.end, window.end))
        for span in spans
        if span.start < window.end and window.start < span.end
    )


def violation(rule: str, subject: str, text: str, *, measured: int, limit: int, unit: str | None = None) -> Violation:
    """Return a violation in the catalogue's unit of its rule, or another where the amount is of another kind."""
    return Violation(
        rule=rule, subject=subject, measured=measured, limit=limit, unit=unit or BY_ID[rule].unit, text=text
    )


def about(entry: Entry) -> str:
    """Return how a sentence names a planned task: with its person."""
    return f"task '{entry.row.id}' ({entry.row.person})"
