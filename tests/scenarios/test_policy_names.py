"""The policy's I18 on the studio: other names and another order of people and rows change no verdict that is conforming."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.units import ClientId
from scheduler.verify.book import compare_renamed
from scheduler.workflows.simulation.stream import Leaves, Returns
from scheduler.workflows.simulation.studio import Setting
from tests.scenarios.policy_runs import book_of, booked, drawn

NEW_NAMES = {"ashby": "zebra", "birch": "yak", "cedar": "xerus", "dune": "wolf", "elm": "vole"}
STREAMS = [("varied", 2), ("friday-flood", 2), ("honest", 2)]


@pytest.mark.parametrize(("name", "weeks"), STREAMS)
def test_other_names_of_clients_change_no_answer_at_all(name: str, weeks: int) -> None:
    setting, stream = drawn(name, weeks=weeks)
    workspace = setting.workspace
    clients = tuple(client.model_copy(update={"id": ClientId(NEW_NAMES[client.id])}) for client in workspace.clients)
    renamed = Setting(
        workspace=workspace.model_copy(update={"clients": clients}),
        blocks=tuple(block.model_copy(update={"client": NEW_NAMES[block.client]}) for block in setting.blocks),
    )
    events = tuple(
        event if isinstance(event, Leaves | Returns) else replace(event, client=ClientId(NEW_NAMES[event.client]))
        for event in stream.events
    )
    again = booked(renamed, replace(stream, events=events))
    assert compare_renamed(book_of(name, weeks=weeks).book.lines, again.book.lines, NEW_NAMES) == []


@pytest.mark.parametrize(("name", "weeks"), STREAMS)
def test_another_order_of_people_clients_and_blocks_changes_no_verdict_that_is_conforming(
    name: str, weeks: int
) -> None:
    setting, stream = drawn(name, weeks=weeks)
    workspace = setting.workspace
    turned = Setting(
        workspace=workspace.model_copy(
            update={"people": tuple(reversed(workspace.people)), "clients": tuple(reversed(workspace.clients))}
        ),
        blocks=tuple(reversed(setting.blocks)),
    )
    answers = [conforming_so_far(each) for each in (book_of(name, weeks=weeks), booked(turned, stream))]
    assert len(answers[0]) > 40
    assert answers[0] == answers[1]


def conforming_so_far(booked_stream) -> dict[tuple[str, str], object]:  # type: ignore[no-untyped-def]
    """Return the promises of conforming requests of each client up to its first request beyond its own hours.

    Among equals the order of people.yaml chooses whose block is used (policy, "Conforming"), and spare goes to whoever asks first: so what
    a client has left after a request beyond its own hours may depend on the order of people, as it may on other clients (I6).
    """
    beyond: set[str] = set()
    found: dict[tuple[str, str], object] = {}
    for entry in booked_stream.entries:
        if entry.request and entry.conforming is False:
            beyond.add(entry.client)
        elif entry.conforming and entry.client not in beyond:
            found[entry.client, entry.request] = entry.promised
    return found
