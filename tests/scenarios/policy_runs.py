"""Runs of the policy's scenarios on the studio, judged from their logs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

from scheduler.domain.book import Entry
from scheduler.domain.simulation import ClientFigures, Run
from scheduler.units import ClientId
from scheduler.verify.book import check_book
from scheduler.workflows.simulation.accept_if_it_fits import AcceptIfItFits
from scheduler.workflows.simulation.book_policy import BookPolicy
from scheduler.workflows.simulation.changes import without_client
from scheduler.workflows.simulation.differences import rows_of_client
from scheduler.workflows.simulation.judge import judged, name_of
from scheduler.workflows.simulation.running import entitled_in, run, with_recurring
from scheduler.workflows.simulation.scenarios import draw_stream
from scheduler.workflows.simulation.stream import Asks, Event, Stream
from scheduler.workflows.simulation.studio import Setting, studio


@cache
def drawn(name: str, *, weeks: int | None = None, seed: int = 1) -> tuple[Setting, Stream]:
    return draw_stream(name, studio(), seed=seed, weeks=weeks)


def booked(setting: Setting, stream: Stream) -> BookPolicy:
    policy = BookPolicy(setting)
    run(policy, setting, stream)
    return policy


@cache
def book_of(name: str, *, weeks: int | None = None, seed: int = 1) -> BookPolicy:
    return booked(*drawn(name, weeks=weeks, seed=seed))


def figures_of(policy: BookPolicy, setting: Setting, stream: Stream) -> Run:
    return judged(policy.entries, workspace=setting.workspace, span=stream.span, policy=policy.name)


def baseline_of(policy: BookPolicy, setting: Setting, stream: Stream) -> Run:
    other = AcceptIfItFits(setting, end=stream.span.end)
    run(other, setting, with_recurring(stream, policy.entries))
    return judged(
        other.entries,
        workspace=setting.workspace,
        span=stream.span,
        policy=other.name,
        entitled=entitled_in(policy.entries),
    )


def others(figures: Run, attackers: Sequence[str]) -> list[ClientFigures]:
    return [each for each in figures.clients if each.client not in attackers]


def harmed(figures: Iterable[ClientFigures]) -> list[tuple[str, int, int, int]]:
    """Return who had entitled requests refused, promised dates moved or work late."""
    return [
        (each.client, each.entitled_refused, each.promises_moved, each.late_minutes)
        for each in figures
        if each.entitled_refused or each.promises_moved or each.late_minutes
    ]


def without(setting: Setting, client: str) -> Setting:
    """Return the setting as if the client had never signed."""
    return Setting(
        workspace=without_client(setting.workspace, client),
        blocks=tuple(block for block in setting.blocks if block.client != client),
    )


def conforming_only(stream: Stream, log: Iterable[Entry], *, but: Sequence[str]) -> Stream:
    """Return the stream without those requests that a log does not call conforming, except of the clients `but`."""
    conforming = {name_of(entry) for entry in log if entry.conforming}
    kept: tuple[Event, ...] = tuple(
        event
        for event in stream.events
        if not isinstance(event, Asks) or event.client in but or event.request in conforming
    )
    return replace(stream, events=kept)


def until_first_other(log: Sequence[Entry], client: str) -> list[Entry]:
    """Return a log up to the client's first request that was not conforming."""
    for position, entry in enumerate(log):
        if entry.client == client and entry.asked and not entry.conforming:
            return list(log[:position])
    return list(log)


def treated(log: Iterable[Entry], clients: Iterable[ClientId | str]) -> dict[str, object]:
    """Return everything that a log says of some clients, to be compared with another log."""
    entries = list(log)
    return {str(client): rows_of_client(entries, client) for client in clients}


def complaints(policy: BookPolicy) -> list[str]:
    """Return what the independent check says against a book."""
    return [f"{each.rule}: {each.text}" for each in check_book(policy.book.lines).violations]
