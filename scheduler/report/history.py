"""The history of the book: what was asked and answered, lost and overridden, day by day, for everybody or for one client."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from scheduler.domain.standing_of_clients import ToldEntries
from scheduler.report.decision import Telling, tell, told
from scheduler.report.known_so_far import KnownSoFar

if TYPE_CHECKING:
    from scheduler.domain.book import Entry
    from scheduler.domain.workspace import Workspace
    from scheduler.units import ClientId

UNTOLD = frozenset({"closed", "published"})
"""Kinds of entries in which nobody asked anything and nothing was decided."""


@dataclass(frozen=True, slots=True)
class HistoryDay:
    """What happened on one of the team's days."""

    day: date
    tellings: tuple[Telling, ...]


def concerns(entry: Entry, client: str) -> bool:
    """Say whether an entry is about a client: its own, one that charges or harms it, or one that shares a loss it has part in."""
    if client == entry.client or client in entry.credits:
        return True
    if entry.loss is not None and any(client in cell.losses for cell in entry.loss.cells):
        return True
    return any(row.client == client for row in entry.rows) or any(each.client == client for each in entry.committed)


def tellings_of(
    workspace: Workspace, entries: Sequence[Entry], *, of: Iterable[Entry] | None = None, client: str | None = None
) -> Iterator[Telling]:
    """Yield entries in words, in order; days that closed are left out, and what was booked at one moment for one reason, or lost by one long absence, is one.

    Parameters
    ----------
    workspace
        Names, until the entries give them.
    entries
        The whole log.
    of
        Which of them to tell; None: all. The others are read for what was before.
    client
        Tell only what concerns this client.
    """
    wanted = None if of is None else {entry.seq for entry in of}
    known = KnownSoFar(workspace)
    for run in _runs(entries):
        whole = _as_one(run)
        is_told = whole.kind not in UNTOLD and (wanted is None or whole.seq in wanted)
        if is_told and (client is None or concerns(whole, client) or _is_touched(whole, known, client)):
            yield tell(whole, known, whose=client)
        for entry in run:
            known.learn(entry)


def history_days(workspace: Workspace, entries: Sequence[Entry], *, client: str | None = None) -> list[HistoryDay]:
    """Return the history by the team's days; days without anything to tell are left out."""
    days: dict[date, list[Telling]] = {}
    for telling in tellings_of(workspace, entries, client=client):
        days.setdefault(telling.at.date(), []).append(telling)
    return [HistoryDay(day, tuple(tellings)) for day, tellings in days.items()]


def told_document(
    kind: Literal["decision", "record", "history"],
    header: Mapping[str, object],
    workspace: Workspace,
    *,
    entries: Sequence[Entry],
    of: Iterable[Entry] | None = None,
    client: str | None = None,
    book: str | None = None,
) -> ToldEntries:
    """Return entries as a document: as the log has them, without facts, and what they say.

    Parameters
    ----------
    header
        Fields of `scheduler.domain.document.Header`.
    entries, of, client
        As for `tellings_of`; here every entry is told by itself.
    book
        Digest of the last line.
    """
    wanted = None if of is None else {entry.seq for entry in of}
    known = KnownSoFar(workspace)
    kept, words = [], []
    for entry in entries:
        concerned = client is None or concerns(entry, client) or _is_touched(entry, known, client)
        if concerned and (wanted is None or entry.seq in wanted):
            kept.append(entry.model_copy(update={"facts": None}))
            if entry.kind not in UNTOLD:
                words.append(told(entry, known, whose=client))
        known.learn(entry)
    return ToldEntries.model_validate({**header, "kind": kind, "book": book, "entries": kept, "told": words})


def _is_touched(entry: Entry, known: KnownSoFar, client: str) -> bool:
    """Say whether an entry made work of a client late, or an override moved some."""
    if _is_late(entry, known, client):
        return True
    return entry.kind == "overridden" and any(
        known.owners.get(stand.task) == client and known.stands.get(stand.task) not in (None, stand)
        for stand in entry.work
    )


def _is_late(entry: Entry, known: KnownSoFar, client: str) -> bool:
    """Say whether a loss made work of a client late, be it without any row of its own."""
    return entry.loss is not None and any(known.owners.get(task) == client for task in entry.loss.late)


def _runs(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Yield entries one by one; together those by which a client's work was booked at one moment for one reason, or an absence of weeks was shared."""
    run: list[Entry] = []
    for entry in entries:
        if run and (_goes_on(run[0], entry) or (_key(run[0]) is not None and _key(run[0]) == _key(entry))):
            run.append(entry)
            continue
        if run:
            yield run
        run = [entry]
    if run:
        yield run


def _key(entry: Entry) -> tuple[object, ...] | None:
    """Return what entries have in common that are told as one; None for those that stand alone."""
    if entry.kind != "booked" or "not covered" in entry.reason:
        return None
    return entry.at, entry.reason, entry.client, bool(entry.committed)


def _goes_on(first: Entry, entry: Entry) -> bool:
    """Say whether an entry shares later weeks of the absence that another one, of the same moment, began to share."""
    if first.kind != "lost" or entry.kind != "lost" or first.loss is None or entry.loss is None:
        return False
    return first.at == entry.at and first.loss.person == entry.loss.person and entry.facts is None


def _absence_as_one(run: Sequence[Entry]) -> Entry:
    """Return the shares of one absence as one loss from its first day to its last, for the telling alone."""
    first = run[0]
    losses = [entry.loss for entry in run if entry.loss is not None]
    guaranteed: Counter[ClientId] = Counter()
    credits: Counter[ClientId] = Counter()
    for entry, loss in zip(run, losses, strict=True):
        guaranteed.update(loss.guaranteed)
        credits.update(entry.credits)
    late = {task: minutes for loss in losses for task, minutes in loss.late.items()}
    whole = losses[0].model_copy(
        update={
            "to": max(loss.to for loss in losses),
            "cells": tuple(cell for loss in losses for cell in loss.cells),
            "guaranteed": dict(guaranteed),
            "carried": losses[-1].carried,
            "late": late,
        }
    )
    work = {stand.task: stand for entry in run for stand in entry.work}
    return first.model_copy(
        update={
            "loss": whole,
            "credits": dict(credits),
            "work": tuple(work.values()),
            **{
                name: tuple(each for entry in run for each in getattr(entry, name))
                for name in ("rows", "promised", "committed", "released", "blocks", "ended", "stands", "repaid")
            },
        }
    )


def _as_one(run: Sequence[Entry]) -> Entry:
    """Return a run of bookings, or of shares of one absence, as one entry, for the telling alone."""
    first = run[0]
    if len(run) == 1:
        return first
    if first.kind == "lost":
        return _absence_as_one(run)
    return first.model_copy(
        update={
            "request": "",
            **{
                name: tuple(each for entry in run for each in getattr(entry, name))
                for name in ("rows", "promised", "asked", "committed", "work", "stands")
            },
        }
    )
