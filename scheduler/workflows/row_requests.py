"""Rows of tasks.csv that are new, or say something new, are requests of their clients: what they get, or why not, is an entry of the book."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.calendars.recurrence import progress_by_task, remaining_minutes
from scheduler.calendars.zones import instant_of
from scheduler.domain.book import AskedTask
from scheduler.domain.tasks import PROMISED, Task, without_cancelled
from scheduler.domain.workspace import Workspace
from scheduler.fairshare import bookkeeping as bk
from scheduler.fairshare.answers import granted_entry, refused_entry
from scheduler.fairshare.asking import Ask, Granted, Refused, answer
from scheduler.fairshare.book import Book
from scheduler.fairshare.copying import copy_of
from scheduler.fairshare.days import asked_task
from scheduler.fairshare.limits import cap_limit
from scheduler.fairshare.opening import note_unpromised, open_groups
from scheduler.fairshare.relaying import followers_ahead, followers_too_early
from scheduler.fairshare.standing import UNPROMISED, Promised
from scheduler.fairshare.trial import missing_when_due
from scheduler.units import ClientId, TaskId
from scheduler.workflows.enter_progress import worked_so_far

STAYS = " What was promised before stays."
"""What a refusal of promised work that is asked for anew ends in."""


def enter_rows(book: Book, before: Workspace, workspace: Workspace, *, actor: str) -> None:
    """Treat new rows of tasks.csv, and rows that say something new, as requests of their clients.

    A row that says what it said before is no request: where the book has another date by now, the book's date holds. What asks for no
    promise, or is due already, is written down once; it is asked for when it becomes work that can be promised. Work that was done is not
    asked for again.

    Parameters
    ----------
    before
        The files as the book knew them.
    """
    said = {task.id: task for task in before.tasks}
    changed = {row.id: row for row in workspace.tasks if row.id not in said or _says(said[row.id]) != _says(row)}
    anew = {name for name in changed if name not in book.commitments and name not in book.done}
    promised_before = [(task, book.commitments[task]) for task in changed if task in book.commitments]
    for ask in open_groups(book, without_cancelled(workspace.tasks, book.cancelled - anew)):
        new = [task for task in ask.tasks if task.id in anew or task.id not in book.known or task.id in book.unpromised]
        if new:
            _enter(book, Ask(client=ask.client, request="", tasks=tuple(new), actor=actor))
    note_unpromised(book, workspace, reason=f"row, {UNPROMISED}", anew=anew & book.cancelled)
    for task, promised in promised_before:
        if task in book.commitments:
            _ask_again(book, workspace, promised, said.get(task), changed[task], actor=actor)


def _says(row: Task) -> tuple[object, ...]:
    """Return what makes a row another request when it changes."""
    return (
        row.client,
        row.due,
        row.effort_minutes,
        row.commitment,
        row.skill,
        row.level,
        row.person,
        row.one_sitting,
        row.after,
        row.same_person_as,
        row.start,
    )


def _ask_again(
    book: Book, workspace: Workspace, promised: Promised, said: Task | None, row: Task, *, actor: str
) -> None:
    """Ask for a promised row as it says now, with what comes after it; where that does not fit, what was promised stays.

    Work that has begun takes longer or shorter, and longer only as a request would get it; another date of it is asked for with what is left.
    A row that asks for no promise any more keeps the one that it has.
    """
    asked = asked_task(book, row)
    due = None if asked.due is None else instant_of(asked.due)
    effort_before = promised.asked.effort_minutes if said is None else said.effort_minutes
    left, progress = promised.remaining, progress_by_task(workspace).get(row.id)
    if row.effort_minutes != effort_before:
        left = remaining_minutes(row, progress)
    worked = worked_so_far(book, promised, progress, left=left, task=row)
    if left == 0 or book.witness.has_begun(row.id, by=book.clock):
        has_new_date = bool(left) and due not in (None, promised.due) and (said is None or said.due != row.due)
        refused = _begun_refusal(book, promised, row, left=left, has_new_date=has_new_date)
        if refused is not None:
            _decline(book, Ask(client=row.client, request="", tasks=(asked,), actor=actor), refused, more=STAYS)
            return
        if left != promised.remaining:
            bk.report(book, row.id, remaining=left, worked=worked, actor=actor)
        if not has_new_date:
            return
    commitment = row.commitment if row.commitment in PROMISED else promised.asked.commitment
    now = asked.model_copy(update={"effort_minutes": left, "commitment": commitment})
    if due is None or _is_as_promised(promised, now, due, row.client):
        return
    if worked != promised.worked:
        # What was worked of it stays charged, also where the rest is asked for anew.
        bk.report(book, row.id, remaining=promised.remaining, worked=worked, actor=actor)
    followers = _followers(book, row.id) if row.client == promised.client else []
    ask = Ask(client=row.client, request="", tasks=(now, *followers), actor=actor)
    lifted = [row.id, *(task.id for task in followers)]
    refused = _refusal(book, ask, lifted)
    if refused is None:
        what = "due time" if due != promised.due else "effort" if left != promised.remaining else "row"
        for task in lifted:
            known = book.commitments[task]
            bk.cancel(book, known.request, task=task, actor=actor, reason=f"its {what} changed in tasks.csv")
        _enter(book, ask)
    else:
        _decline(book, ask, refused, more=STAYS)


def _begun_refusal(book: Book, promised: Promised, row: Task, *, left: int, has_new_date: bool) -> Refused | None:
    """Return why a row may not say another client, more effort or another date of work that has begun; None where it may.

    That work took longer is for progress.csv to say; a row asks for more, inside the cap and without making anything late. Another date
    is asked for once it is known what is left.
    """
    if row.client != promised.client:
        served = book.team.clients.get(promised.client)
        return Refused(f"It has begun as work of {promised.client if served is None else served.name}, and stays that.")
    if left > promised.remaining:
        copy = copy_of(book)
        limit = cap_limit(book, promised.client, bk.report(copy, row.id, remaining=left).rows, in_round=False)
        if limit is not None:
            return Refused(limit.text)
        own = [task for task, each in copy.commitments.items() if each.client == promised.client]
        if any(missing_when_due(copy, task) > missing_when_due(book, task) for task in own):
            return Refused("No time was found for what it takes more that leaves all of its client's work on time.")
    if has_new_date and not book.witness.has_begun(row.id, by=promised.since):
        return Refused("It has begun: for another date progress.csv has to say first what is left of it.")
    return None


def _is_as_promised(promised: Promised, now: AskedTask, due: int, client: ClientId) -> bool:
    """Say whether a row asks for what the book promises already."""
    was = promised.asked
    same = all(
        getattr(now, name) == getattr(was, name)
        for name in ("skill", "level", "person", "one_sitting", "after", "same_person_as", "commitment")
    )
    return same and client == promised.client and due == promised.due and now.effort_minutes == promised.remaining


def _followers(book: Book, task: TaskId) -> list[AskedTask]:
    """Return promised rows of the same client that come after a task, directly or not, and have not begun, as they were promised."""
    client = book.commitments[task].client
    found = []
    for other in followers_ahead(book, task, among=lambda each: each.client == client and not each.request):
        promised = book.commitments[other]
        update = {"effort_minutes": promised.remaining, "due": book.team.aware(promised.due)}
        found.append(promised.asked.model_copy(update=update))
    return found


def _refusal(book: Book, ask: Ask, lifted: Sequence[TaskId]) -> Refused | None:
    """Return why promised work cannot be asked for anew; None where it can, and nothing that comes after it begins too early."""
    copy = copy_of(book)
    for task in lifted:
        bk.cancel(copy, copy.commitments[task].request, task=task)
    outcome = answer(copy, ask)
    if not isinstance(outcome, Granted):
        return outcome
    copy.append(granted_entry(copy, ask, outcome, kind="booked", reason="row"))
    early = [each.task for task in lifted for each in followers_too_early(copy, task)]
    if early:
        return Refused(f"“{early[0]}”, which is promised, comes after it and would begin too early.")
    return None


def _enter(book: Book, ask: Ask) -> None:
    outcome = answer(book, ask)
    if isinstance(outcome, Granted):
        book.append(granted_entry(book, ask, outcome, kind="booked", reason="row"))
    else:
        _decline(book, ask, outcome)


def _decline(book: Book, ask: Ask, refused: Refused, *, more: str = "") -> None:
    entry = refused_entry(book, ask, refused)
    book.append(entry.model_copy(update={"kind": "declined", "reason": f"row: {refused.reason}{more}"}))
