"""Work that a loss puts off, beside hours that its own client holds and has not booked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest

from scheduler.domain.book import AskedTask, Entry
from scheduler.fairshare import bookkeeping
from scheduler.fairshare.book import Book
from scheduler.units import PersonId
from tests.building import client, person, time_off, workspace
from tests.fairshare.small_books import ask, asked, block, complaints, opened, places


def a_booked_and_an_unbooked_morning(*work: AskedTask, others: Sequence[AskedTask] = (), oak: bool = True) -> Book:
    """Let harrow hold ana's and bo's Thursday morning, work booked in ana's, and oak bo's afternoon; or elm borrows it."""
    people = [person("ana", "seo"), person("bo", "seo")]
    clients = [client("harrow", agreed={"seo": 480}), client("oak", agreed={"seo": 240}), client("elm")]
    blocks = [block("harrow", "seo", who, "26", "09:00", 240) for who in ("ana", "bo")]
    policy = {"buffer": 0, "walk_in_borrow": 480}
    book = opened(
        workspace(people=people, clients=clients, policy=policy),
        [*blocks, block("oak", "seo", "bo", "26", "14:00", 240)] if oak else blocks,
    )
    for each in others:
        assert ask(book, "elm", each).kind == "accepted"
    ask(book, "harrow", *work)
    return book


def ana_is_ill(book: Book) -> Entry:
    """Let ana be away on that Thursday."""
    facts = book.team.workspace.model_copy(update={"time_off": (time_off("ana", "26", "26"),)})
    return bookkeeping.lose(book, facts, person=PersonId("ana"))


def lost(entry: Entry) -> dict[str, int]:
    """Return what each client loses."""
    assert entry.loss is not None
    minutes: Counter[str] = Counter()
    for cell in entry.loss.cells:
        minutes.update({str(name): gone for name, gone in cell.losses.items()})
    return dict(minutes)


@pytest.mark.parametrize("one_sitting", [False, True])
def test_a_date_is_kept_on_hours_that_its_client_has_not_booked(one_sitting: bool) -> None:
    # Of twelve hours four are short: harrow loses eight parts of twelve of them, unbooked ones, and its promise stands.
    book = a_booked_and_an_unbooked_morning(
        asked("talk", "seo", 240, "26 18:00", start="26 09:00", one_sitting=one_sitting)
    )
    entry = ana_is_ill(book)
    assert {who for who, *_ in places(entry)} == {"bo"}
    assert entry.loss is not None
    assert sum(entry.loss.late.values()) == 0
    assert lost(entry) == {"harrow": 165, "oak": 75}
    assert complaints(book) == []


def test_work_that_only_who_is_away_may_do_is_late_beside_unbooked_hours_of_others() -> None:
    book = a_booked_and_an_unbooked_morning(
        asked("talk", "seo", 60, "26 10:00", start="26 09:00", person=PersonId("ana"))
    )
    entry = ana_is_ill(book)
    assert entry.loss is not None
    assert entry.loss.late == {"talk": 60}
    assert complaints(book) == []


def test_borrowed_work_gives_way_before_a_client_s_own_unbooked_hours() -> None:
    # Elm's four hours with bo stand on spare: they go first, and harrow loses nothing.
    book = a_booked_and_an_unbooked_morning(
        asked("talk", "seo", 240, "26 18:00", start="26 09:00"),
        others=[asked("more", "seo", 240, "26 18:00", start="26 14:00", person=PersonId("bo"))],
        oak=False,
    )
    entry = ana_is_ill(book)
    assert entry.loss is not None
    assert not any(lost(entry).values())
    assert {task: late for task, late in entry.loss.late.items() if late} == {"more": 240}
    assert complaints(book) == []
