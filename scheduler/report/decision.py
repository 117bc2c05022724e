"""One entry of the book as it is told to a lead: the answer, the dates, who and when, what pays for it, what moved, why not, what next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from scheduler.calendars.recurrence import progress_by_task, remaining_minutes
from scheduler.calendars.words import is_or_are
from scheduler.domain.record import Source
from scheduler.domain.standing_of_clients import Told
from scheduler.domain.tasks import TaskPlan
from scheduler.report.charges import charge_lines, funded, move_lines
from scheduler.report.decision_heads import head_words, next_words, reason_words
from scheduler.report.loss_words import loss_lines, opened_lines, signed_lines
from scheduler.report.words import count_words, hours_words, moment_words
from scheduler.units import TaskId

if TYPE_CHECKING:
    from scheduler.domain.book import Entry, WorkStand
    from scheduler.report.known_so_far import KnownSoFar

Tone = Literal["yes", "no", "waits", "loss", "plain"]
"""How an answer looks: done as asked, refused, not decided yet, something was lost, or nothing was asked."""

MOST_TASKS = 6

_READ = Source(file="the file of a request", line=1)

_TONES: dict[str, Tone] = {
    "accepted": "yes",
    "granted": "yes",
    "confirmed": "yes",
    "traded": "yes",
    "cancelled": "plain",
    "withdrawn": "plain",
    "declined": "no",
    "expired": "no",
    "waiting": "waits",
    "quoted": "waits",
    "overridden": "loss",
    "lost": "loss",
    "repaired": "loss",
}
_YES: dict[Tone, bool] = {"yes": True, "no": False, "waits": False}


@dataclass(frozen=True, slots=True)
class Telling:
    """An entry in words.

    Attributes
    ----------
    at
        On the team's clock.
    client
        Name of whose entry it is; empty for entries of the team.
    """

    seq: int
    at: datetime
    kind: str
    client: str
    tone: Tone
    headline: str
    lines: tuple[str, ...]
    next_step: str


def tell(entry: Entry, known: KnownSoFar, *, whose: str | None = None) -> Telling:
    """Say an entry in a few lines.

    Parameters
    ----------
    known
        What was known before it; the names and tasks of the entry itself are added.
    whose
        Leave out what concerns other clients alone, as for one client's history.
    """
    known.learn_names(entry)
    at = known.at(entry.at)
    today = at.date()
    tone = _TONES.get(entry.kind, "plain")
    if entry.kind == "booked" and not entry.committed and "not covered" in entry.reason:
        tone = "no"
    lines = [*_lines(entry, known, whose=whose, today=today)]
    return Telling(
        seq=entry.seq,
        at=at,
        kind=entry.kind,
        client=known.client(entry.client) if entry.client else "",
        tone=tone,
        headline=_head(entry, known, whose=whose, today=today),
        lines=tuple(lines),
        next_step=next_words(entry, known, today=today),
    )


def _head(entry: Entry, known: KnownSoFar, *, whose: str | None, today: date) -> str:
    """Return the first line; to another client it is told of an override who decided, and not for whom or for what."""
    if entry.kind == "overridden" and whose not in (None, entry.client):
        return f"Decided over the rules for another client, by {entry.actor or 'an approver'}."
    return head_words(entry, known, today=today)


def told(entry: Entry, known: KnownSoFar, *, whose: str | None = None) -> Told:
    """Return a telling as a part of a document."""
    telling = tell(entry, known, whose=whose)
    rows = [row for row in entry.rows if whose in (None, row.client)]
    return Told(
        seq=telling.seq,
        yes=True if telling.kind == "overridden" else _YES.get(telling.tone),
        headline=telling.headline,
        lines=telling.lines,
        next_step=telling.next_step,
        charged=funded(rows),
    )


def _lines(entry: Entry, known: KnownSoFar, *, whose: str | None, today: date) -> Iterator[str]:
    reason = reason_words(entry, known)
    if reason:
        yield reason
    if whose in (None, entry.client) or not entry.client:
        yield from _own_lines(entry, known, whose=whose, today=today)
    yield from loss_lines(entry, known, whose=whose, today=today)
    yield from move_lines(entry, known, whose=whose, today=today)


def _own_lines(entry: Entry, known: KnownSoFar, *, whose: str | None, today: date) -> Iterator[str]:
    """Yield what an entry says of the client whose entry it is."""
    match entry.kind:
        case "opened":
            yield from opened_lines(entry, known, whose=whose)
        case "signed":
            yield from signed_lines(entry, known, whose=whose, today=today)
        case "closed" | "published" | "repaired" | "lost" | "edited":
            return
        case "progressed":
            yield from _progress_lines(entry, known, today=today)
        case _:
            yield from _task_lines(entry, known, today=today)
    if entry.client and entry.kind != "signed":
        yield from charge_lines(entry, client=entry.client, today=today)


def _task_lines(entry: Entry, known: KnownSoFar, *, today: date) -> Iterator[str]:
    """Yield who does each task and when; its promised date only where the head does not say it."""
    yield from _less_than_asked(entry, known)
    tasks = [each.task for each in entry.committed]
    if entry.kind == "confirmed":
        tasks = [task for task in known.of_request.get(entry.request, ()) if task in known.dues]
    stands = {**known.stands, **{stand.task: stand for stand in entry.work}}
    dues = {**known.dues, **{each.task: each.due for each in entry.committed}}
    titles = known.titles(tasks)
    one_date = len({dues[task] for task in tasks}) <= 1
    new = {each.id for each in entry.asked} - {*entry.released}
    for task in tasks[:MOST_TASKS]:
        due = moment_words(known.at(dues[task]), today=today)
        stand = stands.get(task)
        who = "" if stand is None or not stand.pieces else known.work_words(stand, today=today)
        if task in entry.released and task in known.dues:
            was = moment_words(known.at(known.dues[task]), today=today)
            yield f"{titles[task]} is now promised for {due} (before: {was}); {who}."
        elif one_date or (entry.kind == "traded" and task in new):
            yield f"{titles[task]}: {who}." if len(tasks) > 1 else f"{who}."
        else:
            yield f"{titles[task]}: {who}; promised for {due}."
    if len(tasks) > MOST_TASKS:
        yield f"{count_words(len(tasks) - MOST_TASKS, 'more task')}."
    if entry.expires_at is None:
        return
    if entry.kind != "quoted":
        yield f"Held until {moment_words(known.at(entry.expires_at), today=today)}."
    elif entry.expires_at - entry.at < timedelta(hours=known.workspace.policy.quote_expiry_hours):
        yield "It cannot be held longer: its work has to begin soon after."


def _less_than_asked(entry: Entry, known: KnownSoFar) -> Iterator[str]:
    """Yield how much of a request was done already, and how much of the rest was taken, where that is less than its file asks for."""
    if entry.read is None or entry.kind not in ("accepted", "quoted"):
        return
    rows = progress_by_task(known.workspace)
    tasks = [
        TaskPlan(source=_READ, **{name: task.get(name) for name in ("id", "skill", "effort_minutes", "spent_minutes")})
        for task in entry.read["tasks"]
    ]
    whole = sum(task.effort_minutes for task in tasks)
    left = sum(remaining_minutes(task, rows.get(TaskId(f"{entry.request}/{task.id}"))) for task in tasks)
    taken = sum(task.effort_minutes for task in entry.asked)
    if left < whole:
        yield f"Done already: {hours_words(whole - left)} of the {hours_words(whole)} that were asked for."
    if taken < left:
        yield f"{hours_words(taken)} of the {hours_words(left)} that {f'{is_or_are(left)} left' if left < whole else 'were asked for'}."


def _progress_lines(entry: Entry, known: KnownSoFar, *, today: date) -> Iterator[str]:
    """Yield where what remains stands now, and whether the promised date holds."""
    stands = {**known.stands, **{stand.task: stand for stand in entry.work}}
    dues = {**known.dues, **{each.task: each.due for each in entry.committed}}
    for task, minutes in entry.remaining.items():
        due, stand = dues.get(task), stands.get(task)
        if not minutes or stand is None or not stand.pieces or due is None:
            continue
        finish, left = _finish_of(stand, minutes, since=entry.at)
        promised = moment_words(known.at(due), today=today)
        if left:
            passed = " has passed:" if due <= entry.at else " is"
            yield f"Nothing is planned yet for {hours_words(left)} of it; its promised date{passed} {promised}."
            continue
        until = moment_words(known.at(finish), today=today)
        if finish > due:
            yield f"What remains is planned until {until}, after its promised date, {promised}."
        else:
            yield f"What remains is planned until {until}; its promised date, {promised}, holds."


def _finish_of(stand: WorkStand, minutes: int, *, since: datetime) -> tuple[datetime, int]:
    """Return when the first minutes of what stands of a task from a moment on are done, and how many of them stand nowhere.

    Where less remains than stands, the rest of it is not needed.
    """
    for piece in stand.pieces:
        begins = max(piece.start, since)
        done = begins + timedelta(minutes=minutes)
        if done <= piece.end:
            return done, 0
        minutes -= max(0, int((piece.end - begins).total_seconds()) // 60)
    return stand.pieces[-1].end, minutes
