"""Drafts without problems to the records of the domain."""

from __future__ import annotations

from typing import Any

from scheduler.calendars.zones import Zone
from scheduler.domain.clients import Agreement, Client, Recurring
from scheduler.domain.people import Availability, Event, Person, TimeOff
from scheduler.domain.policy import Policy
from scheduler.domain.requests import Request
from scheduler.domain.tasks import Progress, Task, TaskPlan
from scheduler.domain.workspace import Workspace
from scheduler.files.folder import Folder
from scheduler.files.shapes import Draft
from scheduler.files.texts import digest
from scheduler.units import Instant

_RENAMED = {
    "effort": "effort_minutes",
    "low": "low_minutes",
    "high": "high_minutes",
    "spent": "spent_minutes",
    "worked": "worked_minutes",
    "remaining": "remaining_minutes",
    "minimum": "minimum_minutes",
    "borrow": "borrow_minutes",
    "notice": "notice_working_days",
    "start_before": "start_before_working_days",
    "due_time": "due_time_minute",
}
"""Fields whose names in the files carry no unit."""


def build_workspace(folder: Folder, *, as_of: Instant) -> Workspace:
    """Return the workspace that `folder` describes; it must have no problems.

    Parameters
    ----------
    as_of
        The moment to plan from.
    """
    if folder.workspace is None:
        raise ValueError("a folder without a readable workspace.yaml has problems")
    head = folder.workspace.values
    policy = head.get("policy")
    rows = folder.rows
    return Workspace(
        name=head["name"],
        time_zone=head["time_zone"],
        as_of=Zone.of(head["time_zone"]).aware(as_of),
        **_given(head, horizon="horizon_days"),
        grid_minutes=int(head.get("grid_minutes", "15")),
        hours=head["hours"],
        holidays=head.get("holidays"),
        closures=head.get("closures", ()),
        policy=Policy(**policy.values) if policy else Policy(),
        people=tuple(_person(draft, head) for draft in folder.people),
        clients=tuple(_client(draft) for draft in folder.clients),
        tasks=tuple(_task(draft) for draft in rows["tasks.csv"]),
        progress=tuple(Progress(**_fields(draft)) for draft in rows["progress.csv"]),
        time_off=tuple(TimeOff(**_span(draft)) for draft in rows["time_off.csv"]),
        events=tuple(Event(**_span(draft)) for draft in rows["events.csv"]),
        availability=tuple(Availability(**_span(draft)) for draft in rows["availability.csv"]),
        requests=tuple(_request(draft) for draft in folder.requests),
        notices=folder.findings.notices,
        inputs_sha256=digest(folder.contents),
    )


def _given(values: dict[str, Any], **names: str) -> dict[str, Any]:
    """Return the written ones of some fields under other names."""
    return {new: values[old] for old, new in names.items() if old in values}


def _fields(draft: Draft) -> dict[str, Any]:
    """Return the fields of a draft under the names of the domain, with the source."""
    named = {_RENAMED.get(name, name): value for name, value in draft.values.items()}
    return {**named, "source": draft.source}


def _person(draft: Draft, head: dict[str, Any]) -> Person:
    values = draft.values
    return Person(
        id=values["id"],
        name=values["name"],
        skills=values["skills"],
        hours=values.get("hours", head["hours"]),
        time_zone=values.get("time_zone", head["time_zone"]),
        holidays=values.get("holidays", head.get("holidays")),
        overtime=values.get("overtime"),
        **_given(values, **{"from": "from_on", "until": "until_on"}),
        source=draft.source,
    )


def _client(draft: Draft) -> Client:
    fields = _fields(draft)
    fields["agreements"] = tuple(_agreement(each) for each in fields.pop("agreement", ()))
    fields["recurring"] = tuple(_recurring(each) for each in fields.pop("recurring", ()))
    return Client(**fields)


def _agreement(draft: Draft) -> Agreement:
    fields = _fields(draft)
    if "rush" in fields:
        fields["rush"] = tuple((each.skill, each.level, each.minutes) for each in fields["rush"])
    return Agreement(**fields)


def _recurring(draft: Draft) -> Recurring:
    fields = _fields(draft)
    fields["tasks"] = tuple(TaskPlan(**_work(each)) for each in fields["tasks"])
    return Recurring(**fields)


def _request(draft: Draft) -> Request:
    fields = _fields(draft)
    fields["tasks"] = tuple(TaskPlan(**_work(each)) for each in fields["tasks"])
    return Request(**fields)


def _task(draft: Draft) -> Task:
    fields = _work(draft)
    return Task(**{"deliverable": fields["id"], **fields})


def _work(draft: Draft) -> dict[str, Any]:
    fields = _fields(draft)
    fields["skill"], fields["level"] = fields["skill"]
    return fields


def _span(draft: Draft) -> dict[str, Any]:
    fields = _fields(draft)
    fields["start"], fields["end"] = fields.pop("from"), fields.pop("to")
    return fields
