"""Sums of the book by client and week."""

from __future__ import annotations

from datetime import date

import pytest

from scheduler.domain.book import LaidBlock
from scheduler.report.fairness import fairness_csv, fairness_document
from scheduler.report.ledger import client_weeks, evenness
from tests.building import agreement, client
from tests.report.told_books import HEADER, book_of
from tests.verify.book.log_making import cancel, close_monday, conforming, entry, opened, row, spare, studio
from tests.verify.book.stories import STORIES

WEEK = date(2026, 11, 23)
KINDS = ("own", "rush", "exchanged", "traded", "consented", "lapsed", "cut", "held")


def of_client(entries, whose, *, until="27 12:00", monday=WEEK):
    return next(each for each in client_weeks(book_of(entries, until=until), [monday]) if each.client == whose)


@pytest.mark.parametrize("name", STORIES)
def test_what_became_of_agreed_minutes_adds_up(name: str) -> None:
    for each in client_weeks(book_of(STORIES[name], until="27 12:00"), [WEEK]):
        assert each.agreed_minutes == sum(getattr(each, f"{kind}_minutes") for kind in KINDS)


def test_minutes_are_those_of_the_rows_and_blocks() -> None:
    harrow = of_client([opened(), conforming(), close_monday()], "harrow")
    assert (harrow.agreed_minutes, harrow.own_minutes, harrow.lapsed_minutes) == (600, 180, 120)
    assert harrow.held_minutes == 300
    odd = of_client([opened(), conforming(), spare()], "odd")
    assert (odd.agreed_minutes, odd.borrowed_minutes) == (0, 90)


def test_what_a_cancel_gives_back_is_held_again() -> None:
    harrow = of_client([opened(), conforming(), cancel()], "harrow")
    assert (harrow.own_minutes, harrow.held_minutes) == (0, 600)


def test_a_block_laid_again_on_somebody_else_is_agreed_once_and_not_cut() -> None:
    again = LaidBlock(
        id="tailor/copy/bo/2026-11-27",
        client="tailor",
        skill="copy",
        person="bo",
        day=date(2026, 11, 27),
        start_minute=540,
        minutes=120,
    )
    lost = entry("lost", "23 12:00", blocks=(again,), rows=(row("cut", 180, 27, block="tailor/copy/cy/fri"),))
    tailor = of_client([opened(), lost], "tailor")
    assert (tailor.agreed_minutes, tailor.cut_minutes, tailor.held_minutes) == (540, 60, 480)


def test_given_minutes_count_by_what_they_were_given_for() -> None:
    given = entry(
        "accepted",
        "23 10:00",
        "harrow",
        rows=(row("own", 30, 26, block="harrow/seo/ana/thu", exchanged=True),),
    )
    away = entry("consented", "23 10:30", "harrow", rows=(row("consented", 60, 27, block="harrow/seo/ana/fri"),))
    harrow = of_client([opened(), given, away], "harrow")
    assert (harrow.own_minutes, harrow.exchanged_minutes, harrow.consented_minutes) == (0, 30, 60)
    assert harrow.used_minutes == harrow.served_minutes == 30


def test_blocks_of_days_before_they_were_laid_are_not_agreed() -> None:
    facts = studio(as_of="25 09:00")
    harrow = of_client([opened(facts)], "harrow")
    assert harrow.agreed_minutes == 3 * 120


def test_minutes_count_in_the_week_of_their_block() -> None:
    later = entry("accepted", "23 10:00", "harrow", rows=(row("own", 60, "2026-11-30", block="harrow/seo/ana/mon"),))
    entries = [opened(), later]
    assert of_client(entries, "harrow").own_minutes == 0
    assert of_client(entries, "harrow", monday=date(2026, 11, 30)).own_minutes == 60


def test_a_share_halves_in_four_weeks() -> None:
    entries = [opened(), spare()]
    fresh = of_client(entries, "odd", until="23 10:30")
    old = of_client(entries, "odd", until="2026-12-21T10:30", monday=date(2026, 12, 21))
    assert fresh.decayed_share == 0.75
    assert old.decayed_share == pytest.approx(0.375)


def test_evenness_is_one_where_all_have_the_same_for_theirs() -> None:
    facts = studio(
        clients=[client(name, agreements=(agreement({"seo": 600}),)) for name in ("harrow", "tailor")] + [client("odd")]
    )
    one = entry("accepted", "23 10:00", "harrow", rows=(row("own", 60, 26, block="harrow/seo/ana/thu"),))
    two = entry("accepted", "23 10:00", "tailor", rows=(row("own", 60, 27, block="tailor/copy/cy/fri"),))
    book = book_of([opened(facts), one], until="24 09:00")
    assert evenness(book, client_weeks(book, [WEEK])) == 0.5
    book = book_of([opened(facts), one, two], until="24 09:00")
    assert evenness(book, client_weeks(book, [WEEK])) == 1.0


def test_nobody_with_an_agreement_has_no_index() -> None:
    book = book_of([opened(studio(clients=[client("odd")]), blocks=())], until="24 09:00")
    assert evenness(book, client_weeks(book, [WEEK])) is None


def test_the_document_says_who_waits_where_and_what_is_owed() -> None:
    harm = entry("overridden", "23 09:30", "odd", request="R-8", actor="Dana", reason="once", credits={"tailor": 45})
    document = fairness_document(book_of([opened(), harm, *STORIES["a round"][2:4]], until="23 12:00"), HEADER)
    standing = {each.client: each for each in document.clients}
    assert (standing["odd"].waiting, standing["odd"].place) == (1, 1)
    assert standing["tailor"].credit_minutes == 45
    assert standing["tailor"].credit_until is not None
    assert f"{standing['tailor'].credit_until:%d %m %Y}" == "18 01 2027"


def test_weeks_and_clients_can_be_picked() -> None:
    book = book_of([opened()], until="2026-12-10T09:00")
    assert len({each.week for each in fairness_document(book, HEADER).weeks}) == 3
    assert {each.week for each in fairness_document(book, HEADER, weeks=2).weeks} == {"2026-W49", "2026-W50"}
    one = fairness_document(book, HEADER, week=date(2026, 12, 2), client="harrow")
    assert [(each.week, each.client) for each in one.weeks] == [("2026-W49", "harrow")]
    assert one.jain_index == fairness_document(book, HEADER, week=date(2026, 12, 2)).jain_index
    assert [(each["week"], each["client"], each["agreed_minutes"]) for each in fairness_csv(one)] == [
        ("2026-W49", "harrow", 600)
    ]
