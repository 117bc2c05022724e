"""The daily round of a batch: decided in the order that it says, with the shares of that moment, and nobody loses a place in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from scheduler.domain.verdict import Absorption, Placed
from scheduler.fairshare.handed_tasks import with_promised_tasks
from scheduler.verify.verdict import check_absorption
from scheduler.workflows.absorb_requests import absorb_requests
from scheduler.workflows.fitting.ground import Ground, ground_for
from tests.workflows.document_desk import DocumentDesk

EVENING = "2026-11-23T16:30"
TEAM = {
    "workspace.yaml": (
        "format: 1\nname: Round\ntime_zone: Europe/London\n"
        'hours: {mon-fri: "09:00-13:00, 14:00-17:30"}\nhorizon: 2 weeks\nas_of: 2026-11-23T09:00\n'
    ),
    "people.yaml": (
        "people:\n  - {id: ana, name: Ana, skills: [copy]}\n  - {id: bo, name: Bo, skills: [copy]}\n"
        "  - {id: cy, name: Cy, skills: [seo]}\n"
    ),
    "clients.yaml": (
        "clients:\n"
        "  - {id: a, name: Alpha, agreement: {since: 2026-01-05, hours: {copy: 10h}}}\n"
        "  - {id: b, name: Beta, agreement: {since: 2026-01-05, hours: {copy: 20h}, approver: Boss}}\n"
    ),
}


def asked(name: str, effort: str, *, by: str, latest: str = "") -> dict[str, str]:
    """Return the file of a request for seo, which no agreement has hours of."""
    last = f"latest: {latest}\n" if latest else ""
    text = (
        f"id: {name}\nclient: {name[0].lower()}\nasked_at: 2026-11-23T09:00\nneeded_by: {by}\n{last}"
        f"tasks:\n  - {{id: t, skill: seo, effort: {effort}}}\n"
    )
    return {f"requests/{name}.yaml": text}


@pytest.fixture
def desk(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> DocumentDesk:
    made = DocumentDesk(tmp_path / "team", capfd)
    made.folder.mkdir()
    made.lay(TEAM)
    made("record")
    return made


@pytest.fixture
def crowd(desk: DocumentDesk) -> DocumentDesk:
    """A desk at which six requests of six hours stand in line: three of Alpha, and three of Beta, which agreed twice as much."""
    for name in ("A0", "A1", "A2", "B0", "B1", "B2"):
        desk.lay(asked(name, "6h", by="2026-12-01", latest="2026-12-03"))
    for name in ("A0", "A1", "A2", "B0", "B1", "B2"):
        desk("accept", name, code=4)
    return desk


def test_the_order_of_a_batch_is_that_of_the_round_with_the_share_at_each_turn(crowd: DocumentDesk) -> None:
    batch = crowd("absorb", "--record", "--as-of", EVENING)
    order = [(each["place"], each["request"], round(each["share"], 2), each["in_round"]) for each in batch["order"]]
    assert order == [
        (1, "A0", 0.0, True),
        (2, "B0", 0.0, True),
        (3, "B1", 0.3, True),
        (4, "A1", 0.6, True),
        (5, "B2", 0.6, True),
        (6, "A2", 1.2, True),
    ]
    assert [each[1] for each in order] == granted(crowd) == [each["request"] for each in batch["absorbed"]]
    assert (
        "none has borrowed less for what it agreed (a share of 60 %), and of the 3 that are equal"
        in batch["order"][3]["text"]
    )


def granted(desk: DocumentDesk) -> list[str]:
    told = desk("history", "--as-of", EVENING)["entries"]
    return [each["request"] for each in told if each["kind"] == "granted"]


def batch_of(desk: DocumentDesk) -> tuple[Ground, Absorption]:
    def clock() -> datetime:
        return datetime(2026, 11, 23, 16, 30, tzinfo=UTC)

    ground = ground_for(desk.folder, as_of=EVENING, clock=clock)
    return ground, absorb_requests(desk.folder, as_of=EVENING, clock=clock).absorption


def rules_broken(ground: Ground, absorption: Absorption) -> tuple[str, ...]:
    workspace = with_promised_tasks(ground.workspace, ground.book)
    check = check_absorption(
        workspace, workspace.requests, absorption, log_lines=ground.book.lines, baseline=ground.plan
    )
    return check.rules_broken


def numbered(order: Sequence[Placed], **fields: Any) -> tuple[Placed, ...]:
    return tuple(each.model_copy(update={"place": number, **fields}) for number, each in enumerate(order, start=1))


def test_the_independent_check_takes_no_other_order_than_that_of_the_round(crowd: DocumentDesk) -> None:
    ground, absorption = batch_of(crowd)
    assert rules_broken(ground, absorption) == ()
    by_receipt = sorted(absorption.order, key=lambda each: each.request)
    for order in (numbered(by_receipt, share=None), numbered(absorption.order, share=0.0)):
        assert rules_broken(ground, absorption.model_copy(update={"order": order})) == ("order_is_fair",)
    no_round = numbered(absorption.order, in_round=False)
    assert rules_broken(ground, absorption.model_copy(update={"order": no_round})) == ("order_is_fair",)


def test_what_waits_is_passed_over_until_its_latest_and_keeps_its_place(desk: DocumentDesk) -> None:
    desk.lay(asked("A1", "3h", by="2026-11-24", latest="2026-11-27"))
    desk("accept", "A1", code=4)
    desk.lay(asked("B1", "14h", by="2026-11-24"))
    desk("accept", "B1", "--approved-by", "Boss", "--reason", "x")
    desk("plan", "--publish")
    for as_of in (EVENING, "2026-11-25T16:30"):
        batch = desk("absorb", "--record", "--as-of", as_of, code=4)
        (placed,) = batch["order"]
        assert placed["text"].endswith(
            "is passed over and keeps its place in line, until Fri 27 Nov 17:30 at the latest"
        )
        standing = desk("fairness", "--as-of", as_of)["clients"][0]
        assert (standing["client"], standing["waiting"], standing["place"]) == ("a", 1, 1)
    assert desk("verify", "--as-of", "2026-11-25T16:30")["clean"]
    desk("absorb", "--record", "--as-of", "2026-11-30T09:00")
    ended = desk("history", "--as-of", "2026-11-30T09:00")["entries"]
    assert [each["kind"] for each in ended if each["request"] == "A1"] == ["waiting", "withdrawn"]


def test_what_waits_is_of_no_use_after_its_date_without_a_latest(desk: DocumentDesk) -> None:
    desk.lay(asked("A1", "3h", by="2026-11-24"))
    desk("accept", "A1", code=4)
    desk.lay(asked("B1", "14h", by="2026-11-24"))
    desk("accept", "B1", "--approved-by", "Boss", "--reason", "x")
    desk("absorb", "--record", "--as-of", EVENING, code=4)
    desk("absorb", "--record", "--as-of", "2026-11-25T09:00", code=4)
    told = desk("history", "--as-of", "2026-11-25T09:00")["entries"]
    assert [each["kind"] for each in told if each["request"] == "A1"] == ["waiting", "declined"]


def test_what_the_round_gave_is_named_beside_the_cap_that_it_does_not_count_to(desk: DocumentDesk) -> None:
    for name in ("A0", "A1"):
        desk.lay(asked(name, "6h", by="2026-12-01"))
    (placed,) = desk("absorb", "A0", "--record")["order"]
    # A1 is open too, but stands in no line.
    assert placed["text"].startswith("no other request is left in this round; ")
    (reason, *_) = desk("fit", "A1", code=4)["reasons"]
    assert reason["figures"]["used_minutes"] == 0
    assert reason["text"].endswith(
        "0 min of at most 2 h 30 min in five working days are used or asked for, beside 6 h given by a daily round, "
        "an overrun or an override, which do not count."
    )


def test_what_was_promised_before_the_first_request_is_named_beside_the_cap(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    desk = DocumentDesk(tmp_path / "team", capfd)
    desk.folder.mkdir()
    desk.lay(TEAM)
    desk.write("clients.yaml", TEAM["clients.yaml"] + "  - {id: w, name: Walk}\n")
    desk.write("tasks.csv", "id,client,title,skill,effort,start,due\nsite,w,Site,seo,6h,2026-11-26,2026-11-27\n")
    desk.lay(asked("W1", "9h", by="2026-11-27", latest="2026-11-27"))
    for _ in range(2):
        (reason, *_) = desk("fit", "W1", code=4)["reasons"]
        assert reason["figures"]["used_minutes"] == 0
        assert ", beside 6 h promised before the first request, which do not count." in reason["text"]
        desk("record")
    desk("cancel", "site")
    (reason, *_) = desk("fit", "W1", code=4)["reasons"]
    assert "promised before" not in reason["text"]


def test_who_is_asked_about_alone_is_not_said_to_be_the_last(desk: DocumentDesk) -> None:
    for name in ("A0", "A1"):
        desk.lay(asked(name, "2h", by="2026-12-01"))
    (placed,) = desk("absorb", "A0")["order"]
    assert placed["text"] == "no other of the requests asked about is left"
