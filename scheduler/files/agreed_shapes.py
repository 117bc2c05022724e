"""The shapes of agreements and overtime: amounts by skill, and what a person consented to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scheduler.domain.clients import AgreedHours
from scheduler.domain.people import Overtime
from scheduler.files.durations import AMOUNT, DURATION_OR_ZERO
from scheduler.files.findings import Spot
from scheduler.files.hours import WeekdaysShape, WeeklyHoursShape
from scheduler.files.nodes import Entry, Mapping, Node, Scalar, described, verbatim
from scheduler.files.shapes import Field, FormError, Table
from scheduler.files.words import SKILL, parse_skill

_AMOUNT_TABLE = Table(
    "amount",
    (
        Field("amount", AMOUNT, "Hours per week or month.", required=True),
        Field("on", WeekdaysShape(), "Days over which the amount is spread; default: the working days."),
    ),
    key="",
)


@dataclass(frozen=True)
class RushHours:
    """Rush hours of a skill, with their place."""

    skill: str
    level: int
    minutes: int
    line: int


def _by_skill(node: Node, spot: Spot, example: str) -> list[tuple[tuple[str, int], Entry, Spot]]:
    """Return ((skill, level), entry, place) for every readable key; the others are reported."""
    if not isinstance(node, Mapping):
        expected = f"skills with hours, like {example}"
        spot.at(node.line).wrong(expected, got=verbatim(node), said=f"{spot.field} is {described(node)}")
        return []
    found: list[tuple[tuple[str, int], Entry, Spot]] = []
    seen: dict[tuple[str, int], str] = {}
    for entry in node.entries:
        inner = spot.at(entry.line).within(entry.key)
        try:
            skill = parse_skill(entry.key.strip())
        except FormError as reason:
            inner.wrong(reason.expected or SKILL.expected, got=entry.key, said=f"the key is '{entry.key}'")
            continue
        if skill in seen:
            inner.wrong("every skill once", got=entry.key, said=f"'{seen[skill]}' and '{entry.key}' are the same skill")
            continue
        seen[skill] = entry.key
        found.append((skill, entry, inner))
    return found


@dataclass(frozen=True)
class AgreedHoursShape:
    """`{seo: 10h, design: {amount: 4h, on: "tue, thu"}, copy:2: 40h/month}`."""

    def read(self, node: Node, spot: Spot) -> tuple[AgreedHours, ...]:
        """Return the readable amounts; the others are reported."""
        amounts = []
        for (skill, level), entry, inner in _by_skill(node, spot, "{seo: 10h}"):
            weekdays = None
            if isinstance(entry.value, Mapping):
                draft = _AMOUNT_TABLE.read(entry.value, inner)
                amount = draft.get("amount") if draft else None
                weekdays = draft.get("on") if draft else None
            else:
                amount = AMOUNT.read(entry.value, inner)
            if amount is None:
                continue
            minutes, per = amount
            amounts.append(
                AgreedHours(skill=skill, level=level, minutes=minutes, per=per, weekdays=weekdays, source=inner.source)
            )
        return tuple(amounts)

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        values = {"anyOf": [AMOUNT.schema(), _AMOUNT_TABLE.schema()]}
        return {"type": "object", "additionalProperties": values, "description": "Keys: skill or skill:level."}


@dataclass(frozen=True)
class RushShape:
    """`{seo: 2h}`."""

    def read(self, node: Node, spot: Spot) -> tuple[RushHours, ...]:
        """Return the readable amounts per week; the others are reported."""
        amounts = []
        for (skill, level), entry, inner in _by_skill(node, spot, "{seo: 2h}"):
            minutes = DURATION_OR_ZERO.read(entry.value, inner)
            if minutes is not None:
                amounts.append(RushHours(skill, level, minutes, entry.line))
        return tuple(amounts)

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        values = DURATION_OR_ZERO.schema()
        return {"type": "object", "additionalProperties": values, "description": "Keys: skill or skill:level."}


_OVERTIME_TABLE = Table(
    "overtime",
    (
        Field("hours", DURATION_OR_ZERO, "Most overtime in an ISO week.", required=True),
        Field("when", WeeklyHoursShape(), "Spans in which it may lie."),
    ),
    key="",
)


@dataclass(frozen=True)
class OvertimeShape:
    """`2h`, or `{hours: 2h, when: {mon-thu: "18:00-20:00"}}`."""

    def read(self, node: Node, spot: Spot) -> Overtime | None:
        """Return the consent, or None with the problems reported."""
        if isinstance(node, Scalar):
            minutes = DURATION_OR_ZERO.read(node, spot)
            return None if minutes is None else Overtime(weekly_minutes=minutes)
        draft = _OVERTIME_TABLE.read(node, spot)
        if draft is None or "hours" not in draft.values:
            return None
        return Overtime(weekly_minutes=draft.values["hours"], when=draft.get("when"))

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        return {"anyOf": [DURATION_OR_ZERO.schema(), _OVERTIME_TABLE.schema()]}
