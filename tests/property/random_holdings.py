"""Holdings drawn around a plan that is known to work: what a book with that plan as its witness could bind."""

from __future__ import annotations

from random import Random

from scheduler.domain.holdings import BookedPart, HeldPiece, Holdings, PromisedDate, WitnessWork
from scheduler.domain.plan import Plan, PlannedTask
from scheduler.domain.workspace import Workspace
from scheduler.units import Span
from scheduler.verify.case import Case
from scheduler.verify.clock import date_of, minute_of
from scheduler.verify.spans import joined, without


def random_holdings(place: Workspace, plan: Plan, *, seed: int) -> Holdings:
    """Draw commitments, booked parts and held pieces from where a plan has its work and where it leaves people free."""
    rng = Random(seed)
    case = Case(place, plan)
    drawn = {row.id for row in plan.tasks if row.counts_as in ("regulatory", "agreed") and rng.random() < 0.7}
    ahead = sorted(drawn)
    while ahead:
        before = {task for task, _ in case.facts.open_work[ahead.pop()].after if task in case.facts.open_work}
        ahead.extend(sorted(before - drawn))
        drawn |= before
    covered = [row for row in plan.tasks if row.id in drawn]
    return Holdings(
        held=tuple(_pieces(case, rng)),
        kept=tuple(_booked(row, rng) for row in covered if rng.random() < 0.4),
        commitments={row.id: _promise(case, row, rng) for row in covered if row.due is not None},
        witness={row.id: WitnessWork(person=row.person, pieces=_spans(row)) for row in covered},
    )


def _spans(row: PlannedTask) -> tuple[Span, ...]:
    return tuple(joined(Span(minute_of(block.start), minute_of(block.end)) for block in row.blocks))


def _promise(case: Case, row: PlannedTask, rng: Random) -> PromisedDate:
    due = case.facts.work[row.id].due_at
    assert due is not None
    slack = max(0, due - minute_of(row.finish))
    return PromisedDate(due=due, floor_at=due - min(slack, rng.choice([0, 30, 480, 10_000])))


def _booked(row: PlannedTask, rng: Random) -> BookedPart:
    spans = _spans(row)
    return BookedPart(task=row.id, person=row.person, pieces=spans[: rng.randint(1, len(spans))])


def _pieces(case: Case, rng: Random) -> list[HeldPiece]:
    pieces = []
    clients = [client.id for client in case.facts.workspace.clients]
    for name, person in sorted(case.facts.people.items()):
        work = joined(span for entry in case.entries if entry.row.person == name for span in entry.spans)
        for stretch in without(person.free, work):
            if rng.random() < 0.5:
                continue
            minutes = min(stretch.minutes, rng.choice([20, 30, 60, 120, 240]))
            start = rng.choice([stretch.start, stretch.end - minutes])
            stands = rng.random() < 0.9
            pieces.append(
                HeldPiece(
                    block=f"block-{len(pieces)}",
                    client=rng.choice(clients),
                    skill="any",
                    person=name,
                    day=date_of(start, person.zone),
                    kind=rng.choice(["standard", "rush"]),
                    minutes=minutes,
                    lapses_at=case.facts.as_of + rng.choice([0, 1, 600]),
                    start=start if stands else None,
                    end=start + minutes if stands else None,
                )
            )
    return pieces
