"""Plans with random holdings pass the check and keep every commitment that the witness keeps, today and a day later."""

import pytest

from scheduler.domain.people import Overtime
from scheduler.explain.plan import explain_plan
from scheduler.instance.build import build
from scheduler.solve.holding import of_clients_behind
from scheduler.solve.planner import PlanSettings, make_plan
from scheduler.verify import check_plan
from scheduler.verify.clock import minute_of
from tests.property.a_day_later import a_day_later
from tests.property.random_holdings import random_holdings, with_overtime
from tests.property.random_workspaces import random_workspace

# The steps of a second, so that no slow machine lets the clock decide.
QUICK = PlanSettings(seed=0, time_limit_seconds=1.0)


def drawn(seed, size):
    place = random_workspace(seed, size=size)
    plan = make_plan(place, settings=QUICK)
    return place, plan, random_holdings(place, plan, seed=seed)


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("size", ["small", "mixed"])
def test_plans_keep_what_the_book_binds(size, seed):
    place, first, holds = drawn(seed, size)
    baseline = first if seed % 3 == 0 else None
    plan = explain_plan(place, make_plan(place, baseline=baseline, settings=QUICK, holdings=holds))
    result = check_plan(place, plan, baseline=baseline, holdings=holds)
    assert [(found.rule, found.text) for found in result.violations] == []
    # Without the book only the drawn hours themselves, on which nobody agreed, are in doubt.
    assert {found.rule for found in check_plan(place, plan, baseline=baseline).violations} <= {"held_blocks_stand"}
    finishes = {row.id: minute_of(row.finish) for row in plan.tasks}
    # A client with more work left than the book foresaw uses up its own slack first.
    behind = of_clients_behind(build(place, baseline=baseline, holdings=holds))
    for task, promised in holds.commitments.items():
        finish = holds.witness[task].finish
        for limit in (promised.due,) if task in behind else (promised.floor_at, promised.due):
            if finish <= limit:
                assert finishes[task] <= limit, task
                break


@pytest.mark.parametrize("seed", range(60))
def test_plans_keep_them_as_far_as_facts_allow_a_day_later(seed):
    """The book has not seen the new facts yet: what cannot stay gives way, and nothing else."""
    place, _, holds = drawn(seed, "small")
    before = make_plan(place, settings=QUICK, holdings=holds)
    later = a_day_later(place, before, seed=seed)
    plan = explain_plan(later, make_plan(later, settings=QUICK, holdings=holds))
    assert [(found.rule, found.text) for found in check_plan(later, plan, holdings=holds).violations] == []


def drawn_with_overtime(seed):
    place = random_workspace(seed, size="small")
    people = tuple(
        who.model_copy(update={"overtime": who.overtime or Overtime(weekly_minutes=150)}) for who in place.people
    )
    place = place.model_copy(update={"people": people})
    first = make_plan(place, settings=QUICK)
    return place, with_overtime(place, first, random_holdings(place, first, seed=seed), seed=seed)


@pytest.mark.parametrize("seed", range(60))
def test_plans_keep_what_was_promised_in_overtime(seed):
    place, holds = drawn_with_overtime(seed)
    plan = explain_plan(place, make_plan(place, settings=QUICK, holdings=holds))
    result = check_plan(place, plan, holdings=holds, may_choose_overtime=False)
    assert [(found.rule, found.text) for found in result.violations] == []
    promised = sum(span.minutes for part in holds.overtime for span in part.pieces)
    assert sum(row.overtime_minutes for row in plan.people) == promised
    again = explain_plan(place, make_plan(place, baseline=plan, settings=QUICK, holdings=holds))
    assert check_plan(place, again, baseline=plan, holdings=holds, may_choose_overtime=False).violations == ()
    later = a_day_later(place, plan, seed=seed)
    plan = explain_plan(later, make_plan(later, settings=QUICK, holdings=holds))
    result = check_plan(later, plan, holdings=holds, may_choose_overtime=False)
    assert [(found.rule, found.text) for found in result.violations] == []


def test_much_is_promised_in_overtime_in_these_plans():
    assert sum(bool(drawn_with_overtime(seed)[1].overtime) for seed in range(20)) >= 10
