"""I15: how a loss of capacity is shared, from the cells that the entry itself records."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING

from scheduler.verify.book.invariants import breach
from scheduler.verify.clock import date_of, say_day, say_minutes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.domain.answers import BookViolation
    from scheduler.domain.book import Loss, LossCell
    from scheduler.units import ClientId, PersonId, TaskId
    from scheduler.verify.book.replay import Step


def loss_is_shared(step: Step) -> Iterator[BookViolation]:
    """Check the cells of a loss: claims, sums, proportion, and that spare-funded work went first."""
    loss = step.entry.loss
    if loss is None or step.entry.kind != "lost":
        return
    for cell in loss.cells:
        yield from _cell_adds_up(step, cell)
        yield from _spare_goes_first(step, cell)
    yield from _no_exchange_improves(step, loss)


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
                after_worse = _ratio(loss, worse, lost[worse] - grid)
                after_better = _ratio(loss, better, lost[better] + grid)
                if after_worse >= after_better:
                    seen.add(pair)
                    yield _unequal(step, cell, worse, better, lost=lost)


def _can_exchange(cell: LossCell, worse: ClientId, better: ClientId, grid: int) -> bool:
    room = cell.claims.get(better, 0) - cell.losses.get(better, 0)
    return cell.losses.get(worse, 0) >= grid and room >= grid


def _ratio(loss: Loss, client: ClientId, minutes: int) -> Fraction:
    """Return a loss as a share of what is guaranteed; what earlier roundings left open counts with it."""
    guaranteed = loss.guaranteed.get(client, 0)
    return Fraction(minutes - loss.carried.get(client, 0), guaranteed) if guaranteed > 0 else Fraction(10**9)


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
    """Check that where own minutes are lost no work of that skill and day stands on spare, as far as a log shows it."""
    grid = step.state.workspace.grid_minutes
    if not any(minutes > 0 for minutes in cell.losses.values()):
        return
    pool = _pool_of(step, cell.skill)
    for name, task in sorted(step.state.tasks.items()):
        stays = task.charged.get("spare", 0) - task.excused
        if not task.is_promised or task.asked is None or task.person not in pool or stays < grid:
            continue
        if task.asked.skill != cell.skill.partition(":")[0] or task.asked.commitment == "regulatory":
            continue
        standing = _minutes_on(step, name, cell)
        if min(standing, stays) >= grid and sum(task.charged.values()) == task.charged.get("spare", 0):
            text = (
                f"own minutes of {_where(cell)} are lost, but {say_minutes(standing)} of task '{name}' of "
                f"'{task.client}', which stands on spare, stay there"
            )
            yield breach("I15", name, text, seq=step.entry.seq, measured=standing, limit=0)


def _pool_of(step: Step, key: str) -> set[PersonId]:
    skill, _, level = key.partition(":")
    needed = int(level or 1)
    people = {name: days.person.level_of(skill) for name, days in step.state.calendars.people.items()}
    return {name for name, has in people.items() if has is not None and has >= needed}


def _minutes_on(step: Step, name: TaskId, cell: LossCell) -> int:
    task = step.state.tasks[name]
    if task.person is None:
        return 0
    zone = step.state.calendars.people[task.person].zone
    return sum(
        piece.end - piece.start
        for piece in task.pieces
        if piece.start >= step.at and date_of(piece.start, zone) == cell.day
    )
