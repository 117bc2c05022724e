"""A signature through `record` says which hours found no place and why, what may still be signed, and what hangs on one person."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from scheduler.calendars.words import work_words
from scheduler.cli.main import run
from scheduler.domain.book import Entry
from tests.workflows.document_desk import DocumentDesk

WORKSPACE = """\
format: 1
name: Three people
time_zone: Europe/London
hours: {mon-fri: "09:00-13:00, 14:00-17:00"}
horizon: 3 weeks
"""
PEOPLE = """\
people:
  - {id: ana, name: Ana, skills: [seo]}
  - {id: bo, name: Bo, skills: [seo]}
  - {id: cy, name: Cy, skills: [seo]}
"""
BROKEN_DAYS = WORKSPACE.replace(
    "09:00-13:00, 14:00-17:00", "09:00-09:45, 10:00-10:45, 11:00-11:45, 12:00-12:45, 13:00-14:00"
)
"""A day of five short stretches, of which only the last is as long as the shortest block."""


def clients(forty: str = "hours: {seo: 40h}", twenty: str = "20h", more: str = "") -> str:
    """Return clients.yaml with 40, 30 and 20 h a week."""
    return f"""\
clients:
  - {{id: forty, name: Forty, {more} agreement: {{since: 2026-11-23, notice: 2 working days, {forty}}}}}
  - {{id: thirty, name: Thirty, agreement: {{since: 2026-11-23, notice: 2 working days, hours: {{seo: 30h}}}}}}
  - {{id: twenty, name: Twenty, agreement: {{since: 2026-11-23, notice: 2 working days, hours: {{seo: {twenty}}}}}}}
