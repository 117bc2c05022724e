"""Answers as entries of the log: what was granted with its commitments and slack floors, what was refused with its reason."""

from __future__ import annotations

from typing import Literal

from scheduler.calendars.zones import instant_of
from scheduler.domain.book import AskedTask, CommittedTask, Entry, Promise, Worked, WorkStand
from scheduler.domain.tasks import PROMISED
from scheduler.fairshare.asking import Ask, Granted, Refused
from scheduler.fairshare.book import Book
from scheduler.fairshare.charging import merged_rows
from scheduler.fairshare.rounds import repayment
from scheduler.fairshare.witness import WorkPlace
from scheduler.units import Instant, TaskId


def commit(book: Book, ask: Ask, places: dict[TaskId, WorkPlace]) -> tuple[CommittedTask, ...]:
    """Return the commitments of granted tasks with their slack floors (policy, "Slack is property")."""
    made = []
    for task in ask.tasks:
        if task.due is None or task.id not in places or task.commitment not in PROMISED:
            continue
        due = instant_of(task.due)
        floor_at = slack_floor_at(book, task, due=due, finish=places[task.id].finish)
        made.append(
            CommittedTask(task=task.id, client=ask.client, due=book.team.aware(due), floor_at=book.team.aware(floor_at))
        )
    return tuple(made)


def slack_floor_at(book: Book, task: AskedTask, *, due: Instant, finish: Instant) -> Instant:
    """Return the due time less the slack floor: the least of working days, a share of the window, and the slack there is."""
    team, policy = book.team, book.team.policy
    window = team.team_minutes(max(instant_of(task.release), 0), due)
    slack = team.team_minutes(finish, due)
    floor = min(policy.slack_floor_days * team.longest_day_minutes, window * policy.slack_floor_share // 1000, slack)
    return team.moved_back(due, floor)


def work_stands(book: Book, places: dict[TaskId, WorkPlace]) -> tuple[WorkStand, ...]:
    """Return places as the log writes them."""
    aware = book.team.aware
    return tuple(
        WorkStand(
            task=task,
            person=place.person,
            pieces=tuple(Worked(start=aware(piece.start), end=aware(piece.end)) for piece in place.pieces),
        )
        for task, place in places.items()
    )


def granted_entry(
    book: Book,
    ask: Ask,
    granted: Granted,
    *,
    kind: Literal["accepted", "granted", "quoted", "booked"],
    reason: str = "",
) -> Entry:
    """Return the entry that a granted request makes; what the daily round gives repays its client's make-up credit."""
    committed = commit(book, ask, granted.places)
    aware = book.team.aware
    return Entry(
        seq=0,
        at=aware(book.clock),
        kind=kind,
        client=ask.client,
        request=ask.request,
        actor=ask.actor,
        reason=reason,
        rows=merged_rows(granted.rows),
        promised=tuple(Promise(task=each.task, due=each.due) for each in committed),
        asked_at=None if ask.asked_at is None else aware(ask.asked_at),
        latest=None if ask.latest is None else aware(ask.latest),
        conforming=granted.conforming,
        asked=ask.tasks,
        committed=committed,
        work=work_stands(book, granted.places),
        credits=repayment(book, ask.client, granted.rows),
    )


def expiring(book: Book, entry: Entry) -> Entry:
    """Return the entry of a quote with the moment at which it ends unless it is confirmed: at the latest when its work may first begin."""
    expires_at = book.clock + book.team.policy.quote_expiry_hours * 60
    begins = min((instant_of(task.release) for task in entry.asked), default=expires_at)
    if begins > book.clock:
        expires_at = min(expires_at, begins)
    return entry.model_copy(update={"expires_at": book.team.aware(expires_at)})


def refused_entry(book: Book, ask: Ask, refused: Refused) -> Entry:
    """Return the entry of a request that was declined or waits for the round."""
    aware = book.team.aware
    return Entry(
        seq=0,
        at=aware(book.clock),
        kind="waiting" if refused.waits else "declined",
        client=ask.client,
        request=ask.request,
        actor=ask.actor,
        reason=refused.reason,
        asked_at=None if ask.asked_at is None else aware(ask.asked_at),
        latest=None if ask.latest is None else aware(ask.latest),
        conforming=False,
        asked=ask.tasks,
    )
