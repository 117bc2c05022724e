"""What a loss of capacity does to a book: who gives way first, and that nothing is lost uncounted."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from scheduler.domain.book import AskedTask, Entry
from scheduler.fairshare import bookkeeping
from scheduler.fairshare.book import Book
from scheduler.fairshare.copying import copy_of
from scheduler.fairshare.misfits import LOOK_AHEAD_DAYS
from scheduler.fairshare.pools import cut_held, restore
from scheduler.fairshare.relaying import Displaced
from scheduler.fairshare.trial import Trial, as_it_stands, lift, missing_when_due, put
from scheduler.fairshare.witness import WorkPlace
from scheduler.units import PersonId, Span, TaskId
from tests.building import client, closure, event, instant, person, time_off, workspace
from tests.fairshare.small_books import advance, ask, asked, block, charged, complaints, held, opened
from tests.property.book_machine import Machine

TWO_HOURS = "mon-fri 09:00-11:00"


def lost(book: Book, who: str, first: str, last: str) -> Entry:
    facts = book.team.workspace.model_copy(update={"time_off": (time_off(who, first, last),)})
    return bookkeeping.lose(book, facts, person=PersonId(who))


def one_person() -> Book:
    """Return a book of one person with two hours a day; `own` has an hour every Tuesday, `other` may borrow."""
    team = workspace(
        week=TWO_HOURS,
        people=[person("ana", "seo", week=TWO_HOURS)],
        clients=[client("own", agreed={"seo": 60}), client("other", agreed={"seo": 60})],
        policy={"default_borrow": 5000},
    )
    return opened(
        team, [block("own", "seo", "ana", "tue", "09:00", 60), block("other", "seo", "ana", "fri", "09:00", 60)]
    )


def test_work_on_spare_gives_way_on_whatever_day_that_helps() -> None:
    book = one_person()
    ask(book, "own", asked("mine", "seo", 60, "2026-12-02T11:00", start="2026-12-01T09:00"))
    wednesday = asked("theirs", "seo", 120, "2026-12-02T11:00", start="2026-12-02T09:00")
    assert [row.fund for row in ask(book, "other", wednesday).rows] == ["spare"]

    entry = lost(book, "ana", "2026-12-01", "2026-12-01")

    assert entry.loss is not None
    assert entry.loss.late == {"theirs": 60}
    assert entry.loss.cells == ()
    assert missing_when_due(book, TaskId("mine")) == 0
    assert complaints(book) == []


def test_work_on_spare_stays_where_its_going_helps_nobody() -> None:
    book = one_person()
    sitting = asked("mine", "seo", 60, "2026-12-01T11:00", start="2026-12-01T09:00")
    ask(book, "own", sitting)
    ask(book, "other", asked("theirs", "seo", 120, "2026-12-02T11:00", start="2026-12-02T09:00"))

    entry = lost(book, "ana", "2026-12-01", "2026-12-01")

    assert entry.loss is not None
    assert entry.loss.late == {"mine": 60}
    assert [cell.losses for cell in entry.loss.cells] == [{"own": 60}]
    assert complaints(book) == []


def test_begun_work_that_its_person_cannot_finish_in_time_is_counted() -> None:
    ana, own = person("ana", "seo", week=TWO_HOURS), client("own", agreed={"seo": 120})
    team = workspace(week=TWO_HOURS, people=[ana], clients=[own])
    book = opened(team, [block("own", "seo", "ana", day, "09:00", 60) for day in ("tue", "wed")])
    assert ask(book, "own", asked("mine", "seo", 120, "2026-12-02T11:00", start="2026-12-01T09:00")).conforming
    bookkeeping.advance(book, to=instant("2026-12-01T11:30"))

    entry = lost(book, "ana", "2026-12-02", "2026-12-02")

    assert entry.loss is not None
    assert entry.loss.late == {"mine": 60}
    assert [cell.losses for cell in entry.loss.cells] == [{"own": 60}]
    assert complaints(book) == []


def test_work_of_several_days_is_counted_on_each_with_what_stood_there() -> None:
    ana, own = person("ana", "seo", week=TWO_HOURS), client("own", agreed={"seo": 180})
    team = workspace(week=TWO_HOURS, people=[ana, person("ben", "copy")], clients=[own])
    book = opened(team, [block("own", "seo", "ana", day, "09:00", 60) for day in ("tue", "wed", "thu")])
    mine = asked("mine", "seo", 180, "2026-12-03T11:00", start="2026-12-01T09:00")
    assert ask(book, "own", mine).conforming
    bookkeeping.advance(book, to=instant("2026-12-01T11:30"))
    unskilled = person("ana", "copy", week=TWO_HOURS)

    entry = bookkeeping.lose(book, team.model_copy(update={"people": (unskilled, person("ben", "copy"))}))

    assert entry.loss is not None
    assert entry.loss.late == {"mine": 120}
    # What is unbooked in later weeks is cut day by day; the first two cells are those of the work.
    first = [(f"{cell.day:%d %b}", cell.claims, cell.losses) for cell in entry.loss.cells[:2]]
    assert first == [("02 Dec", {"own": 60}, {"own": 60}), ("03 Dec", {"own": 60}, {"own": 60})]
    assert complaints(book) == []


def thursday_and_friday() -> tuple[Book, AskedTask]:
    """Return a book in which ana holds two hours on a Thursday and on the Friday, ben could do them, and a draft that is due on the Thursday."""
    team = workspace(
        people=[person("ana", "seo"), person("ben", "seo")],
        clients=[client("own", agreed={"seo": 240})],
        policy={"default_borrow": 0},
    )
    days = ("2026-12-03", "2026-12-04")
    book = opened(team, [block("own", "seo", "ana", day, "09:00", 120) for day in days])
    draft = asked("draft", "seo", 120, "2026-12-03T18:00", start="2026-12-03T09:00")
    return book, draft


def test_work_for_one_person_goes_to_somebody_else_together() -> None:
    book, draft = thursday_and_friday()
    text = asked("text", "seo", 120, "2026-12-08T18:00", start="2026-12-04T09:00", same_person_as=(TaskId("draft"),))
    assert ask(book, "own", draft, text).conforming

    lost(book, "ana", "2026-12-03", "2026-12-03")

    # Ana could do the text on Friday, but not the draft in time; ben does both.
    work = book.witness.work
    assert {task: place.person for task, place in work.items()} == {"draft": "ben", "text": "ben"}
    assert [missing_when_due(book, task) for task in work] == [0, 0]
    assert complaints(book) == []


def test_work_stays_with_the_person_to_whom_it_is_bound_by_work_that_was_cancelled() -> None:
    book, draft = thursday_and_friday()
    middle = asked("middle", "seo", 60, "2026-12-04T18:00", start="2026-12-04T09:00", same_person_as=(TaskId("draft"),))
    text = asked("text", "seo", 60, "2026-12-04T18:00", start="2026-12-04T09:00", same_person_as=(TaskId("middle"),))
    assert ask(book, "own", draft, middle, text, request="all").conforming
    bookkeeping.cancel(book, "all", task=TaskId("middle"))

    lost(book, "ana", "2026-12-03", "2026-12-03")

    assert len({place.person for place in book.witness.work.values()}) == 1
    assert complaints(book) == []


def test_the_part_of_work_that_stands_on_spare_is_no_loss_of_own_hours() -> None:
    book = one_person()
    mixed = ask(book, "own", asked("mine", "seo", 180, "2026-12-02T11:00", start="2026-12-01T09:00"))
    assert charged(mixed) == {"own": 60, "spare": 120}

    entry = lost(book, "ana", "2026-12-02", "2026-12-02")

    assert entry.loss is not None
    assert entry.loss.late == {"mine": 60}
    assert entry.loss.cells == ()
    assert complaints(book) == []


def test_a_sitting_that_is_broken_off_keeps_what_was_worked() -> None:
    book = one_person()
    ask(book, "own", asked("mine", "seo", 60, "2026-12-03T11:00", start="2026-12-01T09:00", one_sitting=True))
    place = book.witness.work[TaskId("mine")]
    bookkeeping.advance(book, to=place.pieces[0].start + 20)
    day = book.team.zone.local(book.clock)[0].isoformat()

    lost(book, "ana", day, day)

    pieces = book.witness.work[TaskId("mine")].pieces
    assert pieces[0] == Span(place.pieces[0].start, place.pieces[0].start + 20)
    assert [piece.minutes for piece in pieces] == [20, 40]
    assert complaints(book) == []


@pytest.mark.parametrize("seed", [48, 186, 210, 212, 316, 345, 363])
def test_no_step_handed_on_would_share_a_loss_more_evenly(seed: int) -> None:
    """Pieces smaller than the grid, work that finds a place after all, borrowed work of others in the pool, a broken sitting."""
    machine = Machine(seed)
    for _ in range(60):
        machine.step()

    assert machine.violations == []


def test_whatever_a_loss_makes_late_is_named_and_counted_and_nothing_else_is_named() -> None:
    counted = 0
    for seed in range(80):
        machine = Machine(seed, audit=False)
        for _ in range(50):
            before = copy_of(machine.book)
            name = machine.step()
            entry = machine.book.entries[-1]
            if name in ("absence", "return") and entry.kind == "lost":
                counted += _counted(before, machine.book, entry)
    assert counted > 200


def _counted(before: Book, after: Book, entry: Entry) -> int:
    """Check a loss; return the minutes of work on own hours that it makes late."""
    assert entry.loss is not None
    late: Counter[str] = Counter()
    for task, promised in before.commitments.items():
        later = missing_when_due(after, task) - missing_when_due(before, task)
        floor = promised.floor_at
        behind_floor = missing_when_due(after, task, by=floor) > missing_when_due(before, task, by=floor)
        assert (later > 0) <= (task in entry.loss.late)
        assert (task in entry.loss.late) <= (later > 0 or behind_floor)
        if task in entry.loss.late:
            assert entry.loss.late[task] == missing_when_due(after, task)
        if later > 0 and not any(row.fund == "spare" for row in promised.rows):
            late[promised.client] += later
    cells: Counter[str] = Counter()
    for cell in entry.loss.cells:
        cells.update(cell.losses)
    assert all(minutes <= cells[client] for client, minutes in late.items())
    return late.total()


def test_displaced_work_that_made_room_meanwhile_keeps_what_it_has_now() -> None:
    book = one_person()
    ask(book, "own", asked("mine", "seo", 180, "2026-12-04T11:00", start="2026-12-01T09:00"))
    trial, task = Trial(book), TaskId("mine")
    first, *rest = book.witness.work[task].pieces
    ana = PersonId("ana")
    displaced = Displaced(task, ana, (first,), tuple(rest))
    moved = tuple(Span(piece.start + 1440, piece.end + 1440) for piece in rest)
    put(trial, Displaced(task, ana, tuple(rest), (first,)), WorkPlace(ana, (first, *moved)))

    assert as_it_stands(book, displaced) == Displaced(task, ana, (first,), moved)
    assert as_it_stands(book, lift(trial, as_it_stands(book, displaced))).kept == moved


def test_a_block_that_grows_again_keeps_what_it_holds_in_one_piece() -> None:
    team = workspace(
        people=[person("ana", "seo")],
        clients=[client("own", agreed={"seo": 90}), client("other", agreed={"seo": 60})],
        policy={"default_borrow": 500},
    )
    book = opened(
        team, [block("own", "seo", "ana", "26", "11:00", 90), block("other", "seo", "ana", "30", "09:00", 60)]
    )
    ask(book, "own", asked("mine", "seo", 10, "27 18:00", start="26 10:20"))
    trial, pool = Trial(book), (date(2026, 11, 26), "seo")
    account = book.account("own/seo/ana/26", pool[0])
    cut_held(trial, pool, account, 12)
    theirs = asked("theirs", "seo", 12, "26 12:30", start="26 12:18")
    assert [row.fund for row in ask(book, "other", theirs).rows] == ["spare"]

    restore(trial, pool, account)

    assert [(span.start, span.end) for span in account.held_spans] == [(instant("26 10:58"), instant("26 12:18"))]
    assert book.witness.work[TaskId("mine")].pieces == (Span(instant("26 10:48"), instant("26 10:58")),)
    # That the twelve minutes were cut at all is the test's doing.
    assert [each for each in complaints(book) if not each.startswith("I15")] == []


def one_person_on_thursday(**facts: object) -> Book:
    team = workspace(people=[person("ana", "seo")], clients=[client("own", agreed={"seo": 240})], **facts)
    return opened(team, [block("own", "seo", "ana", "26", "09:00", 240)])


def test_hours_that_a_late_day_off_lets_go_are_no_loss() -> None:
    book = one_person_on_thursday()
    advance(book, "24 20:00")
    assert held(book, "own/seo/ana/26", "26") == 48
    # The day before Thursday is Tuesday now, whose close is over: nothing of Thursday can be claimed any more.
    closed = book.team.workspace.model_copy(update={"closures": (closure("25"),)})
    assert bookkeeping.lose(book, closed).kind == "edited"

    away = closed.model_copy(update={"time_off": (time_off("ana", "26", "26"),)})

    assert bookkeeping.lose(book, away, person=PersonId("ana")).kind == "edited"
    assert complaints(book) == []


def test_work_that_was_late_and_stood_in_time_again_is_lost_when_it_is_late_again() -> None:
    book = one_person_on_thursday()
    ask(book, "own", asked("work", "seo", 60, "26 18:00", start="25 09:00"))
    assert lost(book, "ana", "25", "27").loss.late == {"work": 60}
    bookkeeping.give_back(book, book.team.workspace.model_copy(update={"time_off": ()}), reason="back again")
    assert lost(book, "ana", "30", "30").loss.late == {}

    entry = lost(book, "ana", "25", "30")

    assert entry.loss.late == {"work": 60}
    assert [cell.losses for cell in entry.loss.cells] == [{"own": 60}]
    assert complaints(book) == []


def test_hours_that_come_back_to_somebody_who_is_away_are_lost() -> None:
    book = one_person_on_thursday(closures=(closure("26"),), time_off=[time_off("ana", "26", "26")])

    entry = bookkeeping.lose(book, book.team.workspace.model_copy(update={"closures": ()}))

    assert entry.loss is not None
    assert [cell.losses for cell in entry.loss.cells] == [{"own": 240}]
    assert complaints(book) == []


def test_hours_that_can_be_claimed_again_are_lost_with_their_person() -> None:
    book = one_person_on_thursday()
    advance(book, "24 20:00")
    away = book.team.workspace.model_copy(
        update={"closures": (closure("25"),), "time_off": (time_off("ana", "26", "26"),)}
    )
    assert bookkeeping.lose(book, away).kind == "edited"

    # Wednesday is a working day after all, until whose close rush could be claimed.
    entry = bookkeeping.lose(book, away.model_copy(update={"closures": ()}))

    assert entry.loss is not None
    assert [cell.losses for cell in entry.loss.cells] == [{"own": 48}]
    assert complaints(book) == []


def test_hours_that_help_nobody_stay_where_they_were_laid() -> None:
    team = workspace(
        people=[person("ana", "seo"), person("ben", "seo")],
        clients=[client("pinned", agreed={"seo": 60}), client("other", agreed={"seo": 60})],
        policy={"default_borrow": 0},
    )
    blocks = [block("pinned", "seo", "ana", "thu", "09:00", 60), block("other", "seo", "ben", "thu", "09:00", 60)]
    book = opened(team, blocks)
    work = asked("work", "seo", 60, "2026-12-03T18:00", start="2026-12-03T09:00", person="ana")
    assert ask(book, "pinned", work).conforming

    entry = lost(book, "ana", "2026-12-03", "2026-12-03")

    assert entry.loss is not None
    assert entry.loss.late == {"work": 60}
    assert (entry.blocks, [row for row in entry.rows if row.client == "other"]) == ((), [])
    assert held(book, "other/seo/ben/thu", "2026-12-03") == 60
    assert complaints(book) == []


def test_a_sitting_whose_beginning_is_lost_may_use_the_rest_of_its_own_time() -> None:
    team = workspace(people=[person("ana", "seo")], clients=[client("own")], policy={"walk_in_borrow": 480})
    book = opened(team, [])
    sitting = asked("mine", "seo", 120, "27 18:00", start="26 14:00", one_sitting=True)
    assert ask(book, "own", sitting).kind == "accepted"
    meeting = event("ana", "26 14:00", "26 15:00")

    bookkeeping.lose(book, team.model_copy(update={"events": (meeting,)}))

    assert book.witness.work[TaskId("mine")].pieces == (Span(instant("26 15:00"), instant("26 17:00")),)
    assert complaints(book) == []


def test_an_absence_of_years_is_shared_as_far_as_any_and_stands_as_days_pass() -> None:
    book = one_person()
    lost(book, "ana", "24", "2028-06-30")
    days = sorted({row.day for entry in book.entries for row in entry.rows if row.fund == "cut"})
    last = date(2026, 11, 23) + timedelta(days=LOOK_AHEAD_DAYS - 1)
    assert days[0] == date(2026, 11, 24)
    assert last - timedelta(days=3) <= days[-1] <= last
    assert complaints(book) == []
    advance(book, "30 09:00")
    assert complaints(book) == []
