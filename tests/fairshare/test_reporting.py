"""Work that takes longer than was said: as much of it in time as there is room for, then on its client's own minutes."""

from __future__ import annotations

import pytest

from scheduler.calendars.spans import total_minutes
from scheduler.fairshare import bookkeeping, overrunning
from scheduler.fairshare.book import Book
from scheduler.fairshare.charging import spare_rows
from scheduler.fairshare.trial import missing_when_due
from scheduler.units import TaskId
from scheduler.verify.book import check_book
from tests.building import agreement, client, instant, person, workspace
from tests.fairshare.small_books import ask, asked, block, charged, complaints, opened

TWO_HOURS = "mon-fri 09:00-11:00"
MINE = TaskId("mine")


def begun(*, borrow: int = 5000) -> Book:
    """Return a book of one person with two hours a day, on Tuesday at half past nine of a job of an hour that is due on Thursday."""
    team = workspace(
        week=TWO_HOURS,
        people=[person("ana", "seo", week=TWO_HOURS)],
        clients=[client("own", agreed={"seo": 60}), client("other", agreed={"seo": 60})],
        policy={"default_borrow": borrow},
    )
    book = opened(
        team, [block("own", "seo", "ana", "tue", "09:00", 60), block("other", "seo", "ana", "wed", "09:00", 60)]
    )
    ask(book, "own", asked("mine", "seo", 60, "2026-12-03T11:00", start="2026-12-01T09:00"))
    bookkeeping.advance(book, to=instant("2026-12-01T09:30"))
    return book


def test_what_finds_room_in_time_is_done_in_time_and_only_the_rest_is_late() -> None:
    book = begun()

    # Ahead and free: an hour of Tuesday, an hour of Wednesday beside the held one that lapses tonight, two of Thursday.
    bookkeeping.report(book, MINE, remaining=30 + 6 * 60)

    assert 0 < missing_when_due(book, MINE) < 6 * 60
    assert complaints(book) == []


def test_the_rest_takes_the_client_s_own_minutes_before_spare() -> None:
    book = begun(borrow=0)

    entry = bookkeeping.report(book, MINE, remaining=30 + 60)

    assert charged(entry) == {"own": 60}
    assert {row.day.isoformat() for row in entry.rows} == {"2026-12-08"}
    assert missing_when_due(book, MINE) == 60
    assert complaints(book) == []


def test_an_overrun_in_time_stays_inside_the_cap() -> None:
    book = begun(borrow=500)

    entry = bookkeeping.report(book, MINE, remaining=30 + 90)

    # Half of an hour a week may be borrowed; the rest is late, on the own minutes of the next week.
    assert [(row.fund, row.minutes) for row in entry.rows] == [("spare", 30), ("own", 60)]
    assert missing_when_due(book, MINE) == 60
    assert complaints(book) == []


def test_what_takes_longer_takes_later_work_of_its_own_client_which_moves_on() -> None:
    book = begun(borrow=0)
    follower = asked("next", "seo", 60, "2026-12-11T11:00", start="2026-12-08T09:00", after="mine")
    ask(book, "own", follower, request="next")

    bookkeeping.report(book, MINE, remaining=30 + 30)

    # The half hour is done on Tuesday, where the later work stood; that follows it and is done in time as well.
    assert book.witness.work[MINE].finish == instant("2026-12-08T09:30")
    after = book.witness.work[TaskId("next")]
    assert after.pieces[0].start == instant("2026-12-08T09:30")
    assert after.finish == instant("2026-12-08T10:30")
    assert complaints(book) == []


def studio_of_one() -> Book:
    """Return a book of one person with four hours a day, two of them a client's own from Tuesday to Friday; it is Monday."""
    week = "mon-fri 09:00-13:00"
    team = workspace(
        week=week,
        people=[person("ana", "seo", week=week)],
        clients=[
            client("own", agreements=(agreement({"seo": 480}, notice_working_days=1),)),
            client("other", agreed={"seo": 60}),
        ],
        policy={"default_borrow": 5000},
    )
    return opened(team, [block("own", "seo", "ana", day, "09:00", 120) for day in ("tue", "wed", "thu", "fri")])


def stands(book: Book, task: str) -> list[tuple[str, str]]:
    """Return where work stands, in words of the team's clock."""
    pieces = book.witness.work[TaskId(task)].pieces
    aware = book.team.aware
    return [(f"{aware(piece.start):%a %H:%M}", f"{aware(piece.end):%H:%M}") for piece in pieces]


@pytest.mark.parametrize("clock", ["23 09:00", "24 09:00"])
def test_an_overrun_takes_the_time_of_own_later_work_that_can_be_done_in_time_elsewhere(clock: str) -> None:
    # Notice of a day: on Tuesday the work of Wednesday is past it, and stays charged to that day whoever does what there.
    book = studio_of_one()
    ask(book, "own", asked("mine", "seo", 120, "2026-11-25T13:00"))
    ask(book, "own", asked("next", "seo", 120, "2026-12-01T13:00"), request="next")
    assert stands(book, "next") == [("Wed 09:00", "11:00")]
    bookkeeping.advance(book, to=instant(clock))

    entry = bookkeeping.report(book, MINE, remaining=book.witness.work[MINE].minutes_after(book.clock) + 90)

    # Beside it two hours of every day are free for all; none of them is taken.
    assert charged(entry) == {"own": 90}
    assert stands(book, "mine") == [("Tue 09:00", "11:00"), ("Wed 09:00", "10:30")]
    assert stands(book, "next") == [("Wed 10:30", "11:00"), ("Thu 09:00", "10:30")]
    assert complaints(book) == []


