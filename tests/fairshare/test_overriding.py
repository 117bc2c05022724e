"""What an override may take: whatever stands, but not a sitting under way."""

from __future__ import annotations

import pytest

from scheduler.domain.book import Entry
from scheduler.fairshare import bookkeeping
from scheduler.fairshare.asking import answer
from scheduler.fairshare.book import Book
from scheduler.fairshare.copying import copy_of
from scheduler.units import ClientId, PersonId, TaskId
from tests.building import agreement, client, instant, person, time_off, workspace
from tests.fairshare.small_books import Ask, advance, ask, asked, block, complaints, held, opened


def with_work_of_vale(*, one_sitting: bool) -> Book:
    """Return a book in which Ana does three hours for Vale from nine on, and it is ten."""
    team = workspace(
        people=[person("ana", "work"), person("ben", "work")],
        clients=[client("vale"), client("kite")],
        policy={"walk_in_borrow": 480},
    )
    book = opened(team, [])
    film = asked("film", "work", 180, "25 18:00", person=PersonId("ana"), one_sitting=one_sitting)
    assert ask(book, "vale", film).kind == "accepted"
    advance(book, "23 10:00")
    return book


def overridden(book: Book, *, start: str, due: str) -> Entry:
    """Let Dana decide that Ana does an hour for Kite."""
    task = asked("K-1/all", "work", 60, due, start=start, person=PersonId("ana"))
    request = Ask(client=ClientId("kite"), request="K-1", tasks=(task,))
    return bookkeeping.override(book, request, approver="Dana", reason="a fire")


def film_from_to(book: Book) -> list[tuple[int, int]]:
    return [(piece.start, piece.end) for piece in book.witness.work[TaskId("film")].pieces]


NINE_TO_TWELVE = [(instant("23 09:00"), instant("23 12:00"))]


def test_no_override_breaks_off_a_sitting() -> None:
    book = with_work_of_vale(one_sitting=True)

    entry = overridden(book, start="23 10:00", due="23 11:00")

    assert entry.kind == "declined"
    assert film_from_to(book) == NINE_TO_TWELVE
    assert complaints(book) == []


def test_an_override_breaks_off_work_that_may_be_interrupted() -> None:
    book = with_work_of_vale(one_sitting=False)

    entry = overridden(book, start="23 10:00", due="23 11:00")

    assert entry.kind == "overridden"
    assert film_from_to(book)[0] == (instant("23 09:00"), instant("23 10:00"))
    assert len(film_from_to(book)) == 2
    assert complaints(book) == []


def test_an_override_moves_a_sitting_that_has_not_begun() -> None:
    book = with_work_of_vale(one_sitting=True)
    talk = asked("talk", "work", 120, "25 18:00", start="23 14:00", person=PersonId("ana"), one_sitting=True)
    assert ask(book, "vale", talk).kind == "accepted"

    entry = overridden(book, start="23 14:00", due="23 15:00")

    assert entry.kind == "overridden"
    (piece,) = book.witness.work[TaskId("talk")].pieces
    assert (piece.start, piece.minutes) == (instant("23 15:00"), 120)
    assert complaints(book) == []


@pytest.mark.parametrize(("minutes", "due", "cut"), [(60, "26 10:00", {}), (480, "26 18:00", {"vale": 60})])
def test_an_override_moves_a_block_within_its_day_or_cuts_it_and_never_lays_it_on_somebody_else(
    minutes: int, due: str, cut: dict[str, int]
) -> None:
    people = [person("ana", "work"), person("ben", "work")]
    team = workspace(people=people, clients=[client("vale", agreed={"work": 60}), client("kite")])
    book = opened(team, [block("vale", "work", "ana", "26", "09:00", 60)])
    task = asked("K-1/all", "work", minutes, due, start="26 09:00", person=PersonId("ana"))
    request = Ask(client=ClientId("kite"), request="K-1", tasks=(task,))

    entry = bookkeeping.override(book, request, approver="Dana", reason="a fire")

    assert (entry.kind, entry.blocks, entry.credits) == ("overridden", (), cut)
    assert held(book, "vale/work/ana/26", "26") == 60 - sum(cut.values())
    assert complaints(book) == []


def mornings_all_held() -> Book:
    """Return a book of one person whose mornings three clients hold wholly, with an hour and a half of Vale's booked on Wednesday."""
    week = "mon-fri 09:00-13:00"
    sizes = {"vale": ("09:00", 90), "kite": ("10:30", 90), "rook": ("12:00", 60)}
    team = workspace(
        week=week,
        people=[person("ana", "work", week=week)],
        clients=[
            client(name, agreements=(agreement({"work": 5 * minutes}, notice_working_days=1),))
            for name, (_, minutes) in sizes.items()
        ],
        policy={"buffer": 0},
    )
    blocks = [
        block(name, "work", "ana", day, start, minutes)
        for name, (start, minutes) in sizes.items()
        for day in ("mon", "tue", "wed", "thu", "fri")
    ]
    book = opened(team, blocks)
    assert ask(book, "vale", asked("film", "work", 90, "25 13:00", start="25 09:00"), request="film").conforming
    return book


@pytest.mark.parametrize("clock", ["23 10:00", "25 08:00"])
def test_work_that_gives_way_stands_on_held_hours_of_its_client_where_all_is_held_and_these_are_credited(
    clock: str,
) -> None:
    # Before its notice date and after it, when the hours of Wednesday are no longer claimable by anybody.
    book = mornings_all_held()
    advance(book, clock)

    task = asked("K-1/all", "work", 240, "25 13:00", start="25 09:00")
    entry = bookkeeping.override(
        book, Ask(client=ClientId("kite"), request="K-1", tasks=(task,)), approver="Dana", reason="a fire"
    )

    # The next hours of Vale are those of Thursday: late by a day, not by weeks.
    assert film_from_to(book) == [(instant("26 09:00"), instant("26 10:30"))]
    cut = {(row.client, row.day.isoformat()): row.minutes for row in entry.rows if row.fund == "cut"}
    assert cut["vale", "2026-11-26"] == 90
    assert entry.loss is not None
    assert entry.loss.late == {"film": 90}
    assert entry.credits["vale"] == 90 + 90
    assert complaints(book) == []


