"""From a workspace to an instance: roundings, windows, canonical order, frozen work and its clashes."""

import random
from datetime import datetime

import pytest

from scheduler.instance.build import build, build_instance
from scheduler.solve.planner import PlanSettings, make_plan
from scheduler.verify import check_plan
from tests.building import client, instant, overtime, person, progress, task, time_off, workspace
from tests.planning import plan_of
from tests.property.random_workspaces import random_workspace


def item_of(place, name, **options):
    instance = build_instance(place, **options)
    return instance, next(item for item in instance.tasks if item.id == name)


def studio(*tasks, people=(), **fields):
    people = people or (person("ana"), person("bo"))
    return workspace(people=people, clients=(client(),), tasks=tasks, **fields)


def test_effort_rounds_up_and_the_pad_says_by_how_much():
    _, item = item_of(studio(task("draft", minutes=50, due="27")), "draft")
    assert (item.effort_units, item.pad_minutes, item.remaining_minutes) == (4, 10, 50)


def test_a_due_time_off_the_grid_leaves_room_for_what_the_last_unit_does_not_use():
    instance, item = item_of(studio(task("draft", minutes=50, due="2026-11-24T10:05")), "draft")
    assert instance.axis.end_of(item.due) == instant("24 10:15")
    assert instance.axis.end_of(item.due) - item.pad_minutes <= item.due_at


def test_a_finished_predecessor_binds_by_its_wait_alone():
    place = studio(
        task("draft", minutes=60, due="27"),
        task("check", minutes=60, due="27", after="draft + 240"),
        progress=(progress("draft", remaining_minutes=0),),
    )
    instance, item = item_of(place, "check")
    assert item.predecessors == ()
    assert item.release_at == instance.as_of + 240


def test_who_may_do_a_task():
    people = (person("ana", "seo:2"), person("bo", "seo"), person("cy", "copy"), person("dee", "seo:3"))
    place = workspace(people=people, clients=(client(exclude=("dee",)),), tasks=(task("audit", "seo:2", due="27"),))
    instance, item = item_of(place, "audit")
    assert [instance.people[index].id for index in item.eligible] == ["ana"]


def test_done_work_binds_its_group_to_whoever_did_it():
    place = studio(
        task("draft", due="27"),
        task("check", due="27", same_person_as="draft"),
        progress=(progress("draft", remaining_minutes=0, person="bo"),),
    )
    instance, item = item_of(place, "check")
    assert [instance.people[index].id for index in item.eligible] == ["bo"]


@pytest.mark.parametrize("seed", range(12))
def test_the_order_of_rows_does_not_matter(seed):
    place = random_workspace(seed, size="small")
    mixed = random.Random(seed)

    def shuffled(rows):
        return tuple(mixed.sample(rows, len(rows)))

    other = place.model_copy(
        update={name: shuffled(getattr(place, name)) for name in ("people", "clients", "tasks", "progress", "time_off")}
    )
    first, second = build_instance(place), build_instance(other)
    assert [(item.id, item.eligible, item.release, item.due) for item in first.tasks] == [
        (item.id, item.eligible, item.release, item.due) for item in second.tasks
    ]
    assert first.axis == second.axis
    assert first.people == second.people


def test_overtime_is_there_only_when_asked_for():
    people = (person("ana", overtime=overtime(120)),)
    place = studio(task("draft", due="27"), people=people)
    assert build_instance(place).people[0].overtime == 0
    line = build_instance(place, overtime=True).people[0]
    assert line.overtime & line.free == 0
    assert all(week.most_units == 8 for week in line.overtime_weeks)


BASE = {"draft": ("ana", [("24 09:00", "24 11:00")]), "check": ("bo", [("24 11:00", "24 12:00")])}
ROWS = (task("draft", minutes=120, due="27"), task("check", minutes=60, due="27", after="draft"))


