"""I5: the arithmetic of a client's own held minutes, by policy.md's "Conforming" (a) to (d)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from scheduler.units import ClientId, Instant, PersonId, Span, TaskId
from scheduler.verify.book.state import week_of
from scheduler.verify.clock import minute_of
from scheduler.verify.dates import FOREVER
from scheduler.verify.spans import total

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scheduler.domain.book import AskedTask
    from scheduler.verify.book.state import BookState, DatedBlock

_MOST_TRIES = 20_000


@dataclass
class Purse:
    """The client's held minutes while the tasks of one request are paid from them.

    Attributes
    ----------
    held, sitting
        Minutes of dated blocks: what is left, and what surely is left in one piece.
    rush
        Rush minutes that are left, by key and ISO week.
    """

    held: dict[DatedBlock, int] = field(default_factory=dict)
    sitting: dict[DatedBlock, int] = field(default_factory=dict)
    rush: dict[tuple[str, tuple[int, int]], int] = field(default_factory=dict)

    def copy(self) -> Purse:
        """Return the purse as it is now."""
        return Purse(dict(self.held), dict(self.sitting), dict(self.rush))


@dataclass(frozen=True)
class Paid:
    """A task that is paid: by whom it is done, and the last day of the blocks that pay it."""

    person: PersonId
    last_day: date


def conforms(state: BookState, client: ClientId, tasks: Sequence[AskedTask]) -> dict[TaskId, Paid] | None:
    """Say whether a request can be paid from the client's own held minutes alone, and who would do it.

    Every order in which people may be chosen is tried; on a person the earliest days are used first.

    Returns
    -------
    dict
        The tasks with their people; None where no choice conforms.
    """
    if not tasks or any(task.due is None for task in tasks):
        return None
    search = _Search(state, client, tasks)
    return search.paid if search.pay(0, Purse()) else None


def conform_in_turn(state: BookState, client: ClientId, groups: Iterable[Sequence[AskedTask]]) -> bool:
    """Say whether requests conform one after the other, so that no minute counts twice; all of their tasks have due times."""
    purse = Purse()
    for tasks in groups:
        search = _Search(state, client, tasks)
        if not search.pay(0, purse):
            return False
        purse = search.left
    return True


class _Search:
    def __init__(self, state: BookState, client: ClientId, tasks: Sequence[AskedTask]) -> None:
        self.state = state
        self.client = client
        self.tasks = tasks
        self.ids = {task.id for task in tasks}
        self.paid: dict[TaskId, Paid] = {}
        self.left = Purse()
        self.tries = 0
        self.bound = bound_in(tasks)

    def pay(self, number: int, purse: Purse) -> bool:
        """Pay the tasks from one on; what is found stays in `paid`."""
        if number == len(self.tasks):
            self.left = purse
            return True
        task = self.tasks[number]
        choices = []
        for person in self._people(task):
            after = self._not_before(task)
            left = purse.copy()
            last = self._fill(task, person, after, left)
            if last is not None:
                ends = self._end_of(person, last)
                choices.append((ends, self.state.calendars.rank[person], person, last, left))
        for _, _, person, last, left in sorted(choices, key=lambda choice: choice[:2]):
            self.tries += 1
            self.paid[task.id] = Paid(person, last)
            if self.pay(number + 1, left):
                return True
            del self.paid[task.id]
            if self.tries > _MOST_TRIES:
                return False
        return False

    def _people(self, task: AskedTask) -> list[PersonId]:
        """Return who may do a task: skill, level, exclusions, pin, and whoever does what is bound to it."""
        mates = self.bound[task.id]
        bound = {self.paid[other].person for other in mates if other in self.paid}
        # Work of the book may bind it by way of other work, whether that is promised or not.
        standing = {other for mate in mates for other in self.state.bound.get(mate, {mate})} - self.ids
        return people_for(self.state, self.client, task, bound=bound, standing=standing)

    def _not_before(self, task: AskedTask) -> Instant:
        """Return when what must come before a task, and the waits after it, are over for certain."""
        state = self.state
        latest = 0
        for after in task.after:
            paid = self.paid.get(after.task)
            if paid is not None:
                ends = self._end_of(paid.person, paid.last_day)
            elif after.task in self.ids:
                return FOREVER
            else:
                known = state.tasks.get(after.task)
                if known is None or known.finish is None:
                    continue
                # Booked work may still be moved up to its promised date.
                ends = known.finish if known.finish <= state.clock else max(known.finish, known.due or 0)
            latest = max(latest, state.calendars.after_wait(ends, after.wait))
        return latest

    def _end_of(self, person: PersonId, day: date) -> Instant:
        spans = self.state.calendars.people[person].on(day)
        return spans[-1].end if spans else FOREVER

    def _fill(self, task: AskedTask, person: PersonId, after: Instant, purse: Purse) -> date | None:
        """Pay a task from one person's blocks, earliest days first; return the last day used, None where too little."""
        missing = task.effort_minutes
        days = self.state.calendars.people[person]
        for day, blocks in _days_with_blocks(self.state, self.client, task, person):
            spans = days.on(day)
            if not spans or spans[0].start < after:
                continue
            before, behind = cut_off(task, spans)
            if task.one_sitting:
                for block in blocks:
                    one_piece = min(_claimable(self.state, purse, block), _sitting(self.state, purse, block))
                    if one_piece - before - behind >= missing:
                        _take(self.state, purse, block, missing, cuts=(before, behind))
                        return day
                continue
            usable = max(0, _claimable_together(self.state, purse, blocks) - before - behind)
            for block in blocks:
                part = min(usable, missing, _claimable(self.state, purse, block))
                if part > 0:
                    _take(self.state, purse, block, part, cuts=(before, behind))
                    usable, missing = usable - part, missing - part
            if missing == 0:
                return day
        return None


