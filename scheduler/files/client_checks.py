"""What people and clients say about each other: employment, contacts, exclusions, agreements."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from scheduler.files.durations import written_minutes
from scheduler.files.findings import did_you_mean
from scheduler.files.known import Known
from scheduler.files.shapes import Draft

WALK_IN = "walk-in"
"""The account of all clients without an agreement together (policy, "Borrowing cap"); no client may be called so."""


def check_people(known: Known) -> None:
    """Report what is wrong among people: employment, skills named twice."""
    for draft in known.folder.people:
        first, last = draft.get("from"), draft.get("until")
        if first and last and last < first:
            draft.of("until").wrong(f"a date that is not before from ({first})", got=str(last))
        names = [name for name, _ in draft.get("skills", ())]
        for twice in sorted({name for name in names if names.count(name) > 1}):
            draft.of("skills").wrong("every skill once", got=twice, said=f"skills names '{twice}' twice")


def check_clients(known: Known) -> None:
    """Report what is wrong among clients: a reserved id, people they name, agreements."""
    for draft in known.folder.clients:
        if draft.get("id") == WALK_IN:
            expected = "another id, as all clients without an agreement have this name together"
            draft.of("id").wrong(expected, got=WALK_IN, fix="write walk-ins")
        for field in ("contacts", "exclude", "prefer"):
            known.check_people(draft, field)
        for name in draft.get("prefer", ()):
            if name in draft.get("exclude", ()):
                said = f"'{name}' is in prefer and in exclude"
                fix = f"take '{name}' out of prefer, or out of exclude if '{name}' may work for this client"
                draft.of("prefer").wrong(f"'{name}' in one of the two", got=name, said=said, fix=fix)
        for agreement in draft.get("agreement", ()):
            _check_agreement(known, agreement)
        _check_overlaps(draft)


def _check_agreement(known: Known, draft: Draft) -> None:
    since, until = draft.get("since"), draft.get("until")
    if since and until and until < since:
        draft.of("until").wrong(f"a date that is not before since ({since})", got=str(until))
    agreed = {(each.skill, each.level): each for each in draft.get("hours", ())}
    for each in agreed.values():
        known.check_skill((each.skill, each.level), draft.spot.at(each.source.line).within("hours"), in_list=True)
    for rush in draft.get("rush", ()):
        spot = draft.spot.at(rush.line).within("rush")
        hours = agreed.get((rush.skill, rush.level))
        key = rush.skill if rush.level == 1 else f"{rush.skill}:{rush.level}"
        if hours is None and known.is_lost(draft.spot.within("hours").within(key)):
            continue
        if hours is None:
            keys = [name if level == 1 else f"{name}:{level}" for name, level in agreed]
            expected = "a skill with agreed hours"
            spot.wrong(expected, got=key, said=f"rush names '{key}'", fix=did_you_mean(key, keys))
        elif rush.minutes > hours.minutes:
            expected = f"at most the agreed hours, {written_minutes(hours.minutes)}"
            spot.within(key).wrong(expected, got=written_minutes(rush.minutes))


def _check_overlaps(client: Draft) -> None:
    """Report agreements of one client that hold at the same time."""
    agreements = sorted(client.get("agreement", ()), key=lambda each: each.get("since") or date.min)
    for before, after in pairwise(agreements):
        ends, starts = before.get("until") or date.max, after.get("since") or date.min
        if starts <= ends:
            after.spot.within("agreement").wrong(
                "agreements that do not overlap",
                said=f"this agreement overlaps with the one in line {before.spot.line}",
                fix="end the one with until on the day before the other's since",
            )
