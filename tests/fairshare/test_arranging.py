"""Blocks of a new book around the work that was promised before it: in one piece, and what is cut is shared."""

from __future__ import annotations

import pytest

from scheduler.fairshare.initial import open_on_plan
from scheduler.fairshare.witness import WorkPlace
from scheduler.units import PersonId, Span, TaskId
from tests.building import client, event, instant, person, task, workspace
from tests.fairshare.small_books import OPENED, block, complaints, opened


def lost(book):
    """Return the minutes that the opening cut, by client."""
    found = {}
    for row in book.entries[0].rows:
        if row.fund == "cut":
            found[row.client] = found.get(row.client, 0) + row.minutes
    return found


def test_work_in_the_middle_of_its_own_block_leaves_the_rest_in_one_piece() -> None:
    team = workspace(
        people=[person("ana", "seo")],
        clients=[client("own", agreed={"seo": 165})],
        tasks=[task("text", "seo", 60, client="own", due="27 17:00")],
    )
    place = WorkPlace(PersonId("ana"), (Span(instant("24 10:00"), instant("24 11:00")),))
    book = open_on_plan(
        team,
        [block("own", "seo", "ana", "tue", "09:00", 165)],
        at=instant(OPENED),
        places={TaskId("text"): place},
        left={TaskId("text"): 60},
    )
    assert complaints(book) == []
    assert lost(book) == {}
    (piece,) = [stand for stand in book.entries[0].stands if stand.day.day == 24]
    assert (piece.end - piece.start).seconds == 105 * 60


@pytest.mark.parametrize("names", [("acme", "birch"), ("zeta", "birch")])
def test_what_meetings_take_is_cut_from_all_alike_whatever_they_are_called(names: tuple[str, str]) -> None:
    first, second = names
    team = workspace(
        people=[person("ana", "seo")],
        clients=[client(first, agreed={"seo": 210 * 4}), client(second, agreed={"seo": 210 * 4})],
        events=[event("ana", f"{day} 09:00", f"{day} 10:30") for day in (24, 25, 26, 27)],
    )
    blocks = [
        each
        for day in ("tue", "wed", "thu", "fri")
        for each in (block(first, "seo", "ana", day, "09:00", 210), block(second, "seo", "ana", day, "14:00", 210))
    ]
    book = open_on_plan(team, blocks, at=instant(OPENED), places={}, left={}, days=5)
    assert complaints(book) == []
    cut = lost(book)
    assert abs(cut[first] - cut[second]) <= 15
    # 480 minutes less a meeting of 90 leave 351 for blocks, of which none is longer than a half day.
    assert cut[first] + cut[second] >= 4 * (420 - 351)


def test_what_was_cut_from_one_for_nothing_is_given_back() -> None:
    team = workspace(
        people=[person("ana", "seo")],
        clients=[client("large", agreed={"seo": 240}), client("small", agreed={"seo": 30})],
        events=[event("ana", "24 10:00", "24 13:00"), event("ana", "24 15:00", "24 18:00")],
    )
    blocks = [block("large", "seo", "ana", "tue", "14:00", 240), block("small", "seo", "ana", "tue", "10:00", 30)]
    book = open_on_plan(team, blocks, at=instant(OPENED), places={}, left={}, days=5)
    assert complaints(book) == []
    assert lost(book) == {"large": 180}


def test_a_day_that_is_shortened_keeps_its_buffer_though_all_blocks_could_stand() -> None:
    team = workspace(
        people=[person("ana", "seo")],
        clients=[client("own", agreed={"seo": 240}), client("other", agreed={"seo": 180})],
        tasks=[
            task("text", "seo", 240, client="own", due="27 17:00"),
            task("page", "seo", 180, client="other", due="27 17:00"),
        ],
        events=[event("ana", "24 17:00", "24 18:00")],
    )
    blocks = [block("own", "seo", "ana", "tue", "09:00", 240), block("other", "seo", "ana", "tue", "14:00", 180)]
    # Of 420 minutes 378 may be signed away; 420 are agreed.
    book = open_on_plan(team, blocks, at=instant(OPENED), places={}, left={}, days=5)
    assert complaints(book) == []
    assert lost(book) == {"own": 30, "other": 15}
    assert [(stand.start.hour, stand.end.hour, stand.end.minute) for stand in book.entries[0].stands] == [
        (14, 16, 45),
        (9, 12, 30),
    ]
    # Nor does what is booked in them take of it.
    places = {
        TaskId("text"): WorkPlace(PersonId("ana"), (Span(instant("24 09:00"), instant("24 13:00")),)),
        TaskId("page"): WorkPlace(PersonId("ana"), (Span(instant("24 14:00"), instant("24 17:00")),)),
    }
    full = open_on_plan(
        team, blocks, at=instant(OPENED), places=places, left={TaskId("text"): 240, TaskId("page"): 180}, days=5
    )
    assert complaints(full) == []
    assert lost(full) == {"own": 30, "other": 15}
    assert set(full.commitments) == {"text", "page"}


def test_a_book_that_is_opened_without_a_plan_keeps_the_buffer_too() -> None:
    team = workspace(
        people=[person("ana", "seo")],
        clients=[client("own", agreed={"seo": 240}), client("other", agreed={"seo": 180})],
        events=[event("ana", "24 17:00", "24 18:00")],
    )
    blocks = [block("own", "seo", "ana", "tue", "09:00", 240), block("other", "seo", "ana", "tue", "14:00", 180)]
    book = opened(team, blocks)
    assert complaints(book) == []
    assert lost(book) == {"own": 30, "other": 15}
