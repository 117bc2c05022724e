"""Work done beyond what was planned is charged when it is reported: to own held minutes, to rush, then to spare, and never twice."""

from __future__ import annotations

from datetime import date

import pytest

from scheduler.domain.book import Entry
from scheduler.fairshare import bookkeeping, off_plan
from scheduler.fairshare.book import Book
from scheduler.fairshare.borrowing import account_of
from scheduler.fairshare.trial import spare_charged
from scheduler.units import TaskId
from tests.building import agreement, client, workspace
from tests.fairshare.small_books import advance, ask, asked, block, charged, complaints, held, opened

TEXT = TaskId("text")


def elm_has_days(*days: str, minutes: int = 240) -> Book:
    """Return a book in which elm holds so many minutes of ana on days of this week, two hours of the first booked for a text; it is Monday noon.

    Walk-ins may borrow four hours.
    """
    elm = client("elm", agreements=(agreement({"work": 300}, notice_working_days=2),))
    blocks = [block("elm", "work", "ana", day, "09:00", minutes) for day in days]
    book = opened(workspace(clients=[elm, client("oak")]), blocks)
    given = ask(book, "elm", asked("text", "work", 120, "27 18:00", start=f"{days[0]} 09:00"))
    assert charged(given) == {"own": 120}
    advance(book, "23 12:00")
    return book


def net(book: Book, task: str = "text") -> int:
    """Return what is charged for a task in the whole log."""
    return sum(row.minutes for entry in book.entries for row in entry.rows if row.task == task)


def report(book: Book, *, worked: int, remaining: int, task: str = "text") -> Entry:
    """Report on a task; the auditor has nothing to say."""
    entry = bookkeeping.report(book, TaskId(task), remaining=remaining, worked=worked)
    assert complaints(book) == []
    return entry


def test_what_was_worked_while_as_much_remains_is_charged_to_own_hours_each_time() -> None:
    book = elm_has_days("26", "27")

    first, again, same = (report(book, worked=worked, remaining=120) for worked in (60, 100, 100))

    assert [charged(each) for each in (first, again, same)] == [{"own given": 60}, {"own given": 40}, {}]
    assert net(book) == 100 + 120
    assert held(book, "elm/work/ana/26", "26") == 240 - 120 - 100


def test_own_hours_that_lapse_first_pay_first_then_spare_of_the_day_of_the_report() -> None:
    book = elm_has_days("26", "27")

    entry = report(book, worked=400, remaining=120)

    assert [(row.day.day, row.fund, row.minutes) for row in entry.rows] == [
        (23, "spare", 40),
        (26, "own", 120),
        (27, "own", 240),
    ]
    assert all(row.off_plan for row in entry.rows)


def test_rush_pays_where_the_notice_date_has_passed() -> None:
    book = elm_has_days("26")
    advance(book, "25 10:00")

    entry = report(book, worked=90, remaining=120)

    assert charged(entry) == {"rush given": 60, "spare": 30}


def test_more_is_charged_beside_what_takes_longer() -> None:
    book = elm_has_days("26", "27")

    entry = report(book, worked=60, remaining=300)

    # Three hours more stand in its blocks, and the hour that is over is given for.
    assert charged(entry) == {"own": 180, "own given": 60}
    assert net(book) == 360


def test_what_passed_of_the_plan_pays_for_work_on_whatever_day() -> None:
    book = elm_has_days("26", "27")
    advance(book, "26 18:00")

    assert charged(report(book, worked=120, remaining=0)) == {}
    assert net(book) == 120


def test_a_walk_in_cannot_work_past_its_cap_unseen() -> None:
    book = opened(workspace(clients=[client("oak")]), [])
    ask(book, "oak", asked("job", "work", 15, "23 18:00"))
    advance(book, "23 17:00")

    entry = report(book, worked=360, remaining=0, task="job")

    assert charged(entry) == {"spare": 345}
    account = account_of(book.team.workspace, entry.rows[0].client, ever_agreed=set())
    borrowed = book.lending.borrowed[entry.rows[0].client]
    assert borrowed.worked[account, date(2026, 11, 23)] == 360
    assert borrowed.asked[account, date(2026, 11, 23)] == 360
    assert ask(book, "oak", asked("more", "work", 60, "24 18:00", start="24 09:00")).kind == "waiting"


@pytest.mark.parametrize("worked", [60, 0])
def test_what_was_not_worked_after_all_returns_spare_first(worked: int) -> None:
    book = elm_has_days("26", "27")
    report(book, worked=400, remaining=120)

    entry = report(book, worked=340, remaining=120)
    last = report(book, worked=worked, remaining=120)

    assert charged(entry) == {"spare": -40, "own given": -20}
    assert charged(last) == {"own given": worked - 340}
    assert net(book) == worked + 120


def test_after_the_notice_date_nothing_returns_to_a_block() -> None:
    book = elm_has_days("25", "27")
    report(book, worked=60, remaining=120)
    advance(book, "24 10:00")

    assert charged(report(book, worked=0, remaining=120)) == {}
    assert net(book) == 180


def test_work_that_was_less_than_said_keeps_only_that_when_it_is_done() -> None:
    book = elm_has_days("26", "27")
    report(book, worked=60, remaining=120)

    report(book, worked=90, remaining=0)

    assert net(book) == 90
    assert held(book, "elm/work/ana/26", "26") + held(book, "elm/work/ana/27", "27") == 480 - 90


def test_a_cancel_keeps_what_was_worked() -> None:
    book = elm_has_days("26", "27")
    report(book, worked=60, remaining=120)

    bookkeeping.cancel(book, "text")

    assert net(book) == 60
    assert complaints(book) == []


def test_others_may_work_in_the_hours_that_were_given() -> None:
    book = elm_has_days("26")
    report(book, worked=120, remaining=120)

    taken = ask(book, "oak", asked("page", "work", 120, "26 13:00", start="26 11:00"))

    assert taken.kind == "accepted"
    assert complaints(book) == []


def test_work_that_is_done_can_be_lost_no_more() -> None:
    book = elm_has_days("26")
    report(book, worked=300, remaining=120)

    assert charged(book.entries[-1]) == {"own given": 120, "spare": 180}
    assert spare_charged(book, TEXT) == 0


def test_a_book_with_work_off_the_plan_replays() -> None:
    book = elm_has_days("26", "27")
    report(book, worked=400, remaining=120)
    report(book, worked=340, remaining=120)

    again = Book.replay(book.lines)

    assert again.lines == book.lines
    assert "off_plan" not in book.lines[1]


def test_a_block_that_the_log_could_not_take_anything_of_leaves_the_rest_to_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    book = elm_has_days("26", "27")
    with_entry = off_plan.with_entry
    monkeypatch.setattr(
        off_plan,
        "with_entry",
        lambda book, entry: None if any(row.day.day == 26 for row in entry.rows) else with_entry(book, entry),
    )

    entry = bookkeeping.report(book, TEXT, remaining=120, worked=180)

    assert [(row.day.day, row.fund, row.minutes) for row in entry.rows] == [(23, "spare", 120), (27, "own", 60)]


def test_what_returns_pays_first_for_what_takes_longer() -> None:
    book = elm_has_days("26")
    report(book, worked=120, remaining=120)
    assert held(book, "elm/work/ana/26", "26") == 0

    entry = report(book, worked=0, remaining=180)

    # An hour more stands in the block, and the other hour is held again.
    assert charged(entry) == {"own": 60, "own given": -120}
    assert held(book, "elm/work/ana/26", "26") == 60
