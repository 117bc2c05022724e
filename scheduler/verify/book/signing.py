"""I3: blocks as they are laid: on people who may do the work, in one stretch, within capacity less the buffer."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from scheduler.verify.book.agreements import covers
from scheduler.verify.book.invariants import breach
from scheduler.verify.book.state import week_of
from scheduler.verify.clock import say_day, say_minutes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scheduler.domain.answers import BookViolation
    from scheduler.domain.book import LaidBlock
    from scheduler.units import PersonId
    from scheduler.verify.book.records import Laid
    from scheduler.verify.book.state import BookState
    from scheduler.verify.book.step import Step

_SIZE_MINUTES = 15
_LOOK_AHEAD_DAYS = 56
_PERMILLE = 1000
_WEEK_DAYS = 7
_ONE_DAY = timedelta(days=1)


def blocks_are_laid_well(step: Step) -> Iterator[BookViolation]:
    """Check the blocks that an entry lays, and the days of their people."""
    blocks = step.entry.blocks
    if not blocks or step.entry.kind not in ("opened", "signed"):
        return
    for block in blocks:
        yield from _may_stand(step, block)
        yield from _has_size(step, block)
    yield from _not_more_than_agreed(step)
    yield from _no_week_twice(step)
    for person in sorted({block.person for block in blocks}):
        yield from _within_capacity(step, person)


def _may_stand(step: Step, block: LaidBlock) -> Iterator[BookViolation]:
    state = step.state
    known = state.calendars.people.get(block.person)
    if known is None:
        text = f"block '{block.id}': nobody in the team has the id '{block.person}'"
        yield breach("I3", block.id, text, seq=step.entry.seq, measured=0, limit=1, unit="people")
        return
    if not state.agreements.may_work(known.person, block.client, block.skill, block.level):
        text = f"block '{block.id}': {block.person} may not do {block.key} for '{block.client}'"
        yield breach("I3", block.id, text, seq=step.entry.seq, measured=block.minutes, limit=0)
    spans = known.person.hours.days[block.weekday] if block.weekday is not None else ()
    ends = block.start_minute + block.minutes
    stretch = [0, 0]
    inside = block.weekday is None
    for span in spans:
        stretch = [stretch[0], span.end_minute] if span.start_minute == stretch[1] else [*span]
        inside = inside or (stretch[0] <= block.start_minute and ends <= stretch[1])
    if not inside:
        text = f"block '{block.id}': {say_minutes(block.minutes)} do not lie in one stretch of {block.person}'s hours"
        yield breach("I3", block.id, text, seq=step.entry.seq, measured=block.minutes, limit=0)


def _has_size(step: Step, block: LaidBlock) -> Iterator[BookViolation]:
    least = step.state.workspace.policy.block_min
    agreed = agreed_minutes(step.state, block)
    if block.minutes <= 0 or block.minutes % _SIZE_MINUTES:
        text = f"block '{block.id}': {say_minutes(block.minutes)} are no multiple of 15 minutes"
        yield breach("I3", block.id, text, seq=step.entry.seq, measured=block.minutes, limit=_SIZE_MINUTES)
    elif block.day is None and block.minutes < min(least, agreed // _SIZE_MINUTES * _SIZE_MINUTES):
        text = f"block '{block.id}': is {say_minutes(block.minutes)} long, blocks are at least {say_minutes(least)}"
        yield breach("I3", block.id, text, seq=step.entry.seq, measured=block.minutes, limit=least)


def agreed_minutes(state: BookState, block: LaidBlock, *, on: date | None = None) -> int:
    """Return the weekly minutes of the block's key, by the agreements that hold on a date, else while the block does."""
    client = state.agreements.clients.get(block.client)
    days = [day for day in (block.since, block.until, block.day) if day is not None] or [state.today]
    days = days if on is None else [on]
    return max(
        (
            hours.minutes
            for agreement in (() if client is None else client.agreements)
            for hours in agreement.hours
            if hours.per == "week" and (hours.skill, hours.level) == (block.skill, block.level)
            if any(covers(agreement, day) for day in days)
        ),
        default=0,
    )


def _not_more_than_agreed(step: Step) -> Iterator[BookViolation]:
    """Check that the weekly blocks of a key do not exceed what was agreed, at any time."""
    state = step.state
    keys = {(block.client, block.key) for block in step.entry.blocks if block.day is None}
    for client, key in sorted(keys):
        laid = [
            known
            for known in (state.laid[name] for name in state.blocks_of_client[client])
            if known.block.key == key and known.block.day is None
        ]
        starts = {max(known.block.since or known.laid_on, known.laid_on) for known in laid}
        # What stood before the new blocks of the key begin was agreed before, and judged then.
        new = {block.id for block in step.entry.blocks}
        begins = min(max(known.block.since or known.laid_on, known.laid_on) for known in laid if known.block.id in new)
        for start in sorted(each for each in starts if each >= begins):
            week = [known for known in laid if _holds(known.block, start) and not _ended(known.ends_on, start)]
            minutes = sum(known.block.minutes for known in week)
            agreed = max((agreed_minutes(state, known.block, on=start) for known in week), default=0)
            if minutes > agreed:
                text = (
                    f"blocks of {key} for '{client}' add up to {say_minutes(minutes)} a week from {say_day(start)}, "
                    f"agreed are {say_minutes(agreed)}"
                )
                yield breach("I3", client, text, seq=step.entry.seq, measured=minutes, limit=agreed)
                break


