"""What a client's own held hours pay for is accepted, whatever the plan of today has in the way."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from scheduler.errors import VerificationError
from scheduler.workflows.accept_answer import Terms, accept
from scheduler.workflows.decide_requests import Moment
from scheduler.workflows.fitting import after
from scheduler.workflows.record_edits import record

WORKSPACE = """format: 1
name: Harbour Office
time_zone: Europe/London
hours: {mon-thu: "08:30-12:30, 13:15-17:15", fri: "09:00-13:00"}
horizon: 2 weeks
"""
PEOPLE = """people:
  - {id: ana, name: Ana, skills: [copy], hours: {mon-fri: "10:00-15:00"}}
  - {id: bo, name: Bo, skills: ["design:2"]}
  - {id: cy, name: Cy, skills: [copy, design], hours: {"mon, wed, fri": "08:00-14:00"}}
  - {id: dee, name: Dee, skills: [design]}
  - {id: eli, name: Eli, skills: [design]}
"""
CLIENTS = """clients:
  - id: acme
    name: Acme
    agreement: {since: 2026-08-13, hours: {design: 1710m}, notice: 3 working days, borrow: 3h}
  - id: birch
    name: Birch
    agreement:
      - {since: 2026-08-13, until: 2026-10-25, hours: {copy: 8h, design: {amount: 1710m, on: "mon, wed"}}, notice: 3 working days, borrow: 6h}
      - {since: 2026-10-26, hours: {copy: 8h, design: 2h}, notice: 3 working days, borrow: 6h}
    recurring:
      - id: report
        title: Monthly report
        rule: FREQ=MONTHLY;BYMONTHDAY=-1
        due_time: "12:00"
        start_before: 2 working days
        tasks:
          - {id: write, skill: copy, effort: 2h, one_sitting: yes}
          - {id: charts, skill: design, effort: 30m, after: write + 1 working day}
"""
REQUEST = """id: R-1
client: birch
title: Two small pictures
asked_at: 2026-10-19T10:30
needed_by: 2026-11-02T17:00
tasks: [{id: draw, skill: design, effort: 20m}]
"""


def moment(folder: Path, as_of: str) -> Moment:
    return Moment(folder, as_of, lambda: datetime.fromisoformat("2026-10-19T10:30+00:00"))


def harbour(folder: Path) -> None:
    """Open a book, let somebody be ill, and put a request on the table."""
    for name, text in (("workspace", WORKSPACE), ("people", PEOPLE), ("clients", CLIENTS)):
        (folder / f"{name}.yaml").write_text(text)
    (folder / "tasks.csv").write_text("id,client,title,skill,effort,due\n")
    record(moment(folder, "2026-10-12T09:07"))
    (folder / "time_off.csv").write_text("person,from,to,reason\neli,2026-10-19,2026-10-23,flu\n")
    record(moment(folder, "2026-10-16T09:00"))
    (folder / "requests").mkdir()
    (folder / "requests" / "R-1.yaml").write_text(REQUEST)


def test_an_occurrence_that_is_planned_beside_its_block_is_in_nobodys_way(tmp_path: Path) -> None:
    """The report is planned before it is booked; its place was taken for other work, and a request that conforms was refused for it."""
    harbour(tmp_path)
    accepted = accept(moment(tmp_path, "2026-10-19T10:30"), "R-1", terms=Terms())
    assert accepted.verdict.verdict == "fits_as_is"
    assert accepted.decided is not None


def test_where_nothing_of_the_plan_can_stay_it_is_made_anew_around_what_is_promised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    harbour(tmp_path)
    real = after.settled_plan

    def only_without_places(workspace, book, places, **more):  # type: ignore[no-untyped-def]
        if places.keys() - {"R-1/draw"}:
            raise VerificationError("nothing stands as it stood")
        return real(workspace, book, places, **more)

    monkeypatch.setattr(after, "settled_plan", only_without_places)
    accepted = accept(moment(tmp_path, "2026-10-19T10:30"), "R-1", terms=Terms())
    assert accepted.verdict.verdict in ("fits_as_is", "fits_with_moves")
    assert accepted.decided is not None
