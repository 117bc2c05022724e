"""A book opened on the command line: work for which own hours suffice takes nobody else's, whoever made the plan."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workflows.document_desk import DocumentDesk

TEAM = {
    "workspace.yaml": 'format: 1\nname: Studio\ntime_zone: Europe/London\nhours: {mon-fri: "09:00-17:00"}\nhorizon: 3 weeks\n',
    "people.yaml": """people:
  - {id: p1, name: P One, skills: [dev, copy:2]}
  - {id: p2, name: P Two, skills: [dev], hours: {mon-fri: "13:00-17:00"}}
  - {id: p3, name: P Three, skills: [copy], hours: {mon: "09:00-13:00", wed: "09:00-13:00"}}
""",
}
RECURRING = """    recurring:
      - id: rep
        title: Weekly report
        rule: FREQ=WEEKLY;BYDAY=FR
        due_time: "17:00"
        tasks:
          - {id: draft, skill: dev, effort: 4h}
          - {id: check, skill: dev, effort: 1h, after: draft}
"""


def clients(recurring: str, *, since: str) -> str:
    return f"""clients:
  - id: a
    name: Aaa
    agreement: {{since: {since}, hours: {{dev: 20h}}, notice: 2 working days}}
{recurring}  - id: b
    name: Bbb
    agreement: {{since: {since}, hours: {{dev: 12h, copy: 4h}}, notice: 1 working day}}
"""


@pytest.fixture
def desk(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> DocumentDesk:
    made = DocumentDesk(tmp_path, capfd)
    made.lay(TEAM)
    return made


def held_by_b(plan) -> list[tuple[str, str, int]]:
    return [(row["day"], row["skill"], row["minutes"]) for row in plan["held"] if row["client"] == "b"]


@pytest.mark.parametrize(
    "as_of",
    [
        pytest.param("2026-11-23T08:00", id="on a Monday morning"),
        pytest.param("2026-11-25T11:30", id="in the middle of a week"),
        pytest.param("2026-10-19T08:00", id="in the weeks in which the clocks change"),
    ],
)
@pytest.mark.parametrize("publishes", [False, True])
def test_recurring_work_costs_another_client_nothing(desk: DocumentDesk, as_of: str, publishes: bool) -> None:
    desk.write("clients.yaml", clients("", since="2026-10-19"))
    alone = held_by_b(desk("plan", "--as-of", as_of))
    desk.write("clients.yaml", clients(RECURRING, since="2026-10-19"))
    assert held_by_b(desk("plan", "--as-of", as_of)) == alone
    if publishes:
        assert held_by_b(desk("plan", "--publish", "--as-of", as_of)) == alone
    else:
        desk("record", "--as-of", as_of)
    assert held_by_b(desk("plan", "--as-of", as_of)) == alone
    assert desk("verify")["clean"]


def test_rows_of_tasks_csv_cost_another_client_nothing(desk: DocumentDesk) -> None:
    desk.write("clients.yaml", clients("", since="2026-11-23"))
    alone = held_by_b(desk("plan", "--as-of", "2026-11-23T08:00"))
    desk.write(
        "tasks.csv",
        "id,client,title,skill,effort,due\n"
        + "".join(f"t{day},a,Row {day},dev,4h,2026-11-{day} 17:00\n" for day in (24, 25, 26, 27)),
    )
    desk("record", "--as-of", "2026-11-23T08:00")
    plan = desk("plan", "--as-of", "2026-11-23T08:00")
    assert held_by_b(plan) == alone
    assert [task["late_minutes"] for task in plan["tasks"]] == [0] * 4


def test_a_person_elsewhere_holds_the_hours_of_the_team(desk: DocumentDesk) -> None:
    team = TEAM["people.yaml"].replace(
        'hours: {mon-fri: "13:00-17:00"}', 'time_zone: America/New_York, hours: {mon-fri: "08:00-12:00"}'
    )
    desk.write("people.yaml", team)
    desk.write("clients.yaml", clients("", since="2026-10-19"))
    alone = held_by_b(desk("plan", "--as-of", "2026-10-19T08:00"))
    desk.write("clients.yaml", clients(RECURRING, since="2026-10-19"))
    desk("record", "--as-of", "2026-10-19T08:00")
    assert held_by_b(desk("plan", "--as-of", "2026-10-19T08:00")) == alone


def test_work_on_own_hours_is_promised_before_work_of_a_client_without_any(desk: DocumentDesk) -> None:
    desk.write("people.yaml", "people:\n  - {id: p1, name: P One, skills: [dev]}\n")
    desk.write(
        "clients.yaml",
        "clients:\n"
        "  - {id: a, name: Aaa, agreement: {since: 2026-11-23, hours: {dev: 20h}, notice: 2 working days}}\n"
        "  - {id: b, name: Bbb}\n",
    )
    desk.write(
        "tasks.csv",
        "id,client,title,skill,effort,due\nown,a,Own,dev,4h,2026-11-26 17:00\nother,b,Other,dev,32h,2026-11-26 17:00\n",
    )
    opened = desk("record", "--as-of", "2026-11-23T08:00")
    assert [made["task"] for made in opened["entries"][0]["committed"]] == ["own"]
    assert any(line.startswith("No promise for “Other” (other) of Bbb, 32 h") for line in opened["told"][0]["lines"])
    assert desk("verify")["clean"]
