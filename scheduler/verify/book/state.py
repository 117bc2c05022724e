"""The book as its lines tell it: blocks, their accounts, promised work and where everything stands, by replay."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING

from scheduler.domain.book import AskedTask, Entry
from scheduler.domain.workspace import Workspace
from scheduler.units import ClientId, Instant, PersonId, Span, TaskId
from scheduler.verify.book.agreements import Agreements, has_skill
from scheduler.verify.book.calendar import Calendars
from scheduler.verify.book.credits import Credits
from scheduler.verify.book.held_less import HeldLess
from scheduler.verify.book.overrides import Overrides
from scheduler.verify.book.records import Account, Laid, QuotedSpare, TaskState
from scheduler.verify.clock import date_of, minute_of
from scheduler.verify.spans import common, joined, total

if TYPE_CHECKING:
    from collections.abc import Iterator

DatedBlock = tuple[str, date]
"""A laid block on one of its days."""

Borrower = tuple[str, ClientId]
"""The account on which spare was charged, and its client: it counts to the account that the client has by now, too."""

_ONE_DAY = timedelta(days=1)
_SHARED_DAYS = 300


class BookState:
    """The state of the book after the entries so far.

    Attributes
    ----------
    clock
        The last entry's instant.
    today
        The working day that is under way: the next one to close.
    last_day
        The furthest day that any entry speaks of.
    to_share
        Days of people that a loss has left to the losses right after it, and that the last close has brought near.
    looked_until
        Until which day all must have been shared at the last close.
    """

    def __init__(self, entry: Entry) -> None:
        self.clock: Instant = minute_of(entry.at)
        self.carried: dict[ClientId, int] = {}
        self.is_new = True
        self.to_share: set[tuple[PersonId, date]] = set()
        self.laid: dict[str, Laid] = {}
        self.accounts: dict[DatedBlock, Account] = {}
        self.stands: dict[DatedBlock, Span] = {}
        self.tasks: dict[TaskId, TaskState] = {}
        self.asked: dict[TaskId, AskedTask] = {}
        self.followers: defaultdict[TaskId, set[TaskId]] = defaultdict(set)
        self.bound: dict[TaskId, set[TaskId]] = {}
        self._binding: dict[TaskId, AskedTask] = {}
        self.by_day: defaultdict[tuple[PersonId, date], set[TaskId]] = defaultdict(set)
        self.rush_used: defaultdict[tuple[ClientId, str, tuple[int, int]], int] = defaultdict(int)
        self.spare_by_work: defaultdict[Borrower, defaultdict[date, int]] = defaultdict(lambda: defaultdict(int))
        self.spare_by_asking: defaultdict[Borrower, defaultdict[date, int]] = defaultdict(lambda: defaultdict(int))
        self.spare_given: defaultdict[Borrower, list[tuple[Instant, int]]] = defaultdict(list)
        self.times_quoted: defaultdict[tuple[ClientId, str], int] = defaultdict(int)
        self.open_quotes: dict[TaskId, QuotedSpare] = {}
        self.ended_quotes: dict[tuple[ClientId, str], QuotedSpare] = {}
        self.credits = Credits()
        self.overrides = Overrides()
        self.held_less = HeldLess()
        self.waiting: dict[tuple[ClientId, str], int] = {}
        self.waiting_for: dict[tuple[ClientId, str], tuple[AskedTask, ...]] = {}
        self.blocks_of_person: defaultdict[PersonId, list[str]] = defaultdict(list)
        self.weekly_of: defaultdict[tuple[PersonId, int], list[str]] = defaultdict(list)
        self.dated_of: defaultdict[tuple[PersonId, date], list[str]] = defaultdict(list)
        self.blocks_of_client: defaultdict[ClientId, list[str]] = defaultdict(list)
        self._exists: dict[DatedBlock, bool] = {}
        self._until: dict[DatedBlock, tuple[date | None, date | None]] = {}
        self.workspace = Workspace.model_validate(entry.facts)
        self.calendars = Calendars(self.workspace)
        self.agreements = Agreements(self.workspace)
        self.opened_on = self.calendars.day_at(self.clock)
        self.opened_at = self.clock
        self.last_day = self.opened_on
        self.closed_on: date | None = None
        self.today = self._first_close(self.opened_on, self.clock + 1)
        self.looked_until = self.shared_until

    def set_facts(self, workspace: Workspace) -> None:
        """Take over a new state of the facts."""
        self.workspace = workspace
        self.calendars = Calendars(workspace)
        self.agreements = Agreements(workspace, ever_agreed=self.agreements.ever_agreed)
        self.forget_days()
        self.by_day.clear()
        for task in self.tasks.values():
            for key in self._days_of(task.person, task.pieces):
                self.by_day[key].add(task.id)

    def close_today(self) -> None:
        """Go on to the next working day."""
        self.closed_on = self.today
        self.today = self._first_close(self.today + _ONE_DAY, self.clock)

    def find_today(self) -> None:
        """Find the working day that is under way once more, as the calendar may have changed.

        A day that is worked after all and closes now is over; the one that was under way is still to be closed.
        """
        calendars, was = self.calendars, self.today
        day = calendars.day_at(self.clock)
        first = day if self.closed_on is None else max(day, self.closed_on + _ONE_DAY)
        self.today = self._first_close(first, self.clock + 1)
        if calendars.is_working_day(was) and calendars.closes_at(was) == self.clock:
            self.today = was

    def _first_close(self, day: date, at: Instant) -> date:
        """Return the first working day from `day` on that closes at `at` or later."""
        calendars = self.calendars
        while not (calendars.is_working_day(day) and calendars.closes_at(day) >= at):
            later = calendars.working_day_after(day, 1)
            if later is None:
                return date.max
            day = later
        return day

    def bind(self, asked: AskedTask) -> None:
        """Take note of what must come before a task, and of what the same person must do, instead of what was asked before."""
        known = self._binding.get(asked.id)
        self._binding[asked.id] = asked
        for before in () if known is None else known.after:
            self.followers[before.task].discard(asked.id)
        for before in asked.after:
            self.followers[before.task].add(asked.id)
        if known is None or set(known.same_person_as) <= set(asked.same_person_as):
            self._join(asked)
            return
        # What held it together is gone: whatever still does is joined anew.
        self.bound = {}
        for each in self._binding.values():
            self._join(each)

    def _join(self, asked: AskedTask) -> None:
        group = self.bound.setdefault(asked.id, {asked.id})
        for other in asked.same_person_as:
            merged = group | self.bound.get(other, {other})
            for member in merged:
                self.bound[member] = merged
            group = merged

    def block_exists(self, block: str, day: date) -> bool:
        """Say whether a laid block has a dated block on a date."""
        key = (block, day)
        known = self._exists.get(key)
        if known is None:
            known = self._exists[key] = self._has_day(self.laid[block], day) if block in self.laid else False
        return known

    def comes_back(self, block: str, day: date, after: Calendars) -> bool:
        """Say whether a laid block has a dated block on a date by other calendars, and by those that hold now none to be claimed."""
        can_be_claimed = self.block_exists(block, day) and self.phase(block, day) != "gone"
        return not can_be_claimed and self._has_day(self.laid[block], day, after)

    def _has_day(self, laid: Laid, day: date, calendars: Calendars | None = None) -> bool:
        calendars = self.calendars if calendars is None else calendars
        block = laid.block
        if block.day is not None:
            on_pattern = block.day == day
        else:
            begun = block.since is None or block.since <= day
            on_pattern = begun and (block.until is None or day <= block.until) and day.weekday() == block.weekday
        if not on_pattern or day < laid.laid_on or (laid.ends_on is not None and laid.ends_on <= day):
            return False
        return calendars.has_blocks(block.person, day)

    def can_be_worked(self, block: str, day: date) -> bool:
        """Say whether the person of a dated block has the skill and, where it stands, the time for all that is held of it."""
        laid = self.laid[block].block
        person = self.calendars.people.get(laid.person)
        if person is None or not has_skill(person.person, laid.skill, laid.level):
            return False
        account = self.account(block, day)
        booked = sum(account.inside.values()) + sum(account.rushed.values())
        return total(common(self.piece_of(block, day), person.on(day))) - booked >= max(0, self.held(block, day))

    @property
    def shared_until(self) -> date:
        """The last day of which all that cannot be worked must have been shared by now: what is later may come nearer first."""
        return self.calendars.day_at(self.clock) + _SHARED_DAYS * _ONE_DAY

    def is_unshared(self, block: str, day: date) -> bool:
        """Say whether a dated block is left for a later loss: nobody can work it, and it is too far ahead to be shared yet."""
        return day > self.shared_until and not self.can_be_worked(block, day)

    def lay(self, laid: Laid) -> None:
        """Take note of a block that is laid."""
        block = laid.block
        self.laid[block.id] = laid
        self.blocks_of_person[block.person].append(block.id)
        self.blocks_of_client[block.client].append(block.id)
        if block.day is not None:
            self.dated_of[block.person, block.day].append(block.id)
            self.last_day = max(self.last_day, block.day)
        elif block.weekday is not None:
            self.weekly_of[block.person, block.weekday].append(block.id)

    def forget_days(self) -> None:
        """Drop what is kept of the days of blocks: blocks were laid or end."""
        self._exists.clear()
        self._until.clear()

    def claimable_until(self, block: str, day: date) -> tuple[date | None, date | None]:
        """Return the working days at whose close a dated block's own minutes and its rush minutes lapse."""
        key = (block, day)
        known = self._until.get(key)
        if known is None:
            laid = self.laid[block]
            notice = self.agreements.notice_days(laid.block.client, day)
            own = self.calendars.working_day_before(day, notice)
            last = self.calendars.working_day_before(day, 1)
            first = self._first_day_of(laid)
            if first < day and (own is None or own < first):
                own = first
            known = self._until[key] = (own, last)
        return known

    def _first_day_of(self, laid: Laid) -> date:
        """Return the working day until whose close a block's first days can be claimed: a day off declared since counts as the next."""
        if self.calendars.is_working_day(laid.first_close):
            return laid.first_close
        return self.calendars.working_day_after(laid.first_close, 1) or date.max

    def phase(self, block: str, day: date, today: date | None = None) -> str:
        """Say how a dated block may be used while `today` is under way: `own`, `rush` or `gone`."""
        now = self.today if today is None else today
        own, last = self.claimable_until(block, day)
        if own is not None and now <= own and now < day:
            return "own"
        return "rush" if last is not None and now <= last and now < day else "gone"

    def account(self, block: str, day: date) -> Account:
        """Return the account of a dated block; a new one where nothing was ever charged."""
        known = self.accounts.get((block, day))
        return Account() if known is None else known

    def held(self, block: str, day: date) -> int:
        """Return the minutes of a dated block that are neither charged nor lapsed nor cut."""
        return self.laid[block].block.minutes - self.account(block, day).gone

    def counts_to(self, account: str, borrower: Borrower) -> bool:
        """Say whether spare counts to an account: it was charged on it, or its client belongs to it by now."""
        return account in (borrower[0], self.agreements.account_of(borrower[1]))

    def rush_left(self, client: ClientId, key: str, day: date) -> int:
        """Return what is left of the rush minutes of agreed hours in the ISO week of a date."""
        used = self.rush_used[client, key, week_of(day)]
        return max(0, self.agreements.rush_minutes(client, key, day) - used)

    def piece_of(self, block: str, day: date) -> list[Span]:
        """Return where a dated block stands: as last said, else at its laid clock time."""
        moved = self.stands.get((block, day))
        if moved is not None:
            return [moved] if moved.end > moved.start else []
        laid = self.laid[block].block
        person = self.calendars.people.get(laid.person)
        return [] if person is None else person.clock_piece(day, laid.start_minute, laid.minutes)

    def blocks_on(self, person: PersonId, day: date) -> Iterator[Laid]:
        """Yield the laid blocks of a person that have a dated block on a date."""
        for block in (*self.weekly_of.get((person, day.weekday()), ()), *self.dated_of.get((person, day), ())):
            if self.block_exists(block, day):
                yield self.laid[block]

    def place(self, task: TaskState, person: PersonId | None, pieces: list[Span]) -> set[tuple[PersonId, date]]:
        """Put a task's work somewhere else; return the days of people that this touches."""
        touched: set[tuple[PersonId, date]] = set()
        for day in self._days_of(task.person, task.pieces):
            self.by_day[day].discard(task.id)
            touched.add(day)
        task.person, task.pieces = person, joined(pieces)
        for day in self._days_of(task.person, task.pieces):
            self.by_day[day].add(task.id)
            self.last_day = max(self.last_day, day[1])
            touched.add(day)
        return touched

    def _days_of(self, person: PersonId | None, pieces: list[Span]) -> set[tuple[PersonId, date]]:
        if person is None:
            return set()
        known = self.calendars.people.get(person)
        zone = self.calendars.zone if known is None else known.zone
        return {(person, date_of(at, zone)) for piece in pieces for at in (piece.start, piece.end - 1)}


def week_of(day: date) -> tuple[int, int]:
    """Return the ISO year and week of a date."""
    year, week, _ = day.isocalendar()
    return year, week
