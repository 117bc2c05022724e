"""What progress.csv says was worked stays charged, on whatever day it was planned."""

from __future__ import annotations

import pytest

from scheduler.fairshare import bookkeeping
from scheduler.fairshare.book import Book
from scheduler.units import TaskId
from scheduler.workflows.book_notices import row_notices
from scheduler.workflows.record_edits import enter_edits
from tests.building import client, progress, task, workspace
from tests.fairshare.small_books import advance, ask, asked, block, complaints, opened

PAGE = TaskId("page")
ROW = task("page", client="elm", minutes=180, start="26 09:00", due="27 17:00")


def on_monday(*rows, **fields) -> Book:
    """Return a book in which elm owns hours of Thursday and Friday, and its row is promised on three of them."""
    blocks = [block("elm", "work", "ana", "thu", "09:00", 180), block("elm", "work", "ana", "fri", "09:00", 180)]
    files = workspace(clients=[client("elm", agreed={"work": 360})], tasks=(ROW,), **fields)
    book = opened(files, blocks)
    advance(book, "23 12:00")
    return book


def say(book: Book, **fields) -> None:
    """Enter what the files say otherwise by now."""
    enter_edits(book, book.team.workspace.model_copy(update=fields))
    assert complaints(book) == []


def net(book: Book, name: str = "page") -> int:
    """Return what is charged for a task in the whole log."""
    return sum(row.minutes for entry in book.entries for row in entry.rows if row.task == name)


@pytest.mark.parametrize(
    ("row", "stays"),
    [
        ({"worked_minutes": 180}, 180),
        ({"worked_minutes": 180, "remaining_minutes": 0}, 180),
        ({"remaining_minutes": 0}, 180),
        ({"worked_minutes": 120, "remaining_minutes": 0}, 120),
    ],
)
def test_work_that_is_done_early_stays_charged_as_far_as_it_was_worked(row: dict[str, int], stays: int) -> None:
    book = on_monday()

    say(book, progress=(progress("page", **row),))

    assert PAGE in book.done
    assert net(book) == stays


def test_a_part_that_is_said_by_what_remains_is_counted_with_what_is_said_later() -> None:
    book = on_monday()
    say(book, progress=(progress("page", remaining_minutes=60),))
    assert book.commitments[PAGE].worked == 120

    say(book, progress=(progress("page", worked_minutes=130, remaining_minutes=0),))

    assert net(book) == 130


def test_a_row_that_is_asked_for_anew_keeps_what_was_worked_of_it_charged() -> None:
    book = on_monday()

    longer = ROW.model_copy(update={"effort_minutes": 240})
    say(book, tasks=(longer,), progress=(progress("page", worked_minutes=120),))

    # Two hours were worked, and two are left.
    assert book.commitments[PAGE].remaining == 120
    assert net(book) == 240
    bookkeeping.cancel(book, "", task=PAGE)
    assert net(book) == 120
    assert complaints(book) == []


def test_what_was_worked_before_a_request_was_asked_is_no_work_of_its_promise() -> None:
    book = on_monday(progress=(progress("text", worked_minutes=60),))
    ask(book, "elm", asked("text", "work", 60, "27 17:00", start="26 09:00"))

    say(book, progress=(progress("text", worked_minutes=90),))
    bookkeeping.cancel(book, "text")

    assert net(book, "text") == 30


def test_work_beyond_the_plan_is_charged_beside_what_remains() -> None:
    book = on_monday()

    say(book, progress=(progress("page", worked_minutes=60, remaining_minutes=180),))

    assert net(book) == 240


def test_a_slip_that_is_put_right_gives_back_what_it_was_charged() -> None:
    book = on_monday()
    say(book, progress=(progress("page", worked_minutes=600, remaining_minutes=180),))
    assert net(book) == 780
    (notice,) = row_notices(book.team.workspace, book)
    assert (notice.subject, notice.field) == ("page", "worked")
    assert "'page': 10 h worked since it was promised (Mon 23 Nov 09:00)" in notice.text

    say(book, progress=(progress("page", worked_minutes=60, remaining_minutes=120),))

    assert net(book) == 180
    assert row_notices(book.team.workspace, book) == ()
