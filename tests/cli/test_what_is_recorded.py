"""`record` names what changed and who recorded it, `export` gives the published plan away, and senseless options are wrong usage."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from scheduler.domain.document import Header
from scheduler.workflows.edit_words import MOST_TOLD
from tests.cli.calls import call
from tests.cli.desk import Desk

ROWS = (
    "id,client,title,skill,effort,due,commitment,after\n"
    "audit,vale,Audit of the site,seo,6h,2026-12-01,agreed,\n"
    "notes,vale,Field notes,seo,3h,2026-12-02,target,\n"
)


@pytest.fixture
def desk(desk_of: Callable[[str], Desk]) -> Desk:
    made = desk_of("fits-with-moves")
    (made.folder / "tasks.csv").write_text(ROWS, encoding="utf-8")
    made("record", "--by", "Lead")
    return made


def edit(desk: Desk, old: str, new: str, *, file: str = "tasks.csv") -> None:
    path = desk.folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_changed_target_is_named_with_what_it_says_and_said(desk: Desk) -> None:
    edit(desk, "3h,2026-12-02,target,", "5h,2026-12-03T12:00,target,audit + 1 working day")
    said = desk.said("record")
    assert (
        "“Field notes” (notes) in tasks.csv: effort 5 h (was 3 h), after audit + 1 working day (was not said) and "
        "due Thu 3 Dec 12:00 (was Wed 2 Dec)." in said
    )
    assert "Nothing changed" in desk.said("record")


def test_new_and_gone_rows_progress_and_clients_are_named(desk: Desk) -> None:
    edit(desk, "notes,vale,Field notes,seo,3h,2026-12-02,target,\n", "idea,vale,An idea,seo,1h,,tentative,\n")
    (desk.folder / "progress.csv").write_text("task,worked,remaining\nidea,15m,30m\n", encoding="utf-8")
    edit(desk, "name: Vale Pensions", "name: Vale Trust", file="clients.yaml")
    reason = desk("record", "--json").document["entries"][0]["reason"]
    assert reason == (
        "“An idea” (idea) is new in tasks.csv; “Field notes” (notes) is gone from tasks.csv; "
        "'idea' in progress.csv: worked 15 min and remaining 30 min; Vale Trust in clients.yaml: name"
    )


def test_an_accepted_request_whose_file_was_edited_is_named(desk: Desk) -> None:
    desk("accept", "R-1")
    assert desk("record", "--json").document["edited"] == []
    edit(desk, "effort: 3h", "effort: 5h", file="requests/R-1.yaml")
    named = (
        "request 'R-1' is accepted, and its file was edited since (effort of 'mend' is 5 h, was 3 h): that is a new request; "
        "give it an id of its own, or cancel 'R-1' and ask for it again"
    )
    assert desk.said("record") == f"Nothing was recorded. Not recorded: {named}."
    document = desk("record", "--json").document
    assert (document["entries"], [each["text"] for each in document["edited"]]) == ([], [named])
    edit(desk, "audit,vale,Audit", "idea,vale,An idea,seo,1h,,tentative,\naudit,vale,Audit")
    said = desk.said("record")
    assert "is new in tasks.csv" in said
    assert said.endswith(f"Not recorded: {named}.")
    edit(desk, "effort: 5h", "effort: 3h", file="requests/R-1.yaml")
    assert desk.said("record") == "Nothing changed: the files say what the book says."


def test_of_many_changes_the_rest_is_counted(desk: Desk) -> None:
    more = "".join(f"more{number},vale,More {number},seo,1h,,tentative,\n" for number in range(MOST_TOLD + 2))
    (desk.folder / "tasks.csv").write_text(ROWS + more, encoding="utf-8")
    reason = desk("record", "--json").document["entries"][0]["reason"]
    assert reason.count("is new in tasks.csv") == MOST_TOLD
    assert reason.endswith("; and 2 more")


def test_whoever_opens_the_book_is_written_down(desk: Desk) -> None:
    opened = desk("history", "--json").document["entries"][0]
    assert (opened["kind"], opened["actor"]) == ("opened", "Lead")


def test_an_answer_that_opens_the_book_says_who_gave_it(desk_of: Callable[[str], Desk]) -> None:
    desk = desk_of("fits-with-moves")
    desk("accept", "R-1", "--by", "Lead")
    assert {entry["actor"] for entry in desk("history", "--json").document["entries"]} == {"Lead"}


def test_the_published_plan_is_exported_as_blocks(desk: Desk, tmp_path: Path) -> None:
    refused = desk.said("export", "--to", "csv", code=2)
    assert f"no plan of this workspace is published yet; publish one: evenhand plan {desk.folder} --publish" in refused
    blocks = tmp_path / "blocks.csv"
    desk("plan", "--publish", "--csv", blocks)
    assert desk("export", "--to", "csv").out == blocks.read_text(encoding="utf-8")
    desk("accept", "R-1", code=4)
    desk.ask(
        "id: R-2\nclient: vale\ntitle: A look\nasked_at: 2026-11-25T09:00\nneeded_by: 2026-12-04T17:00\n"
        "tasks: [{id: look, skill: seo, effort: 1h}]\n"
    )
    desk("accept", "R-2")
    again = tmp_path / "again.csv"
    assert desk("export", "--to", "csv", "--out", again).out == ""
    assert again.read_bytes() == blocks.read_bytes()
    rows = list(csv.DictReader(io.StringIO(again.read_text(encoding="utf-8"))))
    assert {row["task"] for row in rows} == {"audit", "notes"}


def test_an_export_as_a_document_is_one_that_holds_what_the_file_does(desk: Desk, tmp_path: Path) -> None:
    desk("plan", "--publish")
    for form in ("log", "csv"):
        plain, out = desk("export", "--to", form).out, tmp_path / f"written.{form}"
        document = desk("export", "--to", form, "--json").document
        assert (document["kind"], document["form"], document["content"]) == ("export", form, plain)
        assert set(Header.model_fields) <= set(document)
        assert desk("export", "--to", form, "--json", "--out", out).document == document
        assert out.read_text(encoding="utf-8") == plain


def test_an_unknown_form_of_export_names_the_known_ones(desk: Desk) -> None:
    assert "log, the book's log as JSON lines, or csv" in desk.said("export", "--to", "xlsx", code=2)


@pytest.mark.parametrize("by", ["2020-11-26 17:00", "2026-11-24", "2026-11-25 09:00"])
def test_nothing_can_be_asked_for_by_a_time_that_is_over(desk: Desk, by: str) -> None:
    said = desk.said(
        "fit", "--client", "vale", "--skill", "seo", "--effort", "1h", "--by", by, "--as-of", "2026-11-25T09:00", code=2
    )
    assert f"--by is '{by}'; expected a time that is after as_of, which is 2026-11-25T09:00+00:00" in said


@pytest.mark.parametrize("number", ["0", "-1", "one"])
def test_offers_are_counted_from_one(desk: Desk, capfd: pytest.CaptureFixture[str], number: str) -> None:
    answer = call(capfd, "accept", desk.folder, "R-1", "--offer", number)
    assert answer.code == 2
    assert "--offer" in answer.err
