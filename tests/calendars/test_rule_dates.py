from datetime import date

import pytest

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
