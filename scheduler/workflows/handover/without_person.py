"""The workspace, its baseline and its book as they would be with a client's work taken from a person; the rest is as it was.

Exclusions hold for all work of a client, but here what was begun stays. So work that is handed over asks for a skill of its own, which
everybody but that person has alongside the real one, at the same level.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from scheduler.calendars.recurrence import all_tasks
from scheduler.domain.holdings import Holdings
from scheduler.domain.people import Person
from scheduler.domain.plan import Plan
from scheduler.domain.tasks import Task
from scheduler.domain.workspace import Workspace
from scheduler.units import ClientId, Instant, PersonId, TaskId


@dataclass(frozen=True, slots=True)
class Parting:
    """What is taken from whom.

    Attributes
    ----------
    stays
        Tasks that the person keeps.
    moving
        Tasks of the person that are handed over.
    from_on, at
        From the beginning of this day on, and from this moment on: as_of where the day has begun.
    """

    person: Person
    client: ClientId
    stays: frozenset[TaskId]
    moving: frozenset[TaskId]
    from_on: date
    at: Instant

    def skill(self, skill: str) -> str:
        """Return the name of a skill without the person; it reads well in sentences about capacity."""
        return f"{skill} (without {self.person.name})"


def workspace_without(workspace: Workspace, parting: Parting, *, taker: PersonId | None = None) -> Workspace:
    """Return the workspace in which the person does only what stays of the client's work.

    Occurrences of recurring work become rows, as some of a deliverable's may stay while others move.

    Parameters
    ----------
    taker
        Who alone may take what is handed over; None: everybody.
    """
    tasks = tuple(_task(task, parting, taker=taker) for task in all_tasks(workspace))
    skills = {task.skill for task in all_tasks(workspace) if task.client == parting.client}
    return workspace.model_copy(
        update={
            "tasks": tasks,
            "clients": tuple(client.model_copy(update={"recurring": ()}) for client in workspace.clients),
            "people": tuple(_person(person, parting, skills=skills) for person in workspace.people),
        }
    )


def _task(task: Task, parting: Parting, *, taker: PersonId | None) -> Task:
    if task.client != parting.client:
        return task
    if task.id in parting.stays:
        return task.model_copy(update={"person": parting.person.id})
    changed: dict[str, object] = {"skill": parting.skill(task.skill)}
    if taker is not None and task.id in parting.moving and task.person is None:
        changed["person"] = taker
    return task.model_copy(update=changed)


def _person(person: Person, parting: Parting, *, skills: Collection[str]) -> Person:
    if person.id == parting.person.id:
        return person
    more = tuple((parting.skill(skill), level) for skill, level in person.skills if skill in skills)
    return person.model_copy(update={"skills": (*person.skills, *more)})


def baseline_without(plan: Plan, parting: Parting) -> Plan:
    """Return the plan to stay close to: what is handed over stands nowhere in it, so nothing of it is frozen."""
    tasks = tuple(
        task.model_copy(update={"skill": parting.skill(task.skill)})
        if task.client == parting.client and task.id not in parting.stays
        else task
        for task in plan.tasks
        if task.id not in parting.moving
    )
    return plan.model_copy(update={"tasks": tasks})


def holdings_without(holdings: Holdings | None, parting: Parting) -> Holdings | None:
    """Return what the book binds apart from what is handed over: that keeps its promised date, but no place.

    Hours that are held for the client on the person from then on hold nobody any more.
    """
    if holdings is None:
        return None
    return holdings.model_copy(
        update={
            "held": tuple(
                piece
                for piece in holdings.held
                if (piece.client, piece.person) != (parting.client, parting.person.id) or piece.day < parting.from_on
            ),
            "kept": tuple(part for part in holdings.kept if part.task not in parting.moving),
            "overtime": tuple(part for part in holdings.overtime if part.task not in parting.moving),
            "witness": {task: work for task, work in holdings.witness.items() if task not in parting.moving},
            "answered": {task: work for task, work in holdings.answered.items() if task not in parting.moving},
        }
    )
