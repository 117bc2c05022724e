"""A plan without a book shows what a book opened on it would hold, and writes nothing."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from textwrap import dedent

import pytest

from scheduler.errors import Interrupted
from scheduler.explain.plan import explain_plan
from scheduler.solve import planner
from scheduler.solve.held_beside import with_held
from scheduler.solve.planner import PlanSettings, make_plan
from scheduler.verify.plan import check_plan
from scheduler.workflows.book_ahead import book_ahead, standing_nowhere
from scheduler.workflows.plan_week import PlanOptions, plan_week
from scheduler.workflows.read_files import workspace_in
from tests.building import client, person, task, workspace
from tests.property.random_workspaces import random_workspace

INPUTS = Path(__file__).resolve().parents[2] / "inputs"
QUICK = PlanSettings(seed=0, time_limit_seconds=1.0)


def clock() -> datetime:
    return datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


OPTIONS = PlanOptions(as_of=None, clock=clock)


def planned(place, **options):
    return explain_plan(place, make_plan(place, settings=QUICK, **options))


@pytest.mark.parametrize("name", ["agency-week", "clock-change", "illness"])
def test_the_rows_are_those_that_publishing_makes_the_books(name: str, tmp_path: Path) -> None:
    folder = tmp_path / name
    shutil.copytree(INPUTS / name, folder)
    before = plan_week(folder, options=OPTIONS).plan
    assert not (folder / ".evenhand").exists()
    published = plan_week(folder, options=replace(OPTIONS, publish=True)).plan
    assert before.held
    assert before.held == published.held
    assert before.tasks == published.tasks
    assert (before.book is None, before.uncovered) == (True, ())


def test_hours_for_work_after_the_plan_lapse_as_agreed_while_there_is_no_book(tmp_path: Path) -> None:
    """A book would keep hours booked for work that ends after the plan; the check without a book knows agreements alone."""
    folder = tmp_path / "illness"
    shutil.copytree(INPUTS / "illness", folder)
    file = folder / "workspace.yaml"
    file.write_text(file.read_text().replace("horizon: 2 weeks", "horizon: 1 weeks"))
    plan = plan_week(folder, options=OPTIONS).plan
    assert plan.held
    assert check_plan(workspace_in(folder, clock=clock), plan).violations == ()


def test_a_book_that_cannot_promise_everything_plans_again(tmp_path: Path) -> None:
    """What is late in the plan is uncovered in the book opened on it, where held hours go first."""
    folder = tmp_path / "overloaded"
    shutil.copytree(INPUTS / "overloaded", folder)
    before = plan_week(folder, options=replace(OPTIONS, time_limit_seconds=10.0)).plan
    published = plan_week(folder, options=replace(OPTIONS, time_limit_seconds=10.0, publish=True)).plan
    assert [(row.client, row.day, row.minutes) for row in before.held] == [
        (row.client, row.day, row.minutes) for row in published.held
    ]
    late = {row.id for row in before.tasks if row.late_minutes}
    assert late
    assert late <= set(published.uncovered)
    assert published.verified


def test_without_a_book_all_agreed_work_counts_as_agreed(tmp_path: Path) -> None:
    """The second task fits its client's own hours, and the book has it where the first, which is overdue, stands in the plan."""
    files = {
        "workspace.yaml": """
            format: 1
            name: Night desk
            time_zone: America/Sao_Paulo
            hours: {mon-fri: "09:00-13:00, 14:00-17:30"}
            as_of: 2026-12-30T12:00
            closures: ["2026-12-30"]
            """,
        "people.yaml": """
            people:
              - {id: ana, name: Ana, skills: [copy, design, lead, seo]}
              - {id: bo, name: Bo, skills: [design], time_zone: Australia/Lord_Howe}
              - {id: cy, name: Cy, skills: [lead, seo], hours: {mon-sun: "00:00-24:00"}}
            """,
        "clients.yaml": """
            clients:
              - id: harrow
                name: Harrow & Co
                agreement: {hours: {design: {amount: 4h, on: "tue, thu"}, copy: {amount: 4h, on: mon-wed}}}
            """,
        "tasks.csv": """
            id,client,title,skill,effort,due
            t0,harrow,First,lead,4h,2026-12-30T09:00
            t1,harrow,Second,seo,6h,2026-12-31T07:00
            """,
    }
    for name, text in files.items():
        (tmp_path / name).write_text(dedent(text).lstrip(), encoding="utf-8")
    plan = plan_week(tmp_path, options=OPTIONS).plan
    levels = {level.level: level for level in plan.objective}
    assert (plan.book, plan.uncovered, levels["uncovered_lateness"].value) == (None, (), ())
    assert levels["agreed_lateness"].value != (0,)
    assert plan.verified


def test_nothing_is_held_where_no_hours_are_agreed() -> None:
    place = workspace(people=[person("ana")], clients=[client()], tasks=[task("text", "work", 120, due="24 17:00")])
    assert book_ahead(place, planned(place)) is None


