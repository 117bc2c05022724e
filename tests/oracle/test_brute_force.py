"""The oracle itself is tested: on cases worked out by hand, and against handing out every unit one by one."""

from random import Random

import pytest

from scheduler.verify import check_plan
from tests.building import client, event, instant, person, task, workspace
from tests.oracle.brute_force import brute_force
from tests.oracle.unit_by_unit import best_by_units
from tests.property.random_workspaces import random_workspace

TWO_HOURS = "mon 09:00-10:00 10:30-11:30"


def studio(*tasks, people=("ana",), week=TWO_HOURS, **fields):
    team = [person(name, week=week) for name in people]
    return workspace(people=team, tasks=list(tasks), grid_minutes=30, horizon_days=1, **fields)


def test_everything_fits():
    found = brute_force(studio(task("a", due="23 10:00"), task("b", due="23 11:30")))
    assert (found.regulatory, found.agreed, found.all_on_time) == ((), (0,), True)


def test_the_order_that_costs_less_effort_times_lateness_wins():
    # `a` first: `b` ends at 11:00, 90 minutes late, 30 * 90 over 90 minutes of work. `b` first: `a` ends at 11:00, 60 * 60.
    place = studio(task("a", minutes=60, due="23 10:00"), task("b", minutes=30, due="23 09:30"))
    assert brute_force(place).agreed == (30,)
    assert brute_force(place).all_on_time is False


def test_a_sitting_waits_for_its_run():
    meeting = event("ana", "23 09:30", "23 10:00")
    place = studio(task("a", minutes=60, due="23 10:00", one_sitting=True), events=[meeting])
    assert brute_force(place).agreed == (90,)


def test_work_that_is_left_out_frees_what_is_promised():
    tentative = task("a", minutes=90, due="23 10:00", commitment="tentative")
    found = brute_force(studio(tentative, task("b", minutes=60, due="23 10:00")))
    assert (found.agreed, found.all_on_time) == ((0,), False)


def test_promised_work_pulls_what_it_waits_for_into_the_plan():
    place = studio(task("a", minutes=30, commitment="tentative"), task("b", minutes=60, due="23 11:30", after="a + 30"))
    found = brute_force(place)
    assert found.agreed == (0,)
    assert [row.id for row in found.plan.tasks] == ["a", "b"]


def _few_units(seed):
    """Return a workspace of one or two people with four units each, and up to three tasks."""
    random = Random(f"units-{seed}")
    people = ("ana", "bo")[: random.randint(1, 2)]
    tasks = []
    for name in ("a", "b", "c")[: random.randint(2, 3)]:
        fields = {}
        if tasks and random.random() < 0.4:
            fields["after"] = [random.choice(tasks).id + random.choice(("", " + 30"))]
        if tasks and random.random() < 0.2:
            fields["same_person_as"] = random.choice(tasks).id
        if random.random() < 0.3:
            fields["start"] = random.choice(("23 09:30", "23 10:30"))
        if random.random() < 0.2:
            fields["person"] = random.choice(people)
        commitment = random.choice(("agreed", "agreed", "regulatory", "target"))
        due = random.choice(("23 09:30", "23 10:00", "23 11:00", "23 11:30"))
        tasks.append(
            task(
                name,
                minutes=random.choice((30, 60, 90)),
                client=random.choice(("harrow", "vale")),
                due=due,
                commitment=commitment,
                agreed_on="2026-10-01" if commitment == "regulatory" else None,
                one_sitting=random.random() < 0.3,
                **fields,
            )
        )
    clients = [client("harrow", agreed={"work": 1200}), client("vale")]
    return studio(*tasks, people=people, clients=clients)


@pytest.mark.parametrize("seed", range(20))
def test_agrees_with_handing_out_every_unit(seed):
    place = _few_units(seed)
    starts = [instant(f"23 {clock}") for clock in ("09:00", "09:30", "10:30", "11:00")]
    found = brute_force(place)
    assert (found.regulatory, found.agreed) == best_by_units(place, {one.id: starts for one in place.people})


@pytest.mark.parametrize("seed", range(60))
def test_its_best_plan_passes_and_has_the_values_it_names(seed):
    place = random_workspace(seed, size="tiny")
    found = brute_force(place)
    result = check_plan(place, found.plan)
    assert result.violations == ()
    values = {level.level: level.value for level in result.objective}
    assert (values["regulatory_lateness"], values["agreed_lateness"]) == (found.regulatory, found.agreed)
    if found.all_on_time:
        assert not any(found.regulatory + found.agreed)
