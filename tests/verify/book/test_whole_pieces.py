"""A sitting that a loss made late, beside the hours of a client that loses less: named where it could stand there, else not."""

from __future__ import annotations

from typing import Any

import pytest

from scheduler.fairshare import bookkeeping, loss_evening
from scheduler.units import PersonId
from scheduler.verify.book import check_book
from tests.building import client, person, time_off, workspace
from tests.fairshare.small_books import ask, asked, block, opened


def named(*, oak: int = 480, booked: Any = (), talk: Any = None, exclude: Any = ()) -> list[str]:
    """Lose bo's Thursday morning, in which harrow has a sitting of four hours, with no whole work helped, and return what is named.

    Oak holds ana's Thursday: of four hours only the morning.
    """
    people = [person("ana", "seo"), person("bo", "seo")]
    clients = [
        client("harrow", agreed={"seo": 240}, exclude=exclude),
        client("oak", agreed={"seo": oak}),
        client("elm"),
    ]
    blocks = [
        block("harrow", "seo", "bo", "26", "09:00", 240),
        block("oak", "seo", "ana", "26", "09:00", 240),
        *([block("oak", "seo", "ana", "26", "14:00", 240).model_copy(update={"id": "oak/later"})] if oak > 240 else []),
    ]
    team = workspace(people=people, clients=clients, policy={"buffer": 0})
    book = opened(team, blocks)
    for work in booked:
        ask(book, "oak", *work)
    ask(book, "harrow", talk or asked("talk", "seo", 240, "26 18:00", start="26 09:00", one_sitting=True))
    if oak == 240:
        # Elm takes what nobody holds of ana's afternoon.
        ask(book, "elm", asked("other", "seo", 240, "26 18:00", start="26 14:00", person=PersonId("ana")))
    facts = team.model_copy(update={"time_off": (time_off("bo", "26", "26"),)})
    bookkeeping.lose(book, facts, person=PersonId("bo"))
    return [each.text for each in check_book(book.lines).violations if each.rule == "I15"]


@pytest.fixture(autouse=True)
def _nothing_is_cleared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loss_evening, "cleared", lambda losses: losses)


def test_a_sitting_that_half_of_what_another_holds_could_hold_is_named() -> None:
    (text,) = named()
    assert text == (
        "entry 3: 'talk' of 'harrow' is late by 4 h, but could be done in time by ana on 4 h of 'oak', "
        "and nobody would lose as large a part as 'harrow' does"
    )


@pytest.mark.parametrize("minutes", [240, 120, 60])
def test_work_that_is_booked_there_counts_as_what_is_held_does(minutes: int) -> None:
    tasks = [[asked(f"text-{n}", "seo", minutes, "26 18:00", start="26 09:00")] for n in range(480 // minutes)]
    assert len(named(booked=tasks)) == 1


def test_nothing_is_said_where_the_other_would_lose_as_much() -> None:
    assert named(oak=240) == []


def test_nothing_is_said_of_somebody_who_must_not_do_it() -> None:
    assert named(exclude=(PersonId("ana"),)) == []


def test_nothing_is_said_where_only_bo_may_do_it() -> None:
    only = asked("talk", "seo", 240, "26 18:00", start="26 09:00", one_sitting=True, person=PersonId("bo"))
    assert named(talk=only) == []


def test_nothing_is_said_of_work_that_other_work_waits_for() -> None:
    chains = [
        [
            asked(f"text-{n}", "seo", 120, "26 18:00", start="26 09:00"),
            asked(f"print-{n}", "seo", 120, "26 18:00", start="26 09:00", after=f"text-{n}"),
        ]
        for n in range(2)
    ]
    assert named(booked=chains) == []


def test_nothing_is_said_where_no_stretch_is_long_enough() -> None:
    # From eleven to one, and from two to four.
    long = asked("talk", "seo", 240, "26 16:00", start="26 11:00", one_sitting=True)
    assert named(talk=long) == []
