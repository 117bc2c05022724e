from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from scheduler.domain.simulation import Simulation
from scheduler.errors import UsageError
from scheduler.workflows.simulation.changes import Changes, with_changes, without_client
from scheduler.workflows.simulation.running import Progress
from scheduler.workflows.simulation.simulate import SimulateOptions, SimulationOutcome, simulate
from scheduler.workflows.simulation.studio import studio
from tests.workflows.simulation.test_replay import log_of

ROOT = Path(__file__).resolve().parents[3]
WEEK = ROOT / "inputs" / "agency-week"


def simulated(**options: Any) -> SimulationOutcome:
    defaults: dict[str, Any] = {
        "folder": None,
        "as_of": None,
        "clock": lambda: datetime(2026, 11, 23, tzinfo=UTC),
        "scenario": None if "log" in options else "friday-flood",
        "weeks": None if "log" in options else 2,
    }
    return simulate(SimulateOptions(**defaults | options))


def titles(document: Simulation) -> list[tuple[str, dict[str, str], str]]:
    return [(run.policy, run.changed, run.without) for run in document.runs]


def test_the_first_run_is_the_book_as_agreed() -> None:
    outcome = simulated()
    assert titles(outcome.document) == [("evenhand", {}, "")]
    assert outcome.document.attackers == ("ashby",)
    assert [figures.client for figures in outcome.document.runs[0].clients] == [
        "ashby",
        "birch",
        "cedar",
        "dune",
        "elm",
    ]
    assert outcome.document.runs[0].entries == len(outcome.logs[0])


def test_the_same_seed_gives_the_same_document_and_another_another() -> None:
    first, again, other = (simulated(seed=seed).document for seed in (1, 1, 2))
    assert first == again
    assert first.runs[0].log_sha256 != other.runs[0].log_sha256


def test_without_a_client_the_others_get_the_same_unless_they_ask_beyond_their_hours() -> None:
    document = simulated(without="ashby").document
    assert titles(document)[1] == ("evenhand", {}, "ashby")
    assert "ashby" not in [figures.client for figures in document.runs[1].clients]
    entitled = [[figures.entitled for figures in run.clients if figures.client != "ashby"] for run in document.runs]
    assert entitled[0] == entitled[1]
    assert {each.client for each in document.runs[1].differences} <= {"birch", "cedar", "dune", "elm"}


def test_the_baseline_gets_the_same_requests() -> None:
    document = simulated(policies=("evenhand", "accept-if-it-fits")).document
    assert [run.policy for run in document.runs] == ["evenhand", "accept-if-it-fits"]
    asked = [[(figures.client, figures.asked, figures.entitled) for figures in run.clients] for run in document.runs]
    assert asked[0] == asked[1]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (Changes(notice_working_days=1), {"notice": "1 working day"}),
        (Changes(cap_minutes=90), {"cap": "1h30m"}),
        (Changes(cap_permille=500, rush_permille=0), {"cap": "50%", "rush": "0%"}),
        (Changes(buffer_permille=125), {"buffer": "12.5%"}),
    ],
)
def test_changed_parameters_make_a_run_of_their_own(changes: Changes, words: dict[str, str]) -> None:
    document = simulated(changes=changes).document
    assert titles(document) == [("evenhand", {}, ""), ("evenhand", words, "")]
    assert document.runs[0].log_sha256 != document.runs[1].log_sha256


def test_changes_reach_every_agreement_and_the_policy() -> None:
    changes = Changes(notice_working_days=3, cap_minutes=60, rush_permille=100, buffer_permille=50)
    after = with_changes(studio().workspace, changes)
    assert {each.notice_working_days for client in after.clients for each in client.agreements} == {3}
    assert {each.borrow_minutes for client in after.clients for each in client.agreements} == {60}
    assert (after.policy.default_notice, after.policy.default_rush, after.policy.buffer) == (3, 100, 50)
    assert with_changes(studio().workspace, Changes()) == studio().workspace


def test_a_smaller_cap_lends_less() -> None:
    document = simulated(changes=Changes(cap_minutes=0)).document
    spare = [sum(figures.spare_minutes for figures in run.clients) for run in document.runs]
    assert spare[1] < spare[0]


def test_a_larger_buffer_leaves_hours_without_blocks_and_says_so() -> None:
    outcome = simulated(changes=Changes(buffer_permille=400))
    assert outcome.notes
    assert all(" find no block and are left out" in note for note in outcome.notes)


def test_a_workspace_of_one_s_own_is_simulated_with_its_agreements() -> None:
    outcome = simulated(folder=WEEK, scenario="honest", weeks=2)
    names = [figures.client for figures in outcome.document.runs[0].clients if figures.weight_minutes > 120]
    assert len(names) >= 3
    assert sum(figures.asked for figures in outcome.document.runs[0].clients) > 10


def test_a_log_is_replayed(tmp_path: Path) -> None:
    log = tmp_path / "book.jsonl"
    log.write_text("\n".join(log_of("friday-flood", 2)) + "\n", encoding="utf-8")
    document = simulated(log=log, without="ashby").document
    assert document.scenario == "book.jsonl"
    assert [run.without for run in document.runs] == ["", "ashby"]
    assert next(figures for figures in document.runs[0].clients if figures.client == "ashby").asked > 80


def test_progress_is_told() -> None:
    told: list[Progress] = []
    simulated(progress=told.append)
    parts = [each.part for each in told]
    assert parts == sorted(parts)
    assert 0 <= parts[0] < 0.2
    assert parts[-1] > 0.8


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"policies": ("first-come",)}, "there is no policy 'first-come'; expected evenhand or accept-if-it-fits"),
        ({"without": "nobody"}, "--without: there is no client 'nobody'; expected ashby, birch, cedar, dune, elm"),
        ({"log": Path("missing.jsonl")}, "--log missing.jsonl: it could not be read"),
        ({"log": Path("x"), "scenario": "honest"}, "leave out --scenario and --weeks"),
        ({"scenario": "calm"}, "there is no scenario 'calm'"),
    ],
)
def test_what_does_not_go_together_is_refused(options: dict[str, Any], complaint: str) -> None:
    with pytest.raises(UsageError, match=complaint):
        simulated(**options)


def test_a_client_that_is_left_out_takes_its_work_with_it() -> None:
    rest = without_client(studio().workspace, "ashby")
    assert [client.id for client in rest.clients] == ["birch", "cedar", "dune", "elm"]
