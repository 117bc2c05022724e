"""Hours by weekday."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.times import ClockSpan, WeeklyHours
from scheduler.files.findings import Findings, Spot
from scheduler.files.hours import WeekdaysShape, WeeklyHoursShape, parse_spans, parse_weekdays, written_hours
from scheduler.files.nodes import Entry, Listing, Mapping, Scalar
from scheduler.files.shapes import FormError


def reading(days: dict[str, str]) -> tuple[WeeklyHours | None, list[str]]:
    findings = Findings()
    node = Mapping(tuple(Entry(key, line, Scalar(value, line)) for line, (key, value) in enumerate(days.items(), 1)), 1)
    hours = WeeklyHoursShape().read(node, Spot(findings, "people.yaml", field="hours"))
    return hours, [problem.text for problem in findings.problems]


@st.composite
def weeks(draw: st.DrawFn) -> WeeklyHours:
    days = []
    for _ in range(7):
        edges = sorted(draw(st.sets(st.integers(0, 1440), max_size=6)))
        days.append(tuple(ClockSpan(start, end) for start, end in zip(edges[::2], edges[1::2], strict=False)))
    return WeeklyHours(days=tuple(days))


@settings(deadline=None, max_examples=100)
@given(weeks())
def test_hours_round_trip(hours: WeeklyHours) -> None:
    assert reading(written_hours(hours)) == (hours, [])


def test_keys_are_days_ranges_and_lists() -> None:
    hours, problems = reading({"mon-wed, fri": "09:00-12:00", "Sat": "10:00 - 11:00, 8:00-9:00"})
    assert problems == []
    assert hours is not None
    morning = (ClockSpan(540, 720),)
    assert hours.days == (morning, morning, morning, (), morning, (ClockSpan(480, 540), ClockSpan(600, 660)), ())


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ({"mon-fri": "09:00-17:00", "wed": "09:00-12:00"}, "people.yaml:2: wed is in 'mon-fri' and again in 'wed'"),
        ({"fri-mon": "09:00-17:00"}, "Write fri-sun, mon."),
        ({"monday": "09:00-17:00"}, "Did you mean 'mon'?"),
        ({"mon, mon": "09:00-17:00"}, "Name mon once"),
        ({"": "09:00-17:00"}, "a day, a range or a list of days"),
        ({"mon": "22:00-06:00"}, "22:00-24:00 on this day and 00:00-06:00 on the next"),
        ({"mon": "22:00-00:00"}, "two spans: 22:00-24:00 on this day."),
        ({"mon": "09:00-13:00, 12:00-14:00"}, "09:00-13:00 and 12:00-14:00 do"),
        ({"mon": "09:00-09:00"}, "longer than nothing"),
        ({"mon": "9-17"}, "Write 09:00-17:00."),
        ({"mon": "all day"}, "hours.mon is 'all day'"),
        ({"mon": ""}, "Leave a day without hours out."),
        ({"mon": "09:00-24:30"}, "from 00:00 to 24:00"),
    ],
)
def test_wrong_hours_are_named(days: dict[str, str], words: str) -> None:
    hours, problems = reading(days)
    assert hours is None
    assert len(problems) == 1
    assert words in problems[0]


def test_all_that_is_wrong_in_a_week_is_named() -> None:
    _, problems = reading({"mon": "x-y", "foo": "09:00-10:00", "tue": "11:00-10:00"})
    assert len(problems) == 3


def test_24_is_an_end_and_spans_may_touch() -> None:
    assert parse_spans("12:00-24:00, 00:00-12:00") == (ClockSpan(0, 720), ClockSpan(720, 1440))


def test_days_of_an_amount_are_a_text_or_a_list() -> None:
    assert parse_weekdays("tue, thu") == (1, 3)
    findings = Findings()
    days = WeekdaysShape().read(Listing((Scalar("thu", 1), Scalar("tue", 1)), 1), Spot(findings, "clients.yaml"))
    assert days == (1, 3)
    with pytest.raises(FormError):
        parse_weekdays("tue thu")
