import pytest

from scheduler.calendars.horizon import as_of_instant, freeze_end, horizon_span, near_end
from scheduler.calendars.working_days import NEVER
from scheduler.domain.policy import Policy
from scheduler.domain.times import WeeklyHours
from tests.calendars.samples import ENGLAND, at, team, weekly


@pytest.mark.parametrize(
    ("as_of", "zone", "days", "end"),
    [
        ("2026-11-23 09:00", "Europe/London", 28, "2026-12-21 00:00"),
        ("2026-11-23 23:59", "Europe/London", 1, "2026-11-24 00:00"),
        ("2026-11-23 00:00", "Asia/Kolkata", 7, "2026-11-30 00:00"),
        ("2026-10-24 12:00", "Europe/London", 2, "2026-10-26 00:00"),
        ("2028-02-28 12:00", "Europe/London", 2, "2028-03-01 00:00"),
    ],
)
def test_the_horizon_ends_with_the_last_of_its_days(as_of: str, zone: str, days: int, end: str) -> None:
    span = horizon_span(team(as_of, zone=zone, horizon_days=days))
    assert span == (at(as_of, zone), at(end, zone))


def test_as_of_is_an_instant_whatever_its_offset() -> None:
    assert as_of_instant(team("2026-07-01 09:00")) == at("2026-07-01 09:00")


def test_the_freeze_ends_with_the_second_working_day_after_today() -> None:
    assert freeze_end(team()) == at("2026-11-25 17:30")
    assert near_end(team()) == at("2026-12-02 17:30")


def test_days_off_do_not_count() -> None:
    # Christmas Eve is a Thursday; Boxing Day is observed on Monday 28, New Year's Day is a Friday.
    workspace = team("2026-12-23 20:00", holidays=ENGLAND)
    assert freeze_end(workspace) == at("2026-12-29 17:30")
    assert near_end(workspace) == at("2027-01-06 17:30")


def test_without_a_freeze_it_ends_at_as_of() -> None:
    workspace = team(policy=Policy(freeze_days=0))
    assert freeze_end(workspace) == at("2026-11-23 09:00")
    assert near_end(workspace) == at("2026-11-30 17:30")


def test_working_days_after_a_freeze_that_ends_at_24_00_begin_with_the_next_day() -> None:
    workspace = team(hours=weekly(every="00:00-24:00"))
    assert freeze_end(workspace) == at("2026-11-26 00:00")
    assert near_end(workspace) == at("2026-12-01 00:00")


def test_a_team_without_working_days_is_frozen_for_ever() -> None:
    workspace = team(hours=WeeklyHours(days=((),) * 7))
    assert freeze_end(workspace) == near_end(workspace) == NEVER
