"""What signed hours leave and what they hang on, in sentences that add up: shortages, the margin, the loss of a person."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from scheduler.fairshare.signing_margin import margins
from scheduler.fairshare.signing_survival import survivors
from scheduler.report.blocks import names_in
from scheduler.report.words import count_words, date_words, day_words, hours_words, list_words

if TYPE_CHECKING:
    from scheduler.domain.laying import CapacityCut, Laying, Unlaid
    from scheduler.domain.workspace import Workspace
    from scheduler.fairshare.signing_survival import Dependence
    from scheduler.report.names import Names
    from scheduler.units import ClientId

MOST_CLIENTS = 4
MOST_PEOPLE = 6


@dataclass(frozen=True, slots=True)
class MarginRow:
    """What of a skill's people may still be signed away, in minutes of a week."""

    key: str
    people: str
    signable_minutes: int
    free_minutes: int
    largest_minutes: int


@dataclass(frozen=True, slots=True)
class LossRow:
    """What the loss of one person leaves short: a sentence."""

    person: str
    words: str


@dataclass(frozen=True, slots=True)
class SigningFacts:
    """What belongs beside the blocks.

    Attributes
    ----------
    shortages
        Why hours could not be laid; a sentence for each cause.
    surviving, guarantees
        How many guarantees the loss of any one person leaves whole, of how many.
    """

    shortages: tuple[str, ...]
    margins: tuple[MarginRow, ...]
    losses: tuple[LossRow, ...]
    surviving: int
    guarantees: int


def signing_facts(
    workspace: Workspace, laying: Laying, *, day: date, clients: Collection[ClientId] | None = None
) -> SigningFacts:
    """Say why hours are missing, what may still be signed from `day` on, and what hangs on one person then.

    Parameters
    ----------
    clients
        Whose guarantees are looked at; None: everybody's.
    """
    names = names_in(workspace)
    survival = survivors(workspace, day, clients=clients)
    hanging = {(one.client, one.key) for one in survival.dependences}
    return SigningFacts(
        shortages=shortage_sentences(laying, names),
        margins=tuple(
            MarginRow(
                pool.key,
                list_words([names.short_person(person) for person in pool.people], most=MOST_PEOPLE) or "nobody",
                pool.signable_minutes,
                pool.free_minutes,
                pool.largest_minutes,
            )
            for pool in margins(workspace, laying.blocks, day).pools
        ),
        losses=tuple(_losses(survival.dependences, names)),
        surviving=len(survival.survivors),
        guarantees=len(survival.survivors) + len(hanging),
    )


def shortage_sentences(laying: Laying, names: Names, *, whose: str | None = None) -> tuple[str, ...]:
    """Return one sentence for each cause of missing hours: the cut with its figures, or that only the pieces do not fit."""
    found: dict[str, None] = {}
    for missing in laying.unlaid:
        if missing.cut is not None and missing.per == "week":
            found[f"{_since_words(missing, names)}{cut_sentence(missing.cut, names, whose=whose)}"] = None
        elif missing.cut is not None:
            found[f"{_month_words(missing, names)} {cut_sentence(missing.cut, names, whose=whose)}"] = None
    for missing in laying.unlaid:
        if missing.cut is None:
            found[_pieces_sentence(missing, names)] = None
    return tuple(found)


def cut_sentence(cut: CapacityCut, names: Names, *, whose: str | None = None) -> str:
    """Say a cut: what is agreed, who can do it, what of their week may be signed away, what is short; `whose` names no other client."""
    shown = [need for need in cut.needs if whose in (None, need.client)]
    agreed_parts = [f"{names.client(need.client)} {need.key} {hours_words(need.minutes)}" for need in shown]
    others = sum(need.minutes for need in cut.needs) - sum(need.minutes for need in shown)
    agreed = list_words(
        [*agreed_parts, *([f"{hours_words(others)} of other clients"] if others else [])], most=MOST_CLIENTS + 1
    )
    if not cut.people:
        return f"nobody can take it: {agreed} a week."
    people = list_words([names.short_person(person) for person in cut.people], most=MOST_PEOPLE)
    verb = "is" if len(cut.people) == 1 else "are"
    standing = f", {hours_words(cut.standing_minutes)} of it signed already" if cut.standing_minutes else ""
    total = f"{hours_words(cut.needed_minutes)} a week in all: " if len(cut.needs) > 1 else ""
    return (
        f"only {people} {verb} there for {agreed} ({total}{hours_words(cut.capacity_minutes)} may be signed away{standing}, "
        f"{hours_words(cut.short_minutes)} are short)."
    )


def _since_words(missing: Unlaid, names: Names) -> str:
    first, last = missing.since, missing.until
    if first is not None and first > names.today:
        until = f" to {date_words(last, today=names.today)}" if last is not None else ""
        return f"From {day_words(first, today=names.today)}{until} "
    return f"Until {day_words(last, today=names.today)} " if last is not None else "Now "


def _month_words(missing: Unlaid, names: Names) -> str:
    since = missing.since or names.today
    return (
        f"{hours_words(missing.minutes)} of {names.client(missing.client)}'s {missing.key} are missing "
        f"in the month from {date_words(since, today=names.today)}, as"
    )


def _pieces_sentence(missing: Unlaid, names: Names) -> str:
    since = missing.since or names.today
    when = (
        f"in the month from {date_words(since, today=names.today)}"
        if missing.per == "month"
        else "a week" + ("" if since <= names.today else f" from {day_words(since, today=names.today)} on")
    )
    return (
        f"{names.client(missing.client)}'s {missing.key}: {hours_words(missing.minutes)} {when} would fit in total, but no blocks "
        "that keep to the rules were found for them."
    )


def _losses(dependences: Sequence[Dependence], names: Names) -> list[LossRow]:
    """Return a row for each person and shortage, what loses most first."""
    grouped: dict[tuple[str, tuple[str, ...]], list[Dependence]] = {}
    for one in dependences:
        grouped.setdefault((one.person, tuple(one.cut.people)), []).append(one)
    rows = []
    for own in grouped.values():
        lost = sum(one.lost_minutes for one in own)
        rows.append((-lost, own[0].person, LossRow(names.short_person(own[0].person), _loss_words(own, names))))
    return [row for _, _, row in sorted(rows, key=lambda row: row[:2])]


def _loss_words(own: Sequence[Dependence], names: Names) -> str:
    keys = list_words(sorted({one.key for one in own}))
    cut = own[0].cut
    clients = sorted({one.client for one in own})
    whose = (
        list_words([names.client(client) for client in clients])
        if len(clients) <= 2
        else f"{count_words(len(clients), 'client')}"
    )
    if not cut.people:
        needed = sum(one.weekly_minutes for one in own)
        return f"nobody else may do {keys} for {whose}, {hours_words(needed)} a week"
    others = list_words([names.short_person(person) for person in cut.people], most=MOST_PEOPLE)
    return (
        f"{keys} for {whose}: {hours_words(cut.short_minutes)} of {hours_words(cut.needed_minutes)} a week are short, "
        f"with {others} alone"
    )
