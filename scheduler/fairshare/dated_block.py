"""A dated block: what became of every minute of it, and where the held minutes stand.

Minutes = own + rush + exchanged + traded + lapsed + cut + held, none below zero (policy, I10).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date

from scheduler.calendars.spans import merged, within, without
from scheduler.domain.book import Fund, LaidBlock, LedgerRow
from scheduler.errors import EvenhandError
from scheduler.units import Instant, Span, TaskId


class BookError(EvenhandError):
    """An entry contradicts the state of the book: a defect of ours, or a log that was changed by hand."""


@dataclass(slots=True)
class Account:
    """One dated block.

    Attributes
    ----------
    lapse_at, rush_lapse_at
        Until these closes all that is held, then what rush allows, can be claimed.
    sitting
        A lower bound of the longest unbroken held piece (policy "Conforming", clause (b), made sound).
    held_spans
        Where the held minutes stand: sorted, disjoint, together `held` minutes.
    moved
        Whether an entry has moved it from its laid clock time.
    booked
        Where the minutes of each task stand in it, as they were booked.
    funds
        The minutes that were charged for each task to stand in it, by fund.
    """

    block: LaidBlock
    day: date
    lapse_at: Instant
    rush_lapse_at: Instant
    sitting: int
    held_spans: list[Span]
    moved: bool = False
    own: int = 0
    rush: int = 0
    exchanged: int = 0
    traded: int = 0
    lapsed: int = 0
    cut: int = 0
    booked: dict[TaskId, tuple[Span, ...]] = field(default_factory=dict)
    funds: dict[TaskId, dict[Fund, int]] = field(default_factory=dict)

    @property
    def minutes(self) -> int:
        """All minutes of the block."""
        return self.block.minutes

    @property
    def held(self) -> int:
        """Minutes neither used, given, cut nor lapsed."""
        return self.minutes - self.own - self.rush - self.exchanged - self.traded - self.lapsed - self.cut

    @property
    def week(self) -> tuple[int, int]:
        """ISO year and week of the day."""
        year, week, _ = self.day.isocalendar()
        return year, week

    def fund_at(self, clock: Instant) -> str | None:
        """Return how its held minutes can be claimed at a moment: `own`, `rush`, or not at all."""
        if clock < self.lapse_at:
            return "own"
        return "rush" if clock < self.rush_lapse_at else None

    def claimable_at(self, clock: Instant) -> int:
        """Return the held minutes that can still be claimed: a day off declared late lets them go before the day closes on them."""
        return 0 if self.fund_at(clock) is None else self.held

    def row(self, fund: Fund, minutes: int, task: TaskId | None = None, *, exchanged: bool = False) -> LedgerRow:
        """Return a row of this dated block, on its own client's hours."""
        return LedgerRow(
            client=self.block.client,
            skill=self.block.key,
            day=self.day,
            fund=fund,
            minutes=minutes,
            block=self.block.id,
            task=task,
            exchanged=exchanged,
        )

    def charge(self, row: LedgerRow) -> None:
        """Enter a row of this dated block.

        Raises
        ------
        BookError
            If any amount would fall below zero.
        """
        match row.fund:
            case "own" | "rush" if row.exchanged:
                self.exchanged += row.minutes
            case "own":
                self.own += row.minutes
            case "rush":
                self.rush += row.minutes
            case "traded" | "consented":
                self.traded += row.minutes
            case "lapsed":
                self.lapsed += row.minutes
            case "cut":
                self.cut += row.minutes
            case _:
                raise BookError(f"a block cannot be charged by '{row.fund}'")
        if min(self.held, self.own, self.rush, self.exchanged, self.traded, self.lapsed, self.cut) < 0:
            raise BookError(
                f"{row.minutes} minutes of {row.fund} are more than block {self.block.id} of {self.day} has"
            )
        if row.task is not None and not row.exchanged:
            before = self.funds.get(row.task, {})
            self.funds[row.task] = before | {row.fund: before.get(row.fund, 0) + row.minutes}

    def copied(self) -> Account:
        """Return the account as it is now."""
        return Account(
            self.block,
            self.day,
            self.lapse_at,
            self.rush_lapse_at,
            self.sitting,
            list(self.held_spans),
            self.moved,
            self.own,
            self.rush,
            self.exchanged,
            self.traded,
            self.lapsed,
            self.cut,
            dict(self.booked),
            dict(self.funds),
        )

    def become(self, other: Account) -> None:
        """Be as an account of the same dated block was."""
        copied = other.copied()
        for each in fields(self):
            setattr(self, each.name, getattr(copied, each.name))

    def stands_like(self, other: Account) -> bool:
        """Say whether the same is held and booked at the same time in another account of the dated block."""
        return (self.held_spans, self.booked, self.sitting) == (other.held_spans, other.booked, other.sitting)

    def give_back(self, task: TaskId) -> None:
        """Let what a task had booked be held again, where it stood."""
        self.held_spans = list(merged([*self.held_spans, *self.booked.pop(task, ())]))

    def book(self, task: TaskId, pieces: Sequence[Span]) -> None:
        """Let those minutes of a task's work that stand on held ones be booked."""
        taken = within_all(pieces, self.held_spans)
        self.booked[task] = merged([*self.booked.get(task, ()), *taken])
        self.held_spans = list(without(self.held_spans, taken))

    def stand_on(self, piece: Span) -> None:
        """Let the block stand here: what is not booked of the piece is held."""
        self.moved = True
        self.held_spans = list(without([piece], merged(span for each in self.booked.values() for span in each)))

    def follow(self, moved: Collection[TaskId], work: Mapping[TaskId, Sequence[Span]], piece: Span | None) -> None:
        """Let bookings stand where their work stands now, if it moved inside the block's piece."""
        for task in [task for task in self.booked if task in moved and piece is not None]:
            inside = tuple(part for span in sorted(work.get(task, ())) for part in within([span], piece or span))
            if sum(span.minutes for span in inside) == sum(span.minutes for span in self.booked[task]):
                self.held_spans = list(merged([*self.held_spans, *self.booked[task]]))
                self.booked[task] = inside
                self.held_spans = list(without(self.held_spans, inside))

    def leave(self, moved: Collection[TaskId], work: Mapping[TaskId, Sequence[Span]]) -> None:
        """Past its notice, let go of the time that the work of booked tasks has left: nothing binds it to the block any more."""
        piece = whole_piece(self)
        for task in [task for task in self.booked if task in moved and piece is not None]:
            inside = tuple(part for span in sorted(work.get(task, ())) for part in within([span], piece or span))
            if sum(span.minutes for span in inside) < sum(span.minutes for span in self.booked[task]):
                self.booked[task] = without(inside, self.held_spans)
                if not self.booked[task]:
                    del self.booked[task]

    def settle(self, piece: Span | None, *, lost: int, stood: Sequence[Span] = (), others: Sequence[Span] = ()) -> None:
        """Let the held minutes be those of a piece that are not booked; what is given, cut or lapsed goes from its ends first.

        Parameters
        ----------
        lost
            Minutes that windows may cost the longest held piece beside what is booked.
        stood
            Where held minutes stood, sorted and disjoint: they stay there as far as they can, as others may work beside them by now.
        others
            Time on which other work stands: nothing is held there if there is enough time beside it.

        Raises
        ------
        BookError
            If fewer minutes stand there than are held.
        """
        if self.held <= 0:
            self.held_spans, self.sitting = [], 0
            return
        booked = merged(span for each in self.booked.values() for span in each)
        spans: list[Span] = []
        whole = [] if piece is None else [piece]
        for room, taken in ((stood, [*booked, *others]), (whole, [*booked, *others]), (whole, booked)):
            if sum(span.minutes for span in spans) < self.held:
                spans = [part for each in whole for part in without(within(room, each), merged(taken))]
        surplus = sum(span.minutes for span in spans) - self.held
        if surplus < 0 or piece is None:
            raise BookError(
                f"block {self.block.id} of {self.day} holds {self.held} minutes, some of which stand nowhere"
            )
        self.held_spans = shortened(spans, piece, minutes=surplus)
        bound = self.minutes - self.exchanged - self.traded - self.cut - self.own - self.rush - lost
        self.sitting = max(0, min(bound, self.held, max(span.minutes for span in self.held_spans)))


