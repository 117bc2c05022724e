"""Slips that a new user makes: the message holds what to write instead."""

from pathlib import Path

import pytest
from small_workspace import CLIENTS, HEADER, WORKSPACE, notices, problems

from scheduler.files.dates import DATE_TIME, parse_clock_minute, parse_date, parse_date_time
from scheduler.files.durations import parse_minutes_above_zero, parse_working_days
from scheduler.files.hours import parse_spans, parse_weekdays
from scheduler.files.places import parse_zone
from scheduler.files.shapes import FormError
from scheduler.files.words import parse_id


@pytest.mark.parametrize(
    ("written", "fix"),
    [
        ("2026-11-23", "add the time, like 2026-11-23T09:00"),
        ("23.11.2026 9:00", "write 2026-11-23T09:00"),
        ("23.11.2026", "write 2026-11-23"),
        ("2026/11/23 17:30", "write 2026-11-23T17:30"),
        ("2026-11-23 9:05", "write 2026-11-23T09:05"),
        ("11/12/2026 12:00", "it can be read in two ways: write 2026-12-11T12:00 or 2026-11-12T12:00"),
    ],
)
def test_a_date_time_keeps_its_time_in_the_proposal(written: str, fix: str) -> None:
    with pytest.raises(FormError) as caught:
        parse_date_time(written)
    assert caught.value.fix == fix
    assert DATE_TIME.expected == "a date and time like 2026-11-25T16:45"


@pytest.mark.parametrize(
    ("written", "fix"),
    [
        ("5pm", "write 17:00"),
        ("12 am", "write 00:00"),
        ("12:30 p.m.", "write 12:30"),
        ("9", "write 09:00"),
        ("late", ""),
    ],
)
def test_a_clock_time_of_half_a_day(written: str, fix: str) -> None:
    with pytest.raises(FormError) as caught:
        parse_clock_minute(written)
    assert caught.value.fix == fix


@pytest.mark.parametrize(
    ("written", "fix"),
    [
        ("9-17", "write 09:00-17:00"),
        ("9:00-17", "write 09:00-17:00"),
        ("8-12:30", "write 08:00-12:30"),
        ("9-5", "write 09:00-17:00"),
        ("9am-5pm", "write 09:00-17:00"),
        ("9 am - 5:30 pm", "write 09:00-17:30"),
        ("9-5pm", "write 09:00-17:00"),
        ("22-6", "past midnight takes two spans: 22:00-24:00 on this day and 00:00-06:00 on the next"),
        ("9-9", ""),
        ("late-5", ""),
    ],
)
def test_spans_of_bare_hours(written: str, fix: str) -> None:
    with pytest.raises(FormError) as caught:
        parse_spans(written)
    assert caught.value.fix == fix


@pytest.mark.parametrize(
    ("written", "fix"),
    [
        ("tues-thurs", "did you mean 'tue-thu'?"),
        ("Monday", "did you mean 'mon'?"),
        ("monday, Wed", "did you mean 'mon, wed'?"),
        ("xyz", ""),
    ],
)
def test_long_names_of_days(written: str, fix: str) -> None:
    with pytest.raises(FormError) as caught:
        parse_weekdays(written)
    assert caught.value.fix == fix


def test_short_names_in_capitals_are_read() -> None:
    assert parse_weekdays("MON-Wed, Fri") == (0, 1, 2, 4)


def test_a_name_in_place_of_an_id_gets_the_id(tmp_path: Path) -> None:
    texts = problems(tmp_path, {"time_off.csv": "person,from,to\nSam Hollis,2026-11-25,2026-11-25\n"})
    assert len(texts) == 1
    assert "expected the id of a person in people.yaml. Did you mean 'sam'?" in texts[0]


def test_people_of_a_meeting_are_separated_by_semicolons(tmp_path: Path) -> None:
    texts = problems(
        tmp_path, {"events.csv": 'people,from,to,title\n"mia, sam",2026-11-25T10:00,2026-11-25T11:00,Call\n'}
    )
    assert len(texts) == 1
    assert "expected ids that are separated by ;" in texts[0]
    assert "Write mia;sam." in texts[0]


def test_a_forgotten_dash_is_proposed(tmp_path: Path) -> None:
    people = "people:\n  - id: mia\n    name: Mia\n    skills: [copy, edit, design]\n    id: sam\n"
    texts = problems(tmp_path, {"people.yaml": people})
    assert texts[0].endswith("Begin a new entry with '- ' above it.")


def test_rush_does_not_complain_of_hours_that_could_not_be_read(tmp_path: Path) -> None:
    clients = CLIENTS.replace("hours: {copy: 4h}", "hours: {copy: 4}\n      rush: {copy: 1h}")
    texts = problems(tmp_path, {"clients.yaml": clients})
    assert len(texts) == 1
    assert "agreement.hours.copy is '4'" in texts[0]


