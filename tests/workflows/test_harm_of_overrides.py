"""The harm of an override: what is shown before anybody signs is what is recorded and credited, and what the next plan has."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scheduler.units import TaskId
from scheduler.workflows.kept_book import stored_book
from tests.building import instant
from tests.workflows.test_accepting import Desk, desk_of

__all__ = ["desk_of"]

SIGNED = ("--approved-by", "Dana Whitfield", "--reason", "the fair opens")


def lay_files(folder: Path) -> None:
    """Lay out a team of two: all of Flex began with Ana, of whom Talk needs two hours on the day after."""
    (folder / "people.yaml").write_text(
        "people:\n  - {id: ana, name: Ana, skills: [seo, dev]}\n  - {id: ben, name: Ben, skills: [dev]}\n", "utf-8"
    )
    (folder / "clients.yaml").write_text(
        "clients:\n"
        "  - {id: vale, name: Vale, agreement: {since: 2026-11-16, hours: {seo: 15h}, notice: 2 working days}}\n"
        "  - {id: harrow, name: Harrow, agreement: {since: 2026-11-16, approver: Dana Whitfield}}\n"
        "  - {id: kite, name: Kite}\n  - {id: elm, name: Elm}\n",
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
    # Of the eight hours of Tuesday three are held for Vale, and the request takes seven.
    assert [(each["client"], each["minutes"]) for each in verdict["harm_hours"]] == [("vale", 180)]
    assert desk.call("accept", "R-1", *SIGNED, *now)[0] == 0

    book = stored_book(desk.folder)
    assert book is not None
    assert book.entries[-1].credits == {"kite": 120, "vale": 180}
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


def test_who_keeps_a_date_and_loses_the_slack_before_it_is_named(desk_of) -> None:  # type: ignore[no-untyped-def]
    desk: Desk = desk_of("needs-approval", published=False)
    clients = desk.folder / "clients.yaml"
    text = clients.read_text("utf-8")
    clients.write_text(text.replace("hours: {seo: 8h}, borrow: 4h, approver", "approver"), "utf-8")
    (desk.folder / "tasks.csv").write_text(
        "id,client,title,skill,effort,due\ntalk,vale,Talk,seo,2h,2026-11-27\n", "utf-8"
    )
    request = desk.folder / "requests/R-1.yaml"
    text = request.read_text("utf-8")
    request.unlink()
    desk.call("plan", "--publish")
    request.write_text(text.replace("11-25T17:00", "11-27T13:00").replace("effort: 3h", "effort: 18h"), "utf-8")

    _, verdict = desk.call("fit", "R-1")
    (harmed,) = verdict["harm"]
    assert (harmed["client"], harmed["task"], harmed["loses"]) == ("vale", "talk", "slack")
    assert (harmed["late_minutes"], harmed["to_finish"][:16]) == (0, "2026-11-27T16:00")
    assert "“Talk” of Vale Pensions keeps its date, but its slack is used up" in verdict["reply"]["internal"]
    assert "Piers Anning for Vale Pensions" in verdict["reply"]["internal"]
    assert desk.call("accept", "R-1", *SIGNED)[0] == 0
    book = stored_book(desk.folder)
    assert book is not None
    assert book.entries[-1].loss is not None
    assert book.entries[-1].loss.late == {"talk": 0}
    assert desk.call("verify")[1]["clean"]


def lay_three(folder: Path) -> None:
    """Lay out a team of three whose hours three clients hold nearly all of."""
    names = ("ana", "ben", "cy")
    people = "".join(f"  - {{id: {name}, name: {name.title()}, skills: [seo]}}\n" for name in names)
    (folder / "people.yaml").write_text(f"people:\n{people}", "utf-8")
    agreed = "agreement: {since: 2026-11-23, hours: {seo: %dh}, notice: 2 working days, approver: Piers}"
    clients = "".join(
        f"  - {{id: {name}, name: {name.title()}, {agreed % hours}}}\n"
        for name, hours in (("vale", 40), ("kite", 30), ("rook", 20))
    )
    clients += "  - {id: harrow, name: Harrow, agreement: {since: 2026-11-23, approver: Dana Whitfield}}\n"
    (folder / "clients.yaml").write_text(f"clients:\n{clients}", "utf-8")
    (folder / "tasks.csv").write_text("id,client,title,skill,effort,due\n", "utf-8")
    workspace = folder / "workspace.yaml"
    workspace.write_text(workspace.read_text("utf-8").replace("2026-11-25T09:00", "2026-11-23T09:00"), "utf-8")


def request_file(name: str, client: str, *, asked: str, due: str, task: str) -> str:
    return (
        f"id: {name}\nclient: {client}\ntitle: Links\nasked_at: 2026-11-23T{asked}\nneeded_by: {due}\n"
        f"tasks:\n  - {{id: x, skill: seo, {task}}}\n"
    )


def test_booked_hours_that_are_taken_are_named_and_their_work_keeps_its_slack(desk_of) -> None:  # type: ignore[no-untyped-def]
    desk: Desk = desk_of("needs-approval", published=False)
    lay_three(desk.folder)
    (desk.folder / "requests/R-1.yaml").unlink()
    desk.call("record")
    first = request_file("A-1", "vale", asked="09:05", due="2026-11-26T17:00", task="effort: 6h")
    (desk.folder / "requests/A-1.yaml").write_text(first, "utf-8")
    assert desk.call("accept", "A-1", "--as-of", "2026-11-23T09:05")[0] == 0
    desk.call("plan", "--publish", "--as-of", "2026-11-23T09:10")
    book = stored_book(desk.folder)
    assert book is not None
    stands = book.witness.work[TaskId("A-1/x")]
    day = f"effort: 7h, start: 2026-11-24, person: {stands.person}"
    text = request_file("O-1", "harrow", asked="09:20", due="2026-11-24T17:00", task=day)
    (desk.folder / "requests/O-1.yaml").write_text(text, "utf-8")
    now = ("--as-of", "2026-11-23T09:20")

    _, verdict = desk.call("fit", "O-1", *now)
    assert [(each["task"], each["loses"], each["late_minutes"]) for each in verdict["harm"]] == [("A-1/x", "hours", 0)]
    assert desk.call("accept", "O-1", *SIGNED, *now)[0] == 0
    floor_at = book.commitments[TaskId("A-1/x")].floor_at
    # A quarter of an hour of it has passed unreported: more is left than the book has time for.
    _, plan = desk.call("plan", "--as-of", "2026-11-23T09:45")
    (task,) = [each for each in plan["tasks"] if each["id"] == "A-1/x"]
    assert instant(task["finish"][:16]) <= floor_at
    assert desk.call("verify")[1]["clean"]
