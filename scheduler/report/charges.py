"""What pays for a decision, in words: funds with their skills and days, what goes back, and what else had to move."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from scheduler.calendars.words import is_or_are
from scheduler.domain.standing_of_clients import Funded
from scheduler.report.words import count_words, day_words, hours_words, list_words, moment_words

if TYPE_CHECKING:
    from scheduler.domain.book import Entry
    from scheduler.domain.ledger import LedgerRow, WorkStand
    from scheduler.report.known_so_far import KnownSoFar

MOST_PARTS = 4
MOST_MOVES = 5

PAID: dict[str, str] = {
    "own": "its own hours",
    "rush": "its rush hours",
    "exchanged": "its own hours, given for other time",
    "traded": "its own hours, given for other work of its own",
    "spare": "spare time",
    "overtime": "overtime",
    "consented": "its own hours, given away with its consent",
}
"""Funds in the order of the policy, as what pays."""

BACK: dict[str, str] = {
    "own": "back among its own hours",
    "rush": "back among its rush hours",
    "exchanged": "back among its own hours",
    "traded": "back among its own hours",
    "spare": "no longer charged as spare time",
    "overtime": "no longer worked as overtime",
    "consented": "back among its own hours",
}
"""The same, as where minutes return to. The day of spare is that of the work when it was accepted: whether it is free now is not said."""


def fund_of(row: LedgerRow) -> str:
    """Return the fund of a row; own and rush minutes given for other time are `exchanged`."""
    return "exchanged" if row.exchanged and row.fund in ("own", "rush") else row.fund


def funded(rows: Iterable[LedgerRow]) -> tuple[Funded, ...]:
    """Return rows summed by client, fund, skill and day, without those that come to nothing."""
    sums: Counter[tuple[str, str, str, date]] = Counter()
    for row in rows:
        sums[row.client, fund_of(row), row.skill, row.day] += row.minutes
    return tuple(
        Funded.model_validate({"client": client, "fund": fund, "skill": skill, "day": day, "minutes": minutes})
        for (client, fund, skill, day), minutes in sums.items()
        if minutes
    )


def charge_lines(entry: Entry, *, client: str, today: date) -> Iterator[str]:
    """Yield a line per fund that a client pays with or gets back; what lapses or is cut is told elsewhere.

    Parameters
    ----------
    today
        The team's date of the entry: other years are said.
    """
    stays = [row for row in entry.rows if _stays_charged(entry, row)]
    # What stays charged was given for other time in the same entry, or is booked again: it neither pays anew nor goes back.
    again = {each.task for each in entry.committed} if entry.kind == "progressed" else set()
    same = [*stays, *(row for row in entry.rows if row.exchanged and not row.off_plan and row.task in again)]
    replaced = _replaced(entry, client=client)
    others = [
        row.model_copy(update={"exchanged": False}) if row in same else row
        for row in entry.rows
        if row.minutes > 0 or (row.block, row.day) not in replaced
    ]
    own = [each for each in funded(others) if each.client == client]
    for fund, words in PAID.items():
        paid = [each for each in own if each.fund == fund and each.minutes > 0]
        if paid:
            yield f"Paid with {hours_words(_sum(paid))} of {words}: {parts_words(paid, today=today)}."
    for fund, words in BACK.items():
        back = [each for each in own if each.fund == fund and each.minutes < 0]
        if back:
            yield f"{hours_words(-_sum(back))} {is_or_are(-_sum(back))} {words}: {parts_words(back, today=today)}."
    yield from _anew_lines(entry, replaced, client=client, today=today)
    kept = [each for each in funded(stays) if each.client == client]
    if kept:
        yield f"For work done before it was planned, {hours_words(_sum(kept))} of its own hours stay used: {parts_words(kept, today=today)}."


def _replaced(entry: Entry, *, client: str) -> dict[tuple[str | None, date], int]:
    """Return what ends of bookings on blocks that a new agreement has replaced: it is cut there, as those hold nothing any more."""
    found: dict[tuple[str | None, date], int] = {}
    if entry.kind in ("cancelled", "expired", "progressed"):
        for row in entry.rows:
            if row.fund == "cut" and row.minutes > 0 and row.client == client:
                found[row.block, row.day] = found.get((row.block, row.day), 0) + row.minutes
    return found


def _anew_lines(
    entry: Entry, replaced: Mapping[tuple[str | None, date], int], *, client: str, today: date
) -> Iterator[str]:
    """Yield what the new agreement holds for bookings under the old one that end, and what it does not."""
    ended = sum(replaced.values())
    if not ended:
        return
    own = [row for row in entry.rows if row.fund == "cut" and row.minutes < 0 and row.client == client]
    back = funded(own)
    minutes = -_sum(back)
    if minutes:
        yield f"{hours_words(minutes)} {is_or_are(minutes)} back among its own hours, by its new agreement: {parts_words([*back], today=today)}."
    if ended > minutes:
        yield (
            f"{hours_words(ended - minutes)}, booked under the agreement before, {is_or_are(ended - minutes)} not held again: the new one gives no "
            "more of those weeks, its notice date has passed there, or the time is taken."
        )


def _stays_charged(entry: Entry, row: LedgerRow) -> bool:
    """Say whether a row gives own hours for work that was done at another time and ends with the entry."""
    is_over = row.task in entry.released or (row.task is not None and entry.remaining.get(row.task) == 0)
    made = {each.task for each in entry.committed}
    is_given = row.exchanged and row.minutes > 0 and row.fund in ("own", "rush") and not row.off_plan
    return is_given and is_over and row.task not in made


def _sum(parts: Iterable[Funded]) -> int:
    return sum(part.minutes for part in parts)


def parts_words(parts: list[Funded], *, today: date) -> str:
    """Say skills and days, with amounts where there are several: `copy 1 h Tue 24 Nov, lead 15 min Wed 25 Nov`."""
    if len(parts) == 1:
        return f"{parts[0].skill} on {day_words(parts[0].day, today=today)}"
    ordered = sorted(parts, key=lambda part: (part.day, part.skill))
    days = sorted({part.day for part in ordered})
    if len(days) > 1 and len(parts) <= MOST_PARTS:
        return list_words(
            [f"{hours_words(abs(each.minutes))} {each.skill} on {day_words(each.day, today=today)}" for each in ordered]
        )
    by_skill: Counter[str] = Counter()
    for part in ordered:
        by_skill[part.skill] += abs(part.minutes)
    amounts = list_words([f"{hours_words(minutes)} {skill}" for skill, minutes in by_skill.items()])
    if len(days) == 1:
        return f"{amounts} on {day_words(days[0], today=today)}"
    first, last = day_words(days[0], today=today), day_words(days[-1], today=today)
    return f"{amounts}, on {count_words(len(days), 'day')} from {first} to {last}"


def move_lines(entry: Entry, known: KnownSoFar, *, whose: str | None, today: date) -> Iterator[str]:
    """Yield what else stands elsewhere now: work that the entry does not promise and does not end, with its date that holds.

    Parameters
    ----------
    known
        What was known before the entry.
    whose
        Tell only the moves of this client; None: all.
    """
    about = {*entry.released, *(each.task for each in entry.committed), *(task.id for task in entry.asked)}
    late = {} if entry.loss is None else entry.loss.late
    moved = [
        (stand, before)
        for stand in entry.work
        if stand.task not in about
        and stand.task not in late
        and stand.task not in entry.remaining
        and (before := known.stands.get(stand.task)) is not None
        and before != stand
        and whose in (None, known.owners.get(stand.task))
    ]
    for stand, before in moved[:MOST_MOVES]:
        who = known.client(known.owners.get(stand.task, ""))
        was = known.work_words(before, today=today)
        due = known.dues.get(stand.task)
        holds = "" if due is None else _holds(stand, known.at(due), today=today)
        moves = (
            f"Moves: {known.title(stand.task)} of {who}, now {known.work_words(stand, today=today)} (before: {was})."
        )
        yield moves + holds
    if len(moved) > MOST_MOVES:
        rest = moved[MOST_MOVES:]
        missed = [
            stand
            for stand, _ in rest
            if (due := known.dues.get(stand.task)) is not None and _is_after(stand, known.at(due))
        ]
        word = "all promised dates hold" if not missed else f"{count_words(len(missed), 'promised date')} missed"
        yield f"{count_words(len(rest), 'more task')} moved; {word}."


def _is_after(stand: WorkStand, due: datetime) -> bool:
    return not stand.pieces or max(piece.end for piece in stand.pieces) > due


def _holds(stand: WorkStand, due: datetime, *, today: date) -> str:
    """Say whether moved work is still done by its promised date."""
    said = moment_words(due, today=today)
    return (
        f" That is after its promised date, {said}." if _is_after(stand, due) else f" Its promised date, {said}, holds."
    )
