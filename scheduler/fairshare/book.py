"""The book: state by replay of its entries. Deciding is elsewhere; here an entry takes effect, and nothing else changes anything."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from scheduler.calendars.zones import instant_of
from scheduler.domain.book import FIRST_SHA256, AskedTask, Entry, LedgerRow, Stand, line_of, sha256_of
from scheduler.domain.tasks import PROMISED, Task
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.accounts import Accounts
from scheduler.fairshare.borrowing import Borrowed, account_of
from scheduler.fairshare.credits import Credits
from scheduler.fairshare.dated_block import Account, BookError
from scheduler.fairshare.lending import Lending
from scheduler.fairshare.promising import settle_promises
from scheduler.fairshare.settling import settle_entry
from scheduler.fairshare.standing import UNPROMISED, Promised, Standing
from scheduler.fairshare.team import Team
from scheduler.fairshare.witness import Witness
from scheduler.units import ClientId, Instant, PersonId, Span, TaskId


class Book:
    """The state after all entries.

    Attributes
    ----------
    commitments
        Open work that was promised, by task.
    known
        Every task that any entry ever spoke of.
    binding
        Of these the ones that name others which the same person must do, and which these are.
    rush_used
        Minutes by client, skill key and ISO week.
    lending
        Spare by account: for the caps, and for the decayed share.
    credits
        Make-up credits; see `credit_minutes`.
    cancelled
        Tasks that were cancelled, or taken back before they were promised, and not asked for again.
    unpromised
        Rows of tasks.csv that were written down and asked for no promise so far.
    finished
        Commitments that were reported as done, as they were before that, with all that was charged for them.
    late
        Tasks that a loss or override has made late.
    promises
        The last promise of every task that was not cancelled, kept or not.
    paid_ahead
        What others consented to give to work that is not promised yet, by task.
    opened_at
        When the book began.
    is_tried
        Whether it is a copy on which something is only tried: its entries are not chained, and no lines are written of them.
    """

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.lines: list[str] = []
        self.clock: Instant = 0
        self.facts: dict[str, Any] = {}
        self.accounts = Accounts()
        self.witness = Witness()
        self.commitments: dict[TaskId, Promised] = {}
        self.known: dict[TaskId, AskedTask] = {}
        self.binding: dict[TaskId, tuple[TaskId, ...]] = {}
        self.done: set[TaskId] = set()
        self.finished: dict[TaskId, Promised] = {}
        self.cancelled: set[TaskId] = set()
        self.unpromised: set[TaskId] = set()
        self.requests: dict[str, Standing] = {}
        self.rush_used: defaultdict[tuple[ClientId, str, tuple[int, int]], int] = defaultdict(int)
        self.lending = Lending()
        self.credits = Credits()
        self.carried: dict[ClientId, int] = {}
        self.late: dict[TaskId, str] = {}
        self.promises: dict[TaskId, Promised] = {}
        self.paid_ahead: dict[TaskId, list[LedgerRow]] = {}
        self.opened_at: Instant = 0
        self.is_tried = False
        self.remembered_occurrences: tuple[Instant, Instant, dict[str, tuple[Task, ...]]] | None = None
        self._team: Team | None = None
        self._closed: tuple[date, Instant] | None = None
        self._accounts_of: dict[ClientId, ClientId] = {}
        self._counted: dict[tuple[ClientId, str], Borrowed] = {}
        self._ever_agreed: set[ClientId] = set()
        self._last_sha256 = FIRST_SHA256

    @property
    def team(self) -> Team:
        """The team by the newest facts."""
        if self._team is None:
            raise BookError("the book has no facts yet: it begins with an entry 'opened'")
        return self._team

    def set_clock(self, at: Instant) -> None:
        """Let the clock run to a moment at which nothing else happens yet.

        Raises
        ------
        BookError
            If it would run back.
        """
        if at < self.clock:
            raise BookError("the book's clock never runs back")
        self.clock = at

    @property
    def last_sha256(self) -> str:
        """Digest of the last line: what the next entry's `prev_sha256` says."""
        return self._last_sha256

    @classmethod
    def replay(cls, lines: Iterable[str]) -> Book:
        """Return the book that these canonical lines make.

        Raises
        ------
        BookError
            If an entry contradicts the state before it, or a line is not what replaying gives.
        """
        book = cls()
        for line in lines:
            entry = Entry.model_validate(json.loads(line))
            made = book.append(entry)
            if book.lines[-1] != line:
                raise BookError(f"entry {made.seq} does not replay to the same bytes")
        return book

    @classmethod
    def replay_entries(cls, entries: Iterable[Entry]) -> Book:
        """Return the book that these entries make; as `replay` of their canonical lines."""
        book = cls()
        for entry in entries:
            book.append(entry)
            if book.entries[-1] != entry:
                raise BookError(f"entry {entry.seq} does not replay to the same bytes")
        return book

    def append(self, draft: Entry) -> Entry:
        """Let an entry take effect; number, chain and digest are filled in.

        Raises
        ------
        BookError
            If it contradicts the state; the book is then not to be used any further.
        """
        at = instant_of(draft.at)
        if at < self.clock:
            raise BookError(f"the book's clock stands at {self.team.aware(self.clock).isoformat()}; it never runs back")
        self.clock = at
        stands = self._apply(draft, at)
        if self.is_tried:
            self.entries.append(draft.model_copy(update={"seq": len(self.entries) + 1, "stands": stands}))
            return self.entries[-1]
        digest = self.witness.digest(at, (each for each in self.accounts.touched() if each.held_spans))
        entry = draft.model_copy(
            update={
                "seq": len(self.entries) + 1,
                "prev_sha256": self._last_sha256,
                "plan_sha256": digest,
                "stands": stands,
            }
        )
        line = line_of(entry)
        self.entries.append(entry)
        self.lines.append(line)
        self._last_sha256 = sha256_of(line)
        return entry

    def account(self, block: str, day: date) -> Account:
        """Return a dated block that exists.

        Raises
        ------
        BookError
            If it does not.
        """
        found = self.accounts.get(block, day, team=self.team)
        if found is None:
            raise BookError(f"there is no block {block} on {day}")
        return found

    def account_if_any(self, block: str, day: date) -> Account | None:
        """Return a dated block, or None where it does not exist."""
        return self.accounts.get(block, day, team=self.team)

    def free_on(self, person: PersonId, day: date) -> tuple[Span, ...]:
        """Return the working time of a person's day that is free for anybody, sorted and disjoint."""
        # While a book is being opened its first day is still held for what was promised before.
        at = self.clock if self.clock > self.opened_at else 0
        return self.witness.free(person, day, team=self.team, accounts=self.accounts, at=at)

    def _apply(self, entry: Entry, at: Instant) -> tuple[Stand, ...]:
        if not self.entries:
            self.opened_at = at
        if entry.facts is not None:
            self.facts = entry.facts
            self._team = Team(Workspace.model_validate(entry.facts), closed=self._closed)
            self.remembered_occurrences = None
            self._accounts_of = {}
            self._ever_agreed |= {client.id for client in self._team.workspace.clients if client.agreements}
            self.accounts.forget_days(self._team)
            self.witness.touch_all()
        for end in entry.ended:
            self.accounts.end(end.block, end.from_day)
            self.witness.touch_all()
        for block in entry.blocks:
            self.accounts.lay(block, at=at, team=self.team)
        if entry.blocks:
            self.witness.touch_all()
        for asked in entry.asked:
            self._note_asked(entry, asked)
        if entry.kind == "closed":
            self._note_close(at)
        stands = settle_entry(self, entry)
        self.lending.open_quote(entry)
        self._apply_rows(entry, at)
        known = self.requests.get(entry.request)
        self.lending.end_quote(entry, quotes=0 if known is None else known.quotes)
        settle_promises(self, entry)
        for client, minutes in entry.credits.items():
            self.credits.change(client, minutes, at=at, weeks=self.team.policy.credit_weeks)
        if entry.loss is not None:
            self.carried.update(entry.loss.carried)
            self.late.update(dict.fromkeys(entry.loss.late, "lost"))
        self._counted.clear()
        return stands

    def _note_asked(self, entry: Entry, asked: AskedTask) -> None:
        self.known[asked.id] = asked
        if entry.kind not in ("declined", "withdrawn"):
            # What is refused changes nothing of what was promised before.
            self.binding.pop(asked.id, None)
            if asked.same_person_as:
                self.binding[asked.id] = asked.same_person_as
        self.cancelled.discard(asked.id)
        self.unpromised.discard(asked.id)
        if entry.kind in ("opened", "booked") and not _asks_for_a_promise(entry, asked):
            self.unpromised.add(asked.id)

    def _note_close(self, at: Instant) -> None:
        """Take note of the working day that closes now; what is cleared away when a book is opened closes none."""
        day = self.team.zone.local(at - 1)[0]
        if self.team.days.is_working_day(day) and self.team.close_at(day) == at:
            self._closed = day, at

    def _apply_rows(self, entry: Entry, at: Instant) -> None:
        # What was promised before there was a book is outside the caps; it counts for the share.
        is_initial = entry.kind == "opened" or (entry.kind == "booked" and entry.reason == "initial")
        for row in entry.rows:
            if row.fund == "rush":
                year, week, _ = row.day.isocalendar()
                self.rush_used[row.client, row.skill, (year, week)] += row.minutes
            if row.fund == "spare":
                account = self.account_of(row.client)
                today = self.team.zone.local(at)[0]
                if row.in_round:
                    given = self.lending.uncounted[row.client]
                    given.add(account, work_day=row.day, asked_day=today, minutes=row.minutes)
                elif is_initial:
                    self.lending.count_initial(row, account, asked_on=today)
                else:
                    self.lending.count(row, account, asked_on=today)
                self.lending.grant(account, row, at)

    def account_of(self, client: ClientId) -> ClientId:
        """Return the account on which a client's borrowing counts: whoever once had an agreement keeps its own."""
        known = self._accounts_of.get(client)
        if known is None:
            known = self._accounts_of[client] = account_of(self.team.workspace, client, ever_agreed=self._ever_agreed)
        return known

    def counted_for(self, client: ClientId, request: str = "") -> Borrowed:
        """Return what counts to the account of a client, all of it on that account; see `Lending.counted_for`.

        Parameters
        ----------
        request
            For which it is asked: its one renewal does not count its own quote that ended.
        """
        account = self.account_of(client)
        known = self._counted.get((account, request))
        if known is None:
            known = self._counted[account, request] = self.lending.counted_for(request, account, self.account_of)
        return known

    def rush_left(self, account: Account) -> int:
        """Return what is left of the rush minutes of a dated block's key in its ISO week."""
        block = account.block
        limit = self.team.rush_minutes(block.client, block.key, account.day)
        return max(0, limit - self.rush_used[block.client, block.key, account.week])

    def credit_minutes(self, client: ClientId) -> int:
        """Return the make-up credit that a client still has: it ends after the policy's `credit_weeks`."""
        return self.credits.minutes(client, now=self.clock, weeks=self.team.policy.credit_weeks)


def _asks_for_a_promise(entry: Entry, asked: AskedTask) -> bool:
    return asked.commitment in PROMISED and not entry.reason.endswith(UNPROMISED)
