"""What a client hears stays plain: amounts in good English, titles on one line that steer nothing."""

from __future__ import annotations

from datetime import datetime

import pytest

from scheduler.explain.spoken_times import amount_said, time_said
from scheduler.explain.spoken_titles import TITLE_SIGNS, title_said, title_written


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (1, "1 minute"),
        (15, "15 minutes"),
        (30, "half an hour"),
        (61, "one hour and 1 minute"),
        (195, "3 hours and 15 minutes"),
    ],
)
def test_amounts_are_said_as_people_do(minutes: int, words: str) -> None:
    assert amount_said(minutes) == words


def test_a_title_neither_steers_the_terminal_nor_turns_the_text_round() -> None:
    assert title_said("Banner\x1b[2J\u202e for\nus") == "Banner[2J for us"


LONG = "Labels for the winter set of jams, jellies and marmalades, pickles and a good many chutneys"


def test_a_long_title_is_cut_after_a_word_where_it_is_said_and_nowhere_else() -> None:
    assert len(title_said("word " * 80)) <= TITLE_SIGNS
    assert len(title_said("w" * 200)) <= TITLE_SIGNS
    assert title_said(LONG) == "Labels for the winter set of jams, jellies and marmalades…"
    assert title_written(f"{LONG}\n") == LONG


@pytest.mark.parametrize(
    ("until", "word", "said"),
    [
        ("2026-11-29T00:00", "by", "by the end of Saturday"),
        ("2026-12-06T00:00", "by", "by the end of Saturday 5 December"),
        ("2026-11-26T00:00", "at", "at the end of today"),
        ("2026-11-29T00:15", "by", "by 0:15 on Sunday"),
    ],
)
def test_midnight_is_said_by_the_day_that_it_ends(until: str, word: str, said: str) -> None:
    now = datetime.fromisoformat("2026-11-25T09:00+00:00")
    assert time_said(datetime.fromisoformat(f"{until}+00:00"), now=now, word=word) == said
