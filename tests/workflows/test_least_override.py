"""An override takes least: own hours and free time come first, and what fits without it is no case for one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from scheduler.cli.main import run
from scheduler.workflows.kept_book import stored_book
from tests.workflows.document_desk import DocumentDesk

SIGNED = ("--approved-by", "Ann", "--reason", "the fair opens")


@pytest.fixture
def desk(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> DocumentDesk:
    """Return a team of two of which Abel holds 30 h a week and Bede 25 h."""
    made = DocumentDesk(tmp_path, capfd)
    made.lay(
        {
            "workspace.yaml": "format: 1\nname: Two\ntime_zone: Europe/London\nhorizon: 3 weeks\nas_of: 2026-11-23T09:00\n"
            'hours: {mon-fri: "09:00-13:00, 14:00-17:00"}\n',
            "people.yaml": "people:\n  - {id: p1, name: Pia, skills: [design]}\n  - {id: p2, name: Per, skills: [design]}\n",
            "clients.yaml": "clients:\n"
            "  - {id: A, name: Abel, agreement: {since: 2026-11-02, hours: {design: 30h}, approver: Ann}}\n"
            "  - {id: B, name: Bede, agreement: {since: 2026-11-02, hours: {design: 25h}, approver: Bob}}\n"
            "  - {id: D, name: Dale}\n",
        }
    )
    return made


def asks(desk: DocumentDesk, name: str, client: str, *, effort: str, due: str) -> None:
    """Lay a request for one task of design."""
    text = f"id: {name}\nclient: {client}\nasked_at: 2026-11-23T09:00\nneeded_by: {due}\n"
    desk.write(f"requests/{name}.yaml", f"{text}tasks:\n  - {{id: a, skill: design, effort: {effort}}}\n")


def test_an_override_of_the_cap_alone_takes_nothing_of_others(desk: DocumentDesk) -> None:
    asks(desk, "A1", "A", effort="20h", due="2026-11-25T17:00")
    desk("record")
    verdict = desk("fit", "A1", code=4)
    assert (verdict["harm"], verdict["harm_hours"]) == ([], [])

    desk("accept", "A1", *SIGNED)

    book = stored_book(desk.folder)
    assert book is not None
    entry = book.entries[-1]
    minutes = {fund: sum(row.minutes for row in entry.rows if row.fund == fund) for fund in ("own", "spare", "cut")}
    assert (entry.kind, minutes, entry.credits) == ("overridden", {"own": 720, "spare": 480, "cut": 0}, {})
    desk("verify")


def test_what_fits_in_exchange_for_own_work_is_no_case_for_an_override(desk: DocumentDesk) -> None:
    asks(desk, "A1", "A", effort="18h", due="2026-11-27T17:00")
    asks(desk, "A2", "A", effort="14h", due="2026-11-25T17:00")
    desk("record")
    desk("accept", "A1")
    desk("plan", "--publish")
    verdict = desk("fit", "A2", code=4)
    assert (verdict["verdict"], verdict["harm"]) == ("fits_with_trade", [])
    (trade,) = [offer["number"] for offer in verdict["offers"] if offer["kind"] == "trade"]
    book = stored_book(desk.folder)

    refused = desk("accept", "A2", *SIGNED, code=4)

    assert refused["refused"].endswith(f"accept that with evenhand accept WORKSPACE A2 --offer {trade}")
    now = stored_book(desk.folder)
    assert book is not None
    assert now is not None
    assert now.entries == book.entries
    desk("accept", "A2", "--offer", str(trade))
    desk("verify")


def needs_approval(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> DocumentDesk:
    """Return the example in which only an override does it: Dana Whitfield decides for Harrow, Piers Anning for Vale."""
    shutil.copytree(Path(__file__).parents[2] / "inputs" / "needs-approval", tmp_path / "example")
    desk = DocumentDesk(tmp_path / "example", capfd)
    desk("plan", "--publish")
    return desk


def test_nobody_decides_an_override_but_an_approver_of_the_client(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    desk = needs_approval(tmp_path, capfd)
    refused = desk("accept", "R-1", "--approved-by", "Piers Anning", "--reason", "why not", code=4)["refused"]
    assert refused == "'Piers Anning' may not decide an override for Harrow & Co; who may: Dana Whitfield"
    told = desk("accept", "R-1", "--approved-by", " dana WHITFIELD", "--reason", "the fair opens")["entries"]
    assert [(each["kind"], each["actor"]) for each in told][-1] == ("overridden", "Dana Whitfield")


def test_nobody_may_decide_an_override_for_a_client_whose_agreement_names_no_approver(desk: DocumentDesk) -> None:
    asks(desk, "D1", "D", effort="20h", due="2026-11-25T17:00")
    desk("record")
    refused = desk("accept", "D1", *SIGNED, code=4)["refused"]
    assert refused == "the agreement of Dale names no approver, so nobody may decide an override for it"


def test_a_consent_is_given_by_an_approver_of_the_client_that_lets_another_go_first(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    desk = needs_approval(tmp_path, capfd)
    consent = ("consent", "--client", "vale", "--to", "R-1", "--by")
    refused = desk(*consent, "Donald Duck", code=4)["refused"]
    assert refused == "'Donald Duck' may not decide a consent for Vale Pensions; who may: Piers Anning"
    told = desk(*consent, "piers anning ")["entries"]
    assert ("consented", "Piers Anning") in [(each["kind"], each["actor"]) for each in told]


def test_who_consents_for_a_client_without_an_approver_is_said_to_be_unknown(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(Path(__file__).parents[2] / "inputs" / "needs-approval", tmp_path / "example")
    clients = tmp_path / "example" / "clients.yaml"
    clients.write_text(clients.read_text("utf-8").replace(", approver: Piers Anning", ""), "utf-8")
    assert run(["plan", str(tmp_path / "example"), "--publish", "--quiet"]) == 0
    capfd.readouterr()
    assert run(["consent", str(tmp_path / "example"), "--client", "vale", "--to", "R-1", "--by", "Donald Duck"]) == 0
    assert "the agreement of Vale Pensions names no approver" in capfd.readouterr().err


def test_an_override_that_harms_nobody_is_shown_beside_a_later_date(
    desk: DocumentDesk, capfd: pytest.CaptureFixture[str]
) -> None:
    """Its cap alone stands in the way: the date that its hours pay for is later, and an approver may decide for the one that was asked for."""
    asks(desk, "A1", "A", effort="20h", due="2026-11-25T17:00\nlatest: 2026-12-04T17:00")
    desk("record")
    verdict = desk("fit", "A1", code=4)
    assert (verdict["verdict"], verdict["harm"], verdict["harm_hours"]) == ("fits_later", [], [])
    assert verdict["override"]
    assert run(["fit", str(desk.folder), str(desk.folder / "requests" / "A1.yaml"), "--no-color"]) == 4
    said = " ".join(capfd.readouterr().out.split())
    assert (
        "What an override would do Nobody's work would be late by it. Who decides: Ann. It needs a name and a reason:"
        in said
    )
    desk("accept", "A1", *SIGNED)
    assert desk("verify")["violations"] == []
