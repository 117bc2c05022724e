"""I15: regulatory work gives way last in a loss, and its client repays what others gave for it."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from scheduler.units import Span
from scheduler.verify.book.invariants import breach
from scheduler.verify.book.work import same_person_tasks
from scheduler.verify.clock import date_of, say_day, say_minutes
from scheduler.verify.dates import TeamDays
from scheduler.verify.shares import counted_as_regulatory
from scheduler.verify.spans import common

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from scheduler.domain.answers import BookViolation
    from scheduler.domain.book import Entry, Repaid
    from scheduler.units import ClientId, TaskId
    from scheduler.verify.book.records import TaskState
    from scheduler.verify.book.state import BookState
    from scheduler.verify.book.step import Step


def regulatory_tasks(state: BookState) -> frozenset[TaskId]:
    """Return the promised tasks that count as regulatory: entered as such and agreed on a day, within the share of their month."""
    rows = [
        (task.client, task.asked.agreed_on, task.due, date_of(task.due, state.workspace.time_zone), name)
        for name, task in state.tasks.items()
        if task.is_promised
        and task.asked is not None
        and task.asked.commitment == "regulatory"
        and task.asked.agreed_on is not None
        and task.due is not None
    ]
    if not rows:
        return frozenset()
    full = [(*row, asked.effort_minutes) for row in rows if (asked := state.tasks[row[4]].asked) is not None]
    return counted_as_regulatory(state.workspace, TeamDays(state.workspace), full)


def regulatory_goes_last(step: Step) -> Iterator[BookViolation]:
    """Check that no regulatory work becomes late while somebody's other own hours stand in the pool where they would help it.

    Seen are unbooked block minutes and booked work of the same skill, on the days that the loss names as short, on a person and
    inside the window of the late work; of work that goes on in one place, only that person's. Work in chains is left aside.
    """
    entry, loss, state = step.entry, step.entry.loss, step.state
    if loss is None or entry.kind != "lost":
        return
    last = {name for name in loss.late if state.tasks[name].asked is not None}
    last &= regulatory_tasks(state) if last else frozenset()
    days = {cell.day for cell in loss.cells}
    for name in sorted(last):
        task = state.tasks[name]
        asked = task.asked
        more = loss.late[name] - step.late_before.get(name, 0)
        if more <= 0 or asked is None or asked.after or asked.person or same_person_tasks(state, name):
            continue
        if task.due is None or state.followers.get(name):
            continue
        window = Span(max(task.release or 0, step.at), task.due)
        least = task.left if asked.one_sitting or not task.pieces else state.workspace.grid_minutes
        yield from _others_stay(step, task, window, least=least, days=days)


def _others_stay(step: Step, task: TaskState, window: Span, *, least: int, days: set[date]) -> Iterator[BookViolation]:
    state, asked = step.state, task.asked
    assert asked is not None
    for person, calendar in state.calendars.people.items():
        if task.pieces and person != task.person:
            continue
        if not state.agreements.may_work(calendar.person, task.client, asked.skill, asked.level):
            continue
        for day in sorted(days):
            for laid in state.blocks_on(person, day):
                key = laid.block.id, day
                if laid.block.skill != asked.skill or state.phase(*key) == "gone":
                    continue
                there = common([window], state.piece_of(*key))
                free = min(max(0, state.held(*key)), sum(span.end - span.start for span in there))
                if free >= least:
                    text = (
                        f"task '{task.id}' of '{task.client}' is regulatory and late, but {say_minutes(free)} of block "
                        f"'{laid.block.id}@{day}' of '{laid.block.client}' stay where it could be done"
                    )
                    yield breach("I15", task.id, text, seq=step.entry.seq, measured=free, limit=0)
                    return


def debts_are_repaid(state: BookState, entry: Entry) -> Iterator[BookViolation]:
    """Check, before a loss is taken, who repays whom, and how much.

    A client repays only for regulatory work that was booked on its hours of a short pool, no more than these, and to those who
    lost there. What it repays now, with what is carried to its next loss, leaves no grid step that by the ratios it owed more, or less.
    """
    loss = entry.loss
    if loss is None or entry.kind != "lost":
        return
    kept: Counter[tuple[ClientId, str, date]] = Counter()
    last = regulatory_tasks(state)
    for (block, day), account in state.accounts.items() if last else ():
        minutes = sum(
            booked
            for name, booked in [*account.inside.items(), *account.rushed.items()]
            if name in last and booked > 0 and state.tasks[name].left > 0
        )
        if minutes and block in state.laid:
            laid = state.laid[block].block
            kept[laid.client, laid.skill, day] += minutes
    for repaid in entry.repaid:
        yield from _repaid_well(state, entry, repaid)
    yield from _amounts_are_due(state, entry, kept)


def _repaid_well(state: BookState, entry: Entry, repaid: Repaid) -> Iterator[BookViolation]:
    """Check that what is repaid is cut of a later block of one client and laid as another's, on the same person and day.

    That block may itself have been laid in this loss, for one whose person is away.
    """
    today = state.calendars.day_at(state.clock)
    laid_now = {block.id: block for block in entry.blocks}
    laid = laid_now.get(repaid.laid)
    block = state.laid[repaid.block].block if repaid.block in state.laid else laid_now.get(repaid.block)
    cut = sum(
        row.minutes
        for row in entry.rows
        if (row.fund, row.block, row.day, row.client) == ("cut", repaid.block, repaid.day, repaid.client)
    )
    last = today + timedelta(weeks=state.agreements.policy.repay_weeks)
    problem = ""
    if block is None or laid is None or (block.client, laid.client) != (repaid.client, repaid.to):
        problem = "but not by a block of the one that is laid for the other"
    elif laid.person != block.person or laid.day != repaid.day or laid.key != block.key or block.key != repaid.skill:
        problem = "but with hours of another person, day or skill"
    elif laid.minutes != repaid.minutes or cut < repaid.minutes:
        problem = f"but {say_minutes(laid.minutes)} are laid and {say_minutes(cut)} cut"
    elif not _after_notice(state, repaid) or repaid.day > last:
        problem = f"but that is not between the longest notice and {say_day(last)}"
    if problem:
        text = f"'{repaid.client}' repays {say_minutes(repaid.minutes)} to '{repaid.to}' on {say_day(repaid.day)}, {problem}"
        yield breach("I15", repaid.client, text, seq=entry.seq, measured=repaid.minutes, limit=0)


def _after_notice(state: BookState, repaid: Repaid) -> bool:
    """Say whether a day comes after the longest notice of all clients."""
    longest = max((state.agreements.notice_days(each, state.today) for each in state.agreements.clients), default=1)
    first = state.calendars.working_day_after(state.today, longest + 1)
    return first is not None and repaid.day >= first


def _amounts_are_due(
    state: BookState, entry: Entry, kept: Counter[tuple[ClientId, str, date]]
) -> Iterator[BookViolation]:
    loss = entry.loss
    assert loss is not None
    grid = state.workspace.grid_minutes
    moved: Counter[ClientId] = Counter()
    for repaid in entry.repaid:
        moved[repaid.client] += repaid.minutes
        moved[repaid.to] -= repaid.minutes
    lost: Counter[ClientId] = Counter()
    for cell in loss.cells:
        lost.update(cell.losses)

    def ratio(client: ClientId, more: int) -> Fraction:
        owed = state.carried.get(client, 0)
        later = moved[client] + loss.carried.get(client, 0) - owed
        return Fraction(lost[client] + later + more, max(1, loss.guaranteed.get(client, 0)))

    for cell in loss.cells:
        for client in sorted(cell.claims):
            for other in sorted(cell.losses):
                paid = sum(each.minutes for each in entry.repaid if (each.client, each.to) == (client, other))
                if other == client:
                    continue
                due = (
                    kept[client, cell.skill, cell.day]
                    - max(0, moved[client])
                    - max(0, _carried_more(state, entry, client))
                )
                if due >= 2 * grid and cell.losses[other] >= grid and ratio(other, -grid) >= ratio(client, 2 * grid):
                    yield _not_due(
                        entry, client, other, f"has repaid too little to '{other}' for its regulatory work", paid
                    )
                    return
                if paid >= grid and ratio(client, -grid) >= ratio(other, 2 * grid):
                    yield _not_due(
                        entry, client, other, f"repays '{other}' more than that gave for its regulatory work", paid
                    )
                    return
    for client in sorted({each.client for each in entry.repaid}):
        there = sum(kept[client, skill, day] for skill, day in {(cell.skill, cell.day) for cell in loss.cells})
        if moved[client] > there:
            yield _not_due(
                entry, client, client, f"had {say_minutes(there)} of regulatory work in the short pools", moved[client]
            )


def _carried_more(state: BookState, entry: Entry, client: ClientId) -> int:
    assert entry.loss is not None
    return entry.loss.carried.get(client, 0) - state.carried.get(client, 0)


def _not_due(entry: Entry, client: ClientId, other: ClientId, problem: str, paid: int) -> BookViolation:
    text = f"'{client}' {problem}; it repays {say_minutes(paid)}"
    return breach("I15", client, text, seq=entry.seq, measured=paid, limit=0)
