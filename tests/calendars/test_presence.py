"""Who is at work at a moment: the reason and the end of every absence, on the person's own clock."""

from __future__ import annotations

from typing import Any

import pytest

from scheduler.calendars.presence import Presence, PresenceBook
from scheduler.domain.times import HolidayCalendar
from tests.building import available, closure, event, hours, instant, person, time_off, workspace


def seen(when: str, who: Any = None, **fields: Any) -> Presence:
    ana = who or person("ana")
    return PresenceBook(workspace(people=[ana], **fields)).at(ana, instant(when))


@pytest.mark.parametrize(
    ("when", "away", "until"),
    [
        ("23 09:00", None, "23 13:00"),
        ("23 12:59", None, "23 13:00"),
        ("23 13:00", "off_hours", "23 14:00"),
        ("23 08:59", "off_hours", "23 09:00"),
        ("27 18:00", "off_hours", "30 09:00"),
    ],
)
def test_working_time_is_half_open(when: str, away: str | None, until: str) -> None:
    assert seen(when) == Presence(away, instant(until))  # type: ignore[arg-type]


def test_a_meeting_is_named_and_ends_with_the_next_working_time() -> None:
    met = seen("23 12:30", events=[event("ana", "23 12:00", "23 13:00")])
    assert met == Presence("meeting", instant("23 14:00"), "")
    titled = event("ana", "23 12:00", "23 12:45").model_copy(update={"title": "Planning"})
    assert seen("23 12:30", events=[titled]) == Presence("meeting", instant("23 12:45"), "Planning")


def test_a_meeting_outside_working_hours_is_off_hours() -> None:
    assert seen("23 13:30", events=[event("ana", "23 13:00", "23 15:00")]).away == "off_hours"


def test_time_off_is_time_off_at_night_too_and_lasts_until_the_next_working_time() -> None:
    leave = [time_off("ana", "24", "27")]
    assert seen("24 22:00", time_off=leave) == Presence("time_off", instant("30 09:00"))
    assert seen("23 20:00", time_off=leave) == Presence("off_hours", instant("30 09:00"))


def test_holidays_and_closures_are_told_apart_and_need_hours_on_that_day() -> None:
    boxing = person("ana", holidays=HolidayCalendar(country="GB", subdivision="ENG"))
    assert seen("2026-12-25T10:00", boxing).away == "holiday"
    assert seen("2026-12-26T10:00", boxing).away == "off_hours"  # A Saturday; the day off is Monday the 28th.
    assert seen("2026-12-28T10:00", boxing) == Presence("holiday", instant("2026-12-29T09:00"))
    assert seen("24 10:00", closures=[closure("24")]) == Presence("closure", instant("25 09:00"))


def test_listed_availability_holds_on_closed_days() -> None:
    listed = [available("ana", "24 10:00", "24 12:00")]
    assert seen("24 10:30", closures=[closure("24")], availability=listed) == Presence(None, instant("24 12:00"))
    assert seen("24 12:30", closures=[closure("24")], availability=listed) == Presence("off_hours", None)


def test_people_who_left_are_not_expected_and_those_to_come_are() -> None:
    left = person("ana", until_on="2026-11-20")
    assert seen("23 10:00", left) == Presence("left", None)
    coming = person("ana", from_on="2027-01-11")
    assert seen("23 10:00", coming) == Presence("not_here_yet", instant("2027-01-11T09:00"))


def test_the_persons_own_clock_and_its_change_count() -> None:
    madrid = person("ana", zone="Europe/Madrid", week="mon-sun 09:00-13:00")
    # Until 24 October Madrid is at UTC+2, from 25 October at UTC+1; London changes the same night.
    assert seen("2026-10-24T08:30", madrid) == Presence(None, instant("2026-10-24T12:00"))
    assert seen("2026-10-24T12:30", madrid) == Presence("off_hours", instant("2026-10-25T08:00"))


def test_a_single_hour_a_week_is_found_and_no_hours_are_not() -> None:
    assert seen("23 10:00", person("ana", week="sat 10:00-11:00")) == Presence("off_hours", instant("28 10:00"))
    assert seen("23 10:00", person("ana", week=hours())) == Presence("off_hours", None)
