"""Held hours on a terminal: who, when, and what is not held; nothing wider than the terminal."""

from __future__ import annotations

import io

import pytest

from scheduler.cli.held_tables import held_block
from scheduler.cli.screen import console_for
from scheduler.report.held_hours import HeldClient, HeldLine, HeldWeek

DAYS = tuple(f"{day} 09:00-13:00, 14:00-15:00" for day in ("Mon 23", "Tue 24", "Wed 25", "Thu 26", "Fri 27"))
LINES = (HeldLine("copy:2", 1500, "Ana", DAYS, "Fri 20 17:30"), HeldLine("seo", 90, "", ("Fri 27",), "Wed 25 17:30"))


def drawn(week: HeldWeek, *, width: int, not_held: tuple[str, ...] = ()) -> str:
    buffer = io.StringIO()
    console_for(width=width, color_system=None, file=buffer).print(held_block(week, width=width, not_held=not_held))
    return buffer.getvalue()


@pytest.mark.parametrize("width", [80, 100, 140])
def test_everything_is_there_at_every_width(width: int) -> None:
    week = HeldWeek((HeldClient("Harrow & Co", 1590, LINES),), "Later: 2 h in week 49.")
    text = drawn(week, width=width, not_held=("Not held for want of a block: 3 h a week of Harrow & Co seo.",))
    assert max(map(len, text.splitlines())) <= width
    flat = " ".join(text.split())
    for part in (
        "Harrow & Co 26 h 30 min",
        "copy:2 25 h Ana",
        "no room Fri 27",
        "Later: 2 h in week 49.",
        "Not held for",
    ):
        assert part in flat
    assert text.count("14:00-15:00") == 5
    # No day is torn from its times.
    assert all(day in text for day in DAYS)


def test_a_week_without_held_hours_says_so() -> None:
    text = drawn(HeldWeek((), "Later: 2 h in week 49."), width=100)
    assert text.splitlines() == ["Nothing is held for anybody this week.", "Later: 2 h in week 49."]
