from datetime import date, datetime, timedelta, timezone

import pytest

from scheduler.calendars.moments import due_instant, moment_instant, span_of, start_instant
from scheduler.calendars.zones import ClockTimeRepeated, ClockTimeSkipped, Zone
from scheduler.domain.times import Moment
from tests.calendars.samples import OFFICE, at, weekly

LONDON = Zone.of("Europe/London")
NEW_YORK = timezone(timedelta(hours=-5))


def naive(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("moment", "start", "due"),
    [
        (date(2026, 11, 25), "2026-11-25 09:00", "2026-11-25 17:30"),
        (date(2026, 11, 28), "2026-11-28 00:00", "2026-11-29 00:00"),
        (date(2028, 2, 29), "2028-02-29 09:00", "2028-02-29 17:30"),
        (naive("2026-11-25T11:15"), "2026-11-25 11:15", "2026-11-25 11:15"),
        (naive("2026-11-25T11:15").replace(tzinfo=NEW_YORK), "2026-11-25 16:15", "2026-11-25 16:15"),
    ],
)
def test_a_date_is_the_team_hours_of_the_day_and_a_date_time_itself(moment: Moment, start: str, due: str) -> None:
    assert start_instant(moment, LONDON, OFFICE) == at(start)
    assert due_instant(moment, LONDON, OFFICE) == at(due)


def test_team_hours_at_a_change_of_clocks_begin_and_end_as_they_fall() -> None:
    nights = weekly(every="00:00-01:30 22:00-24:00")
    assert due_instant(date(2026, 10, 25), LONDON, nights) == at("2026-10-26 00:00")
    early = weekly(every="01:30-03:00")
    assert start_instant(date(2026, 3, 29), LONDON, early) == at("2026-03-29 02:00")
    twice = weekly(every="00:00-01:30")
    assert due_instant(date(2026, 10, 25), LONDON, twice) == at("2026-10-25 01:30", fold=1)


def test_a_day_whose_hours_are_all_skipped_is_read_like_a_day_without() -> None:
    skipped = weekly(every="01:00-02:00")
    assert start_instant(date(2026, 3, 29), LONDON, skipped) == at("2026-03-29 00:00")
    assert due_instant(date(2026, 3, 29), LONDON, skipped) == at("2026-03-30 00:00")


def test_a_date_time_without_offset_must_name_one_instant() -> None:
    with pytest.raises(ClockTimeSkipped):
        start_instant(naive("2026-03-29T01:30"), LONDON, OFFICE)
    with pytest.raises(ClockTimeRepeated):
        due_instant(naive("2026-10-25T01:30"), LONDON, OFFICE)
    written = naive("2026-10-25T01:30").replace(tzinfo=timezone(timedelta(0)))
    assert due_instant(written, LONDON, OFFICE) == at("2026-10-25 01:30", fold=1)


def test_a_bare_date_is_no_instant() -> None:
    with pytest.raises(TypeError, match="2026-11-25"):
        moment_instant(date(2026, 11, 25), LONDON)


@pytest.mark.parametrize(
    ("start", "end", "first", "last"),
    [
        (date(2026, 11, 25), date(2026, 11, 25), "2026-11-25 00:00", "2026-11-26 00:00"),
        (date(2026, 10, 24), date(2026, 10, 25), "2026-10-24 00:00", "2026-10-26 00:00"),
        (naive("2026-11-25T12:00"), date(2026, 11, 26), "2026-11-25 12:00", "2026-11-27 00:00"),
        (date(2026, 11, 25), naive("2026-11-26T12:00"), "2026-11-25 00:00", "2026-11-26 12:00"),
    ],
)
def test_stretches_take_whole_days(start: Moment, end: Moment, first: str, last: str) -> None:
    assert span_of(start, end, LONDON) == (at(first), at(last))


def test_a_stretch_that_ends_before_it_starts_is_empty() -> None:
    assert span_of(date(2026, 11, 25), date(2026, 11, 23), LONDON).minutes == 0
