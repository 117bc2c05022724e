"""The plan in a terminal: everything is said, at every width, with and without colour."""

from __future__ import annotations

import io
import re
from datetime import date

import pytest
from rich.cells import cell_len

from scheduler.cli.plan_tables import load_strip
from scheduler.cli.plan_view import draw_plan
from scheduler.cli.screen import ColorSystem, console_for
from scheduler.domain.plan import Plan
from scheduler.domain.standing import standing_of
from scheduler.report.load import LoadCell, LoadRow, LoadTable
from scheduler.units import TaskId
from tests.report import studio

WIDTHS = (80, 100, 140)
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


def drawn(
    plan: Plan,
    *,
    width: int = 100,
    colour: ColorSystem | None = None,
    day: date | None = None,
    earlier: Plan | None = None,
) -> str:
    buffer = io.StringIO()
    draw_plan(
        console_for(width=width, color_system=colour, file=buffer),
        studio.workspace(),
        plan=plan,
        standing=standing_of(plan, frozenset()),
        checked_rules=18,
        shown_day=day,
        earlier=earlier,
    )
    return buffer.getvalue()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("plan", [studio.calm_plan(), studio.strained_plan()], ids=["calm", "strained"])
def test_no_line_is_wider_than_the_terminal(width: int, plan: Plan) -> None:
    assert max(cell_len(line) for line in drawn(plan, width=width).splitlines()) <= width


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_lost_in_a_narrow_terminal(width: int) -> None:
    words = " ".join(drawn(studio.strained_plan(), width=width).split())
    for said in (
        "Northlight Studio",
        "1 promise is late",
        "2 h late",
        "The people with design (Bo, Cy) have 6 h",
        "Proven.",
        "4 h of work",
        "not placed",
        "new: Dress the window",
        "gone: old-job",
        "Europe/Madrid, 1 h ahead",
        "10:00-13:00",
        "§ bound by law",
        "~ tentative",
        "+ overtime",
        "Tamsin [Bakery]",
        "1 d 3 h",
        "agreed lateness",
        "no plan below 1 h",
    ):
        assert said in words, said


def test_colour_changes_no_word() -> None:
    plan = studio.strained_plan()
    coloured = drawn(plan, colour="truecolor")
    assert ESCAPES.search(coloured)
    assert ESCAPES.sub("", coloured) == drawn(plan)


def test_without_colour_there_is_no_escape() -> None:
    assert "\x1b" not in drawn(studio.strained_plan())


def test_every_coloured_cell_of_the_strip_has_a_number() -> None:
    coloured = drawn(studio.strained_plan(), colour="truecolor")
    cells = re.findall(r"\x1b\[30;48;2;[0-9;]+m([^\x1b]*)\x1b", coloured)
    assert cells
    assert all(re.search(r"\d", cell) for cell in cells)


def test_a_calm_plan_has_no_section_of_trouble() -> None:
    words = drawn(studio.calm_plan())
    assert "Everything agreed is on time." in words
    assert "Late, and why" not in words
    assert "Without a place" not in words
    assert "Changed against" not in words


def test_another_week_shows_its_own_work() -> None:
    words = drawn(studio.calm_plan(), day=date(2026, 12, 3))
    assert "Who does what in week 49" in words
    assert "Cake card" in words
    assert "10:00-13:00" not in words


def test_idle_days_are_told_together() -> None:
    words = drawn(studio.calm_plan())
    assert "Wed 25  free until Fri 27" in words
    assert "Tue 24  away" in words


@pytest.mark.parametrize("width", WIDTHS)
def test_days_with_held_hours_are_not_called_free(width: int) -> None:
    held = (
        studio.held("harrow", "cy", "25 09:00-10:00"),
        studio.held("harrow", "cy", "26 09:00-10:00"),
        studio.held("harrow", "cy", "27 09:00-13:00"),
        studio.held("tamsin", "cy", "27 14:00-18:00"),
    )
    text = drawn(studio.calm_plan().model_copy(update={"held": held}), width=width)
    week = text.partition("Who does what in week")[2].partition("\nCy")[2].splitlines()
    own = [line.strip() for line in week[1 : week.index("")]]
    assert own[-2:] == ["Wed 25  partly held until Thu 26", "Fri 27  all held"]


