"""What `fairness` says of hours that were cut follows the entry that cut them."""

from __future__ import annotations

from scheduler.fairshare.book import Book
from scheduler.report.fairness import cut_words, fairness_document
from tests.building import at
from tests.fairshare.test_signed_weeks import booked, sign_anew

HEADER = {
    "workspace": "t",
    "as_of": at("23 09:00").isoformat(),
    "evenhand_version": "0",
    "seed": 0,
    "inputs_sha256": "0" * 64,
}


def words(book: Book) -> str:
    found = fairness_document(book, HEADER, week=at("23 09:00").date().replace(day=30))
    return cut_words(book, found)


def test_hours_that_a_signature_cuts_are_no_absence() -> None:
    book = booked(240)
    assert words(book) == "not held any more"
    # Monday and Tuesday are booked with two hours each, so that of five hours a week one is left for the other days.
    sign_anew(book, 60, first=at("23 09:00").date().replace(month=12, day=2))
    assert words(book) == "not held as an agreement was signed anew"


def test_hours_that_were_had_under_the_old_agreement_are_not_cut() -> None:
    book = booked(240)
    sign_anew(book, 120)
    assert words(book) == "not held any more"
