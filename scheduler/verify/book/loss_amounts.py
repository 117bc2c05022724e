"""I15: what a loss counts is really lost, nothing is lost while time is free, and no more than what went took along."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from scheduler.domain.workspace import Workspace
from scheduler.units import Span
from scheduler.verify.book.agreements import Agreements
from scheduler.verify.book.calendar import Calendars
from scheduler.verify.book.fitting import free_time
from scheduler.verify.book.invariants import breach
from scheduler.verify.book.loss_claims import net_cuts, skill_of
from scheduler.verify.book.sweep import days_ahead
from scheduler.verify.book.work import same_person_tasks
from scheduler.verify.clock import day_end, day_start, minute_of, say, say_day, say_minutes
from scheduler.verify.spans import joined, total, without

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from scheduler.domain.answers import BookViolation
    from scheduler.domain.book import Entry
    from scheduler.units import ClientId, Instant, PersonId, TaskId
    from scheduler.verify.book.loss_claims import Pool
    from scheduler.verify.book.records import TaskState
    from scheduler.verify.book.state import BookState
    from scheduler.verify.book.step import Step


def no_more_is_lost_than_went(state: BookState, entry: Entry) -> Iterator[BookViolation]:
    """Check, before a loss is taken, that its cells count no more than what can stand no longer where it stands.

    That is work in time that went, or before the end of a wait that is longer by now, with what comes after it, and blocks there.
    What is counted in one pool may have been another's: re-laying hands a loss on, but makes it no larger.
    """
    loss = entry.loss
    if loss is None or entry.kind != "lost" or not (loss.cells or loss.late):
        return
    after = _Team(state if entry.facts is None else Workspace.model_validate(entry.facts))
    work = _work_without_time(state, after, entry)
    days = {cell.day for cell in loss.cells}
    went = sum(state.tasks[name].left for name in work) + _blocks_without_time(state, after, work, days)
    lost = sum(minutes for cell in loss.cells for minutes in cell.losses.values())
    if lost > went:
        text = f"{say_minutes(lost)} are counted as lost, but only {say_minutes(went)} stood in time that went"
        yield breach("I15", loss.person or str(entry.seq), text, seq=entry.seq, measured=lost, limit=went)
    for made in entry.work if went == 0 else ():
        # Work on spare is not counted in cells; it gives way to what has to go somewhere, and here nothing has.
        task = state.tasks.get(made.task)
        more = loss.late.get(made.task, 0) - (0 if task is None else max(task.excused, task.delay))
        if more > 0:
            text = f"task '{made.task}' is moved and late by {say_minutes(more)}, but nothing stood in time that went"
            yield breach("I15", made.task, text, seq=entry.seq, measured=more, limit=0)


class _Team:
    """Who may do what, and when, once a loss is known."""

    def __init__(self, facts: BookState | Workspace) -> None:
        if isinstance(facts, Workspace):
            self.calendars, self.agreements = Calendars(facts), Agreements(facts)
        else:
            self.calendars, self.agreements = facts.calendars, facts.agreements

    def can(self, person: PersonId | None, client: ClientId, skill: str, level: int, *, at: Sequence[Span]) -> bool:
        """Say whether a person may still do a client's work of a skill, and has the time of some pieces."""
        days = self.calendars.people.get(person) if person is not None else None
        if days is None or not self.agreements.may_work(days.person, client, skill, level):
            return False
        return not without(at, joined(span for piece in at for day in days.dates_of(piece) for span in days.on(day)))


def _work_without_time(state: BookState, after: _Team, entry: Entry) -> set[TaskId]:
    """Return the promised work that stands where it can no longer be done, and all that comes after it or is bound to it."""
    at = minute_of(entry.at)
    found: set[TaskId] = set()
    for name, task in state.tasks.items():
        pieces = [Span(max(piece.start, at), piece.end) for piece in task.pieces if piece.end > at]
        if not task.is_promised or not pieces or task.asked is None:
            continue
        can_stand = after.can(task.person, task.client, task.asked.skill, task.asked.level, at=pieces)
        if not can_stand or _begins_too_early(state, task, after=after, at=at):
            found.add(name)
    ahead = [*found]
    while ahead:
        name = ahead.pop()
        for follower in state.followers.get(name, set()) | same_person_tasks(state, name):
            if follower not in found and follower in state.tasks and state.tasks[follower].is_promised:
                found.add(follower)
                ahead.append(follower)
    return found


