"""Accepting answers: as asked, an offer, a quote, a consent, an override; what no longer holds is refused, and plans follow."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from scheduler.calendars.zones import instant_of
from scheduler.cli.main import run
from scheduler.units import TaskId
from scheduler.workflows.kept_book import stored_book
from scheduler.workflows.kept_plans import kept_plans
from tests.building import instant

INPUTS = Path(__file__).resolve().parents[2] / "inputs"


class Desk:
    """A copy of an example at which commands are given."""

    def __init__(self, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capfd = folder, capfd

    def call(self, verb: str, *arguments: str) -> tuple[int, dict[str, Any]]:
        """Give a command with --json; return its exit code and its document."""
        self.capfd.readouterr()
        code = run([verb, str(self.folder), *arguments, "--json", "--quiet"])
        return code, json.loads(self.capfd.readouterr().out)

    def kinds(self) -> list[str]:
        """Return the kinds of the book's entries."""
        book = stored_book(self.folder)
        assert book is not None
        return [entry.kind for entry in book.entries]

    def is_clean(self) -> bool:
        """Say whether the auditor and the planner have nothing to say against the book."""
        code, check = self.call("verify")
        _, plan = self.call("plan")
        return code == 0 and check["clean"] and plan["verified"]


@pytest.fixture
def desk_of(tmp_path: Path, capfd: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    def make(example: str, *, published: bool = True) -> Desk:
        shutil.copytree(INPUTS / example, tmp_path / example)
        desk = Desk(tmp_path / example, capfd)
        if published:
            desk.call("plan", "--publish")
        return desk

    return make


def test_a_yes_is_recorded_with_what_moves(desk_of) -> None:  # type: ignore[no-untyped-def]
    desk = desk_of("fits-with-moves", published=False)
    code, decision = desk.call("accept", "R-1")
    assert code == 0
    assert desk.kinds()[-1] == "accepted"
    book = stored_book(desk.folder)
    assert book is not None
    moved = {stand.task for stand in book.entries[-1].work}
    assert "R-1/mend" in moved
    assert book.commitments["audit"].due > book.witness.work["audit"].finish
    assert desk.is_clean()
    assert decision["entries"][-1]["promised"][0]["task"] == "R-1/mend"


def test_frozen_work_of_others_moves_for_no_request(desk_of) -> None:  # type: ignore[no-untyped-def]
    desk = desk_of("fits-with-moves")
    _, verdict = desk.call("fit", "R-1")
    assert verdict["verdict"] == "fits_later"
    assert verdict["reasons"][0]["proven"]
    assert {share["task"] for share in verdict["reasons"][0]["figures"]["work"]} == {"audit", "R-1/mend"}


def test_what_is_accepted_stands_and_is_told_against_the_published_plan(desk_of) -> None:  # type: ignore[no-untyped-def]
    desk = desk_of("fits-with-trade")
    desk.call("accept", "R-1", "--offer", "3")
    plans = kept_plans(desk.folder)
    assert plans.published is not None
    assert plans.standing is not None
    assert {task.id for task in plans.published.tasks} == {"page-words"}
    assert {task.id for task in plans.standing.tasks} == {"R-1/mend", "page-words"}
    code, document = desk.call("plan")
    assert code == 0
    assert document["added"] == ["R-1/mend"]
    assert [move["task"] for move in document["moves"]] == ["page-words"]
    assert _places(document) == _places(plans.standing.as_json())
    desk.call("plan", "--publish")
    _, document = desk.call("plan")
    assert (document["moves"], document["added"], document["unfrozen"]) == ([], [], [])


def _places(plan: dict[str, Any]) -> dict[str, tuple[str, str]]:
    return {task["id"]: (task["person"], task["start"]) for task in plan["tasks"]}


@pytest.mark.parametrize(
    ("kind", "minutes", "entry"),
    [("smaller", 60, "accepted"), ("later", 180, "accepted"), ("trade", 180, "traded"), ("split", 180, "accepted")],
)
def test_each_offer_can_be_taken_by_its_number(desk_of, kind: str, minutes: int, entry: str) -> None:  # type: ignore[no-untyped-def]
    desk = desk_of("fits-with-trade")
    _, verdict = desk.call("fit", "R-1")
    offer = next(each for each in verdict["offers"] if each["kind"] == kind)
    code, _ = desk.call("accept", "R-1", "--offer", str(offer["number"]), "--answer", verdict["answer"])
    assert code == 0
    assert desk.kinds()[-1] == entry
    book = stored_book(desk.folder)
    assert book is not None
    mine = {task: each for task, each in book.commitments.items() if task.startswith("R-1/")}
    assert sum(each.remaining for each in mine.values()) == minutes == offer["effort_minutes"]
    assert max(each.due for each in mine.values()) >= max(book.witness.work[task].finish for task in mine)
    assert desk.is_clean()


def test_a_trade_needs_the_word_of_the_client(desk_of) -> None:  # type: ignore[no-untyped-def]
    desk = desk_of("fits-with-trade")
    before = desk.kinds()
    code, answer = desk.call("accept", "R-1")
    assert (code, desk.kinds()) == (4, before)
    assert answer["refused"].endswith("Nothing was entered, and the request stays open")
    assert "trade" in {offer["kind"] for offer in answer["offers"]}
    _, batch = desk.call("absorb")
    assert [each["request"] for each in batch["declined"]] == ["R-1"]
    trade = next(str(each["number"]) for each in answer["offers"] if each["kind"] == "trade")
    assert desk.call("accept", "R-1", "--offer", trade)[0] == 0


def test_an_answer_that_no_longer_holds_records_nothing(desk_of) -> None:  # type: ignore[no-untyped-def]
    desk = desk_of("fits-with-trade")
    _, verdict = desk.call("fit", "R-1")
    (desk.folder / "requests" / "R-2.yaml").write_text(
        "id: R-2\nclient: vale\nasked_at: 2026-11-25T09:00\nneeded_by: 2026-11-26T17:00\n"
        "tasks: [{id: look, skill: seo, effort: 3h}]\n",
        encoding="utf-8",
    )
    code, _ = desk.call("accept", "R-2")
    assert code == 0
    before = desk.kinds()
    code, now = desk.call("accept", "R-1", "--offer", "2", "--answer", verdict["answer"])
    assert code == 4
    assert now["kind"] == "verdict"
    assert now["answer"] != verdict["answer"]
    assert desk.kinds() == before


def test_a_quote_holds_and_is_renewed_once(desk_of) -> None:  # type: ignore[no-untyped-def]
    desk = desk_of("fits-with-moves", published=False)
    assert desk.call("accept", "R-1", "--quote")[0] == 0
    assert desk.kinds()[-1] == "quoted"
    assert desk.is_clean()
    assert desk.call("confirm", "R-1")[0] == 0
    assert desk.call("cancel", "R-1")[0] == 0
    assert desk.is_clean()


def test_a_renewal_is_not_stopped_by_its_own_quote_that_ended(desk_of) -> None:  # type: ignore[no-untyped-def]
    desk = desk_of("fits-with-moves", published=False)
    with (desk.folder / "clients.yaml").open("a", encoding="utf-8") as clients:
        clients.write("  - {id: walkin, name: Walk Inn}\n  - {id: other, name: Other}\n")
    for name, client in (("R-2", "walkin"), ("R-3", "other")):
        (desk.folder / "requests" / f"{name}.yaml").write_text(
            f"id: {name}\nclient: {client}\nasked_at: 2026-11-25T09:00\nneeded_by: 2026-12-02T17:00\n"
            "tasks: [{id: look, skill: seo, effort: 2h30m, start: 2026-11-26T09:00}]\n",
            encoding="utf-8",
        )
    assert desk.call("accept", "R-2", "--quote")[0] == 0
    later = ("--as-of", "2026-11-26T09:05")
    assert desk.call("fit", "R-2", *later)[0] == 0
    code, other = desk.call("fit", "R-3", *later)
    assert code == 4
    assert [reason["figures"]["used_minutes"] for reason in other["reasons"] if reason["kind"] == "policy"] == [150]
    assert desk.call("accept", "R-2", "--quote", *later)[0] == 0
    assert desk.kinds()[-2:] == ["expired", "quoted"]
    assert desk.call("verify")[1]["clean"]
    assert desk.call("plan", *later)[1]["verified"]


def test_a_consent_is_recorded_under_the_name_of_who_gave_it(desk_of) -> None:  # type: ignore[no-untyped-def]
    desk = desk_of("needs-approval")
    _, verdict = desk.call("fit", "R-1")
    offer = next(each for each in verdict["offers"] if each["kind"] == "consent")
    assert desk.call("accept", "R-1", "--offer", str(offer["number"]))[0] == 4
    assert desk.call("consent", "--client", "vale", "--to", "R-1", "--by", "Piers Anning")[0] == 0
    assert desk.kinds()[-2:] == ["consented", "accepted"]
    book = stored_book(desk.folder)
    assert book is not None
    assert book.entries[-2].actor == "Piers Anning"
    assert desk.is_clean()


def test_a_consent_tells_which_own_hours_its_client_then_spends(desk_of) -> None:  # type: ignore[no-untyped-def]
    desk = desk_of("needs-approval")
    _, verdict = desk.call("fit", "R-1")
    offer = next(each for each in verdict["offers"] if each["kind"] == "consent")
    (given,) = offer["given"]
    desk.call("consent", "--client", "vale", "--to", "R-1", "--by", "Piers Anning")
    book = stored_book(desk.folder)
    assert book is not None
    (entry,) = [each for each in book.entries if each.kind == "consented"]
    spent = {row.day.isoformat(): row.minutes for row in entry.rows if row.fund == "own"}
    assert spent
    assert {each["day"]: each["minutes"] for each in given["charged"]} == spent
    assert "Vale Pensions then spends 6 h 15 min of its own hours: 1 h 30 min on Thu 26 Nov, " in offer["text"]


def test_a_trade_tells_which_own_hours_the_client_then_spends(desk_of) -> None:  # type: ignore[no-untyped-def]
    _, verdict = desk_of("fits-with-trade").call("fit", "R-1")
    offer = next(each for each in verdict["offers"] if each["kind"] == "trade")
    assert "The client then spends 5 h of its own hours: " in offer["text"]
    assert sum(each["minutes"] for each in offer["given"][0]["charged"]) == 300


def test_a_consent_that_does_not_help_leaves_the_request_in_line(desk_of) -> None:  # type: ignore[no-untyped-def]
    desk = desk_of("batch-monday")
    desk.call("accept", "R-3")
    book = stored_book(desk.folder)
    assert book is not None
    assert book.requests["R-3"].status == "waiting"
    before = desk.kinds()
    other = next(client.id for client in book.team.workspace.clients if client.id != book.requests["R-3"].client)
    code, now = desk.call("consent", "--client", other, "--to", "R-3", "--by", "Piers Anning")
    assert code == 4
    assert "nothing was recorded" in now["refused"]
    assert desk.kinds() == before


@pytest.mark.parametrize(("client", "hours"), [("harrow", "2h"), ("walkin", "1h")])
def test_no_consent_is_recorded_to_what_fits_anyway_and_no_refusal_either(desk_of, client: str, hours: str) -> None:  # type: ignore[no-untyped-def]
    desk = desk_of("fits-with-moves", published=False)
    with (desk.folder / "clients.yaml").open("a", encoding="utf-8") as clients:
        clients.write("  - {id: walkin, name: Walk Inn}\n")
    (desk.folder / "requests" / "R-2.yaml").write_text(
        f"id: R-2\nclient: {client}\nasked_at: 2026-11-25T09:00\nneeded_by: 2026-12-04T17:00\n"
        f"tasks: [{{id: look, skill: seo, effort: {hours}}}]\n",
        encoding="utf-8",
    )
    desk.call("record")
    before = desk.kinds()
    code, now = desk.call("consent", "--client", "vale", "--to", "R-2", "--by", "Piers Anning")
    assert code == 4
    assert now["verdict"] == "fits_as_is"
    assert "it fits without anybody's consent" in now["refused"]
    assert "evenhand accept WORKSPACE R-2" in now["refused"]
    assert desk.kinds() == before
    assert desk.call("accept", "R-2")[0] == 0


def test_an_override_makes_late_whom_the_harm_list_named(desk_of) -> None:  # type: ignore[no-untyped-def]
    desk = desk_of("needs-approval")
    _, verdict = desk.call("fit", "R-1")
    harm = {each["task"]: each["late_minutes"] for each in verdict["harm"]}
    assert desk.call("accept", "R-1", "--approved-by", "Dana Whitfield", "--reason", "the fair opens")[0] == 0
    assert desk.kinds()[-1] == "overridden"
    code, plan = desk.call("plan")
    assert code == 4
    assert {task["id"]: task["late_minutes"] for task in plan["tasks"] if task["late_minutes"]} == harm
    assert desk.call("verify")[0] == 0


def test_no_override_counts_on_a_sitting_that_is_broken_off(desk_of) -> None:  # type: ignore[no-untyped-def]
    desk = desk_of("needs-approval", published=False)
    (desk.folder / "tasks.csv").write_text(
        "id,client,title,skill,effort,start,due,one_sitting\n"
        "film,vale,Film,seo,3h,,2026-12-01,yes\n"
        "talk,vale,Talk,seo,3h,2026-11-25T14:00,2026-11-25T17:00,\n",
        encoding="utf-8",
    )
    request = (desk.folder / "requests/R-1.yaml").read_text(encoding="utf-8")
    (desk.folder / "requests/R-1.yaml").unlink()
    desk.call("plan", "--publish")
    (desk.folder / "progress.csv").write_text("task,worked\nfilm,30m\n", encoding="utf-8")
    desk.call("record", "--as-of", "2026-11-25T09:30")
    (desk.folder / "requests/R-1.yaml").write_text(request.replace("09:00", "10:00"), encoding="utf-8")
    later = ("--as-of", "2026-11-25T10:00")

    # Were the film done another day, from ten o'clock on, the talk could stay.
    _, verdict = desk.call("fit", "R-1", *later)
    assert [each["task"] for each in verdict["harm"]] == ["talk"]
    assert desk.call("accept", "R-1", "--approved-by", "Dana Whitfield", "--reason", "the fair opens", *later)[0] == 0

    book = stored_book(desk.folder)
    assert book is not None
    assert [(piece.start, piece.end) for piece in book.witness.work[TaskId("film")].pieces] == [
        (instant("25 09:00"), instant("25 12:00"))
    ]
    assert [*book.entries[-1].loss.late] == ["talk"]


def test_a_row_that_was_traded_is_no_new_request(desk_of) -> None:  # type: ignore[no-untyped-def]
    desk = desk_of("fits-with-trade")
    desk.call("accept", "R-1", "--offer", "3")
    before = desk.kinds()
    desk.call("record")
    assert desk.kinds() == before


def test_the_same_request_is_not_accepted_twice(desk_of) -> None:  # type: ignore[no-untyped-def]
    desk = desk_of("fits-with-moves", published=False)
    assert desk.call("accept", "R-1")[0] == 0
    assert desk.call("accept", "R-1")[0] == 2
    assert desk.call("fit", "R-1")[0] == 2


EVERY_WEDNESDAY = """clients:
  - id: harrow
    name: Harrow & Co
    agreement: {since: 2026-01-05, hours: {seo: 8h}, borrow: 4h}
    recurring:
      - id: pages
        title: Search words
        rule: FREQ=WEEKLY;BYDAY=WE
        due_time: "17:00"
        tasks:
          - {id: words, skill: seo, effort: 6h}
  - id: vale
    name: Vale Pensions
    agreement: {since: 2026-01-05, hours: {seo: 8h}}
"""


def test_a_traded_occurrence_is_due_when_it_was_traded_for_also_past_its_own_day(desk_of) -> None:  # type: ignore[no-untyped-def]
    desk = desk_of("fits-with-trade", published=False)
    (desk.folder / "clients.yaml").write_text(EVERY_WEDNESDAY, encoding="utf-8")
    (desk.folder / "tasks.csv").write_text("id,client,title,skill,effort,due\n", encoding="utf-8")
    desk.call("plan", "--publish")
    _, verdict = desk.call("fit", "R-1")
    number = next(offer["number"] for offer in verdict["offers"] if offer["kind"] == "trade")
    assert desk.call("accept", "R-1", "--offer", str(number))[0] == 0
    promised = {task: each.due for task, each in stored_book(desk.folder).commitments.items()}  # type: ignore[union-attr]

    for as_of in ("2026-11-25T09:00", "2026-11-26T09:00"):
        _, plan = desk.call("plan", "--as-of", as_of)
        words = next(task for task in plan["tasks"] if task["id"] == "pages/2026-11-25/words")
        assert (instant_in(words["due"]), words["late_minutes"]) == (promised[TaskId("pages/2026-11-25/words")], 0)
        (desk.folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
        # Days that the plan closed on a copy are closed for its check as well.
        assert desk.call("verify", str(desk.folder / "plan.json"))[1]["violations"] == []
    assert desk.is_clean()


def instant_in(text: str) -> int:
    """Return an instant of a document."""
    return instant_of(datetime.fromisoformat(text))


def test_a_request_whose_quote_ended_is_answered_as_if_it_had_never_been_quoted(desk_of) -> None:  # type: ignore[no-untyped-def]
    desk = desk_of("minimal")
    ask = {"id": "U-1", "client": "finch", "asked_at": "2026-11-23T09:00", "needed_by": "2026-11-27T17:00"}
    ask |= {"title": "Label", "tasks": [{"id": "a", "skill": "design", "effort": "2h"}]}
    (desk.folder / "requests").mkdir()
    (desk.folder / "requests" / "U-1.yaml").write_text(json.dumps(ask))
    code, _ = desk.call("accept", "U-1", "--quote")
    assert code == 0
    code, verdict = desk.call("fit", "U-1", "--as-of", "2026-11-24T12:00")
    assert (code, verdict["verdict"]) == (0, "fits_as_is")
