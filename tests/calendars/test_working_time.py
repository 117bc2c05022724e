import itertools
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.calendars.working_time import OvertimeWeekSpans, WorkingTimeBook, overtime_spans, working_spans
from scheduler.calendars.zones import Zone
from scheduler.domain.people import Availability, Event, Person, TimeOff
from scheduler.domain.times import ClockSpan, DateRange, Moment, WeeklyHours
from scheduler.domain.workspace import Workspace
from scheduler.units import PersonId, Span
from tests.calendars.samples import ENGLAND, SOURCE, at, consent, person, team, weekly
from tests.calendars.zone_oracle import around, minutes_in, wall, zones_and_days

ANA = person(holidays=ENGLAND)


def span(start: str, end: str, zone: str = "Europe/London") -> Span:
    return Span(at(start, zone), at(end, zone))


def week(first: str, days: int = 7, zone: str = "Europe/London") -> Span:
    start = date.fromisoformat(first)
    return span(f"{start} 00:00", f"{start + timedelta(days=days)} 00:00", zone)


def time_off(start: Moment, end: Moment, name: str = "ana") -> TimeOff:
    return TimeOff(person=PersonId(name), start=start, end=end, source=SOURCE)


def event(start: Moment, end: Moment, *names: str) -> Event:
    return Event(people=tuple(map(PersonId, names)), start=start, end=end, source=SOURCE)


def available(start: Moment, end: Moment, name: str = "ana") -> Availability:
    return Availability(person=PersonId(name), start=start, end=end, source=SOURCE)


def minutes(spans: tuple[Span, ...]) -> int:
    return sum(part.minutes for part in spans)


def test_an_office_day() -> None:
    spans = working_spans(team(people=(ANA,)), ANA, week("2026-11-23", 1))
    assert spans == (span("2026-11-23 09:00", "2026-11-23 13:00"), span("2026-11-23 14:00", "2026-11-23 17:30"))


def test_the_window_cuts_to_the_minute() -> None:
    window = span("2026-11-23 12:59", "2026-11-23 14:01")
    spans = working_spans(team(people=(ANA,)), ANA, window)
    assert spans == (span("2026-11-23 12:59", "2026-11-23 13:00"), span("2026-11-23 14:00", "2026-11-23 14:01"))
    assert working_spans(team(people=(ANA,)), ANA, Span(window.end, window.start)) == ()


def test_holidays_and_closures_are_days_off_on_the_persons_own_date() -> None:
    workspace = team(people=(ANA,), closures=(DateRange(first=date(2026, 12, 29), last=date(2026, 12, 31)),))
    # Friday 25 December, Boxing Day observed on Monday 28, closed from 29, New Year's Day on Friday.
    assert working_spans(workspace, ANA, week("2026-12-25", 10)) == ()
    assert minutes(working_spans(workspace, ANA, week("2026-12-21"))) == 4 * 450
    tokyo = person(zone="Asia/Tokyo", hours=weekly(every="00:00-24:00"))
    spans = working_spans(workspace, tokyo, week("2026-12-28", 6, "Asia/Tokyo"))
    assert spans == (
        span("2026-12-28 00:00", "2026-12-29 00:00", "Asia/Tokyo"),
        span("2027-01-01 00:00", "2027-01-03 00:00", "Asia/Tokyo"),
    )


def test_a_person_has_their_own_holidays_not_the_teams() -> None:
    here = person()
    workspace = team(people=(here,), holidays=ENGLAND)
    assert minutes(working_spans(workspace, here, week("2026-12-25", 1))) == 450


def test_25_hours_on_a_day_of_25_hours_and_0_in_a_week_without() -> None:
    night_and_day = person(hours=weekly(every="00:00-24:00"))
    workspace = team(people=(night_and_day,))
    assert minutes(working_spans(workspace, night_and_day, week("2026-10-25", 1))) == 25 * 60
    assert minutes(working_spans(workspace, night_and_day, week("2026-03-29", 1))) == 23 * 60
    assert len(working_spans(workspace, night_and_day, week("2026-10-19", 14))) == 1
    never = person(hours=WeeklyHours(days=((),) * 7))
    assert working_spans(team(people=(never,)), never, week("2026-11-23")) == ()


def test_a_leap_day_is_worked() -> None:
    assert minutes(working_spans(team(people=(ANA,)), ANA, week("2028-02-28", 3))) == 3 * 450


def test_employment_has_a_first_and_a_last_day() -> None:
    bo = person(from_on=date(2026, 11, 24), until_on=date(2026, 11, 25))
    spans = working_spans(team(people=(bo,)), bo, week("2026-11-23"))
    assert (spans[0].start, spans[-1].end) == (at("2026-11-24 09:00"), at("2026-11-25 17:30"))


