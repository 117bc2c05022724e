"""Blocks as they are laid on days that are not like the others: the clock changes, or the agreement has yet to begin."""

from __future__ import annotations

from datetime import date

import pytest

from scheduler.fairshare.initial import open_on_plan
from scheduler.fairshare.misfits import dated_block
from scheduler.units import Span
from tests.building import agreement, client, instant, person, workspace
from tests.fairshare.small_books import OPENED, advance, block, complaints, held, opened

NIGHTS = "sat-sun 00:00-12:00"
SPRING, AUTUMN = "2027-03-28", "2027-10-31"


def night_team():
    return workspace(
        week="mon-sun 00:00-24:00",
        people=[person("ana", "seo", week=NIGHTS)],
        clients=[client("own", agreed={"seo": 150}), client("other", agreed={"seo": 90})],
    )


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
def test_a_block_of_a_night_has_its_minutes_where_the_clock_changes(day: str) -> None:
    book = opened(night_team(), [block("own", "seo", "ana", "sun", "00:00", 150)])
    advance(book, f"{day[:-2]}20T12:00")
    assert complaints(book) == []
    assert held(book, "own/seo/ana/sun", day) == 150


def test_blocks_in_a_row_stand_apart_where_the_clock_goes_forward() -> None:
    blocks = [block("own", "seo", "ana", "sun", "00:00", 150), block("other", "seo", "ana", "sun", "02:30", 90)]
    book = open_on_plan(night_team(), blocks, at=instant(OPENED), places={}, left={})
    assert complaints(book) == []
    own, other = (
        account.held_spans[0] for account in book.accounts.on("ana", date.fromisoformat(SPRING), team=book.team)
    )
    assert own.end <= other.start or other.end <= own.start
    assert held(book, "other/seo/ana/sun", SPRING) == 90


def test_a_block_laid_anew_for_a_day_has_the_clock_time_of_its_place() -> None:
    book = opened(night_team(), [block("own", "seo", "ana", "sun", "00:00", 150)])
    account = book.accounts.get("own/seo/ana/sun", date.fromisoformat(SPRING), team=book.team)
    start = instant(f"{SPRING}T08:00")
    assert dated_block(book, account, person="ana", run=Span(start, start + 60)).start_minute == 8 * 60


def test_blocks_lapse_by_the_notice_of_an_agreement_that_has_yet_to_begin() -> None:
    later = agreement({"seo": 60}, since=date(2026, 11, 26), notice_working_days=5)
    team = workspace(people=[person("ana", "seo")], clients=[client("own", agreements=(later,))])
    book = opened(team, [block("own", "seo", "ana", "tue", "09:00", 60, since=date(2026, 11, 26))])
    advance(book, "25 09:00")
    assert complaints(book) == []
    assert held(book, "own/seo/ana/tue", "2026-12-01") < 60
