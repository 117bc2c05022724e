"""What comes back when work ends before it is done, and what stays charged because it was worked."""

from __future__ import annotations

from scheduler.fairshare import bookkeeping
from scheduler.units import PersonId
from tests.building import client, person, time_off, workspace
from tests.fairshare.small_books import advance, ask, asked, complaints, opened


def test_minutes_that_were_worked_before_the_day_of_their_row_stay_charged_when_the_work_is_cancelled() -> None:
    team = workspace(people=[person("ana", "seo")], clients=[client("guest")], time_off=[time_off("ana", "24", "26")])
    book = opened(team, [])
    entry = ask(book, "guest", asked("text", "seo", 120, "27 18:00", start="24 09:00"))
    assert [(row.fund, f"{row.day:%d}", row.minutes) for row in entry.rows] == [("spare", "27", 120)]
    # Ana is back from Tuesday on and away on Friday: the work moves ahead of the day on which its spare counts.
    facts = team.model_copy(update={"time_off": (time_off("ana", "27", "27"),)})
    bookkeeping.lose(book, facts, person=PersonId("ana"))
    advance(book, "24 10:15")

    cancelled = bookkeeping.cancel(book, "text")

    assert [(row.fund, row.minutes) for row in cancelled.rows] == [("spare", -45)]
    assert complaints(book) == []