def _no_week_twice(step: Step) -> Iterator[BookViolation]:
    """Check that new weekly blocks hold no more of a week than the agreement gives less what is charged to others of the key.

    Looked at are the weeks in which others are charged, and those in which one of the new blocks begins or ends; the first that
    holds too much is enough. From the day on which they begin they hold no more than they have less what is charged to others of
    these days: what lapsed before stays so.
    """
    state = step.state
    new = {block.id for block in step.entry.blocks if block.day is None}
    if not new:
        return
    for client, key in sorted({(block.client, block.key) for block in step.entry.blocks if block.id in new}):
        named = [name for name in state.blocks_of_client[client] if state.laid[name].block.key == key]
        laid = [state.laid[name] for name in named if name in new]
        begins = min(max(each.block.since or each.laid_on, each.laid_on) for each in laid)
        charged: Counter[tuple[int, int]] = Counter()
        since: Counter[tuple[int, int]] = Counter()
        for (name, day), account in state.accounts.items():
            if name in named and name not in new and state.laid[name].block.day is None:
                charged[week_of(day)] += account.charged
                since[week_of(day)] += account.charged if day >= begins else 0
        held: Counter[tuple[int, int]] = Counter()
        has: Counter[tuple[int, int]] = Counter()
        agreed: Counter[tuple[int, int]] = Counter()
        blocks = [state.laid[name].block for name in sorted(new.intersection(named))]
        for block in blocks:
            for day in _days_of_change(blocks, charged, today=state.today):
                if state.block_exists(block.id, day):
                    held[week_of(day)] += max(0, state.held(block.id, day))
                    has[week_of(day)] += block.minutes
                    agreed[week_of(day)] = max(agreed[week_of(day)], agreed_minutes(state, block, on=day))
        for week, minutes in sorted(held.items()):
            limits = ((charged[week], agreed[week], "agreed are"), (since[week], has[week], "of these days they have"))
            used, limit, words = max(limits, key=lambda each: each[0] - each[1])
            if minutes and minutes + used > limit:
                already = f", of which {say_minutes(used)} are charged already" if used else ""
                text = (
                    f"new blocks of {key} for '{client}' hold {say_minutes(minutes)} in week {week[1]} of {week[0]}{already}; "
                    f"{words} {say_minutes(limit)}"
                )
                yield breach("I3", client, text, seq=step.entry.seq, measured=minutes + used, limit=limit)
                break


def _days_of_change(blocks: Sequence[LaidBlock], charged: Mapping[tuple[int, int], int], *, today: date) -> list[date]:
    """Return the days after today of the weeks in which something is charged or one of the blocks begins or ends."""
    edges = {edge for block in blocks for edge in (block.since, block.until) if edge is not None}
    mondays = {edge - _ONE_DAY * edge.weekday() for edge in edges if edge < date.max - _ONE_DAY * _WEEK_DAYS}
    of_edges = {monday + _ONE_DAY * number for monday in mondays for number in range(_WEEK_DAYS)}
    ahead = (today + _ONE_DAY * number for number in range(1, _LOOK_AHEAD_DAYS))
    return sorted({day for day in of_edges if day > today} | {day for day in ahead if charged[week_of(day)]})


def _holds(block: LaidBlock, day: date) -> bool:
    return (block.since is None or block.since <= day) and (block.until is None or day <= block.until)


def _ended(ends_on: date | None, day: date) -> bool:
    return ends_on is not None and ends_on <= day


def _is_left(state: BookState, laid: Laid, day: date) -> bool:
    return laid.block.minutes > state.account(laid.block.id, day).cut


def _within_capacity(step: Step, person: PersonId) -> Iterator[BookViolation]:
    """Check day by day that a person's blocks leave the buffer; one violation, for the first day, is enough."""
    state = step.state
    known = state.calendars.people.get(person)
    if known is None:
        return
    share = Fraction(_PERMILLE - state.workspace.policy.buffer, _PERMILLE)
    firsts = {state.today, *(block.since for block in step.entry.blocks if block.since and block.person == person)}
    days = {
        first + _ONE_DAY * number
        for first in firsts
        for number in range(1 if first == state.today else 0, _LOOK_AHEAD_DAYS)
    }
    days |= {block.day for block in step.entry.blocks if block.person == person and block.day is not None}
    minutes: defaultdict[date, int] = defaultdict(int)
    new = {block.id for block in step.entry.blocks}
    for day in sorted(days):
        standing = list(state.blocks_on(person, day))
        if not any(laid.block.id in new and _is_left(state, laid, day) for laid in standing):
            # What was laid before was judged then; a day that lost capacity since is a loss, not a signing.
            continue
        for laid in standing:
            account = state.account(laid.block.id, day)
            minutes[day] += laid.block.minutes - account.cut - account.exchanged
        limit = int(known.minutes_on(day) * share)
        if minutes[day] > limit:
            text = (
                f"{person}: blocks of {say_minutes(minutes[day])} on {say_day(day)}, but {say_minutes(limit)} "
                f"of {say_minutes(known.minutes_on(day))} may be signed away"
            )
            yield breach("I3", person, text, seq=step.entry.seq, measured=minutes[day], limit=limit)
            return
