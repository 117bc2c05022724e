"""Feeds a stream to a policy, day by day, and judges the log that comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from scheduler.calendars.zones import instant_of
from scheduler.domain.book import Entry
from scheduler.units import ClientId, Instant
from scheduler.workflows.simulation.judge import name_of
from scheduler.workflows.simulation.stream import Asks, Event, Stream, in_order
from scheduler.workflows.simulation.studio import Setting
from scheduler.workflows.simulation.team_clock import TeamClock


class Policy(Protocol):
    """A way to decide, with a log of its own."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def entries(self) -> list[Entry]:
        """Its log so far."""

    @property
    def has_waiting(self) -> bool:
        """Whether a request waits for the daily round."""

    def advance(self, to: Instant) -> None:
        """Let time pass; whatever is due by itself happens."""

    def hold_round(self) -> None:
        """Hold the daily round."""

    def take(self, event: Event) -> None:
        """Decide one event."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is.

    Attributes
    ----------
    part
        Of the period, from 0 to 1.
    """

    policy: str
    part: float
    entries: int


def run(
    policy: Policy, setting: Setting, stream: Stream, *, on_progress: Callable[[Progress], None] | None = None
) -> list[Entry]:
    """Feed a stream to a policy that stands at its beginning, and return the log.

    Daily rounds are held on every working day at the policy's `round_at` while somebody waits. The log ends with the period.
    """
    for at, event in moments(setting, stream):
        policy.advance(at)
        if event is not None:
            policy.take(event)
        elif policy.has_waiting:
            policy.hold_round()
        if on_progress is not None:
            done = (at - stream.span.start) / max(1, stream.span.minutes)
            on_progress(Progress(policy=policy.name, part=min(1.0, done), entries=len(policy.entries)))
    policy.advance(stream.span.end)
    return policy.entries


def moments(setting: Setting, stream: Stream) -> Iterator[tuple[Instant, Event | None]]:
    """Yield events and times of rounds (None) in order; at one moment the events come first."""
    hour, minute = setting.workspace.policy.round_at.split(":")
    clock = TeamClock(setting.workspace)
    rounds = [clock.at(day, int(hour) * 60 + int(minute)) for day in clock.working_days(stream.span)]
    position = 0
    for event in stream.events:
        while position < len(rounds) and rounds[position] < event.at:
            yield rounds[position], None
            position += 1
        yield event.at, event
    yield from ((at, None) for at in rounds[position:])


def with_recurring(stream: Stream, log: list[Entry]) -> Stream:
    """Return the stream with the recurring and initial work of a log as requests at the times at which it booked them.

    So the baseline is asked for the same work as the book, and at the same times.
    """
    asked = {event.request for event in stream.events if isinstance(event, Asks)}
    booked: dict[str, Asks] = {}
    for entry in log:
        name = name_of(entry)
        if entry.kind in ("booked", "declined") and name not in asked:
            booked.setdefault(
                name, Asks(at=instant_of(entry.at), client=ClientId(entry.client), request=name, tasks=entry.asked)
            )
    return replace(stream, events=in_order(booked.values(), stream.events))


def entitled_in(log: list[Entry]) -> frozenset[str]:
    """Return the names of the requests that a log of the book calls conforming."""
    return frozenset(name_of(entry) for entry in log if entry.conforming)
