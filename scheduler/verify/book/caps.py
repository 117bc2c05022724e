"""I9: spare per account in any five consecutive working days, by day of work and by day of asking."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from scheduler.verify.book.invariants import breach
from scheduler.verify.clock import say_day, say_minutes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from scheduler.domain.answers import BookViolation
    from scheduler.verify.book.records import QuotedSpare
    from scheduler.verify.book.state import BookState, Borrower
    from scheduler.verify.book.step import Step

WINDOW_DAYS = 5
"""Working days of a borrowing window, and how far ahead a round may grant."""

_SYSTEM_OR_REPORT = frozenset(
    {"opened", "lost", "edited", "closed", "published", "repaired", "progressed", "overridden"}
)


def spare_within_cap(step: Step) -> Iterator[BookViolation]:
    """Check the accounts whose spare an entry raises; overruns and overrides are no borrowing of choice."""
    entry, state = step.entry, step.state
    if entry.kind in _SYSTEM_OR_REPORT or (entry.kind == "booked" and entry.reason == "initial"):
        return
    asked_on = state.calendars.day_at(step.at)
    by_account: dict[str, set[date]] = {}
    for row in entry.rows:
        if row.fund == "spare" and row.minutes > 0 and not row.in_round:
            account = state.agreements.account_of(row.client)
            by_account.setdefault(account, set()).add(row.day)
    for account, days in sorted(by_account.items()):
        work, asking = counted(state, account, but=step.forgiven)
        yield from _windows(step, account, work, days, how="by day of work")
        yield from _windows(step, account, asking, {asked_on}, how="by day of asking")
    yield from _rounds_are_near(step)


def _windows(
    step: Step, account: str, sums: Mapping[date, int], days: set[date], *, how: str
) -> Iterator[BookViolation]:
    """Check every window of five working days that has one of the days in it."""
    worst: tuple[int, int, date, date] | None = None
    for first, last in sorted(windows_around(step.state, days)):
        used = sum(minutes for day, minutes in sums.items() if first <= day <= last)
        limit = step.state.agreements.cap_minutes(account, first, last)
        if used > limit and (worst is None or used - limit > worst[0] - worst[1]):
            worst = (used, limit, first, last)
    if worst is not None:
        used, limit, first, last = worst
        text = (
            f"'{account}' has {say_minutes(used)} of spare from {say_day(first)} to {say_day(last)} {how}, "
            f"its cap is {say_minutes(limit)}"
        )
        yield breach("I9", account, text, seq=step.entry.seq, measured=used, limit=limit)


def counted(
    state: BookState, account: str, *, but: QuotedSpare | None
) -> tuple[Mapping[date, int], Mapping[date, int]]:
    """Return the spare that counts to an account by day of work and by day of asking, without a quote that ended where its request is renewed.

    It is what was charged on it, and what its clients were charged on another one: nobody borrows anew by changing the account.
    """
    work, asking = _sums(state, account, state.spare_by_work), _sums(state, account, state.spare_by_asking)
    if but is not None:
        _take_off(work, but.work)
        _take_off(asking, but.asking)
    return work, asking


def _sums(state: BookState, account: str, spare: Mapping[Borrower, Mapping[date, int]]) -> Counter[date]:
    found: Counter[date] = Counter()
    for borrower, minutes_by_day in spare.items():
        if state.counts_to(account, borrower):
            found.update(minutes_by_day)
    return found


def _take_off(sums: Counter[date], part: Mapping[tuple[str, date], int]) -> None:
    for (_, day), minutes in part.items():
        sums[day] -= max(0, minutes)


def windows_around(state: BookState, days: set[date]) -> set[tuple[date, date]]:
    """Return every window of five consecutive working days, as first and last day, that has one of the days in it."""
    windows: set[tuple[date, date]] = set()
    calendars = state.calendars
    for day in days:
        for back in range(WINDOW_DAYS):
            first = day if back == 0 else calendars.working_day_before(day, back)
            if first is None:
                continue
            more = WINDOW_DAYS - 1 if calendars.is_working_day(first) else WINDOW_DAYS
            last = calendars.working_day_after(first, more)
            if last is not None:
                windows.add((first, last))
    return windows


def _rounds_are_near(step: Step) -> Iterator[BookViolation]:
    state = step.state
    limit = state.calendars.working_day_after(state.calendars.day_at(step.at), WINDOW_DAYS)
    for row in step.entry.rows:
        if step.entry.kind == "granted" and row.fund == "spare" and row.minutes < 0:
            text = f"client '{row.client}': a round gives out spare, but {say_minutes(-row.minutes)} return in it"
            yield breach("I9", row.client, text, seq=step.entry.seq, measured=row.minutes, limit=0)
        if not row.in_round or row.minutes < 0:
            continue
        if step.entry.kind != "granted" and row.minutes > 0:
            text = (
                f"client '{row.client}': {say_minutes(row.minutes)} are marked as granted in a round, but this is none"
            )
            yield breach("I9", row.client, text, seq=step.entry.seq, measured=row.minutes, limit=0)
        elif limit is not None and row.day > limit:
            text = (
                f"client '{row.client}': the round grants spare of {say_day(row.day)}, "
                f"later than the next five working days (to {say_day(limit)})"
            )
            yield breach(
                "I9", row.client, text, seq=step.entry.seq, measured=(row.day - limit).days, limit=0, unit="days"
            )
