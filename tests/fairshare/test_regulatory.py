"""Regulatory work in a loss: who gives for it, what gives way last, and how its client repays, by figures reckoned by hand."""

from __future__ import annotations

from datetime import date

from scheduler.domain.book import Entry
from scheduler.fairshare.regulatory import counted
from scheduler.fairshare.trial import missing_when_due
from tests.fairshare.small_books import complaints, held
from tests.fairshare.two_mornings import AUDIT, ana_is_away, two_mornings


def losses(entry: Entry) -> dict[str, int]:
    assert entry.loss is not None
    found: dict[str, int] = {}
    for cell in entry.loss.cells:
        for name, minutes in cell.losses.items():
            found[name] = found.get(name, 0) + minutes
    return found


def test_agreed_work_gives_way_by_the_ratio_and_nobody_repays() -> None:
    book = two_mornings(day="thu", commitment="agreed")
    assert counted(book) == frozenset()

    entry = ana_is_away(book)

    # Four hours are short and both are guaranteed four: two each, an hour of law's being of the audit.
    assert losses(entry) == {"law": 120, "oak": 120}
    assert entry.loss is not None
    assert entry.loss.late == {"audit": 60}
    assert entry.repaid == ()
    assert complaints(book) == []


def test_others_give_for_regulatory_work_and_are_repaid_from_later_hours() -> None:
    book = two_mornings(day="thu")
    assert counted(book) == {AUDIT}

    entry = ana_is_away(book)

    # Law can give the hour that is not booked for the audit; oak gives the other three, one more than its half.
    assert losses(entry) == {"law": 60, "oak": 180}
    assert missing_when_due(book, AUDIT) == 0
    assert held(book, "oak/seo/bo/thu", "26") == 60
    # Of the next Thursday of law's an hour goes to oak, on ana, where it stood.
    (repaid,) = entry.repaid
    assert (repaid.client, repaid.to, repaid.day, repaid.minutes) == ("law", "oak", date(2026, 12, 3), 60)
    assert held(book, "law/seo/ana/thu", "2026-12-03") == 180
    assert held(book, repaid.laid, "2026-12-03") == 60
    assert book.accounts.blocks[repaid.laid].person == "ana"
    assert held(book, "law/seo/ana/thu", "2026-12-10") == 240
    assert set(entry.loss.carried.values()) <= {0}
    assert complaints(book) == []


def test_what_finds_no_later_hours_is_carried_to_the_next_loss() -> None:
    book = two_mornings(day="26")

    entry = ana_is_away(book)

    assert losses(entry) == {"law": 60, "oak": 180}
    assert entry.repaid == ()
    assert entry.loss is not None
    assert entry.loss.carried == {"law": 60, "oak": -60}
    assert complaints(book) == []


def test_free_time_makes_the_debt_smaller() -> None:
    book = two_mornings(day="thu", others=120)

    entry = ana_is_away(book)

    # Bo is free for two hours, so two are short. By the ratios law would lose 1 h 20 min and oak 40 min, on the grid 1 h 15 and 45;
    # law can give one hour, and owes the rest.
    assert losses(entry) == {"law": 60, "oak": 60}
    assert missing_when_due(book, AUDIT) == 0
    assert [(each.to, each.minutes) for each in entry.repaid] == [("oak", 15)]
    assert complaints(book) == []


def test_regulatory_work_is_late_only_where_nobody_has_other_hours_left() -> None:
    book = two_mornings(day="thu", others=120, bo="mon-fri 09:00-11:00")

    entry = ana_is_away(book)

    # Bo works two hours: oak gives both, law its hour, and still an hour of the audit finds no time.
    assert losses(entry) == {"law": 120, "oak": 120}
    assert entry.loss is not None
    assert entry.loss.late == {"audit": 60}
    assert complaints(book) == []


def test_work_beyond_the_share_of_the_month_counts_as_agreed() -> None:
    # 210 minutes are more than a fifth of 1,008.
    book = two_mornings(day="thu", effort=210)
    assert counted(book) == frozenset()

    entry = ana_is_away(book)

    assert losses(entry) == {"law": 120, "oak": 120}
    assert entry.repaid == ()
    assert complaints(book) == []
