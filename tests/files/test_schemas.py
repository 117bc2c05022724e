"""JSON Schemas come from the tables and records that read the documents."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest

from scheduler.domain.document import Header
from scheduler.domain.plan import Plan
from scheduler.domain.policy import Policy
from scheduler.errors import UsageError
from scheduler.files.schemas import KINDS, schema
from scheduler.files.tables import CLIENT, PERSON, POLICY, REQUEST, TASK, TASK_COLUMNS_REQUIRED, WORKSPACE


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_one(kind: str) -> None:
    found = schema(kind)
    assert found["$schema"].endswith("2020-12/schema")
    assert found["type"] == "object"
    assert json.loads(json.dumps(found)) == found


def test_the_kinds_that_the_command_promises_are_there() -> None:
    assert {"workspace", "people", "clients", "request", "plan", "problems"} <= set(KINDS)
    with pytest.raises(UsageError, match="expected one of workspace, people"):
        schema("wrkspace")


def test_every_document_that_a_verb_prints_has_one() -> None:
    printed = {
        name
        for model in Header.__subclasses__()
        for name in get_args(model.model_fields["kind"].annotation)
        if model.__module__.startswith("scheduler.")
    }
    assert printed <= set(KINDS)


def test_keys_are_those_that_are_read() -> None:
    assert list(schema("workspace")["properties"]) == list(WORKSPACE.names)
    assert schema("workspace")["required"] == ["format", "name", "time_zone", "hours"]
    people = schema("people")["properties"]["people"]
    assert people["minItems"] == 1
    assert list(people["items"]["properties"]) == list(PERSON.names)
    clients: dict[str, Any] = schema("clients")["properties"]["clients"]["items"]
    assert list(clients["properties"]) == list(CLIENT.names)
    assert clients["required"] == ["id", "name"]
    assert clients["additionalProperties"] is False
    assert list(schema("request")["properties"]) == list(REQUEST.names)
    assert set(schema("plan")["properties"]) == set(Plan.model_fields)


def test_every_key_says_what_it_is_for() -> None:
    for table in (WORKSPACE, PERSON, CLIENT, REQUEST, POLICY, TASK):
        for name, field in table.schema()["properties"].items():
            assert field["description"], name


def test_the_tables_know_every_policy_parameter_and_column() -> None:
    assert set(POLICY.names) == set(Policy.model_fields)
    optional = "deliverable commitment priority start after person same_person_as one_sitting low high spent agreed_on notes link"
    assert set(TASK.names) == {*TASK_COLUMNS_REQUIRED, *optional.split()}
