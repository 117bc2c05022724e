"""What people call things: names of clients and people, titles of tasks, zones of clocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from scheduler.calendars.recurrence import all_tasks
from scheduler.calendars.zones import Zone, instant_of
from scheduler.report.words import date_words, shortened
from scheduler.units import ClientId, PersonId, TaskId

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scheduler.domain.plan import Plan
    from scheduler.domain.workspace import Workspace

SHORT_NAME_SIGNS = 18


@dataclass(frozen=True, slots=True)
class Names:
    """Lookups for one workspace and plan; anything unknown is called by its id.

    Attributes
    ----------
    people_zones
        Zone of each person's clock.
    team_zone
        Zone of the workspace.
    today
        The team's date of as_of; days of other years are said with their year.
    """

    clients: Mapping[ClientId, str]
    people: Mapping[PersonId, str]
    titles: Mapping[TaskId, str]
    task_clients: Mapping[TaskId, ClientId]
    people_zones: Mapping[PersonId, Zone]
    team_zone: Zone
    today: date

    def client(self, client: ClientId) -> str:
        """Return the client's name."""
        return self.clients.get(client, client)

    def person(self, person: PersonId) -> str:
        """Return the person's name."""
        return self.people.get(person, person)

    def short_person(self, person: PersonId) -> str:
        """Return the first word of the person's name where nobody else's name begins with it, else the whole name."""
        name = self.person(person)
        first = name.split()[0] if name.split() else name
        alone = sum(1 for other in self.people.values() if other.split()[:1] == [first]) <= 1
        return first if alone else name

    def short_client(self, client: ClientId) -> str:
        """Return the client's name, cut after a whole word where it is long."""
        return shortened(self.client(client), most=SHORT_NAME_SIGNS)

    def title(self, task: TaskId) -> str:
        """Return the task's title, or its id where it has none."""
        return self.titles.get(task) or task

    def title_and_date(self, task: TaskId) -> str:
        """Return the title, for an occurrence of a recurring deliverable with its date."""
        title = self.title(task)
        _, _, rest = task.partition("/")
        try:
            day = date.fromisoformat(rest.partition("/")[0])
        except ValueError:
            return title
        return title if title == task else f"{title}, {date_words(day, today=self.today)}"

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


def names_of(workspace: Workspace, plan: Plan, *, earlier: Plan | None = None) -> Names:
    """Collect the names that `workspace` and `plan` know, and those of work that only the plan before has."""
    known = all_tasks(workspace)
    titles: dict[TaskId, str] = {task.id: task.title for task in known if task.title}
    owners: dict[TaskId, ClientId] = {task.id: task.client for task in known}
    for unplaced in plan.unplaced:
        owners[unplaced.id] = unplaced.client
    for planned in plan.tasks:
        owners[planned.id] = planned.client
        if planned.title:
            titles[planned.id] = planned.title
    for gone in () if earlier is None else earlier.tasks:
        owners.setdefault(gone.id, gone.client)
        if gone.title:
            titles.setdefault(gone.id, gone.title)
    team_zone = Zone(workspace.time_zone)
    return Names(
        clients={client.id: client.name for client in workspace.clients},
        people={person.id: person.name for person in workspace.people},
        titles=titles,
        task_clients=owners,
        people_zones={person.id: Zone(person.time_zone) for person in workspace.people},
        team_zone=team_zone,
        today=team_zone.aware(instant_of(plan.horizon.start)).date(),
    )
