"""What a client hears stays plain: amounts in good English, titles on one line that steer nothing."""

from __future__ import annotations

import pytest

from scheduler.explain.spoken_times import amount_said
from scheduler.explain.spoken_titles import TITLE_SIGNS, title_said


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


def test_a_long_title_is_cut() -> None:
    assert len(title_said("word " * 80)) <= TITLE_SIGNS
