"""I15: how a loss of capacity is shared, from the cells that the entry itself records."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING

from scheduler.units import ClientId, PersonId, Span, TaskId
from scheduler.verify.book.invariants import breach
from scheduler.verify.book.lateness import late_is_counted
from scheduler.verify.book.loss_claims import skill_of
from scheduler.verify.book.work import same_person_tasks
from scheduler.verify.clock import say_day, say_minutes
from scheduler.verify.spans import common

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.domain.answers import BookViolation
    from scheduler.domain.book import Loss, LossCell
    from scheduler.verify.book.state import BookState
    from scheduler.verify.book.step import Step


def loss_is_shared(step: Step) -> Iterator[BookViolation]:
    """Check the cells of a loss: claims, sums, proportion, and that spare-funded work went first."""
    loss = step.entry.loss
    if loss is None or step.entry.kind != "lost":
        return
    for cell in loss.cells:
        yield from _cell_adds_up(step, cell)
        yield from _spare_goes_first(step, cell)
    yield from _no_exchange_improves(step, loss)
    yield from late_is_counted(step)
    yield from _carry_is_kept(step, loss)


def _where(cell: LossCell) -> str:
    return f"{cell.skill} on {say_day(cell.day)}"


def _cell_adds_up(step: Step, cell: LossCell) -> Iterator[BookViolation]:
    seq = step.entry.seq
    for client, minutes in sorted(cell.losses.items()):
        claim = cell.claims.get(client, 0)
        if not 0 <= minutes <= claim:
            text = f"'{client}' loses {say_minutes(minutes)} of {_where(cell)}, but has a claim of {say_minutes(claim)} there"
            yield breach("I15", client, text, seq=seq, measured=minutes, limit=claim)
    shared = sum(cell.losses.values())
    must = min(cell.short_minutes, sum(cell.claims.values()))
    if shared != must:
        text = (
            f"{say_minutes(cell.short_minutes)} of {_where(cell)} are short, but the clients together "
            f"lose {say_minutes(shared)}"
        )
        yield breach("I15", cell.skill, text, seq=seq, measured=shared, limit=must)


def _no_exchange_improves(step: Step, loss: Loss) -> Iterator[BookViolation]:
    """Check that no grid step taken from one client's loss and given to another leaves both nearer to each other.

    Rounding by largest remainder may leave one step between what two clients lose, so an exchange counts only where the
    client that is relieved is still the worse off, or as badly off, after it.
    """
    grid = step.state.workspace.grid_minutes
    lost: defaultdict[ClientId, int] = defaultdict(int)
    for cell in loss.cells:
        for client, minutes in cell.losses.items():
            lost[client] += minutes
    seen: set[tuple[ClientId, ClientId]] = set()
    for cell in loss.cells:
        for worse in sorted(cell.losses):
            for better in sorted(cell.claims):
                pair = (worse, better)
                if worse == better or pair in seen or not _can_exchange(cell, worse, better, grid):
                    continue
                relieved, burdened = lost[worse] - grid, lost[better] + grid
                if _ratio(step, worse, relieved) >= _ratio(step, better, burdened):
                    seen.add(pair)
                    yield _unequal(step, cell, worse, better, lost=lost)


def _carry_is_kept(step: Step, loss: Loss) -> Iterator[BookViolation]:
    """Check that a rounding hands nothing out: what some still owe is what others are owed, and is less than a grid step each."""
    total = sum(loss.carried.values()) - sum(step.carried.get(client, 0) for client in loss.carried)
    if abs(total) >= max(1, len(loss.carried)):
        text = f"{say_minutes(abs(total))} are carried to later losses that the rounding of this one cannot leave over"
        yield breach("I15", str(step.entry.seq), text, seq=step.entry.seq, measured=total, limit=0)


def _can_exchange(cell: LossCell, worse: ClientId, better: ClientId, grid: int) -> bool:
    room = cell.claims.get(better, 0) - cell.losses.get(better, 0)
    return cell.losses.get(worse, 0) >= grid and room >= grid


def _ratio(step: Step, client: ClientId, minutes: int) -> Fraction:
    """Return a loss as a share of what is guaranteed, with what the roundings of earlier losses still owed taken off.

    What an entry records as carried is what its own rounding leaves over; this loss pays what the loss before it recorded.
    """
    loss = step.entry.loss
    guaranteed = 0 if loss is None else loss.guaranteed.get(client, 0)
    owed = step.carried.get(client, 0)
    return Fraction(minutes - owed, guaranteed) if guaranteed > 0 else Fraction(10**9)


def _unequal(
    step: Step, cell: LossCell, worse: ClientId, better: ClientId, *, lost: dict[ClientId, int]
) -> BookViolation:
    loss = step.entry.loss
    guaranteed = {} if loss is None else loss.guaranteed
    text = (
        f"'{worse}' loses {say_minutes(lost[worse])} of {say_minutes(guaranteed.get(worse, 0))}, '{better}' only "
        f"{say_minutes(lost[better])} of {say_minutes(guaranteed.get(better, 0))}: a step of {_where(cell)} given to "
        f"'{better}' would share it more evenly"
    )
    permille = guaranteed.get(worse, 0) and 1000 * lost[worse] // guaranteed[worse]
    other = guaranteed.get(better, 0) and 1000 * lost[better] // guaranteed[better]
    return breach("I15", worse, text, seq=step.entry.seq, measured=permille, limit=other, unit="permille")


def _spare_goes_first(step: Step, cell: LossCell) -> Iterator[BookViolation]:
    """Check that where own minutes are lost nothing on spare stands in the way of them, as far as a log shows it.

    Seen is work that is charged to spare alone, inside the window of work that is late for want of time, or, in one
    piece as long as the cut, on the day and person of a block that was cut. Work that own work comes after is left open: its going can
    cost more own minutes than it gives.
    """
    wanted = [*_late_windows(step, cell), *_cut_days(step, cell)]
    if not wanted or not any(minutes > 0 for minutes in cell.losses.values()):
        return
    for name, task in sorted(step.state.tasks.items()):
        on_spare = task.charged.get("spare", 0)
        if not task.is_promised or task.is_late or on_spare == 0 or on_spare != sum(task.charged.values()):
            continue
        if task.asked is not None and task.asked.commitment == "regulatory":
            continue
        if _own_work_waits(step.state, name):
            continue
        ahead = [piece for piece in task.pieces if piece.start >= step.at]
        for people, window, least in wanted:
            there = max((span.end - span.start for span in common(ahead, [window])), default=0)
            if task.person in people and there >= least:
                text = (
                    f"own minutes of {_where(cell)} are lost, but {say_minutes(there)} of task '{name}' of "
                    f"'{task.client}' ({task.person}), which stands on spare, stay where they could be done"
                )
                yield breach("I15", name, text, seq=step.entry.seq, measured=there, limit=0)
                break


def _own_work_waits(state: BookState, name: TaskId) -> bool:
    """Say whether promised work that is charged to own hours comes after a task, directly or not."""
    ahead, seen = [name], {name}
    while ahead:
        for follower in state.followers.get(ahead.pop(), set()) - seen:
            seen.add(follower)
            known = state.tasks.get(follower)
            if known is None or not known.is_promised:
                continue
            if known.charged.get("own", 0) + known.charged.get("rush", 0) > 0:
                return True
            ahead.append(follower)
    return False


Wanted = tuple[frozenset[PersonId], Span, int]
"""Who could do lost minutes, when, and how long a piece must be to be of use."""


def _late_windows(step: Step, cell: LossCell) -> Iterator[Wanted]:
    """Yield the windows of own work that is late: a piece of any length helps work that may be interrupted.

    Of work that stands on spare in part, that part is late first: only what is late beyond it are own minutes.
    """
    loss, state = step.entry.loss, step.state
    for name, minutes in ({} if loss is None else loss.late).items():
        task = state.tasks[name]
        asked = task.asked
        if minutes <= 0 or asked is None or task.due is None or task.release is None or asked.after:
            continue
        if cell.losses.get(task.client, 0) <= 0 or asked.skill != cell.skill:
            continue
        if not task.charged.get("own", 0) + task.charged.get("rush", 0) or asked.person:
            continue
        if minutes <= task.charged.get("spare", 0):
            continue
        if same_person_tasks(state, task.id):
            # Whoever does the work that it is bound to, in either direction, does it too.
            continue
        people = _who_may(step, task.client, asked.skill, asked.level)
        least = task.left if asked.one_sitting else step.state.workspace.grid_minutes
        # Work is one person's: where it is divided already, more time of somebody else does not help it.
        if task.pieces and task.person is not None:
            people &= {task.person}
        yield people, Span(max(task.release, step.at), task.due), max(least, task.left if not task.pieces else least)


def _cut_days(step: Step, cell: LossCell) -> Iterator[Wanted]:
    """Yield the days of blocks that were cut: only on their own person can they be seen to have had room.

    What was laid again for the same client, skill and day was not lost. On somebody whom the client excludes by now nothing is laid again.
    """
    state = step.state
    lost: defaultdict[tuple[ClientId, str], int] = defaultdict(int)
    for row in step.entry.rows:
        if row.fund == "cut" and row.day == cell.day:
            lost[row.client, row.skill] += row.minutes
    for block in step.entry.blocks:
        if block.day == cell.day:
            lost[block.client, block.key] -= block.minutes
    for row in step.entry.rows:
        laid = state.laid.get(row.block or "")
        if (
            row.fund != "cut"
            or row.minutes <= 0
            or lost[row.client, row.skill] <= 0
            or row.day != cell.day
            or laid is None
            or skill_of(row.skill) != cell.skill
        ):
            continue
        block, days = laid.block, state.calendars.people.get(laid.block.person)
        if days is None or not state.agreements.may_work(days.person, block.client, block.skill, block.level):
            continue
        spans = days.on(row.day)
        if spans:
            yield frozenset({laid.block.person}), Span(spans[0].start, spans[-1].end), row.minutes


def _who_may(step: Step, client: ClientId, skill: str, level: int) -> frozenset[PersonId]:
    people = step.state.calendars.people
    return frozenset(
        name for name, days in people.items() if step.state.agreements.may_work(days.person, client, skill, level)
    )