"""


@pytest.fixture
def desk(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> DocumentDesk:
    made = DocumentDesk(tmp_path, capfd)
    made.lay({"workspace.yaml": WORKSPACE, "people.yaml": PEOPLE, "clients.yaml": clients()})
    made.write("tasks.csv", "id,client,title,skill,effort,due\n")
    return made


def recorded(desk: DocumentDesk, at: str) -> tuple[list[Entry], list[str]]:
    """Record the files; return the new entries and the lines that tell the last."""
    document = desk("record", "--as-of", f"2026-11-23T{at}")
    return [Entry(**each) for each in document["entries"]], document["told"][-1]["lines"]


def test_an_exclusion_that_leaves_too_few_people_says_what_exceeds_capacity(desk: DocumentDesk) -> None:
    recorded(desk, "09:00")
    desk.write("clients.yaml", clients(more="exclude: [bo],"))
    entries, lines = recorded(desk, "09:10")
    # Nothing else changed, so nothing else is said to have.
    assert [entry.kind for entry in entries] == ["signed"]
    (missing,) = entries[0].unlaid
    laid = sum(block.minutes for block in entries[0].blocks if block.day is None)
    assert missing.why == "capacity"
    assert missing.cut is not None
    assert (missing.since, laid + missing.minutes) == (
        min(block.since for block in entries[0].blocks if block.since),
        2400,
    )
    said = " ".join(lines)
    assert f"Not signed, for want of a place: {_hours(missing.minutes)} of 40 h seo a week of Forty." in said
    assert "The hours exceed capacity: from Thu 26 Nov only Ana and Cy are there for Forty seo 40 h" in said
    assert f"{_hours(missing.cut.short_minutes)} are short" in said
    assert "Still to be signed away of seo:" in said
    assert "0 of 3 guarantees survive the loss of any one person." in said
    assert "Without Ana: seo for 3 clients: 27 h of 90 h a week are short, with Bo and Cy alone." in said


def test_what_may_still_be_signed_is_what_all_blocks_leave(desk: DocumentDesk) -> None:
    recorded(desk, "09:00")
    desk.write("clients.yaml", clients(forty="hours: {seo: 20h}"))
    entries, lines = recorded(desk, "09:10")
    assert entries[0].unlaid == ()
    # 31 h 30 min of each of the three, less 20, 30 and 20 h.
    assert any(line.startswith("Still to be signed away of seo: 24 h 30 min of 94 h 30 min a week") for line in lines)
    assert not any("want of a place" in line for line in lines)


def test_hours_that_fit_in_total_say_that_only_the_blocks_do_not(desk: DocumentDesk) -> None:
    desk.write("workspace.yaml", BROKEN_DAYS)
    desk.write("clients.yaml", clients(forty="hours: {seo: 4h}", twenty="2h").replace("30h", "2h"))
    recorded(desk, "09:00")
    desk.write("clients.yaml", clients(forty="hours: {seo: 4h}", twenty="24h").replace("30h", "2h"))
    entries, lines = recorded(desk, "09:10")
    assert [missing.why for missing in entries[0].unlaid] == ["pieces"]
    assert any(line.startswith("Only the blocks do not fit: Twenty's seo:") for line in lines)


def test_an_opening_says_what_it_could_not_lay(desk: DocumentDesk) -> None:
    desk.write("clients.yaml", clients(twenty="30h"))
    entries, lines = recorded(desk, "09:00")
    assert sum(missing.minutes for missing in entries[0].unlaid) >= 330
    said = " ".join(lines)
    assert "Not signed, for want of a place:" in said
    assert "100 h a week in all: 94 h 30 min may be signed away, 5 h 30 min are short" in said


def test_the_history_of_a_client_says_its_own_alone(desk: DocumentDesk) -> None:
    recorded(desk, "09:00")
    desk.write("clients.yaml", clients(more="exclude: [bo],"))
    recorded(desk, "09:10")
    lines = desk("history", "--client", "forty")["told"][-1]["lines"]
    assert "0 of 1 guarantee survives the loss of any one person." in lines
    assert not any("Thirty" in line or "3 clients" in line for line in lines)


def _hours(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def test_what_shrinks_is_signed_before_what_grows_whatever_they_are_called(desk: DocumentDesk) -> None:
    recorded(desk, "09:00")
    desk.write("clients.yaml", clients(forty="hours: {seo: 50h}", twenty="10h"))
    entries, _ = recorded(desk, "09:10")
    assert [(entry.client, entry.unlaid) for entry in entries if entry.kind == "signed"] == [
        ("twenty", ()),
        ("forty", ()),
    ]


def test_what_was_signed_in_part_is_tried_again_when_there_is_room(
    desk: DocumentDesk, capfd: pytest.CaptureFixture[str]
) -> None:
    recorded(desk, "09:00")
    desk.write("clients.yaml", clients(forty="hours: {seo: 50h}"))
    entries, _ = recorded(desk, "09:10")
    (missing,) = entries[-1].unlaid
    assert desk("record", "--as-of", "2026-11-23T09:20")["entries"] == []
    run(["record", str(desk.folder), "--as-of", "2026-11-23T09:20"])
    still = " ".join(capfd.readouterr().err.split())
    assert f"Still not signed, for want of a place: {_hours(missing.minutes)} seo a week of Forty." in still
    desk.write("clients.yaml", clients(forty="hours: {seo: 50h}", twenty="10h"))
    entries, _ = recorded(desk, "09:30")
    assert [(entry.client, entry.unlaid) for entry in entries] == [("twenty", ()), ("forty", ())]
    assert entries[-1].reason.startswith("more of the agreement of Forty")
    assert desk("verify")["clean"]


def test_hours_that_stay_cut_when_somebody_is_back_are_named(
    desk: DocumentDesk, capfd: pytest.CaptureFixture[str]
) -> None:
    recorded(desk, "09:00")
    desk.write("people.yaml", PEOPLE.replace("[seo]}", "[seo], until: 2026-11-27}"))
    recorded(desk, "09:10")
    desk.write("people.yaml", PEOPLE)
    capfd.readouterr()
    run(["record", str(desk.folder), "--as-of", "2026-11-23T09:20"])
    said = " ".join(capfd.readouterr().err.split())
    assert "Twenty holds 1124 h less than agreed from Mon 30 Nov to " in said
    assert "signed anew, and its hours are laid again" in said


def test_hours_that_stand_with_somebody_else_are_not_said_to_lack(
    desk: DocumentDesk, capfd: pytest.CaptureFixture[str]
) -> None:
    recorded(desk, "09:00")
    desk.write("time_off.csv", "person,from,to\nana,2026-11-30,2026-12-04\n")
    entries, _ = recorded(desk, "09:10")
    lost = entries[-1].loss
    assert lost is not None
    losses: Counter[str] = Counter()
    for cell in lost.cells:
        losses.update(cell.losses)
    assert entries[-1].blocks
    desk.write("time_off.csv", "person,from,to\n")
    capfd.readouterr()
    run(["record", str(desk.folder), "--as-of", "2026-11-23T09:20"])
    said = " ".join(capfd.readouterr().err.split())
    for client, minutes in losses.items():
        assert f"{client.title()} holds {work_words(minutes)} less than agreed from Mon 30 Nov to Fri 4 Dec" in said


def test_what_the_book_holds_stands_beside_what_the_files_agree(
    desk: DocumentDesk, capfd: pytest.CaptureFixture[str]
) -> None:
    recorded(desk, "09:00")
    desk.write("time_off.csv", "person,from,to,reason\nana,2026-11-30,2026-12-04,ill\n")
    recorded(desk, "09:10")
    desk.write("time_off.csv", "person,from,to,reason\n")
    capfd.readouterr()
    run(["record", str(desk.folder), "--as-of", "2026-11-23T09:20"])
    # What stands with Bo or Cy instead on the same days is not lost.
    assert "Twenty holds 4 h 30 min less than agreed" in " ".join(capfd.readouterr().err.split())
    run(["validate", str(desk.folder), "--as-of", "2026-11-23T09:20"])
    said = capfd.readouterr().out
    assert "What the book holds of it, Tue 24 Nov to Sun 13 Dec" in said
    rows = {
        line.split()[0]: " ".join(line.split()[1:]) for line in said.splitlines() if " h" in line and line[0] != " "
    }
    assert rows["Forty"] == "112 h 8 h 45 min 103 h 15 min"
    assert rows["Twenty"] == "56 h 4 h 30 min 51 h 30 min"
    run(["plan", str(desk.folder), "--as-of", "2026-11-23T09:20"])
    said = capfd.readouterr().out
    assert "Forty  0 h planned, 120 h agreed, 8 h 45 min of it cut" in said


def test_without_a_loss_nothing_is_said_to_be_cut(desk: DocumentDesk, capfd: pytest.CaptureFixture[str]) -> None:
    run(["validate", str(desk.folder), "--as-of", "2026-11-23T09:00"])
    assert "What the book holds" not in capfd.readouterr().out
    recorded(desk, "09:00")
    capfd.readouterr()
    run(["validate", str(desk.folder), "--as-of", "2026-11-23T09:00"])
    said = capfd.readouterr().out
    assert "What the book holds" in said
    assert "cut" not in said
    run(["plan", str(desk.folder), "--as-of", "2026-11-23T09:00"])
    assert "of it cut" not in capfd.readouterr().out
