"""What each client asked for and got, judged from the entries of a log and from nothing else.

The judge knows neither who decided nor how: it counts requests and answers, adds up ledger rows, and looks where the work of promised
tasks stands after the last entry.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from scheduler.calendars.spans import total_minutes
from scheduler.calendars.working_time import WorkingTimeBook
from scheduler.domain.book import Entry, WorkStand, line_of, sha256_of
from scheduler.domain.clients import Client
from scheduler.domain.simulation import ClientFigures, Run
from scheduler.domain.workspace import Workspace
from scheduler.units import ClientId, Span, TaskId
from scheduler.workflows.simulation.team_clock import weekly_skills

YES = frozenset({"accepted", "granted", "traded", "overridden", "confirmed", "booked"})
NO = frozenset({"declined", "waiting", "withdrawn"})
OFFERED = frozenset({"quoted", "expired"})
"""A quote that nobody confirmed was no refusal, and came to nothing."""

_MINUTE = timedelta(minutes=1)


@dataclass(slots=True)
class Answer:
    """What became of one request, or of one occurrence of recurring work.

    Attributes
    ----------
    kind
        Of the entry that answered it last; `cancelled` is no answer.
    promised
        Tasks with their promised dates, as they were when it was accepted.
    is_entitled
        Whether its first entry says that the client's own held minutes fund it by arithmetic.
    """

    client: ClientId
    minutes: int
    kind: str
    is_entitled: bool
    is_recurring: bool = False
    promised: tuple[tuple[TaskId, datetime], ...] = ()

    @property
    def is_accepted(self) -> bool:
        """Whether it was answered with yes."""
        return self.kind in YES

    @property
    def is_refused(self) -> bool:
        """Whether it was answered with no, or waits still."""
        return self.kind in NO


@dataclass(slots=True)
class Told:
    """Everything that a log tells, gathered in one pass.

    Attributes
    ----------
    answers
        By name of the request, in the order in which they were asked.
    due, owner
        The promised date of each task, and whose it is.
    moved
        How often an entry of somebody else changed a promised date or took a promise back, by client.
    stands
        Where the work of each task stands after the last entry.
    needed
        Minutes that a task takes in all, by the last report of it; those that nobody reported on take their effort.
    """

    answers: dict[str, Answer] = field(default_factory=dict)
    due: dict[TaskId, datetime] = field(default_factory=dict)
    owner: dict[TaskId, ClientId] = field(default_factory=dict)
    effort: dict[TaskId, int] = field(default_factory=dict)
    moved: defaultdict[ClientId, int] = field(default_factory=lambda: defaultdict(int))
    stands: dict[TaskId, WorkStand] = field(default_factory=dict)
    needed: dict[TaskId, int] = field(default_factory=dict)
    funds: defaultdict[tuple[ClientId, str], int] = field(default_factory=lambda: defaultdict(int))


def told_by(entries: Iterable[Entry], *, entitled: Collection[str] | None = None) -> Told:
    """Gather what a log tells.

    Parameters
    ----------
    entitled
        Names of requests to count as entitled, where the log does not say it itself.
    """
    told = Told()
    for entry in entries:
        _hear_answer(told, entry, entitled)
        for task in entry.asked:
            told.effort.setdefault(task.id, task.effort_minutes)
        for promise in entry.promised:
            owner = told.owner.setdefault(promise.task, ClientId(entry.client))
            if promise.task in told.due and told.due[promise.task] != promise.due and owner != entry.client:
                told.moved[owner] += 1
            told.due[promise.task] = promise.due
        for task_id in entry.released:
            owner = told.owner.get(task_id, ClientId(entry.client))
            if told.due.pop(task_id, None) is not None and owner != entry.client:
                told.moved[owner] += 1
        for row in entry.rows:
            told.funds[row.client, row.fund] += row.minutes
        for stand in entry.work:
            told.stands[stand.task] = stand
        for task_id, left in entry.remaining.items():
            told.needed[task_id] = _standing_before(told.stands.get(task_id), entry.at) + left
    return told


def name_of(entry: Entry) -> str:
    """Return the name of what an entry answers: the request, or the tasks of work that no request asked for."""
    return entry.request or " + ".join(task.id for task in entry.asked)


def _hear_answer(told: Told, entry: Entry, entitled: Collection[str] | None) -> None:
    if entry.kind not in YES | NO | OFFERED or (entry.kind == "booked" and entry.reason == "initial"):
        return
    name = name_of(entry) or entry.replaces
    promised = tuple((promise.task, promise.due) for promise in entry.promised)
    known = told.answers.get(name)
    if known is None:
        told.answers[name] = Answer(
            client=ClientId(entry.client),
            minutes=sum(task.effort_minutes for task in entry.asked),
            kind=entry.kind,
            is_entitled=name in entitled if entitled is not None else bool(entry.conforming),
            is_recurring=entry.kind == "booked",
            promised=promised,
        )
        return
    known.kind = entry.kind
    known.promised = promised or known.promised


def _standing_before(stand: WorkStand | None, at: datetime) -> int:
    pieces = () if stand is None else stand.pieces
    return sum(max(0, (min(piece.end, at) - piece.start) // _MINUTE) for piece in pieces)


def late_minutes(told: Told, task: TaskId) -> int:
    """Return the minutes of a promised task that do not stand before its promised date, of as many as were promised.

    What it takes longer than was said is not among them (`overrun_late_minutes`): nobody promised to do that by the date.
    """
    promised = told.effort.get(task, 0)
    return max(
        0, min(promised, told.needed.get(task, promised)) - _standing_before(told.stands.get(task), told.due[task])
    )


def overrun_late_minutes(told: Told, task: TaskId) -> int:
    """Return the minutes that a promised task takes longer than was said and that do not stand before its promised date."""
    needed = told.needed.get(task, told.effort.get(task, 0))
    missing = max(0, needed - _standing_before(told.stands.get(task), told.due[task]))
    return missing - late_minutes(told, task)


def judged(
    entries: Sequence[Entry],
    *,
    workspace: Workspace,
    span: Span,
    policy: str,
    entitled: Collection[str] | None = None,
    changed: dict[str, str] | None = None,
    without: str = "",
) -> Run:
    """Return the figures of one run.

    Parameters
    ----------
    workspace
        Team and agreements; clients of the log that it does not have are shown too.
    span
        The period: utilisation counts the work and the working time inside it.
    entitled
        As in `told_by`.
    """
    told = told_by(entries, entitled=entitled)
    clients = [client.id for client in workspace.clients if client.id != without]
    clients += sorted({answer.client for answer in told.answers.values()} - set(clients))
    figures = tuple(_figures(told, client, workspace) for client in clients)
    capacity = _capacity_minutes(workspace, span)
    by_request = {answer.client for answer in told.answers.values() if not answer.is_recurring}
    asking = [each for each in figures if each.client in by_request]
    return Run(
        policy=policy,
        changed=changed or {},
        without=ClientId(without),
        entries=len(entries),
        accepted_permille=_permille(sum(each.accepted_minutes for each in figures), capacity),
        utilisation_permille=_permille(_standing_minutes(told, span), capacity),
        jain_permille=jain_permille([each.accepted_minutes / each.weight_minutes for each in asking]),
        jain_spare_permille=jain_permille([each.spare_minutes / each.weight_minutes for each in asking]),
        log_sha256=sha256_of(line_of(entries[-1])) if entries else "",
        clients=figures,
    )


def _figures(told: Told, client: ClientId, workspace: Workspace) -> ClientFigures:
    answers = [answer for answer in told.answers.values() if answer.client == client]
    entitled = [answer for answer in answers if answer.is_entitled]
    promised = [task for task, owner in told.owner.items() if owner == client and task in told.due]
    return ClientFigures(
        client=client,
        weight_minutes=weight_minutes(workspace, client),
        asked=len(answers),
        asked_minutes=sum(answer.minutes for answer in answers),
        accepted=sum(answer.is_accepted for answer in answers),
        accepted_minutes=sum(answer.minutes for answer in answers if answer.is_accepted),
        refused=sum(answer.is_refused for answer in answers),
        entitled=len(entitled),
        entitled_refused=sum(answer.is_refused for answer in entitled),
        promises_moved=told.moved[client],
        late_minutes=sum(late_minutes(told, task) for task in promised),
        overrun_late_minutes=sum(overrun_late_minutes(told, task) for task in promised),
        own_minutes=told.funds[client, "own"],
        rush_minutes=told.funds[client, "rush"],
        spare_minutes=told.funds[client, "spare"],
        lapsed_minutes=told.funds[client, "lapsed"],
        cut_minutes=told.funds[client, "cut"],
    )


def weight_minutes(workspace: Workspace, client: ClientId) -> int:
    """Return the agreed minutes of a client per week, at least the policy's `min_weight`."""
    found = next((each for each in workspace.clients if each.id == client), None)
    return max(workspace.policy.min_weight, _agreed(found) if found else 0)


def _agreed(client: Client) -> int:
    return sum(weekly_skills(client).values())


def _capacity_minutes(workspace: Workspace, span: Span) -> int:
    book = WorkingTimeBook(workspace)
    return sum(total_minutes(book.working_spans(person, span)) for person in workspace.people)


def _standing_minutes(told: Told, span: Span) -> int:
    first, last = _aware(span.start), _aware(span.end)
    return sum(
        max(0, (min(piece.end, last) - max(piece.start, first)) // _MINUTE)
        for stand in told.stands.values()
        for piece in stand.pieces
    )


def _permille(minutes: int, capacity_minutes: int) -> int:
    return round(1000 * minutes / capacity_minutes) if capacity_minutes else 0


def _aware(at: int) -> datetime:
    return datetime.fromtimestamp(at * 60, tz=UTC)


def jain_permille(shares: Sequence[float]) -> int:
    """Return Jain's index of some shares: 1000 where they are all the same, 1000 / n where one has all; 1000 for none.

    Source: Jain, Chiu and Hawe, 1984.
    """
    squares = sum(share * share for share in shares)
    return round(1000 * sum(shares) ** 2 / (len(shares) * squares)) if squares else 1000
