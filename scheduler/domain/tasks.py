"""Tasks: pieces of deliverables that one person does with one skill, and what has been done of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Literal

from scheduler.domain.record import Record, Source
from scheduler.domain.times import Moment, Wait
from scheduler.units import ClientId, PersonId, TaskId

Commitment = Literal["regulatory", "agreed", "target", "tentative"]

PROMISED: frozenset[Commitment] = frozenset({"agreed", "regulatory"})
"""Work with a date that is promised."""


class After(Record):
    """A predecessor and the wait after its finish.

    A done predecessor binds only by its wait, counted from the end of team hours of `done_on` (as `due` reads a date) but not
    past as_of, or from as_of where no `done_on` is known.
    """

    task: TaskId
    wait: Wait = Wait()


class TaskPlan(Record):
    """What a task is, apart from its client, deliverable and due time; also the tasks of recurring work and requests.

    Attributes
    ----------
    id
        In recurring work and requests local to it, as are the ids of `after` and `same_person_as` that it has.
    skill, level
        The person needs `skill` with at least `level`.
    effort_minutes
        The estimate; above zero.
    start
        Earliest start: workspace zone; a date is the beginning of that day's team hours (00:00 where there are none).
    person
        Pin: only this person may do it.
    same_person_as
        Symmetric and transitive over all rows: done by one and the same person. A done member with a recorded person
        (progress.csv) binds the others to that person.
    one_sitting
        Its blocks touch on the clock.
    low_minutes, high_minutes
        Range of the estimate.
    spent_minutes
        Worked so far, where progress.csv has no row for the task.
    agreed_on
        When it was agreed; regulatory work needs it to count as such.
    """

    id: TaskId
    title: str = ""
    skill: str
    level: int = 1
    effort_minutes: int
    commitment: Commitment | None = None
    priority: int = 3
    start: Moment | None = None
    after: tuple[After, ...] = ()
    person: PersonId | None = None
    same_person_as: tuple[TaskId, ...] = ()
    one_sitting: bool = False
    low_minutes: int | None = None
    high_minutes: int | None = None
    spent_minutes: int | None = None
    agreed_on: date | None = None
    notes: str = ""
    link: str = ""
    source: Source


class Task(TaskPlan):
    """One task of a client with its due time, from tasks.csv or from an occurrence of recurring work.

    Attributes
    ----------
    deliverable
        What the task belongs to; its own id where none is written.
    due
        Workspace zone; a date is the end of that day's team hours (24:00 where there are none). Holidays do not move it.
        None only for target and tentative work.
    commitment
        Never None here.
    """

    client: ClientId
    deliverable: str
    due: Moment | None = None
    commitment: Commitment = "agreed"


def work_called(title: str, task: TaskId, *, begins: bool = False) -> str:
    """Return what a task is called in a sentence: its title in quotes, or `the untitled task site-2`; with a capital where the sentence begins."""
    return f"“{title}”" if title else f"{'The' if begins else 'the'} untitled task {task}"


class Progress(Record):
    """What has been done of a task.

    Remaining effort is `remaining_minutes`, else effort less worked (or less `spent_minutes` of the task where there is no
    `worked_minutes`), never below 0. A task is done when that is zero or `done_on` is set.
    """

    task: TaskId
    worked_minutes: int | None = None
    remaining_minutes: int | None = None
    done_on: date | None = None
    person: PersonId | None = None
    source: Source


def without_cancelled(tasks: Iterable[Task], cancelled: Collection[TaskId]) -> tuple[Task, ...]:
    """Return tasks without those that were cancelled: nothing waits for these, and whom they bound to one person stays bound."""
    left = {task.id: task for task in tasks}
    for gone in sorted(cancelled):
        known = left.pop(gone, None)
        bound = set() if known is None else {*known.same_person_as}
        bound |= {task.id for task in left.values() if gone in task.same_person_as}
        for name, task in left.items():
            mates = [each for each in task.same_person_as if each != gone]
            if name in bound:
                mates += sorted(bound - {name, *mates})
            after = tuple(each for each in task.after if each.task != gone)
            if (tuple(mates), after) != (task.same_person_as, task.after):
                left[name] = task.model_copy(update={"same_person_as": tuple(mates), "after": after})
    return tuple(left.values())