def test_rush_of_a_skill_without_hours_is_still_wrong(tmp_path: Path) -> None:
    clients = CLIENTS.replace("hours: {copy: 4h}", "hours: {copy: 4h}\n      rush: {design: 1h}")
    texts = problems(tmp_path, {"clients.yaml": clients})
    assert len(texts) == 1
    assert "rush names 'design'" in texts[0]


@pytest.mark.parametrize(
    ("row", "told"),
    [("menu,7h,,", True), ("menu,6h,,", False), ("menu,7h,1h,", False), ("menu,7h,,2026-11-20", False)],
)
def test_work_beyond_the_estimate_is_not_silently_done(tmp_path: Path, row: str, told: bool) -> None:
    texts = notices(tmp_path, {"progress.csv": f"task,worked,remaining,done_on\n{row}\n"})
    said = [text for text in texts if "worked is 7h, more than the effort of 6h, so the task counts as done" in text]
    assert len(said) == told


@pytest.mark.parametrize(
    ("written", "fix"),
    [
        (
            "UTC-5",
            "write the name of a place, like America/New_York, or Etc/GMT+5 (there the sign is the other way round)",
        ),
        (
            "gmt+01:00",
            "write the name of a place, like Europe/Berlin, or Etc/GMT-1 (there the sign is the other way round)",
        ),
        ("UTC+4", "write the name of a place there, or Etc/GMT-4 (there the sign is the other way round)"),
        ("+05:30", "write the name of a place, like Asia/Kolkata"),
        ("America/NewYork", "did you mean 'America/New_York'?"),
    ],
)
def test_an_offset_is_no_zone(written: str, fix: str) -> None:
    with pytest.raises(FormError) as caught:
        parse_zone(written)
    assert caught.value.fix == fix


@pytest.mark.parametrize("written", ["26-11-25", "25.11.26", "1/2/3"])
def test_a_year_of_two_digits_is_not_guessed(written: str) -> None:
    with pytest.raises(FormError) as caught:
        parse_date(written)
    assert caught.value.fix == "write year-month-day with four digits for the year"


@pytest.mark.parametrize("written", ["100001h", "99999999999h", "9" * 40 + "m"])
def test_an_amount_above_the_most_names_the_most(written: str) -> None:
    with pytest.raises(FormError) as caught:
        parse_minutes_above_zero(written)
    assert caught.value.expected == "a duration of at most 100000h"


@pytest.mark.parametrize(("written", "fix"), [("1 day", "write 1 working day"), ("2", "write 2 working days")])
def test_one_working_day_is_singular(written: str, fix: str) -> None:
    with pytest.raises(FormError) as caught:
        parse_working_days(written)
    assert caught.value.fix == fix


@pytest.mark.parametrize(
    ("written", "fix"),
    [("map words", "write map-words"), ("o\u0308 x", "write \u00f6-x"), ("l\u00f6\u0917\u094b", "")],
)
def test_an_id_keeps_the_signs_of_its_letters(written: str, fix: str) -> None:
    with pytest.raises(FormError) as caught:
        parse_id(written)
    assert caught.value.fix == fix


@pytest.mark.parametrize(
    ("place", "fix"),
    [
        ("{country: Germany}", "Write DE."),
        ("{country: england}", "Write GB."),
        ("{country: United States}", "Write US."),
        ("{country: USA}", "Write US."),
        ("{country: DE, subdivision: Berlin}", "Write BE."),
        ("{country: GB, subdivision: england}", "Write ENG."),
    ],
)
def test_places_by_their_names_get_their_codes(tmp_path: Path, place: str, fix: str) -> None:
    texts = problems(tmp_path, {"workspace.yaml": f"{WORKSPACE}holidays: {place}\n"})
    assert len(texts) == 1
    assert texts[0].endswith(f" {fix}")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            "old,oak,Old,copy,2h,2026-11-20,,",
            "it was due 2026-11-20T17:00+00:00 and is overdue; it is planned as soon as possible.",
        ),
        ("old,oak,Old,copy,2h,2026-11-23,,", ""),
        (
            "old,oak,Old,design,2h,2026-11-20,,",
            "nobody who may work for 'oak' has design at level 1 or more, so it cannot be planned.",
        ),
        (
            "old,oak,Old,copy:5,2h,2026-11-24,,",
            "nobody who may work for 'oak' has copy at level 5 or more, so it cannot be planned.",
        ),
    ],
)
def test_hopeless_and_overdue_work_is_noticed(tmp_path: Path, row: str, said: str) -> None:
    texts = [text for text in notices(tmp_path, {"tasks.csv": f"{HEADER},after,person\n{row}\n"}) if "'old'" in text]
    assert texts == ([f"tasks.csv:2 (task 'old'): {said}"] if said else [])
