"""What all checks look at: a workspace read apart, and the plan's rows beside the work they speak of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from scheduler.domain.plan import Violation
from scheduler.domain.rules import BY_ID
from scheduler.units import ClientId, Instant, PersonId, Span, TaskId
from scheduler.verify.clock import date_of, day_end, day_start, minute_of, say
from scheduler.verify.dates import FOREVER, TeamDays
from scheduler.verify.shares import guaranteed_minutes
from scheduler.verify.spans import PersonTime, joined, total
from scheduler.verify.work import Work, known_work, may_do, same_person_groups

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from scheduler.domain.holdings import HeldPiece, Holdings
    from scheduler.domain.plan import Block, Plan, PlannedTask
    from scheduler.domain.times import Wait
    from scheduler.domain.workspace import Workspace

# Nobody plans further than this around the horizon; a block out there lies outside working time without a calendar.
_MARGIN_MINUTES = 400 * 1440


@dataclass(frozen=True, slots=True)
class Piece:
    """A block that is longer than nothing, on exact minutes."""

    span: Span
    is_overtime: bool


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


class Facts:
    """A workspace with everything resolved to instants: the checker's own reading of it."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.zone = workspace.time_zone
        self.team = TeamDays(workspace)
        self.people: dict[PersonId, PersonTime] = {
            person.id: PersonTime(workspace, person, horizon=self.team.horizon) for person in workspace.people
        }
        self.work: dict[TaskId, Work] = known_work(workspace, self.team)
        self.excluded: Mapping[ClientId, frozenset[PersonId]] = {
            client.id: frozenset(client.exclude) for client in workspace.clients
        }
        self.groups = same_person_groups(self.work.values())

    @property
    def as_of(self) -> Instant:
        """As_of in minutes."""
        return self.team.as_of

    @property
    def horizon_end(self) -> Instant:
        """End of the horizon in minutes."""
        return self.team.horizon_end

    @cached_property
    def open_work(self) -> dict[TaskId, Work]:
        """What is to be planned."""
        return {task: work for task, work in self.work.items() if work.is_open}

    @cached_property
    def rank(self) -> dict[TaskId, int]:
        """Return for each open task its place in an order in which every task comes after all it waits for.

        Tasks on a cycle, which a workspace that was read never has, come last.
        """
        waits_for = {
            task: {before for before, _ in work.after if before in self.open_work}
            for task, work in self.open_work.items()
        }
        followers: dict[TaskId, list[TaskId]] = {task: [] for task in waits_for}
        for task, before in waits_for.items():
            for predecessor in before:
                followers[predecessor].append(task)
        ready = [task for task, before in waits_for.items() if not before]
        rank: dict[TaskId, int] = {}
        while ready:
            task = ready.pop()
            rank[task] = len(rank)
            for follower in followers[task]:
                waits_for[follower].discard(task)
                if not waits_for[follower]:
                    ready.append(follower)
        return rank | {task: len(rank) + number for number, task in enumerate(sorted(set(waits_for) - set(rank)))}

    @cached_property
    def guaranteed(self) -> dict[ClientId, int]:
        """Guaranteed minutes of each client in the horizon."""
        return {client.id: guaranteed_minutes(self.workspace, self.team, client) for client in self.workspace.clients}

    def release_of(self, work: Work) -> Instant:
        """Return the earliest start of a task by itself: the later of as_of and its own start."""
        return self.as_of if work.starts_at is None else max(self.as_of, work.starts_at)

    def done_wait_over_at(self, task: TaskId, wait: Wait) -> Instant:
        """Return when the wait after a predecessor that is done, or that nobody plans, is over."""
        known = self.work.get(task)
        done_on = known.done_on if known is not None else self._recorded_done.get(task)
        begun = self.as_of if done_on is None else min(self.as_of, self.team.closes_at(done_on))
        return self.team.after_wait(begun, wait)

    @cached_property
    def _recorded_done(self) -> dict[TaskId, date | None]:
        return {row.task: row.done_on for row in self.workspace.progress}

    @cached_property
    def eligible(self) -> dict[TaskId, frozenset[PersonId]]:
        """Return for each open task the people who may do it in some plan.

        Done members of a `same_person` group bind it to their recorded person; open ones do not, as they may be unplaced.
        """
        people = self.workspace.people
        return {
            task: frozenset(person.id for person in people if may_do(person, work, self.excluded))
            & self._bound_by_done(task)
            for task, work in self.open_work.items()
        }

    def _bound_by_done(self, task: TaskId) -> frozenset[PersonId]:
        done_by = [self.work[member].done_by for member in self.groups[task] if not self.work[member].is_open]
        bound = frozenset(self.people)
        for person in done_by:
            bound &= bound if person is None else frozenset({person})
        return bound

    @cached_property
    def eligible_with_group(self) -> dict[TaskId, frozenset[PersonId]]:
        """Return for each open task the people who may do it together with the promised work of its group.

        Targets and tentative work may be left out of a plan, so they narrow nobody's choice.
        """
        shared: dict[TaskId, frozenset[PersonId]] = {}
        for task, people in self.eligible.items():
            for member in self.groups[task]:
                mate = self.work[member]
                if mate.is_open and mate.counts_as in ("regulatory", "agreed"):
                    people &= self.eligible[member]
            shared[task] = people
        return shared


class Case:
    """One check: the facts, the plan, and the baseline and the holdings of the book where they are given."""

    def __init__(
        self, workspace: Workspace, plan: Plan, *, baseline: Plan | None = None, holdings: Holdings | None = None
    ) -> None:
        self.facts = Facts(workspace)
        self.plan = plan
        self.baseline = baseline
        self.holdings = holdings
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


def pieces_of(blocks: Iterable[Block]) -> tuple[Piece, ...]:
    """Return blocks that are longer than nothing as exact minutes, in time order."""
    pieces = [Piece(Span(minute_of(block.start), minute_of(block.end)), block.overtime) for block in blocks]
    return tuple(sorted((piece for piece in pieces if piece.span.minutes > 0), key=lambda piece: piece.span))


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
