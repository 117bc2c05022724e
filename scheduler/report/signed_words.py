"""What a signature says besides its blocks: hours that found no place, what may still be signed, and what hangs on one person."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from scheduler.domain.laying import Laying
from scheduler.domain.ledger import skill_key
from scheduler.report.blocks import names_in
from scheduler.report.signing import shortage_sentences, signing_facts
from scheduler.report.words import count_words, hours_words, list_words
from scheduler.units import ClientId

if TYPE_CHECKING:
    from scheduler.domain.book import Entry
    from scheduler.domain.laying import Unlaid
    from scheduler.domain.workspace import Workspace
    from scheduler.report.known_so_far import KnownSoFar

MOST_LOSSES = 3


def missing_lines(entry: Entry, known: KnownSoFar, *, whose: str | None, today: date) -> Iterator[str]:
    """Yield which agreed hours found no place: first whether they exceed capacity, by the cut, or only the blocks do not fit.

    Parameters
    ----------
    entry
        An opening or a signature.
    whose
        Tell only of this client; None: everybody.
    """
    unlaid = [each for each in entry.unlaid if whose in (None, each.client)]
    if not unlaid:
        return
    names = dataclasses.replace(names_in(known.workspace), today=today)
    yield f"Not signed, for want of a place: {_amounts(unlaid, known)}."
    for exceeds, head in ((True, "The hours exceed capacity"), (False, "Only the blocks do not fit")):
        causes = _once([each for each in unlaid if (each.cut is not None) == exceeds])
        for sentence in shortage_sentences(Laying(unlaid=causes), names, whose=whose):
            yield f"{head}: {sentence[:1].lower() if exceeds else sentence[:1]}{sentence[1:]}"
    for beyond in _beyond_cuts(unlaid):
        yield f"{hours_words(beyond)} more a week would fit in total, but no blocks that keep to the rules were found."


def _once(unlaid: list[Unlaid]) -> tuple[Unlaid, ...]:
    """Return the first of those that are missing for the same cause: month after month it would be said again."""
    found: dict[object, Unlaid] = {}
    for each in sorted(unlaid, key=lambda missing: missing.per != "week"):
        cause = (each.client, each.key, each.per) if each.cut is None else str(each.cut.as_json())
        found.setdefault(cause, each)
    return tuple(found.values())


def _amounts(unlaid: list[Unlaid], known: KnownSoFar) -> str:
    """Say what is missing of what was agreed, by client and key; of months as in the one that lacks most."""
    most: dict[tuple[ClientId, str, str], int] = {}
    for each in unlaid:
        what = each.client, each.key, each.per
        most[what] = max(most.get(what, 0), each.minutes)
    parts = []
    for (client, key, per), minutes in most.items():
        agreed = _agreed(known.workspace, client, key, per)
        whole = f" of {hours_words(agreed)}" if agreed > minutes else ""
        parts.append(f"{hours_words(minutes)}{whole} {key} a {per} of {known.client(client)}")
    return list_words(parts)


def _agreed(workspace: Workspace, client: ClientId, key: str, per: str) -> int:
    """Return the most that one of a client's agreements says of a key, in minutes."""
    return max(
        (
            hours.minutes
            for each in workspace.clients
            if each.id == client
            for agreement in each.agreements
            for hours in agreement.hours
            if hours.per == per and skill_key(hours.skill, hours.level) == key
        ),
        default=0,
    )


def _beyond_cuts(unlaid: list[Unlaid]) -> Iterator[int]:
    """Yield minutes a week that are missing beyond what exceeds capacity, by cut and time."""
    missing: Counter[str] = Counter()
    short: dict[str, int] = {}
    for each in unlaid:
        if each.cut is not None and each.per == "week":
            key = f"{each.cut.as_json()} {each.since} {each.until}"
            missing[key] += each.minutes
            short[key] = each.cut.short_minutes
    for key, minutes in missing.items():
        if minutes > short[key]:
            yield minutes - short[key]


def margin_lines(entry: Entry, known: KnownSoFar, *, whose: str | None, day: date) -> Iterator[str]:
    """Yield what may still be signed of the skills that a signature is about, and which guarantees the loss of one person leaves whole.

    Parameters
    ----------
    whose
        Tell of no other client's guarantees; None: of everybody's.
    day
        The first day on which the blocks hold.
    """
    laying = Laying(blocks=tuple(known.blocks_after(entry).values()))
    facts = signing_facts(known.workspace, laying, day=day, clients=None if whose is None else [ClientId(whose)])
    mine = {block.key for block in entry.blocks} | {each.key for each in entry.unlaid}
    for row in facts.margins:
        if row.key in mine or not entry.client:
            most = f", {hours_words(row.largest_minutes)} at most with one person" if row.free_minutes else ""
            yield (
                f"Still to be signed away of {row.key}: {hours_words(row.free_minutes)} of {hours_words(row.signable_minutes)} a "
                f"week{most}."
            )
    if facts.guarantees:
        yield (
            f"{facts.surviving} of {count_words(facts.guarantees, 'guarantee')} "
            f"{'survive' if facts.guarantees > 1 else 'survives'} the loss of any one person."
        )
    if whose is not None:
        # What is short without somebody is counted with the hours of others.
        return
    for loss in facts.losses[:MOST_LOSSES]:
        yield f"Without {loss.person}: {loss.words}."
    if len(facts.losses) > MOST_LOSSES:
        yield f"{count_words(len(facts.losses) - MOST_LOSSES, 'more such loss', 'more such losses')}; `validate` names them."