def booked_spans(account: Account) -> list[Span]:
    """Return where all that is booked in a dated block stands, task by task."""
    return [span for spans in account.booked.values() for span in spans]


def whole_piece(account: Account) -> Span | None:
    """Return the piece of everything that stands in a dated block, also where the amounts say that nothing is held."""
    spans = [*account.held_spans, *booked_spans(account)]
    return Span(min(span.start for span in spans), max(span.end for span in spans)) if spans else None


def shortened(spans: Sequence[Span], piece: Span, *, minutes: int) -> list[Span]:
    """Return held spans without so many minutes: from the smaller of the two ends of their piece, then from the smallest inside."""
    kept, left = list(spans), minutes
    while left > 0:
        ends = [span for span in kept if span.start == piece.start or span.end == piece.end]
        span = min(ends or kept, key=lambda each: (each.minutes, -each.start))
        gone = min(left, span.minutes)
        left -= gone
        kept.remove(span)
        if gone < span.minutes:
            at_start = span.start == piece.start and span.end != piece.end
            kept.append(Span(span.start + gone, span.end) if at_start else Span(span.start, span.end - gone))
    return sorted(kept)


def within_all(pieces: Sequence[Span], spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return the minutes of `pieces` that lie in `spans`; both sorted and disjoint."""
    return tuple(part for piece in pieces for part in within(spans, piece))
