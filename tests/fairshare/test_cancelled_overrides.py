"""What an override took of others comes back when its request is cancelled, and what is owed for it falls."""

from __future__ import annotations

from scheduler.domain.book import AskedTask, Entry
from scheduler.fairshare import bookkeeping
from scheduler.fairshare.book import Book
from scheduler.units import ClientId, TaskId
from tests.building import agreement, client, person, workspace
from tests.fairshare.small_books import Ask, advance, ask, asked, block, complaints, held, opened

VALE = ClientId("vale")
THURSDAY = "vale/work/ana/26"


def book_of_vale() -> Book:
    """Return a book in which Vale holds two hours of Ana's Thursday, and two of her Friday."""
    team = workspace(
        people=[person("ana", "work")],
        clients=[client("vale", agreements=(agreement({"work": 240}, borrow_minutes=15),)), client("kite")],
        policy={"walk_in_borrow": 600},
    )
    return opened(
        team, [block("vale", "work", "ana", "26", "09:00", 120), block("vale", "work", "ana", "27", "09:00", 120)]
    )


def overridden(book: Book, *, minutes: int = 480, days: tuple[str, ...] = ("26",)) -> Entry:
    """Let Dana decide that Kite takes Ana's days."""
    tasks = tuple(asked(f"K-1/{day}", "work", minutes, f"{day} 18:00", start=f"{day} 09:00") for day in days)
    request = Ask(client=ClientId("kite"), request="K-1", tasks=tasks)
    return bookkeeping.override(book, request, approver="Dana", reason="a fire")


def test_hours_that_an_override_took_come_back_with_its_cancel_and_are_owed_no_longer() -> None:
    book = book_of_vale()
    assert overridden(book).credits == {"vale": 120}
    assert held(book, THURSDAY, "26") == 0

    entry = bookkeeping.cancel(book, "K-1")

    assert [(row.client, row.minutes) for row in entry.rows if row.fund == "cut"] == [("vale", -120)]
    assert entry.credits == {"vale": -120}
    assert (held(book, THURSDAY, "26"), book.credit_minutes(VALE)) == (120, 0)
    assert complaints(book) == []


def test_a_part_that_is_cancelled_gives_back_what_stands_free_then() -> None:
    book = book_of_vale()
    assert overridden(book, days=("26", "27")).credits == {"vale": 240}

    first = bookkeeping.cancel(book, "K-1", task=TaskId("K-1/27"))
    assert (first.credits, held(book, THURSDAY, "26")) == ({"vale": -120}, 0)

    assert bookkeeping.cancel(book, "K-1").credits == {"vale": -120}
    assert book.credit_minutes(VALE) == 0
    assert complaints(book) == []


def test_nothing_comes_back_after_the_notice_date() -> None:
    book = book_of_vale()
    overridden(book)
    advance(book, "25 09:00")

    entry = bookkeeping.cancel(book, "K-1")

    assert (entry.credits, book.credit_minutes(VALE)) == ({}, 120)
    assert complaints(book) == []


def test_what_the_round_has_repaid_does_not_come_back_as_well() -> None:
    book = book_of_vale()
    overridden(book)
    assert ask(book, "vale", asked("V-1", "work", 90, "24 18:00")).kind == "waiting"
    assert [each.credits for each in bookkeeping.hold_round(book)] == [{"vale": -90}]

    entry = bookkeeping.cancel(book, "K-1")

    assert (entry.credits, held(book, THURSDAY, "26"), book.credit_minutes(VALE)) == ({"vale": -30}, 30, 0)
    assert complaints(book) == []


def test_asked_again_without_an_override_nothing_more_comes_back() -> None:
    book = book_of_vale()
    overridden(book)
    bookkeeping.cancel(book, "K-1")
    again = asked("K-1/26", "work", 60, "26 18:00", start="26 09:00")
    assert ask(book, "kite", again, request="K-1").kind == "accepted"

    assert bookkeeping.cancel(book, "K-1").credits == {}
    assert complaints(book) == []


def book_of_work(*more: AskedTask) -> Book:
    """Return a book in which Ana does Vale's text all of Thursday, and Kite may borrow what it likes."""
    clients = [client("vale", agreements=(agreement({"work": 240}, borrow_minutes=6000),)), client("kite")]
    book = opened(workspace(people=[person("ana", "work")], clients=clients, policy={"walk_in_borrow": 6000}), [])
    for task in (asked("text", "work", 480, "26 18:00", start="26 09:00"), *more):
        assert ask(book, "vale", task).kind == "accepted"
    return book


def stands(book: Book, task: str) -> list[str]:
    """Return where a task stands."""
    aware = book.team.aware
    pieces = book.witness.work[TaskId(task)].pieces
    return [f"{aware(piece.start):%d %H:%M}-{aware(piece.end):%H:%M}" for piece in pieces]


DAY = ["26 09:00-13:00", "26 14:00-18:00"]


def test_work_that_is_done_by_its_date_again_is_owed_no_longer() -> None:
    book = book_of_work()
    assert overridden(book).credits == {"vale": 480}
    assert stands(book, "text") != DAY

    entry = bookkeeping.cancel(book, "K-1")

    assert (stands(book, "text"), entry.credits, book.credit_minutes(VALE)) == (DAY, {"vale": -480}, 0)
    assert complaints(book) == []


def test_work_that_stays_late_is_owed_still() -> None:
    """Half of Thursday is over when it is cancelled: not all of the text can be done by its date any more."""
    book = book_of_work()
    overridden(book)
    advance(book, "26 13:00")

    entry = bookkeeping.cancel(book, "K-1")

    assert (entry.credits, book.credit_minutes(VALE)) == ({}, 480)
    assert complaints(book) == []


def test_what_the_round_repaid_for_late_work_is_not_repaid_twice() -> None:
    clients = [client("vale", agreements=(agreement({"work": 240}, borrow_minutes=480),)), client("kite")]
    book = opened(workspace(people=[person("ana", "work")], clients=clients, policy={"walk_in_borrow": 6000}), [])
    assert ask(book, "vale", asked("text", "work", 480, "26 18:00", start="26 09:00")).kind == "accepted"
    assert overridden(book).credits == {"vale": 480}
    assert ask(book, "vale", asked("V-1", "work", 90, "24 18:00")).kind == "waiting"
    assert [each.credits for each in bookkeeping.hold_round(book)] == [{"vale": -90}]

    entry = bookkeeping.cancel(book, "K-1")

    assert (stands(book, "text"), entry.credits, book.credit_minutes(VALE)) == (DAY, {"vale": -390}, 0)
    assert complaints(book) == []


def test_of_two_days_each_part_gives_back_its_own() -> None:
    book = book_of_work(asked("memo", "work", 480, "27 18:00", start="27 09:00"))
    assert overridden(book, days=("26", "27")).credits == {"vale": 960}

    first = bookkeeping.cancel(book, "K-1", task=TaskId("K-1/27"))
    assert (first.credits, book.credit_minutes(VALE)) == ({"vale": -480}, 480)

    assert bookkeeping.cancel(book, "K-1").credits == {"vale": -480}
    assert complaints(book) == []