def test_work_of_the_next_days_is_frozen_on_its_person_and_time():
    place = studio(*ROWS)
    built = build(place, baseline=plan_of(place, BASE))
    fixed = {item.id: item.fixed for item in built.instance.tasks}
    assert {name: work.spans[0].start for name, work in fixed.items()} == {
        "draft": instant("24 09:00"),
        "check": instant("24 11:00"),
    }
    assert built.unfrozen == {}


def test_nothing_is_frozen_with_no_freeze_days():
    place = studio(*ROWS)
    policy = place.policy.model_copy(update={"freeze_days": 0})
    built = build(place.model_copy(update={"policy": policy}), baseline=plan_of(place, BASE))
    assert all(item.fixed is None for item in built.instance.tasks)


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        ({"time_off": (time_off("ana", "24", "24"),)}, "person_away"),
        ({"progress": (progress("draft", remaining_minutes=60),)}, "task_shorter"),
        ({"progress": (progress("draft", remaining_minutes=0),)}, "task_done"),
        ({"tasks": ROWS[1:]}, "task_gone"),
        ({"tasks": (task("draft", minutes=120, due="26"), ROWS[1])}, "client_change"),
    ],
)
def test_frozen_work_is_given_up_for_the_causes_of_the_contract(change, cause):
    place = studio(*ROWS)
    baseline = plan_of(place, BASE)
    assert build(place.model_copy(update=change), baseline=baseline).unfrozen["draft"] == cause


def test_what_waits_for_work_whose_time_passed_unreported_is_behind():
    place = studio(*ROWS)
    baseline = plan_of(place, BASE)
    later = place.model_copy(update={"as_of": datetime.fromisoformat("2026-11-24T11:00:00+00:00")})
    assert build(later, baseline=baseline).unfrozen == {"check": "behind"}
    more = later.model_copy(update={"tasks": (task("draft", minutes=180, due="27"), ROWS[1])})
    assert build(more, baseline=baseline).unfrozen == {"check": "client_change"}


def test_a_wait_after_work_that_was_done_later_than_planned_is_behind():
    rows = (ROWS[0], task("check", minutes=60, due="27", after="draft + 1 working days"))
    place = studio(*rows)
    baseline = plan_of(place, BASE | {"draft": ("ana", [("23 09:00", "23 11:00")])})
    late = place.model_copy(
        update={
            "as_of": datetime.fromisoformat("2026-11-24T09:00:00+00:00"),
            "progress": (progress("draft", done_on="2026-11-24", person="ana"),),
        }
    )
    assert build(late, baseline=baseline).unfrozen == {"check": "behind"}


def test_frozen_work_of_two_tasks_at_one_time_clashes_and_the_plan_is_infeasible():
    place = studio(task("draft", minutes=120, due="27"), task("other", minutes=60, due="27"))
    baseline = plan_of(
        place, {"draft": ("ana", [("24 09:00", "24 11:00")]), "other": ("ana", [("24 10:00", "24 11:00")])}
    )
    assert build(place, baseline=baseline).clashing == {"other": "one_task_at_a_time"}
    plan = make_plan(place, baseline=baseline, settings=PlanSettings(time_limit_seconds=5))
    assert plan.status == "infeasible"
    assert [row.id for row in plan.unplaced] == ["other"]
    assert [row.id for row in plan.tasks] == ["draft"]


def test_somebody_who_left_takes_their_places_along():
    place = studio(*ROWS)
    baseline = plan_of(place, BASE)
    without_bo = place.model_copy(update={"people": place.people[:1]})
    plan = make_plan(without_bo, baseline=baseline, settings=PlanSettings(time_limit_seconds=20))
    result = check_plan(without_bo, plan, baseline=baseline)
    assert result.violations == ()
    assert [(row.task, row.cause) for row in plan.unfrozen] == [("check", "person_away")]
    assert next(level.value for level in plan.objective if level.level == "moves") == 4 * 60
