"""What was agreed in a week is what the agreement in force gives on each of its days; what became of it adds up to that."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from scheduler.domain.book import BlockEnd, LaidBlock
from scheduler.domain.people import TimeOff
from scheduler.domain.record import Source
from scheduler.domain.standing_of_clients import ClientWeek
from scheduler.domain.times import DateRange
from scheduler.fairshare import bookkeeping
from scheduler.fairshare.book import Book
from scheduler.report.ledger import client_weeks, mondays_of
from scheduler.units import ClientId, PersonId
from tests.building import DAY_NAMES, client, workspace
from tests.fairshare.small_books import every_day, opened
from tests.fairshare.test_excluding_later import excluded
from tests.fairshare.test_signed_weeks import TEAM, booked, sign_anew
from tests.property.book_machine import Machine
from tests.report.told_books import book_of
from tests.verify.book.log_making import entry
from tests.verify.book.log_making import opened as studio_opened

KINDS = ("own", "rush", "exchanged", "traded", "consented", "lapsed", "cut", "held")
FIRST, SECOND = date(2026, 11, 23), date(2026, 11, 30)


def row_of(book: Book, monday: date, *, whose: str) -> ClientWeek:
    """Return a client's row of a week, which has to add up."""
    (found,) = (each for each in client_weeks(book, [monday]) if each.client == whose)
    adds_up(found)
    return found


def adds_up(row: ClientWeek) -> None:
    parts = [getattr(row, f"{kind}_minutes") for kind in KINDS]
    assert min(parts) >= 0, row
    assert row.agreed_minutes == sum(parts), row


def amounts(row: ClientWeek) -> tuple[int, int, int, int]:
    return row.agreed_minutes, row.used_minutes, row.cut_minutes, row.held_minutes


@pytest.mark.parametrize(
    ("charged", "daily", "expected"),
    [
        pytest.param(240, 120, (600, 240, 0, 360), id="booked under the old one is had"),
        pytest.param(240, 180, (900, 240, 0, 660), id="the new one gives more"),
        pytest.param(240, 60, (300, 240, 0, 60), id="the new one gives less"),
        pytest.param(600, 60, (600, 600, 0, 0), id="what is booked beyond what the new one gives stays agreed"),
        pytest.param(0, 90, (450, 0, 0, 450), id="nothing was booked"),
    ],
)
def test_a_week_of_a_new_agreement_is_agreed_once(charged: int, daily: int, expected: tuple[int, ...]) -> None:
    book = booked(charged) if charged else opened_for_two()
    sign_anew(book, daily)
    assert amounts(row_of(book, SECOND, whose="acme")) == expected


def opened_for_two() -> Book:
    facts = workspace(people=TEAM, clients=[client("acme", agreed={"seo": 600})])
    return opened(facts, every_day("acme", "seo", "ana", "09:00", 120))


def test_in_a_week_in_which_it_is_signed_each_day_is_that_of_its_agreement() -> None:
    book = booked(240)
    sign_anew(book, 60, first=date(2026, 12, 2))
    # Two days of two hours, which are booked, and three of an hour: the week of five hours has one left.
    assert amounts(row_of(book, SECOND, whose="acme")) == (420, 240, 120, 60)


def test_an_agreement_that_is_signed_twice_is_agreed_once() -> None:
    book = booked(240)
    sign_anew(book, 120)
    more = [
        each.model_copy(update={"id": f"{each.id}~2", "since": date(2026, 12, 1), "minutes": 60})
        for each in book.accounts.blocks.values()
        if each.id.startswith("new/")
    ]
    ended = [BlockEnd(block=f"new/{day}", from_day=date(2026, 12, 1)) for day in DAY_NAMES[:5]]
    facts = workspace(people=TEAM, clients=[client("acme", agreed={"seo": 300})])
    bookkeeping.sign(book, facts, client=ClientId("acme"), blocks=more, ended=ended)
    row = row_of(book, SECOND, whose="acme")
    assert (row.agreed_minutes, row.used_minutes) == (120 + 4 * 60, 240)


