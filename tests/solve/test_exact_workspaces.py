"""The exact solve and the on-time question on instances built from workspaces: waits in working days, overtime, off-grid work."""

from __future__ import annotations

import pytest

from scheduler.domain.workspace import Workspace
from scheduler.instance.build import build_instance
from scheduler.instance.placement import finish_instant, start_instant
from scheduler.instance.records import Instance
from scheduler.solve.exact.budget import Budget
from scheduler.solve.exact.proof import MustBeLate, OnTime, Outcome, prove_late
from scheduler.solve.exact.small import LevelResult, Solved, solve_exact
from tests.building import instant, overtime, person, task, workspace


def outcome_of(instance: Instance) -> Outcome:
    return prove_late(instance, ranks=frozenset({"regulatory", "agreed"}), seed=1, budget=Budget.of(20, 60))


def level_of(instance: Instance, name: str) -> LevelResult:
    result = solve_exact(instance, seed=1, budget=Budget.of(60), levels=("agreed_lateness", name))
    assert isinstance(result, Solved)
    return result.levels[-1]


def reviewed(wait: str, due: str) -> Workspace:
    tasks = [task("draft", minutes=180), task("check", minutes=60, after=f"draft + {wait}", due=due)]
    return workspace(
        as_of="26 14:00", tasks=[tasks[0].model_copy(update={"due": tasks[1].due}), tasks[1]], horizon_days=6
    )


@pytest.mark.parametrize(
    ("wait", "possible", "late"),
    [
        # The draft ends on Thursday at 17:00 at the earliest; a day later is Friday 17:00, a working day more Monday 17:00.
        ("1 working days", "27 18:00", "27 17:45"),
        ("2 working days", "30 18:00", "30 17:45"),
        ("960", "27 10:00", "27 09:45"),
        ("1440", "27 18:00", "27 17:45"),
    ],
)
def test_a_wait_decides_to_the_quarter_hour(wait: str, possible: str, late: str) -> None:
    fits = build_instance(reviewed(wait, possible))
    outcome = outcome_of(fits)
    assert isinstance(outcome, OnTime)
    check = next(index for index, item in enumerate(fits.tasks) if item.id == "check")
    assert finish_instant(fits, check, outcome.placement) == instant(possible)
    assert outcome_of(build_instance(reviewed(wait, late))) == MustBeLate(
        refuted_twice=True, task=outcome_task(build_instance(reviewed(wait, late)))
    )
    exact = level_of(build_instance(reviewed(wait, late)), "agreed_lateness")
    # Fifteen minutes late for one hour of the four that are due.
    assert exact.value == (4,)
    assert exact.cannot_be_zero


def outcome_task(instance: Instance) -> int | None:
    outcome = outcome_of(instance)
    return outcome.task if isinstance(outcome, MustBeLate) else None


def test_off_grid_work_ends_on_the_minute_and_waits_count_from_there() -> None:
    tasks = [
        task("draft", minutes=50, due="23 09:50"),
        task("check", minutes=30, after="draft + 25", due="23 10:45"),
    ]
    instance = build_instance(workspace(tasks=tasks))
    outcome = outcome_of(instance)
    assert isinstance(outcome, OnTime)
    order = {item.id: index for index, item in enumerate(instance.tasks)}
    assert finish_instant(instance, order["draft"], outcome.placement) == instant("23 09:50")
    assert start_instant(instance, order["check"], outcome.placement) == instant("23 10:15")


def test_overtime_is_used_only_as_far_as_it_helps() -> None:
    ana = person("ana", overtime=overtime(60))
    tasks = [task("all-day", minutes=480, due="23 20:00"), task("more", minutes=40, due="23 20:00")]
    regular = build_instance(workspace(people=[ana], tasks=tasks))
    assert isinstance(outcome_of(regular), MustBeLate)
    longer = build_instance(workspace(people=[ana], tasks=tasks), overtime=True)
    assert isinstance(outcome_of(longer), OnTime)
    extra = level_of(longer, "overtime")
    assert (extra.value, extra.bound) == (40, 40)
    tasks[1] = task("more", minutes=90, due="23 20:00")
    beyond_consent = build_instance(workspace(people=[ana], tasks=tasks), overtime=True)
    assert not isinstance(outcome_of(beyond_consent), OnTime)


def test_priorities_and_preferences_come_after_promises() -> None:
    people = [person("ana"), person("bo")]
    tasks = [
        task("first", minutes=240, due="23 13:00", deliverable="site"),
        task("second", minutes=240, due="24 13:00", deliverable="site"),
    ]
    instance = build_instance(workspace(people=people, tasks=tasks))
    assert level_of(instance, "agreed_lateness").value == (0,)
    assert level_of(instance, "preferences").value == 0
    tasks[1] = task("second", minutes=240, due="23 13:00", deliverable="site")
    both_today = build_instance(workspace(people=people, tasks=tasks))
    assert level_of(both_today, "agreed_lateness").value == (0,)
    assert level_of(both_today, "preferences").value == 240


def test_a_group_that_nobody_has_time_for_is_left_out() -> None:
    tasks = (
        task("all-day", minutes=480, due="23 17:00"),
        task("check", minutes=60, due="23 17:00", after="all-day"),
        task("sign", minutes=60, due="23 17:00", after="all-day", same_person_as="check"),
    )
    instance = build_instance(workspace(tasks=tasks, horizon_days=1))
    assert level_of(instance, "agreed_lateness").value != (0,)
