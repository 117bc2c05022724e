"""Time zones and holiday calendars: names that libraries know, checked by what those libraries list."""

from __future__ import annotations

import importlib.resources
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from scheduler.calendars.public_holidays import code_of_country, code_of_subdivision, subdivisions_by_country
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
        raise FormError(_zone_of_offset(text) or did_you_mean(text, zone_names()) or _zone_of_city(text))
    return text


def _zone_of_offset(text: str) -> str:
    """Return what to write for `UTC-5` or `GMT+1`; nothing for any other text."""
    found = _OFFSET.fullmatch(text.strip())
    if not found:
        return ""
    hours = int(found[2])
    west = found[1] != "+"
    ahead = hours + int(found[3] or 0) / 60
    place = _PLACE_OF_OFFSET.get(-ahead if west else ahead)
    named = f"write the name of a place{f', like {place}' if place else ' there'}"
    sign = "+" if west else "-"
    fixed = f"Etc/GMT{sign}{hours}" if hours and not int(found[3] or 0) else ""
    if fixed not in zone_names():
        return named
    return f"{named}, or {fixed} (there the sign is the other way round)"


def _zone_of_city(text: str) -> str:
    city = text.strip().replace(" ", "_").casefold()
    named = [name for name in sorted(zone_names()) if name.rpartition("/")[2].casefold() == city]
    return f"did you mean '{named[0]}'?" if named else ""


_OFFSET = re.compile(r"(?:UTC|GMT)? ?([+\-−])([0-9]{1,2})(?::?([0-9]{2}))?", re.IGNORECASE)
_PLACE_OF_OFFSET: dict[float, str] = {
    -8: "America/Los_Angeles",
    -7: "America/Denver",
    -6: "America/Chicago",
    -5: "America/New_York",
    -3: "America/Sao_Paulo",
    1: "Europe/Berlin",
    2: "Europe/Athens",
    3: "Africa/Nairobi",
    5: "Asia/Karachi",
    5.5: "Asia/Kolkata",
    8: "Asia/Singapore",
    9: "Asia/Tokyo",
    10: "Australia/Brisbane",
}
"""A place that keeps this time in its winter, by hours ahead of UTC, for the offsets that are written most."""

ZONE = Form("the name of a time zone, like Europe/London", parse_zone, {"type": "string"})


_MISNAMED = {
    "UK": "GB",
    "EL": "GR",
    "ENGLAND": "GB",
    "SCOTLAND": "GB",
    "GREAT BRITAIN": "GB",
    "BRITAIN": "GB",
    "USA": "US",
    "UNITED STATES OF AMERICA": "US",
    "DEUTSCHLAND": "DE",
    "ÖSTERREICH": "AT",
    "ESPAÑA": "ES",
    "ITALIA": "IT",
    "NEDERLAND": "NL",
    "HOLLAND": "NL",
    "THE NETHERLANDS": "NL",
    "CZECH REPUBLIC": "CZ",
}
"""What people write for a country that is neither its code nor its name in the holidays library, in capitals."""

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
            code = _MISNAMED.get(country.upper()) or code_of_country(country) or country.upper()
            draft.of("country").wrong(expected, got=country, fix=f"write {code}" if code in countries else "")
            return None
        known = countries[country]
        if subdivision is not None and subdivision not in known:
            expected = one_of(known, most=20) if known else f"no subdivision: {country} has none"
            code = code_of_subdivision(country, subdivision)
            fix = f"write {code}" if code in known else did_you_mean(subdivision, known)
            draft.of("subdivision").wrong(expected, got=subdivision, fix=fix)
            return None
        return HolidayCalendar(country=country, subdivision=subdivision)

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        return _HOLIDAYS.schema()
