"""Dated blocks: what became of every minute of them, and where the held minutes stand.

Per dated block: minutes = own + rush + exchanged + traded + lapsed + cut + held, none below zero (policy, I10).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from scheduler.calendars.spans import merged, within, without
from scheduler.domain.book import Fund, LaidBlock, LedgerRow
from scheduler.errors import EvenhandError
from scheduler.fairshare.team import Team
from scheduler.units import ClientId, Instant, PersonId, Span, TaskId


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

    def leave(self, moved: Collection[TaskId], work: Mapping[TaskId, Sequence[Span]]) -> tuple[Span, ...]:
        """Past its notice, let go of the time that the work of booked tasks has left, and return it: nothing binds it any more."""
        piece = whole_piece(self)
        stood = merged(span for each in self.booked.values() for span in each)
        for task in [task for task in self.booked if task in moved and piece is not None]:
            inside = tuple(part for span in sorted(work.get(task, ())) for part in within([span], piece or span))
            if sum(span.minutes for span in inside) < sum(span.minutes for span in self.booked[task]):
                self.booked[task] = without(inside, self.held_spans)
                if not self.booked[task]:
                    del self.booked[task]
        return without(stood, merged(span for each in self.booked.values() for span in each))

    def settle(self, piece: Span | None, *, lost: int, left: Sequence[Span] = ()) -> None:
        """Let the held minutes be those of a piece that are not booked; what is given, cut or lapsed goes from its ends first.

        Parameters
        ----------
        lost
            Minutes that windows may cost the longest held piece beside what is booked.
        left
            Time that nothing binds to the block any more, sorted and disjoint: what is held does not move there unless it has to.

        Raises
        ------
        BookError
            If fewer minutes stand there than are held.
        """
        if self.held <= 0:
            self.held_spans, self.sitting = [], 0
            return
        booked = merged(span for each in self.booked.values() for span in each)
        spans = list(without([piece], merged([*booked, *left]))) if piece is not None else []
        surplus = sum(span.minutes for span in spans) - self.held
        if surplus < 0 and piece is not None:
            spans = list(without([piece], booked))
            surplus = sum(span.minutes for span in spans) - self.held
        if surplus < 0 or piece is None:
            raise BookError(
                f"block {self.block.id} of {self.day} holds {self.held} minutes, some of which stand nowhere"
            )
        self.held_spans = shortened(spans, piece, minutes=surplus)
        bound = self.minutes - self.exchanged - self.traded - self.cut - self.own - self.rush - lost
        self.sitting = max(0, min(bound, self.held, max(span.minutes for span in self.held_spans)))


def whole_piece(account: Account) -> Span | None:
    """Return the piece of everything that stands in a dated block, also where the amounts say that nothing is held."""
    spans = [*account.held_spans, *(span for booked in account.booked.values() for span in booked)]
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


class Accounts:
    """All dated blocks of a book; they come into being when somebody looks at them."""

    def __init__(self) -> None:
        self.blocks: dict[str, LaidBlock] = {}
        self._signed_on: dict[str, date] = {}
        self._ends: dict[str, date] = {}
        self._known: dict[tuple[str, date], Account | None] = {}
        self._weekly: defaultdict[tuple[PersonId, int], list[LaidBlock]] = defaultdict(list)
        self._dated: defaultdict[tuple[PersonId, date], list[LaidBlock]] = defaultdict(list)
        self._days: dict[tuple[PersonId, date], tuple[Account, ...]] = {}
        self.people_of: defaultdict[ClientId, dict[PersonId, None]] = defaultdict(dict)

    def lay(self, block: LaidBlock, *, at: Instant, team: Team) -> None:
        """Add a laid block that was signed at a moment."""
        if block.id in self.blocks:
            raise BookError(f"block {block.id} was laid already")
        self.blocks[block.id] = block
        self._signed_on[block.id] = team.working_day_of(at)
        self.people_of[block.client][block.person] = None
        if block.day is not None:
            self._dated[block.person, block.day].append(block)
        else:
            assert block.weekday is not None
            self._weekly[block.person, block.weekday].append(block)
        self._days.clear()

    def end(self, block: str, from_day: date) -> None:
        """Let a laid block end before a day."""
        self._ends[block] = min(from_day, self._ends.get(block, from_day))
        for key, account in list(self._known.items()):
            if key[0] == block and key[1] >= from_day and (account is None or not _is_touched(account)):
                del self._known[key]
        self._days.clear()

    def has_ended(self, block: str, day: date) -> bool:
        """Say whether a laid block ended on or before a day."""
        ends = self._ends.get(block)
        return ends is not None and ends <= day

    def forget_days(self, team: Team) -> None:
        """Look at every day anew, as the facts changed; dated blocks that were touched keep all but their notice date."""
        self._known = {key: account for key, account in self._known.items() if account and _is_touched(account)}
        for account in self._known.values():
            if account is not None:
                account.lapse_at, account.rush_lapse_at = self._lapses_at(account.block, account.day, team)
        self._days.clear()

    def get(self, block: str, day: date, *, team: Team) -> Account | None:
        """Return a dated block; None where it does not exist."""
        key = block, day
        if key not in self._known:
            self._known[key] = self._make(block, day, team)
        return self._known[key]

    def _make(self, block_id: str, day: date, team: Team) -> Account | None:
        block = self.blocks.get(block_id)
        if block is None or not self._exists(block, day, team):
            return None
        lapse_at, rush_lapse_at = self._lapses_at(block, day, team)
        start = team.zone_of(block.person).instant_forgiving(day, block.start_minute)
        return Account(
            block=block,
            day=day,
            lapse_at=lapse_at,
            rush_lapse_at=rush_lapse_at,
            sitting=block.minutes,
            held_spans=[Span(start, start + block.minutes)],
        )

    def _lapses_at(self, block: LaidBlock, day: date, team: Team) -> tuple[Instant, Instant]:
        """Return until when all that a dated block holds can be claimed, and until when what rush allows.

        The first days of a block can be claimed until the close of the working day on which it was signed, or of the next
        one where that is a day off by now, though never on the day itself: a client holds nothing of today (policy "Held
        minutes").
        """
        lapse_at, rush_lapse_at = team.lapse_at(day, team.notice_days(block.client, day)), team.lapse_at(day, 1)
        first = team.working_day_from(self._signed_on[block.id])
        if first < day:
            lapse_at = max(lapse_at, team.close_at(first))
        return lapse_at, max(rush_lapse_at, lapse_at)

    def exists(self, block: str, day: date, *, team: Team) -> bool:
        """Say whether a block has a day: it has not ended before, and its person may hold anything then."""
        known = self.blocks.get(block)
        return known is not None and self._exists(known, day, team)

    def _has_day(self, block: LaidBlock, day: date, team: Team) -> bool:
        """Say whether a day is one of a block's: a day off takes its blocks with it, also where they were booked before."""
        return team.may_hold(block.person, day) or self.has_ended(block.id, day)

    def _exists(self, block: LaidBlock, day: date, team: Team) -> bool:
        ends = self._ends.get(block.id)
        if ends is not None and day >= ends:
            return False
        if block.day is not None:
            return block.day == day and team.may_hold(block.person, day)
        return (
            block.weekday == day.weekday()
            and (block.since or date.min) <= day <= (block.until or date.max)
            and team.may_hold(block.person, day)
        )

    def on(self, person: PersonId, day: date, *, team: Team) -> tuple[Account, ...]:
        """Return all blocks of a person's day, of every client, in the order in which they were laid: none of a day off."""
        key = person, day
        known = self._days.get(key)
        if known is None:
            blocks = [*self._weekly.get((person, day.weekday()), ()), *self._dated.get(key, ())]
            found = (self.get(block.id, day, team=team) for block in blocks if self._has_day(block, day, team))
            known = self._days[key] = tuple(account for account in found if account is not None)
        return known

    def touched(self) -> Iterable[Account]:
        """Return the dated blocks that are not as they were laid."""
        return (account for account in self._known.values() if account is not None and _is_touched(account))


def _is_touched(account: Account) -> bool:
    return account.moved or account.held != account.minutes
