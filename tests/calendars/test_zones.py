import ast
import pickle
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scheduler
from scheduler.calendars.zones import (
    ClockTimeError,
    ClockTimeRepeated,
    ClockTimeSkipped,
    UnknownZoneError,
    Zone,
    instant_of,
)
from scheduler.domain.times import ClockSpan
from scheduler.errors import EvenhandError
from tests.calendars.samples import at, clock, clock_spans
from tests.calendars.zone_oracle import around, minutes_in, wall, zones, zones_and_days

LONDON = Zone.of("Europe/London")
SPRING = date(2026, 3, 29)
AUTUMN = date(2026, 10, 25)
WHOLE_DAY = clock_spans("00:00-24:00")


def day_minutes(zone: str, day: date) -> int:
    return sum(span.minutes for span in Zone.of(zone).spans_of_day(day, WHOLE_DAY))


def test_a_clock_time_that_the_change_skips_is_an_error_that_names_it() -> None:
    with pytest.raises(ClockTimeSkipped, match="2026-03-29 01:30 does not exist") as caught:
        LONDON.instant(SPRING, clock("01:30"))
    assert (caught.value.day, caught.value.minute, caught.value.zone) == (SPRING, 90, "Europe/London")
    assert isinstance(caught.value, ClockTimeError)
    assert isinstance(caught.value, EvenhandError)


def test_a_clock_time_that_exists_twice_is_an_error_that_names_it() -> None:
    with pytest.raises(ClockTimeRepeated, match="2026-10-25 01:30 exists twice"):
        LONDON.instant(AUTUMN, clock("01:30"))


def test_the_edges_of_the_changes_are_plain_clock_times() -> None:
    assert LONDON.instant(SPRING, clock("00:59")) + 1 == LONDON.instant(SPRING, clock("02:00"))
    assert LONDON.instant(AUTUMN, clock("00:59")) + 121 == LONDON.instant(AUTUMN, clock("02:00"))


def test_24_00_is_the_midnight_of_the_next_date() -> None:
    assert LONDON.instant(date(2026, 12, 31), 1440) == LONDON.instant(date(2027, 1, 1), 0)


@pytest.mark.parametrize("minute", [-1, 1441])
def test_minutes_outside_the_day_are_refused(minute: int) -> None:
    with pytest.raises(ValueError, match="minute"):
        LONDON.instant(date(2026, 1, 1), minute)


@pytest.mark.parametrize(
    ("zone", "day", "minutes"),
    [
        ("Europe/London", SPRING, 23 * 60),
        ("Europe/London", AUTUMN, 25 * 60),
        ("Europe/London", date(2028, 2, 29), 24 * 60),
        ("Australia/Lord_Howe", date(2026, 4, 5), 24 * 60 + 30),
        ("Australia/Lord_Howe", date(2026, 10, 4), 24 * 60 - 30),
        ("Pacific/Apia", date(2011, 12, 29), 24 * 60),
        ("Pacific/Apia", date(2011, 12, 30), 0),
        ("Pacific/Apia", date(2011, 12, 31), 24 * 60),
    ],
)
def test_length_of_days(zone: str, day: date, minutes: int) -> None:
    assert day_minutes(zone, day) == minutes


def test_a_date_that_a_zone_skipped_begins_and_ends_at_the_change() -> None:
    apia = Zone.of("Pacific/Apia")
    change = apia.begin_of(date(2011, 12, 31))
    assert apia.begin_of(date(2011, 12, 30)) == apia.end_of(date(2011, 12, 29)) == change
    assert apia.local(change - 1) == (date(2011, 12, 29), 1439)
    assert apia.local(change) == (date(2011, 12, 31), 0)
    assert apia.instant_forgiving(date(2011, 12, 30), clock("15:00")) == change


def test_a_span_whose_edge_is_repeated_has_two_parts() -> None:
    first, second = LONDON.spans_of_day(AUTUMN, clock_spans("00:00-01:30"))
    assert (first.start, first.end) == (at("2026-10-25 00:00"), at("2026-10-25 01:30"))
    assert (second.start, second.end) == (at("2026-10-25 01:00", fold=1), at("2026-10-25 01:30", fold=1))


def test_a_repeated_hour_inside_a_span_counts_twice_and_a_skipped_one_not_at_all() -> None:
    span = clock_spans("00:30-03:00")
    assert [part.minutes for part in LONDON.spans_of_day(AUTUMN, span)] == [210]
    assert [part.minutes for part in LONDON.spans_of_day(SPRING, span)] == [90]
    assert LONDON.spans_of_day(SPRING, clock_spans("01:00-02:00")) == ()


def test_touching_spans_are_joined() -> None:
    assert len(LONDON.spans_of_day(date(2026, 6, 1), clock_spans("09:00-12:00 12:00-13:00"))) == 1


def test_a_zone_with_half_an_hour() -> None:
    kolkata = Zone.of("Asia/Kolkata")
    assert kolkata.aware(0) == datetime(1970, 1, 1, 5, 30, tzinfo=kolkata.aware(0).tzinfo)
    assert kolkata.aware(0).utcoffset() == timedelta(hours=5, minutes=30)
    assert kolkata.instant(date(1970, 1, 1), 330) == 0


def test_one_object_per_name_also_after_pickling() -> None:
    assert Zone("Europe/London") is LONDON
    assert pickle.loads(pickle.dumps(LONDON)) is LONDON


def test_an_unknown_zone_is_named() -> None:
    with pytest.raises(UnknownZoneError, match="Europe/Lundon"):
        Zone("Europe/Lundon")


