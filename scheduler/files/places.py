"""Time zones and holiday calendars: names that libraries know, checked by what those libraries list."""

from __future__ import annotations

import importlib.resources
from dataclasses import dataclass
from functools import cache
from typing import Any

from scheduler.calendars.public_holidays import subdivisions_by_country
from scheduler.domain.times import HolidayCalendar
from scheduler.files.findings import Spot, did_you_mean, one_of
from scheduler.files.nodes import Node
from scheduler.files.shapes import Field, Form, FormError, Table
from scheduler.files.words import TEXT


@cache
def zone_names() -> frozenset[str]:
    """Return the names of all time zones.

    From the list inside the tzdata package, so that the same names hold on every machine.
    """
    return frozenset((importlib.resources.files("tzdata") / "zones").read_text(encoding="utf-8").split())


def parse_zone(text: str) -> str:
    """Return the name of a time zone, as it is written in the list of zones."""
    if text not in zone_names():
        raise FormError(did_you_mean(text, zone_names()) or _zone_of_city(text))
    return text


def _zone_of_city(text: str) -> str:
    city = text.strip().replace(" ", "_").casefold()
    named = [name for name in sorted(zone_names()) if name.rpartition("/")[2].casefold() == city]
    return f"did you mean '{named[0]}'?" if named else ""


ZONE = Form("the name of a time zone, like Europe/London", parse_zone, {"type": "string"})


_MISNAMED = {"UK": "GB", "EL": "GR"}

_HOLIDAYS = Table(
    "holidays",
    (
        Field("country", TEXT, "Country code, like GB.", required=True),
        Field("subdivision", TEXT, "Code of a part of the country, like ENG."),
    ),
    key="",
)


@dataclass(frozen=True)
class HolidaysShape:
    """`{country: GB, subdivision: ENG}`."""

    def read(self, node: Node, spot: Spot) -> HolidayCalendar | None:
        """Return the calendar; None, and a problem, where the `holidays` library does not know it."""
        draft = _HOLIDAYS.read(node, spot)
        if draft is None or "country" not in draft.values:
            return None
        country, subdivision = draft.values["country"], draft.get("subdivision")
        countries = subdivisions_by_country()
        if country not in countries:
            expected = "a code of ISO 3166 with two letters, like GB, DE or US, that the holidays library knows"
            code = _MISNAMED.get(country.upper(), country.upper())
            draft.of("country").wrong(expected, got=country, fix=f"write {code}" if code in countries else "")
            return None
        known = countries[country]
        if subdivision is not None and subdivision not in known:
            expected = one_of(known, most=20) if known else f"no subdivision: {country} has none"
            draft.of("subdivision").wrong(expected, got=subdivision, fix=did_you_mean(subdivision, known))
            return None
        return HolidayCalendar(country=country, subdivision=subdivision)

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        return _HOLIDAYS.schema()
