"""What the entries of the book have said up to a point: names, titles, where work stands, and which dates hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from scheduler.calendars.zones import Zone, instant_of
from scheduler.domain.workspace import Workspace
from scheduler.report.words import clock_words, date_words, day_words, end_words, hours_words, moment_words
from scheduler.units import ClientId, PersonId, TaskId

if TYPE_CHECKING:
    from scheduler.domain.book import AskedTask, Entry
    from scheduler.domain.ledger import LaidBlock, Worked, WorkStand
    from scheduler.domain.times import Moment

MOST_PIECES = 2


class KnownSoFar:
    """Lookups that grow with every entry; anything unknown is called by its id.

    Attributes
    ----------
    workspace, earlier
        The newest facts, and those before them.
    asked
        Every task that was spoken of, as asked last.
    of_request
        The tasks of each request.
    called
        The title of each request that has one.
    owners
        The client of each task.
    stands
        Where the work of each task stands.
    dues
        The promised date of each task.
    blocks
        The blocks of agreed hours as they were signed; none that stand in for others on one day.
    done
        Tasks that were reported as done.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = self.earlier = workspace
        self.asked: dict[TaskId, AskedTask] = {}
        self.of_request: dict[str, tuple[TaskId, ...]] = {}
        self.called: dict[str, str] = {}
        self.owners: dict[TaskId, ClientId] = {}
        self.stands: dict[TaskId, WorkStand] = {}
        self.dues: dict[TaskId, datetime] = {}
        self.blocks: dict[str, LaidBlock] = {}
        self.done: set[TaskId] = set()
        self._read_facts: set[int] = set()
        self._people: dict[PersonId, str] = {}
        self._read(workspace)

    @classmethod
    def after(cls, workspace: Workspace, entries: Iterable[Entry]) -> KnownSoFar:
        """Return what is known after some entries; a workspace gives the names until they do."""
        known = cls(workspace)
        for entry in entries:
            known.learn(entry)
        return known

    def _read(self, workspace: Workspace) -> None:
        self.earlier, self.workspace = self.workspace, workspace
        self.zone = Zone.of(workspace.time_zone)
        self._clients = {client.id: client.name for client in workspace.clients}
        self._people.update((person.id, person.name) for person in workspace.people)

    def learn_names(self, entry: Entry) -> None:
        """Take over the facts and the tasks of an entry, so that it can be told."""
        if entry.facts is not None and entry.seq not in self._read_facts:
            self._read_facts.add(entry.seq)
            self._read(Workspace.model_validate(entry.facts))
        for task in entry.asked:
            self.asked[task.id] = task
            self.owners[task.id] = ClientId(entry.client)
        if entry.request and entry.asked:
            self._learn_request(entry)
        for committed in entry.committed:
            self.owners[committed.task] = committed.client

    def _learn_request(self, entry: Entry) -> None:
        """Take over the tasks and the title of a request; an entry in which work gives way names another's task, or one of its own alone."""
        own = [task.id for task in entry.asked if task.id.startswith(f"{entry.request}/")]
        own = own or [task.id for task in entry.asked]
        before = self.of_request.get(entry.request, ()) if {*own} & {*entry.released} else ()
        self.of_request[entry.request] = tuple(dict.fromkeys((*before, *own)))
        if entry.read is not None or entry.request not in self.called:
            self.called[entry.request] = str((entry.read or {}).get("title") or "")

    def learn(self, entry: Entry) -> None:
        """Take over what an entry says."""
        self.learn_names(entry)
        self.stands.update((stand.task, stand) for stand in entry.work)
        for task in entry.released:
            self.dues.pop(task, None)
        self.dues.update((each.task, each.due) for each in entry.committed)
        self.done -= {each.task for each in entry.committed}
        self.done |= {task for task, minutes in entry.remaining.items() if not minutes}
        self.blocks = self.blocks_after(entry)

    def blocks_after(self, entry: Entry) -> dict[str, LaidBlock]:
        """Return the blocks of agreed hours with those of an opening or a signature, as far as they go on."""
        if entry.kind not in ("opened", "signed"):
            return self.blocks
        found = dict(self.blocks)
        for end in entry.ended:
            last, block = end.from_day - timedelta(days=1), found.pop(end.block, None)
            if block is not None and (block.day or last) <= last:
                found[end.block] = block if block.day else block.model_copy(update={"until": last})
        begin = min((end.from_day for end in entry.ended), default=date.min)
        return found | {block.id: block for block in entry.blocks if block.day is None or block.day >= begin}

    def client(self, client: str) -> str:
        """Return a client's name."""
        return self._clients.get(ClientId(client), client)

    def has_approver(self, client: str) -> bool:
        """Say whether somebody may decide an override in a client's favour."""
        return any(each.approvers for each in self.workspace.clients if each.id == client)

    def person(self, person: str) -> str:
        """Return a person's name, also of somebody who is in the facts no more."""
        return self._people.get(PersonId(person), person)

    def new_absences(self, person: PersonId, *, today: date) -> list[str]:
        """Return the absences of a person that the newest facts have and those before had not: `Thu 26 Nov to Tue 1 Dec, ill`; other years are said."""
        old = {(row.start, row.end) for row in self.earlier.time_off if row.person == person}
        return [
            _period_words(row.start, row.end, today=today) + (f", {row.reason}" if row.reason else "")
            for row in self.workspace.time_off
            if row.person == person and (row.start, row.end) not in old
        ]

    def leaves_now(self, person: PersonId, *, today: date) -> str:
        """Say that somebody leaves, where the newest facts say so and those before did not: `leaves after Fri 27 Nov`."""
        was = next((each for each in self.earlier.people if each.id == person), None)
        now = next((each for each in self.workspace.people if each.id == person), None)
        if was is not None and now is None:
            return "is in the team no more"
        if now is None or now.until_on is None or (was is not None and was.until_on == now.until_on):
            return ""
        return f"leaves after {_period_words(now.until_on, now.until_on, today=today)}"

    def at(self, at: datetime) -> datetime:
        """Return an instant on the team's clock."""
        return self.zone.aware(instant_of(at))

    def title(self, task: TaskId) -> str:
        """Return a task in quotes, `“Weekly report: draft” (27 Nov)` for an occurrence; its id where it has no title."""
        asked = self.asked.get(task)
        return self.title_as(task, asked.title if asked is not None and asked.title else task)

    @staticmethod
    def title_as(task: TaskId, title: str) -> str:
        """Return a title in quotes, with the date of an occurrence."""
        _, _, rest = task.partition("/")
        try:
            day = date.fromisoformat(rest.partition("/")[0])
        except ValueError:
            return f"“{title}”"
        return f"“{title}” ({date_words(day)})"

    def title_of_all(self, tasks: Sequence[TaskId]) -> str:
        """Return in quotes what several tasks are parts of, `“Answer to the press”` for `Answer to the press: text` and `: check`; else nothing."""
        wholes = set()
        for task in tasks:
            asked, part = self.asked.get(task), f": {task.rpartition('/')[2]}"
            wholes.add(asked.title.removesuffix(part) if asked is not None and asked.title.endswith(part) else "")
        return f"“{wholes.pop()}”" if len(tasks) > 1 and len(wholes) == 1 and "" not in wholes else ""

    def title_of_request(self, request: str, tasks: Sequence[TaskId]) -> str:
        """Return in quotes the title of a request where these are all its tasks; nothing where it has none."""
        title = self.called.get(request, "")
        return f"“{title}”" if title and {*tasks} == {*self.of_request.get(request, ())} else ""

    def titles(self, tasks: Iterable[TaskId]) -> dict[TaskId, str]:
        """Return tasks in quotes; those that share a title get the end of their id: `“Answer to the press” (check)`."""
        plain = {task: self.title(task) for task in tasks}
        shared = {title for title in plain.values() if list(plain.values()).count(title) > 1}
        return {
            task: f"{title} ({task.rpartition('/')[2]})" if title in shared else title for task, title in plain.items()
        }

    def when(self, pieces: Iterable[Worked], *, today: date) -> str:
        """Say where work stands, on the team's clock: `Tue 24 Nov 09:00 to 10:30`."""
        spans = [(self.at(piece.start), self.at(piece.end)) for piece in pieces]
        if not spans:
            return "at no time yet"
        days = {start.date() for start, _ in spans}
        if len(days) == 1 and len(spans) <= MOST_PIECES:
            times = " and ".join(f"{clock_words(start)} to {end_words(start, end)}" for start, end in spans)
            return f"{day_words(spans[0][0].date(), today=today)} {times}"
        minutes = sum(int((end - start).total_seconds()) // 60 for start, end in spans)
        first, last = moment_words(spans[0][0], today=today, begins=True), moment_words(spans[-1][1], today=today)
        return f"{hours_words(minutes)} between {first} and {last}"

    def work_words(self, stand: WorkStand, *, today: date) -> str:
        """Say who does a task and when."""
        return f"{self.person(stand.person)}, {self.when(stand.pieces, today=today)}"


def _period_words(start: Moment, end: Moment, *, today: date) -> str:
    """Say a period as it was written: days, or days and clock times of the person."""
    first = (
        moment_words(start, today=today, begins=True) if isinstance(start, datetime) else day_words(start, today=today)
    )
    last = moment_words(end, today=today) if isinstance(end, datetime) else day_words(end, today=today)
    return first if first == last else f"{first} to {last}"