@pytest.mark.parametrize("owner", ["kite", "vale"])
def test_work_makes_room_alike_whoever_it_is_for(owner: str) -> None:
    """The asking client's own work stays where there is another place; where there is none it is moved as everybody's is."""
    team = workspace(
        people=[person("ana", "work")], clients=[client("vale"), client("kite")], policy={"walk_in_borrow": 240}
    )
    book = opened(team, [])
    roster = asked("roster", "work", 180, "24 18:00", start="23 09:00")
    assert ask(book, owner, roster).kind == "accepted"
    task = asked("K-1/all", "work", 420, "23 18:00")
    request = Ask(client=ClientId("kite"), request="K-1", tasks=(task,))

    entry = bookkeeping.override(book, request, approver="Dana", reason="a fire")

    assert entry.kind == "overridden"
    assert entry.loss is not None
    assert not entry.loss.late
    assert book.witness.work[TaskId("roster")].finish <= instant("24 18:00")
    assert complaints(book) == []


def test_an_override_credits_only_what_it_makes_later_than_it_was() -> None:
    """What an absence made late already was not done by its date before: an hour more is what the override takes."""
    team = workspace(people=[person("ana", "work")], clients=[client("vale"), client("kite")])
    book = opened(team, [])
    assert ask(book, "vale", asked("film", "work", 240, "25 18:00", start="25 09:00")).kind == "accepted"
    bookkeeping.lose(book, team.model_copy(update={"time_off": (time_off("ana", "25", "25"),)}))
    assert film_from_to(book) == [(instant("26 09:00"), instant("26 13:00"))]

    task = asked("K-1/all", "work", 60, "26 10:00", start="26 09:00")
    request = Ask(client=ClientId("kite"), request="K-1", tasks=(task,))
    entry = bookkeeping.override(book, request, approver="Dana", reason="a fire")

    assert film_from_to(book)[-1][1] == instant("26 15:00")
    assert entry.loss is not None
    assert entry.loss.late == {"film": 240}
    assert entry.credits == {"vale": 60}
    assert complaints(book) == []


def with_own_hours_of_kite_at_ben(*, borrow_minutes: int = 0) -> Book:
    """Return a book in which Vale holds most of Ana's Wednesday, and Kite half of Ben's."""
    team = workspace(
        people=[person("ana", "work"), person("ben", "work")],
        clients=[
            client("vale", agreed={"work": 240}),
            client("kite", agreements=(agreement({"work": 240}, borrow_minutes=borrow_minutes),)),
        ],
    )
    return opened(
        team, [block("vale", "work", "ana", "25", "14:00", 240), block("kite", "work", "ben", "25", "09:00", 240)]
    )


def test_an_override_uses_own_held_hours_and_free_time_before_anything_of_others() -> None:
    book = with_own_hours_of_kite_at_ben()
    task = asked("K-1/all", "work", 420, "25 18:00", start="25 09:00")
    request = Ask(client=ClientId("kite"), request="K-1", tasks=(task,))
    assert answer(copy_of(book), request).limit is not None

    entry = bookkeeping.override(book, request, approver="Dana", reason="a fire")

    assert entry.kind == "overridden"
    assert {(row.fund, row.block, row.in_round): row.minutes for row in entry.rows} == {
        ("own", "kite/work/ben/25", False): 240,
        ("spare", None, True): 180,
    }
    assert (entry.credits, held(book, "vale/work/ana/25", "25")) == ({}, 240)
    assert book.witness.work[TaskId("K-1/all")].person == "ben"
    assert complaints(book) == []


def test_an_override_that_stands_on_hours_of_others_is_paid_with_own_hours_first() -> None:
    """Ana has to do it; the hours that Kite holds at Ben are worth the same."""
    book = with_own_hours_of_kite_at_ben()
    task = asked("K-1/all", "work", 420, "25 18:00", start="25 09:00", person=PersonId("ana"))
    request = Ask(client=ClientId("kite"), request="K-1", tasks=(task,))

    entry = bookkeeping.override(book, request, approver="Dana", reason="a fire")

    charged = {row.fund: row.minutes for row in entry.rows if row.client == "kite"}
    assert charged == {"own": 240, "spare": 180}
    assert entry.credits == {"vale": 180}
    assert complaints(book) == []


def test_an_override_takes_a_whole_own_block_before_a_part_of_another_client_s() -> None:
    """Nobody has a whole free day: what Kite holds at Ana comes first, and only the rest is taken of Vale."""
    team = workspace(
        people=[person("ana", "work")],
        clients=[client("vale", agreed={"work": 120}), client("kite", agreed={"work": 240})],
    )
    book = opened(
        team, [block("vale", "work", "ana", "25", "09:00", 120), block("kite", "work", "ana", "25", "14:00", 240)]
    )
    task = asked("K-1/all", "work", 480, "25 18:00", start="25 09:00")
    request = Ask(client=ClientId("kite"), request="K-1", tasks=(task,))

    entry = bookkeeping.override(book, request, approver="Dana", reason="a fire")

    assert {row.fund: row.minutes for row in entry.rows if row.client == "kite"} == {"own": 240, "spare": 240}
    assert entry.credits == {"vale": 120}
    assert complaints(book) == []
