"""`evenhand headroom`: the document, the table and what it says without colour."""

from __future__ import annotations

import pytest

from scheduler.cli.headroom_view import draw_headroom
from scheduler.cli.screen import ColorSystem, console_for
from scheduler.domain.headroom import Headroom, HeadroomDay, HeadroomSkill, HeldFor, Room
from scheduler.report.headroom import notes
from tests.building import agreement, at, client, workspace
from tests.cli.calls import ROOT, call

STUDIO = ROOT / "inputs" / "clock-change"


def test_the_document_adds_up_and_nothing_is_written(capfd: pytest.CaptureFixture[str]) -> None:
    before = {path: path.stat().st_mtime_ns for path in STUDIO.rglob("*")}
    answer = call(capfd, "headroom", STUDIO, "--days", "6", "--json", "--quiet")
    assert answer.code == 0
    document = Headroom.model_validate(answer.document)
    assert len(document.days) == 6
    for skill in document.skills:
        assert [day.day for day in skill.days] == list(document.days)
        for day in skill.days:
            assert day.capacity_minutes == day.committed_minutes + day.held_minutes + day.spare_minutes
            assert day.held_minutes == sum(each.minutes for each in day.held)
        rooms = [day.room.largest_minutes for day in skill.days]
        assert rooms == sorted(rooms)
    assert {path: path.stat().st_mtime_ns for path in STUDIO.rglob("*")} == before
    again = call(capfd, "headroom", STUDIO, "--days", "6", "--json", "--quiet")
    assert again.out == answer.out


def test_one_skill_is_shown_in_full(capfd: pytest.CaptureFixture[str]) -> None:
    answer = call(capfd, "headroom", STUDIO, "--skill", "support", "--client", "ferries")
    assert answer.code == 0
    assert "support, " in answer.out
    assert "one sitting" in answer.out
    assert "borrowed in five working days" in " ".join(answer.out.split())


def test_unknown_words_and_counts_are_wrong_usage(capfd: pytest.CaptureFixture[str]) -> None:
    answer = call(capfd, "headroom", STUDIO, "--skill", "suport")
    assert (answer.code, answer.out) == (2, "")
    assert "did you mean 'support'?" in answer.err
    assert call(capfd, "headroom", STUDIO, "--days", "0").code == 2


def test_a_client_is_not_spoken_of_where_none_was_named(capfd: pytest.CaptureFixture[str]) -> None:
    answer = call(capfd, "headroom", STUDIO, "--skill", "support:9")
    assert "Nobody has it." in answer.out
    assert "this client" not in answer.out


def test_no_held_hours_are_spoken_of_for_a_client_without_any() -> None:
    document = made("seo").model_copy(update={"client": "odd", "cap_minutes": 240, "cap_left_minutes": 180})
    lines = notes(document, client=client("odd"))
    assert "which has no agreed hours: at most 4 h borrowed in five working days, of which 3 h are left" in lines[0]
    assert "held for it" not in " ".join(lines)
    assert "What stood in the book when it was made" in lines[1]
    own = notes(document, client=client("odd", agreements=(agreement({"seo": 600}),)))
    assert "with the hours held for it, and at most 4 h borrowed" in own[0]


def made(*skills: str, days: int = 10) -> Headroom:
    """Return a document: each skill has one busy day, one empty of people, and more room day by day."""

    def room(number: int) -> Room:
        return Room(needed_by=at(f"{23 + number % 5} 18:00"), largest_minutes=30 * number, sitting_minutes=15 * number)

    def day(number: int) -> HeadroomDay:
        capacity = 0 if number == 1 else 480
        spare = min(capacity, 30 * number)
        held = min(60, capacity - spare)
        return HeadroomDay(
            day=at(f"{23 + number % 5}").date(),
            capacity_minutes=capacity,
            committed_minutes=capacity - spare - held,
            held=(HeldFor(client="harrow", minutes=held),) if held else (),  # type: ignore[arg-type]
            held_minutes=held,
            spare_minutes=spare,
            room=room(number),
        )

    return Headroom(
        workspace="Studio",
        as_of="2026-11-23T09:00:00+00:00",
        evenhand_version="0",
        seed=0,
        inputs_sha256="",
        days=tuple(day(number).day for number in range(days)),
        skills=tuple(
            HeadroomSkill(
                skill=skill,
                people=("ana",),
                days=tuple(day(number) for number in range(days)),
                today=(room(2),),  # type: ignore[arg-type]
            )
            for skill in skills
        ),
    )


def drawn(document: Headroom, *, width: int = 100, colour: ColorSystem | None = None) -> str:
    console = console_for(width=width, color_system=colour)
    draw_headroom(console, workspace(clients=[client("harrow")]), document=document)
    text: str = console.file.getvalue()  # type: ignore[attr-defined]
    return text


@pytest.mark.parametrize("width", [80, 100, 140])
def test_ten_days_fit_on_every_screen_and_figures_need_no_colour(width: int) -> None:
    text = drawn(made("copy", "seo"), width=width)
    assert max(map(len, text.splitlines())) <= width
    rows = [line.split() for line in text.splitlines() if line.startswith("copy")]
    assert rows[0] == ["copy", "–", "0:30", "1:00", "1:30", "2:00", "2:30", "3:00", "3:30", "4:00", "4:30"]
    assert rows[1] == ["copy", "1:00"]
    assert rows[3][:4] == ["copy", "–", "·", "1:00"]
    assert "today" in text


def test_more_days_than_fit_go_below_one_another() -> None:
    text = drawn(made("copy", "seo", days=30), width=80)
    assert max(map(len, text.splitlines())) <= 80
    assert len([line for line in text.splitlines() if line.startswith("copy")]) == 3 * 3 + 1


def test_colour_goes_with_the_figures() -> None:
    coloured = drawn(made("copy", "seo"), colour="truecolor")
    assert "\x1b[" in coloured
    assert "\x1b[" not in drawn(made("copy", "seo"))


def test_nothing_to_show_is_said() -> None:
    assert "no working day is left" in drawn(made("copy", days=0))
    assert "nobody has any skill" in drawn(made())
