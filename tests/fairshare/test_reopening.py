"""Work that was reported as done by mistake: its promise holds again as it was, where nobody uses its time, and nowhere else."""

from __future__ import annotations

import pytest

from scheduler.domain.book import Entry
from scheduler.fairshare import bookkeeping
from scheduler.fairshare.book import Book
from scheduler.fairshare.bookkeeping import Said
from scheduler.fairshare.dated_block import BookError
from scheduler.fairshare.returning import net_rows
from scheduler.units import TaskId
from tests.building import client, instant, person, workspace
from tests.fairshare.small_books import advance, ask, asked, block, charged, complaints, held, opened, places

TEXT = TaskId("text")
THURSDAY = "elm/work/ana/thu"


def elm_has_thursday() -> Book:
    """Return a book in which two of elm's three hours of Thursday are booked for a text; it is Monday at noon."""
    blocks = [block("elm", "work", "ana", "thu", "09:00", 180)]
    book = opened(workspace(clients=[client("elm", agreed={"work": 180}), client("oak")]), blocks)
    assert charged(ask(book, "elm", asked("text", "work", 120, "27 18:00", start="26 09:00"))) == {"own": 120}
    advance(book, "23 12:00")
    return book


def done(book: Book, *, worked: int | None = 120, task: str = "text") -> Entry:
    """Report a task as done."""
    return bookkeeping.report(book, TaskId(task), remaining=0, worked=worked)


def right(book: Book, *, remaining: int = 120, worked: int = 0, task: str = "text") -> list[Entry]:
    """Put the report of a task right; the auditor has nothing to say, and the book replays."""
    made = bookkeeping.correct(book, [Said(TaskId(task), remaining, worked)])
    assert complaints(book) == []
    assert Book.replay(book.lines).lines == book.lines
    return made


def state(book: Book, task: str = "text") -> tuple[object, ...]:
    """Return what is promised of a task, where it stands and what it is charged."""
    promised, name = book.commitments[TaskId(task)], TaskId(task)
    return promised.due, promised.floor_at, promised.remaining, book.witness.work[name], net_rows(book, name)


@pytest.mark.parametrize("worked", [120, 0])
def test_a_report_that_is_put_right_leaves_everything_as_it_was(worked: int) -> None:
    book = elm_has_thursday()
    before = state(book)
    done(book, worked=worked)
    assert TEXT in book.done

    (entry,) = right(book)

    assert state(book) == before
    assert held(book, THURSDAY, "26") == 60
    assert [each.task for each in entry.committed] == [TEXT]
    assert TEXT not in book.done


def test_where_nobody_worked_own_hours_return_until_it_is_open_again() -> None:
    book = elm_has_thursday()

    assert charged(done(book, worked=0)) == {"own": -120}
    assert held(book, THURSDAY, "26") == 180

    (entry,) = right(book)
    assert charged(entry) == {"own": 120}


def test_a_client_that_used_its_hours_otherwise_has_them_no_more() -> None:
    book = elm_has_thursday()
    done(book, worked=0)
    ask(book, "elm", asked("page", "work", 180, "26 18:00", start="26 09:00"))

    assert right(book) == []
    assert TEXT not in book.commitments


def test_time_that_another_client_took_meanwhile_stays_its() -> None:
    book = elm_has_thursday()
    done(book)
    taken = ask(book, "oak", asked("page", "work", 30, "26 11:00", start="26 10:30"))
    assert places(taken) == [("ana", "26 10:30", "26 11:00")]

    # What of its hours nobody uses is held again.
    (entry,) = right(book)
    assert charged(entry) == {"own given": -30}
    assert held(book, THURSDAY, "26") == 90
    assert TEXT in book.done
    assert TEXT not in book.commitments


def test_asked_for_again_it_is_charged_once() -> None:
    book = elm_has_thursday()
    done(book)
    ask(book, "oak", asked("page", "work", 30, "26 11:00", start="26 10:30"))
    right(book, remaining=120, worked=0)

    assert charged(ask(book, "elm", asked("again", "work", 90, "27 18:00", start="26 09:00"))) == {"own": 90}
    assert right(book, remaining=0, worked=0) == []
    assert complaints(book) == []


def test_spare_of_work_that_nobody_did_no_more_counts() -> None:
    book = opened(workspace(clients=[client("oak"), client("ash")]), [])
    ask(book, "oak", asked("job", "work", 120, "26 18:00", start="25 09:00"))
    advance(book, "23 12:00")
    done(book, task="job")
    ask(book, "ash", asked("page", "work", 60, "25 10:00", start="25 09:00"))

    (entry,) = right(book, task="job")

    assert charged(entry) == {"spare": -120}
    assert sum(sum(each.worked.values()) for each in book.lending.borrowed.values()) == 60


def test_past_the_notice_date_hours_that_were_given_pay_for_the_work_where_it_stands() -> None:
    book = opened(
        workspace(clients=[client("elm", agreed={"work": 120}), client("oak")]),
        [block("elm", "work", "ana", "thu", "09:00", 120)],
    )
    ask(book, "elm", asked("text", "work", 120, "27 18:00", start="26 09:00"))
    advance(book, "23 12:00")
    before = state(book)
    done(book)
    advance(book, "25 10:00")

    (entry,) = right(book)

    assert entry.rows == ()
    assert state(book)[:4] == before[:4]
    assert sum(row.minutes for row in net_rows(book, TEXT)) == 120


def test_past_the_notice_date_given_hours_do_not_come_back() -> None:
    book = elm_has_thursday()
    done(book)
    advance(book, "25 10:00")

    assert right(book) == []


