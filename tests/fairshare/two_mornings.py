"""A book in which one of two people is away for a morning, and work that may be regulatory stands in her hours."""

from __future__ import annotations

from datetime import date

from scheduler.domain.book import Entry
from scheduler.domain.tasks import Commitment
from scheduler.fairshare import bookkeeping
from scheduler.fairshare.book import Book
from scheduler.units import PersonId, TaskId
from tests.building import client, person, task, time_off, workspace
from tests.fairshare.small_books import block, opened

MORNING = "mon-fri 09:00-13:00"
AUDIT = TaskId("audit")


def two_mornings(
    *, day: str, others: int = 240, commitment: Commitment = "regulatory", effort: int = 180, bo: str = MORNING
) -> Book:
    """Return a book of ana and bo, four hours a day each: law holds ana's of a day, oak of bo's; law's work stands in its hours.

    Law has 4 h a week, so 16 h 48 min in November's 21 working days, of which 3 h 21 min may be regulatory.
    """
    team = workspace(
        week=MORNING,
        people=[person("ana", "seo", week=MORNING), person("bo", "seo", week=bo)],
        clients=[client("law", agreed={"seo": 240}), client("oak", agreed={"seo": others})],
        tasks=[
            task(
                "audit",
                "seo",
                effort,
                client="law",
                start="26 00:00",
                due="26 13:00",
                commitment=commitment,
                agreed_on=date(2026, 11, 2),
            )
        ],
        policy={"buffer": 0, "default_borrow": 0},
    )
    return opened(
        team, [block("law", "seo", "ana", day, "09:00", 240), block("oak", "seo", "bo", day, "09:00", others)]
    )


def ana_is_away(book: Book) -> Entry:
    facts = book.team.workspace.model_copy(update={"time_off": (time_off("ana", "26", "26"),)})
    return bookkeeping.lose(book, facts, person=PersonId("ana"))
