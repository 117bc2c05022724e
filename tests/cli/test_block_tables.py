from __future__ import annotations

import json

import pytest

from tests.cli.calls import ROOT, call

AGENCY = ROOT / "inputs" / "agency-week"


def test_validate_shows_the_blocks_and_what_hangs_on_one_person(capfd: pytest.CaptureFixture[str]) -> None:
    answer = call(capfd, "validate", AGENCY)
    assert answer.code == 0
    for title in ("Agreed hours as blocks", "Hours without a block", "What may still be signed", "If somebody is lost"):
        assert f"{title} ───" in answer.out
    assert max(map(len, answer.out.splitlines())) <= 100


def test_the_document_holds_the_same_blocks_and_shortages(capfd: pytest.CaptureFixture[str]) -> None:
    document = json.loads(call(capfd, "validate", AGENCY, "--json").out)
    assert document["problems"] == []
    weekly = [block for block in document["blocks"] if block["until"] != "2026-12-16" and block["day"] is None]
    assert sum(block["minutes"] for block in weekly if block["client"] == "kestrel" and block["skill"] == "copy") == 540
    assert {(lost["skill"], lost["since"], lost["why"]) for lost in document["unlaid"]} == {
        ("design", "2026-12-17", "capacity")
    }
    assert {lost["cut"]["short_minutes"] for lost in document["unlaid"]} == {1155}
