"""The harm of an override: what is shown before anybody signs is what is recorded and credited, and what the next plan has."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scheduler.units import TaskId
from scheduler.workflows.kept_book import stored_book
from tests.building import instant
from tests.workflows.test_accepting import Desk, desk_of

__all__ = ["desk_of"]

SIGNED = ("--approved-by", "Dana", "--reason", "the fair opens")


def lay_files(folder: Path) -> None:
    """Lay out a team of two: all of Flex began with Ana, of whom Talk needs two hours on the day after."""
    (folder / "people.yaml").write_text(
        "people:\n  - {id: ana, name: Ana, skills: [seo, dev]}\n  - {id: ben, name: Ben, skills: [dev]}\n", "utf-8"
    )
    (folder / "clients.yaml").write_text(
        "clients:\n"
        "  - {id: vale, name: Vale, agreement: {since: 2026-11-16, hours: {seo: 15h}, notice: 2 working days}}\n"
        "  - {id: harrow, name: Harrow}\n  - {id: kite, name: Kite}\n  - {id: elm, name: Elm}\n",
        "utf-8",
    )
    (folder / "tasks.csv").write_text(
        "id,client,title,skill,effort,start,due\n"
        "flex,elm,Flex,dev,72h,2026-11-23,2026-12-18\ntalk,kite,Talk,seo,2h,2026-11-24,2026-11-24\n",
        "utf-8",
    )
    (folder / "time_off.csv").write_text("person,from,to\nben,2026-11-23,2026-12-18\n", "utf-8")
    text = (folder / "workspace.yaml").read_text("utf-8")
    text = text.replace("horizon: 2 weeks", "horizon: 4 weeks").replace("2026-11-25T09:00", "2026-11-23T09:00")
    (folder / "workspace.yaml").write_text(text, "utf-8")


REQUEST = (
    "id: R-1\nclient: harrow\ntitle: Links\nasked_at: 2026-11-23T09:10\nneeded_by: 2026-11-24T17:00\n"
    "tasks:\n  - {id: mend, skill: seo, effort: 7h, start: 2026-11-24}\n"
)


def late_in(plan: dict[str, Any]) -> dict[str, int]:
    return {task["id"]: task["late_minutes"] for task in plan["tasks"] if task["late_minutes"]}


def test_what_is_shown_of_an_override_is_done_also_where_work_has_begun(desk_of) -> None:  # type: ignore[no-untyped-def]
    desk: Desk = desk_of("needs-approval", published=False)
    (desk.folder / "requests/R-1.yaml").unlink()
    lay_files(desk.folder)
    assert desk.call("record")[0] == 0
    (desk.folder / "time_off.csv").unlink()
    assert desk.call("record", "--as-of", "2026-11-23T09:05")[0] == 0
    (desk.folder / "requests/R-1.yaml").write_text(REQUEST, "utf-8")
    now = ("--as-of", "2026-11-23T09:10")

    _, verdict = desk.call("fit", "R-1", *now)
    assert {each["task"]: each["late_minutes"] for each in verdict["harm"]} == {"talk": 18 * 60}
    assert desk.call("accept", "R-1", *SIGNED, *now)[0] == 0

    book = stored_book(desk.folder)
    assert book is not None
    assert book.entries[-1].credits == {"kite": 120}
    # Ten minutes of Flex were done when the override was decided, and are not done again.
    assert sum(piece.minutes for piece in book.witness.work[TaskId("flex")].pieces) == 72 * 60
    assert book.witness.work[TaskId("talk")].finish == instant("25 11:00")
    assert late_in(desk.call("plan", *now)[1]) == {"talk": 18 * 60}
    assert desk.call("verify")[1]["clean"]


def test_held_hours_stand_later_on_their_day_where_work_is_done_earlier_for_it(desk_of) -> None:  # type: ignore[no-untyped-def]
    desk: Desk = desk_of("needs-approval")
    _, verdict = desk.call("fit", "R-1")
    (harmed,) = verdict["harm"]
    # Of Thursday an hour and a half is held for Vale and an hour and three quarters for Harrow.
    assert harmed["to_finish"].startswith("2026-11-26T14:30")
    assert not verdict["harm_hours"]
    assert desk.call("accept", "R-1", *SIGNED)[0] == 0
    book = stored_book(desk.folder)
    assert book is not None
    assert sum(row.minutes for row in book.entries[-1].rows if row.fund == "cut") == 0
    assert book.witness.work[TaskId("filing")].finish == instant("26 14:30")
    assert late_in(desk.call("plan")[1]) == {"filing": harmed["late_minutes"]}
    assert desk.call("verify")[1]["clean"]
