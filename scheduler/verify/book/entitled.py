"""I5 of an opening: work that its client's own blocks suffice for is promised before others' work that stands on spare."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from scheduler.units import ClientId
from scheduler.verify.book.conforming import conform_in_turn
from scheduler.verify.book.invariants import breach
from scheduler.verify.book.openings import (
    asked_without_promise,
    drop_what_does_not_stand,
    groups_in_turn,
    named_by,
    without_work,
)
from scheduler.verify.clock import minute_of, say_minutes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scheduler.domain.answers import BookViolation
    from scheduler.domain.book import AskedTask, Entry
    from scheduler.verify.book.step import Step


def own_hours_go_before_spare(step: Step) -> Iterator[BookViolation]:
    """Check that no work of an opening goes without a promise for which its client's own blocks suffice, while all else could make way.

    Policy, "New rows" and "Loss of capacity": what stands when the book is made and does not fit is a loss, and in a loss work on spare goes
    first. Looked at are openings in which nothing begins in the days that could be frozen, and in which all that is promised to others either
    is no regulatory work and stands on spare alone, or is paid by their own blocks as well and hangs on nothing; so does what is promised to
    the client itself.
    """
    entry = step.entry
    if entry.kind != "opened" or len(entry.asked) == len(entry.committed) or _may_be_frozen(step):
        return
    asked = {task.id: task for task in entry.asked}
    promised: defaultdict[ClientId, list[AskedTask]] = defaultdict(list)
    for made in entry.committed:
        if made.task in asked:
            promised[made.client].append(asked[made.task])
    left = _without_promise(step)
    if not left:
        return
    own = {client for client, tasks in promised.items() if _suffice(entry, client, [[task] for task in tasks])}
    on_spare = {client for client, tasks in promised.items() if all(_is_on_spare(entry, task) for task in tasks)}
    for client, group in left:
        mine = [[task] for task in promised[client]]
        if not promised.keys() - {client} <= own | on_spare or not _suffice(entry, client, [*mine, group]):
            continue
        minutes = sum(task.effort_minutes for task in group)
        text = (
            f"{', '.join(repr(str(task.id)) for task in group)} of '{client}' ({say_minutes(minutes)}) got no promise, though its own "
            "blocks suffice for it and what stands there of others is on spare"
        )
        yield breach("I5", client, text, seq=entry.seq, measured=minutes, limit=0)


def _without_promise(step: Step) -> list[tuple[ClientId, list[AskedTask]]]:
    """Return the groups of work that ask for a promise, could have one, and got none, with their clients."""
    return [
        (client, group)
        for client, tasks in asked_without_promise(step)
        for group in groups_in_turn(tasks)
        if all(task.due is not None and minute_of(task.due) > step.at for task in group)
    ]


def _suffice(entry: Entry, client: ClientId, groups: Sequence[Sequence[AskedTask]]) -> bool:
    """Say whether a client's blocks, as they were laid, pay for groups of work that hang on nothing else, the soonest due first.

    Not where two are due together: then their order is open.
    """
    if any(not named_by(task) <= {each.id for each in group} for group in groups for task in group):
        return False
    by_due = {min(minute_of(task.due) for task in group if task.due is not None): list(group) for group in groups}
    if len(by_due) < len(groups):
        return False
    bare = without_work(entry)
    for name in bare.blocks_of_client.get(client, ()):
        drop_what_does_not_stand(bare, name, [task for group in groups for task in group])
    return conform_in_turn(bare, client, [by_due[due] for due in sorted(by_due)])


def _is_on_spare(entry: Entry, task: AskedTask) -> bool:
    funds = {row.fund for row in entry.rows if row.task == task.id}
    return funds == {"spare"} and task.commitment != "regulatory"


def _may_be_frozen(step: Step) -> bool:
    """Say whether promised work begins in the days that are frozen for a plan that was published before."""
    state = step.state
    last = state.calendars.working_day_after(state.opened_on, state.workspace.policy.freeze_days)
    begins = [state.tasks[made.task].pieces[0].start for made in step.entry.committed if state.tasks[made.task].pieces]
    return last is None or any(state.calendars.day_at(start) <= last for start in begins)
