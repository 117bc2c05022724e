"""A book opened on a plan: what the plan keeps is promised where it stands, and the blocks stand around it.

Work that was promised before there was a book comes first (policy, "New rows"): its minutes are charged to its client's own blocks, given in
exchange for the time that it takes; what is left of the blocks stands in what is left of the day, in one piece, or is cut and says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scheduler.calendars.recurrence import all_tasks
from scheduler.calendars.zones import Zone
from scheduler.domain.book import AskedTask, CommittedTask, Entry, LaidBlock, LedgerRow, Promise, Stand
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.answers import commit, work_stands
from scheduler.fairshare.arranging import arranged
from scheduler.fairshare.asking import Ask
from scheduler.fairshare.book import Book
from scheduler.fairshare.charging import charge, merged_rows
from scheduler.fairshare.days import asked_task
from scheduler.fairshare.insertion import Inserted
from scheduler.fairshare.misfits import LOOK_AHEAD_DAYS, cut_row
from scheduler.fairshare.witness import WorkPlace
from scheduler.units import Instant, TaskId


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
