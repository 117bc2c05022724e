"""What an override took of others and nobody has worked in yet: it comes back to them when its request is cancelled, and the credit with it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from scheduler.verify.book.invariants import breach
from scheduler.verify.book.overrides import given_back
from scheduler.verify.book.returns import room_beside
from scheduler.verify.clock import say_minutes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.domain.answers import BookViolation
    from scheduler.units import ClientId
    from scheduler.verify.book.state import BookState, DatedBlock
    from scheduler.verify.book.step import Step


def cancelled_override_gives_back(step: Step) -> Iterator[BookViolation]:
    """Check that a cancel gives others what an override took for it, before the notice date and where it is free, less credit for it (I7).

    Nobody has it twice: what is not owed any more, as a round has repaid it, does not come back.
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
    for client in sorted({*by_client, *entry.credits}):
        less = -entry.credits.get(client, 0)
        if less != by_client[client]:
            text = f"'{client}' gets {say_minutes(by_client[client])} back of what an override took, and its credit falls by {say_minutes(less)}"
            yield breach("I7", client, text, seq=entry.seq, measured=less, limit=by_client[client])
    weeks = state.workspace.policy.credit_weeks
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
