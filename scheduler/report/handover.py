"""A hand-over in sentences: the answer, what is in the way, who takes what, and what becomes of the agreed hours."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from scheduler.calendars.recurrence import all_tasks
from scheduler.calendars.zones import Zone
from scheduler.report.names import Names
from scheduler.report.shares_of_time import clock_hours
from scheduler.report.words import count_words, day_words, duration_words, hours_words, list_words, near_moment_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.domain.handover import Candidate, HandedOver, Handover, HoursLeft, HoursOn, MadeLate, NotCovered
    from scheduler.domain.workspace import Workspace
    from scheduler.units import PersonId, TaskId

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MOST_STAYING = 4


class HandoverWords:
    """One hand-over with the names of its workspace.

    Parameters
    ----------
    workspace
        The files; unknown ids are called by themselves.
    """

    def __init__(self, workspace: Workspace, document: Handover) -> None:
        self._document = document
        self._today = datetime.fromisoformat(document.as_of).date()
        tasks = all_tasks(workspace)
        self._names = Names(
            clients={client.id: client.name for client in workspace.clients},
            people={person.id: person.name for person in workspace.people},
            titles={task.id: task.title for task in tasks if task.title},
            task_clients={task.id: task.client for task in tasks},
            people_zones={},
            team_zone=Zone.of(workspace.time_zone),
            today=self._today,
        )
        self.person, self.client = self.name(document.person), self._names.client(document.client)

    def name(self, person: PersonId) -> str:
        """Return a person's name."""
        return self._names.person(person)

    def title(self, task: TaskId) -> str:
        """Return a task's title, of an occurrence with its date."""
        return self._names.title_and_date(task)

    def question(self) -> str:
        """Return what was asked."""
        day = day_words(self._document.from_on, today=self._today)
        return f"can {self.client} be handed over from {self.person}, from {day} on?"

    def answer(self) -> str:
        """Return the answer in one sentence."""
        document = self._document
        taken = count_words(len(document.moves), "task")
        if document.covered:
            if not document.moves and not document.hours:
                return f"Yes. Nothing of {self.client} is planned with {self.person} from then on."
            if not document.moves:
                return "Yes. No task has to move, and the agreed hours can be laid on others."
            by = list_words([self.name(each) for each in sorted({move.to for move in document.moves})])
            return f"Yes. {taken} can be done by {by}, and nobody's promise becomes late."
        return f"No: {list_words(self._whys())}. {self._proof()}"

    def _whys(self) -> list[str]:
        """Say what is in the way; that something cannot be is said only of what is proven."""
        document = self._document
        tasks, hours = document.not_covered, document.hours_left
        whys = (
            []
            if document.verified
            else ["frozen work of the published plan contradicts a rule (`evenhand plan` says which)"]
        )
        if tasks:
            verb = "cannot be" if all(each.proven for each in tasks) else "is not" if len(tasks) == 1 else "are not"
            whys.append(f"{count_words(len(tasks), 'task')} {verb} covered")
        if document.late:
            whys.append(f"{count_words(len(document.late), 'promise')} would be broken")
        if hours:
            verb = "cannot be laid" if all(each.proven for each in hours) else "find no place"
            whys.append(f"agreed hours {verb} on others")
        return whys

    def _proof(self) -> str:
        """Say how much of what is in the way is proven."""
        document = self._document
        tasks = [each.proven for each in document.not_covered]
        hours = [each.proven for each in document.hours_left]
        if not any((*tasks, *hours)):
            return "No way was found."
        if all((*tasks, *hours)) and not document.late and document.verified:
            return "That is proven."
        proofs = []
        if any(tasks):
            which = f"{sum(tasks)} of the {len(tasks)} tasks" if len(tasks) > 1 else "the task"
            proofs.append(f"{'the tasks' if len(tasks) > 1 and all(tasks) else which} cannot be covered")
        if any(hours):
            proofs.append("the agreed hours cannot all be laid on others")
        return f"It is proven that {list_words(proofs)}; for the rest no way was found."

    def earliest(self) -> str:
        """Say from when the work can be handed over, what stays until then and who takes the rest; nothing where it can be at once."""
        document, found = self._document, self._document.earliest
        if found is None:
            has_work = bool(document.not_covered or document.late)
            return (
                "No day was found in the planned weeks from which all of the work can be covered." if has_work else ""
            )
        day = day_words(found.from_on, today=self._today)
        sure = "No earlier day is possible as the work is planned now." if found.proven else "No earlier day was found."
        if not found.moves:
            return f"From {day} on: all that is planned is begun by then and stays with {self.person}. {sure}"
        by = list_words([self.name(each) for each in sorted({move.to for move in found.moves})])
        stays = count_words(len(found.stays), "task")
        kept = (
            f"{stays} begun before {'stays' if len(found.stays) == 1 else 'stay'} with {self.person}, and "
            if found.stays
            else ""
        )
        moves = f"{count_words(len(found.moves), 'task')} can be done by {by}"
        return f"The work can be handed over from {day} on: {kept}{moves}. {sure}"

    def fixed(self) -> str:
        """Say that what the published plan fixes was left where it stands; nothing where it is of no matter."""
        until = self._document.fixed_until
        if until is None:
            return ""
        return f"Until {self.moment(until)} the published plan is fixed: the other work there was left where it stands."

    def due(self, at: datetime | None) -> str:
        """Say when something is due."""
        return "" if at is None else f"due {self.moment(at)}"

    def day(self, day: date) -> str:
        """Say a day of the document."""
        return day_words(day, today=self._today)

    def moment(self, at: datetime) -> str:
        """Say a moment of the document on the team's clock."""
        return near_moment_words(at, today=self._today)

    def in_the_way(self, each: NotCovered) -> str:
        """Say why a task is not covered, whether that is proven, and how late it would be."""
        late = f" It would be {duration_words(each.late_minutes)} late." if each.late_minutes else ""
        return f"{each.text}{' Proven.' if each.proven else ''}{late}"

    def broken(self, each: MadeLate) -> str:
        """Say what becomes of a promise."""
        client, title = self._names.client(each.client), self.title(each.task)
        if each.late_minutes is None:
            return f"{title} ({client}) has no place any more"
        return f"{title} ({client}) would be {duration_words(each.late_minutes)} late"

    def moved(self, each: HandedOver) -> str:
        """Say when a task is done instead."""
        return f"{self.moment(each.to_start)} to {self.moment(each.to_finish)}"

    def takes(self, each: Candidate, *, of: int | None = None) -> str:
        """Say what somebody can take, of so many tasks; None: of all that are handed over from the day that was asked for."""
        number = len(self._document.moves) + len(self._document.not_covered) if of is None else of
        match each.takes_all:
            case "yes":
                begins = "" if each.starts_at is None else f", beginning {self.moment(each.starts_at)}"
                return f"can take all of it{begins}"
            case "no_plan_found":
                return "may do each task; no plan was found with all of them"
            case "not_tried":
                return "may do each task; not tried alone"
            case "not_able":
                return f"may do {each.able_tasks} of {number}"

    def staying(self) -> str:
        """Say what stays because it is begun before the day; nothing where nothing does."""
        stays = self._document.stays
        if not stays:
            return ""
        titles = [self.title(task) for task in stays]
        return f"Begun before and staying with {self.person}: {list_words(titles, most=MOST_STAYING)}."

    def elsewhere(self) -> str:
        """Say how much other work moves; nothing where none does."""
        moved = len(self._document.other_moves)
        return (
            f"{count_words(moved, 'other task')} would change person or time, all still as promised." if moved else ""
        )

    def hours(self, each: HoursOn) -> str:
        """Say on which days agreed hours stand: `10 h a week: Mon 2:00, Tue 2:00`."""
        days = [f"{day} {clock_hours(minutes)}" for day, minutes in zip(_DAYS, each.by_weekday, strict=True) if minutes]
        return f"{hours_words(each.weekly_minutes)} a week ({', '.join(days)})"

    def relaid(self, skill: str) -> str:
        """Say what becomes of the agreed hours of a skill without the person."""
        document = self._document
        others: Sequence[HoursOn] = [each for each in document.relaid if each.skill == skill]
        left = [each for each in document.hours_left if each.skill == skill]
        parts = [f"{self.name(each.person)} {self.hours(each)}" for each in others]
        found = f"could be laid on {list_words(parts)}" if parts else ""
        if left:
            missing = list_words([self._left(each) for each in left])
            return f"{found}; {missing} find no place" if found else f"{missing} find no place on others"
        return found or "could be laid on those who carry the rest already"

    def _left(self, each: HoursLeft) -> str:
        """Say hours without a place, with the days where they are not all days to come."""
        words = f"{hours_words(each.minutes)} a {each.per}"
        if each.since is not None and each.since > self._document.from_on:
            words += f" from {day_words(each.since, today=self._today)} on"
        return words if each.until is None else f"{words} until {day_words(each.until, today=self._today)}"

    def contacts(self) -> str:
        """Say what it means for the client's contacts; nothing where the person is none."""
        document = self._document
        if document.contact is None:
            return ""
        left = [self.name(each) for each in document.contacts_left]
        who = f"; {list_words(left)} would be left" if left else "; nobody else is named"
        return f"{self.person} is the {document.contact} contact of {self.client}{who}."
