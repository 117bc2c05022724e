"""Clients, people, skills, days and moments as they are said on the command line."""

from __future__ import annotations

from datetime import date

import pytest

from scheduler.errors import UsageError
from scheduler.files.said import said_client, said_day, said_moment, said_person, said_skill
from tests.building import client, instant, person, workspace

STUDIO = workspace(people=[person("ana", "seo:2"), person("bo", "design")], clients=[client("harrow")])


def test_what_is_there_is_found() -> None:
    assert said_client(STUDIO, "harrow").id == "harrow"
    assert said_person(STUDIO, "bo").id == "bo"
    assert said_skill(STUDIO, "seo") == "seo"
    assert said_day("2026-11-25", option="--from") == date(2026, 11, 25)


def test_what_is_not_there_names_the_closest_or_all() -> None:
    with pytest.raises(UsageError, match=r"--client is 'harow', and there is no client .*; did you mean 'harrow'\?"):
        said_client(STUDIO, "harow")
    with pytest.raises(UsageError, match=r"there is no person .*; expected one of ana, bo"):
        said_person(STUDIO, "zoltan")
    with pytest.raises(UsageError, match=r"--skill is 'sео'"):
        said_skill(STUDIO, "sео")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2026-11-25T16:45", "25 16:45"),
        ("2026-11-25 16:45", "25 16:45"),
        ("16:45", "23 16:45"),
        ("9:05", "23 09:05"),
        ("2026-11-25T16:45+02:00", "25 14:45"),
    ],
)
def test_moments_are_read_on_the_teams_clock(said: str, meant: str) -> None:
    assert said_moment(STUDIO, said, option="--at") == instant(meant)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("soon", "expected a moment like 2026-11-25T16:45, or 16:45 for today"),
        ("5pm", "write 17:00"),
        ("24:00", "a clock time up to 23:59"),
        ("2026-11-25", "add the time, like 2026-11-25T09:00"),
        ("2026-10-25T01:30", "write the offset"),
        ("2026-03-29T01:30", "write the offset"),
    ],
)
def test_anything_else_is_refused_with_a_way_out(said: str, words: str) -> None:
    with pytest.raises(UsageError, match=words.replace("+", r"\+")) as caught:
        said_moment(STUDIO, said, option="--at")
    assert str(caught.value).startswith(f"--at is '{said}'")


def test_days_are_iso_dates() -> None:
    with pytest.raises(UsageError, match=r"--from is '31\.11\.2026'; expected a day like 2026-11-25"):
        said_day("31.11.2026", option="--from")