def test_only_as_much_moves_as_has_another_place_in_time_and_the_rest_is_spare() -> None:
    book = studio_of_one()
    ask(book, "own", asked("mine", "seo", 120, "2026-11-25T13:00"))
    ask(book, "own", asked("next", "seo", 120, "2026-11-27T13:00"), request="next")
    ask(book, "own", asked("last", "seo", 75, "2026-11-26T13:00", start="2026-11-26T09:00"), request="last")

    entry = bookkeeping.report(book, MINE, remaining=120 + 90)

    # Three quarters of an hour of Thursday are left inside the slack floor of what moves.
    assert charged(entry) == {"own": 45, "spare": 45}
    assert complaints(book) == []


def test_the_auditor_sees_an_overrun_on_spare_that_own_hours_could_carry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overrunning, "room_of_later_work", lambda *_: ())
    book = studio_of_one()
    ask(book, "own", asked("mine", "seo", 120, "2026-11-25T13:00"))
    ask(book, "own", asked("next", "seo", 120, "2026-12-01T13:00"), request="next")

    bookkeeping.report(book, MINE, remaining=120 + 90)

    assert [each.rule for each in check_book(book.lines).violations] == ["I19"]


def test_the_auditor_sees_an_overrun_on_spare_while_own_minutes_are_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overrunning, "_on_own", lambda *_: None)
    monkeypatch.setattr(
        overrunning, "charge", lambda book, client, made, **_: spare_rows(book, client, made[0], 90, in_round=False)
    )
    book = studio_of_one()
    ask(book, "own", asked("mine", "seo", 120, "2026-11-26T13:00"))

    bookkeeping.report(book, MINE, remaining=120 + 90)

    assert [each.rule for each in check_book(book.lines).violations] == ["I19"]


def test_a_sitting_that_takes_longer_is_charged_to_own_minutes_before_spare() -> None:
    book = studio_of_one()
    ask(book, "own", asked("mine", "seo", 120, "2026-11-26T13:00", one_sitting=True))

    entry = bookkeeping.report(book, MINE, remaining=120 + 60)

    assert charged(entry).get("spare", 0) == 0
    assert total_minutes(book.witness.work[MINE].pieces) == 180
    assert complaints(book) == []


def test_later_work_after_what_is_over_may_move_before_the_date_of_that() -> None:
    # The first is done by the book's clock, though its date is a week ahead: what comes after it does not wait for the date.
    book = studio_of_one()
    ask(book, "own", asked("first", "seo", 15, "2026-12-03T13:00"), request="first")
    bookkeeping.advance(book, to=instant("24 12:00"))
    ask(book, "own", asked("mine", "seo", 120, "2026-11-26T13:00"))
    ask(book, "own", asked("next", "seo", 60, "2026-12-03T13:00", after="first"), request="next")
    assert stands(book, "next")[0][0].startswith("Thu")

    entry = bookkeeping.report(book, MINE, remaining=120 + 30)

    assert charged(entry) == {"own": 30}
    assert complaints(book) == []


def test_an_overrun_never_takes_the_time_between_what_is_held_and_what_is_booked_of_a_block() -> None:
    # Only Thursday's last half hour is free; what own later work has there lies between a sitting and a held quarter of an hour.
    team = workspace(
        week=TWO_HOURS,
        people=[person("ana", "seo", "copy", week=TWO_HOURS)],
        clients=[client("own", agreed={"copy": 90}), client("other", agreed={"seo": 120})],
        policy={"default_borrow": 5000, "buffer": 0},
    )
    book = opened(
        team, [block("own", "copy", "ana", "thu", "09:00", 90), block("other", "seo", "ana", "wed", "09:00", 120)]
    )
    ask(book, "own", asked("mine", "seo", 120, "2026-12-01T11:00", start="2026-12-01T09:00"))
    ask(book, "own", asked("talk", "copy", 45, "2026-12-03T09:45", start="2026-12-03T09:00", one_sitting=True))
    ask(book, "own", asked("text", "copy", 30, "2026-12-04T11:00", start="2026-12-03T09:00"))
    ask(book, "other", asked("busy", "seo", 120, "2026-12-02T11:00", start="2026-12-02T09:00"))
    bookkeeping.advance(book, to=instant("2026-12-01T09:30"))

    entry = bookkeeping.report(book, MINE, remaining=90 + 15)

    assert charged(entry) == {"spare": 15}
    assert complaints(book) == []


@pytest.mark.parametrize("one_sitting", [False, True])
def test_a_report_leaves_another_client_s_work_that_comes_after_where_it_stands(one_sitting: bool) -> None:
    """What takes longer has no time until the next plan, which may move what waits for it inside its slack."""
    team = workspace(
        people=[person("ana", "seo"), person("bo", "seo")],
        clients=[client("first", agreed={"seo": 120}), client("second", agreed={"seo": 120})],
    )
    book = opened(
        team, [block("first", "seo", "ana", "25", "09:00", 120), block("second", "seo", "bo", "25", "11:00", 120)]
    )
    ask(book, "first", asked("text", "seo", 120, "25 11:00", start="25 09:00", one_sitting=one_sitting))
    ask(book, "second", asked("check", "seo", 120, "27 13:00", start="25 09:00", after=("text",)))
    stood = book.witness.work[TaskId("check")]
    assert stood.pieces[0].start == instant("25 11:00")

    entry = bookkeeping.report(book, TaskId("text"), remaining=135)

    assert (entry.rows, entry.work) == ((), ())
    assert book.witness.work[TaskId("check")] == stood
    assert complaints(book) == []
