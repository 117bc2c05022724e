"""A book opened on a plan: what the plan keeps is promised where it stands, and the blocks stand around it.

Work that was promised before there was a book comes first (policy, "New rows"): its minutes are charged to its client's own blocks, given in
exchange for the time that it takes; what is left of the blocks stands in what is left of the day, in one piece, or is cut and says so. Where
that would cut blocks, work for which its client's own blocks suffice stands on these instead (`own_first`). So does such work that the plan
leaves late, before work of others on spare (`entitled_first`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from scheduler.calendars.recurrence import all_tasks
from scheduler.calendars.zones import Zone, instant_of
from scheduler.domain.book import AskedTask, Entry, LaidBlock, Promise, Stand
from scheduler.domain.laying import Unlaid
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.answers import work_stands
from scheduler.fairshare.arranging import arranged, arrangement_entry, beyond_buffer, cut_minutes
from scheduler.fairshare.asking import Ask
from scheduler.fairshare.book import Book
from scheduler.fairshare.charging import merged_rows
from scheduler.fairshare.dated_block import whole_piece
from scheduler.fairshare.days import asked_task
from scheduler.fairshare.entitled_first import put_entitled
from scheduler.fairshare.initial_work import InitialWork, promised_entry
from scheduler.fairshare.late_in_plan import promise_what_fits
from scheduler.fairshare.misfits import LOOK_AHEAD_DAYS
from scheduler.fairshare.opening import begun
from scheduler.fairshare.own_first import put_on_own
from scheduler.fairshare.witness import WorkPlace
from scheduler.units import MINUTES_PER_DAY, Instant, PersonId, TaskId


def open_on_plan(
    workspace: Workspace,
    blocks: Sequence[LaidBlock],
    *,
    at: Instant,
    places: Mapping[TaskId, WorkPlace],
    left: Mapping[TaskId, int],
    actor: str = "",
    unlaid: Sequence[Unlaid] = (),
    days: int = LOOK_AHEAD_DAYS,
    fixed: Collection[TaskId] = (),
) -> Book:
    """Open a book whose witness is a plan that passed its check.

    Parameters
    ----------
    places
        Where the plan has promised work that it finishes in time, from `at` on.
    left
        Minutes that remain of each open task; those without a place are written down without a promise.
    fixed
        Work that stands where the plan has it, whatever is held there: it was frozen before.
    unlaid
        Agreed hours that found no place beside the blocks, for the record.
    days
        For how many days from `at` the blocks are arranged around the work; fewer for a book that is only looked at.

    Returns
    -------
    Book
        With one entry: the facts, the blocks, the initial commitments and what the initial book takes from the blocks.
    """
    aware = Zone.of(workspace.time_zone).aware
    opened = Entry(
        seq=0,
        at=aware(at),
        kind="opened",
        actor=actor,
        facts=workspace.facts(),
        blocks=tuple(blocks),
        unlaid=tuple(unlaid),
    )
    nothing = begun(opened, at)
    opened = opened.model_copy(update={"rows": beyond_buffer(nothing, days=days)})
    tasks = [task for task in all_tasks(workspace) if task.id in left]
    asked = {task.id: asked_task(nothing, task, effort_minutes=left[task.id]) for task in tasks}
    work = InitialWork(asked, {task.id: task.client for task in tasks}, places, fixed)
    trial = _as_planned(opened, work, at=at)
    arrangement = arranged(trial, days=days)
    cut = cut_minutes(arrangement, at)
    if cut:
        base = _without_work(opened, work, at=at)
        own = put_on_own(base, work) if _takes_more(cut, base) else None
        if own is not None:
            trial, arrangement = own, arranged(own, days=days)
    if trial.commitments.keys() < asked.keys():
        # Blocks stand around what is promised, those of today too, before anything else is put beside them.
        trial.append(arrangement_entry(trial, arranged(trial, days=days, with_today=True)))
        promise_what_fits(trial, work)
        if trial.commitments.keys() < asked.keys():
            trial = put_entitled(trial, _without_work(opened, work, at=at), work) or trial
        arrangement = arranged(trial, days=days)
    trial.append(arrangement_entry(trial, arrangement))
    book = Book()
    book.set_clock(at)
    book.append(_as_one(opened, trial, asked=tuple(asked.values())))
    return book


def _as_planned(opened: Entry, work: InitialWork, *, at: Instant) -> Book:
    """Return the book with all work where the plan has it."""
    book = begun(opened, at)
    for task in sorted(work.places, key=lambda each: (work.places[each].finish, each)):
        ask = Ask(client=work.clients[task], request="", tasks=(work.asked[task],))
        book.append(promised_entry(book, ask, {task: work.places[task]}))
    return book


def _without_work(opened: Entry, work: InitialWork, *, at: Instant) -> Book:
    """Return the book without work, its blocks where their people are there: as far ahead as work can be booked."""
    book = begun(opened, at)
    dues = [instant_of(asked.due) for asked in work.asked.values() if asked.due is not None]
    last = max([at, *dues, *(place.finish for place in work.places.values())])
    # A day more on both sides: what is a date for the team can be the one before or after for a person.
    days = min(LOOK_AHEAD_DAYS, (last - at) // MINUTES_PER_DAY + 3)
    book.append(arrangement_entry(book, arranged(book, days=days, with_today=True)))
    return book


def _takes_more(cut: Mapping[tuple[PersonId, date], int], base: Book) -> bool:
    """Say whether work costs more minutes of blocks than absences do."""
    gone: Counter[tuple[PersonId, date]] = Counter()
    for row in base.entries[-1].rows:
        if row.fund == "cut" and row.block is not None:
            gone[base.accounts.blocks[row.block].person, row.day] += row.minutes
    return any(minutes > gone[key] for key, minutes in cut.items())


def _as_one(opened: Entry, trial: Book, *, asked: tuple[AskedTask, ...]) -> Entry:
    """Return what a trial came to as the one entry with which a book begins."""
    aware = trial.team.aware
    committed = tuple(each for entry in trial.entries for each in entry.committed)
    stands = [
        Stand(block=account.block.id, day=account.day, start=aware(whole.start), end=aware(whole.end))
        for account in trial.accounts.touched()
        if account.moved and (whole := whole_piece(account)) is not None
    ]
    return opened.model_copy(
        update={
            "rows": merged_rows(row for entry in trial.entries for row in entry.rows),
            "asked": asked,
            "committed": committed,
            "promised": tuple(Promise(task=each.task, due=each.due) for each in committed),
            "work": work_stands(trial, trial.witness.work),
            "stands": tuple(sorted(stands, key=lambda each: (each.day, each.block))),
        }
    )