def bound_in(tasks: Sequence[AskedTask]) -> dict[TaskId, set[TaskId]]:
    """Return for each task all tasks that one person must do with it, as the request says it."""
    group: dict[TaskId, set[TaskId]] = {}
    for task in tasks:
        merged = group.get(task.id, {task.id})
        for other in task.same_person_as:
            merged = merged | group.get(other, {other})
        for member in merged:
            group[member] = merged
    return {task.id: group[task.id] - {task.id} for task in tasks}


def cut_off(task: AskedTask, spans: Sequence[Span]) -> tuple[int, int]:
    """Return the working minutes of a day that lie before a task's window and after it."""
    due = minute_of(task.due) if task.due is not None else FOREVER
    return _outside(spans, Span(minute_of(task.release), due))


def _outside(spans: Sequence[Span], window: Span) -> tuple[int, int]:
    before = total(Span(span.start, min(span.end, window.start)) for span in spans if span.start < window.start)
    behind = total(Span(max(span.start, window.end), span.end) for span in spans if span.end > window.end)
    return before, behind


def _days_with_blocks(
    state: BookState, client: ClientId, task: AskedTask, person: PersonId
) -> Iterator[tuple[date, list[DatedBlock]]]:
    """Yield the days of a task's window on which a person has claimable blocks of the client, earliest first."""
    calendars = state.calendars
    laid = [
        known
        for known in (state.laid[name] for name in state.blocks_of_client.get(client, ()))
        if known.block.person == person and known.block.skill == task.skill
    ]
    if not laid or task.due is None:
        return
    last = calendars.day_at(minute_of(task.due))
    day: date | None = max(state.today, calendars.day_at(minute_of(task.release)))
    if day is not None and not calendars.is_working_day(day):
        day = calendars.working_day_after(day, 1)
    while day is not None and (day - last).days <= 1:
        blocks = [
            (known.block.id, day)
            for known in laid
            if state.block_exists(known.block.id, day) and state.phase(known.block.id, day) != "gone"
            if not state.is_unshared(known.block.id, day)
        ]
        if blocks:
            yield day, sorted(blocks, key=lambda key: (state.laid[key[0]].block.start_minute, key[0]))
        day = calendars.working_day_after(day, 1)


def _held(state: BookState, purse: Purse, key: DatedBlock) -> int:
    if key not in purse.held:
        purse.held[key] = max(0, state.held(*key))
    return purse.held[key]


