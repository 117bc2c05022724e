"""The auditor of a book: it takes one line after the other and says what each of them breaks."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from zoneinfo import ZoneInfoNotFoundError

from scheduler.domain.answers import BookCheck, BookViolation
from scheduler.domain.book import FIRST_SHA256, Entry, line_of, sha256_of
from scheduler.verify.book.caps import spare_within_cap
from scheduler.verify.book.commitments import promised_in_full, promises_hold
from scheduler.verify.book.credits import override_credits_what_it_takes
from scheduler.verify.book.entitled import own_hours_go_before_spare
from scheduler.verify.book.forking import forked_fields
from scheduler.verify.book.given_back import cancelled_override_gives_back
from scheduler.verify.book.invariants import IDS, UNCHECKED, breach
from scheduler.verify.book.lapses import clock_runs_on, lapses_are_exact, nothing_lapsed_is_used
from scheduler.verify.book.ledger import block_adds_up, charged_is_planned, minutes_add_up, rush_within_agreed
from scheduler.verify.book.loss_amounts import (
    counted_is_lost,
    free_time_goes_first,
    no_more_is_lost_than_went,
)
from scheduler.verify.book.loss_claims import claims_are_complete, claims_are_there, ratios_are_of_all_hours
from scheduler.verify.book.losses import loss_is_shared
from scheduler.verify.book.off_plan import (
    off_plan_is_own_first,
    off_plan_returns,
    only_what_was_worked,
    worked_is_charged,
)
from scheduler.verify.book.openings import (
    conforming_work_costs_nobody,
    conforming_work_is_promised,
    opening_cuts_what_does_not_fit,
)
from scheduler.verify.book.overruns import overrun_is_own_first
from scheduler.verify.book.ownership import nothing_of_others_changes
from scheduler.verify.book.regulatory import debts_are_repaid, regulatory_goes_last
from scheduler.verify.book.reopening import promised_as_before
from scheduler.verify.book.replaced import replaced_bookings_are_held_again
from scheduler.verify.book.replay import apply
from scheduler.verify.book.requests import called_conforming_is, conforming_is_accepted
from scheduler.verify.book.returns import cancelled_minutes_return, worked_stays_charged
from scheduler.verify.book.rounds import round_is_in_order
from scheduler.verify.book.signing import blocks_are_laid_well
from scheduler.verify.book.standing import days_stand
from scheduler.verify.book.state import BookState
from scheduler.verify.book.step import Step
from scheduler.verify.book.sweep import came_near, days_ahead
from scheduler.verify.book.told import told_hours_stand
from scheduler.verify.book.whole_pieces import no_whole_piece_improves
from scheduler.verify.book.work import work_is_possible
from scheduler.verify.clock import date_of, minute_of

BEFORE: tuple[Callable[[BookState, Entry], Iterator[BookViolation]], ...] = (
    clock_runs_on,
    conforming_is_accepted,
    lapses_are_exact,
    round_is_in_order,
    claims_are_there,
    ratios_are_of_all_hours,
    no_more_is_lost_than_went,
    debts_are_repaid,
)
"""Checks that ask the state before an entry."""

AFTER: tuple[Callable[[Step], Iterator[BookViolation]], ...] = (
    minutes_add_up,
    cancelled_minutes_return,
    replaced_bookings_are_held_again,
    worked_stays_charged,
    worked_is_charged,
    only_what_was_worked,
    off_plan_returns,
    off_plan_is_own_first,
    nothing_lapsed_is_used,
    rush_within_agreed,
    spare_within_cap,
    nothing_of_others_changes,
    override_credits_what_it_takes,
    cancelled_override_gives_back,
    overrun_is_own_first,
    told_hours_stand,
    blocks_are_laid_well,
    work_is_possible,
    promises_hold,
    promised_as_before,
    called_conforming_is,
    loss_is_shared,
    no_whole_piece_improves,
    claims_are_complete,
    counted_is_lost,
    free_time_goes_first,
    regulatory_goes_last,
    opening_cuts_what_does_not_fit,
    conforming_work_costs_nobody,
    conforming_work_is_promised,
    own_hours_go_before_spare,
)
"""Checks that ask what an entry touched."""


_NO_MEANING = (ValueError, OverflowError, ZoneInfoNotFoundError, NotImplementedError)
"""What facts raise that no workspace can say: a date outside the calendar, a zone or a country that nobody knows."""


class Auditor:
    """Follows a book line by line.

    A line that cannot be read, or whose facts no workspace can say, ends the audit: what comes after it has no meaning. A line that is changed but can still be
    read breaks the chain, and is followed all the same.
    """

    def __init__(self) -> None:
        self.state: BookState | None = None
        self.entries = 0
        self.head_sha256 = FIRST_SHA256
        self.is_lost = False
        self._last_seq: int | None = None

    def take(self, line: str) -> list[BookViolation]:
        """Take the next line of the log.

        Parameters
        ----------
        line
            Without a line end.

        Returns
        -------
        list
            What this entry breaks, in no order that means anything; empty for a good one.
        """
        if self.is_lost:
            return []
        seq = 1 if self._last_seq is None else self._last_seq + 1
        try:
            entry = Entry.model_validate_json(line)
        except ValueError as problem:
            self.is_lost = True
            text = f"the line cannot be read ({str(problem).splitlines()[0]})"
            return [breach("I10", str(seq), text, seq=seq, measured=0, limit=1, unit="lines")]
        found = list(self._chain(entry, line))
        self.entries += 1
        self.head_sha256 = sha256_of(line)
        self._last_seq = entry.seq
        if self.state is None and (entry.kind != "opened" or entry.facts is None):
            return [
                *found,
                self._lose_track(entry, "a book begins with an entry of kind 'opened' that holds the facts"),
            ]
        try:
            return found + self._follow(entry)
        except _NO_MEANING as problem:
            return [*found, self._lose_track(entry, f"speaks of what cannot be ({str(problem).splitlines()[0]})")]

    def fork(self) -> Auditor:
        """Return an auditor that has read the same lines and can go its own way."""
        other = copy.copy(self)
        other.state = None if self.state is None else forked_fields(self.state)
        return other

    def _lose_track(self, entry: Entry, text: str) -> BookViolation:
        self.is_lost = True
        return breach("I10", str(entry.seq), text, seq=entry.seq, measured=0, limit=1, unit="lines")

    def _chain(self, entry: Entry, line: str) -> Iterator[BookViolation]:
        seq = entry.seq
        expected = self._last_seq + 1 if self._last_seq is not None else seq if seq in (0, 1) else 1
        if seq != expected:
            text = f"follows entry {expected - 1}: an entry is missing or stands twice"
            yield breach("I10", str(seq), text, seq=seq, measured=seq, limit=expected, unit="seq")
        if entry.prev_sha256 != self.head_sha256:
            text = "does not name the digest of the entry before it: one of them was changed, added or taken out"
            yield breach("I10", str(seq), text, seq=seq, measured=0, limit=1, unit="digests")
        if line != line_of(entry):
            text = "is not written in the canonical form: it does not replay to the same bytes"
            yield breach(
                "I10", str(seq), text, seq=seq, measured=len(line), limit=len(line_of(entry)), unit="characters"
            )

    def _follow(self, entry: Entry) -> list[BookViolation]:
        state = self.state = BookState(entry) if self.state is None else self.state
        found = [violation for check in BEFORE for violation in check(state, entry)]
        step = apply(state, entry)
        found += [violation for check in AFTER for violation in check(step)]
        days = step.days | (days_ahead(state) if step.facts_changed or entry.blocks or entry.ended else set())
        if entry.kind == "closed":
            days |= {(state.laid[block].block.person, day) for block, day in step.accounts if block in state.laid}
        until = state.shared_until
        if entry.kind == "lost" and entry.loss is not None:
            # A long absence is shared by one entry after the other: each of them up to the end of its period.
            until = date_of(minute_of(entry.loss.to) - 1, state.calendars.zone)
        else:
            days |= state.to_share
            state.to_share = set()
        found += days_stand(state, days, at=step.at, seq=entry.seq, shared_until=until)
        if entry.kind == "closed":
            state.to_share |= came_near(state, state.looked_until, state.shared_until)
            state.looked_until = state.shared_until
        return found

    def sweep(self) -> list[BookViolation]:
        """Check the whole state, not only what the last entry touched: every block, task and day from the clock on."""
        state = self.state
        if state is None or self.is_lost:
            return []
        seq = self._last_seq or 0
        found = [violation for key in sorted(state.accounts) for violation in block_adds_up(state, key, seq=seq)]
        for name in sorted(state.tasks):
            found += charged_is_planned(state.tasks[name], seq=seq)
        found += promised_in_full(state, set(state.tasks), seq=seq)
        return [*found, *days_stand(state, days_ahead(state), at=state.clock, seq=seq)]


def check_book(lines: Sequence[str]) -> BookCheck:
    """Check a book from its exported lines alone.

    Parameters
    ----------
    lines
        Canonical lines in order, without line ends.

    Returns
    -------
    BookCheck
        Never an exception for what a log says. `unchecked` names the invariants that a log alone cannot show.
    """
    auditor = Auditor()
    found = [violation for line in lines for violation in auditor.take(line)]
    seen = {(violation.rule, violation.subject, violation.measured) for violation in found}
    found += [each for each in auditor.sweep() if (each.rule, each.subject, each.measured) not in seen]
    return BookCheck(
        entries=auditor.entries,
        head_sha256=auditor.head_sha256,
        clean=not found,
        violations=tuple(found),
        checked=IDS,
        unchecked=UNCHECKED,
    )
