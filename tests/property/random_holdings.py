"""Holdings drawn around a plan that is known to work: what a book with that plan as its witness could bind."""

from __future__ import annotations

from random import Random

from scheduler.domain.holdings import BookedPart, HeldPiece, Holdings, PromisedDate, WitnessWork
from scheduler.domain.plan import Plan, PlannedTask
from scheduler.domain.workspace import Workspace
from scheduler.units import Span, TaskId
from scheduler.verify.case import Case
from scheduler.verify.clock import by_week, date_of, minute_of
from scheduler.verify.spans import common, joined, total, without

FAR = 1 << 60


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


def with_overtime(place: Workspace, plan: Plan, holds: Holdings, *, seed: int) -> Holdings:
    """Let the ends of some promised work stand in consented overtime instead, before they are due; what others wait for stays."""
    rng, case = Random(seed), Case(place, plan)
    waited_for = {before for work in case.facts.open_work.values() for before, _ in work.after}
    left = {
        (name, monday): person.person.overtime.weekly_minutes
        for name, person in case.facts.people.items()
        if person.person.overtime is not None
        for span in person.overtime(case.facts.team.horizon)
        for monday, _ in by_week(span, person.zone)
    }
    taken: dict[str, list[Span]] = {}
    promised: dict[TaskId, tuple[BookedPart, WitnessWork]] = {}
    for row in plan.tasks:
        work, stands = case.facts.open_work.get(row.id), holds.witness.get(row.id)
        person = case.facts.people[row.person]
        if work is None or stands is None or row.id in waited_for or work.one_sitting or rng.random() < 0.3:
            continue
        before = [
            Span(minute_of(row.start), max(minute_of(row.start), min(work.due_at or FAR, case.facts.horizon_end)))
        ]
        evenings: list[Span] = []
        for span in without(
            common(person.overtime(case.facts.team.horizon), before), joined(taken.get(row.person, ()))
        ):
            monday = next(monday for monday, _ in by_week(span, person.zone))
            minutes = min(span.minutes, left[row.person, monday], total(stands.pieces) - total(evenings))
            if minutes > 0 and not evenings:
                evenings.append(Span(span.start, span.start + minutes))
                left[row.person, monday] -= minutes
        if evenings:
            rest = _first(stands.pieces, total(stands.pieces) - total(evenings))
            taken.setdefault(row.person, []).extend(evenings)
            place_now = WitnessWork(person=row.person, pieces=tuple(joined([*rest, *evenings])))
            promised[row.id] = BookedPart(task=row.id, person=row.person, pieces=tuple(evenings)), place_now
    return holds.model_copy(
        update={
            "overtime": tuple(part for part, _ in promised.values()),
            "witness": {**holds.witness, **{task: stands for task, (_, stands) in promised.items()}},
            "kept": tuple(part for part in holds.kept if part.task not in promised),
        }
    )


def _first(spans: tuple[Span, ...], minutes: int) -> list[Span]:
    found: list[Span] = []
    for span in spans:
        if minutes > 0:
            found.append(Span(span.start, min(span.end, span.start + minutes)))
            minutes -= found[-1].minutes
    return found
