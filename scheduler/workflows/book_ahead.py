"""A plan without a book, with the hours that a book opened on it would hold; nothing is written.

Agreed work keeps the place that the plan gave it: before there is a book it goes before held hours (objective level
`agreed_lateness`). Only where that would cost somebody hours does the book put work for which own hours suffice on these; the plan is then
made again, on that book. Held pieces stand in what it leaves free, and targets and tentative work around both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.calendars.horizon import as_of_instant, horizon_span
from scheduler.calendars.recurrence import all_tasks
from scheduler.calendars.words import day_words, work_words
from scheduler.calendars.zones import Zone, instant_of
from scheduler.domain.holdings import Holdings, PromisedDate, WitnessWork
from scheduler.domain.problems import Notice
from scheduler.domain.tasks import PROMISED
from scheduler.explain.words import some_words
from scheduler.fairshare.handing import holdings_of
from scheduler.units import MINUTES_PER_DAY, Instant, PersonId, TaskId
from scheduler.workflows.kept_book import opened_book

if TYPE_CHECKING:
    from scheduler.domain.holdings import HeldPiece
    from scheduler.domain.laying import Laying
    from scheduler.domain.plan import Held, Plan, PlannedTask
    from scheduler.domain.workspace import Workspace
    from scheduler.fairshare.book import Book
    from scheduler.instance.baseline import BaselineWork

MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class BookAhead:
    """What a book opened on a plan would bind.

    Attributes
    ----------
    holdings
        All agreed work where the plan has it, and the held pieces beside it, those without any room without a place.
    pieces
        The held pieces of the horizon, each where it stands beside all work of the plan.
    notices
        Agreed hours without a block, and what promised work takes from the blocks.
    """

    holdings: Holdings
    pieces: tuple[HeldPiece, ...]
    notices: tuple[Notice, ...]


def book_ahead(workspace: Workspace, plan: Plan) -> BookAhead | None:
    """Open a book on a plan in memory; None where no hours are agreed.

    Parameters
    ----------
    plan
        Of this workspace, made without a book; it passed its check.
    """
    if not any(agreement.hours for client in workspace.clients for agreement in client.agreements):
        return None
    from scheduler.instance.baseline import BaselineWork
    from scheduler.solve.held_beside import placed_beside, work_of
    from scheduler.solve.laying import lay_blocks

    laying = lay_blocks(workspace, at=as_of_instant(workspace))
    span = horizon_span(workspace)
    # The last day counts as it falls on the clocks of people elsewhere.
    days = -(-span.minutes // MINUTES_PER_DAY) + 2
    book = opened_book(workspace, plan=plan, laying=laying, days=days)
    opened = holdings_of(book, until=span.end, is_open=False)
    promised = promised_chain(workspace, plan)
    stands = work_of(task for task in plan.tasks if task.id in promised)
    booked = {task: BaselineWork(work.person, work.pieces) for task, work in opened.witness.items()}
    stands |= booked
    apart = _standing_on_others(stands, booked)
    stands = {task: work for task, work in stands.items() if task not in apart}
    holdings = Holdings(
        held=placed_beside(workspace, opened, stands),
        kept=opened.kept,
        commitments={**_promised_dates(plan, apart=apart), **opened.commitments},
        witness={task: WitnessWork(person=work.person, pieces=work.spans) for task, work in stands.items()},
    )
    return BookAhead(
        holdings=holdings,
        pieces=placed_beside(workspace, opened, work_of(plan.tasks)),
        notices=(*_without_block(workspace, laying), *_cut(workspace, book)),
    )


def _standing_on_others(stands: Mapping[TaskId, BaselineWork], booked: Container[TaskId]) -> frozenset[TaskId]:
    """Return the work that the plan does not finish in time and that stands where the book has other work."""
    spans = sorted((work.person, span, task) for task, work in stands.items() for span in work.spans)
    apart: set[TaskId] = set()
    reach: tuple[PersonId, Instant, TaskId] | None = None
    for person, span, task in spans:
        if reach is not None and reach[0] == person and reach[1] > span.start:
            apart |= {each for each in (reach[2], task) if each not in booked}
        if reach is None or reach[0] != person or reach[1] < span.end:
            reach = person, span.end, task
    return frozenset(apart)


def promised_chain(workspace: Workspace, plan: Plan) -> frozenset[TaskId]:
    """Return the regulatory and agreed tasks of a plan, and what they come after."""
    after = {task.id: [each.task for each in task.after] for task in all_tasks(workspace)}
    ahead = [task.id for task in plan.tasks if task.counts_as in PROMISED]
    chain: set[TaskId] = set()
    while ahead:
        task = ahead.pop()
        if task not in chain:
            chain.add(task)
            ahead += after.get(task, [])
    return frozenset(chain)


def _promised_dates(plan: Plan, *, apart: Container[TaskId]) -> dict[TaskId, PromisedDate]:
    """Return, for all agreed work, the later of its due time and of when the plan finishes it; the horizon's end for what is `apart`."""
    end = instant_of(plan.horizon.end)
    dates = {
        task.id: max(_latest(task), end) if task.id in apart else _latest(task)
        for task in plan.tasks
        if task.counts_as in PROMISED
    }
    dates |= {task.id: end for task in plan.unplaced if task.counts_as in PROMISED}
    return {task: PromisedDate(due=at, floor_at=at) for task, at in sorted(dates.items())}


