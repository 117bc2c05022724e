"""A book and everything that can happen to it, drawn at random: for the stateful property tests and their long benchmark."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from scheduler.domain.answers import BookViolation
from scheduler.domain.book import AskedAfter, AskedTask, LaidBlock
from scheduler.domain.people import TimeOff
from scheduler.domain.record import Source
from scheduler.domain.times import Wait
from scheduler.domain.workspace import Workspace
from scheduler.fairshare import bookkeeping as bk
from scheduler.fairshare.book import Book
from scheduler.units import ClientId, Instant, PersonId, TaskId
from scheduler.verify.book.auditor import Auditor
from scheduler.workflows.record_edits import enter_edits
from tests.building import agreement, client, instant, person, workspace
from tests.property.drawn_edits import drawn_edit

SKILLS = ("seo", "copy")
CLIENTS = ("acme", "bell", "cove")
DAY = 1440
SIGNED_DAYS = 56
"""For how many days from its first on it is made sure that a new agreement leaves the buffer: the auditor looks at as many."""
_NOWHERE = Source(file="drawn", line=1)


class Machine:
    """One drawn team, its book, and an auditor that reads every line of its log.

    Parameters
    ----------
    edits
        Whether files are edited by hand, requests asked again and overrides made too; without, a seed plays what it
        played before the machine knew of these.

    Attributes
    ----------
    violations
        What the auditor found so far.
    skills
        What is asked for.
    """

    skills: tuple[str, ...] = SKILLS

    def __init__(self, seed: int, *, audit: bool = True, edits: bool = False) -> None:
        self.rng = Random(seed)
        self.edits = edits
        self.number = 0
        self.violations: list[BookViolation] = []
        self.audit = audit
        self.start: Instant = instant("23 09:00") + self.rng.choice([0, 0, 75, 8 * 60 + 30])
        self.book = self.opened()
        self.workspace = self.book.team.workspace
        self.auditor = Auditor()
        self._read = 0
        self.listen()

    def opened(self) -> Book:
        """Open the book."""
        facts, blocks = self.drawn_facts()
        return bk.open_book(facts, blocks, at=self.start)

    def drawn_facts(self) -> tuple[Workspace, list[LaidBlock]]:
        """Draw the files at first, and the blocks of their agreements."""
        return drawn_team(self.rng)

    def listen(self) -> None:
        """Hand new lines to the auditor."""
        if not self.audit:
            return
        for line in self.book.lines[self._read :]:
            self.violations.extend(self.auditor.take(line))
        self._read = len(self.book.lines)

    def step(self) -> str:
        """Do one drawn thing; return its name."""
        name, act = self.rng.choice(self.moves())
        act()
        self.listen()
        return name

    def moves(self) -> list[tuple[str, Callable[[], object]]]:
        """Return what can happen, each as often as it is likely."""
        more: list[tuple[str, Callable[[], object]]] = [
            *[("again", self.ask_again)] * 2,
            ("cancel one", self.cancel_one),
            ("override", self.override),
            *[("edit", self.edit)] * 3,
        ]
        return [
            *(more if self.edits else ()),
            *[("ask", self.ask)] * 8,
            *[("quote", self.quote)] * 2,
            ("confirm", self.confirm),
            *[("cancel", self.cancel)] * 2,
            *[("day", self.day_passes)] * 4,
            ("hour", self.hour_passes),
            ("round", lambda: bk.hold_round(self.book)),
            ("trade", self.trade),
            ("consent", self.consent),
            *[("report", self.report)] * 2,
            ("absence", self.absence),
            ("return", self.comes_back),
            ("sign", self.sign),
            ("crash", self.crash),
        ]

    def drawn_ask(self) -> bk.Ask:
        """Draw a request of one to three tasks, some in order, some in one sitting, some pinned."""
        rng, team = self.rng, self.book.team
        self.number += 1
        name = f"R{self.number}"
        due = self.book.clock + rng.choice([2 * 60, 5 * 60, DAY, 2 * DAY, 4 * DAY, 6 * DAY, 12 * DAY])
        tasks: list[AskedTask] = []
        for part in range(rng.choice([1, 1, 1, 2, 3])):
            after = ()
            if tasks and rng.random() < 0.6:
                wait = rng.choice([Wait(), Wait(), Wait(minutes=90), Wait(working_days=1)])
                after = (AskedAfter(task=tasks[-1].id, wait=wait),)
            tasks.append(
                AskedTask(
                    id=TaskId(f"{name}/t{part}"),
                    skill=rng.choice(self.skills),
                    level=rng.choice([1, 1, 1, 2]),
                    effort_minutes=rng.choice([15, 30, 45, 60, 90, 120, 200, 7]),
                    release=team.aware(self.book.clock + rng.choice([0, 0, 0, 90, DAY])),
                    due=team.aware(due),
                    person=rng.choice([*[None] * 6, *team.people]),
                    same_person_as=(tasks[-1].id,) if tasks and rng.random() < 0.2 else (),
                    one_sitting=rng.random() < 0.2,
                    after=after,
                )
            )
        clients = [*team.clients]
        latest = due + rng.choice([0, DAY, 3 * DAY])
        return bk.Ask(client=ClientId(rng.choice(clients)), request=name, tasks=tuple(tasks), latest=latest)

    def ask(self) -> None:
        bk.ask(self.book, self.drawn_ask())

    def quote(self) -> None:
        bk.ask(self.book, self.drawn_ask(), quote=True)

    def confirm(self) -> None:
        open_quotes = [name for name, standing in self.book.requests.items() if standing.status == "quoted"]
        if open_quotes:
            bk.confirm(self.book, self.rng.choice(open_quotes))

    def cancel(self) -> None:
        standing = [
            name
            for name, each in self.book.requests.items()
            if each.status == "waiting" or any(known.request == name for known in self.book.commitments.values())
        ]
        if standing:
            bk.cancel(self.book, self.rng.choice(standing))

    def ask_again(self) -> None:
        """Ask again for what was refused, cancelled or quoted and not confirmed in time, as it was asked or for later."""
        over = [
            (name, each)
            for name, each in self.book.requests.items()
            if each.status in ("declined", "withdrawn", "expired", "cancelled")
            and not any(task.id in self.book.commitments or task.id in self.book.done for task in each.asked)
        ]
        if not over:
            return
        name, standing = self.rng.choice(over)
        later = timedelta(minutes=self.rng.choice([0, 0, 2 * DAY, 7 * DAY]))
        tasks = tuple(
            task if task.due is None else task.model_copy(update={"due": task.due + later}) for task in standing.asked
        )
        again = bk.Ask(client=standing.client, request=name, tasks=tasks, latest=standing.latest)
        bk.ask(self.book, again, quote=standing.renewed == 0 and self.rng.random() < 0.5)

    def cancel_one(self) -> None:
        if self.book.commitments:
            task = self.rng.choice([*self.book.commitments])
            bk.cancel(self.book, self.book.commitments[task].request, task=task)

    def override(self) -> None:
        bk.override(self.book, self.drawn_ask(), approver="Dana", reason="drawn")

    def edit(self) -> None:
        """Edit the files by hand, and read what they say now into the book."""
        enter_edits(self.book, drawn_edit(self.book, self.rng))

    def day_passes(self) -> None:
        bk.advance(self.book, to=self.book.clock + DAY)

    def hour_passes(self) -> None:
        bk.advance(self.book, to=self.book.clock + self.rng.choice([20, 60, 150]))

    def _not_begun(self) -> list[TaskId]:
        return [
            task
            for task in self.book.commitments
            if (place := self.book.witness.work.get(task)) is not None and place.pieces[0].start >= self.book.clock
        ]

    def trade(self) -> None:
        give = self._not_begun()
        if not give:
            return
        task = self.rng.choice(give)
        promised = self.book.commitments[task]
        asked = self.drawn_ask()
        request = bk.Ask(client=promised.client, request=asked.request, tasks=asked.tasks)
        bk.trade(self.book, request, give=task, new_due=promised.due + self.rng.choice([DAY, 4 * DAY]))

    def consent(self) -> None:
        asked = self.drawn_ask()
        give = [task for task in self._not_begun() if self.book.commitments[task].client != asked.client]
        if not give:
            return
        task = self.rng.choice(give)
        bk.consent(self.book, asked, give=task, new_due=self.book.commitments[task].due + 4 * DAY, by="Dana")

    def report(self) -> None:
        begun = [
            task
            for task in self.book.commitments
            if (place := self.book.witness.work.get(task)) is not None and place.pieces[0].start < self.book.clock
        ]
        if begun:
            task = self.rng.choice(begun)
            left = self.book.witness.work[task].minutes_after(self.book.clock)
            bk.report(self.book, task, remaining=self.rng.choice([0, 0, left, left + 30, left + 120]))

    def absence(self) -> None:
        who = self.rng.choice([*self.book.team.people])
        first = self.book.team.day_of(who, self.book.clock) + timedelta(days=self.rng.choice([0, 1, 2, 5]))
        last = first + timedelta(days=self.rng.choice([0, 0, 1, 4]))
        away = TimeOff(person=who, start=first, end=last, source=_NOWHERE)
        after = self._facts().model_copy(update={"time_off": (*self._facts().time_off, away)})
        bk.lose(self.book, after, person=who, reason="ill")

    def comes_back(self) -> None:
        absences = self._facts().time_off
        if absences:
            back = self.rng.choice(absences)
            after = self._facts().model_copy(update={"time_off": tuple(each for each in absences if each != back)})
            bk.give_back(self.book, after, reason="back again")

    def sign(self) -> None:
        """Sign a small agreement with a client that had none, on time that is neither held nor worked."""
        facts = self._facts()
        newcomer = ClientId("dune")
        if any(each.id == newcomer and each.agreements for each in facts.clients):
            return
        since = self.book.team.day_of(next(iter(self.book.team.people)), self.book.clock) + timedelta(days=14)
        served = client(newcomer, agreements=(agreement({"seo": 60}, since=since),))
        others = tuple(each for each in facts.clients if each.id != newcomer)
        after = facts.model_copy(update={"clients": (*others, served)})
        who = next((each for each in facts.people if each.level_of("seo") is not None and each.hours.days[4]), None)
        if who is None:
            return
        held = [block for block in self.book.accounts.blocks.values() if block.person == who.id and block.weekday == 4]
        last = who.hours.days[4][-1]
        worked = sum(end - start for start, end in who.hours.days[4])
        if sum(block.minutes for block in held) + 60 > worked * 0.9 or not self._leaves_buffer(who.id, since, 60):
            return
        if any(block.start_minute + block.minutes > last.end_minute - 60 for block in held):
            return
        block = LaidBlock(
            id=f"dune/seo/{len(self.book.lines)}" if "dune/seo" in self.book.accounts.blocks else "dune/seo",
            client=newcomer,
            skill="seo",
            person=who.id,
            weekday=4,
            start_minute=last.end_minute - 60,
            minutes=60,
            since=since,
        )
        bk.sign(self.book, after, client=newcomer, blocks=(block,))

    def _leaves_buffer(self, who: PersonId, since: date, minutes: int) -> bool:
        """Say whether so many minutes more on each Friday leave the buffer, also beside blocks that losses laid for a day."""
        team, accounts = self.book.team, self.book.accounts
        fridays = [day for number in range(SIGNED_DAYS) if (day := since + timedelta(days=number)).weekday() == 4]
        for day in fridays:
            laid = sum(each.block.minutes for each in accounts.on(who, day, team=team))
            worked = sum(span.minutes for span in team.working(who, day))
            if worked and laid + minutes > worked * 0.9:
                return False
        return True

    def crash(self) -> None:
        """Read the book again from its lines, as after a crash."""
        self.book = Book.replay(self.book.lines)

    def _facts(self) -> Workspace:
        return self.book.team.workspace


def drawn_team(rng: Random) -> tuple[Workspace, list[LaidBlock]]:
    """Draw two to four people, three clients, one of them without an agreement now and then, and blocks for the others."""
    weeks = ("mon-fri 09:00-13:00 14:00-18:00", "mon-fri 09:00-12:00 13:00-17:00", "mon-thu 09:00-17:00")
    people = [
        person(
            f"p{number}",
            *rng.choice([("seo", "copy:2"), ("seo:2",), ("copy",), ("seo", "copy")]),
            week=rng.choice(weeks),
        )
        for number in range(rng.choice([2, 3, 4]))
    ]
    blocks: list[LaidBlock] = []
    used: dict[tuple[PersonId, int], int] = {}
    agreed: dict[str, dict[str, int]] = {name: {} for name in CLIENTS}
    for name in CLIENTS:
        for skill in SKILLS:
            able = [each for each in people if each.level_of(skill) is not None]
            if not able or rng.random() < 0.25:
                continue
            who = rng.choice(able)
            for weekday in range(5):
                spans = who.hours.days[weekday]
                size = rng.choice([60, 60, 90, 120])
                taken = used.get((who.id, weekday), 0)
                if (
                    not spans
                    or rng.random() < 0.3
                    or taken + size > (spans[0].end_minute - spans[0].start_minute) * 0.9
                ):
                    continue
                used[who.id, weekday] = taken + size
                agreed[name][skill] = agreed[name].get(skill, 0) + size
                blocks.append(
                    LaidBlock(
                        id=f"{name}/{skill}/{who.id}/{weekday}",
                        client=ClientId(name),
                        skill=skill,
                        person=who.id,
                        weekday=weekday,
                        start_minute=spans[0].start_minute + taken,
                        minutes=size,
                    )
                )
    clients = [
        client(
            name,
            group=rng.choice([None, None, None, "holding"]),
            exclude=(),
            agreements=(
                (agreement(minutes, notice_working_days=rng.choice([None, 1, 3])),) if (minutes := agreed[name]) else ()
            ),
        )
        for name in CLIENTS
    ]
    return workspace(people=people, clients=clients, as_of="23 09:00"), blocks
