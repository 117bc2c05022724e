"""I5 and I15 of an opening: what own blocks pay for is promised and costs nobody else any, and what fits is not cut."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from scheduler.domain.tasks import PROMISED
from scheduler.units import Span
from scheduler.verify.book.conforming import conform_in_turn
from scheduler.verify.book.fitting import free_time
from scheduler.verify.book.invariants import breach
from scheduler.verify.book.records import Account
from scheduler.verify.book.replay import apply
from scheduler.verify.book.state import BookState
from scheduler.verify.clock import day_end, day_start, minute_of, say_day, say_minutes
from scheduler.verify.dates import FOREVER
from scheduler.verify.spans import common, without

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scheduler.domain.answers import BookViolation
    from scheduler.domain.book import AskedTask, Entry
    from scheduler.units import ClientId, Instant, PersonId, TaskId
    from scheduler.verify.book.step import Step

_PERMILLE = 1000


def opening_cuts_what_does_not_fit(step: Step) -> Iterator[BookViolation]:
    """Check that an opening cuts nothing of a block for which its own person has time on that day (I15).

    What stands there when the book is made and does not fit is a loss; what fits is not cut. Looked at are blocks that are cut
    wholly: any free stretch as long as they are could have held them.
    """
    if step.entry.kind != "opened":
        return
    state = step.state
    for row in step.entry.rows:
        laid = state.laid.get(row.block or "")
        if row.fund != "cut" or laid is None or laid.block.person not in state.calendars.people:
            continue
        if row.minutes < laid.block.minutes:
            continue
        key = laid.block.id, row.day
        days = state.calendars.people[laid.block.person]
        window = Span(max(step.at, day_start(row.day, days.zone)), day_end(row.day, days.zone))
        if state.phase(*key) == "gone" or window.end <= window.start:
            continue
        room = max((run.end - run.start for run in free_time(state, laid.block.person, window)), default=0)
        room = min(room, _left_to_sign(state, laid.block.person, row.day))
        if 0 < row.minutes <= room:
            name = f"{laid.block.id}@{row.day}"
            text = (
                f"block '{name}' of '{laid.block.client}': {say_minutes(row.minutes)} are cut, but {laid.block.person} has "
                f"{say_minutes(room)} for it on that day"
            )
            yield breach("I15", name, text, seq=step.entry.seq, measured=row.minutes, limit=0)


def conforming_work_costs_nobody(step: Step) -> Iterator[BookViolation]:
    """Check that initial work for which its client's own blocks suffice cuts nobody's blocks (I15).

    Nobody else's request can book, move or shorten what a client holds, and what is promised before there is a book is a loss
    only if it does not fit. Looked at are days on which all blocks would stand as they were laid, were it not for work, and on
    which only clients work whose initial work conforms, all of it, and on whose days nobody stands of whom that is not so.
    """
    entry = step.entry
    if entry.kind != "opened" or not entry.committed:
        return
    state = step.state
    cut: dict[tuple[PersonId, date], dict[ClientId, int]] = {}
    for row in entry.rows:
        laid = state.laid.get(row.block or "")
        if row.fund == "cut" and row.minutes > 0 and laid is not None and state.phase(laid.block.id, row.day) != "gone":
            losers = cut.setdefault((laid.block.person, row.day), {})
            losers[row.client] = losers.get(row.client, 0) + row.minutes
    if not cut:
        return
    bare = without_work(entry)
    paid = _paid_by_their_own(step, bare)
    for (person, day), losers in sorted(cut.items()):
        there = {state.tasks[name].client for name in state.by_day.get((person, day), ())}
        if not there or not there <= paid or not _all_stand(bare, person, day):
            continue
        for client, minutes in sorted(losers.items()):
            text = (
                f"{say_minutes(minutes)} of '{client}' with {person} on {say_day(day)} are cut for work of "
                f"{', '.join(repr(str(name)) for name in sorted(there))}, whose own blocks suffice for it"
            )
            yield breach("I15", client, text, seq=entry.seq, measured=minutes, limit=0)


def conforming_work_is_promised(step: Step) -> Iterator[BookViolation]:
    """Check that no work of an opening goes without a promise for which what its client still holds suffices (I5).

    Looked at is agreed and regulatory work that waits for nothing, or is bound to nothing, that is without a promise itself.
    """
    entry = step.entry
    if entry.kind != "opened" or len(entry.asked) == len(entry.committed):
        return
    state, promised = step.state, {made.task for made in entry.committed}
    for client, tasks in asked_without_promise(step):
        for group in groups_in_turn(tasks):
            names = {task.id for task in group}
            named = {name for task in group for name in named_by(task)}
            late = any(task.due is None or minute_of(task.due) <= step.at for task in group)
            if late or not named <= names | promised or not conform_in_turn(state, client, [group]):
                continue
            minutes = sum(task.effort_minutes for task in group)
            text = (
                f"{', '.join(repr(str(task.id)) for task in group)} of '{client}' ({say_minutes(minutes)}) got no promise, "
                "though what it holds suffices for it"
            )
            yield breach("I5", client, text, seq=entry.seq, measured=minutes, limit=0)


def asked_without_promise(step: Step) -> list[tuple[ClientId, list[AskedTask]]]:
    """Return the work of an opening that asks for a promise and got none, by client, in the order in which it is asked for."""
    entry, state = step.entry, step.state
    owners = {str(task.id): task.client for task in state.workspace.tasks}
    owners |= {str(each.id): client.id for client in state.workspace.clients for each in client.recurring}
    promised = {made.task for made in entry.committed}
    left: dict[ClientId, list[AskedTask]] = {}
    for task in entry.asked:
        client = owners.get(str(task.id)) or owners.get(str(task.id).split("/")[0])
        if client is not None and task.id not in promised and task.commitment in PROMISED:
            left.setdefault(client, []).append(task)
    return sorted(left.items())


def without_work(entry: Entry) -> BookState:
    """Return the book as if nothing had been promised before it, without the blocks that do not stand as they were laid."""
    nothing = {"rows": (), "work": (), "asked": (), "committed": (), "promised": (), "stands": ()}
    bare = BookState(entry)
    apply(bare, entry.model_copy(update=nothing))
    return bare


def _all_stand(bare: BookState, person: PersonId, day: date) -> bool:
    """Say whether all blocks of a person's day stand where they were laid, in working time to come, each beside the others."""
    pieces = [piece for laid in bare.blocks_on(person, day) for piece in bare.piece_of(laid.block.id, day)]
    working = bare.calendars.people[person].on(day)
    alone = all(not common([one], pieces[:number]) for number, one in enumerate(pieces))
    stand = alone and not without(pieces, working) and all(piece.start >= bare.clock for piece in pieces)
    return stand and _left_to_sign(bare, person, day) >= 0


