"""The history of the book."""

from __future__ import annotations

from typing import Any

import pytest

from scheduler.domain.book import Entry, Loss, LossCell
from scheduler.report.history import history_days, told_document
from tests.building import at, time_off
from tests.report.told_books import HEADER
from tests.verify.book.log_making import (
    asked,
    cancel,
    close_monday,
    conforming,
    day,
    entry,
    opened,
    promised,
    row,
    spare,
    studio,
    work,
)
from tests.verify.book.stories import STORIES, loss


def log(*entries: Any) -> list[Entry]:
    return [Entry(**{"seq": seq} | fields) for seq, fields in enumerate(entries, start=1)]


def heads(entries: list[Entry], **options: Any) -> list[str]:
    return [
        telling.headline.partition(":")[0]
        for day in history_days(studio(), entries, **options)
        for telling in day.tellings
    ]


def test_days_come_in_order_and_closes_are_left_out() -> None:
    days = history_days(studio(), log(opened(), conforming(), spare(), close_monday(), loss()))
    assert [(each.day.day, len(each.tellings)) for each in days] == [(23, 3), (24, 1)]


def test_a_client_sees_its_own_entries_and_the_losses_it_has_part_in() -> None:
    entries = log(opened(), conforming(), spare(), cancel("23 11:00"), loss())
    assert heads(entries, client="harrow") == ["Yes", "Cancelled"]
    assert heads(entries, client="tailor") == ["Working time was lost"]
    assert heads(entries, client="odd") == ["Yes"]


def bookings(names: str, reason: str = "initial") -> list[dict[str, Any]]:
    return [
        entry(
            "booked",
            "23 09:00",
            "harrow",
            reason=reason,
            asked=(asked(name, "seo", 60, due="27 12:00"),),
            rows=(row("own", 60, 26, block="harrow/seo/ana/thu", task=name),),
            **promised(name, "harrow", due="27 12:00", floor="27 10:00"),
        )
        for name in names
    ]


def test_bookings_of_one_moment_and_reason_are_told_as_one() -> None:
    (day,) = history_days(studio(), log(opened(), *bookings("abc"), *bookings("d", "recurring")))
    assert [each.headline for each in day.tellings[1:]] == [
        "Taken over: 3 tasks of Harrow, by Fri 27 Nov 12:00.",
        "Booked: “d” of Harrow, by Fri 27 Nov 12:00.",
    ]
    assert "Paid with 3 h of its own hours: seo on Thu 26 Nov." in day.tellings[1].lines


@pytest.mark.parametrize("name", STORIES)
def test_a_document_has_every_entry_and_tells_all_but_the_closes(name: str) -> None:
    entries = log(*STORIES[name])
    document = told_document("history", HEADER, studio(), entries=entries, book="f" * 64)
    assert [each.seq for each in document.entries] == [each.seq for each in entries]
    assert [each.seq for each in document.told] == [each.seq for each in entries if each.kind != "closed"]
    assert all(each.facts is None for each in document.entries)
    assert all(each.headline for each in document.told)


def test_a_decision_is_told_with_what_was_before_and_what_it_charges() -> None:
    entries = log(opened(), conforming(), cancel())
    document = told_document("decision", HEADER, studio(), entries=entries, of=entries[-1:])
    (told,) = document.told
    assert (document.kind, [each.kind for each in document.entries]) == ("decision", ["cancelled"])
    assert [(each.fund, each.skill, each.day.day, each.minutes) for each in told.charged] == [
        ("own", "seo", 25, -120),
        ("own", "seo", 26, -60),
    ]


@pytest.mark.parametrize(
    ("story", "answer"), [("a conforming request", True), ("a cancel", True), ("a loss", None), ("a round", True)]
)
def test_a_document_says_whether_it_was_a_yes(story: str, answer: bool | None) -> None:
    document = told_document("history", HEADER, studio(), entries=log(*STORIES[story]))
    assert document.told[-1].yes is answer


def test_an_override_that_moved_work_is_in_its_clients_history_with_who_decided_it_and_not_for_whom() -> None:
    moved = entry(
        "overridden", "23 11:00", "odd", request="R-8", actor="Dana", reason="the fair opens",
        work=(work("R-1/audit", "ana", ("27 09:00", "27 10:15")),),
    )  # fmt: skip
    entries = log(opened(), conforming(), moved)
    told = [each for day in history_days(studio(), entries, client="harrow") for each in day.tellings]
    assert told[-1].headline == "Decided over the rules for another client, by Dana."
    assert "Odd" not in " ".join(told[-1].lines)
    assert any("audit" in line for line in told[-1].lines)
    words = told_document("history", HEADER, studio(), entries=entries, client="harrow").told[-1]
    assert words.headline == told[-1].headline
    assert heads(entries, client="odd") == ["Decided over the rules by Dana"]
    assert heads(entries, client="tailor") == []


def share_of_an_absence(number: int, *, begins: bool) -> dict[str, Any]:
    """Return how a day of Cy's leave, Thursday to Friday, is shared: the first share brings the facts."""
    facts = studio(time_off=[time_off("cy", "26", "27")]).model_dump(mode="json")
    return entry(
        "lost",
        "24 09:30",
        **({"facts": facts} if begins else {}),
        loss=Loss(
            person="cy",
            **{"from": at(f"{number} 00:00"), "to": at(f"{number + 1} 00:00")},
            cells=(
                LossCell(day=day(number), skill="copy", short_minutes=60, claims={"tailor": 60}, losses={"tailor": 60}),
            ),
            guaranteed={"tailor": 120},
        ),
        rows=(row("cut", 60, number, block="tailor/copy/cy/fri"),),
    )


def test_an_absence_that_is_shared_in_parts_at_one_moment_is_told_once() -> None:
    parts = [share_of_an_absence(26, begins=True), share_of_an_absence(27, begins=False)]
    entries = log(opened(), *parts)
    for client in (None, "tailor"):
        (*_, telling) = history_days(studio(), entries, client=client)[-1].tellings
        assert telling.headline == "Working time was lost: Cy is away Thu 26 Nov to Fri 27 Nov."
        assert telling.lines == (
            "Tailor loses 2 h of its own hours: 1 h copy on Thu 26 Nov and 1 h copy on Fri 27 Nov.",
            "Shared alike, by what each had in the period: Tailor 2 h of 4 h (50 %).",
        )
    later = {**parts[1], "at": at("25 09:30")}
    assert heads(log(opened(), parts[0], later))[1:] == ["Working time was lost", "More working time is lost"]
