"""I7 and I19: an entry changes what belongs to its own client, and nothing of another without a recorded consent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.verify.book.invariants import breach
from scheduler.verify.clock import say, say_minutes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.domain.answers import BookViolation
    from scheduler.domain.book import Entry, LedgerRow
    from scheduler.units import TaskId
    from scheduler.verify.book.step import Step

SYSTEM_KINDS = frozenset({"opened", "lost", "edited", "closed", "published", "repaired"})
"""Kinds of entries that are no client's."""

_WITH_CONSENT = frozenset({"overridden", "consented"})
_BOOKKEEPING = frozenset({"closed", "published", "repaired", "edited", "opened"})
_OF_THE_INITIAL_BOOK = frozenset({"own", "rush", "spare", "overtime"})
"""Funds of work that was promised before there was a book: nobody traded, nobody gave way."""
_STILL = frozenset({"progressed", "declined", "waiting", "withdrawn", "expired", "confirmed"})


def nothing_of_others_changes(step: Step) -> Iterator[BookViolation]:
    """Check whose rows, dates, blocks, floors and credits an entry changes."""
    entry = step.entry
    if (entry.client == "") != (entry.kind in SYSTEM_KINDS):
        whose = f"names client '{entry.client}'" if entry.client else "names no client"
        text = f"is of kind '{entry.kind}', but {whose}"
        yield breach("I7", entry.client or str(entry.seq), text, seq=entry.seq, measured=1, limit=0, unit="clients")
        return
    yield from _somebody_agreed(entry)
    if entry.client:
        yield from _rows_are_own(entry)
        yield from _blocks_are_own(step)
        yield from _credits_are_own(entry)
        yield from _rest_stands_still(step)
    else:
        yield from _system_moves_no_minutes(entry)
    yield from _dates_are_own(step)


def _somebody_agreed(entry: Entry) -> Iterator[BookViolation]:
    """Check that a consent names who gave it, and an override its approver and the reason: without a name nobody agreed."""
    if entry.kind not in _WITH_CONSENT:
        return
    missing = [] if entry.actor.strip() else ["who decided it"]
    if entry.kind == "overridden" and not entry.reason.strip():
        missing.append("a reason")
    if missing:
        text = f"is {entry.kind} for '{entry.client}', but does not name {' nor '.join(missing)}"
        subject = entry.request or entry.client
        yield breach("I7", subject, text, seq=entry.seq, measured=len(missing), limit=0, unit="names")


def _rows_are_own(entry: Entry) -> Iterator[BookViolation]:
    rule = "I19" if entry.kind == "progressed" else "I7"
    for row in entry.rows:
        if row.client != entry.client and entry.kind not in _WITH_CONSENT and not _is_given_back(entry, row):
            what = row.block or row.fund
            text = (
                f"'{entry.client}' has {entry.kind} something, but {say_minutes(row.minutes)} {row.fund} of "
                f"'{row.client}' ({what}) change"
            )
            yield breach(rule, row.client, text, seq=entry.seq, measured=abs(row.minutes), limit=0)


def _is_given_back(entry: Entry, row: LedgerRow) -> bool:
    """Say whether a cancel gives back what was cut: whether an override took it is looked at by itself."""
    return entry.kind == "cancelled" and row.fund == "cut" and row.minutes < 0


def _blocks_are_own(step: Step) -> Iterator[BookViolation]:
    entry, state = step.entry, step.state
    owners = [(block.id, block.client) for block in entry.blocks]
    owners += [(end.block, state.laid[end.block].block.client) for end in entry.ended if end.block in state.laid]
    for block, owner in owners:
        if owner != entry.client:
            text = f"'{entry.client}' has {entry.kind} something, but block '{block}' of '{owner}' is laid or ends"
            yield breach("I7", block, text, seq=entry.seq, measured=1, limit=0, unit="blocks")


def _credits_are_own(entry: Entry) -> Iterator[BookViolation]:
    for client, minutes in sorted(entry.credits.items()):
        # How a credit falls with what a cancel gives back is looked at by itself.
        if client != entry.client and entry.kind not in (*_WITH_CONSENT, "cancelled"):
            text = f"the credit of '{client}' changes by {say_minutes(minutes)} through an entry of '{entry.client}'"
            yield breach("I7", client, text, seq=entry.seq, measured=abs(minutes), limit=0)