def _left_to_sign(state: BookState, person: PersonId, day: date) -> int:
    """Return how many minutes of a person's day the blocks there leave before they take of the buffer; below 0 where they do."""
    laid = 0
    for each in state.blocks_on(person, day):
        account = state.account(each.block.id, day)
        laid += each.block.minutes - account.cut - account.exchanged
    limit = state.calendars.people[person].minutes_on(day) * (_PERMILLE - state.workspace.policy.buffer) // _PERMILLE
    return limit - laid


def _paid_by_their_own(step: Step, bare: BookState) -> set[ClientId]:
    """Return the clients whose initial work conforms, and on whose days no work of others stands for whom that is not so."""
    tasks: dict[ClientId, list[AskedTask]] = {}
    asked = {each.id: each for each in step.entry.asked}
    for made in step.entry.committed:
        if made.task in asked:
            tasks.setdefault(made.client, []).append(asked[made.task])
    for client, names in bare.blocks_of_client.items():
        for name in names:
            drop_what_does_not_stand(bare, name, tasks.get(client, ()))
    paid = {
        client
        for client, mine in tasks.items()
        if _is_closed(mine) and conform_in_turn(bare, client, groups_in_turn(mine))
    }
    while True:
        others = {name for name, known in step.state.tasks.items() if known.client not in paid}
        disturbed = {client for client in paid if _meets(step, client, others)}
        if not disturbed:
            return paid
        paid -= disturbed


def drop_what_does_not_stand(bare: BookState, name: str, tasks: Sequence[AskedTask]) -> None:
    """Cut the days of a block in the windows of tasks on which it could not stand as it was laid."""
    block = bare.laid[name].block
    last = max((bare.calendars.day_at(minute_of(task.due)) for task in tasks if task.due is not None), default=None)
    day: date | None = bare.opened_on
    while last is not None and day is not None and day <= last + timedelta(days=1):
        if bare.block_exists(name, day) and not _all_stand(bare, block.person, day):
            bare.accounts[name, day] = Account(cut=block.minutes)
        day = bare.calendars.working_day_after(day, 1)


def _is_closed(tasks: Sequence[AskedTask]) -> bool:
    """Say whether tasks have due times and name none but one another as coming before them or binding them."""
    names = {task.id for task in tasks}
    return all(task.due is not None and named_by(task) <= names for task in tasks)


def named_by(task: AskedTask) -> set[TaskId]:
    """Return the tasks that a task comes after, or is bound to."""
    return {*(after.task for after in task.after), *task.same_person_as}


def groups_in_turn(tasks: Sequence[AskedTask]) -> list[list[AskedTask]]:
    """Return tasks that hang together as one request each, the soonest due first, every task after those that it comes after."""
    group: dict[TaskId, set[TaskId]] = {task.id: {task.id} for task in tasks}
    for task in tasks:
        for other in named_by(task) & group.keys():
            whole = group[task.id] | group[other]
            group.update(dict.fromkeys(whole, whole))
    found = {id(group[task.id]): [each for each in tasks if each.id in group[task.id]] for task in tasks}
    return sorted(map(_in_order, found.values()), key=lambda each: (min(map(_due_at, each)), each[0].id))


def _due_at(task: AskedTask) -> Instant:
    return FOREVER if task.due is None else minute_of(task.due)


def _in_order(tasks: Sequence[AskedTask]) -> list[AskedTask]:
    """Return tasks with each after those that it comes after; a circle stays as it is."""
    left, placed = list(tasks), []
    while left:
        waiting = {task.id for task in left}
        ready = next((task for task in left if not waiting & {after.task for after in task.after}), left[0])
        left.remove(ready)
        placed.append(ready)
    return placed


def _meets(step: Step, client: ClientId, others: set[TaskId]) -> bool:
    """Say whether some work stands on a day of a person on which a client has a block."""
    state = step.state
    return any(
        state.block_exists(name, day) and state.laid[name].block.person == person
        for (person, day), there in state.by_day.items()
        if there & others
        for name in state.blocks_of_client.get(client, ())
    )