def test_the_hours_that_were_kept_past_the_notice_date_are_those_of_the_work() -> None:
    book = elm_has_thursday()
    advance(book, "25 10:00")
    before = state(book)
    assert charged(done(book)) == {}

    right(book)

    assert state(book) == before


def test_work_on_spare_is_promised_again_and_counts_once() -> None:
    book = opened(workspace(clients=[client("oak")]), [])
    ask(book, "oak", asked("job", "work", 120, "26 18:00", start="25 09:00"))
    advance(book, "23 12:00")
    before = state(book, "job")
    done(book, task="job")

    (entry,) = right(book, task="job")

    assert state(book, "job") == before
    assert charged(entry) == {}
    assert sum(sum(each.worked.values()) for each in book.lending.borrowed.values()) == 120


def test_spare_that_went_back_is_borrowed_again_inside_the_cap_only() -> None:
    book = opened(workspace(clients=[client("oak")], policy={"walk_in_borrow": 120}), [])
    ask(book, "oak", asked("job", "work", 120, "26 18:00", start="25 09:00"))
    assert charged(done(book, worked=0, task="job")) == {"spare": -120}
    second = Book.replay(book.lines)

    (entry,) = right(book, task="job")
    ask(second, "oak", asked("page", "work", 120, "27 18:00", start="27 09:00"))

    assert charged(entry) == {"spare": 120}
    assert right(second, task="job") == []


def test_a_report_in_the_middle_of_the_work_is_put_right_an_hour_later() -> None:
    book = elm_has_thursday()
    advance(book, "26 10:00")
    before = state(book)
    done(book, worked=60)
    advance(book, "26 10:30")

    made = right(book, remaining=60, worked=60)

    # Half an hour of what was planned has passed meanwhile: it finds its place after that.
    assert [each.kind for each in made] == ["progressed", "progressed"]
    assert state(book)[:2] == before[:2]
    assert book.witness.work[TEXT].minutes_after(book.clock) == 60


def test_who_may_not_do_it_any_more_does_not_get_it_back() -> None:
    book = elm_has_thursday()
    done(book)
    facts = book.team.workspace
    elm = facts.clients[0].model_copy(update={"exclude": ("ana",)})
    bookkeeping.sign(book, facts.model_copy(update={"clients": (elm, *facts.clients[1:])}), client=elm.id, blocks=[])

    bookkeeping.correct(book, [Said(TEXT, 120, 0)])

    assert TEXT not in book.commitments


def test_what_comes_after_and_stands_in_front_of_it_by_now_is_not_pushed() -> None:
    people = [person("ana"), person("bo")]
    blocks = [block("elm", "work", "ana", "thu", "09:00", 180), block("elm", "work", "bo", "thu", "09:00", 180)]
    book = opened(workspace(people=people, clients=[client("elm", agreed={"work": 360})]), blocks)
    ask(book, "elm", asked("text", "work", 120, "27 18:00", start="26 09:00"))
    done(book)
    ask(book, "elm", asked("check", "work", 120, "27 18:00", start="26 09:00", person="bo", after="text"))
    assert book.witness.work[TaskId("check")].pieces[0].start == instant("26 09:00")

    right(book)

    assert TEXT not in book.commitments


def test_work_that_stays_done_keeps_what_was_worked() -> None:
    book = elm_has_thursday()
    done(book, worked=300)
    assert sum(row.minutes for row in net_rows(book, TEXT)) == 300

    for worked in (150, 90, 200, 130):
        right(book, remaining=0, worked=worked)
        assert sum(row.minutes for row in net_rows(book, TEXT)) == worked
        assert TEXT in book.done
    assert right(book, remaining=0, worked=130) == []


def test_only_work_that_is_done_is_put_right() -> None:
    book = elm_has_thursday()

    with pytest.raises(BookError, match="no commitment that is done"):
        bookkeeping.correct(book, [Said(TEXT, 120, 0)])


def test_what_is_held_beside_it_has_to_stand_in_one_piece() -> None:
    blocks = [block("elm", "work", "ana", "thu", "11:00", 90)]
    book = opened(workspace(clients=[client("elm", agreed={"work": 90}), client("oak")]), blocks)
    ask(book, "elm", asked("text", "work", 60, "27 18:00", start="26 11:00"))
    advance(book, "23 12:00")
    done(book, worked=20)
    second = Book.replay(book.lines)
    # With the end of the block taken, it could only begin earlier, and the work would stand in the middle of what is held.
    taken = ask(second, "oak", asked("page", "work", 20, "26 12:30", start="26 12:10"))

    assert taken.kind == "accepted"
    assert [each.kind for each in right(book, remaining=60)] == ["progressed"]
    right(second, remaining=60)
    assert TEXT not in second.commitments


def test_spare_that_went_back_pays_again_though_own_hours_are_free_by_now() -> None:
    blocks = [block("elm", "work", "ana", "thu", "09:00", 60)]
    book = opened(workspace(clients=[client("elm", agreed={"work": 240}), client("oak")]), blocks)
    advance(book, "23 12:00")
    ask(book, "elm", asked("page", "work", 60, "26 10:00", start="26 09:00"))
    assert charged(ask(book, "elm", asked("text", "work", 60, "26 18:00", start="24 09:00", person="ana"))) == {
        "spare": 60
    }
    assert charged(done(book, worked=0)) == {"spare": -60}
    bookkeeping.cancel(book, "page")

    (entry,) = right(book, remaining=60)

    assert charged(entry) == {"spare": 60}
