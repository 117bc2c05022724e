"""Hours by weekday: `{mon-thu: "09:00-13:00, 14:00-18:00", fri: "09:00-13:00"}`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from scheduler.domain.times import ClockSpan, WeeklyHours
from scheduler.files.dates import parse_clock_minute, read_half_day
from scheduler.files.findings import Spot, did_you_mean
from scheduler.files.nodes import Listing, Mapping, Node, Scalar, described, verbatim
from scheduler.files.shapes import Form, FormError

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_SPAN = re.compile(r"(\S+?(?: [ap]\.?m\.?)?) ?[-\u2013] ?(\S+(?: [ap]\.?m\.?)?)", re.IGNORECASE)
_BARE_HOUR = re.compile(r"[01]?[0-9]|2[0-4]")
_EXAMPLE = '{mon-fri: "09:00-13:00, 14:00-17:30"}'
_SPANS_EXPECTED = "spans of clock time, like 09:00-13:00, 14:00-17:30"
_DAYS_EXPECTED = "a day, a range or a list of days, like mon, mon-fri or mon, wed"


def parse_weekdays(text: str) -> tuple[int, ...]:
    """Return the weekdays (0 is Monday, ascending) of `mon`, `mon-fri` or `mon, wed`.

    Raises
    ------
    FormError
        For an unknown day, a range that runs backwards or over the end of the week, or a day named twice.
    """
    short = re.sub(r"[A-Za-z]+", lambda word: _short(word[0]), text)
    if short != text.lower() and all(word in WEEKDAYS for word in re.findall(r"[a-z]+", short)):
        raise FormError(f"did you mean '{short}'?")
    days: list[int] = []
    for part in text.split(","):
        first, dash, last = part.strip().partition("-")
        start = _weekday(first.strip())
        end = _weekday(last.strip()) if dash else start
        if end < start:
            raise FormError(
                f"write {_range(start, 6)}, {_range(0, end)}", expected="a range inside one week from Monday to Sunday"
            )
        days.extend(range(start, end + 1))
    twice = next((day for day in days if days.count(day) > 1), None)
    if twice is not None:
        raise FormError(f"name {WEEKDAYS[twice]} once", expected="every day once")
    return tuple(sorted(days))


def _weekday(word: str) -> int:
    if word.lower() in WEEKDAYS:
        return WEEKDAYS.index(word.lower())
    raise FormError(did_you_mean(word, WEEKDAYS))


def _short(word: str) -> str:
    return word[:3].lower() if word[:3].lower() in WEEKDAYS else word.lower()


def _range(first: int, last: int) -> str:
    return WEEKDAYS[first] if first == last else f"{WEEKDAYS[first]}-{WEEKDAYS[last]}"


def parse_spans(text: str) -> tuple[ClockSpan, ...]:
    """Return the spans of one day, in order of time.

    Raises
    ------
    FormError
        For a text that is no span, one that ends before it starts or past midnight, and spans that overlap.
    """
    spans = sorted(_span(part.strip()) for part in text.split(","))
    for before, after in pairwise(spans):
        if after.start_minute < before.end_minute:
            raise FormError(expected=f"spans that do not overlap ({written_span(before)} and {written_span(after)} do)")
    return tuple(spans)


def _span(text: str) -> ClockSpan:
    found = _SPAN.fullmatch(text)
    if not found:
        raise FormError()
    if any(_BARE_HOUR.fullmatch(word) or read_half_day(word) is not None for word in found.groups()):
        raise FormError(_span_fix(found[1], found[2]))
    start, end = parse_clock_minute(found[1]), parse_clock_minute(found[2])
    if start == end:
        raise FormError(expected="a span that is longer than nothing")
    if end < start:
        raise FormError(_two_spans(start, end), expected="a span inside one day")
    return ClockSpan(start, end)


def _two_spans(start: int, end: int) -> str:
    rest = f" and 00:00-{_clock(end)} on the next" if end else ""
    return f"past midnight takes two spans: {_clock(start)}-24:00 on this day{rest}"


def _span_fix(first: str, last: str) -> str:
    """Return the span that bare hours or hours with am and pm mean, or nothing where that is not plain."""
    start, end = _loose_minute(first), _loose_minute(last)
    if start is None or end is None:
        return ""
    if 0 < end < start < 12 * 60 and _BARE_HOUR.fullmatch(last):
        # Nobody's morning ends before it begins: 9-5 is nine to five in the afternoon.
        end += 12 * 60
    if end < start:
        return _two_spans(start, end)
    return f"write {_clock(start)}-{_clock(end)}" if end > start else ""


def _loose_minute(word: str) -> int | None:
    """Return the minutes after 00:00 of `9`, `9:30` or `9am`; None where it is none of them."""
    if _BARE_HOUR.fullmatch(word):
        return int(word) * 60
    half = read_half_day(word)
    if half is not None:
        return half
    try:
        return parse_clock_minute(word)
    except FormError:
        return None


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def written_span(span: ClockSpan) -> str:
    """Return a span as `parse_spans` reads it back."""
    return f"{_clock(span.start_minute)}-{_clock(span.end_minute)}"


def written_hours(hours: WeeklyHours) -> dict[str, str]:
    """Return weekly hours as the mapping that `WeeklyHoursShape` reads back, one key for each day with hours."""
    return {
        name: ", ".join(written_span(span) for span in spans)
        for name, spans in zip(WEEKDAYS, hours.days, strict=True)
        if spans
    }


@dataclass(frozen=True)
class WeeklyHoursShape:
    """A mapping of days to spans. `may_be_empty` allows a week without any hours."""

    may_be_empty: bool = True

    def read(self, node: Node, spot: Spot) -> WeeklyHours | None:
        """Return the hours; None, with everything wrong in them reported, where any of it cannot be read."""
        here = spot.at(node.line)
        if not isinstance(node, Mapping):
            here.wrong(
                f"days with spans, like {_EXAMPLE}", got=verbatim(node), said=f"{spot.field} is {described(node)}"
            )
            return None
        days: list[tuple[ClockSpan, ...]] = [()] * 7
        named: dict[int, str] = {}
        readable = True
        for entry in node.entries:
            inner = spot.at(entry.line).within(entry.key)
            weekdays = _weekdays_of(entry.key, inner)
            spans = _spans_of(entry.value, inner)
            readable = readable and weekdays is not None and spans is not None
            for weekday in weekdays or ():
                if weekday in named:
                    said = f"{WEEKDAYS[weekday]} is in '{named[weekday]}' and again in '{entry.key}'"
                    inner.wrong("every day once", got=entry.key, said=said)
                    readable = False
                named[weekday] = entry.key
                days[weekday] = spans or ()
        if readable and not named and not self.may_be_empty:
            here.wrong(f"days with spans, like {_EXAMPLE}", said=f"{spot.field} names no day")
            return None
        return WeeklyHours(days=tuple(days)) if readable else None

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        values = {"type": "string", "description": f"Expected: {_SPANS_EXPECTED}."}
        return {"type": "object", "additionalProperties": values, "description": f"Keys: {_DAYS_EXPECTED}."}


def _weekdays_of(key: str, spot: Spot) -> tuple[int, ...] | None:
    try:
        return parse_weekdays(key)
    except FormError as reason:
        said = f"the key '{key}' of {spot.field.split('.')[0]} does not name days" if not reason.expected else ""
        spot.wrong(reason.expected or _DAYS_EXPECTED, got=key, said=said or f"the key is '{key}'", fix=reason.fix)
        return None


def _spans_of(value: Node, spot: Spot) -> tuple[ClockSpan, ...] | None:
    if isinstance(value, Scalar) and not value.text.strip():
        spot.at(value.line).wrong(
            _SPANS_EXPECTED, got="", said=f"{spot.field} is empty", fix="leave a day without hours out"
        )
        return None
    return SPANS.read(value, spot)  # type: ignore[no-any-return] # a form of spans gives spans


@dataclass(frozen=True)
class WeekdaysShape:
    """Days of the week as one text, `tue, thu`, or as a list."""

    def read(self, node: Node, spot: Spot) -> tuple[int, ...] | None:
        """Return the weekdays, or None with the problem reported."""
        if isinstance(node, Listing) and all(isinstance(item, Scalar) for item in node.items):
            joined = ", ".join(item.text for item in node.items if isinstance(item, Scalar))
            return self.read(Scalar(joined, node.line), spot)
        return _WEEKDAYS_TEXT.read(node, spot)  # type: ignore[no-any-return] # a form of days gives days

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        return {"anyOf": [_WEEKDAYS_TEXT.schema(), {"type": "array", "items": {"type": "string"}}]}


SPANS = Form(_SPANS_EXPECTED, parse_spans, {"type": "string"})
_WEEKDAYS_TEXT = Form(_DAYS_EXPECTED, parse_weekdays, {"type": "string"})