def _rest_stands_still(step: Step) -> Iterator[BookViolation]:
    """Check that arithmetic, reports and refusals move nothing of other clients, not even inside their slack."""
    entry, state = step.entry, step.state
    if not entry.conforming and entry.kind not in _STILL:
        return
    rule = "I19" if entry.kind == "progressed" else "I7"
    how = "rests on arithmetic" if entry.conforming else f"is of kind '{entry.kind}'"
    for work in entry.work:
        task = state.tasks[work.task]
        was = step.tasks[work.task]
        if task.client != entry.client and (was.pieces, was.person) != (task.pieces, task.person):
            text = f"{how}, but task '{work.task}' of '{task.client}' moves"
            yield breach(rule, work.task, text, seq=entry.seq, measured=1, limit=0, unit="tasks")
    for stand in entry.stands:
        laid = state.laid.get(stand.block)
        if laid is not None and laid.block.client != entry.client:
            text = f"{how}, but block '{stand.block}@{stand.day}' of '{laid.block.client}' moves"
            yield breach(rule, stand.block, text, seq=entry.seq, measured=1, limit=0, unit="blocks")


def _system_moves_no_minutes(entry: Entry) -> Iterator[BookViolation]:
    """Check that bookkeeping charges nobody: a close lets lapse, facts cut blocks, and nothing else.

    The opening charges the initial book: the work that it commits itself, to the client of that work, and cuts what
    cannot stand on its day.
    """
    if entry.kind not in _BOOKKEEPING:
        return
    initial = {made.task: made.client for made in entry.committed} if entry.kind == "opened" else {}
    for row in entry.rows:
        if entry.kind == "opened":
            is_initial = row.task in initial and initial[row.task] == row.client
            charges = is_initial and row.fund in _OF_THE_INITIAL_BOOK
            allowed = row.minutes >= 0 and (charges or row.fund == "cut")
        else:
            allowed = row.fund == ("lapsed" if entry.kind == "closed" else "cut")
        if not allowed:
            text = f"is of kind '{entry.kind}', but {say_minutes(row.minutes)} {row.fund} of '{row.client}' change"
            yield breach("I7", row.client, text, seq=entry.seq, measured=abs(row.minutes), limit=0)
    for client, minutes in sorted(entry.credits.items()):
        text = f"is of kind '{entry.kind}', but the credit of '{client}' changes by {say_minutes(minutes)}"
        yield breach("I7", client, text, seq=entry.seq, measured=abs(minutes), limit=0)


def _dates_are_own(step: Step) -> Iterator[BookViolation]:
    """Check that dates and floors change for the entry's own tasks only, and that no commitment is dropped for another."""
    entry, state = step.entry, step.state
    named: set[TaskId] = {made.task for made in entry.committed} | set(entry.released) | set(entry.remaining)
    named |= {promise.task for promise in entry.promised} | {asked.id for asked in entry.asked}
    for name in sorted(named):
        was, task = step.tasks.get(name), state.tasks.get(name)
        owner = was.client if was is not None else task.client if task is not None else entry.client
        yield from _one_date(step, name, owner)
    for made in entry.committed:
        if entry.client and made.client != entry.client and entry.kind not in _WITH_CONSENT:
            text = f"task '{made.task}' is committed for '{made.client}' by an entry of '{entry.client}'"
            yield breach("I7", made.task, text, seq=entry.seq, measured=1, limit=0, unit="tasks")


def _one_date(step: Step, name: TaskId, owner: str) -> Iterator[BookViolation]:
    entry, state = step.entry, step.state
    was = step.tasks.get(name)
    if was is None or owner == entry.client or not was.is_promised:
        return
    task, zone = state.tasks[name], state.calendars.zone
    who = f"by an entry of '{entry.client}'" if entry.client else f"by an entry of kind '{entry.kind}'"
    if was.due is not None and task.due != was.due:
        now = "no date" if task.due is None else say(task.due, zone)
        text = f"task '{name}' of '{owner}' was promised for {say(was.due, zone)}, and is now for {now}, {who}"
        measured = 0 if task.due is None else task.due - was.due
        yield breach("I7", name, text, seq=entry.seq, measured=measured, limit=0)
    if was.floor_at is not None and task.floor_at != was.floor_at:
        moved = 0 if task.floor_at is None else task.floor_at - was.floor_at
        text = f"task '{name}' of '{owner}': its slack floor moves by {say_minutes(moved)} {who}"
        yield breach("I7", name, text, seq=entry.seq, measured=moved, limit=0)
    if not task.is_promised and entry.kind not in (*_WITH_CONSENT, "lost"):
        text = f"task '{name}' of '{owner}' is a commitment no longer, {who}"
        yield breach("I7", name, text, seq=entry.seq, measured=1, limit=0, unit="tasks")
    if name in entry.remaining and entry.client:
        text = f"what remains of task '{name}' of '{owner}' is reported {who}"
        yield breach("I7", name, text, seq=entry.seq, measured=1, limit=0, unit="tasks")
