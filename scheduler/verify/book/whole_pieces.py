"""I15: work that a loss made late, and that could stand whole on the time of clients that lose a smaller ratio.

Grid steps say nothing of it: a step of somebody else's time is of no use to a sitting, and none of another person's to work that one person
must do. What is found here is a place, minute by minute, and what it would cost; where anything is in doubt nothing is said.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING

from scheduler.units import PersonId, Span
from scheduler.verify.book.fitting import free_time
from scheduler.verify.book.invariants import breach
from scheduler.verify.book.loss_rooms import Pool, Shares, Standing, blocks_stay_whole, standing_on
from scheduler.verify.book.regulatory import regulatory_tasks
from scheduler.verify.clock import say_minutes
from scheduler.verify.spans import common, joined, without

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scheduler.domain.answers import BookViolation
    from scheduler.units import ClientId, TaskId
    from scheduler.verify.book.records import TaskState
    from scheduler.verify.book.state import BookState
    from scheduler.verify.book.step import Step

_NOBODY = Fraction(-(10**9))
"""The ratio of nobody: smaller than any."""


def no_whole_piece_improves(step: Step) -> Iterator[BookViolation]:
    """Check that no late work could be done in time, whole and by one person, with everybody less badly off than its client is.

    It may stand in free time, on held blocks before their notice, and where other work stands, of clients that lose a smaller ratio in
    the pools that the loss names; these then lose all that it takes, as if nothing of that found another place. Losses that are
    repaid are left aside, as are regulatory work, and work that has begun or that stood on spare.
    """
    loss, state = step.entry.loss, step.state
    if loss is None or step.entry.kind != "lost" or step.entry.repaid:
        return
    shares = Shares(loss, step.carried)
    late = sorted(name for name in loss.late if _gain(step, shares, name) > 0)
    for group in dict.fromkeys(tuple(sorted(state.bound.get(name, {name}))) for name in late):
        client = state.tasks[group[0]].client if group[0] in state.tasks else None
        if client is None or not _moves_whole(step, group):
            continue
        gain = min(shares.lost[client], sum(_gain(step, shares, name) for name in group if name in late))
        for person in sorted(state.calendars.people):
            cost = _cheapest(step, shares, group, person, gain=gain)
            if cost is not None:
                yield _found(step, shares, group, person, gain=gain, cost=cost)
                break


def _gain(step: Step, shares: Shares, name: TaskId) -> int:
    """Return the minutes by which a client loses less if a task is in time after all: what of it is late anew, on own hours."""
    loss, task = step.entry.loss, step.state.tasks[name]
    minutes = 0 if loss is None else min(loss.late.get(name, 0), task.missing_at_due)
    on_spare = max(0, task.charged.get("spare", 0))
    return min(shares.lost[task.client], minutes - max(step.late_before.get(name, 0), on_spare))


def _moves_whole(step: Step, group: Sequence[TaskId]) -> bool:
    """Say whether all of a group is one client's open work that has not begun, and nothing is open of what comes before it."""
    state, regulatory = step.state, regulatory_tasks(step.state)
    for name in group:
        task = state.tasks.get(name)
        if task is None or task.asked is None or task.due is None or not task.is_promised or name in regulatory:
            return False
        begun = task.since is not None or (task.pieces and task.pieces[0].start < step.at)
        if begun or task.is_free or task.client != state.tasks[group[0]].client or task.asked.commitment != "agreed":
            return False
        if any(other.task in group or not _is_placed(state, other.task) for other in task.asked.after):
            return False
        if len(group) > 1 and state.followers.get(name):
            return False
    return True


def _is_placed(state: BookState, name: TaskId) -> bool:
    known = state.tasks.get(name)
    return known is not None and known.finish is not None


def _window(step: Step, task: TaskState) -> Span:
    """Return when a task may be done: from its release and what comes before it, until its promised date, or its slack floor if it is in time."""
    assert task.asked is not None
    assert task.due is not None
    begin = max(step.at, task.release or 0)
    for after in task.asked.after:
        finish = step.state.tasks[after.task].finish
        begin = max(begin, step.state.calendars.after_wait(finish or 0, after.wait))
    is_late = step.entry.loss is not None and task.id in step.entry.loss.late
    return Span(begin, task.due if is_late or task.floor_at is None else task.floor_at)


