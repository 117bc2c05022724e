"""What a book has left: amounts that add up, and largest tasks that are the largest that would be granted."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from scheduler.calendars.spans import total_minutes, within
from scheduler.fairshare.asking import Ask, Granted, answer
from scheduler.fairshare.book import Book
from scheduler.fairshare.headroom import NOBODY, asked_task, most_for_client, most_on_spare, pool_day
from scheduler.fairshare.insertion import insert
from scheduler.units import ClientId, Span
from tests.building import client, event, instant, person, time_off, workspace
from tests.fairshare.small_books import advance, ask, asked, block, every_day, opened

DUE = ["23 11:00", "23 18:00", "24 12:30", "25 18:00", "27 18:00"]


def studio(**fields: Any) -> Book:
    """Harrow holds an hour of Ana every morning and four of Bo on Wednesday; Oak has no agreement."""
    people = [person("ana", "copy:2"), person("bo", "copy", "seo", week="mon-thu 08:30-12:00 13:00-16:15")]
    team = workspace(
        people=people,
        clients=[client("harrow", agreed={"copy": 540}, exclude=()), client("oak"), client("elm", exclude=("ana",))],
        events=[event(["ana", "bo"], "23 10:00", "23 10:40")],
        time_off=[time_off("bo", "2026-11-26", "2026-11-26")],
        **fields,
    )
    return opened(
        team, [*every_day("harrow", "copy", "ana", "09:00", 60), block("harrow", "copy", "bo", "wed", "08:30", 200)]
    )


def dues(*texts: str) -> list[int]:
    return [instant(text) for text in texts or DUE]


@pytest.mark.parametrize("day", [23, 24, 25, 26, 27, 28])
def test_capacity_is_committed_held_and_spare(day: int) -> None:
    book = studio()
    assert ask(book, "oak", asked("R-1", "copy", 200, "25 18:00")).kind == "accepted"
    book.witness.stand_beside(book.team, {"bo": (Span(instant("24 08:30"), instant("24 12:00")),)})  # type: ignore[dict-item]
    on = date(2026, 11, day)
    found = pool_day(book, ["ana", "bo"], on)  # type: ignore[list-item]
    assert found.capacity == found.committed + sum(found.held.values()) + found.spare
    free = [book.free_on(who, on) for who in book.team.people]
    ahead = Span(book.clock, instant("2026-12-31"))
    assert found.spare == sum(total_minutes(within(spans, ahead)) for spans in free)


def test_amounts_of_a_day_by_hand() -> None:
    book = studio()
    found = pool_day(book, ["ana", "bo"], date(2026, 11, 25))  # type: ignore[list-item]
    # Ana has 8 h and Bo 6 h 45 min; Harrow holds 60 and 200 minutes.
    assert (found.capacity, found.committed, dict(found.held), found.spare) == (885, 0, {"harrow": 260}, 625)


def test_today_counts_from_the_clock() -> None:
    book = studio()
    advance(book, "23 15:00")
    found = pool_day(book, ["ana", "bo"], date(2026, 11, 23))  # type: ignore[list-item]
    assert (found.capacity, found.spare) == (180 + 75, 255)


@pytest.mark.parametrize("one_sitting", [False, True])
@pytest.mark.parametrize("when", ["23 09:00", "23 14:20", "24 16:00"])
def test_the_largest_is_what_insertion_finds_and_no_more(when: str, one_sitting: bool) -> None:
    book = studio()
    ask(book, "oak", asked("R-1", "copy", 200, "25 18:00"))
    advance(book, when)
    due = [at for at in dues() if at > book.clock]
    found = most_on_spare(book, list(book.team.people), due=due, one_sitting=one_sitting, grid_minutes=5)

    def fits(minutes: int, at: int) -> bool:
        task = asked_task(book, skill="copy", level=1, due=at, one_sitting=one_sitting, minutes=minutes)
        return insert(book, NOBODY, tasks=[task]) is not None

    for at, most in zip(due, found, strict=True):
        assert most.minutes % 5 == 0
        assert not most.minutes or fits(most.minutes, at)
        assert not fits(most.minutes + 5, at)
        assert (most.person is None) == (not most.minutes)
    assert found[-1].minutes > 0


@pytest.mark.parametrize("who", ["harrow", "oak", "elm"])
@pytest.mark.parametrize("one_sitting", [False, True])
def test_of_a_client_the_largest_is_what_would_be_granted_and_no_more(who: str, one_sitting: bool) -> None:
    book = studio()
    ask(book, who, asked("R-1", "copy", 90, "26 18:00"))
    asking = ClientId(who)
    due = dues()
    found = most_for_client(book, asking, skill="copy", level=1, due=due, one_sitting=one_sitting, grid_minutes=15)
    for at, most in zip(due, found, strict=True):
        granted = [
            size
            for size in range(15, 1500, 15)
            if isinstance(
                answer(
                    book,
                    Ask(
                        client=asking,
                        request="R-2",
                        tasks=(asked_task(book, skill="copy", level=1, due=at, one_sitting=one_sitting, minutes=size),),
                    ),
                ),
                Granted,
            )
        ]
        assert most.minutes == max(granted, default=0)


def test_own_hours_and_the_cap_count() -> None:
    book = studio(policy={"walk_in_borrow": 120})
    due = dues("25 18:00")

    def most(who: str) -> int:
        return most_for_client(book, ClientId(who), skill="copy", level=1, due=due, one_sitting=False, grid_minutes=15)[
            0
        ].minutes

    assert most("oak") == 120
    # Harrow may borrow a quarter of its nine hours; with Bo's 200 held minutes beside them on Wednesday.
    assert most("harrow") > 200
    assert most_on_spare(book, list(book.team.people), due=due, one_sitting=False, grid_minutes=15)[0].minutes > 120
