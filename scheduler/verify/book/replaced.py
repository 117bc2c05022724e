"""Work that was booked on a block which a new agreement has replaced, and ends before its notice date: the new blocks hold it again."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING

from scheduler.domain.book import CHARGES
from scheduler.units import ClientId
from scheduler.verify.book.held_less import ENDS_WORK, is_own_return
from scheduler.verify.book.invariants import breach
from scheduler.verify.book.returns import room_beside
from scheduler.verify.book.signing import agreed_minutes
from scheduler.verify.clock import say_day, say_minutes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.domain.answers import BookViolation
    from scheduler.verify.book.state import BookState, DatedBlock
    from scheduler.verify.book.step import Step

_ONE_DAY, _DAYS_OF_A_WEEK = timedelta(days=1), 7
_PERMILLE = 1000


def replaced_bookings_are_held_again(step: Step) -> Iterator[BookViolation]:
    """Check that what ends on a replaced block is neither kept charged nor lost, and that its client's new blocks hold no more for it (I10).

    Policy, "Cancel": before a block's notice date its minutes return. The block itself is no longer; a new one that holds less for it is the
    client's block of these hours by now. It is the same before its own notice date, where its time is free, and within what is agreed.
    """
    entry = step.entry
    if entry.kind not in ENDS_WORK:
        return
    ends, back = _ends(step), Counter[tuple[str, str]]()
    cut: Counter[DatedBlock] = Counter()
    for row in entry.rows:
        if row.block is not None and row.fund == "cut" and row.client == entry.client:
            cut[row.block, row.day] += row.minutes
            back[row.client, row.skill] -= min(0, row.minutes)
    for key, minutes in sorted(cut.items()):
        yield from (
            _is_what_ends(step, key, minutes, ends[key]) if minutes > 0 else _held_less_for_it(step, key, -minutes)
        )
    for (client, skill), minutes in sorted(back.items()):
        ended = sum(each for key, each in ends.items() if step.state.laid[key[0]].block.key == skill)
        if minutes > ended:
            text = (
                f"'{client}' holds {say_minutes(minutes)} of {skill} again, but only {say_minutes(ended)} of it end on blocks that "
                "were replaced"
            )
            yield breach("I10", client, text, seq=entry.seq, measured=minutes, limit=ended)
    if entry.kind != "progressed":
        yield from _still_charged(step)
        yield from _weeks_hold_what_they_may(step, ends)


def _ends(step: Step) -> Counter[DatedBlock]:
    """Return what an entry charges less to blocks that were replaced, by their days."""
    found: Counter[DatedBlock] = Counter()
    for row in step.entry.rows:
        if row.block is None or row.fund not in CHARGES or row.client != step.entry.client:
            continue
        if _is_replaced(step.state, (row.block, row.day)):
            found[row.block, row.day] -= row.minutes
    return found


def _is_replaced(state: BookState, key: DatedBlock) -> bool:
    laid = state.laid.get(key[0])
    return laid is not None and laid.ends_on is not None and laid.ends_on <= key[1]


def _is_what_ends(step: Step, key: DatedBlock, minutes: int, ended: int) -> Iterator[BookViolation]:
    if minutes != ended:
        text = f"block '{key[0]}@{key[1]}': {say_minutes(minutes)} are cut as work ends, of which {say_minutes(ended)} were booked on a block that was replaced"
        yield breach("I10", f"{key[0]}@{key[1]}", text, seq=step.entry.seq, measured=minutes, limit=ended)


def _held_less_for_it(step: Step, key: DatedBlock, minutes: int) -> Iterator[BookViolation]:
    """Check a block that holds more again; what it holds less was taken into account with the entry."""
    state, name = step.state, f"{key[0]}@{key[1]}"
    left = state.held_less.less(key)
    if left < 0 or key[0] not in state.held_less.new_blocks(ClientId(step.entry.client)):
        had = max(0, left + minutes)
        text = f"block '{name}': {say_minutes(minutes)} are held again, of {say_minutes(had)} that it held less since it was signed"
        yield breach("I10", name, text, seq=step.entry.seq, measured=minutes, limit=had)
    elif state.phase(*key, step.today) != "own":
        text = f"block '{name}': {say_minutes(minutes)} are held again after its notice date"
        yield breach("I20", name, text, seq=step.entry.seq, measured=minutes, limit=0)


def _still_charged(step: Step) -> Iterator[BookViolation]:
    state = step.state
    for name in step.entry.released:
        task = state.tasks[name]
        left = task.all_charged - max(task.minutes, task.worked)
        for key in sorted(key for key, each in state.accounts.items() if name in {*each.inside, *each.given}):
            if not _is_replaced(state, key) or state.phase(*key) != "own":
                continue
            account = state.accounts[key]
            kept = min(left, account.inside.get(name, 0) + account.given.get(name, 0))
            if kept > 0:
                text = f"block '{key[0]}@{key[1]}': it was replaced, and {say_minutes(kept)} of task '{name}', which ends before its notice date, stay charged"
                yield breach("I10", f"{key[0]}@{key[1]}", text, seq=step.entry.seq, measured=kept, limit=0)


def _weeks_hold_what_they_may(step: Step, ends: Counter[DatedBlock]) -> Iterator[BookViolation]:
    """Check week by week that new blocks hold what ended wherever they may, and no more than is agreed: months are left aside."""
    state, client, seq = step.state, ClientId(step.entry.client), step.entry.seq
    new = [state.laid[name].block for name in state.held_less.new_blocks(client) if name in state.laid]
    for skill, monday in sorted({(state.laid[key[0]].block.key, _monday(key[1])) for key in ends if ends[key] > 0}):
        blocks = [block for block in new if block.key == skill]
        if any(block.day is not None for block in blocks):
            continue
        days = [monday + _ONE_DAY * number for number in range(_DAYS_OF_A_WEEK)]
        keys = [(block.id, day) for day in days for block in blocks if state.block_exists(block.id, day)]
        ended = sum(each for key, each in ends.items() if state.laid[key[0]].block.key == skill and key[1] in days)
        again = sum(
            -row.minutes for row in step.entry.rows if is_own_return(step.entry, row) and (row.block, row.day) in keys
        )
        charged = _charged_elsewhere(state, client, skill, days, keys)
        held = sum(state.laid[name].block.minutes - state.account(name, day).cut for name, day in keys)
        whole = sum(state.laid[name].block.minutes for name, _ in keys)
        most = max([whole, *(agreed_minutes(state, state.laid[name].block, on=day) for name, day in keys)])
        if again and held + charged > most:
            text = (
                f"new blocks of {skill} for '{client}' hold {say_minutes(again)} again in the week of {say_day(monday)}, which has "
                f"{say_minutes(held + charged)} by that; agreed are {say_minutes(most)}"
            )
            yield breach("I3", client, text, seq=seq, measured=held + charged, limit=most)
        for key in keys:
            beside = min(state.held_less.less(key), _below_buffer(state, key), room_beside(state, key))
            missing = min(ended - again, whole - charged - held, beside)
            if missing > 0 and state.phase(*key) == "own" and not _is_used(step, key):
                name = f"{key[0]}@{key[1]}"
                text = f"block '{name}': {say_minutes(missing)} that it held less for work which has ended are free, but are not held again"
                yield breach("I10", name, text, seq=seq, measured=missing, limit=0)
                break


def _charged_elsewhere(state: BookState, client: ClientId, skill: str, days: list[date], keys: list[DatedBlock]) -> int:
    """Return what is charged of a week to other blocks of the same hours."""
    named = {name for name in state.blocks_of_client[client] if state.laid[name].block.key == skill}
    return sum(
        account.charged
        for key, account in state.accounts.items()
        if key[0] in named and key[1] in days and key not in keys
    )


def _is_used(step: Step, key: DatedBlock) -> bool:
    """Say whether other work stands in a block, or something else of it returns in the entry."""
    returns = any((row.block, row.day) == key and row.fund in CHARGES for row in step.entry.rows)
    return returns or any(minutes > 0 for minutes in step.state.account(*key).inside.values())


def _below_buffer(state: BookState, key: DatedBlock) -> int:
    """Return by how much the blocks of a person's day may grow until they leave no more than the buffer."""
    person = state.laid[key[0]].block.person
    known = state.calendars.people.get(person)
    if known is None:
        return 0
    laid = 0
    for each in state.blocks_on(person, key[1]):
        account = state.account(each.block.id, key[1])
        laid += each.block.minutes - account.cut - account.exchanged
    return known.minutes_on(key[1]) * (_PERMILLE - state.workspace.policy.buffer) // _PERMILLE - laid


def _monday(day: date) -> date:
    return day - _ONE_DAY * day.weekday()