def test_a_week_outside_the_plan_says_so() -> None:
    words = drawn(studio.calm_plan(), day=date(2027, 5, 3))
    assert "The plan runs from Mon 23 Nov to Sun 6 Dec; week 18 of 2027 lies outside." in words
    assert "away" not in words
    assert "Everything agreed is on time." in words


@pytest.mark.parametrize("width", WIDTHS)
def test_weeks_without_room_are_named(width: int) -> None:
    workspace = studio.workspace().model_copy(update={"horizon_days": 150})
    buffer = io.StringIO()
    plan = studio.calm_plan()
    draw_plan(
        console_for(width=width, color_system=None, file=buffer),
        workspace,
        plan=plan,
        standing=standing_of(plan, frozenset()),
        checked_rules=18,
        shown_day=None,
    )
    strip = buffer.getvalue().partition("Who does what")[0].splitlines()
    assert max(map(len, strip)) <= width
    assert re.search(r"\d+ weeks from Mon \d+ \w+(?: \d{4})? on left out for want of room", strip[-2])


def test_a_workspace_without_work_is_drawn() -> None:
    workspace = studio.workspace().model_copy(update={"tasks": (), "clients": ()})
    plan = studio.calm_plan().model_copy(update={"tasks": (), "clients": ()})
    buffer = io.StringIO()
    draw_plan(
        console_for(width=100, color_system=None, file=buffer),
        workspace,
        plan=plan,
        standing=standing_of(plan, frozenset()),
        checked_rules=18,
        shown_day=None,
    )
    assert "free until Fri 27" in buffer.getvalue()
    assert "There is no open work." in buffer.getvalue()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("minutes", "words"), [(1290, "21 h 30 min late"), (1440 * 12 + 23 * 60, "12 d 23 h late")])
def test_a_promise_that_is_late_says_so_however_late_it_is(width: int, minutes: int, words: str) -> None:
    plan = studio.strained_plan()
    tasks = tuple(
        task.model_copy(update={"late_minutes": minutes, "slack_minutes": None}) if task.late_minutes else task
        for task in plan.tasks
    )
    promised = drawn(plan.model_copy(update={"tasks": tasks}), width=width).split("What was promised")[1]
    assert words in promised


def test_that_a_promise_is_late_is_not_cut_off_in_a_terminal_that_is_too_narrow() -> None:
    plan = studio.strained_plan()
    tasks = tuple(task.model_copy(update={"late_minutes": 1290}) if task.late_minutes else task for task in plan.tasks)
    promised = drawn(plan.model_copy(update={"tasks": tasks}), width=60).split("What was promised")[1]
    row = promised.split("Draw the")[1].split("nothing more")[0]
    assert "late" in row.split()


def test_work_that_nobody_was_promised_is_not_listed_as_promised() -> None:
    plan = studio.strained_plan()
    assert "What was promised until the end of week 48" in drawn(plan)
    bare = plan.model_copy(update={"book": "0" * 64, "uncovered": (TaskId("poster"),)})
    text = drawn(bare)
    assert "1 task without a promise is late" in text
    assert "was promised" not in text
    assert "What is due until the end of week 48" in text
    assert "Draw the poster ?" in text
    assert "? not promised yet" in text


def test_work_that_is_gone_is_called_by_the_title_that_it_had() -> None:
    plan = studio.strained_plan()
    old = plan.tasks[0].model_copy(update={"id": TaskId("old-job"), "title": "Signs for the old shop"})
    earlier = plan.model_copy(update={"tasks": (*plan.tasks, old)})
    assert "gone: old-job" in drawn(plan)
    text = drawn(plan, earlier=earlier)
    assert "gone: Signs for the old shop" in text
    assert "old-job" not in text
    assert "Changed against the plan before" in text


def test_work_on_a_day_with_hardly_any_working_time_is_said_in_hours() -> None:
    days = (LoadCell(90, 15), LoadCell(750, 0), LoadCell(29, 15), LoadCell(0, 0))
    row = LoadRow("Bo Lindqvist", days, (), LoadCell(869, 30))
    table = LoadTable(tuple(date(2026, 11, 23 + each) for each in range(4)), (), (row,), row)
    console = console_for(width=100, color_system=None, file=(buffer := io.StringIO()))
    console.print(load_strip(table, width=100, today=date(2026, 11, 23)))
    text = buffer.getvalue()
    assert [word for word in ("1:30 !", "12:30!", "193 !", "14:29!") if word not in text] == []
    assert "600" not in text
    assert "an hour and a half of work where there is little working time or none" in text
