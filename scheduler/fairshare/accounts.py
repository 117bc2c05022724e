"""All dated blocks of a book: which there are on a day, and when what they hold lapses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from scheduler.domain.book import LaidBlock
from scheduler.fairshare.dated_block import Account, BookError
from scheduler.fairshare.team import Team
from scheduler.units import ClientId, Instant, PersonId, Span


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
        if block not in self.blocks:
            return None
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
        """Say whether a block has a day: it has not ended before, and it is no day off."""
        known = self.blocks.get(block)
        return known is not None and self._exists(known, day, team)

    def _has_day(self, block: LaidBlock, day: date, team: Team) -> bool:
        """Say whether a day is one of a block's: a day off takes its blocks with it, also where they were booked before."""
        return team.has_day(block.person, day) or self.has_ended(block.id, day)

    def _exists(self, block: LaidBlock, day: date, team: Team) -> bool:
        ends = self._ends.get(block.id)
        if ends is not None and day >= ends:
            return False
        if block.day is not None:
            return block.day == day and team.has_day(block.person, day)
        return (
            block.weekday == day.weekday()
            and (block.since or date.min) <= day <= (block.until or date.max)
            and team.has_day(block.person, day)
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
