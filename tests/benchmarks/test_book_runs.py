"""The benchmarks of the book run from end to end on something small, and their tables say what was judged."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from benchmarks import scenarios, team_log
from scheduler.calendars.zones import Zone, instant_of

LOG = """task,project,developer,category,subcategory,priority,hours_estimate,hours_actual,developer_hours_actual,status,estimated_on,started_on,completed_on
1,PC1,7,Development,Bug,1,26.0,260.0,260.0,FINISHED,2005-02-01,2005-02-01,2005-03-20
2,PC2,8,Development,Bug,1,2.0,52.0,52.0,FINISHED,2005-03-01,2005-03-01,2005-03-08
3,PC1,7,Development,Bug,1,3.0,3.5,3.5,FINISHED,2005-07-12,2005-07-12,2005-07-20
4,PC2,8,Development,Bug,1,1.0,0.01,0.01,FINISHED,2005-07-16,2005-07-18,2005-07-19
5,PC1,7,Development,Bug,1,4.0,9.0,5.0,FINISHED,2005-08-01,2005-08-01,2005-08-03
5,PC1,8,Development,Bug,1,4.0,9.0,4.0,FINISHED,2005-08-01,2005-08-01,2005-08-03
6,PC3,8,Operational,Support,1,40.0,40.0,40.0,CREATED,2005-09-01,2005-09-01,
7,PC1,7,Development,Bug,1,4.0,9.0,5.0,FINISHED,2006-08-01,2006-08-01,2006-08-03
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tasks.csv").write_text(LOG, encoding="utf-8")
    return tmp_path


def test_people_and_agreements_are_what_the_log_says(folder: Path) -> None:
    team = team_log.team_of(team_log.read_rows(folder))
    assert [(person.id, person.skills) for person in team.people] == [
        ("dev-07", (("development", 1),)),
        ("dev-08", (("development", 1), ("operational", 1))),
    ]
    # 260 h and 52 h in the 25.9 weeks of the half-year, rounded down to quarters; nothing was known of the third.
    agreed = {
        client.id: [hours.minutes for each in client.agreements for hours in each.hours] for client in team.clients
    }
    assert agreed == {"PC1": [600], "PC2": [120], "PC3": []}


def test_requests_are_those_of_the_year_at_their_own_times(folder: Path) -> None:
    rows = team_log.read_rows(folder)
    team = team_log.team_of(rows)
    events = team_log.stream_of(rows, team).events
    zone = Zone.of(team.time_zone)
    assert [(event.request, zone.local(event.at)[0]) for event in events] == [
        ("3", date(2005, 7, 12)),
        ("4", date(2005, 7, 18)),  # estimated on a Saturday
        ("5", date(2005, 8, 1)),
        ("6", date(2005, 9, 1)),
    ]
    efforts = {task.id: task.effort_minutes for event in events for task in event.tasks}
    assert efforts == {"3/1": 210, "4/1": 1, "5/1": 300, "5/2": 240, "6/1": 2400}
    for event in events:
        assert all(task.due is not None and instant_of(task.due) > event.at for task in event.tasks)


def test_a_small_log_is_replayed_and_checked(folder: Path) -> None:
    figures, runs = team_log.replay(folder)
    assert (figures["requests"], figures["violations"], figures["unlaid_minutes"]) == (4, 0, 0)
    assert [one.policy for one in runs] == ["evenhand", "accept-if-it-fits"]
    ours = {each.client: each for each in runs[0].clients}
    assert (ours["PC1"].asked, ours["PC2"].asked, ours["PC3"].asked) == (2, 1, 1)
    assert sum(each.late_minutes + each.promises_moved + each.entitled_refused for each in runs[0].clients) == 0
    assert team_log.table_of_run(runs[0]).startswith("| client | agreed min/week | asked |")


def test_a_log_that_is_not_there_is_skipped_and_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["team_log", str(tmp_path)])
    team_log.main()
    assert capsys.readouterr().out == f"skipped: there is no tasks.csv in {tmp_path}\n"


def test_a_row_adds_up_seeds_and_leaves_the_attacker_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(scenarios.FULL_WEEKS, "friday-flood", 1)
    played = [scenarios.play("friday-flood", seed=seed) for seed in (1, 2)]
    row = scenarios.row_of("friday-flood", played)
    entitled = [sum(each.entitled for each in one.ours.clients if each.client != "ashby") for one in played]
    assert (row["seeds"], row["weeks"], row["entitled"]) == (2, 1, sum(entitled))
    assert (row["entitled_refused"], row["differing_without_attacker"], row["violations"]) == (0, 0, 0)
    assert "| friday-flood | 1 |" in scenarios.table_of_rows([row])
