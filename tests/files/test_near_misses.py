"""Slips that a new user makes: the message holds what to write instead."""

from pathlib import Path

import pytest
from small_workspace import CLIENTS, notices, problems

from scheduler.files.dates import DATE_TIME, parse_clock_minute, parse_date_time
from scheduler.files.hours import parse_spans, parse_weekdays
from scheduler.files.shapes import FormError


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
    [("9-17", "write 09:00-17:00"), ("9:00-17", "write 9:00-17:00"), ("8-12:30", "write 08:00-12:30")],
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
