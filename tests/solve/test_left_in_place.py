"""Planning again leaves what was published where it is, unless something gets better by moving it."""

from dataclasses import replace

import pytest

from scheduler.solve.planner import PlanSettings, make_plan
from scheduler.verify import check_plan
from tests.building import block, event, moment, person, task, time_off, workspace
from tests.planning import plan_of
from tests.property.random_workspaces import random_workspace

QUICK = PlanSettings(seed=0, time_limit_seconds=0.1, clock=lambda: 0.0)
"""Steps alone decide, so that the same bytes can be asked for."""
REPORT = task("report", minutes=9 * 60, due="27", start="25")
HALF_FROZEN = ("ana", [("25 10:00", "25 13:00"), ("25 14:00", "25 18:00"), ("26 09:00", "26 11:00")])
"""The freeze ends with Wednesday: only Wednesday is frozen."""


def replanned(place, baseline, *, overtime=False):
    """Return the plan made again, which must pass its check, and be the same to the byte each time."""
    settings = replace(QUICK, overtime=overtime)
    plan = make_plan(place, baseline=baseline, settings=settings)
    assert check_plan(place, plan, baseline=baseline, may_choose_overtime=overtime).violations == ()
    assert make_plan(place, baseline=baseline, settings=settings).model_dump_json() == plan.model_dump_json()
    return plan


def blocks_of(plan, name):
    return next(row.blocks for row in plan.tasks if row.id == name)


def values(plan, *, upto=None):
    levels = [level.level for level in plan.objective]
    return [level.value for level in plan.objective][: levels.index(upto) if upto else None]


def studio(*tasks, **fields):
    return workspace(people=(person("ana"), person("bo")), tasks=tasks, **fields)


def published(**placings):
    """Return the plan that was published while there was a text to write before the report."""
    place = studio(task("text", minutes=60, due="25", start="25"), REPORT, task("note", due="30", start="24"))
    return plan_of(place, {"text": ("ana", [("25 09:00", "25 10:00")]), "report": HALF_FROZEN, **placings})


def test_what_is_not_frozen_of_begun_frozen_work_stays_though_earlier_time_is_free():
    """Nine o'clock is free since the text is gone, and nobody is better off for it."""
    again = replanned(studio(REPORT), published())
    assert again.moves == ()
    assert next(level for level in again.objective if level.level == "moves").optimal


def test_it_stays_where_something_else_must_move():
    more = task("call", minutes=4 * 60, due="24 13:00", start="24 09:00", person="ana")
    note = task("note", due="30", start="24")
    baseline = published(note=("ana", [("27 09:00", "27 10:00")]))
    place = studio(REPORT, more, note, events=(event("ana", "27 09:00", "27 10:00"),))
    again = replanned(place, baseline)
    assert [move.task for move in again.moves] == ["note"]


def test_it_moves_where_it_would_be_late():
    place = studio(REPORT.model_copy(update={"due": moment("26 12:00")}))
    late = plan_of(place, {"report": ("ana", [*HALF_FROZEN[1][:2], ("26 15:00", "26 17:00")])})
    again = replanned(place, late)
    assert [move.task for move in again.moves] == ["report"]
    assert values(late)[1] > (0,)
    assert values(again)[1] == (0,)


def test_what_is_left_of_it_goes_elsewhere_where_its_person_is_away():
    place = studio(REPORT, events=(event("ana", "26 09:00", "26 11:00"),))
    assert [move.task for move in replanned(place, published()).moves] == ["report"]
    whole_day = studio(REPORT, time_off=(time_off("ana", "26", "26"),))
    assert [move.task for move in replanned(whole_day, published()).moves] == ["report"]


def test_a_person_who_is_away_while_it_is_frozen_gives_all_of_it_up():
    place = studio(REPORT, time_off=(time_off("ana", "25", "26"),))
    again = replanned(place, published())
    assert ("report", "person_away") in {(row.task, row.cause) for row in again.unfrozen}
    assert next(row.person for row in again.tasks if row.id == "report") == "bo"


@pytest.mark.parametrize("minutes", [8 * 60, 4 * 60])
def test_shorter_work_keeps_the_first_of_its_time(minutes):
    place = studio(REPORT.model_copy(update={"effort_minutes": minutes}))
    again = replanned(place, published())
    assert blocks_of(again, "report")[0].start == block("25 10:00", "25 11:00").start
    assert sum((each.end - each.start).total_seconds() for each in blocks_of(again, "report")) == minutes * 60


def test_longer_work_keeps_all_of_its_time():
    place = studio(REPORT.model_copy(update={"effort_minutes": 10 * 60}))
    again = replanned(place, published())
    assert next(level for level in again.objective if level.level == "moves").value == 0
    assert [move.task for move in again.moves] == ["report"]


def test_work_that_must_now_be_done_in_one_sitting_does_not_stay_in_two():
    place = studio(task("text", minutes=120, due="27"), policy={"freeze_days": 0})
    baseline = plan_of(place, {"text": ("ana", [("25 09:00", "25 10:00"), ("26 09:00", "26 10:00")])})
    now = place.model_copy(update={"tasks": (task("text", minutes=120, due="27", one_sitting=True),)})
    assert len(blocks_of(replanned(now, baseline), "text")) == 1


def test_work_that_one_person_must_now_do_does_not_stay_with_two():
    pair = (task("text", due="27"), task("edit", due="27"))
    place = studio(*pair, policy={"freeze_days": 0})
    baseline = plan_of(place, {"text": ("ana", [("25 09:00", "25 10:00")]), "edit": ("bo", [("25 09:00", "25 10:00")])})
    now = place.model_copy(update={"tasks": (pair[0], task("edit", due="27", same_person_as=["text"]))})
    again = replanned(now, baseline)
    assert len({row.person for row in again.tasks}) == 1
    assert len(again.moves) == 1


def test_work_off_the_grid_stays_too():
    place = studio(task("text", minutes=60, due="27"), policy={"freeze_days": 0})
    baseline = plan_of(place, {"text": ("ana", [("25 09:07", "25 10:07")])})
    assert replanned(place, baseline).moves == ()


@pytest.mark.parametrize(("size", "seed"), [("mixed", 0), *(("small", seed) for seed in (*range(12), 27, 35, 106))])
def test_a_plan_made_again_is_never_worse_and_moves_nothing_for_nothing(size, seed):
    """A short run may be bettered by the next; every fifth may use overtime."""
    place, overtime = random_workspace(seed, size=size), seed % 5 == 0
    first = make_plan(place, settings=replace(QUICK, overtime=overtime))
    again = replanned(place, first, overtime=overtime)
    assert values(again) <= values(first)
    if values(again, upto="moves") == values(first, upto="moves"):
        assert next(level for level in again.objective if level.level == "moves").value == 0
