"""The passing of days: what lapses at each close, which recurring work is booked, which quotes and waits end."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import date, timedelta

from scheduler.calendars.moments import due_instant, start_instant
from scheduler.calendars.recurrence import occurrences, progress_by_task
from scheduler.calendars.zones import Zone, instant_of
from scheduler.domain.book import AskedAfter, AskedTask, Entry, LedgerRow
from scheduler.domain.tasks import PROMISED, Task
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.answers import granted_entry, refused_entry
from scheduler.fairshare.asking import Ask, Granted, answer
from scheduler.fairshare.book import Book
from scheduler.fairshare.bound_rows import bound_rows, names_bound, person_bound
from scheduler.fairshare.dated_block import Account
from scheduler.fairshare.loss_periods import share_what_comes_near
from scheduler.fairshare.repacking import past_work, repacked_work
from scheduler.fairshare.returning import ended_rows
from scheduler.units import FAR, MINUTES_PER_DAY, ClientId, Instant, TaskId


def advance(book: Book, *, to: Instant) -> list[Entry]:
    """Let the book's clock run to a moment: every close, expiry and end of a wait on the way is an entry.

    Raises
    ------
    BookError
        If `to` lies before the clock.
    """
    made: list[Entry] = []
    while True:
        close_on = next(book.team.closing_days(book.clock, to), None)
        close_at = FAR if close_on is None else book.team.close_at(close_on)
        request, ends_at = _next_end(book)
        if ends_at < close_at and ends_at <= to:
            made.append(_end_request(book, request, at=ends_at))
        elif close_on is not None:
            made.append(_close(book, close_on))
            made.extend(share_what_comes_near(book))
            made.extend(book_recurring(book))
        else:
            break
    book.set_clock(to)
    return made


def _next_end(book: Book) -> tuple[str, Instant]:
    """Return the request whose quote or wait ends first, and when."""
    ends = [
        (standing.expires_at if standing.status == "quoted" else standing.latest, request)
        for request, standing in book.requests.items()
        if standing.status in ("quoted", "waiting")
    ]
    at, request = min(((at, request) for at, request in ends if at is not None), default=(FAR, ""))
    return request, max(at, book.clock)


def _end_request(book: Book, request: str, *, at: Instant) -> Entry:
    standing = book.requests[request]
    book.set_clock(at)
    if standing.status == "waiting":
        return book.append(
            Entry(
                seq=0,
                at=book.team.aware(at),
                kind="withdrawn",
                client=standing.client,
                request=request,
                reason="its last date of use has passed",
            )
        )
    tasks = tuple(task for task, promised in book.commitments.items() if promised.request == request)
    rows, stands = ended_rows(book, tasks)
    return book.append(
        Entry(
            seq=0,
            at=book.team.aware(at),
            kind="expired",
            client=standing.client,
            request=request,
            reason="the quote was not confirmed in time",
            rows=rows,
            released=tasks,
            work=(*past_work(book, tasks), *repacked_work(book, rows, frozenset(tasks), stands=stands)),
            stands=stands,
        )
    )


def _close(book: Book, day: date) -> Entry:
    """Close a working day: what is past its notice lapses but for rush, what is past its last evening lapses wholly."""
    at = book.team.close_at(day)
    book.set_clock(at)
    return book.append(
        Entry(
            seq=0, at=book.team.aware(at), kind="closed", reason=day.isoformat(), rows=tuple(lapses(book, day, at=at))
        )
    )


def lapses(book: Book, day: date, *, at: Instant) -> Iterator[LedgerRow]:
    """Yield the minutes that lapse at a moment, of the blocks from `day` to the longest notice after it."""
    last = book.team.nth_working_day(day, book.team.longest_notice_days + 1)
    people = sorted({block.person for block in book.accounts.blocks.values()})
    left: dict[tuple[ClientId, str, tuple[int, int]], int] = {}
    on = day
    while on <= last:
        for person in people:
            for account in book.accounts.on(person, on, team=book.team):
                minutes = _lapsing(book, account, at=at, left=left)
                if minutes:
                    yield LedgerRow(
                        client=account.block.client,
                        skill=account.block.key,
                        day=on,
                        fund="lapsed",
                        minutes=minutes,
                        block=account.block.id,
                    )
        on += timedelta(days=1)


def _lapsing(
    book: Book, account: Account, *, at: Instant, left: dict[tuple[ClientId, str, tuple[int, int]], int]
) -> int:
    if account.held <= 0 or at < account.lapse_at:
        return 0
    if at >= account.rush_lapse_at:
        return account.held
    pool = account.block.client, account.block.key, account.week
    if pool not in left:
        left[pool] = book.rush_left(account)
    return max(0, account.held - left[pool])


def book_recurring(book: Book, *, due_by: Instant | None = None) -> list[Entry]:
    """Book occurrences whose window comes within two notice periods, each once, from the client's own blocks if it can be.

    What is only aimed at, or not confirmed, is promised to nobody and takes no hours of the book.

    Parameters
    ----------
    due_by
        Book everything that is due by this moment instead.
    """
    made: list[Entry] = []
    if not any(client.recurring for client in book.team.clients.values()):
        return made
    today = book.team.working_day_of(book.clock)
    for deliverable, occurrence in occurrences_ahead(book).items():
        if any(task.id in book.known or task.id in book.done for task in occurrence):
            continue
        promised = promisable({task.id: task for task in occurrence})
        tasks = [task for task in occurrence if task.id in promised]
        if not tasks:
            continue
        client = tasks[0].client
        mates = bound_rows(occurrence)
        asked = tuple(asked_task(book, task, mates=mates.get(task.id, ())) for task in tasks)
        if due_by is not None:
            is_far = any(task.due is None or instant_of(task.due) > due_by for task in asked)
        else:
            first = min(book.team.zone.local(instant_of(task.release))[0] for task in asked)
            # An agreement that begins later has its own notice, which the blocks of its first days need already.
            notice = max(book.team.notice_days(client, on) for on in (today, first))
            is_far = first > book.team.nth_working_day(today, 2 * notice)
        if is_far:
            continue
        if any(task.due is None or instant_of(task.due) <= book.clock for task in asked):
            continue
        ask = Ask(client=client, request=deliverable, tasks=asked)
        granted = answer(book, ask)
        if isinstance(granted, Granted):
            made.append(book.append(granted_entry(book, ask, granted, kind="booked", reason="recurring")))
        else:
            made.append(book.append(refused_entry(book, ask, granted)))
    return made


def promisable(tasks: Mapping[TaskId, Task], *, besides: Container[TaskId] = ()) -> set[TaskId]:
    """Return the tasks that ask for a promise: agreed or regulatory work that comes after nothing here that asks for none.

    Parameters
    ----------
    besides
        Tasks that ask for none, whatever they say.
    """
    able = {name for name, task in tasks.items() if task.commitment in PROMISED and name not in besides}
    while True:
        fallen = {
            name for name in able if any(after.task in tasks and after.task not in able for after in tasks[name].after)
        }
        if not fallen:
            return able
        able -= fallen


OCCURRENCE_WEEKS = 12


def occurrences_ahead(book: Book) -> dict[str, tuple[Task, ...]]:
    """Return the occurrences of the coming weeks by deliverable, in order of their due time; remembered for some weeks."""
    known = book.remembered_occurrences
    if known is None or not known[0] <= book.clock < known[1]:
        workspace = book.team.workspace.model_copy(
            update={
                "as_of": book.team.aware(book.clock),
                "horizon_days": OCCURRENCE_WEEKS * 7,
                "progress": (),
            }
        )
        found: dict[str, list[Task]] = {}
        for task in occurrences(workspace):
            found.setdefault(task.deliverable, []).append(task)
        ordered = sorted(found.items(), key=lambda each: (_due_at(workspace, each[1][0]), each[0]))
        known = book.clock, book.clock + 4 * 7 * MINUTES_PER_DAY, {name: tuple(tasks) for name, tasks in ordered}
        book.remembered_occurrences = known
    return known[2]


def _due_at(workspace: Workspace, task: Task) -> Instant:
    assert task.due is not None
    return due_instant(task.due, Zone.of(workspace.time_zone), workspace.hours)


def waits_of(task: Task) -> tuple[AskedAfter, ...]:
    """Return what a task comes after, as a request says it."""
    return tuple(AskedAfter(task=after.task, wait=after.wait) for after in task.after)


def asked_task(
    book: Book, task: Task, *, effort_minutes: int | None = None, mates: Sequence[Task] | None = None
) -> AskedTask:
    """Return a task of the workspace with its window resolved; its release is not before the book's clock.

    Parameters
    ----------
    mates
        All that its person must do too; None: as the rows of tasks.csv say.
    """
    team = book.team
    hours = team.workspace.hours
    mates = team.bound_rows.get(task.id, ()) if mates is None else mates
    progress = progress_by_task(team.workspace) if mates else {}
    refused = {mate.id for mate in mates if mate.id in book.known and mate.id not in book.commitments}
    release = book.clock
    if task.start is not None:
        release = max(release, start_instant(task.start, team.zone, hours))
    return AskedTask(
        id=task.id,
        title=task.title,
        deliverable=task.deliverable,
        skill=task.skill,
        level=task.level,
        effort_minutes=task.effort_minutes if effort_minutes is None else effort_minutes,
        release=team.aware(release),
        due=None if task.due is None else team.aware(due_instant(task.due, team.zone, hours)),
        person=task.person or person_bound(mates, progress),
        same_person_as=names_bound(task, mates, progress, refused=refused),
        one_sitting=task.one_sitting,
        after=waits_of(task),
        commitment=task.commitment,
        agreed_on=task.agreed_on,
    )
