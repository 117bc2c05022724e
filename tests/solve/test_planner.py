"""The planner as a whole: the same bytes, interruptions, limits, honest statuses, overtime."""

import pytest

from scheduler.domain.plan import Plan
from scheduler.errors import Interrupted
from scheduler.solve.planner import PlanSettings, make_plan
from scheduler.solve.work import Limit, Work
from scheduler.verify import check_plan
from tests.building import client, event, overtime, person, task, time_off, workspace
from tests.property.random_workspaces import random_workspace

SETTINGS = PlanSettings(time_limit_seconds=60)


def level(plan: Plan, name):
    return next(each for each in plan.objective if each.level == name)


def overloaded(**fields):
    """Forty-four hours for one person by Friday, who has forty."""
    tasks = tuple(task(f"t{number}", minutes=11 * 60, due="27") for number in range(4))
    return workspace(tasks=tasks, horizon_days=14, **fields)


@pytest.mark.parametrize("seed", [1, 5, 9])
def test_the_same_workspace_and_seed_give_the_same_plan(seed):
    place = random_workspace(seed, size="small")
    settings = PlanSettings(seed=3, time_limit_seconds=120)
    assert make_plan(place, settings=settings) == make_plan(place, settings=settings)


def test_what_must_be_late_is_proven():
    plan = make_plan(overloaded(), settings=SETTINGS)
    assert plan.status != "undecided"
    lateness = level(plan, "agreed_lateness")
    assert lateness.bound[0] > 0
    assert lateness.optimal


def test_overtime_is_used_only_on_request_and_only_as_far_as_it_helps():
    place = overloaded(people=(person("ana", overtime=overtime(600)),))
    without = make_plan(place, settings=SETTINGS)
    assert level(without, "overtime").value == 0
    assert any(level(without, "agreed_lateness").value)
    helped = make_plan(place, settings=PlanSettings(overtime=True))
    assert not any(level(helped, "agreed_lateness").value)
    assert level(helped, "overtime").value == 4 * 60
    assert check_plan(place, helped).violations == ()


def test_a_person_away_moves_only_what_must_move():
    people = (person("ana"), person("bo"))
    tasks = tuple(task(f"t{number}", minutes=4 * 60, due="27") for number in range(8))
    place = workspace(people=people, tasks=tasks)
    baseline = make_plan(place, settings=SETTINGS)
    away = place.model_copy(update={"time_off": (time_off("ana", "24", "24"),)})
    again = make_plan(away, baseline=baseline, settings=SETTINGS)
    assert check_plan(away, again, baseline=baseline).violations == ()
    hit = {row.id for row in baseline.tasks if row.person == "ana" and any(each.start.day == 24 for each in row.blocks)}
    assert hit
    assert {move.task for move in again.moves} == hit


def test_an_interrupted_search_hands_over_the_best_plan():
    def stop(progress):
        if progress.stage == "lateness":
            raise KeyboardInterrupt

    place = overloaded()
    with pytest.raises(Interrupted) as caught:
        make_plan(place, settings=SETTINGS, progress=stop)
    plan = caught.value.plan
    assert plan is not None
    assert plan.stopped_by == "interrupt"
    assert check_plan(place, plan).violations == ()


def test_work_before_other_work_that_no_longer_fits_has_its_place():
    """Nothing asks for the first, which is due after the horizon; it stands there all the same."""
    tasks = (
        task("first", due="2026-12-04"),
        task("second", minutes=41 * 60, due="2026-12-11", after="first + 2 working days"),
    )
    plan = make_plan(workspace(tasks=tasks, horizon_days=7), settings=SETTINGS)
    assert [row.id for row in plan.tasks] == ["first"]
    assert [(row.id, row.cause) for row in plan.unplaced] == [("second", "capacity")]


def test_an_empty_workspace_has_an_empty_plan():
    plan = make_plan(workspace(people=(), clients=(), tasks=()), settings=SETTINGS)
    assert (plan.tasks, plan.unplaced, plan.status) == ((), (), "optimal")


def test_work_that_nobody_has_time_for_is_a_result():
    place = workspace(
        people=(person("ana"),),
        tasks=(task("talk", minutes=300, due="27", one_sitting=True), task("slides", due="27", after="talk")),
        events=tuple(event("ana", f"{day} 12:00", f"{day} 13:00") for day in range(23, 30)),
    )
    plan = make_plan(place, settings=SETTINGS)
    assert {row.id: row.cause for row in plan.unplaced} == {"talk": "one_sitting", "slides": "chain"}


def test_a_client_without_an_agreement_is_planned_like_any_other():
    place = workspace(clients=(client("harrow"), client("walk-in")), tasks=(task("a", client="walk-in", due="24"),))
    plan = make_plan(place, settings=SETTINGS)
    assert [row.id for row in plan.tasks] == ["a"]
    assert next(row for row in plan.clients if row.id == "walk-in").borrowed_minutes == 60


def test_steps_decide_and_the_clock_only_guards():
    time = iter(range(100))
    work = Work(10, clock=lambda: float(next(time)))
    limit = work.share(0.5)
    work.done = limit.steps
    assert work.is_over(limit)
    assert not work.cut_by_clock
    work.done = 0
    while not work.is_over(Limit(10**9, 10**9)):
        pass
    assert work.cut_by_clock


@pytest.mark.parametrize("commitment", ["agreed", "target", "tentative"])
def test_without_time_to_search_everything_that_has_room_stands_somewhere(commitment):
    people = (person("ana", "text"), person("bo", "check"))
    tasks = (
        task("text", "text", 4 * 60, due="23 11:00", commitment=commitment),
        task("check", "check", 60, after=("text",), due="23 12:00", commitment=commitment),
    )
    plan = make_plan(workspace(people=people, tasks=tasks), settings=PlanSettings(time_limit_seconds=0.0))
    assert sorted(row.id for row in plan.tasks) == ["check", "text"]
    assert plan.unplaced == ()
