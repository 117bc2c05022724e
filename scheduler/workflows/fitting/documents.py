"""The verdict as the contract's document: instants with an offset, amounts in whole minutes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from scheduler import __version__
from scheduler.calendars.horizon import freeze_end, horizon_span
from scheduler.domain.ledger import LedgerRow
from scheduler.domain.plan import Block
from scheduler.domain.verdict import (
    YES,
    Charge,
    Earliest,
    Funding,
    HarmedHours,
    HarmedTask,
    Offer,
    RequestedTask,
    Verdict,
)
from scheduler.fairshare.asking import Ask
from scheduler.fairshare.book import Book
from scheduler.units import ClientId, Instant
from scheduler.workflows.fitting.after import After
from scheduler.workflows.fitting.earliest import fixed_in_the_way
from scheduler.workflows.fitting.ground import Ground
from scheduler.workflows.fitting.ladder import Answered
from scheduler.workflows.fitting.ways import Way


@dataclass(frozen=True, slots=True)
class Asked:
    """What the document repeats of the request: its name, when it was asked, by when it is needed."""

    title: str
    asked_at: Instant
    needed_by: Instant


def verdict_head(ground: Ground, ask: Ask, asked: Asked) -> dict[str, Any]:
    """Return the fields of every answer that say what was asked, on what it stands, and when; its name is still to come."""
    aware = ground.book.team.aware
    return {
        "workspace": ground.workspace.name,
        "as_of": aware(ground.book.clock).isoformat(),
        "evenhand_version": __version__,
        "seed": ground.seed,
        "inputs_sha256": ground.workspace.inputs_sha256,
        "request": ask.request,
        "title": asked.title,
        "client": ask.client,
        "asked_at": aware(asked.asked_at),
        "needed_by": aware(asked.needed_by),
        "latest": None if ask.latest is None else aware(ask.latest),
        "book": ground.book.last_sha256 if ground.is_kept else None,
        "answer": "",
        "baseline_sha256": ground.digest,
    }


def verdict_document(
    ground: Ground,
    asked: Asked,
    answered: Answered,
    *,
    after: After | None,
    offers: Sequence[Offer] = (),
    harm: Sequence[HarmedTask] = (),
    harm_hours: Sequence[HarmedHours] = (),
) -> Verdict:
    """Return the document of an answer, without words.

    Parameters
    ----------
    after
        What comes of the answer's way, checked; None where there is no way.
    """
    book, ask = ground.book, answered.climb.ask
    aware = book.team.aware
    way = answered.way if after is not None else None
    earliest = answered.earliest
    fixed, bound = fixed_in_the_way(answered.climb, earliest), _not_before(answered, asked)
    made = Verdict(
        **verdict_head(ground, ask, asked),
        effort_minutes=minutes_of(ask),
        verdict=answered.word,
        tasks=() if way is None else requested_tasks(book, way),
        finish=None if way is None else aware(way.finish),
        moves=() if after is None else after.moves,
        plan=ground.named(after.plan) if after is not None and answered.word in YES else None,
        funding=Funding() if way is None else funding_of(way.rows),
        charged=() if way is None else charges_of(way.rows),
        earliest=Earliest(
            finish=None if earliest.date is None else aware(earliest.date),
            not_before=None if bound is None else aware(bound),
            proven=earliest.is_proven,
            guaranteed_by=None if earliest.guaranteed_by is None else aware(earliest.guaranteed_by),
            paid_from=None if earliest.paid_from is None else aware(earliest.paid_from),
            fixed_until=aware(min(freeze_end(ground.workspace), horizon_span(ground.workspace).end)) if fixed else None,
            fixed=fixed,
        ),
        offers=tuple(offers),
        harm=tuple(harm),
        harm_hours=tuple(harm_hours),
        override=answered.harm is not None,
        reasons=answered.reasons,
        stopped_by=answered.stopped_by,
    )
    return made.model_copy(update={"answer": answer_id(made)})


def _not_before(answered: Answered, asked: Asked) -> Instant | None:
    """Return before when no plan finishes: not by the date asked for either, where a proven reason stands against that."""
    date, bound = answered.earliest.date, answered.earliest.not_before
    is_refuted = any(reason.proven and reason.kind in ("capacity", "impossible") for reason in answered.reasons)
    if bound is None or date is None or not is_refuted or not bound < asked.needed_by < date:
        return bound
    return asked.needed_by


def answer_id(verdict: Verdict) -> str:
    """Return the name of an answer: what it says about which request on which book; the same answer has the same name."""
    said = verdict.model_copy(update={"answer": "", "plan": None}).model_dump_json(
        include={
            "request",
            "client",
            "needed_by",
            "verdict",
            "tasks",
            "finish",
            "moves",
            "funding",
            "charged",
            "offers",
        }
    )
    book = (verdict.book or verdict.inputs_sha256)[:8]
    return f"{book}-{hashlib.sha256(said.encode()).hexdigest()[:12]}"


def requested_tasks(book: Book, way: Way) -> tuple[RequestedTask, ...]:
    """Return how the tasks of a request would be done."""
    aware = book.team.aware
    return tuple(
        RequestedTask(
            id=task.id,
            title=task.title,
            skill=task.skill,
            effort_minutes=task.effort_minutes,
            person=way.places[task.id].person,
            blocks=tuple(
                Block(start=aware(piece.start), end=aware(piece.end), overtime=piece in way.overtime)
                for piece in way.places[task.id].pieces
            ),
            start=aware(way.places[task.id].pieces[0].start),
            finish=aware(way.places[task.id].finish),
        )
        for task in way.ask.tasks
    )


def funding_of(rows: Iterable[LedgerRow]) -> Funding:
    """Return what pays for the work."""
    sums: dict[str, int] = {}
    for row in rows:
        sums[row.fund] = sums.get(row.fund, 0) + row.minutes
    return Funding(**{f"{fund}_minutes": minutes for fund, minutes in sums.items() if fund not in ("lapsed", "cut")})


def charges_of(rows: Iterable[LedgerRow]) -> tuple[Charge, ...]:
    """Return the charges, those of one fund, skill and day together."""
    sums: dict[tuple[str, str, object], LedgerRow] = {}
    for row in rows:
        key = (row.fund, row.skill, row.day)
        before = sums.get(key)
        sums[key] = row if before is None else before.model_copy(update={"minutes": before.minutes + row.minutes})
    return tuple(
        Charge(fund=row.fund, skill=row.skill, day=row.day, minutes=row.minutes)
        for row in sorted(sums.values(), key=lambda each: (each.day, each.fund, each.skill))
        if row.minutes
    )


def harmed_tasks(book: Book, answered: Answered) -> tuple[HarmedTask, ...]:
    """Return the harm list of an override as the document says it."""
    aware = book.team.aware
    if answered.harm is None:
        return ()
    return tuple(
        HarmedTask(
            client=each.client,
            task=each.task,
            title=book.known[each.task].title if each.task in book.known else "",
            late_minutes=each.late_minutes,
            from_finish=aware(each.from_finish),
            to_finish=None if each.to_finish is None else aware(each.to_finish),
            loses=each.loses,
        )
        for each in answered.harm.tasks
    )


def harmed_hours(answered: Answered) -> tuple[HarmedHours, ...]:
    """Return the held hours that an override would take, by client, day and skill, without those of the client that asks."""
    cut: dict[tuple[ClientId, date, str], int] = {}
    for row in () if answered.harm is None else answered.harm.entry.rows:
        if row.fund == "cut" and row.client != answered.climb.ask.client:
            key = row.client, row.day, row.skill
            cut[key] = cut.get(key, 0) + row.minutes
    return tuple(
        HarmedHours(client=client, skill=skill, day=day, minutes=minutes)
        for (client, day, skill), minutes in sorted(cut.items())
        if minutes > 0
    )


def minutes_of(ask: Ask) -> int:
    """Return the effort of all tasks of a request."""
    return sum(task.effort_minutes for task in ask.tasks)