def _rush_key(state: BookState, purse: Purse, key: DatedBlock) -> tuple[str, tuple[int, int]]:
    block = state.laid[key[0]].block
    week = (block.key, week_of(key[1]))
    if week not in purse.rush:
        purse.rush[week] = state.rush_left(block.client, block.key, key[1])
    return week


def _claimable(state: BookState, purse: Purse, key: DatedBlock) -> int:
    held = _held(state, purse, key)
    if state.phase(*key) == "own":
        return held
    return min(held, purse.rush[_rush_key(state, purse, key)])


def _claimable_together(state: BookState, purse: Purse, keys: Sequence[DatedBlock]) -> int:
    """Return what several blocks of one day have together; rush of one key counts once."""
    own = sum(_held(state, purse, key) for key in keys if state.phase(*key) == "own")
    rushed: dict[tuple[str, tuple[int, int]], int] = {}
    for key in keys:
        if state.phase(*key) == "rush":
            week = _rush_key(state, purse, key)
            rushed[week] = rushed.get(week, 0) + _held(state, purse, key)
    return own + sum(min(minutes, purse.rush[week]) for week, minutes in rushed.items())


def sitting_of(state: BookState, key: DatedBlock) -> int:
    """Return a lower bound of the longest unbroken held piece of a dated block.

    It begins at the block's minutes. Each booking in it takes its own minutes, and where its window cuts the day on both
    sides also the smaller of the two cuts; what was given away takes its minutes.
    """
    account = state.account(*key)
    block = state.laid[key[0]].block
    whole = block.minutes - account.exchanged - account.traded - account.cut - account.rush
    person = state.calendars.people.get(block.person)
    spans = () if person is None else person.on(key[1])
    for name, minutes in account.inside.items():
        whole -= minutes + (min(_cuts_now(state, name, spans)) if minutes > 0 else 0)
    return max(0, whole)


def _cuts_now(state: BookState, name: TaskId, spans: Sequence[Span]) -> tuple[int, int]:
    """Return what a booked task's window cuts off a day on both sides, with what stands before and after it in its chain."""
    task = state.tasks[name]
    if task.asked is None:
        return 0, 0
    earliest, latest = task.release or 0, task.due if task.due is not None else FOREVER
    for after in task.asked.after:
        before = state.tasks.get(after.task)
        if before is not None and before.finish is not None:
            earliest = max(earliest, state.calendars.after_wait(before.finish, after.wait))
    for follower in state.followers.get(name, ()):
        known = state.tasks.get(follower)
        if known is not None and known.pieces:
            latest = min(latest, known.pieces[0].start)
    return _outside(spans, Span(earliest, latest))


def _sitting(state: BookState, purse: Purse, key: DatedBlock) -> int:
    if key not in purse.sitting:
        purse.sitting[key] = sitting_of(state, key)
    return purse.sitting[key]


def _take(state: BookState, purse: Purse, key: DatedBlock, minutes: int, *, cuts: tuple[int, int]) -> None:
    one_piece = _sitting(state, purse, key)
    purse.held[key] = _held(state, purse, key) - minutes
    purse.sitting[key] = max(0, one_piece - minutes - min(cuts))
    if state.phase(*key) == "rush":
        purse.rush[_rush_key(state, purse, key)] -= minutes


def people_for(
    state: BookState, client: ClientId, task: AskedTask, *, bound: Iterable[PersonId], standing: Iterable[TaskId]
) -> list[PersonId]:
    """Return who may do a task: skill, level, exclusions, pin, and whoever does what is bound to it.

    Parameters
    ----------
    bound
        People who are to do bound tasks of the same request.
    standing
        Bound tasks of the book: whoever does those that stand somewhere binds too.
    """
    all_bound = set(bound)
    for other in standing:
        known = state.tasks.get(other)
        if known is not None and known.person is not None and known.pieces:
            all_bound.add(known.person)
    return [
        name
        for name, days in state.calendars.people.items()
        if state.agreements.may_work(days.person, client, task.skill, task.level)
        and (task.person is None or task.person == name)
        and all_bound <= {name}
    ]
