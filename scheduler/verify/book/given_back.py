"""What an override took of others and nobody has worked in yet: it comes back to them when its request is cancelled, and the credit with it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from scheduler.verify.book.invariants import breach
from scheduler.verify.book.overrides import given_back
from scheduler.verify.book.returns import room_beside
from scheduler.verify.clock import date_of, say_minutes
from scheduler.verify.spans import common, joined, total, without

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.domain.answers import BookViolation
    from scheduler.units import ClientId, Span
    from scheduler.verify.book.records import TaskState
    from scheduler.verify.book.state import BookState, DatedBlock
    from scheduler.verify.book.step import Step


def cancelled_override_gives_back(step: Step) -> Iterator[BookViolation]:
    """Check that a cancel gives others what an override took for it, before the notice date and where it is free, less credit for it (I7).

    Nobody has it twice: what is not owed any more, as a round has repaid it, does not come back, and work that is done by its date again is
    owed no longer.
    """
    entry, state = step.entry, step.state
    if entry.kind != "cancelled":
        return
    taken, back = step.taken, given_back(entry)
    by_client: Counter[ClientId] = Counter()
    for key, minutes in back.items():
        if minutes:
            yield from _is_rightly_back(step, key, minutes, taken[key])
            by_client[state.laid[key[0]].block.client] += minutes
    weeks = state.workspace.policy.credit_weeks
    again = _done_in_time_again(step)
    for client in sorted({*by_client, *entry.credits, *again}):
        less = -entry.credits.get(client, 0)
        owed = state.credits.left(client, step.at, weeks=weeks) + less - by_client[client]
        work = max(0, min(again[client], step.owed_for_work[client], owed))
        if less != by_client[client] + work:
            text = (
                f"'{client}' gets {say_minutes(by_client[client])} back of what an override took, {say_minutes(work)} of its work that were "
                f"owed for are done by their date again, and its credit falls by {say_minutes(less)}"
            )
            yield breach("I7", client, text, seq=entry.seq, measured=less, limit=by_client[client] + work)
    yield from _late_in_vain(step)
    for key, minutes in (taken - back).items():
        if key[0] not in state.laid or state.phase(*key) != "own" or not state.block_exists(*key):
            continue
        owner = state.laid[key[0]].block.client
        kept = min(minutes, state.credits.left(owner, step.at, weeks=weeks))
        if kept > 0 and not _is_booked(state, key) and room_beside(state, key) > 0:
            name = f"{key[0]}@{key[1]}"
            text = (
                f"block '{name}': an override took {say_minutes(minutes)} of it and is cancelled, its time is free, and '{owner}' is "
                "still owed them, but they do not come back"
            )
            yield breach("I7", name, text, seq=entry.seq, measured=kept, limit=0)


def _done_in_time_again(step: Step) -> Counter[ClientId]:
    """Return the minutes of work of others that an override made late and that a cancel lets be done by their date."""
    found: Counter[ClientId] = Counter()
    for name in step.stood:
        was, task = step.tasks.get(name), step.state.tasks[name]
        if was is None or not task.is_promised:
            continue
        before = replace(task, pieces=was.pieces, left=was.left)
        if before.missing_at_due and not task.missing_at_due:
            found[task.client] += before.missing_at_due
    return found


def _late_in_vain(step: Step) -> Iterator[BookViolation]:
    """Check that no work stays late whose place before the override is free again, with all of it that is to come."""
    for name, was in step.stood.items():
        task = step.state.tasks[name]
        if not task.is_promised or not task.missing_at_due or task.person != was.person or not was.pieces:
            continue
        if was.pieces[0].start >= step.at and was.left == task.left and not _is_taken(step.state, task, was.pieces):
            text = (
                f"task '{name}' of '{task.client}' stays late, though where it stood before the override is free again"
            )
            yield breach("I7", name, text, seq=step.entry.seq, measured=task.missing_at_due, limit=0)


def _is_taken(state: BookState, task: TaskState, pieces: list[Span]) -> bool:
    """Say whether somebody's work, a block, or an absence stands where work would stand again."""
    person = state.calendars.people.get(task.person) if task.person is not None else None
    if person is None or task.person is None:
        return True
    days = sorted(
        {date_of(piece.start, person.zone) for piece in pieces}
        | {date_of(piece.end - 1, person.zone) for piece in pieces}
    )
    others = [
        span
        for day in days
        for name in state.by_day.get((task.person, day), ())
        if name != task.id
        for span in state.tasks[name].pieces
    ]
    blocks = [
        span
        for day in days
        for laid in state.blocks_on(task.person, day)
        if state.phase(laid.block.id, day) != "gone"
        for span in state.piece_of(laid.block.id, day)
    ]
    working = joined(span for day in days for span in person.on(day))
    free = without(working, joined([*others, *blocks]))
    bound = [*state.followers.get(task.id, ()), *(task.asked.after if task.asked is not None else ())]
    return bool(bound) or total(common(free, pieces)) != total(pieces)


def _is_booked(state: BookState, key: DatedBlock) -> bool:
    return any(minutes > 0 for minutes in state.account(*key).inside.values())


def _is_rightly_back(step: Step, key: DatedBlock, minutes: int, taken: int) -> Iterator[BookViolation]:
    name = f"{key[0]}@{key[1]}"
    if not 0 < minutes <= taken:
        text = f"block '{name}': {say_minutes(minutes)} come back by a cancel, of {say_minutes(taken)} that its override took"
        yield breach("I7", name, text, seq=step.entry.seq, measured=minutes, limit=taken)
    elif step.state.phase(*key, step.today) != "own":
        text = f"block '{name}': {say_minutes(minutes)} come back to it after its notice date"
        yield breach("I20", name, text, seq=step.entry.seq, measured=minutes, limit=0)
