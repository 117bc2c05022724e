"""What a log may charge for work beyond the plan: what was reported, once, by a report, to own hours first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from scheduler.verify.book import check_book
from tests.verify.book.log_making import chained, conforming, entry, opened, row, spare

TASK = "R-1/audit"
FRIDAY = {"block": "harrow/seo/ana/fri", "task": TASK, "exchanged": True, "off_plan": True}
LEFT = sum(row.minutes for row in conforming()["rows"])


def said(worked: int, *rows: Any, left: int = LEFT, when: str = "23 11:00") -> dict[str, Any]:
    """Harrow says that so much was worked while so much remains."""
    fields = {"request": "R-1", "remaining": {TASK: left}, "worked": {TASK: worked}, "rows": rows}
    return entry("progressed", when, "harrow", **fields)


def named(*entries: Mapping[str, Any]) -> list[str]:
    """Return the rules that a log breaks, and what is said about each."""
    return [f"{each.rule}: {each.text}" for each in check_book(chained([opened(), conforming(), *entries])).violations]


def test_work_that_is_charged_to_own_hours_passes() -> None:
    assert named(said(60, row("own", 60, 27, **FRIDAY))) == []


def test_work_that_is_charged_to_nobody_is_named() -> None:
    (text,) = named(said(60))
    assert text.startswith("I10")
    assert "60 minutes were worked" in text


@pytest.mark.parametrize("more", [15, 45])
def test_more_than_was_worked_is_named(more: int) -> None:
    found = named(said(60, row("own", 60 + more, 27, **FRIDAY)))
    assert any("were worked or remain" in text for text in found)
    assert {text[:3] for text in found} == {"I10"}


def test_spare_before_own_hours_is_named() -> None:
    (text,) = named(said(60, row("spare", 60, 23, task=TASK, whose="harrow", off_plan=True)))
    assert text.startswith("I19")
    assert "holds" in text


def test_what_is_kept_of_a_slip_is_named() -> None:
    slip = said(60, row("own", 60, 27, **FRIDAY))
    assert named(slip, said(0, row("own", -60, 27, **FRIDAY), when="23 11:30")) == []
    (text,) = named(slip, said(0, when="23 11:30"))
    assert "do not return" in text


def test_more_than_was_charged_does_not_return() -> None:
    slip = said(60, row("own", 60, 27, **FRIDAY))
    found = named(slip, said(0, row("own", -75, 27, **FRIDAY), when="23 11:30"))
    assert any("more return of work off the plan" in text for text in found)


def test_only_a_report_charges_off_the_plan() -> None:
    made = spare()
    rows = tuple(each.model_copy(update={"off_plan": True}) for each in made["rows"])
    found = named(made | {"rows": rows})
    assert any("charged for work off the plan" in text for text in found)


def test_what_is_charged_off_the_plan_names_its_work() -> None:
    found = named(said(0, row("lapsed", 60, 27, block="harrow/seo/ana/fri", off_plan=True)))
    assert any("charged off the plan for no work" in text for text in found)
