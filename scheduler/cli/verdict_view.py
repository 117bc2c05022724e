"""One answer on one screen: the verdict, how it would be done, what it costs, the ways out, and the words to say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rich.padding import Padding
from rich.text import Text

from scheduler.cli.signs import COOL, WARM_BOLD
from scheduler.domain.tasks import work_called
from scheduler.domain.verdict import YES
from scheduler.report.answer import (
    amount,
    beside_fixed,
    called,
    head_of,
    hours_taken,
    in_line_words,
    is_by_override,
    paid_with,
    plain_title,
    what_is_kept,
    who_decides,
    why_title,
    work_names,
)
from scheduler.report.earliest import date_lines
from scheduler.report.words import end_words, moment_words

if TYPE_CHECKING:
    from rich.console import Console

    from scheduler.domain.plan import Block, Move, Place
    from scheduler.domain.verdict import Absorption, HarmedTask, Offer, Verdict
    from scheduler.domain.workspace import Workspace

MOST_MOVES = 8


def draw_verdict(console: Console, workspace: Workspace, verdict: Verdict) -> None:
    """Draw an answer."""
    view = _View(workspace, verdict)
    console.print(view.head())
    for title, lines in view.sections():
        console.print()
        console.print(Text(title, style="bold"))
        for line in lines:
            console.print(Padding(line, (0, 0, 0, 2)))


def draw_absorption(console: Console, workspace: Workspace, absorption: Absorption) -> None:
    """Draw what became of a batch: every request in the order in which it was decided, and why it came then."""
    verdicts = {each.request: each for each in (*absorption.absorbed, *absorption.declined)}
    done, left = len(absorption.absorbed), len(absorption.declined)
    for edited in absorption.edited:
        console.print(Text(f"Not open: {edited.text}.", style=WARM_BOLD))
    if not verdicts:
        console.print(Text("No request is open.", style="bold"))
        return
    console.print(Text(_absorbed(done, done + left), style="bold"))
    for placed in absorption.order:
        verdict = verdicts[placed.request]
        view = _View(workspace, verdict)
        console.print()
        console.print(Text(f"{placed.place}. ", style="bold"), view.head(), sep="", end="\n")
        if len(absorption.order) > 1:
            console.print(Padding(Text(f"Its turn: {placed.text}."), (0, 0, 0, 3)))
        for _, lines in view.sections(brief=True):
            for line in lines:
                console.print(Padding(line, (0, 0, 0, 3)))
    console.print()
    console.print(Text(_after_batch(absorption), style="dim"))


def _after_batch(absorption: Absorption) -> str:
    """Say whether the batch was written into the book, and how it can be."""
    if absorption.recorded:
        return "Recorded in the book, all of it."
    return "Nothing was written. To record it as it stands here: evenhand absorb WORKSPACE --record"


def _absorbed(done: int, count: int) -> str:
    """Say how many of the open requests can be absorbed."""
    if count == 1:
        return f"The open request {'can' if done else 'cannot'} be absorbed"
    return f"{'All' if done == count else f'{done} of'} {count} open requests can be absorbed"


def draw_ways_on(console: Console, workspace: Workspace, verdict: Verdict) -> None:
    """Draw what can be offered instead of what was refused, and who could decide otherwise."""
    view = _View(workspace, verdict)
    console.print(Padding(Text("What you can offer", style="bold"), (0, 0, 0, 2)))
    for line in view.offers():
        console.print(Padding(line, (0, 0, 0, 4)))
    if is_by_override(verdict):
        words = f"Or an approver decides: {view.approving()}"
        console.print(Padding(Text(words, style="dim"), (0, 0, 0, 4)))


def draw_instead(console: Console, workspace: Workspace, verdict: Verdict) -> None:
    """Draw why a request is not accepted as asked, the most important reason first, and what can be accepted instead."""
    for line in _View(workspace, verdict).reasons():
        console.print(Padding(line, (0, 0, 0, 2)))
    if verdict.offers or is_by_override(verdict):
        draw_ways_on(console, workspace, verdict)


def named(harmed: HarmedTask) -> str:
    """Return what a harmed task is called in a sentence."""
    return work_called(plain_title(harmed.title), harmed.task)


class _View:
    """Turns one verdict into lines."""

    def __init__(self, workspace: Workspace, verdict: Verdict) -> None:
        self.workspace, self.verdict = workspace, verdict
        self.zone = ZoneInfo(workspace.time_zone)
        self.people = {person.id: person.name for person in workspace.people}
        self.clients = {client.id: client.name for client in workspace.clients}
        self.named = work_names(workspace, verdict)

    def at(self, moment: datetime, *, begins: bool = False) -> str:
        """Say a moment on the team's clock; midnight ends the day before, unless something begins then."""
        now = datetime.fromisoformat(self.verdict.as_of).astimezone(self.zone)
        return moment_words(moment.astimezone(self.zone), today=now.date(), begins=begins)

    def head(self) -> Text:
        """Return the answer in one line."""
        verdict = self.verdict
        style = f"bold {COOL}" if verdict.verdict in YES else WARM_BOLD
        text = Text(f"{head_of(verdict)}: ", style=style)
        title = f"“{plain_title(verdict.title)}”" if verdict.title else ""
        client = self.clients.get(verdict.client, verdict.client)
        in_file = any(each.id == verdict.request for each in self.workspace.requests)
        called = title or (verdict.request if in_file else "new work")
        called += f" ({verdict.request})" if in_file and title else ""
        asked = f"{called} for {client}, {amount(verdict.effort_minutes)} by {self.at(verdict.needed_by)}"
        if verdict.is_done:
            asked = f"{called} for {client} is done"
        text.append(asked, style="bold")
        return text

    def sections(self, *, brief: bool = False) -> Iterator[tuple[str, list[Text]]]:
        """Yield the parts of the answer that have something to say; `brief` leaves out the words and the guaranteed date."""
        for title, lines in (
            ("How it is done", list(self.done())),
            ("What moves", list(self.moved())),
            (why_title(self.verdict), list(self.reasons())),
            ("In line", [] if brief else list(self.in_line())),
            ("Dates", [] if brief or self.verdict.is_done else list(self.dates())),
            ("What you can offer", list(self.offers())),
            ("What an override would do", [] if brief else list(self.harm())),
            ("On the phone", [] if brief else [Text(f"– {line}") for line in self.verdict.reply.phone]),
            ("In writing", [] if brief else [Text(line) for line in self.verdict.reply.client.splitlines()]),
        ):
            if lines:
                yield title, lines

    def done(self) -> Iterator[Text]:
        """Say who does what when, and what pays."""
        verdict = self.verdict
        for number, task in enumerate(verdict.tasks, start=1):
            part = task.id.removeprefix(f"{verdict.request}/")
            title = f"{verdict.request}, part {number} ({part}): " if len(verdict.tasks) > 1 else ""
            title = f"“{plain_title(task.title)}”: " if task.title else title
            yield Text(f"{title}{self.people.get(task.person, task.person)}, {self.blocks(task.blocks)}")
        if verdict.tasks:
            yield Text(f"Paid with {paid_with(verdict.funding)}.")

    def blocks(self, blocks: tuple[Block, ...]) -> str:
        """Say where work stands."""
        if len(blocks) > 3:
            return f"{len(blocks)} blocks between {self.at(blocks[0].start, begins=True)} and {self.at(blocks[-1].end)}"
        said, day = [], ""
        for block in blocks:
            start, end = block.start.astimezone(self.zone), block.end.astimezone(self.zone)
            today = f"{start:%a} {start.day} {start:%b} "
            extra = " (overtime)" if block.overtime else ""
            said.append(f"{'' if today == day else today}{start:%H:%M} to {end_words(start, end)}{extra}")
            day = today
        return " and ".join(said)

    def moved(self) -> Iterator[Text]:
        """Say what stands elsewhere, with its client."""
        for move in self.verdict.moves[:MOST_MOVES]:
            owner = self.owner_of(move)
            name = called(move.task, self.named.get(move.task), begins=True)
            of = f" of {owner}" if owner else ""
            yield Text(f"{name}{of}: {self.change(move)}")
        if len(self.verdict.moves) > MOST_MOVES:
            yield Text(f"and {len(self.verdict.moves) - MOST_MOVES} more; every promised date holds")

    def owner_of(self, move: Move) -> str:
        """Return the name of the client whose work moves; nothing where neither files nor plan tell it."""
        known = self.named.get(move.task)
        return "" if known is None else self.clients.get(known.client, known.client)

    def change(self, move: Move) -> str:
        """Say a move in short."""

        def place(where: Place) -> str:
            return f"{self.people.get(where.person, where.person)}, done {self.at(where.finish)}"

        if move.to is None:
            return "leaves the plan (it is tentative)"
        if move.from_ is not None and move.from_.person == move.to.person:
            who, now, then = self.people.get(move.to.person, move.to.person), move.to.finish, move.from_.finish
            if now == then:
                return f"stays with {who}, still done {self.at(now)}, at other hours"
            return f"stays with {who}, done {self.at(now)} (before: {self.at(then)})"
        return f"now {place(move.to)}" + ("" if move.from_ is None else f" (before: {place(move.from_)})")

    def reasons(self) -> Iterator[Text]:
        """Say why, the most important first."""
        for reason in self.verdict.reasons:
            text = Text(reason.text)
            text.append("  proven" if reason.proven else "  not proven", style="dim")
            yield text

    def in_line(self) -> Iterator[Text]:
        """Say that it waits for the daily round already, and where it stands in the next one."""
        if self.verdict.in_line is not None:
            yield Text(f"It waits for the daily round already. {in_line_words(self.verdict.in_line, self.at)}")

    def dates(self) -> Iterator[Text]:
        """Say the earliest date, how sure that is, and the guaranteed one."""
        fixed = beside_fixed(self.verdict.earliest, self.named, self.at)
        yield from (Text(line) for line in date_lines(self.verdict, self.at, fixed=fixed))

    def offers(self) -> Iterator[Text]:
        """Say each offer with its number, who must agree, and how to take it."""
        for offer in self.verdict.offers:
            text = Text(f"{offer.number}  ", style="bold")
            text.append(offer.text, style="not bold")
            needs = self.needs(offer)
            text.append(f"  {needs}" if needs else "", style="dim")
            yield text
        yield from self.taking()

    def taking(self) -> Iterator[Text]:
        """Say how offers are taken: by their number, or by the consent that does at once what it allows."""
        offers = self.verdict.offers
        if offers and not any(offer.command for offer in offers):
            yield Text("It is in no file yet: to take one, write it into requests/ and ask for it there.", style="dim")
        if any(offer.command and offer.kind != "consent" for offer in offers):
            yield Text(f"Take one: evenhand accept WORKSPACE {self.verdict.request} --offer N", style="dim")
        for offer in offers:
            if offer.command and offer.kind == "consent":
                yield Text(f"With the consent of offer {offer.number}: {offer.command}", style="dim")

    def needs(self, offer: Offer) -> str:
        """Say who must agree, where that is more than the client's own word."""
        others = [need for need in offer.needs if not need.startswith("the client ")]
        parts = [f"needs: {', '.join(others)}"] if others else []
        if offer.moves:
            parts.append(
                f"{len(offer.moves)} other task{'s' if len(offer.moves) > 1 else ''} move{'' if len(offer.moves) > 1 else 's'}"
            )
        return "; ".join(parts)

    def harm(self) -> Iterator[Text]:
        """Say whose work would be harmed, and by how much."""
        for each in self.verdict.harm:
            client = self.clients.get(each.client, each.client)
            until = (
                "no new date is known"
                if each.to_finish is None
                else f"done {self.at(each.to_finish)} instead of {self.at(each.from_finish)}"
            )
            how = f"{amount(each.late_minutes)} late" if each.loses == "date" else what_is_kept(each)
            yield Text(f"{client}: {named(each)} {how}, {until}")
        if all(each.loses != "date" for each in self.verdict.harm) and is_by_override(self.verdict):
            yield Text("Nobody's work would be late by it.")
        yield from (Text(f"It takes {line}") for line in hours_taken(self.workspace, self.verdict))
        yield from (Text(line) for line in who_decides(self.workspace, self.verdict))
        if is_by_override(self.verdict):
            if any(request.id == self.verdict.request for request in self.workspace.requests):
                yield Text(f"It needs a name and a reason: {self.approving()}", style="dim")
            else:
                yield Text("It needs a name, a reason, and the request in a file in requests/.", style="dim")

    def approving(self) -> str:
        """Return the command of an override."""
        return f"evenhand accept WORKSPACE {self.verdict.request} --approved-by NAME --reason TEXT"
