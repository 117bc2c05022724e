"""What a loss or an override did to whom, and what an agreement lays, in words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from scheduler.fairshare.book import Book
from scheduler.fairshare.unpromised import why_unpromised
from scheduler.report.charges import funded, parts_words
from scheduler.report.signed_words import margin_lines, missing_lines
from scheduler.report.words import count_words, day_words, hours_words, list_words, moment_words
from scheduler.units import ClientId, TaskId

if TYPE_CHECKING:
    from scheduler.domain.book import Entry
    from scheduler.domain.ledger import LaidBlock
    from scheduler.report.known_so_far import KnownSoFar


def loss_lines(entry: Entry, known: KnownSoFar, *, whose: str | None, today: date) -> Iterator[str]:
    """Yield who lost which hours, by what ratio, whose promised dates no longer hold, and who is made up to.

    Parameters
    ----------
    known
        What was known before the entry.
    whose
        Tell only what this client lost; None: everybody.
    """
    yield from _cut_lines(entry, known, whose=whose, today=today)
    if entry.loss is not None:
        yield from _ratio_line(entry, known, whose=whose)
        yield from _repaid_lines(entry, known, whose=whose, today=today)
        for task, minutes in sorted(entry.loss.late.items()):
            if whose in (None, known.owners.get(task)):
                yield _late_line(entry, known, task=task, minutes=minutes, today=today)
    for client, minutes in sorted(entry.credits.items()):
        if whose in (None, client) and minutes > 0:
            weeks = known.workspace.policy.credit_weeks
            yield (
                f"{known.client(client)} goes first in the daily round until {hours_words(minutes)} are made up for, "
                f"for {weeks} weeks at most."
            )
        elif whose in (None, client) and minutes < 0:
            yield from _owed_no_longer(entry, known, client=client, minutes=-minutes)


def _owed_no_longer(entry: Entry, known: KnownSoFar, *, client: ClientId, minutes: int) -> Iterator[str]:
    """Yield by what a make-up credit falls: what a round gives, or what a cancel gives back of hours and of time for work."""
    name = known.client(client)
    if entry.kind != "cancelled":
        yield f"{hours_words(minutes)} are made up for to {name}."
        return
    hours = -sum(row.minutes for row in entry.rows if row.fund == "cut" and row.client == client)
    if hours > 0:
        yield f"{hours_words(hours)} of its own hours, which the override took, are back with {name}, and owed no longer."
    if minutes > hours:
        yield (
            f"The work of {name} that the override made late is done by its date again; "
            f"{hours_words(minutes - hours)} are owed to {name} no longer."
        )


def _cut_lines(entry: Entry, known: KnownSoFar, *, whose: str | None, today: date) -> Iterator[str]:
    """Yield what was cut of whose hours; what was re-laid on somebody else on the same day, or is repaid, is no loss."""
    repaid = {each.laid for each in entry.repaid}
    stand_ins = [each for each in _stand_ins(entry) if each.id not in repaid]
    laid_again: Counter[tuple[str, str, date]] = Counter()
    for block in stand_ins:
        if block.day is not None:
            laid_again[block.client, block.key, block.day] += block.minutes
    for each in entry.repaid:
        laid_again[each.client, each.skill, each.day] += each.minutes
    # What is left of a block that ends is replaced by the new ones.
    ends = {end.block for end in entry.ended}
    # What ends of a booking on a block that was replaced is told with what is back.
    is_end = entry.kind in ("cancelled", "expired", "progressed")
    rows = [row for row in entry.rows if row.block not in ends and not (is_end and row.client == entry.client)]
    cut = [each for each in funded(rows) if each.fund == "cut" and whose in (None, each.client)]
    if entry.kind == "opened":
        # Nobody holds anything of the day on which the book is opened: that is no loss.
        cut = [each for each in cut if each.day > known.at(entry.at).date()]
    for client in dict.fromkeys(each.client for each in cut):
        lost = [
            each.model_copy(update={"minutes": left})
            for each in cut
            if each.client == client and (left := each.minutes - laid_again[client, each.skill, each.day]) > 0
        ]
        again = [block for block in stand_ins if block.client == client]
        name = known.client(client)
        if again:
            minutes = sum(block.minutes for block in again)
            people = list_words(list(dict.fromkeys(known.person(block.person) for block in again)), most=4)
            yield f"{name}: {hours_words(minutes)} of its hours now stand with {people}, on the same days."
        begin = min((block.since or block.day or date.max for block in entry.blocks), default=date.max)
        if entry.kind == "signed" and (unheld := [each for each in lost if each.day >= begin]):
            lost = [each for each in lost if each.day < begin]
            minutes = sum(each.minutes for each in unheld)
            yield (
                f"{name} does not hold {hours_words(minutes)} of its new hours, as its week is booked already or other work "
                f"stands there: {parts_words(unheld, today=today)}."
            )
        if lost:
            minutes = sum(each.minutes for each in lost)
            yield f"{name} loses {hours_words(minutes)} of its own hours: {parts_words(lost, today=today)}."


def _stand_ins(entry: Entry) -> list[LaidBlock]:
    """Return the blocks that stand in for others of the same day; of a signature those of the days before it holds."""
    if entry.kind == "signed":
        begin = min((end.from_day for end in entry.ended), default=date.min)
        return [each for each in entry.blocks if each.day is not None and each.day < begin]
    return [] if entry.kind == "opened" else list(entry.blocks)


def _repaid_lines(entry: Entry, known: KnownSoFar, *, whose: str | None, today: date) -> Iterator[str]:
    """Yield who repays whom for hours that were given so that regulatory work could stand, and when."""
    for each in entry.repaid:
        if whose in (None, each.client, each.to):
            yield (
                f"{known.client(each.client)} repays {known.client(each.to)} {hours_words(each.minutes)} of {each.skill} on "
                f"{day_words(each.day, today=today)}, for what that gave so that regulatory work could stand."
            )


_ALIKE = Fraction(3, 100)
"""How far apart shares may be that are called alike: a step of the grid is more of a small client's hours than of a large one's."""


def _ratio_line(entry: Entry, known: KnownSoFar, *, whose: str | None) -> Iterator[str]:
    """Yield by which ratio a loss was shared."""
    assert entry.loss is not None
    lost: Counter[ClientId] = Counter()
    for cell in entry.loss.cells:
        lost.update(cell.losses)
    shares = [
        f"{known.client(client)} {hours_words(minutes)} of {hours_words(guaranteed)} ({_percent(minutes, guaranteed)} %)"
        for client, minutes in sorted(lost.items())
        if (guaranteed := entry.loss.guaranteed.get(client, 0)) and whose in (None, client) and minutes
    ]
    if shares:
        ratios = [
            Fraction(minutes, of) for client, minutes in lost.items() if (of := entry.loss.guaranteed.get(client, 0))
        ]
        alike = "alike" if max(ratios) - min(ratios) <= _ALIKE else "as nearly alike as the work allows"
        yield f"Shared {alike}, by what each had in the period: {list_words(shares)}."


def _percent(part: int, whole: int) -> str:
    return f"{part * 100 / whole:.1f}".removesuffix(".0")


def _late_line(entry: Entry, known: KnownSoFar, *, task: TaskId, minutes: int, today: date) -> str:
    """Say what became of a promised date."""
    stand = next((each for each in entry.work if each.task == task), None)
    due, owner, title = known.dues.get(task), known.owners.get(task, ""), known.title(task)
    promised = "" if due is None else f", promised for {moment_words(known.at(due), today=today)},"
    what = f"{title} of {known.client(owner)}{promised}" if owner else f"{title}{promised}"
    if not minutes:
        return f"{what} keeps its date, with less time to spare than it had."
    if stand is None or not stand.pieces or (due is not None and stand.pieces[-1].end <= due):
        return f"{what} has no place yet: {hours_words(minutes)} of it are open."
    done = moment_words(known.at(stand.pieces[-1].end), today=today)
    return f"{what} is late: done {done} at the latest, {known.person(stand.person)}."


def opened_lines(entry: Entry, known: KnownSoFar, *, whose: str | None) -> Iterator[str]:
    """Yield the hours that the book lays for each client, how many promised dates it begins with, and what of its work has none, with why."""
    by_client: defaultdict[str, list[LaidBlock]] = defaultdict(list)
    for block in entry.blocks:
        by_client[block.client].append(block)
    promises = Counter(each.client for each in entry.committed)
    today = known.at(entry.at).date()
    for client in known.workspace.clients:
        if whose not in (None, client.id):
            continue
        parts = [*_hours_of(by_client[client.id], on=today)]
        if promises[client.id]:
            parts.append(count_words(promises[client.id], "promised date"))
        if parts:
            yield f"{client.name}: {'; '.join(parts)}."
    yield from _unpromised_lines(entry, known, whose=whose)
    yield from missing_lines(entry, known, whose=whose, today=today)


def _unpromised_lines(entry: Entry, known: KnownSoFar, *, whose: str | None) -> Iterator[str]:
    """Yield what asks for a promise and got none when the book was opened, and why."""
    made = {each.task for each in entry.committed}
    if all(task.id in made for task in entry.asked):
        return
    today = known.at(entry.at).date()
    for client, task, why in why_unpromised(Book.replay_entries([entry])):
        if whose not in (None, client):
            continue
        by = "" if task.due is None else f" by {moment_words(known.at(task.due), today=today)}"
        what = f"“{task.title or task.id}” ({task.id})"
        yield f"No promise for {what} of {known.client(client)}, {hours_words(task.effort_minutes)}{by}. {why}"


def signed_lines(entry: Entry, known: KnownSoFar, *, whose: str | None, today: date) -> Iterator[str]:
    """Yield what an agreement lays, on whom, and from when; what found no place and why, what is left, and what hangs on one person."""
    by_skill: defaultdict[str, list[LaidBlock]] = defaultdict(list)
    stand_ins = {block.id for block in _stand_ins(entry)}
    laid = [block for block in entry.blocks if block.id not in stand_ins]
    for block in laid:
        by_skill[block.key].append(block)
    starts = [*(block.day or block.since for block in laid), *(each.since for each in entry.unlaid)]
    begin = min((day for day in starts if day is not None), default=today)
    for blocks in by_skill.values():
        people = list_words(list(dict.fromkeys(known.person(block.person) for block in blocks)), most=4)
        yield f"{'; '.join(_hours_of(blocks, on=begin))}, with {people}."
    if laid:
        yield f"The blocks hold from {day_words(begin, today=today)} on."
    yield from missing_lines(entry, known, whose=whose, today=today)
    if laid or entry.unlaid:
        yield from margin_lines(entry, known, whose=whose, day=begin)
    elif entry.ended:
        yield f"Its blocks end on {day_words(min(end.from_day for end in entry.ended), today=today)}."


def _hours_of(blocks: Iterable[LaidBlock], *, on: date) -> Iterator[str]:
    """Yield hours by skill: what is laid week by week, as it holds on a day, and what is laid month by month, as in most of the months."""
    weekly: Counter[str] = Counter()
    monthly: defaultdict[str, Counter[tuple[int, int]]] = defaultdict(Counter)
    for block in blocks:
        if block.day is not None:
            monthly[block.key][block.day.year, block.day.month] += block.minutes
        elif (block.since or date.min) <= on <= (block.until or date.max):
            weekly[block.key] += block.minutes
    if weekly:
        yield list_words([f"{hours_words(minutes)} {key}" for key, minutes in weekly.items()]) + " a week"
    if monthly:
        most = {key: Counter(months.values()).most_common(1)[0][0] for key, months in monthly.items()}
        yield list_words([f"{hours_words(minutes)} {key}" for key, minutes in most.items()]) + " a month"
