"""What the book hands to the planner: held hours that somebody can still claim, and no others."""

from __future__ import annotations

from scheduler.fairshare.handing import holdings_of
from tests.building import agreement, client, instant, person, workspace
from tests.fairshare.small_books import advance, ask, asked, charged, every_day, opened


def rushed():
    """Return a book of one client, past the notice of this week's blocks, of which it may still rush four hours."""
    agreed = agreement({"seo": 20 * 60}, notice_working_days=5)
    team = workspace(people=[person("ana", "seo")], clients=[client("own", agreements=(agreed,))])
    book = opened(team, every_day("own", "seo", "ana", "09:00", 240))
    advance(book, "30 09:00")
    return book


def held_by_rush(book, until="2026-12-05T00:00"):
    return sum(piece.minutes for piece in holdings_of(book, until=instant(until)).held if piece.kind == "rush")


def test_each_day_of_a_week_is_held_as_far_as_its_rush_reaches() -> None:
    assert held_by_rush(rushed()) == 4 * 240


def test_nothing_is_held_any_more_where_the_week_has_used_its_rush() -> None:
    book = rushed()
    part = ask(book, "own", asked("text", "seo", 60, "2026-12-02T18:00", start="2026-12-02T09:00"))
    assert charged(part) == {"rush": 60}
    assert held_by_rush(book) == 4 * 180
    rest = ask(book, "own", asked("more", "seo", 180, "2026-12-02T18:00", start="2026-12-02T09:00"))
    assert charged(rest) == {"rush": 180}
    assert held_by_rush(book) == 0