def test_instants_of_date_times() -> None:
    assert instant_of(datetime(1970, 1, 1, 2, 0, 59, tzinfo=UTC)) == 120
    assert LONDON.instant_of(datetime(2026, 7, 1, 10, 0, tzinfo=ZoneInfo("Europe/London"))) == at("2026-07-01 10:00")
    with pytest.raises(ValueError, match="offset"):
        instant_of(datetime(2026, 7, 1, 10, 0))  # noqa: DTZ001 - the point of the test


@given(zones, st.integers(at("1975-01-01 00:00"), at("2399-01-01 00:00")))
@settings(deadline=None, max_examples=300)
def test_the_wall_clock_is_zoneinfos(zone: str, instant: int) -> None:
    shown = Zone.of(zone).aware(instant)
    assert Zone.of(zone).local(instant) == wall(instant, zone)
    assert shown.replace(tzinfo=None) == datetime.fromtimestamp(instant * 60, tz=ZoneInfo(zone)).replace(tzinfo=None)
    assert instant_of(shown) == instant


@given(zones_and_days(), st.integers(0, 1439))
@settings(deadline=None, max_examples=120)
def test_a_clock_time_has_as_many_instants_as_show_it(drawn: tuple[str, date], minute: int) -> None:
    name, day = drawn
    zone = Zone.of(name)
    shown = [instant for instant in around(day) if wall(instant, name) == (day, minute)]
    earlier, later = (zone.instant_forgiving(day, minute, later=late) for late in (False, True))
    if not shown:
        with pytest.raises(ClockTimeSkipped):
            zone.instant(day, minute)
        change = next(instant for instant in around(day) if wall(instant, name) > (day, minute))
        assert earlier == later == change
        return
    assert (earlier, later) == (shown[0], shown[-1])
    if len(shown) == 1:
        assert zone.instant(day, minute) == shown[0]
    else:
        with pytest.raises(ClockTimeRepeated):
            zone.instant(day, minute)


@st.composite
def some_clock_spans(draw: st.DrawFn) -> tuple[ClockSpan, ...]:
    edges = sorted(
        draw(st.sets(st.one_of(st.integers(0, 1440), st.sampled_from([0, 60, 90, 120, 180, 1440])), max_size=6))
    )
    return tuple(ClockSpan(start, end) for start, end in zip(edges[::2], edges[1::2], strict=False))


@given(zones_and_days(), some_clock_spans())
@settings(deadline=None, max_examples=120)
def test_spans_are_the_minutes_whose_wall_clock_lies_in_them(
    drawn: tuple[str, date], spans: tuple[ClockSpan, ...]
) -> None:
    name, day = drawn
    expected = []
    for instant in around(day):
        date_on, minute = wall(instant, name)
        if date_on == day and any(start <= minute < end for start, end in spans):
            expected.append(instant)
    assert minutes_in(Zone.of(name).spans_of_day(day, spans)) == expected


@given(zones_and_days())
@settings(deadline=None, max_examples=100)
def test_a_date_begins_with_the_first_instant_on_it_or_after_it(drawn: tuple[str, date]) -> None:
    name, day = drawn
    zone = Zone.of(name)
    first = next(instant for instant in around(day) if wall(instant, name)[0] >= day)
    assert zone.begin_of(day) == first
    assert zone.end_of(day - timedelta(days=1)) == first
    assert zone.begin_of(day) <= zone.end_of(day)


@given(zones_and_days(), st.integers(0, 1440))
@settings(deadline=None, max_examples=100)
def test_the_clock_reached_never_goes_back(drawn: tuple[str, date], ahead: int) -> None:
    name, day = drawn
    zone = Zone.of(name)
    instant = zone.begin_of(day) + ahead
    assert zone.local_reached(instant) == max(wall(earlier, name) for earlier in range(instant - 1500, instant + 1))


@given(zones_and_days(), st.integers(0, 1440), st.integers(0, 1440), st.booleans())
@settings(deadline=None, max_examples=120)
def test_forgiving_readings_keep_the_order_of_clock_times(
    drawn: tuple[str, date], minute: int, other: int, later: bool
) -> None:
    name, day = drawn
    low, high = sorted((minute, other))
    zone = Zone.of(name)
    assert zone.instant_forgiving(day, low, later=later) <= zone.instant_forgiving(day, high, later=later)


@pytest.mark.parametrize("zone", ["Europe/London", "Pacific/Apia", "America/New_York"])
def test_the_ends_of_the_calendar_are_instants(zone: str) -> None:
    assert Zone.of(zone).begin_of(date.min) < Zone.of(zone).end_of(date.min)
    assert Zone.of(zone).end_of(date.max) - Zone.of(zone).begin_of(date.max) == 1440
    assert wall(Zone.of(zone).instant(date(9990, 7, 1), 600), zone) == (date(9990, 7, 1), 600)


def test_whenever_is_imported_by_one_module() -> None:
    importers = set()
    package = Path(scheduler.__file__).parent
    for path in package.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names.append(node.module)
            if any(name.split(".")[0] == "whenever" for name in names):
                importers.add(path.relative_to(package).as_posix())
    assert importers == {"calendars/zones.py"}


def test_calendars_import_nothing_slow() -> None:
    slow = ("pandas", "ortools", "holidays", "dateutil")
    modules = ["scheduler.fairshare.entitlement"]
    modules += [
        f"scheduler.calendars.{path.stem}" for path in Path(scheduler.__file__).parent.glob("calendars/[a-z]*.py")
    ]
    code = f"import sys, {', '.join(modules)}; print([name for name in {slow} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
