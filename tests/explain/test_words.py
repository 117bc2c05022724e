from __future__ import annotations

import pytest

from scheduler.calendars.words import moment_words, work_words
from scheduler.calendars.zones import Zone
from scheduler.explain.words import list_words, some_words, window_words
from tests.building import instant


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "0 min"), (45, "45 min"), (60, "1 h"), (150, "2 h 30 min"), (3720, "62 h")]
)
def test_amounts_are_exact(minutes: int, words: str) -> None:
    assert work_words(minutes) == words


@pytest.mark.parametrize(
    ("at", "words"),
    [("27 17:30", "Fri 27 Nov 17:30"), ("28 00:00", "Fri 27 Nov 24:00"), ("2026-12-01T00:05", "Tue 1 Dec 00:05")],
)
def test_times_are_said_on_the_clock(at: str, words: str) -> None:
    assert moment_words(instant(at), Zone.of("Europe/London")) == words


def test_a_window_that_begins_now_is_said_by_its_end() -> None:
    zone, now = Zone.of("Europe/London"), instant("23 09:00")
    assert window_words(now, instant("27 17:30"), zone=zone, now=now) == "by Fri 27 Nov 17:30"
    later = window_words(instant("24 09:00"), instant("27 17:30"), zone=zone, now=now)
    assert later == "between Tue 24 Nov 09:00 and Fri 27 Nov 17:30"


def test_lists() -> None:
    assert list_words([]) == ""
    assert list_words(["a"]) == "a"
    assert list_words(["a", "b", "c"]) == "a, b and c"
    assert some_words(["a", "b", "c"], most=2) == "a, b and c"
    assert some_words(["a", "b", "c", "d"], most=2, rest="more tasks") == "a, b and 2 more tasks"
