"""A log of one's own as a stream: its requests are asked again, taken back and reported on at the times at which they were."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from scheduler.calendars.zones import Zone, instant_of
from scheduler.domain.book import BlockEnd, Entry, LaidBlock
from scheduler.domain.workspace import Workspace
from scheduler.errors import InputError
from scheduler.files.findings import Findings, Spot
from scheduler.units import ClientId, Instant, Span
from scheduler.workflows.simulation.stream import (
    Asks,
    Cancels,
    Confirms,
    Event,
    Leaves,
    Reports,
    Returns,
    Signs,
    Stream,
    in_order,
)
from scheduler.workflows.simulation.studio import Setting

ASKED = frozenset({"accepted", "declined", "waiting", "quoted", "traded", "overridden"})
"""Entries that answer a request for the first time; `granted` and `confirmed` take one further."""


def read_log(lines: Iterable[str], *, name: str) -> list[Entry]:
    """Return the entries of a log: JSON lines, as `evenhand export --to log` writes them.

    Parameters
    ----------
    name
        Of the file, for what is said about a wrong line.

    Raises
    ------
    InputError
        Where a line is no entry, with its number, or the log does not begin with the facts of a team.
    """
    spot = Spot(Findings(), name)
    entries = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            entry = Entry.model_validate(json.loads(line))
            if entry.facts is not None:
                Workspace.model_validate(entry.facts)
        except ValueError as error:
            said = "this is no entry of a log"
            spot.at(number).wrong("a line that 'evenhand export --to log' wrote", said=said)
            raise InputError(spot.findings.problems) from error
        entries.append(entry)
    if not entries or entries[0].kind != "opened" or entries[0].facts is None:
        said = "the log does not begin with an entry 'opened' that holds the team"
        spot.wrong("a log that 'evenhand export --to log' wrote, from its first line on", said=said)
        raise InputError(spot.findings.problems)
    return entries


def setting_of(entries: Sequence[Entry]) -> Setting:
    """Return the team and the blocks with which a log begins."""
    opened = entries[0]
    workspace = Workspace.model_validate(opened.facts).model_copy(update={"as_of": opened.at})
    blocks = [*opened.blocks]
    for entry in entries[1:]:
        if entry.kind != "signed" or entry.at != opened.at:
            break
        blocks.extend(entry.blocks)
    return Setting(workspace=workspace, blocks=tuple(blocks))


def stream_of(entries: Sequence[Entry], *, name: str) -> Stream:
    """Return what a log tells as a stream.

    Recurring work is not asked again: the policy books it by itself. Consents and repairs are not taken over, and an override is
    asked as the request that it was; notes say so.
    """
    opened = entries[0]
    zone = Zone.of(str((opened.facts or {})["time_zone"]))
    end = zone.end_of(zone.local(instant_of(entries[-1].at))[0])
    told = _Told(opened.facts or {})
    events = in_order(event for entry in entries[1:] for event in told.events(entry, opened_at=instant_of(opened.at)))
    return Stream(name=name, span=Span(instant_of(opened.at), end), events=events, notes=tuple(told.notes()))


class _Told:
    """Turns entries into events; facts that changed are kept, as a loss says only who is away and when."""

    def __init__(self, facts: dict[str, Any]) -> None:
        self._facts = Workspace.model_validate(facts)
        self._left_out: dict[str, int] = {}

    def notes(self) -> Iterator[str]:
        """Yield what was not taken over as it was."""
        for kind, number in sorted(self._left_out.items()):
            yield f"{number} entries '{kind}' of the log are not repeated as they were"

    def events(self, entry: Entry, *, opened_at: Instant) -> Iterator[Event]:
        """Yield the events that an entry tells."""
        at = instant_of(entry.at)
        if entry.facts is not None:
            self._facts = Workspace.model_validate(entry.facts)
        match entry.kind:
            case kind if kind in ASKED:
                if kind in ("traded", "overridden"):
                    self._leave_out(kind)
                yield self._asks(entry, at)
            case "booked" if entry.reason == "row":
                yield self._asks(entry, at)
            case "confirmed":
                yield Confirms(at=at, client=ClientId(entry.client), request=entry.request)
            case "cancelled" | "withdrawn" if entry.request:
                yield from self._cancels(entry, at)
            case "progressed":
                for task, minutes in entry.remaining.items():
                    yield Reports(
                        at=at,
                        client=ClientId(entry.client),
                        task=task,
                        remaining_minutes=minutes,
                        is_done=minutes == 0,
                        worked_minutes=entry.worked.get(task),
                    )
            case "signed" if at > opened_at:
                yield self._signs(entry, at)
            case "consented" | "repaired":
                self._leave_out(entry.kind)
            case _:
                yield from self._of_team(entry, at)

    def _of_team(self, entry: Entry, at: Instant) -> Iterator[Event]:
        if entry.kind == "lost" and entry.loss is not None and entry.loss.person is not None:
            span = Span(instant_of(entry.loss.from_), instant_of(entry.loss.to))
            yield Leaves(at=at, person=entry.loss.person, span=span, workspace=self._facts)
        elif entry.kind in ("lost", "edited"):
            yield Returns(at=at, workspace=self._facts)

    def _leave_out(self, kind: str) -> None:
        self._left_out[kind] = self._left_out.get(kind, 0) + 1

    def _asks(self, entry: Entry, at: Instant) -> Asks:
        return Asks(
            at=at,
            client=ClientId(entry.client),
            request=entry.request or " + ".join(task.id for task in entry.asked),
            tasks=entry.asked,
            asked_at=None if entry.asked_at is None else instant_of(entry.asked_at),
            latest=None if entry.latest is None else instant_of(entry.latest),
            as_quote=entry.kind == "quoted",
        )

    def _cancels(self, entry: Entry, at: Instant) -> Iterator[Event]:
        if entry.kind == "withdrawn":
            # Waiting requests are withdrawn by themselves when their last date of use has passed.
            if entry.reason != "expired":
                yield Cancels(at=at, client=ClientId(entry.client), request=entry.request)
            return
        for task in entry.released or (None,):
            yield Cancels(at=at, client=ClientId(entry.client), request=entry.request, task=task)

    def _signs(self, entry: Entry, at: Instant) -> Signs:
        ended: tuple[BlockEnd, ...] = entry.ended
        blocks: tuple[LaidBlock, ...] = entry.blocks
        return Signs(
            at=at,
            client=ClientId(entry.client),
            workspace=self._facts,
            blocks=blocks,
            ended=tuple((end.block, end.from_day) for end in ended),
        )
