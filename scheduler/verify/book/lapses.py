"""I20 and the exact lapse: what a client may still claim, what lapses when a day closes, and that nothing lapsed is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.verify.book.invariants import breach
from scheduler.verify.clock import minute_of, say, say_day, say_minutes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from scheduler.domain.answers import BookViolation
    from scheduler.domain.book import Entry
    from scheduler.verify.book.records import Account
    from scheduler.verify.book.state import BookState, DatedBlock
    from scheduler.verify.book.step import Step


def clock_runs_on(state: BookState, entry: Entry) -> Iterator[BookViolation]:
    """Check, before an entry is taken, that the clock does not go back and that each working day closes in turn."""
    at, zone = minute_of(entry.at), state.calendars.zone
    if at < state.clock:
        back = state.clock - at
        text = f"is made at {say(at, zone)}, {say_minutes(back)} before the entry before it"
        yield breach("I20", str(entry.seq), text, seq=entry.seq, measured=at - state.clock, limit=0)
    if state.is_new:
        return
    closes = state.calendars.closes_at(state.today)
    if is_opening_close(state, entry):
        return
    if entry.kind == "closed" and at != closes:
        text = f"closes a day at {say(at, zone)}, but the next close is {say(closes, zone)}"
        yield breach("I20", str(entry.seq), text, seq=entry.seq, measured=abs(at - closes), limit=0)
    elif entry.kind != "closed" and at > closes:
        text = f"is made at {say(at, zone)}, but {say_day(state.today)} was never closed"
        yield breach("I20", str(entry.seq), text, seq=entry.seq, measured=at - closes, limit=0)
    if entry.asked_at is not None and minute_of(entry.asked_at) > at and entry.kind != "declined":
        text = f"asked at {say(minute_of(entry.asked_at), zone)}, later than the book's clock"
        yield breach("I20", entry.request, text, seq=entry.seq, measured=minute_of(entry.asked_at) - at, limit=0)


def is_opening_close(state: BookState, entry: Entry) -> bool:
    """Say whether a close only clears away what the initial book left of the opening day's blocks."""
    of_opening_day = all(row.fund == "lapsed" and row.day <= state.today for row in entry.rows)
    is_first = state.closed_on is None and minute_of(entry.at) == state.opened_at
    return entry.kind == "closed" and is_first and bool(entry.rows) and of_opening_day


def lapsing_now(state: BookState) -> dict[DatedBlock, int]:
    """Return what lapses when the working day that is under way closes, by dated block."""
    lapsing: dict[DatedBlock, int] = {}
    for key in _near_blocks(state):
        block, day = key
        held = state.held(block, day)
        if held <= 0:
            continue
        own_until, last = state.claimable_until(block, day)
        if own_until is not None and state.today < own_until and state.today < day:
            continue
        kept = 0
        if last is not None and state.today < last:
            laid = state.laid[block].block
            kept = min(held, state.rush_left(laid.client, laid.key, day))
        if held > kept:
            lapsing[key] = held - kept
    return lapsing


def _near_blocks(state: BookState) -> Iterator[DatedBlock]:
    """Yield the dated blocks from the last open day on that are within anybody's notice of today's close."""
    policy = state.workspace.policy
    notices = [
        agreement.notice_working_days or 0 for client in state.workspace.clients for agreement in client.agreements
    ]
    furthest = max([1, policy.default_notice, *notices])
    days = _days_from(state, furthest)
    for laid in state.laid.values():
        for day in days:
            if state.block_exists(laid.block.id, day):
                yield laid.block.id, day


def _days_from(state: BookState, number: int) -> list[date]:
    """Return the working days whose blocks may lapse now: today, the next `number`, and the opening day at its close."""
    days = [] if state.closed_on is not None or state.opened_on == state.today else [state.opened_on]
    day: date | None = state.today
    for _ in range(number + 1):
        if day is None:
            break
        days.append(day)
        day = state.calendars.working_day_after(day, 1)
    return days


def lapses_are_exact(state: BookState, entry: Entry) -> Iterator[BookViolation]:
    """Check, before a close is taken, that exactly what must lapse does: less harms others' spare, more the client."""
    if entry.kind != "closed":
        return
    expected = {} if is_opening_close(state, entry) else lapsing_now(state)
    said: dict[DatedBlock, int] = {}
    for row in entry.rows:
        if row.fund == "lapsed" and row.block is not None:
            said[row.block, row.day] = said.get((row.block, row.day), 0) + row.minutes
    for key in sorted(expected.keys() | said.keys()):
        must, does = expected.get(key, 0), said.get(key, 0)
        if must == does or (key[0] in state.laid and _need_not_lapse(state, key, does)):
            continue
        name = f"{key[0]}@{key[1]}"
        text = f"block '{name}': {say_minutes(does)} lapse at the close of {say_day(state.today)}, but {say_minutes(must)} must"
        yield breach("I7" if does > must else "I20", name, text, seq=entry.seq, measured=does, limit=must)


def _need_not_lapse(state: BookState, key: DatedBlock, does: int) -> bool:
    """Say whether all of a dated block or nothing may lapse: nobody ever held it, as it is of the day on which it was laid; or nobody can work it."""
    is_nobodys = state.laid[key[0]].first_close >= key[1] or not state.can_be_worked(*key)
    return is_nobodys and does in (0, state.held(*key))


def nothing_lapsed_is_used(step: Step) -> Iterator[BookViolation]:
    """Check that held minutes are taken only while they are claimable, and that none come back after that."""
    if step.entry.kind == "repaired":
        return
    for key, was in sorted(step.accounts.items(), key=lambda item: item[0]):
        if key[0] in step.state.laid and step.state.block_exists(*key):
            yield from _claims_of(step, key, was)


def _claims_of(step: Step, key: DatedBlock, was: Account) -> Iterator[BookViolation]:
    state, entry, seq = step.state, step.entry, step.entry.seq
    block, day = key
    now, name = state.accounts[key], f"{block}@{day}"
    phase = state.phase(block, day, step.today)
    taken = now.charged - was.charged
    by_rush = (now.rush + now.rush_exchanged) - (was.rush + was.rush_exchanged)
    lapsed, cut = now.lapsed - was.lapsed, now.cut - was.cut
    is_initial = step.at == state.opened_at and (
        entry.kind == "opened" or (entry.kind == "booked" and entry.reason == "initial")
    )
    if phase == "rush" and taken > max(0, by_rush):
        text = (
            f"block '{name}': {say_minutes(taken)} are taken after its notice date, "
            f"of which {say_minutes(max(0, by_rush))} as rush"
        )
        yield breach("I20", name, text, seq=seq, measured=taken, limit=max(0, by_rush))
    if phase == "gone" and taken > 0 and not (is_initial and day >= state.opened_on):
        text = f"block '{name}': {say_minutes(taken)} are taken after they lapsed"
        yield breach("I20", name, text, seq=seq, measured=taken, limit=0)
    if phase == "own" and lapsed > 0 and entry.kind != "closed":
        text = f"block '{name}': {say_minutes(lapsed)} lapse before its notice date"
        yield breach("I7", name, text, seq=seq, measured=lapsed, limit=0)
    if lapsed < 0:
        text = f"block '{name}': {say_minutes(-lapsed)} that lapsed come back"
        yield breach("I20", name, text, seq=seq, measured=lapsed, limit=0)
    back = -(taken + lapsed + max(0, cut))
    if phase != "own" and back > 0:
        text = f"block '{name}': {say_minutes(back)} return to it after its notice date"
        yield breach("I20", name, text, seq=seq, measured=back, limit=0)
