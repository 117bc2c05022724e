"""Promised work that has begun by the book: who does it there, and what a plan says that gives it to somebody else.

A plan counts progress alone (contract, "Baseline and moves": blocks before as_of are ignored), so it may give work to somebody else whose time
passed without a report. In the book what passed stands where it stood, and the rest stays with who began it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scheduler.domain.plan import Plan
from scheduler.domain.problems import Notice
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.book import Book
from scheduler.units import PersonId, TaskId


def begun_work(book: Book) -> dict[TaskId, PersonId]:
    """Return who has begun promised work by the book, of which some is still to come there."""
    return {
        task: place.person
        for task, place in book.witness.work.items()
        if task in book.commitments and place.finish > book.clock and book.witness.has_begun(task, by=book.clock)
    }


def handed_over_notices(workspace: Workspace, plan: Plan, begun: Mapping[TaskId, PersonId]) -> Iterator[Notice]:
    """Yield a notice for each task that has begun and that a plan gives to somebody else."""
    names = {person.id: person.name for person in workspace.people}
    for task in plan.tasks:
        who = begun.get(task.id)
        if who is None or who == task.person:
            continue
        one, other = names.get(who, who), names.get(task.person, task.person)
        text = (
            f"By the book {one} has begun “{task.title or task.id}” ({task.id}) and goes on with it; this plan has what is not reported of it "
            f"with {other}. Say in progress.csv what was worked. In the book what is left stays with {one}."
        )
        yield Notice(file="progress.csv", line=None, subject=task.id, field="worked", text=text)
