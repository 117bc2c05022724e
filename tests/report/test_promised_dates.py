"""Promised dates that have passed."""

from __future__ import annotations

import pytest

from scheduler.calendars.zones import Zone
from scheduler.domain.book import Entry, Loss
from scheduler.report.promised_dates import past_promises
from tests.building import at, instant
from tests.verify.book.log_making import asked, conforming, entry, opened, promised, spare, work


def late_by(entries, *, now):
    log = [Entry(**{"seq": seq} | fields) for seq, fields in enumerate(entries, start=1)]
    return {each.task: each.late_minutes for each in past_promises(log, now=instant(now))}


def loss(when, late, *stands):
    return entry("lost", when, loss=Loss(person=None, **{"from": at(when), "to": at(when)}, late=late), work=stands)


def test_a_date_has_passed_when_its_minute_has_come() -> None:
    assert late_by([opened(), conforming()], now="27 11:59") == {}
    assert late_by([opened(), conforming()], now="27 12:00") == {"R-1/audit": 0}


def test_work_that_stands_after_its_date_misses_it_by_that_much() -> None:
    later = loss("24 09:00", {"R-1/audit": 60}, work("R-1/audit", "ana", ("27 11:30", "27 12:45")))
    assert late_by([opened(), conforming(), later], now="30 09:00") == {"R-1/audit": 45}


def test_work_that_stands_nowhere_is_late_until_now() -> None:
    nowhere = loss("24 09:00", {"R-1/audit": 180}, work("R-1/audit", "ana"))
    assert late_by([opened(), conforming(), nowhere], now="27 13:00") == {"R-1/audit": 60}


def test_a_loss_within_the_date_misses_nothing() -> None:
    closer = loss("24 09:00", {"R-1/audit": 0}, work("R-1/audit", "ana", ("27 09:00", "27 12:00")))
    assert late_by([opened(), conforming(), closer], now="27 13:00") == {"R-1/audit": 0}


@pytest.mark.parametrize(("when", "found"), [("26 09:00", {}), ("27 12:30", {"R-1/audit": 45})])
def test_a_cancel_ends_a_promise_but_does_not_undo_a_missed_one(when: str, found: dict[str, int]) -> None:
    later = loss("24 09:00", {"R-1/audit": 60}, work("R-1/audit", "ana", ("27 11:30", "27 12:45")))
    gone = entry("cancelled", when, "harrow", request="R-1", released=("R-1/audit",))
    assert late_by([opened(), conforming(), later, gone], now="30 09:00") == found


def test_a_later_date_agreed_in_time_is_the_one_that_counts() -> None:
    moved = entry(
        "traded",
        "24 09:00",
        "harrow",
        released=("R-1/audit",),
        work=(work("R-1/audit", "ana", ("30 09:00", "30 12:00")),),
        **promised("R-1/audit", "harrow", due="30 18:00", floor="30 17:00"),
    )
    assert late_by([opened(), conforming(), moved], now="27 18:00") == {}
    assert late_by([opened(), conforming(), moved], now="30 18:00") == {"R-1/audit": 0}


def test_a_quote_is_no_promise_until_it_is_confirmed() -> None:
    quote = conforming() | {"kind": "quoted"}
    confirmed = entry("confirmed", "23 12:00", "harrow", request="R-1")
    assert late_by([opened(), quote], now="27 18:00") == {}
    assert late_by([opened(), quote, confirmed], now="27 18:00") == {"R-1/audit": 0}


def test_work_done_before_it_was_planned_is_kept() -> None:
    done = entry("progressed", "24 09:00", "harrow", remaining={"R-1/audit": 0}, released=("R-1/audit",))
    assert late_by([opened(), conforming(), done], now="26 09:00") == {}
    assert late_by([opened(), conforming(), done], now="27 12:00") == {"R-1/audit": 0}


def test_a_date_at_midnight_is_one_of_the_evening_before() -> None:
    night = entry(
        "accepted",
        "23 10:00",
        "odd",
        request="R-5",
        asked=(asked("R-5/x", "copy", 30, due="30 00:00"),),
        **promised("R-5/x", "odd", due="30 00:00", floor="27 18:00"),
    )
    log = [Entry(**{"seq": seq} | fields) for seq, fields in enumerate([opened(), spare(), night], start=1)]
    days = {
        each.task: each.due_on(Zone.of("Europe/London")).day for each in past_promises(log, now=instant("30 09:00"))
    }
    assert days == {"R-2/text": 24, "R-5/x": 29}