def test_time_off_and_events_take_time_away_in_their_own_zones() -> None:
    madrid = person(zone="Europe/Madrid", hours=weekly(every="09:00-17:00"))
    workspace = team(
        people=(madrid, person("bo")),
        time_off=(
            time_off(datetime(2026, 11, 23, 10, 0), datetime(2026, 11, 23, 11, 0)),  # noqa: DTZ001 - Madrid's clock
            time_off(date(2026, 11, 23), date(2026, 11, 23), name="bo"),
        ),
        events=(event(datetime(2026, 11, 23, 12, 0), datetime(2026, 11, 23, 13, 0), "bo", "ana"),),  # noqa: DTZ001
    )
    spans = working_spans(workspace, madrid, week("2026-11-23", 1, "Europe/Madrid"))
    assert [
        (wall(part.start, "Europe/Madrid")[1] // 60, wall(part.end, "Europe/Madrid")[1] // 60) for part in spans
    ] == [
        (9, 10),
        (11, 13),  # the event at 12:00 of London
        (14, 17),
    ]


def test_an_event_of_bare_dates_takes_whole_days_of_the_workspace() -> None:
    tokyo = person(zone="Asia/Tokyo", hours=weekly(every="00:00-24:00"))
    workspace = team(people=(tokyo,), events=(event(date(2026, 11, 24), date(2026, 11, 24), "ana"),))
    free = minutes_in(working_spans(workspace, tokyo, week("2026-11-23", 3)))
    assert free == [minute for minute in range(*week("2026-11-23", 3)) if wall(minute, "Europe/London")[0].day != 24]


def test_availability_replaces_hours_holidays_and_closures_but_not_absences() -> None:
    bo = person(holidays=ENGLAND, until_on=date(2026, 12, 27))
    workspace = team(
        people=(bo,),
        closures=(DateRange(first=date(2026, 12, 24), last=date(2026, 12, 31)),),
        availability=(
            available(datetime(2026, 12, 25, 8, 0), datetime(2026, 12, 25, 10, 0)),  # noqa: DTZ001
            available(datetime(2026, 12, 25, 9, 0), datetime(2026, 12, 25, 12, 0)),  # noqa: DTZ001
            available(date(2026, 12, 27), date(2026, 12, 28)),
        ),
        time_off=(time_off(datetime(2026, 12, 25, 11, 0), datetime(2026, 12, 25, 11, 30)),),  # noqa: DTZ001
        events=(event(datetime(2026, 12, 25, 8, 0), datetime(2026, 12, 25, 8, 15), "ana"),),  # noqa: DTZ001
    )
    assert working_spans(workspace, bo, week("2026-12-21", 14)) == (
        span("2026-12-25 08:15", "2026-12-25 11:00"),
        span("2026-12-25 11:30", "2026-12-25 12:00"),
        span("2026-12-27 00:00", "2026-12-28 00:00"),
    )


def test_a_book_answers_for_each_of_its_people() -> None:
    people = (person("ana"), person("bo", hours=weekly(mon="09:00-10:00")), person("cy"))
    book = WorkingTimeBook(team(people=people, time_off=(time_off(date(2026, 11, 23), date(2026, 11, 27), name="cy"),)))
    found = [minutes(book.working_spans(each, week("2026-11-23"))) for each in people]
    assert found == [5 * 450, 60, 0]
    assert found == [minutes(book.working_spans(each, week("2026-11-23"))) for each in people]


def overtime(who: Person, window: Span, **parts: Any) -> tuple[OvertimeWeekSpans, ...]:
    return overtime_spans(team(people=(who,), **parts), who, window)


def test_plain_overtime_follows_the_last_span_for_two_hours() -> None:
    ana = person(overtime=consent(120))
    (found,) = overtime(ana, week("2026-11-23"))
    assert (found.year, found.week, found.weekly_minutes) == (2026, 48, 120)
    assert found.spans[0] == span("2026-11-23 17:30", "2026-11-23 19:30")
    assert len(found.spans) == 5


def test_plain_overtime_ends_at_24_00_and_never_exceeds_two_hours_of_the_clock_as_it_runs() -> None:
    late = person(hours=weekly(every="18:00-23:00"), overtime=consent(600))
    (found,) = overtime(late, week("2026-11-23", 1))
    assert found.spans == (span("2026-11-23 23:00", "2026-11-24 00:00"),)
    early = person(hours=weekly(sun="00:00-00:30"), overtime=consent(600))
    (found,) = overtime(early, week("2026-10-25", 1))
    assert found.spans == (Span(at("2026-10-25 00:30"), at("2026-10-25 01:30", fold=1)),)


def test_overtime_by_the_week_lies_on_days_with_hours_and_outside_them() -> None:
    ana = person(overtime=consent(240, weekly(every="16:00-20:00")), holidays=ENGLAND)
    (found,) = overtime(ana, week("2026-12-21"))
    # Friday 25 December and the weekend have none.
    assert found.spans == tuple(span(f"2026-12-{day} 17:30", f"2026-12-{day} 20:00") for day in (21, 22, 23, 24))


def test_overtime_is_cut_by_absences_employment_and_closures() -> None:
    ana = person(overtime=consent(240), until_on=date(2026, 11, 26))
    (found,) = overtime(
        ana,
        week("2026-11-23"),
        time_off=(time_off(date(2026, 11, 24), date(2026, 11, 24)),),
        events=(event(datetime(2026, 11, 25, 18, 0), datetime(2026, 11, 25, 18, 30), "ana"),),  # noqa: DTZ001
        closures=(DateRange(first=date(2026, 11, 23), last=date(2026, 11, 23)),),
    )
    assert found.spans == (
        span("2026-11-25 17:30", "2026-11-25 18:00"),
        span("2026-11-25 18:30", "2026-11-25 19:30"),
        span("2026-11-26 17:30", "2026-11-26 19:30"),
    )


def test_there_is_no_overtime_without_consent_or_with_listed_availability() -> None:
    assert overtime(person(), week("2026-11-23")) == ()
    ana = person(overtime=consent(240))
    assert overtime(ana, week("2026-11-23"), availability=(available(date(2026, 1, 1), date(2026, 1, 1)),)) == ()


def test_overtime_weeks_are_iso_weeks_of_the_persons_zone() -> None:
    ana = person(overtime=consent(120))
    found = overtime(ana, week("2026-12-28", 14))
    assert [(each.year, each.week) for each in found] == [(2026, 53), (2027, 1)]
    # Friday 1 January 2027 belongs to week 53 of 2026.
    assert found[0].spans[-1] == span("2027-01-01 17:30", "2027-01-01 19:30")
    # Monday 09:00 to 10:00 in Auckland is still Sunday in London.
    auckland = person(zone="Pacific/Auckland", hours=weekly(mon="07:00-09:00"), overtime=consent(60))
    (found_there,) = overtime(auckland, week("2026-11-22", 1))
    assert (found_there.week, found_there.spans[0]) == (
        48,
        span("2026-11-23 09:00", "2026-11-23 11:00", "Pacific/Auckland"),
    )


class Case(NamedTuple):
    workspace: Workspace
    person: Person
    window: Span
    absences: list[Span]
    meetings: list[Span]
    listed: list[Span] | None
    off: tuple[DateRange, ...]


@st.composite
def written_spans(draw: st.DrawFn, *, zone: str, begin: int) -> tuple[Moment, Moment, Span]:
    """Draw a stretch near `begin` as dates or date-times (with offset where the clock alone would not do), and its minutes."""
    start = begin + draw(st.integers(-1440, 2880))
    end = start + draw(st.integers(1, 2000))
    if draw(st.booleans()):
        first, last = wall(start, zone)[0], wall(end, zone)[0]
        covered = [minute for minute in range(start - 3000, end + 3000) if first <= wall(minute, zone)[0] <= last]
        return first, last, Span(covered[0], covered[-1] + 1)
    moments = []
    for instant in (start, end):
        shown = Zone.of(zone).aware(instant)
        repeated = any(
            wall(other, zone) == wall(instant, zone)
            for other in (instant + step for step in (-120, -60, -30, 30, 60, 120))
        )
        moments.append(shown if repeated or draw(st.booleans()) else shown.replace(tzinfo=None))
    return moments[0], moments[1], Span(start, end)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    zone, day = draw(zones_and_days(first_year=2012))
    team_zone, _ = draw(zones_and_days(first_year=2012))
    begin = Zone.of(zone).begin_of(day)
    edge = st.one_of(st.integers(0, 1440), st.sampled_from([0, 60, 90, 120, 150, 540, 1020, 1440]))
    hours = []
    for _ in range(7):
        edges = sorted(draw(st.sets(edge, max_size=4)))
        hours.append(tuple(ClockSpan(start, end) for start, end in zip(edges[::2], edges[1::2], strict=False)))
    some = st.sampled_from([None, None, day - timedelta(days=1), day, day + timedelta(days=1)])
    absences = draw(st.lists(written_spans(zone=zone, begin=begin), max_size=2))
    meetings = draw(st.lists(written_spans(zone=team_zone, begin=begin), max_size=2))
    listed = draw(st.one_of(st.none(), st.lists(written_spans(zone=zone, begin=begin), min_size=1, max_size=3)))
    off = draw(st.lists(st.integers(-1, 2).map(lambda step: day + timedelta(days=step)), max_size=1))
    closures = tuple(DateRange(first=each, last=each) for each in off)
    who = person(zone=zone, hours=WeeklyHours(days=tuple(hours)), from_on=draw(some), until_on=draw(some))
    workspace = team(
        zone=team_zone,
        people=(who,),
        closures=closures,
        time_off=tuple(time_off(start, end) for start, end, _ in absences),
        events=tuple(event(start, end, "ana") for start, end, _ in meetings),
        availability=tuple(available(start, end) for start, end, _ in listed or ()),
    )
    start = begin + draw(st.integers(-1440, 1440))
    window = Span(start, start + draw(st.integers(0, 2880)))
    return Case(
        workspace,
        who,
        window,
        [each for *_, each in absences],
        [each for *_, each in meetings],
        None if listed is None else [each for *_, each in listed],
        closures,
    )


def works(case: Case, minute: int) -> bool:
    """Say whether the person works in a minute, straight from the contract."""
    who = case.person
    day, on_clock = wall(minute, who.time_zone)
    if (who.from_on and day < who.from_on) or (who.until_on and day > who.until_on):
        return False
    if any(start <= minute < end for start, end in (*case.absences, *case.meetings)):
        return False
    if case.listed is not None:
        return any(start <= minute < end for start, end in case.listed)
    if any(closure.first <= day <= closure.last for closure in case.off):
        return False
    return any(start <= on_clock < end for start, end in who.hours.on(day))


@given(cases())
@settings(deadline=None, max_examples=120)
def test_working_time_minute_by_minute(case: Case) -> None:
    spans = working_spans(case.workspace, case.person, case.window)
    assert minutes_in(spans) == [minute for minute in range(*case.window) if works(case, minute)]
    assert all(first.end < second.start for first, second in itertools.pairwise(spans))


@given(cases(), st.integers(1, 600), st.lists(st.integers(0, 1440), min_size=2, max_size=2, unique=True).map(sorted))
@settings(deadline=None, max_examples=80)
def test_overtime_minute_by_minute(case: Case, cap: int, edges: list[int]) -> None:
    case = case._replace(listed=None)
    when = WeeklyHours(days=((ClockSpan(edges[0], edges[1]),),) * 7)
    who = case.person.model_copy(update={"overtime": consent(cap, when)})
    workspace = case.workspace.model_copy(update={"people": (who,), "availability": ()})
    expected: dict[tuple[int, int], list[int]] = {}
    for minute in range(*case.window):
        day, on_clock = wall(minute, who.time_zone)
        has_hours = who.hours.on(day) and not any(closure.first <= day <= closure.last for closure in case.off)
        employed = (who.from_on or date.min) <= day <= (who.until_on or date.max)
        away = any(start <= minute < end for start, end in (*case.absences, *case.meetings))
        in_hours = any(start <= on_clock < end for start, end in who.hours.on(day))
        if has_hours and employed and not away and not in_hours and edges[0] <= on_clock < edges[1]:
            expected.setdefault(day.isocalendar()[:2], []).append(minute)
    found = overtime_spans(workspace, who, case.window)
    assert {(each.year, each.week): minutes_in(each.spans) for each in found} == expected
    assert all(each.weekly_minutes == cap for each in found)


def test_a_change_of_clocks_that_goes_back_to_the_date_before() -> None:
    # St. John's went back from 00:01 of 7 November 2010 to 23:01 of the day before.
    zone = "America/St_Johns"
    who = person(zone=zone, hours=weekly(every="00:00-00:30 23:30-24:00"))
    workspace = team(zone="UTC", people=(who,))
    midnight = at("2010-11-07 00:00", zone)
    for window in (Span(midnight, midnight + 40), Span(midnight - 40, midnight + 20), Span(midnight, midnight + 120)):
        expected = [minute for minute in range(*window) if not 30 <= wall(minute, zone)[1] < 23 * 60 + 30]
        assert minutes_in(working_spans(workspace, who, window)) == expected


@pytest.mark.parametrize("zone", ["Pacific/Apia", "Asia/Kolkata", "Australia/Lord_Howe"])
def test_zones_off_the_hour_and_a_skipped_date(zone: str) -> None:
    who = person(zone=zone, hours=weekly(every="09:00-17:00"))
    workspace = team(zone="UTC", people=(who,))
    window = Span(around(date(2011, 12, 29)).start, around(date(2012, 1, 1)).stop)
    expected = [minute for minute in range(*window) if 540 <= wall(minute, zone)[1] < 1020]
    assert minutes_in(working_spans(workspace, who, window)) == expected