def _cheapest(
    step: Step, shares: Shares, group: Sequence[TaskId], person: PersonId, *, gain: int
) -> dict[ClientId, int] | None:
    """Return what others would lose if a person did all of a group in time; None where somebody would be as badly off as its client is."""
    state = step.state
    tasks = sorted((state.tasks[name] for name in group), key=lambda each: (each.due or 0, each.id))
    client = tasks[0].client
    now = shares.ratio(client)
    if now is None:
        return None
    used: list[Span] = []
    windows = {task.id: _window(step, task) for task in tasks}
    whole = Span(min(each.start for each in windows.values()), max(each.end for each in windows.values()))
    if any(window.start >= window.end for window in windows.values()):
        return None
    mine = joined(piece for task in tasks if task.person == person for piece in task.pieces)
    skills = {task.asked.skill for task in tasks if task.asked is not None}
    standing = [
        each for skill in sorted(skills) for each in standing_on(state, shares, person, whole, skill=skill, below=now)
    ]
    free = joined([*free_time(state, person, whole), *mine])
    for task in tasks:
        days, asked = state.calendars.people[person], task.asked
        assert asked is not None
        if asked.person not in (None, person):
            return None
        if not state.agreements.may_work(days.person, client, asked.skill, asked.level):
            return None
        ways = _sittings if asked.one_sitting else _in_pieces
        options = [
            (worst, number, pieces)
            for number, pieces in enumerate(ways(task, windows[task.id], free, standing, used))
            if (worst := _worst(shares, standing, taken := joined([*used, *pieces]))) is not None
            and blocks_stay_whole(state, person, taken, standing)
        ]
        if not options:
            return None
        used = joined([*used, *min(options)[2]])
    after, worst = shares.ratio(client, more=-gain), _worst(shares, standing, used)
    is_better = after is not None and worst is not None and max(after, worst) < now
    return _costs(standing, used) if is_better else None


def _sittings(
    task: TaskState, window: Span, free: list[Span], standing: list[Standing], used: list[Span]
) -> Iterator[list[Span]]:
    """Yield places for a sitting that begin or end where something else does."""
    stretches = [*free, *(span for each in standing for span in each.spans)]
    usable = common(without(joined(stretches), used), [window])
    edges = {edge for span in [*stretches, *usable] for edge in span}
    starts = sorted(edges | {edge - task.left for edge in edges})
    for run in usable:
        for start in starts:
            if run.start <= start and start + task.left <= run.end:
                yield [Span(start, start + task.left)]


def _in_pieces(
    task: TaskState, window: Span, free: list[Span], standing: list[Standing], used: list[Span]
) -> Iterator[list[Span]]:
    """Yield the place in which work that may be interrupted takes free time first, then what stands there, one after the other."""
    pieces: list[Span] = []
    left = task.left
    for spans in (free, *(each.spans for each in standing)):
        for run in common(without(spans, joined([*used, *pieces])), [window]):
            part = min(left, run.end - run.start)
            if part > 0:
                pieces.append(Span(run.start, run.start + part))
                left -= part
    if not left:
        yield pieces


def _costs(standing: Sequence[Standing], used: list[Span]) -> dict[ClientId, int]:
    costs: Counter[ClientId] = Counter()
    for each in standing:
        costs[each.pool[0]] += each.cost(used)
    return {client: minutes for client, minutes in sorted(costs.items()) if minutes}


def _worst(shares: Shares, standing: Sequence[Standing], used: list[Span]) -> Fraction | None:
    """Return the largest ratio of those who give way; None where one of them has not so much there."""
    by_pool: Counter[Pool] = Counter()
    for each in standing:
        by_pool[each.pool] += each.cost(used)
    if any(minutes > shares.room[pool] for pool, minutes in by_pool.items()):
        return None
    ratios = [shares.ratio(client, more=minutes) for client, minutes in _costs(standing, used).items()]
    return max((each for each in ratios if each is not None), default=_NOBODY)


def _found(
    step: Step, shares: Shares, group: Sequence[TaskId], person: PersonId, *, gain: int, cost: dict[ClientId, int]
) -> BookViolation:
    client = step.state.tasks[group[0]].client
    names = ", ".join(f"'{name}'" for name in group)
    others = " and ".join(f"{say_minutes(minutes)} of '{other}'" for other, minutes in cost.items())
    text = (
        f"{names} of '{client}' {'are' if len(group) > 1 else 'is'} late by {say_minutes(gain)}, but could be done in time by "
        f"{person} on {others or 'free time'}, and nobody would lose as large a part as '{client}' does"
    )
    return breach("I15", group[0], text, seq=step.entry.seq, measured=gain, limit=0)
