"""A book opened on a plan: what the plan keeps is promised where it stands, and the blocks stand around it.

Work that was promised before there was a book comes first (policy, "New rows"): its minutes are charged to its client's own blocks, given in
exchange for the time that it takes; what is left of the blocks stands in what is left of the day, in one piece, or is cut and says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from scheduler.calendars.recurrence import all_tasks
from scheduler.calendars.spans import merged, within, without
from scheduler.calendars.zones import Zone
from scheduler.domain.book import AskedTask, CommittedTask, Entry, LaidBlock, LedgerRow, Promise, Stand
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.answers import commit, work_stands
from scheduler.fairshare.asking import Ask
from scheduler.fairshare.book import Book
from scheduler.fairshare.charging import charge, merged_rows
from scheduler.fairshare.dated_block import Account
from scheduler.fairshare.days import asked_task
from scheduler.fairshare.insertion import Inserted
from scheduler.fairshare.misfits import LOOK_AHEAD_DAYS, cut_row
from scheduler.fairshare.witness import WorkPlace
from scheduler.units import Instant, PersonId, Span, TaskId


def open_on_plan(
    workspace: Workspace,
    blocks: Sequence[LaidBlock],
    *,
    at: Instant,
    places: Mapping[TaskId, WorkPlace],
    left: Mapping[TaskId, int],
    actor: str = "",
    days: int = LOOK_AHEAD_DAYS,
) -> Book:
    """Open a book whose witness is a plan that passed its check.

    Parameters
    ----------
    places
        Where the plan has promised work that it finishes in time, from `at` on.
    left
        Minutes that remain of each open task; those without a place are written down without a promise.
    days
        For how many days from `at` the blocks are arranged around the work; fewer for a book that is only looked at.

    Returns
    -------
    Book
        With one entry: the facts, the blocks, the initial commitments and what the initial book takes from the blocks.
    """
    facts = workspace.facts()
    aware = Zone.of(workspace.time_zone).aware
    opened = Entry(seq=0, at=aware(at), kind="opened", actor=actor, facts=facts, blocks=tuple(blocks))
    trial = Book()
    trial.set_clock(at)
    trial.append(opened)
    asked = {
        task.id: asked_task(trial, task, effort_minutes=left[task.id])
        for task in all_tasks(workspace)
        if task.id in left
    }
    clients = {task.id: task.client for task in all_tasks(workspace)}
    rows: list[LedgerRow] = []
    committed: list[CommittedTask] = []
    for task in sorted(places, key=lambda each: (places[each].finish, each)):
        entry = _promise(trial, clients[task], asked[task], places[task])
        rows.extend(entry.rows)
        committed.extend(entry.committed)
        trial.append(entry)
    stands: list[Stand] = []
    for account, piece in arranged(trial, days=days):
        minutes = 0 if piece is None else piece.minutes
        if minutes < account.held:
            rows.append(cut_row(account, account.held - minutes))
        if piece is not None:
            stands.append(
                Stand(block=account.block.id, day=account.day, start=aware(piece.start), end=aware(piece.end))
            )
    book = Book()
    book.set_clock(at)
    book.append(
        opened.model_copy(
            update={
                "rows": merged_rows(rows),
                "asked": tuple(asked.values()),
                "committed": tuple(committed),
                "promised": tuple(Promise(task=each.task, due=each.due) for each in committed),
                "work": work_stands(trial, dict(places)),
                "stands": tuple(stands),
            }
        )
    )
    return book


def _promise(trial: Book, client: str, asked: AskedTask, place: WorkPlace) -> Entry:
    from scheduler.units import ClientId

    ask = Ask(client=ClientId(client), request="", tasks=(asked,))
    return Entry(
        seq=0,
        at=trial.team.aware(trial.clock),
        kind="booked",
        client=client,
        reason="initial",
        rows=merged_rows(charge(trial, ask.client, [Inserted(asked, place, ())], initial=True)),
        asked=(asked,),
        committed=commit(trial, ask, {asked.id: place}),
        work=work_stands(trial, {asked.id: place}),
    )


def arranged(book: Book, *, days: int = LOOK_AHEAD_DAYS) -> list[tuple[Account, Span | None]]:
    """Return where what is left of each block can stand, day by day, around the work: the largest first, in one piece.

    Listed are the blocks that cannot stay as laid; None where nothing of one can stand. Blocks of the opening day hold nothing.
    """
    found: list[tuple[Account, Span | None]] = []
    first = book.team.zone.local(book.clock)[0]
    people = sorted({block.person for block in book.accounts.blocks.values()} & set(book.team.people))
    for number in range(days):
        day = first + timedelta(days=number)
        for person in people:
            found.extend(_arranged_day(book, person, day))
    return found


def _arranged_day(book: Book, person: PersonId, day: date) -> list[tuple[Account, Span | None]]:
    accounts = [each for each in book.accounts.on(person, day, team=book.team) if each.held > 0]
    if not accounts:
        return []
    work = merged([span for spans in book.witness.on(person, day).values() for span in spans])
    free = list(within(without(book.team.working(person, day), work), Span(book.clock, 1 << 60)))
    stood = sorted(span for each in accounts for span in each.held_spans)
    # Where the clock goes forward, blocks that were laid one after the other stand in each other's way.
    apart = all(first.end <= second.start for first, second in pairwise(stood))
    if apart and all(not without(each.held_spans, free) and each.fund_at(book.clock) for each in accounts):
        return []
    found: list[tuple[Account, Span | None]] = []
    left = book.team.capacity_minutes(person, day) * (1000 - book.team.policy.buffer) // 1000
    for account in sorted(accounts, key=lambda each: (-each.held, each.block.id)):
        if account.fund_at(book.clock) is None:
            found.append((account, None))
            continue
        room = [span for span in free if span.minutes >= account.held]
        best = min(room, key=lambda each: (each.minutes, each.start)) if room else max(free, default=None, key=_length)
        if best is None or best.minutes < min(account.held, book.team.workspace.grid_minutes):
            found.append((account, None))
            continue
        minutes = min(account.held, best.minutes, left)
        if minutes < min(account.held, book.team.workspace.grid_minutes):
            found.append((account, None))
            continue
        left -= minutes
        piece = Span(best.start, best.start + minutes)
        free = list(without(free, [piece]))
        found.append((account, piece))
    return found


def _length(span: Span) -> int:
    return span.minutes
