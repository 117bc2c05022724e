"""The verbs of the book, through the command line, on a copy of an example."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from scheduler.cli.main import run
from scheduler.fairshare.book import Book
from scheduler.verify.book import check_book

ROOT = Path(__file__).resolve().parents[2]
REQUEST = """\
id: {name}
client: {client}
title: Answer to the press
asked_at: 2026-10-21T09:00
needed_by: {needed_by}
tasks:
  - {{id: text, skill: support, effort: {effort}}}
  - {{id: check, skill: lead, effort: 15m, after: text}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "studio"
    shutil.copytree(ROOT / "inputs" / "clock-change", copy)
    (copy / "requests").mkdir(exist_ok=True)
    ask(copy, "R-1")
    return copy


def ask(
    folder: Path, name: str, *, client: str = "ferries", needed_by: str = "2026-11-02T16:00", effort: str = "1h"
) -> None:
    text = REQUEST.format(name=name, client=client, needed_by=needed_by, effort=effort)
    (folder / "requests" / f"{name}.yaml").write_text(text, encoding="utf-8")


def answer(capfd: pytest.CaptureFixture[str], *arguments: object, code: int = 0) -> dict[str, object]:
    assert run([*map(str, arguments), "--json", "--quiet"]) == code
    document: dict[str, object] = json.loads(capfd.readouterr().out)
    return document


def entries(document: dict[str, object]) -> list[dict[str, object]]:
    found = document["entries"]
    assert isinstance(found, list)
    return found


def exported(folder: Path, capfd: pytest.CaptureFixture[str]) -> list[str]:
    assert run(["export", str(folder), "--to", "log"]) == 0
    return capfd.readouterr().out.splitlines()


def test_a_book_is_made_asked_and_checked(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    opened = entries(answer(capfd, "record", folder))
    assert [entry["kind"] for entry in opened] == ["opened"]
    accepted = entries(answer(capfd, "accept", folder, "R-1"))[0]
    assert accepted["kind"] == "accepted"
    assert [promise["task"] for promise in accepted["promised"]] == ["R-1/text", "R-1/check"]  # type: ignore[attr-defined]
    assert answer(capfd, "verify", folder)["clean"] is True
    assert {path: path.read_bytes() for path in before} == before
    lines = exported(folder, capfd)
    assert Book.replay(lines).lines == lines
    assert check_book(lines).violations == ()


def test_quotes_are_confirmed_and_cancelled(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert entries(answer(capfd, "accept", folder, "R-1", "--quote"))[0]["kind"] == "quoted"
    assert entries(answer(capfd, "confirm", folder, "R-1"))[0]["kind"] == "confirmed"
    assert entries(answer(capfd, "cancel", folder, "R-1"))[0]["kind"] == "cancelled"
    kinds = [entry["kind"] for entry in entries(answer(capfd, "history", folder, "--client", "ferries"))]
    assert [kind for kind in kinds if kind != "closed"][-3:] == ["quoted", "confirmed", "cancelled"]


def test_a_no_has_its_reason_and_the_exit_code_of_an_honest_no(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    ask(folder, "R-2", client="quay", needed_by="2026-10-21T12:00", effort="20h")
    refused = answer(capfd, "accept", folder, "R-2", code=4)
    assert str(refused["refused"]).endswith("Nothing was entered, and the request stays open")
    assert "20 h" in str(refused["reasons"])


def test_an_override_needs_a_name_and_a_reason_and_names_its_harm(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    busy = tmp_path / "agency"
    shutil.copytree(ROOT / "inputs" / "agency-week", busy)
    (busy / "requests").mkdir()
    clients = (busy / "clients.yaml").read_text("utf-8")
    name = "    name: Tamsin Roy Ceramics"
    (busy / "clients.yaml").write_text(
        clients.replace(name, f"    agreement: {{since: 2026-11-02, approver: Dana}}\n{name}"), "utf-8"
    )
    (busy / "requests" / "R-3.yaml").write_text(
        "id: R-3\nclient: tamsin\ntitle: Shop page\nasked_at: 2026-11-23T09:00\nneeded_by: 2026-11-24T17:00\n"
        "tasks:\n  - {id: page, skill: dev, effort: 6h}\n",
        encoding="utf-8",
    )
    assert str(answer(capfd, "accept", busy, "R-3", code=4)["refused"]).startswith(
        "it does not fit by the rules; only a named approver can decide that it is done all the same. Nothing was entered"
    )
    assert run(["accept", str(busy), "R-3", "--approved-by", "Dana"]) == 2
    capfd.readouterr()
    verdict = answer(capfd, "fit", busy, "R-3", code=4)
    assert verdict["harm"]
    lose = {each["client"] for each in verdict["harm"] if each["loses"] == "date"}  # type: ignore[attr-defined]
    lose |= {each["client"] for each in verdict["harm_hours"]}  # type: ignore[attr-defined]
    done = entries(answer(capfd, "accept", busy, "R-3", "--approved-by", "Dana", "--reason", "this once"))[0]
    assert (done["kind"], done["actor"], done["reason"]) == ("overridden", "Dana", "this once")
    assert set(done.get("credits", {})) == lose
    assert answer(capfd, "verify", busy)["clean"] is True


def test_rows_and_absences_typed_into_files_are_found_and_displace_nobody(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    answer(capfd, "record", folder)
    with (folder / "tasks.csv").open("a", encoding="utf-8") as rows:
        rows.write("typed-in,quay,desk,One more form,support,2h,2026-10-30,,,\n")
    (folder / "time_off.csv").write_text("person,from,to\nniamh,2026-10-28,2026-10-29\n", encoding="utf-8")
    kinds = [entry["kind"] for entry in entries(answer(capfd, "record", folder))]
    assert kinds[0] == "lost"
    assert kinds[-1] in ("booked", "declined")
    assert entries(answer(capfd, "record", folder)) == []
    assert answer(capfd, "verify", folder)["clean"] is True


def test_a_published_plan_holds_what_is_held_and_is_the_next_baseline(
    folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    plan = answer(capfd, "plan", folder, "--publish", "--out", tmp_path / "plan.json")
    assert plan["held"]
    assert plan["verified"] is True
    assert answer(capfd, "verify", folder, tmp_path / "plan.json")["clean"] is True
    again = answer(capfd, "plan", folder)
    assert again["moves"] == []


def test_fairness_has_a_row_for_each_client_and_week(
    folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    answer(capfd, "record", folder)
    document = answer(capfd, "fairness", folder, "--csv", tmp_path / "rows.csv")
    weeks = document["weeks"]
    assert isinstance(weeks, list)
    assert {row["client"] for row in weeks} == {"ferries", "quay"}
    assert len((tmp_path / "rows.csv").read_text(encoding="utf-8").splitlines()) == 1 + len(weeks)


def test_the_clock_of_the_book_never_runs_back(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    answer(capfd, "record", folder, "--as-of", "2026-10-22T12:00")
    problems = answer(capfd, "record", folder, "--as-of", "2026-10-21T09:00", code=3)
    assert "never runs back" in str(problems["problems"])


def test_there_is_nothing_to_look_at_without_a_book(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for verb in ("history", "fairness", "repair", "export", "verify"):
        assert run([verb, str(folder)]) == 2
    assert not (folder / ".evenhand").exists()
    capfd.readouterr()


def test_a_damaged_book_is_named_and_repaired(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    answer(capfd, "accept", folder, "R-1")
    stored = folder / ".evenhand" / "book.sqlite"
    content = bytearray(stored.read_bytes())
    content[100:4000] = b"\xff" * 3900
    stored.write_bytes(content)
    assert run(["history", str(folder)]) == 6
    capfd.readouterr()
    repaired = answer(capfd, "repair", folder)
    assert repaired["kept"] == 2
    assert answer(capfd, "verify", folder)["clean"] is True


def test_a_damaged_second_copy_is_named_and_restored(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    answer(capfd, "accept", folder, "R-1")
    copy = folder / ".evenhand" / "book.jsonl"
    whole = copy.read_bytes()
    copy.write_bytes(b"")
    assert run(["repair", str(folder)]) == 0
    shown = capfd.readouterr().out
    assert "Nothing to repair" not in shown
    assert "the second copy of the book was written anew" in shown
    assert ".evenhand/book.jsonl is empty" in shown
    assert copy.read_bytes() == whole
    copy.write_bytes(b"garbage")
    repaired = answer(capfd, "repair", folder)
    assert (repaired["damage"], repaired["set_aside"]) == ("", ["book.damaged-1.jsonl"])
    assert "is spoilt" in str(repaired["copy_damage"])
    assert copy.read_bytes() == whole


def test_a_mistyped_year_closes_no_days(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    answer(capfd, "record", folder, "--as-of", "2026-10-22T12:00")
    problems = answer(capfd, "record", folder, "--as-of", "2062-10-22T12:00", code=3)
    assert "Check the year" in str(problems["problems"])
    answer(capfd, "record", folder, "--as-of", "2026-10-22T12:05")
