"""Work that one person must do for all of it, moved together: where that person is away, all of it goes to somebody else."""

from __future__ import annotations

from scheduler.fairshare.book import Book
from scheduler.fairshare.relaying import Displaced, group_of, new_place
from scheduler.fairshare.trial import Trial, lift, put
from scheduler.units import PersonId, TaskId


def moved_together(trial: Trial, task: TaskId) -> frozenset[TaskId]:
    """Move a task and all that its person must do too to somebody else, each inside its slack floor.

    Returns
    -------
    frozenset
        What moved; empty where it is bound to nothing, where some of it has begun or is done, or where nobody can do all of it.
    """
    group = group_of(trial.book, task)
    if len(group) < 2 or not may_move(trial.book, group):
        return frozenset()
    stood = trial.book.witness.work[task].person
    for person in sorted(trial.book.team.people):
        # Tried on a copy first: what does not fit leaves no trace.
        if person != stood and _moved_to(trial.copied(), group, person) and _moved_to(trial, group, person):
            return group
    return frozenset()


def may_move(book: Book, group: frozenset[TaskId]) -> bool:
    """Say whether all of a group is promised and still to come; what was asked and never promised binds nobody."""
    for task in group:
        if task in book.done or book.witness.has_begun(task, by=book.clock):
            return False
        if task in book.witness.work and task not in book.commitments:
            return False
    return True


def _moved_to(trial: Trial, group: frozenset[TaskId], person: PersonId) -> bool:
    """Put a group's work on a person, the soonest start first; say whether all of it fits."""
    book = trial.book
    standing = sorted(task for task in group if task in book.witness.work)
    order = sorted(standing, key=lambda each: (book.witness.work[each].pieces[0].start, each))
    lifted = {}
    for task in order:
        place = book.witness.work[task]
        lifted[task] = lift(trial, Displaced(task, place.person, place.pieces, ()))
    for task in order:
        displaced = Displaced(task, person, lifted[task].lost, (), lifted=True)
        found = new_place(book, displaced, until=book.commitments[task].floor_at)
        if found is None or found.person != person:
            return False
        put(trial, displaced, found)
    return True
