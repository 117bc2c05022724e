"""What stands before a search begins: frozen work, booked work, held pieces, pins; and the time they take."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scheduler.calendars.horizon import freeze_end
from scheduler.calendars.spans import merged, within
from scheduler.domain.holdings import HeldPiece, Holdings, WitnessWork
from scheduler.domain.plan import Plan
from scheduler.instance.baseline import BaselineWork, Frozen, frozen_work, future_work
from scheduler.instance.clashes import clashes, overfull
from scheduler.instance.holding import (
    Taken,
    Ties,
    Work,
    floors,
    kept_work,
    pieces_here,
    stand,
    window_of,
    witness_work,
)
from scheduler.instance.items import Binding
from scheduler.instance.pinning import in_order, pinned_work
from scheduler.instance.promised_overtime import overtime_work
from scheduler.instance.reading import Reading, all_time
from scheduler.instance.records import GONE, HeldLine
from scheduler.units import Span, TaskId


@dataclass(frozen=True, slots=True)
class Bound:
    """What is bound in one run.

    Attributes
    ----------
    binding
        Of the open tasks.
    taken
        Time that is not free any more.
    held, pieces
        Held pieces with where they stand, and as the book has them.
    witness
        Where the book's witness has open work from as_of on.
    """

    frozen: Frozen
    binding: Binding
    taken: Taken
    held: tuple[HeldLine, ...]
    pieces: tuple[HeldPiece, ...]
    witness: dict[TaskId, BaselineWork]

    def spans(self, ties: Ties) -> list[Span]:
        """Return the spans of fixed work and of held pieces; where pieces may move, their windows and lengths."""
        found = [span for work in self.binding.fixed.values() for span in work.spans]
        if ties.loose is None:
            return [*found, *(line.span for line in self.held if line.span is not None)]
        for line in ties.loose.held:
            if line.span is not None:
                found += [line.window, Span(line.window.start, line.window.start + line.minutes)]
        return found


def bind(reading: Reading, baseline: Plan | None, holdings: Holdings | None, *, ties: Ties, overtime: bool) -> Bound:
    """Return what stands: frozen work first, then promised overtime, booked work, held pieces, and pins where nothing else stands.

    Parameters
    ----------
    overtime
        Whether consented overtime may be used.
    """
    answered = {} if holdings is None else holdings.answered
    frozen, future = _frozen(reading, baseline, ties=ties, answered=answered)
    promised = {} if holdings is None else overtime_work(reading, holdings, frozen.spans, unbooked=ties.unbooked)
    kept = {} if holdings is None else kept_work(reading, holdings, frozen.spans, promised, unbooked=ties.unbooked)
    if ties.loose:
        promised = {task: work for task, work in promised.items() if task in ties.loose.booked}
    fixed = _united(_united(frozen.spans, promised), {} if ties.loose else kept)
    clashing = clashes(reading, fixed)
    fixed = _without(fixed, clashing)
    taken = Taken(reading, fixed)
    witness = {} if holdings is None else witness_work(reading, holdings)
    limits = {} if holdings is None else floors(holdings, witness, to_due=ties.to_due, to_floor=ties.to_floor)
    # Where the witness keeps every promise, what it leaves free is there for held pieces that lost their place.
    keeps_all = holdings is not None and limits.keys() == holdings.commitments.keys() & reading.open_tasks.keys()
    held, pieces = _held(reading, holdings, taken, ties=ties, beside=witness if keeps_all else None)
    for task, rule in overfull(reading, fixed, taken, overtime=overtime).items():
        if task in frozen.spans:
            clashing[task] = rule
        else:
            for work in (promised, {} if ties.loose else kept):
                if task in work:
                    taken.give_back(work[task].person, work.pop(task).spans)
            del fixed[task]
    fixed = _without(fixed, clashing)
    if ties.pins:
        found = pinned_work(reading, ties.pins, taken, fixed=fixed)
        ordered = in_order(reading, found, fixed=fixed)
        for task in sorted(found.keys() - ordered.keys()):
            taken.give_back(found[task].person, found[task].spans)
            if task in fixed:
                taken.add(fixed[task].person, fixed[task].spans)
        fixed |= ordered
    binding = Binding(
        fixed=fixed,
        booked=_spans_of_booked(promised, {} if ties.loose else kept, fixed=fixed),
        kept_on={task: work.person for task, work in kept.items() if ties.loose and task in ties.loose.booked},
        future=future,
        answered=_standing(reading, answered, future),
        clashing=clashing,
        covered=None if holdings is None else frozenset(holdings.commitments),
        floors={task: limit for task, limit in limits.items() if task not in ties.loosened},
    )
    return Bound(frozen, binding, taken, held, pieces, witness)


def _spans_of_booked(*works: Work, fixed: Work) -> dict[TaskId, tuple[Span, ...]]:
    """Return the spans that the book binds of each task with fixed work."""
    tasks = {task for work in works for task in work if task in fixed}
    return {task: merged(span for work in works if task in work for span in work[task].spans) for task in sorted(tasks)}


def _without(work: Work, tasks: Iterable[TaskId]) -> dict[TaskId, BaselineWork]:
    gone = set(tasks)
    return {task: each for task, each in work.items() if task not in gone}


def _frozen(
    reading: Reading, baseline: Plan | None, *, ties: Ties, answered: Mapping[TaskId, WitnessWork]
) -> tuple[Frozen, dict[TaskId, BaselineWork]]:
    """Return what of the baseline is frozen, and where it has each task from as_of on."""
    if baseline is None:
        return Frozen({}, {}), {}
    frozen = frozen_work(
        baseline,
        reading.window.start,
        freeze_end=freeze_end(reading.workspace),
        open_tasks=reading.open_tasks,
        done=frozenset(reading.done),
        working={person.id: all_time(reading, person.id) for person in reading.people},
        insist=ties.insist,
        answered=answered,
        published=ties.published,
    )
    return frozen, future_work(baseline, reading.window.start)


def _standing(reading: Reading, answered: Mapping[TaskId, WitnessWork], future: Work) -> dict[TaskId, BaselineWork]:
    """Return where answers have open work of which the baseline has nothing ahead."""
    ahead = Span(reading.window.start, reading.window.end)
    return {
        task: BaselineWork(stands.person, pieces)
        for task, stands in answered.items()
        if task in reading.open_tasks and task not in future and (pieces := within(stands.pieces, ahead))
    }


def _united(frozen: Work, kept: Work) -> dict[TaskId, BaselineWork]:
    """Return work together with more of it, which of the same task is on the same person."""
    fixed = dict(frozen)
    for task, work in kept.items():
        there = fixed[task].spans if task in fixed else ()
        fixed[task] = BaselineWork(work.person, merged((*there, *work.spans)))
    return fixed


def _held(
    reading: Reading, holdings: Holdings | None, taken: Taken, *, ties: Ties, beside: Work | None
) -> tuple[tuple[HeldLine, ...], tuple[HeldPiece, ...]]:
    """Return the held pieces with where they stand, and take their time."""
    if holdings is None or ties.loose:
        return (), ()
    pieces = pieces_here(reading, holdings)
    spans = stand(reading, pieces, taken, places=ties.places, beside=beside)
    people = {person.id: index for index, person in enumerate(reading.people)}
    clients = {client.id: index for index, client in enumerate(reading.clients)}
    lines = tuple(
        HeldLine(
            person=people.get(piece.person, GONE),
            client=clients[piece.client],
            minutes=piece.minutes,
            window=window_of(reading, piece),
            span=span,
        )
        for piece, span in zip(pieces, spans, strict=True)
    )
    return lines, pieces
