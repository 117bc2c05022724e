"""Make-up credits: what an override gave a client that it harmed, until a round repays it or its weeks are over."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from scheduler.verify.book.invariants import breach
from scheduler.verify.clock import say_minutes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.domain.answers import BookViolation
    from scheduler.domain.book import Entry
    from scheduler.units import ClientId, Instant
    from scheduler.verify.book.records import TaskState, Was
    from scheduler.verify.book.state import BookState
    from scheduler.verify.book.step import Step

_MINUTES_PER_WEEK = 7 * 24 * 60


class Credits:
    """The credits of all clients, each with the instant at which it was given."""

    def __init__(self) -> None:
        self._given: dict[ClientId, list[tuple[Instant, int]]] = {}

    def change(self, client: ClientId, minutes: int, *, at: Instant, weeks: int) -> None:
        """Give minutes, or take repaid ones (below zero) off what is not over yet, the oldest first."""
        lasting = [each for each in self._given.get(client, ()) if _lasts(each[0], at, weeks)]
        if minutes >= 0:
            self._given[client] = [*lasting, (at, minutes)]
            return
        repaid, kept = -minutes, []
        for given_at, given in lasting:
            part = min(given, repaid)
            repaid -= part
            kept.append((given_at, given - part))
        self._given[client] = kept

    def left(self, client: ClientId, at: Instant, *, weeks: int) -> int:
        """Return the minutes of a client that are neither repaid nor over."""
        return sum(minutes for given_at, minutes in self._given.get(client, ()) if _lasts(given_at, at, weeks))


def _lasts(given_at: Instant, at: Instant, weeks: int) -> bool:
    return at - given_at <= weeks * _MINUTES_PER_WEEK


def round_repays(state: BookState, entry: Entry, at: Instant) -> Iterator[BookViolation]:
    """Check, before a grant of a round is taken, that the spare it gives repays what its client is owed, and no more (I16)."""
    client = next((waiting.client for waiting in entry.order if waiting.request == entry.request), None)
    if entry.kind != "granted" or client is None:
        return
    owed = state.credits.left(client, at, weeks=state.workspace.policy.credit_weeks)
    given = sum(row.minutes for row in entry.rows if row.in_round and row.client == client)
    must, repaid = min(owed, max(0, given)), -entry.credits.get(client, 0)
    if repaid != must:
        text = (
            f"'{client}' is owed {say_minutes(owed)} and is granted {say_minutes(given)} of spare, so {say_minutes(must)} "
            f"are repaid, not {say_minutes(repaid)}"
        )
        yield breach("I16", client, text, seq=entry.seq, measured=repaid, limit=must)


def override_credits_what_it_takes(step: Step) -> Iterator[BookViolation]:
    """Check that an override credits each other client with the minutes that it loses by where work and blocks stand then, and no others (I7).

    Those are minutes of its work that are not done by their date, or by their former finish past it, and minutes of its blocks that are cut.
    """
    entry = step.entry
    if entry.kind != "overridden":
        return
    lost: defaultdict[ClientId, int] = defaultdict(int)
    for row in entry.rows:
        if row.fund == "cut" and row.client != entry.client:
            lost[row.client] += row.minutes
    for name, was in step.tasks.items():
        task = step.state.tasks[name]
        if was.is_promised and was.client != entry.client:
            lost[was.client] += _minutes_lost(task, was)
    for client in sorted({*lost, *entry.credits}):
        given = entry.credits.get(client, 0)
        if given != lost[client]:
            text = (
                f"'{client}' loses {say_minutes(lost[client])} to an override for '{entry.client}', and is credited with "
                f"{say_minutes(given)}"
            )
            yield breach("I7", client, text, seq=entry.seq, measured=given, limit=lost[client])


def _minutes_lost(task: TaskState, was: Was) -> int:
    """Return how many minutes more than before are not done by the date of a task, or by its former finish where that was later."""
    before = replace(task, pieces=was.pieces, left=was.left)
    if task.due is None:
        return 0
    until = task.due if before.finish is None else max(task.due, before.finish)
    return max(0, (task.left - task.minutes_by(until)) - max(0, before.left - before.minutes_by(until)))