def _latest(task: PlannedTask) -> int:
    finish = instant_of(task.finish)
    return finish if task.due is None else max(finish, instant_of(task.due))


def _without_block(workspace: Workspace, laying: Laying) -> Iterable[Notice]:
    """Say that agreed hours of days in the horizon have no block; `validate` says why."""
    zone, end = Zone.of(workspace.time_zone), horizon_span(workspace).end
    today, last = workspace.as_of.date(), zone.local(end - 1)[0]
    missing: Counter[str] = Counter()
    begin = last
    for one in laying.unlaid:
        since = max(one.since or today, today)
        if since <= last and (one.until or last) >= today:
            name = f"a {one.per} of {_name(workspace, one.client)} {one.key}"
            missing[name] = max(missing[name], one.minutes)
            begin = min(begin, since)
    if missing:
        named = [f"{work_words(minutes)} {name}" for name, minutes in sorted(missing.items())]
        when = f" from {day_words(begin, today=today)} on" if begin > today else ""
        yield _notice(
            f"Not held for want of a block{when}: {some_words(named, most=MOST_NAMED)}. `evenhand validate` says why."
        )


def _cut(workspace: Workspace, book: Book) -> Iterable[Notice]:
    """Say what of whose blocks finds no room beside the work that is promised already; of today nobody holds anything."""
    today, last = (book.team.zone.local(at)[0] for at in (book.clock, horizon_span(workspace).end - 1))
    cut: Counter[str] = Counter()
    for row in book.entries[0].rows:
        if row.fund == "cut" and today < row.day <= last:
            cut[_name(workspace, row.client)] += row.minutes
    if cut:
        named = [f"{work_words(minutes)} of {name}" for name, minutes in sorted(cut.items())]
        yield _notice(
            f"Not held, as promised work leaves no room on the day of the block: {some_words(named, most=MOST_NAMED)}."
        )


def standing_nowhere(workspace: Workspace, rows: Iterable[Held]) -> Iterable[Notice]:
    """Say which held hours of a plan stand nowhere, as late work has their time."""
    nowhere: Counter[str] = Counter()
    for row in rows:
        there = sum(instant_of(block.end) - instant_of(block.start) for block in row.blocks)
        if row.minutes > there:
            nowhere[_name(workspace, row.client)] += row.minutes - there
    if nowhere:
        named = [f"{work_words(minutes)} of {name}" for name, minutes in sorted(nowhere.items())]
        yield _notice(
            f"Without room, as late work stands there: {some_words(named, most=MOST_NAMED)}. Once there is a book, held hours "
            "go before work that it could not promise."
        )


def _name(workspace: Workspace, client: str) -> str:
    return next((each.name for each in workspace.clients if each.id == client), client)


def _notice(text: str) -> Notice:
    return Notice(file="clients.yaml", line=None, field="agreement", text=text)
