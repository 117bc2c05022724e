"""Blocks after changes: bookings of which a part returns, work that moves away or ends early; what is held still stands in one piece."""

from __future__ import annotations

import pytest

from scheduler.domain.book import AskedTask, Entry
from scheduler.domain.workspace import Workspace
from scheduler.fairshare import bookkeeping
from scheduler.fairshare.asking import Ask
from scheduler.fairshare.book import Book
from scheduler.units import ClientId, PersonId, TaskId
from tests.building import agreement, client, event, instant, person, time_off, workspace
from tests.fairshare.small_books import advance, ask, asked, block, charged, complaints, held, opened, places

FRIDAY = "2026-12-04"
TWO_HOURS = "mon-fri 09:00-11:00"


def friday_book() -> Book:
    """Return a book of one person whose Fridays, two hours each, are all one client's."""
    team = workspace(
        week=TWO_HOURS,
        people=[person("ana", "seo", week=TWO_HOURS)],
        clients=[client("own", agreed={"seo": 120}), client("other")],
        policy={"default_borrow": 0, "buffer": 0},
    )
    return opened(team, [block("own", "seo", "ana", "fri", "09:00", 120)])


def traded_for_old(book: Book, task: AskedTask) -> Entry:
    """Return the entry by which a task of `own` takes the time of its work `old`, which is due a week later then."""
    request = Ask(client=ClientId("own"), request=task.id, tasks=(task,))
    return bookkeeping.trade(book, request, give=TaskId("old"), new_due=instant("2026-12-11T11:00"))


def test_a_task_that_keeps_a_part_of_its_block_in_a_trade_can_be_cancelled() -> None:
    book = friday_book()
    ask(book, "own", asked("old", "seo", 120, f"{FRIDAY}T11:00", start=f"{FRIDAY}T09:00"))
    traded = traded_for_old(book, asked("urgent", "seo", 60, f"{FRIDAY}T11:00", start=f"{FRIDAY}T09:00"))
    assert traded.kind == "traded"
    assert [stand for stand in places(traded) if stand[1].startswith("04")] == [
        ("ana", "04 09:00", "04 10:00"),
        ("ana", "04 10:00", "04 11:00"),
    ]

    bookkeeping.cancel(book, "old")

    assert held(book, "own/seo/ana/fri", FRIDAY) == 60
    assert complaints(book) == []


def test_work_that_is_done_early_leaves_what_is_held_in_one_piece() -> None:
    book = friday_book()
    ask(book, "own", asked("first", "seo", 30, f"{FRIDAY}T11:00", start=f"{FRIDAY}T09:00"))
    ask(book, "own", asked("second", "seo", 15, f"{FRIDAY}T11:00", start=f"{FRIDAY}T09:00"))
    assert held(book, "own/seo/ana/fri", FRIDAY) == 75

    bookkeeping.report(book, TaskId("first"), remaining=0)

    assert held(book, "own/seo/ana/fri", FRIDAY) == 105
    assert complaints(book) == []
    sitting = asked("sitting", "seo", 105, f"{FRIDAY}T11:00", start=f"{FRIDAY}T09:00", one_sitting=True)
    assert ask(book, "own", sitting).conforming


def test_time_that_rush_work_has_left_is_for_others_and_what_is_left_of_the_block_stands() -> None:
    team = workspace(
        week="mon-fri 09:00-12:00",
        people=[person(who, "seo", week="mon-fri 09:00-12:00") for who in ("ana", "ben")],
        clients=[client("rush", agreed={"seo": 120}), client("other", agreed={"seo": 60})],
        policy={"default_rush": 600, "default_borrow": 0},
    )
    book = opened(
        team, [block("rush", "seo", "ana", "mon", "09:00", 120), block("other", "seo", "ben", "mon", "09:00", 60)]
    )
    # Notice is two working days: on Friday only the rush of Monday is left: 72 minutes, and 36 of the other client.
    job = asked("job", "seo", 60, "2026-12-04T12:00", start="30 09:00")
    assert places(ask(book, "rush", job, when="27 09:00")) == [("ana", "30 09:00", "30 10:00")]
    facts = book.team.workspace
    meeting = facts.model_copy(update={"events": (event("ana", "30 09:00", "30 10:00"),)})
    bookkeeping.lose(book, meeting, person=PersonId("ana"), reason="a meeting")
    assert places(book.entries[-1])[0][1] != "30 09:00"
    bookkeeping.give_back(book, facts, reason="no meeting after all")

    ill = facts.model_copy(update={"time_off": (time_off("ben", "30", "30"),)})
    bookkeeping.lose(book, ill, person=PersonId("ben"), reason="ill")

    laid = [each for each in book.entries[-1].blocks if each.client == "other"]
    assert [(each.person, each.start_minute, each.minutes) for each in laid] == [("ana", 9 * 60, 36)]
    assert held(book, "rush/seo/ana/mon", "30") == 12
    assert complaints(book) == []


