"""What other schedulers get and what becomes of their answers: our verifier has the word, and whatever goes wrong is said."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks import beside_peers
from benchmarks.peers import running
from benchmarks.peers.conversion import judge, placed_of, plan_of
from benchmarks.peers.drivers.driving import Answer
from benchmarks.peers.exchange import case_of, room_behind
from benchmarks.peers.running import PEERS, Peer, PeerError, answer_of, interpreter_of, last_line
from benchmarks.peers.table import cell_of, facts_table, table_of_rows
from benchmarks.teams import SIZES, Team, draw_team
from benchmarks.workforce import baseline_of, read_floor, workspace_of
from tests.benchmarks.floors import REPAIR, written

FAKE = """
import json, sys, time
{body}
json.dump(answer, open(sys.argv[2], "w"))
"""


@pytest.fixture
def team() -> Team:
    return draw_team(SIZES["12x60"], 0.9, seed=3, clients=1)


def known_answer(team: Team) -> dict[str, Any]:
    """Return the full plan that the team was cut out of, as a peer would answer."""
    return {task: [piece.person, [[unit, unit + 1] for unit in piece.units]] for task, piece in team.pieces.items()}


def fake(folder: Path, body: str) -> list[str]:
    path = folder / "fake.py"
    path.write_text(FAKE.format(body=body), encoding="utf-8")
    return [sys.executable, str(path)]


def test_a_case_has_the_free_units_windows_and_order_of_the_team(team):
    case = json.loads(json.dumps(case_of(team.workspace, seconds=5, workers=2)))
    for person, units in zip(case["people"], team.free, strict=True):
        *inside, beyond = person["free"]
        assert [unit for first, end in inside for unit in range(first, end)] == list(units)
        assert beyond == [case["horizon"], case["last"]]
    assert case["horizon"] == 14 * 96
    for task, row in zip(team.workspace.tasks, case["tasks"], strict=True):
        piece = team.pieces[task.id]
        assert row["effort"] == row["weight"] == len(piece.units)
        assert row["release"] <= piece.start
        assert piece.finish <= row["due"]
        assert piece.person in row["able"]
        assert row["after"] == [after.task for after in task.after]
    assert case["together"] == []
    assert case["baseline"] is None


def test_there_is_room_for_everything_behind_the_horizon_and_not_much_more():
    head = {"due": 1, "after": [], "able": [0, 1]}
    tasks = [{"id": name, "effort": effort, **head} for name, effort in (("a", 5), ("b", 3), ("c", 4))]
    assert room_behind(tasks, []) == 7  # a by one, b and c by the other
    assert room_behind(tasks, [["a", "b", "c"]]) == 12
    tasks[2]["after"] = ["a"]
    assert room_behind(tasks, []) == 9
    assert room_behind([], []) == 0


def test_a_repair_has_groups_windows_in_minutes_and_its_baseline(tmp_path):
    floor = read_floor(written(tmp_path, REPAIR))
    workspace = workspace_of(floor)
    case = case_of(workspace, seconds=5, workers=1, baseline=baseline_of(floor, workspace))
    assert case["together"] == [["1", "2"]]
    assert case["baseline"] == {"1": [0, 0, 30], "2": [0, 45, 90], "3": [1, 30, 45]}
    # Team b is away from minute 10 to 40 and between 60 and 90; team c left.
    assert [person["free"][:-1] for person in case["people"]] == [[[0, 500]], [[0, 10], [40, 60], [90, 1560]], []]
    assert [(row["release"], row["due"]) for row in case["tasks"]] == [(0, 55), (45, 135), (0, 75)]


def test_the_known_plan_of_a_team_is_valid_and_on_time_for_our_verifier(team):
    found = judge(team.workspace, plan_of(team.workspace, placed_of(team.workspace, known_answer(team))))
    assert (found.verified, found.broken, found.on_time) == (True, (), True)
    assert (found.late_tasks, found.late_minutes, found.value) == (0, 0, 0)


def test_an_empty_answer_is_late_by_all_that_it_leaves_out(team):
    found = judge(team.workspace, plan_of(team.workspace, {}))
    assert found.verified
    assert not found.on_time
    assert found.late_tasks == 60
    assert found.late_minutes >= sum(task.effort_minutes for task in team.workspace.tasks)
    assert found.value > 0


@pytest.mark.parametrize(
    ("rule", "break_it"),
    [
        (
            "one_task_at_a_time",
            lambda placed, first, second: placed.update({second: [placed[first][0], placed[first][1]]}),
        ),
        (
            "full_effort",
            lambda placed, first, second: placed.update({first: [placed[first][0], placed[first][1][:-1]]}),
        ),
        ("within_working_time", lambda placed, first, second: placed.update({first: [placed[first][0], [[0, 1]]]})),
    ],
)
def test_a_false_plan_is_not_believed(team, rule, break_it):
    answer = known_answer(team)
    first, second = list(answer)[:2]
    break_it(answer, first, second)
    found = judge(team.workspace, plan_of(team.workspace, placed_of(team.workspace, answer)))
    assert not found.verified
    assert not found.on_time
    assert rule in found.broken


def test_work_after_the_horizon_is_unplaced_and_so_is_what_comes_after_it(team):
    answer = known_answer(team)
    later = next(task for task in team.workspace.tasks if task.after)
    before = later.after[0].task
    horizon = 14 * 96
    answer[before] = [answer[before][0], [[horizon - 1, horizon + len(answer[before][1]) - 1]]]
    placed = placed_of(team.workspace, answer)
    assert before not in placed
    assert later.id not in placed
    assert judge(team.workspace, plan_of(team.workspace, placed)).verified


@pytest.mark.parametrize(
    ("answer", "said"), [({"nobody's": [0, [[0, 1]]]}, "does not have"), ({"t0001": [99, [[0, 1]]]}, "person 99")]
)
def test_an_answer_about_something_else_is_refused(team, answer, said):
    with pytest.raises(ValueError, match=said):
        placed_of(team.workspace, answer)


def test_a_fake_peer_gets_the_case_and_its_answer_comes_back(team, tmp_path):
    case = case_of(team.workspace, seconds=5, workers=2)
    body = """
