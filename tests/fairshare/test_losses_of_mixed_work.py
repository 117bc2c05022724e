"""Losses where chains, sittings and short work of several clients are booked beside each other."""

from fractions import Fraction

import pytest

from scheduler.units import TaskId
from tests.building import client, person, workspace
from tests.fairshare.borrowed_before_own import bo_is_ill, borrowed_before_own
from tests.fairshare.mixed_work import mixed_book, ratios, week_without
from tests.fairshare.small_books import ask, asked, block, charged, complaints, opened


def test_links_of_chains_that_are_pushed_past_their_date_are_counted() -> None:
    # They moved inside their slack first, and were pushed only when steps of losses were handed on.
    book = mixed_book(36)
    week_without(book, "ana")
    assert complaints(book) == []


@pytest.mark.parametrize(("seed", "who"), [(13, "bo"), (25, "bo"), (30, "ana"), (50, "cy")])
def test_sittings_lose_hardly_more_than_short_work_that_others_have_booked(seed: int, who: str) -> None:
    # One of them is two or three hours: of the smallest client's twenty that is more than a tenth.
    book = mixed_book(seed)
    lost = ratios(week_without(book, who))
    assert max(lost.values()) - min(lost.values()) <= Fraction(5, 100)
    assert complaints(book) == []


def test_borrowed_time_makes_no_room_where_own_work_after_it_would_lose_more() -> None:
    # Elm has no hours of the skill that is short: its print on own hours stays in time, and harrow loses what it had with bo.
    book = borrowed_before_own()
    loss = bo_is_ill(book).loss
    assert loss is not None
    assert loss.late == {"talk": 240}
    assert {name: minutes for cell in loss.cells for name, minutes in cell.losses.items() if minutes} == {"harrow": 240}
    assert complaints(book) == []


def test_nobody_gives_own_hours_for_borrowed_work_that_is_bound_to_a_sitting() -> None:
    # Bo has harrow's sitting in its own hours, and borrowed work for the same person after it; oak holds all of ana and cy.
    people = [person(name, "seo") for name in ("ana", "bo", "cy")]
    clients = [client("harrow", agreed={"seo": 240}), client("oak", agreed={"seo": 960})]
    blocks = [
        block("harrow", "seo", "bo", "26", "09:00", 240),
        *(
            block("oak", "seo", who, "26", start, 240).model_copy(update={"id": f"oak/{who}/{start}"})
            for who in ("ana", "cy")
            for start in ("09:00", "14:00")
        ),
    ]
    book = opened(workspace(people=people, clients=clients, policy={"buffer": 0, "default_borrow": 5000}), blocks)
    talk = asked("talk", "seo", 240, "26 18:00", start="26 09:00", one_sitting=True)
    more = asked("more", "seo", 240, "26 18:00", start="26 14:00", one_sitting=True, same_person_as=(TaskId("talk"),))
    assert charged(ask(book, "harrow", talk, more)) == {"own": 240, "spare": 240}
    loss = bo_is_ill(book).loss
    assert loss is not None
    assert {task: minutes for task, minutes in loss.late.items() if minutes} == {"more": 240}
    assert {name: minutes for cell in loss.cells for name, minutes in cell.losses.items() if minutes} == {"oak": 240}
    assert complaints(book) == []