def test_work_that_moves_up_in_its_block_stays_inside_its_slack_floor() -> None:
    book = friday_book()
    window = {"start": f"{FRIDAY}T09:00"}
    ask(book, "own", asked("short", "seo", 15, "2026-12-06T12:00", **window))
    ask(book, "own", asked("long", "seo", 90, f"{FRIDAY}T11:00", **window))
    ask(book, "own", asked("gone", "seo", 15, f"{FRIDAY}T11:00", **window))

    bookkeeping.cancel(book, "gone")

    assert book.witness.work[TaskId("short")].finish <= book.commitments[TaskId("short")].floor_at
    assert complaints(book) == []


def test_of_time_given_in_exchange_as_much_returns_as_is_still_free() -> None:
    week = "mon-fri 09:00-12:00"
    team = workspace(
        week=week,
        people=[person("ana", "seo", week=week)],
        clients=[client("own", agreed={"seo": 60}), client("walking")],
        policy={"default_borrow": 0},
    )
    book = opened(team, [block("own", "seo", "ana", "fri", "09:00", 60)])
    # Too late in the block's day to stand in it: done on Thursday, in exchange for half an hour of Friday.
    job = ask(book, "own", asked("job", "seo", 30, f"{FRIDAY}T09:30", start="2026-12-03T09:00"))
    assert charged(job) == {"own given": 30}
    ask(book, "walking", asked("filler", "seo", 135, f"{FRIDAY}T12:00", start=f"{FRIDAY}T09:45"))

    cancelled = bookkeeping.cancel(book, "job")

    assert charged(cancelled) == {"own given": -15}
    assert held(book, "own/seo/ana/fri", FRIDAY) == 45
    assert complaints(book) == []


def half_traded(notice: int = 2) -> Book:
    """Return a book in which `new` stands in a block of two hours, half of them held before and half traded for `old`."""
    team = with_notice(notice)
    book = opened(team, [block("own", "seo", "ana", day, "09:00", 120) for day in ("thu", "fri")])
    ask(book, "own", asked("old", "seo", 60, f"{FRIDAY}T11:00", start=f"{FRIDAY}T09:00"))
    traded = traded_for_old(book, asked("new", "seo", 120, f"{FRIDAY}T11:00", start=f"{FRIDAY}T09:00"))
    assert [(row.fund, row.minutes) for row in traded.rows if row.task == "new"] == [("own", 60), ("traded", 60)]
    return book


def with_notice(days: int) -> Workspace:
    agreed = agreement({"seo": 240}, notice_working_days=days)
    return workspace(
        week=TWO_HOURS,
        people=[person(who, "seo", week=TWO_HOURS) for who in ("ana", "ben")],
        clients=[client("own", agreements=(agreed,))],
        policy={"default_borrow": 0, "buffer": 0},
    )


def test_work_on_traded_time_leaves_its_block_with_each_account_as_it_was() -> None:
    book = half_traded()
    ill = book.team.workspace.model_copy(update={"time_off": (time_off("ana", FRIDAY, FRIDAY),)})

    entry = bookkeeping.lose(book, ill, person=PersonId("ana"), reason="ill")

    assert {place[0] for place in places(entry)} == {"ben"}
    assert charged(entry) == {"own": -60, "own given": 60, "traded": -60, "traded given": 60}
    assert complaints(book) == []


@pytest.mark.parametrize("ends", ["cancelled", "done"])
def test_work_on_traded_time_that_ends_after_the_notice_leaves_its_block_when_that_is_put_off(ends: str) -> None:
    book = half_traded(notice=4)
    advance(book, "2026-12-02T09:00")
    if ends == "cancelled":
        bookkeeping.cancel(book, "new")
    else:
        bookkeeping.report(book, TaskId("new"), remaining=0)

    entry = bookkeeping.give_back(book, with_notice(1), reason="notice of one working day")

    assert charged(entry) == {"own": -60, "own given": 60, "traded": -60, "traded given": 60}
    assert complaints(book) == []


def test_time_inside_a_block_that_is_booked_at_both_ends_is_free_for_nobody() -> None:
    # What is given in exchange leaves its middle; a block stands in one piece until its notice, booked or not.
    team = workspace(
        people=[person("ana", "seo"), person("bo", "seo")],
        clients=[client("harrow", agreed={"seo": 240}), client("elm")],
    )
    book = opened(team, [block("harrow", "seo", "ana", "26", "09:00", 240)])
    for name, start, due in (("first", "09:00", "10:00"), ("last", "12:00", "13:00")):
        ask(book, "harrow", asked(name, "seo", 60, f"26 {due}", start=f"26 {start}", person=PersonId("ana")))
    given = ask(book, "harrow", asked("aside", "seo", 120, "26 12:00", start="26 10:00", person=PersonId("bo")))
    assert charged(given) == {"own given": 120}
    more = asked("more", "seo", 60, "26 12:00", start="26 09:00", person=PersonId("ana"))
    assert ask(book, "elm", more).kind == "declined"
    assert complaints(book) == []
