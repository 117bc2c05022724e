"""A client excludes somebody who holds hours for it: what nobody could use any more does not stay held."""

from __future__ import annotations

from datetime import date

from scheduler.domain.book import BlockEnd
from scheduler.fairshare import bookkeeping
from scheduler.units import ClientId
from tests.building import agreement, client, person, workspace
from tests.fairshare.small_books import advance, block, complaints, every_day, opened


def team(**fields):
    own = client("own", agreements=(agreement({"seo": 20 * 60}, notice_working_days=5),), **fields)
    return workspace(people=[person("ana", "seo"), person("bo", "seo")], clients=[own])


def excluded():
    """Return a book in whose second day its client excludes the person of all its blocks; new ones hold from 2 December on."""
    book = opened(team(), every_day("own", "seo", "ana", "09:00", 240))
    advance(book, "24 09:00")
    first = date(2026, 12, 2)
    bookkeeping.sign(
        book,
        team(exclude=("ana",)),
        client=ClientId("own"),
        blocks=[
            block("own", "seo", "bo", day, "09:00", 240, since=first) for day in ("mon", "tue", "wed", "thu", "fri")
        ],
        ended=[BlockEnd(block=f"own/seo/ana/{day}", from_day=first) for day in ("mon", "tue", "wed", "thu", "fri")],
        reason="ana is excluded",
        actor="",
    )
    return book


def test_nothing_stays_held_with_somebody_who_may_not_work_for_the_client() -> None:
    book = excluded()
    assert complaints(book) == []
    for number in range(24, 31):
        accounts = book.accounts.on("ana", date(2026, 11, number), team=book.team)
        assert sum(each.claimable_at(book.clock) for each in accounts) == 0


def test_what_has_not_lapsed_yet_goes_to_somebody_else_on_the_same_day_and_the_rest_is_cut() -> None:
    book = excluded()
    held = {
        number: sum(each.held for each in book.accounts.on("bo", date(2026, 11, number), team=book.team))
        for number in (25, 26, 27, 30)
    }
    # Of the days past their notice only rush was left: laid anew it would be as if it had not lapsed.
    assert held == {25: 0, 26: 0, 27: 0, 30: 0}
    assert sum(each.held for each in book.accounts.on("bo", date(2026, 12, 1), team=book.team)) == 240
    (entry,) = [each for each in book.entries if each.kind == "signed"]
    assert sum(row.minutes for row in entry.rows if row.fund == "cut") >= 4 * 240