def _begins_too_early(state: BookState, task: TaskState, *, after: _Team, at: Instant) -> bool:
    """Say whether work that has not begun stands inside a wait that other working days make longer."""
    begins = task.pieces[0].start
    if begins < at or task.asked is None:
        return False
    return any(
        after.calendars.after_wait(before.finish, link.wait) > begins
        for link in task.asked.after
        if (before := state.tasks.get(link.task)) is not None and before.finish is not None
    )


def _blocks_without_time(state: BookState, after: _Team, work: set[TaskId], days: set[date]) -> int:
    """Return what is held of blocks that cannot stand, and what is booked on them of other work than what is counted."""
    went = 0
    more = {(person, day) for person, blocks in state.blocks_of_person.items() if blocks for day in days}
    for person, day in days_ahead(state) | more:
        for laid in state.blocks_on(person, day):
            key = laid.block.id, day
            if state.phase(*key) == "gone":
                continue
            block, people = laid.block, after.calendars.people
            is_there = person in people and people[person].is_there(day) and after.calendars.is_working_day(day)
            if not is_there or not after.can(person, block.client, block.skill, block.level, at=state.piece_of(*key)):
                booked = sum(minutes for name, minutes in state.account(*key).inside.items() if name not in work)
                went += max(0, state.held(*key)) + booked
    # A day off that is one no longer brings its blocks back, perhaps to people who are away.
    for day in days:
        went += sum(
            max(0, state.held(name, day))
            for names in state.blocks_of_client.values()
            for name in names
            if state.comes_back(name, day, after.calendars)
        )
    return went


def counted_is_lost(step: Step) -> Iterator[BookViolation]:
    """Check that what the cells count for a client is the block minutes cut from it and the work not done when due.

    Work on spare that becomes late is no loss of own hours: whether it is counted is left open.
    """
    entry, loss, state = step.entry, step.entry.loss, step.state
    if loss is None or entry.kind != "lost":
        return
    lost: Counter[ClientId] = Counter()
    for cell in loss.cells:
        lost.update(cell.losses)
    real: Counter[ClientId] = Counter()
    cuts: Counter[Pool] = Counter()
    for (client, key, day), minutes in net_cuts(entry).items():
        cuts[client, skill_of(key), day] += minutes
    for (client, skill, day), minutes in sorted(cuts.items()):
        real[client] += minutes
        counted = sum(cell.losses.get(client, 0) for cell in loss.cells if (cell.skill, cell.day) == (skill, day))
        if minutes > counted:
            text = (
                f"{say_minutes(minutes)} of the blocks of '{client}' of {skill} on {say_day(day)} are cut and laid nowhere else, "
                f"but {say_minutes(counted)} are counted as its loss there"
            )
            yield breach("I15", client, text, seq=entry.seq, measured=minutes, limit=counted)
    for name, minutes in loss.late.items():
        real[state.tasks[name].client] += max(0, minutes - step.late_before.get(name, 0))
    for client, minutes in sorted(lost.items()):
        if minutes > real[client]:
            text = (
                f"{say_minutes(minutes)} are counted as the loss of '{client}', but its blocks are cut and its work late "
                f"by {say_minutes(real[client])}"
            )
            yield breach("I15", client, text, seq=entry.seq, measured=minutes, limit=real[client])


def free_time_goes_first(step: Step) -> Iterator[BookViolation]:
    """Check that no block minutes are lost while somebody who may do them that day has a grid step of free time left."""
    if step.entry.kind != "lost":
        return
    for pool, minutes in sorted(net_cuts(step.entry).items()):
        if minutes > 0:
            yield from _nobody_is_free(step, pool, minutes)


def _nobody_is_free(step: Step, pool: Pool, minutes: int) -> Iterator[BookViolation]:
    state, (client, key, day) = step.state, pool
    skill, _, level = key.partition(":")
    for person, days in state.calendars.people.items():
        window = Span(max(step.at, day_start(day, days.zone)), day_end(day, days.zone))
        may = state.agreements.may_work(days.person, client, skill, int(level or 1))
        if not may or window.end <= window.start:
            continue
        free = [
            run
            for run in free_time(state, person, window)
            if run.end - run.start >= min(minutes, state.workspace.grid_minutes)
        ]
        if free:
            text = (
                f"'{client}' loses {say_minutes(minutes)} of {key} on {say_day(day)}, but {person} has "
                f"{say_minutes(total(free))} free, first on {say(free[0].start, days.zone)}"
            )
            yield breach("I15", client, text, seq=step.entry.seq, measured=minutes, limit=0)
            return
