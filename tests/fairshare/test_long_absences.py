"""Absences that go on: people who leave, lose a skill or work less for good, and leave of years. Nobody's hours vanish unshared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from scheduler.domain.book import Entry
from scheduler.domain.workspace import Workspace
from scheduler.fairshare import bookkeeping
from scheduler.fairshare.book import Book
from scheduler.fairshare.misfits import LOOK_AHEAD_DAYS, SHARED_DAYS, absent_days
from scheduler.fairshare.relaying import displaced_blocks
from scheduler.units import ClientId, PersonId, TaskId
from tests.building import client, event, instant, person, time_off, workspace
from tests.fairshare.small_books import ask, asked, complaints, every_day, opened

MORNINGS = "mon-fri 09:00-13:00"
"""Four hours a day; all of them are owned, so that there is no free spare."""


def two_people() -> Book:
    """Return a book in which harrow owns all mornings of ana and oak those of bo."""
    team = workspace(
        week=MORNINGS,
        people=[person("ana", "seo", week=MORNINGS), person("bo", "seo", week=MORNINGS)],
        clients=[client("harrow", agreed={"seo": 1200}), client("oak", agreed={"seo": 1200})],
        policy={"buffer": 0},
    )
    return opened(
        team,
        [*every_day("harrow", "seo", "ana", "09:00", 240), *every_day("oak", "seo", "bo", "09:00", 240)],
    )


def with_bo(**fields: Any) -> Callable[[Workspace], dict[str, Any]]:
    """Return what changes if bo is somebody else by now."""
    now = {"week": MORNINGS, **fields}
    skills = now.pop("skills", ("seo",))
    return lambda facts: {"people": (facts.people[0], person("bo", *skills, **now))}


def without_bo(facts: Workspace) -> dict[str, Any]:
    return {"people": facts.people[:1]}


def away(last: str) -> Callable[[Workspace], dict[str, Any]]:
    return lambda facts: {"time_off": (time_off("bo", "26", last),)}


GOES_ON = {
    "leaves": with_bo(until_on=date(2026, 11, 25)),
    "is out of people.yaml": without_bo,
    "has the skill no longer": with_bo(skills=("copy",)),
    "is away for years": away("2030-06-30"),
}


def lose(book: Book, change: Callable[[Workspace], dict[str, Any]]) -> list[Entry]:
    facts = book.team.workspace
    before = len(book.entries)
    bookkeeping.lose(book, facts.model_copy(update=change(facts)), person=PersonId("bo"))
    return book.entries[before:]


def lost_by_client(entry: Entry) -> Counter[str]:
    assert entry.loss is not None
    return sum((Counter(cell.losses) for cell in entry.loss.cells), Counter[str]())


def held_on(book: Book, day: date) -> Counter[str]:
    """Return what each client holds on a day, of whomever."""
    people = {block.person for block in book.accounts.blocks.values()}
    accounts = [each for person in people for each in book.accounts.on(person, day, team=book.team)]
    return Counter({account.block.client: 0 for account in accounts}) + sum(
        (Counter({account.block.client: account.held}) for account in accounts), Counter[ClientId]()
    )


@pytest.mark.parametrize("change", GOES_ON.values(), ids=GOES_ON.keys())
def test_whoever_goes_for_good_is_a_loss_that_all_share_alike_every_few_weeks(
    change: Callable[[Workspace], dict[str, Any]],
) -> None:
    book = two_people()

    made = lose(book, change)

    assert len(made) > 10
    assert {entry.kind for entry in made} == {"lost"}
    for entry in made[:-1]:
        lost = lost_by_client(entry)
        assert abs(lost["harrow"] - lost["oak"]) <= 15
        assert lost.total() >= 5 * 3 * 240
    assert complaints(book) == []


@pytest.mark.parametrize("change", GOES_ON.values(), ids=GOES_ON.keys())
def test_no_day_that_is_shared_leaves_anybody_hours_that_cannot_be_worked(
    change: Callable[[Workspace], dict[str, Any]],
) -> None:
    book = two_people()
    lose(book, change)
    assert list(displaced_blocks(book, absent_days(book))) == []
    week = [date(2026, 12, 7) + timedelta(days=number) for number in range(28)]
    held = sum((held_on(book, day) for day in week), Counter[str]())
    assert abs(held["harrow"] - held["oak"]) <= 2 * 240


def test_blocks_go_to_whoever_has_room_that_day_when_somebody_leaves() -> None:
    book = two_people()
    facts = book.team.workspace
    cy = person("cy", "seo", week=MORNINGS)
    bookkeeping.lose(book, facts.model_copy(update={"people": (*facts.people, cy)}))

    made = lose(book, lambda now: {"people": (now.people[0], cy)})

    assert all(lost_by_client(entry).total() == 0 for entry in made)
    assert held_on(book, date(2026, 12, 8)) == {"harrow": 240, "oak": 240}
    assert ask(book, "oak", asked("theirs", "seo", 480, "2026-12-09T13:00", start="2026-12-08T09:00")).conforming
    assert complaints(book) == []


def test_hours_that_are_lowered_for_good_are_shared() -> None:
    book = two_people()
    made = lose(book, with_bo(week="mon-fri 09:00-12:00"))
    assert all(abs(lost_by_client(entry)["harrow"] - lost_by_client(entry)["oak"]) <= 15 for entry in made[:-1])
    assert lost_by_client(made[0]).total() == 60 * 19
    assert complaints(book) == []


@pytest.mark.parametrize("last", ["2027-12-27", "2027-12-28", "2027-12-31", "2028-06-30", "9999-12-31"])
def test_a_leave_of_any_length_can_be_recorded(last: str) -> None:
    book = two_people()
    assert {entry.kind for entry in lose(book, away(last))} == {"lost"}
    assert complaints(book) == []


def test_a_short_absence_is_one_loss_as_long_as_its_row() -> None:
    book = two_people()
    (entry,) = lose(book, away("2026-12-18"))
    assert entry.loss is not None
    assert (entry.loss.from_.date(), entry.loss.to.date()) == (date(2026, 11, 26), date(2026, 12, 18))


@pytest.mark.parametrize("change", GOES_ON.values(), ids=GOES_ON.keys())
def test_what_comes_nearer_is_shared_in_time(change: Callable[[Workspace], dict[str, Any]]) -> None:
    book = two_people()
    lose(book, change)
    shared = book.clock // 1440 + LOOK_AHEAD_DAYS
    before = len(book.entries)

    bookkeeping.advance(book, to=instant("2027-05-03T09:00"))

    made = [entry for entry in book.entries[before:] if entry.kind == "lost"]
    assert made
    assert all(entry.loss is not None and entry.loss.person == "bo" for entry in made)
    assert all(entry.facts is None and "when it comes nearer" in entry.reason for entry in made[-1:])
    assert book.clock // 1440 + SHARED_DAYS > shared
    assert list(displaced_blocks(book, absent_days(book, last=date(2027, 5, 3) + timedelta(days=SHARED_DAYS)))) == []
    assert complaints(book) == []


def test_a_day_that_is_too_far_to_be_shared_can_be_claimed_by_nobody() -> None:
    book = two_people()
    lose(book, with_bo(week="mon-fri 09:00-11:00"))
    far = asked("far", "seo", 120, "2028-03-01T13:00", start="2028-03-01T09:00")

    entry = ask(book, "oak", far)

    assert not entry.conforming
    assert not any(row.fund == "own" for row in entry.rows)
    assert complaints(book) == []


def test_a_meeting_far_ahead_takes_its_block_out_of_reach_until_it_is_shared() -> None:
    book = two_people()
    lose(book, lambda facts: {"events": (event("bo", "2028-03-01T10:00", "2028-03-01T13:00"),)})
    far = asked("far", "seo", 120, "2028-03-01T13:00", start="2028-03-01T09:00", person=PersonId("bo"))
    assert not ask(book, "oak", far).conforming
    assert complaints(book) == []


def test_work_that_is_booked_on_days_after_the_first_weeks_moves_at_once() -> None:
    book = two_people()
    late = asked("late", "seo", 120, "2027-06-01T13:00", start="2027-06-01T09:00")
    assert ask(book, "oak", late).conforming

    made = lose(book, with_bo(until_on=date(2026, 11, 25)))

    assert [stand.person for stand in made[0].work] == ["ana"]
    assert not any(entry.work for entry in made[1:])
    assert complaints(book) == []


def test_whoever_is_back_has_blocks_again_on_days_that_were_not_shared() -> None:
    book = two_people()
    lose(book, with_bo(until_on=date(2026, 11, 25)))
    facts = book.team.workspace
    bookkeeping.give_back(
        book, facts.model_copy(update={"people": (facts.people[0], person("bo", "seo", week=MORNINGS))})
    )
    assert held_on(book, date(2028, 3, 1)) == {"harrow": 240, "oak": 240}
    assert complaints(book) == []


def test_what_was_given_in_exchange_does_not_return_to_a_block_that_its_person_cannot_work_any_more() -> None:
    book = two_people()
    assert ask(book, "oak", asked("theirs", "seo", 120, "27 13:00", start="27 09:00")).conforming
    lose(book, with_bo(skills=("copy",)))
    assert book.witness.work[TaskId("theirs")].person == "ana"

    cancelled = bookkeeping.cancel(book, "theirs")

    assert not any(row.block == "oak/seo/bo/fri" for row in cancelled.rows)
    assert complaints(book) == []
