"""`evenhand handover`: exit codes, the document, the words, and that nothing is written."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from scheduler.cli.handover_view import draw_handover
from scheduler.cli.screen import console_for
from scheduler.domain.handover import Candidate, HandedOver, Handover, HoursLeft, HoursOn, MadeLate, NotCovered
from tests.building import at, client, person, workspace
from tests.cli.calls import ROOT, call

STUDIO = ROOT / "inputs" / "clock-change"


def test_a_handover_is_checked_and_nothing_is_written(capfd: pytest.CaptureFixture[str]) -> None:
    before = {path: path.stat().st_mtime_ns for path in STUDIO.rglob("*")}
    answer = call(capfd, "handover", STUDIO, "--person", "niamh", "--client", "quay", "--json", "--quiet")
    document = Handover.model_validate(answer.document)
    assert answer.code == (0 if document.covered else 4)
    assert (document.kind, document.person, document.client) == ("handover", "niamh", "quay")
    assert document.contact == "backup"
    assert all(move.to != "niamh" for move in document.moves)
    assert {path: path.stat().st_mtime_ns for path in STUDIO.rglob("*")} == before


def test_unknown_people_clients_and_days_are_wrong_usage(capfd: pytest.CaptureFixture[str]) -> None:
    wrong = [
        (("--person", "nimh", "--client", "quay"), "did you mean 'niamh'?"),
        (("--person", "niamh", "--client", "key"), "there is no client"),
        (("--person", "niamh", "--client", "quay", "--from", "tomorrow"), "--from is 'tomorrow'"),
        (("--person", "niamh", "--client", "quay", "--from", "2027-06-01"), "nothing is planned after"),
        (("--client", "quay"), "--person"),
    ]
    for arguments, words in wrong:
        answer = call(capfd, "handover", STUDIO, *arguments)
        assert (answer.code, answer.out) == (2, ""), arguments
        assert words in answer.err


STORY = {
    "workspace.yaml": "format: 1\nname: Duo\ntime_zone: UTC\nas_of: 2026-11-23T09:00\nhorizon: 2 weeks\n"
    'hours: {mon-fri: "09:00-17:00"}\n',
    "people.yaml": "people:\n  - {id: ana, name: Ana, skills: [seo, copy]}\n  - {id: bo, name: Bo, skills: [copy]}\n",
    "clients.yaml": "clients:\n  - {id: harrow, name: Harrow}\n",
    "tasks.csv": "id,client,title,skill,effort,due,start,person,after\n"
    "audit,harrow,Audit,seo,12h,2026-11-25,,,\n"
    "words,harrow,Words for the site,copy,4h,2026-12-02,2026-11-30,,audit\n"
    "bo-busy,harrow,Long read,copy,24h,2026-11-27,,bo,\n",
}


def test_a_no_says_from_when_the_work_can_be_covered_and_what_moves_then(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for name, text in STORY.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with (tmp_path / "tasks.csv").open("a", encoding="utf-8") as rows:
        rows.write("proof,harrow,Proofs,copy,8h,2026-12-03,2026-12-01,,\n")
    asked = ("--person", "ana", "--client", "harrow")
    document = call(capfd, "handover", tmp_path, *asked, "--json").document
    found = document["earliest"]
    assert not document["covered"]
    assert (found["from_on"], found["proven"], found["stays"]) == ("2026-11-24", True, ["audit"])
    again = call(capfd, "handover", tmp_path, *asked, "--from", found["from_on"], "--json")
    assert again.code == 0
    assert {move["task"] for move in again.document["moves"]} == {move["task"] for move in found["moves"]}
    said = " ".join(call(capfd, "handover", tmp_path, *asked).out.split())
    assert "The work can be handed over from Tue 24 Nov on: 1 task begun before stays with Ana, and " in said
    assert "What would move from Tue 24 Nov on, and to whom" in said
    assert [(each["person"], each["takes_all"]) for each in found["candidates"]] == [("bo", "yes")]
    assert "Who may take it from Tue 24 Nov on" in said


def test_a_yes_has_no_earliest_day_to_wait_for(capfd: pytest.CaptureFixture[str]) -> None:
    document = call(
        capfd, "handover", ROOT / "inputs" / "agency-week", "--person", "eilidh", "--client", "meridian", "--json"
    ).document
    assert (document["covered"], document["earliest"]) == (True, None)


def made(**fields: Any) -> Handover:
    return Handover(
        **{
            "workspace": "Studio",
            "as_of": "2026-11-23T09:00:00+00:00",
            "evenhand_version": "0",
            "seed": 0,
            "inputs_sha256": "",
            "person": "ana",
            "client": "harrow",
            "from_on": date(2026, 11, 25),
            "covered": True,
            "proven": False,
        }
        | fields
    )


MOVE = HandedOver(
    task="text",  # type: ignore[arg-type]
    title="A text with rather a long title that has to be broken somewhere",
    minutes=240,
    due=at("27 18:00"),
    to="bo",  # type: ignore[arg-type]
    from_finish=at("26 18:00"),
    to_start=at("25 09:00"),
    to_finish=at("25 13:00"),
)
HOURS = HoursOn(skill="seo", person="ana", weekly_minutes=600, by_weekday=(120, 120, 120, 120, 120, 0, 0))  # type: ignore[arg-type]


def drawn(document: Handover, *, width: int = 100) -> str:
    console = console_for(width=width, color_system=None)
    studio = workspace(people=[person("ana"), person("bo")], clients=[client("harrow"), client("oak")])
    draw_handover(console, studio, document=document)
    text: str = console.file.getvalue()  # type: ignore[attr-defined]
    assert max(map(len, text.splitlines())) <= width
    return " ".join(text.split())


@pytest.mark.parametrize("width", [80, 100, 140])
def test_a_yes_names_who_takes_what_and_when(width: int) -> None:
    takes = Candidate(
        person="bo",  # type: ignore[arg-type]
        name="Bo",
        able_tasks=1,
        free_minutes=600,
        takes_all="yes",
        starts_at=at("25 09:00"),
    )
    relaid = HOURS.model_copy(update={"person": "bo"})
    text = drawn(
        made(moves=(MOVE,), candidates=(takes,), hours=(HOURS,), relaid=(relaid,), stays=("note",)), width=width
    )
    assert "Yes. 1 task can be done by Bo, and nobody's promise becomes late." in text
    assert "can take all of it, beginning Wed 25 09:00" in text
    assert "could be laid on Bo 10 h a week (Mon 2:00," in text
    assert "staying with Ana: note." in text
    assert "Nothing was written" in text


@pytest.mark.parametrize("width", [80, 100, 140])
def test_a_no_says_what_is_in_the_way(width: int) -> None:
    text = drawn(
        made(
            covered=False,
            proven=True,
            contact="primary",
            not_covered=(
                NotCovered(
                    task="text",  # type: ignore[arg-type]
                    title="Text",
                    minutes=60,
                    due=at("27 18:00"),
                    obstacle="skill",
                    text="Nobody else has seo.",
                    proven=True,
                ),
            ),
            late=(MadeLate(client="oak", task="brochure", title="", late_minutes=90, before_minutes=0),),  # type: ignore[arg-type]
            hours=(HOURS,),
            hours_left=(HoursLeft(skill="seo", minutes=600, per="week", since=date(2026, 12, 1), proven=True),),
        ),
        width=width,
    )
    assert (
        "No: 1 task cannot be covered, 1 promise would be broken and agreed hours cannot be laid on others. "
        "It is proven that the task cannot be covered and the agreed hours cannot all be laid on others; "
        "for the rest no way was found."
    ) in text
    assert "Nobody else has seo. Proven." in text
    assert "brochure (Oak) would be 1 h 30 min late" in text
    assert "10 h a week from Tue 1 Dec on find no place on others" in text
    assert "Ana is the primary contact of Harrow; nobody else is named." in text


def test_a_no_without_a_proof_does_not_claim_one() -> None:
    late = MadeLate(client="oak", task="brochure", title="", late_minutes=None, before_minutes=0)  # type: ignore[arg-type]
    text = drawn(made(covered=False, late=(late,)))
    assert "No: 1 promise would be broken. No way was found." in text
    assert "has no place any more" in text


def test_a_proof_for_one_of_several_tasks_is_said_of_no_other() -> None:
    fields: dict[str, Any] = {"title": "", "minutes": 60, "due": None}
    short = NotCovered(task="t5", obstacle="absence", text="Bo has not enough time.", proven=True, **fields)
    full = NotCovered(task="t3", obstacle="capacity", text="There is no free time.", **fields)
    text = drawn(made(covered=False, proven=True, not_covered=(short, full)))
    assert (
        "No: 2 tasks are not covered. It is proven that 1 of the 2 tasks cannot be covered; for the rest no way was found."
        in text
    )
    assert "Bo has not enough time. Proven." in text
    assert "There is no free time. Proven." not in text
    both = made(covered=False, proven=True, not_covered=(short, short.model_copy(update={"task": "t3"})))
    assert "No: 2 tasks cannot be covered. That is proven." in drawn(both)


def test_nothing_to_hand_over_is_a_plain_yes() -> None:
    assert "Yes. Nothing of Harrow is planned with Ana from then on." in drawn(made())
