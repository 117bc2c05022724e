from calendar import monthrange
from datetime import date, timedelta
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.calendars.rule_dates import RuleError, rule_dates
from tests.calendars.samples import days

SINCE = date(2026, 1, 5)  # a Monday


def in_window(rule: str, first: str, last: str, since: date = SINCE) -> tuple[date, ...]:
    return rule_dates(rule, since, first=date.fromisoformat(first), last=date.fromisoformat(last))


@pytest.mark.parametrize(
    ("rule", "first", "last", "expected"),
    [
        ("FREQ=WEEKLY;BYDAY=FR", "2026-11-20", "2026-12-04", ("2026-11-20", "2026-11-27", "2026-12-04")),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "2026-01-06", "2026-02-02", ("2026-01-19", "2026-02-02")),
        ("FREQ=DAILY;COUNT=3", "2026-01-06", "2026-12-31", ("2026-01-06", "2026-01-07")),
        ("FREQ=WEEKLY;BYDAY=FR;COUNT=2", "2026-01-01", "2026-12-31", ("2026-01-09", "2026-01-16")),
        ("FREQ=WEEKLY;BYDAY=MO;UNTIL=20260119", "2026-01-12", "2026-12-31", ("2026-01-12", "2026-01-19")),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2026-10-01", "2026-11-30", ("2026-10-30", "2026-11-30")),
        ("FREQ=MONTHLY;BYMONTHDAY=29", "2028-02-01", "2028-03-31", ("2028-02-29", "2028-03-29")),
        ("FREQ=MONTHLY;BYMONTHDAY=29", "2027-02-01", "2027-02-28", ()),
        ("FREQ=WEEKLY;BYDAY=SU", "2026-03-28", "2026-04-05", ("2026-03-29", "2026-04-05")),
        ("FREQ=YEARLY;BYWEEKNO=53;BYDAY=FR", "2026-01-01", "2032-12-31", ("2027-01-01", "2032-12-31")),
        ("FREQ=WEEKLY;BYDAY=FR", "2025-01-01", "2026-01-09", ("2026-01-09",)),
    ],
)
def test_dates_of_rules(rule: str, first: str, last: str, expected: tuple[str, ...]) -> None:
    assert in_window(rule, first, last) == days(*expected)


def test_counting_starts_with_since_not_with_the_window() -> None:
    rule = "FREQ=WEEKLY;COUNT=4;BYDAY=MO"
    assert in_window(rule, "2026-01-19", "2026-12-31") == days("2026-01-19", "2026-01-26")
    assert in_window(rule, "2026-01-19", "2026-12-31", date(2026, 1, 12)) == days(
        "2026-01-19", "2026-01-26", "2026-02-02"
    )


def test_a_rule_that_never_comes_ends() -> None:
    assert in_window("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "2026-01-01", "2030-12-31") == ()


WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FILTERS = {
    "BYMONTH": st.integers(1, 12),
    "BYMONTHDAY": st.integers(1, 31) | st.integers(-31, -1),
    "BYYEARDAY": st.integers(1, 366),
    "BYDAY": st.sampled_from(WEEKDAYS),
}


class Drawn(NamedTuple):
    weekly: bool
    interval: int
    most: int | None
    filters: dict[str, list[Any]]

    @property
    def text(self) -> str:
        parts = [f"FREQ={'WEEKLY' if self.weekly else 'DAILY'}", f"INTERVAL={self.interval}"]
        parts += [f"COUNT={self.most}"] if self.most else []
        return ";".join(parts + [f"{name}={','.join(map(str, values))}" for name, values in self.filters.items()])

    def keeps(self, day: date, since: date) -> bool:
        """Say whether the rule names a day, part by part as RFC 5545 says."""
        month_days = monthrange(day.year, day.month)[1]
        values: dict[str, set[Any]] = {
            "BYMONTH": {day.month},
            "BYMONTHDAY": {day.day, day.day - month_days - 1},
            "BYYEARDAY": {day.timetuple().tm_yday},
            "BYDAY": {WEEKDAYS[day.weekday()]},
        }
        if not all(values[name] & set(wanted) for name, wanted in self.filters.items()):
            return False
        if not self.weekly:
            return (day - since).days % self.interval == 0
        weeks = ((day - timedelta(days=day.weekday())) - (since - timedelta(days=since.weekday()))).days // 7
        says_days = set(self.filters) & {"BYMONTHDAY", "BYYEARDAY", "BYDAY"}
        return weeks % self.interval == 0 and (bool(says_days) or day.weekday() == since.weekday())


@st.composite
def rules(draw: st.DrawFn) -> Drawn:
    interval = draw(st.sampled_from([1, 1, 2, 3]))
    # Only rules that are bound to come are drawn: dateutil follows others for seconds, and none is read from a file.
    names = (
        {"BYDAY"} if interval > 1 else draw(st.sets(st.sampled_from(["BYDAY", draw(st.sampled_from(sorted(FILTERS)))])))
    )
    filters = {name: draw(st.lists(FILTERS[name], min_size=1, max_size=12, unique=True)) for name in sorted(names)}
    return Drawn(draw(st.booleans()), interval, draw(st.none() | st.integers(1, 40)), filters)


@given(rules(), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
@settings(deadline=None, max_examples=80)
def test_daily_and_weekly_rules_name_the_days_that_pass_their_parts(rule: Drawn, since: date) -> None:
    days_ahead = [since + timedelta(days=number) for number in range(901)]
    expected = [day for day in days_ahead if rule.keeps(day, since)][: rule.most]
    assert list(rule_dates(rule.text, since, first=since, last=days_ahead[-1])) == expected


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=FORTNIGHTLY",
        "every Friday",
        "",
        "FREQ=HOURLY",
        "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
        "DTSTART:20200101\nRRULE:FREQ=DAILY",
        "FREQ=WEEKLY;UNTIL=20261231T170000Z",
    ],
)
def test_a_rule_that_cannot_be_read_is_named(rule: str) -> None:
    with pytest.raises(RuleError) as caught:
        in_window(rule, "2026-01-01", "2026-12-31")
    assert caught.value.rule == rule
    assert "FREQ=WEEKLY;BYDAY=FR" in str(caught.value)
