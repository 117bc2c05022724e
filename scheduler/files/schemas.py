"""The JSON Schema of each document: of the files that people write from the tables that read them, of ours from the records."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scheduler.domain.answers import Check, ProblemList
from scheduler.domain.book_answers import BookState, Exported, Repaired
from scheduler.domain.contacts import Contacts
from scheduler.domain.document import Header
from scheduler.domain.handover import Handover
from scheduler.domain.headroom import Headroom
from scheduler.domain.plan import Plan
from scheduler.domain.simulation import Simulation
from scheduler.domain.standing_of_clients import StandingOfClients, ToldEntries
from scheduler.domain.verdict import Absorption, Verdict
from scheduler.errors import UsageError
from scheduler.files.findings import one_of
from scheduler.files.shapes import Table
from scheduler.files.tables import CLIENTS_FILE, PEOPLE_FILE, REQUEST, WORKSPACE

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def _of_file(table: Table, title: str) -> Callable[[], dict[str, Any]]:
    return lambda: {"$schema": DIALECT, "title": title, **table.schema()}


def _of_document(model: type[Header]) -> Callable[[], dict[str, Any]]:
    return lambda: {"$schema": DIALECT, **model.model_json_schema(by_alias=True, mode="serialization")}


_SCHEMAS: dict[str, Callable[[], dict[str, Any]]] = {
    "workspace": _of_file(WORKSPACE, "workspace.yaml"),
    "people": _of_file(PEOPLE_FILE, "people.yaml"),
    "clients": _of_file(CLIENTS_FILE, "clients.yaml"),
    "request": _of_file(REQUEST, "requests/*.yaml"),
    "plan": _of_document(Plan),
    "verdict": _of_document(Verdict),
    "absorption": _of_document(Absorption),
    "problems": _of_document(ProblemList),
    "check": _of_document(Check),
    "simulation": _of_document(Simulation),
    "contacts": _of_document(Contacts),
    "headroom": _of_document(Headroom),
    "handover": _of_document(Handover),
    "decision": _of_document(ToldEntries),
    "record": _of_document(ToldEntries),
    "history": _of_document(ToldEntries),
    "fairness": _of_document(StandingOfClients),
    "book_check": _of_document(BookState),
    "repair": _of_document(Repaired),
    "export": _of_document(Exported),
}

KINDS: tuple[str, ...] = tuple(_SCHEMAS)
"""What `schema` knows."""


def schema(kind: str) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a kind of document.

    Raises
    ------
    UsageError
        If there is no such kind.
    """
    if kind not in _SCHEMAS:
        expected = one_of(KINDS)
        text = f"there is no document of the kind '{kind}'; expected {expected}"
        raise UsageError(text, field="KIND", got=kind, expected=expected)
    return _SCHEMAS[kind]()