case = json.load(open(sys.argv[1]))
answer = {"placed": {case["tasks"][0]["id"]: [1, [[4, 6]]]}, "version": "fake 1", "note": str(len(case["people"]))}
"""
    answer = answer_of(fake(tmp_path, body), case, limit_seconds=60)
    assert answer == Answer(placed={"t0001": (1, [(4, 6)])}, version="fake 1", note="12")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("raise SystemExit('no licence | found')", "failed: no licence / found"),
        ("sys.exit(0)", "wrote no answer"),
        ("answer = {'plan': 1}", "wrote no answer"),
        ("answer = {'placed': {'t0001': 'soon'}}", "wrote no answer"),
        ("time.sleep(60)", "timed out"),
    ],
)
def test_whatever_goes_wrong_with_a_peer_is_said(team, tmp_path, body, said):
    case = case_of(team.workspace, seconds=0.5, workers=2)
    limit = 1.0 if said == "timed out" else 60.0
    with pytest.raises(PeerError, match=said):
        answer_of(fake(tmp_path, body), case, limit_seconds=limit)


def test_a_peer_that_cannot_be_installed_is_a_row(team, tmp_path, monkeypatch):
    def no_network(command: list[str], what: str) -> None:
        if "pip" in command:
            raise PeerError(f"{what}: no network")

    monkeypatch.setattr(running, "_call", no_network)
    question = beside_peers.Question("teams", "one", team.workspace)
    peer = Peer("Other", "with_pyjobshop", requirement="other==1")
    row = beside_peers.row_of_peer(question, peer, seconds=1, environments=tmp_path)
    assert row["ended"] == "not installed: no network"
    assert not (tmp_path / "other-1" / "installed").exists()
    assert "not installed: no network" in table_of_rows([row])


def test_a_command_that_is_not_there_is_a_row(tmp_path, monkeypatch):
    monkeypatch.setenv("EVENHAND_TJ3", str(tmp_path / "tj3"))
    peer = next(each for each in PEERS if each.command)
    with pytest.raises(PeerError, match="no command tj3"):
        interpreter_of(peer, tmp_path)


def test_no_peer_is_a_dependency_of_the_product_or_named_with_a_host():
    project = (Path(running.ROOT) / "pyproject.toml").read_text(encoding="utf-8").lower()
    for peer in PEERS:
        if peer.requirement is not None:
            name = peer.requirement.partition("==")[0]
            assert name not in project
            assert "/" not in peer.requirement


@pytest.mark.parametrize("name", ["by due date", "intervals"])
def test_our_baselines_answer_through_the_exchange(name, tmp_path):
    team = draw_team(SIZES["12x60"], 0.4, seed=1, clients=1)
    question = beside_peers.Question("teams", "one", team.workspace)
    peer = next(each for each in PEERS if each.name == name)
    row = beside_peers.row_of_peer(question, peer, seconds=10, environments=tmp_path)
    assert (row["ended"], row["verified"]) == ("planned", True)
    ours = beside_peers.row_of_ours(question, seconds=5)
    assert ours["on_time"]
    assert 0 <= ours["first_seconds"] <= ours["seconds"] + 0.01
    assert ours["value"] <= row["value"]


def test_a_repair_by_the_rules_keeps_groups_together(tmp_path):
    floor = read_floor(written(tmp_path, REPAIR))
    workspace = workspace_of(floor)
    question = beside_peers.Question("workforce repair", "one", workspace, baseline_of(floor, workspace))
    row = beside_peers.row_of_peer(question, PEERS[0], seconds=5, environments=tmp_path)
    assert row["verified"]
    assert row["kept"] + row["shifted"] + row["moved"] + row["dropped"] == 3


def test_cells_say_what_came_out():
    planned = {"ended": "planned", "verified": True, "on_time": False, "late_tasks": 2, "late_minutes": 1500}
    times = {"first_seconds": 0.5, "seconds": 3.0}
    assert cell_of(planned | times) == "2 late, 1,500 min; 0.5 / 3 s"
    assert cell_of(planned | times | {"on_time": True, "kept": 4, "moved": 1}) == "on time; kept 4, moved 1; 0.5 / 3 s"
    assert cell_of(planned | times | {"verified": False, "broken": ["full_effort"]}).startswith(
        "NOT VALID (full_effort)"
    )
    assert cell_of({"ended": "no plan", "seconds": 5.0}) == "no plan in 5 s"
    assert cell_of({"ended": "cannot say: no work that is interrupted"}) == "cannot say: no work that is interrupted"
    assert cell_of(None) == "not asked"


def test_the_table_of_facts_counts_failures_apart_from_what_cannot_be_said():
    rows = [
        {"set": "teams", "case": "a", "method": "Other", "ended": "cannot say: x"},
        {"set": "teams", "case": "b", "method": "Other", "ended": "failed: y", "version": "other 1"},
        {"set": "teams", "case": "c", "method": "Other", "ended": "planned", "verified": False, "on_time": False},
    ]
    assert facts_table(rows).splitlines()[-1] == "| Other | other 1 |  | 3 | 1 | 1 | 1 | 0 | 0 |"


def test_an_error_is_short_and_breaks_no_table():
    assert last_line("first\n  a | b  \n\n") == "a / b"
    assert last_line("") == "no message"
    assert len(last_line("x" * 500)) == 120
