"""What the files define, for everything that refers to it: people, clients, tasks, skills, zones, the moment."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from scheduler.calendars.zones import Zone
from scheduler.domain.times import WeeklyHours
from scheduler.files.findings import Spot, did_you_mean
from scheduler.files.folder import Folder
from scheduler.files.shapes import Draft
from scheduler.units import Instant, TaskId

_LEFT = "whoever has left stays in people.yaml with `until`, their last day"


def by_id(drafts: Iterable[Draft]) -> dict[str, Draft]:
    """Return the drafts by their ids; of two with the same id the first, the second is a problem."""
    found: dict[str, Draft] = {}
    for draft in drafts:
        name = draft.get("id")
        if name is None:
            continue
        if name in found:
            first = found[name].spot
            draft.of("id").wrong(
                "an id that is used once",
                got=name,
                said=f"the id '{name}' is already taken in {first.file}:{first.line}",
            )
        else:
            found[name] = draft
    return found


@dataclass(frozen=True)
class Ids:
    """The ids of one kind.

    Attributes
    ----------
    noun
        What an id names and where: `person in people.yaml`.
    complete
        Whether all of them could be read; if not, an unknown one may be a consequence of another problem.
    """

    noun: str
    drafts: Mapping[str, Draft]
    complete: bool

    def check(self, name: str, spot: Spot, *, in_list: bool = False) -> Draft | None:
        """Return the draft of `name`; None, and a problem, where there is none.

        Parameters
        ----------
        in_list
            Whether the field names others beside it.
        """
        found = self.drafts.get(name)
        if found is None and self.complete:
            said = f"{spot.field} names '{name}'" if in_list else ""
            spot.wrong(f"the id of a {self.noun}", got=name, said=said, fix=did_you_mean(name, self.drafts))
        return found


class Known:
    """All of it.

    Attributes
    ----------
    people, clients, tasks, requests, recurring
        What people.yaml, clients.yaml, tasks.csv and requests/ define. Ids of recurring deliverables begin task ids, so
        they are unique across clients.
    as_of
        None where it could not be read, or the workspace's zone could not.
    """

    def __init__(self, folder: Folder, *, booked: Callable[[], Container[TaskId]] = frozenset) -> None:
        self.folder = folder
        self._booked_now = booked
        self.as_of: Instant | None = None
        # Before anything is compared: later problems are not about what could be read.
        self._lost = frozenset((problem.file, problem.field) for problem in folder.findings.problems)
        recurring = [each for client in folder.clients for each in client.get("recurring", ())]
        tasks = folder.rows["tasks.csv"]
        self.people = Ids("person in people.yaml", by_id(folder.people), self._complete("people.yaml", "id"))
        self.clients = Ids("client in clients.yaml", by_id(folder.clients), self._complete("clients.yaml", "id"))
        self.recurring = Ids(
            "recurring deliverable in clients.yaml", by_id(recurring), self._complete("clients.yaml", "id")
        )
        self.tasks = Ids("task in tasks.csv", by_id(tasks), self._complete("tasks.csv", "id"))
        requests = [name for name in folder.unreadable if name.startswith("requests/")]
        self.requests = Ids("request in requests/", by_id(folder.requests), not requests)

    @cached_property
    def booked(self) -> Container[TaskId]:
        """The tasks that the workspace's book knows: what was promised stands, whatever became of its file."""
        return self._booked_now()

    @cached_property
    def skills(self) -> frozenset[str]:
        """The names of all skills that anybody has."""
        return frozenset(name for person in self.folder.people for name, _ in person.get("skills", ()))

    @cached_property
    def skills_complete(self) -> bool:
        """Whether the skills of everybody could be read."""
        return self._complete("people.yaml", "skills")

    @cached_property
    def zone(self) -> Zone | None:
        """The workspace's zone."""
        return self._zone_of(self.folder.workspace)

    @cached_property
    def hours(self) -> WeeklyHours | None:
        """The team hours."""
        found: WeeklyHours | None = self.folder.workspace.get("hours") if self.folder.workspace else None
        return found

    def zone_of(self, person: str) -> Zone | None:
        """Return the zone of a person (the workspace's where none is written); None where it could not be read."""
        draft = self.people.drafts.get(person)
        if draft is None or "time_zone" not in draft.written:
            return self.zone
        return self._zone_of(draft)

    def skills_of(self, person: str) -> dict[str, int]:
        """Return the levels of a person by skill."""
        draft = self.people.drafts.get(person)
        return dict(draft.get("skills", ())) if draft else {}

    def excluded(self, client: str | None) -> tuple[str, ...]:
        """Return the people who must not work for a client."""
        draft = self.clients.drafts.get(client) if client else None
        names: tuple[str, ...] = draft.get("exclude", ()) if draft else ()
        return names

    def check_skill(self, skill: tuple[str, int] | None, spot: Spot, *, in_list: bool = False) -> None:
        """Report a skill that nobody lists; `in_list` as in `Ids.check`."""
        if skill is None or skill[0] in self.skills or not self.skills_complete:
            return
        said = f"{spot.field} names '{skill[0]}'" if in_list else ""
        expected = "a skill that somebody in people.yaml has"
        fix = did_you_mean(skill[0], self.skills) or f"list it in the skills of whoever does such work; {_LEFT}"
        spot.wrong(expected, got=skill[0], said=said, fix=fix)

    def check_people(self, draft: Draft, name_of_field: str) -> None:
        """Report people of a list in `draft` who are unknown or named twice."""
        names: tuple[str, ...] = draft.get(name_of_field, ())
        for position, name in enumerate(names):
            if name in names[:position]:
                draft.of(name_of_field).wrong(
                    "every person once", got=name, said=f"{name_of_field} names '{name}' twice"
                )
            else:
                self.people.check(name, draft.of(name_of_field), in_list=len(names) > 1)

    def is_lost(self, spot: Spot) -> bool:
        """Say whether this field could not be read somewhere in its file: what misses it may be a consequence."""
        return (spot.file, spot.field) in self._lost

    def _complete(self, file: str, field: str) -> bool:
        """Say whether no record of a file, and no such field in it, was lost to another problem."""
        whole = (field, "", file.partition(".")[0])
        return file not in self.folder.unreadable and not any((file, name) in self._lost for name in whole)

    @staticmethod
    def _zone_of(draft: Draft | None) -> Zone | None:
        name: Any = draft.get("time_zone") if draft else None
        return Zone.of(name) if name else None
