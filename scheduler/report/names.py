"""What people call things: names of clients and people, titles of tasks, zones of clocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from scheduler.calendars.zones import Zone, instant_of
from scheduler.units import ClientId, PersonId, TaskId

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scheduler.domain.clients import Recurring
    from scheduler.domain.plan import Plan
    from scheduler.domain.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Names:
    """Lookups for one workspace and plan; anything unknown is called by its id.

    Attributes
    ----------
    people_zones
        Zone of each person's clock.
    team_zone
        Zone of the workspace.
    """

    clients: Mapping[ClientId, str]
    people: Mapping[PersonId, str]
    titles: Mapping[TaskId, str]
    task_clients: Mapping[TaskId, ClientId]
    people_zones: Mapping[PersonId, Zone]
    team_zone: Zone

    def client(self, client: ClientId) -> str:
        """Return the client's name."""
        return self.clients.get(client, client)

    def person(self, person: PersonId) -> str:
        """Return the person's name."""
        return self.people.get(person, person)

    def title(self, task: TaskId) -> str:
        """Return the task's title, or its id where it has none."""
        return self.titles.get(task) or task

    def client_of(self, task: TaskId) -> str:
        """Return the name of the task's client, or nothing where the task is unknown."""
        client = self.task_clients.get(task)
        return "" if client is None else self.client(client)

    def at_team(self, at: datetime) -> datetime:
        """Return the same instant on the team's clock."""
        return self.team_zone.aware(instant_of(at))

    def at_person(self, at: datetime, person: PersonId) -> datetime:
        """Return the same instant on the person's clock."""
        return self.zone_of(person).aware(instant_of(at))

    def zone_of(self, person: PersonId) -> Zone:
        """Return the zone of the person's clock."""
        return self.people_zones.get(person, self.team_zone)


def names_of(workspace: Workspace, plan: Plan) -> Names:
    """Collect the names that `workspace` and `plan` know."""
    titles: dict[TaskId, str] = {task.id: task.title for task in workspace.tasks if task.title}
    owners: dict[TaskId, ClientId] = {task.id: task.client for task in workspace.tasks}
    recurring = {item.id: (client.id, item) for client in workspace.clients for item in client.recurring}
    for task in plan.unplaced:
        owners[task.id] = task.client
        origin = recurring.get(task.id.split("/", 1)[0])
        if origin is not None:
            titles[task.id] = _occurrence_title(task.id, origin[1])
    for planned in plan.tasks:
        owners[planned.id] = planned.client
        if planned.title:
            titles[planned.id] = planned.title
    return Names(
        clients={client.id: client.name for client in workspace.clients},
        people={person.id: person.name for person in workspace.people},
        titles=titles,
        task_clients=owners,
        people_zones={person.id: Zone(person.time_zone) for person in workspace.people},
        team_zone=Zone(workspace.time_zone),
    )


def _occurrence_title(task: TaskId, recurring: Recurring) -> str:
    """Return the title that an occurrence's task bears, from its id `<recurring>/<date>/<task>`."""
    local = task.rsplit("/", 1)[-1]
    own = next((plan.title for plan in recurring.tasks if plan.id == local), "")
    return f"{recurring.title}: {own or local}"