def test_what_begins_and_ends_in_a_week_counts_by_its_days() -> None:
    blocks = [
        *(
            each.model_copy(update={"until": date(2026, 12, 1)})
            for each in every_day("acme", "seo", "ana", "09:00", 120)
        ),
        *(each.model_copy(update={"since": date(2026, 12, 4)}) for each in every_day("acme", "seo", "bo", "09:00", 60)),
    ]
    book = opened(workspace(people=TEAM, clients=[client("acme", agreed={"seo": 600})]), blocks)
    assert row_of(book, SECOND, whose="acme").agreed_minutes == 2 * 120 + 60


def test_a_day_off_takes_its_hours_but_not_what_is_booked_on_them() -> None:
    book = booked(300)
    sign_anew(book, 120)
    facts = book.team.workspace.model_copy(
        update={"closures": (DateRange(first=date(2026, 12, 1), last=date(2026, 12, 1)),)}
    )
    bookkeeping.lose(book, facts)
    row = row_of(book, SECOND, whose="acme")
    assert (row.used_minutes, row.cut_minutes) == (300, 0)
    assert row.held_minutes == sum(
        account.held
        for number in range(5)
        for account in book.accounts.on("bo", SECOND + timedelta(days=number), team=book.team)
    )


def test_hours_cut_under_the_new_agreement_are_cut() -> None:
    book = booked(240)
    sign_anew(book, 120)
    away = TimeOff(
        source=Source(file="time_off.csv", line=2),
        person=PersonId("bo"),
        start=date(2026, 12, 3),
        end=date(2026, 12, 3),
    )
    ana = TimeOff(
        source=Source(file="time_off.csv", line=3),
        person=PersonId("ana"),
        start=date(2026, 12, 3),
        end=date(2026, 12, 3),
    )
    facts = book.team.workspace.model_copy(update={"time_off": (away, ana)})
    bookkeeping.lose(book, facts)
    assert amounts(row_of(book, SECOND, whose="acme")) == (600, 240, 120, 240)


def test_hours_laid_on_somebody_else_as_the_first_is_excluded_are_agreed_once() -> None:
    # Monday is past its notice and cut, Tuesday is laid on somebody else, and from Wednesday on the new blocks hold.
    assert amounts(row_of(excluded(), SECOND, whose="own")) == (5 * 240, 0, 240, 4 * 240)


def test_hours_that_others_repay_are_agreed_beside_the_others_and_nothing_is_cut_below_nothing() -> None:
    repaid = LaidBlock(
        id="tailor/copy/cy/2026-11-26",
        client="tailor",
        skill="copy",
        person="cy",
        day=date(2026, 11, 26),
        start_minute=840,
        minutes=60,
    )
    book = book_of([studio_opened(), entry("lost", "23 12:00", blocks=(repaid,))], until="23 12:00")
    assert amounts(row_of(book, FIRST, whose="tailor")) == (600, 0, 0, 600)


def test_what_is_booked_under_the_old_agreement_and_taken_back_leaves_what_is_agreed_as_it_is() -> None:
    book = booked(240)
    sign_anew(book, 120)
    before = row_of(book, SECOND, whose="acme")
    bookkeeping.cancel(book, "work")
    after = row_of(book, SECOND, whose="acme")
    assert after.agreed_minutes == before.agreed_minutes == 600


@pytest.mark.parametrize("seed", range(0, 40, 4))
def test_the_rows_of_any_book_add_up(seed: int) -> None:
    machine = Machine(seed, edits=True, audit=False)
    for _ in range(50):
        machine.step()
    mondays = mondays_of(machine.book)
    for row in client_weeks(machine.book, [*mondays, mondays[-1] + timedelta(weeks=1)]):
        adds_up(row)