def test_free_blocks_are_held_on_person_and_day() -> None:
    place = workspace(people=[person("ana")], clients=[client(agreed={"work": 600})], tasks=[])
    plan = planned(place)
    ahead = book_ahead(place, plan)
    assert ahead is not None
    found = with_held(place, plan, ahead.pieces)
    assert check_plan(place, found, holdings=ahead.holdings).violations == ()
    # Ten hours a week are two a day, and of today nobody holds anything.
    assert {(row.client, row.skill, row.minutes) for row in found.held} == {("harrow", "work", 120)}
    assert found.people[0].held_minutes == sum(row.minutes for row in found.held)
    assert ahead.notices == ()


def test_late_agreed_work_keeps_its_place_and_what_is_held_there_has_no_room() -> None:
    # 40 hours are due on Tuesday; they fill the whole week of the only person.
    place = workspace(
        people=[person("ana")],
        clients=[client("harrow", agreed={"work": 600}), client("vale")],
        tasks=[task("flood", "work", 2400, due="24 17:00", client="vale")],
    )
    plan = planned(place)
    ahead = book_ahead(place, plan)
    assert ahead is not None
    found = with_held(place, plan, ahead.pieces)
    assert check_plan(place, found, holdings=ahead.holdings).violations == ()
    assert [(row.id, row.blocks) for row in found.tasks] == [(row.id, row.blocks) for row in plan.tasks]
    this_week = [row for row in found.held if row.day.isocalendar().week == 48]
    assert this_week
    assert all(not row.blocks for row in this_week)
    shortfall = next(level for level in found.objective if level.level == "held_shortfall")
    assert (shortfall.clients, shortfall.optimal) == (("harrow",), False)
    assert any("late work stands there" in notice.text for notice in standing_nowhere(place, found.held))


def test_targets_are_planned_around_held_hours() -> None:
    """A target fills the day on which a block is held; planned again, it leaves the block its time."""
    place = workspace(
        people=[person("ana")],
        clients=[client("harrow", agreed={"work": 600}), client("vale")],
        tasks=[task("wish", "work", 2400, due="27 18:00", client="vale", commitment="target")],
    )
    plan = planned(place)
    ahead = book_ahead(place, plan)
    assert ahead is not None
    squeezed = check_plan(place, with_held(place, plan, ahead.pieces), holdings=ahead.holdings)
    assert {found.rule for found in squeezed.violations} == {"held_blocks_stand"}
    again = planned(place, holdings=ahead.holdings)
    assert check_plan(place, again, holdings=ahead.holdings).violations == ()
    assert all(row.blocks for row in again.held)


def test_promised_work_on_a_block_is_said_to_take_its_hours() -> None:
    place = workspace(
        people=[person("ana")],
        clients=[client("harrow", agreed={"work": 600}), client("vale")],
        tasks=[task("press", "work", 1920, due="26 18:00", client="vale")],
    )
    ahead = book_ahead(place, planned(place))
    assert ahead is not None
    assert [notice.text for notice in ahead.notices if "promised work leaves no room" in notice.text]


def test_agreed_hours_beyond_capacity_are_said_to_have_no_block() -> None:
    place = workspace(people=[person("ana")], clients=[client(agreed={"work": 3000})], tasks=[])
    ahead = book_ahead(place, planned(place))
    assert ahead is not None
    assert [notice.text.split(":")[0] for notice in ahead.notices] == ["Not held for want of a block"]
    assert "a week of Harrow work" in ahead.notices[0].text


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("size", ["small", "mixed"])
def test_random_plans_carry_their_blocks(size, seed) -> None:
    place = random_workspace(seed, size=size)
    plan = planned(place)
    ahead = book_ahead(place, plan)
    if ahead is None:
        assert not any(agreement.hours for each in place.clients for agreement in each.agreements)
        return
    found = with_held(place, plan, ahead.pieces)
    result = check_plan(place, found, holdings=ahead.holdings)
    if result.violations:
        # Lesser work may have stood in the way, or promised work in that of others' hours: own hours suffice for it.
        assert {each.rule for each in result.violations} <= {
            "held_blocks_stand",
            "booked_blocks_stay",
            "figures_add_up",
            "objective_recomputed",
        }
        found = planned(place, holdings=ahead.holdings)
        result = check_plan(place, found, holdings=ahead.holdings)
    assert [(each.rule, each.text) for each in result.violations] == []
    # Who has only the files finds the same hours.
    assert [(each.rule, each.text) for each in check_plan(place, found).violations] == []


def test_who_stops_the_second_search_gets_the_plan_of_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    make, calls = planner.make_plan, []

    def stopped(*arguments, **options):
        calls.append(options)
        if len(calls) > 1:
            raise Interrupted(None)
        return make(*arguments, **options)

    monkeypatch.setattr(planner, "make_plan", stopped)
    with pytest.raises(Interrupted) as stop:
        plan_week(INPUTS / "illness", options=replace(OPTIONS, baseline=INPUTS / "illness" / "baseline.json"))
    assert stop.value.plan is not None
    assert stop.value.plan.verified
    assert [bool(options["holdings"]) for options in calls] == [False, True]
