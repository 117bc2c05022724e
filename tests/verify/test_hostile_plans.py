"""Any plan is judged, none crashes the check: made by hand, for another workspace, or with nonsense in it."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.plan import Block, Horizon, Plan
from scheduler.verify import check_plan
from scheduler.verify.case import Case
from scheduler.verify.windows import Windows
from tests.building import at, instant, progress, task, workspace
from tests.mutants.good_plan import good_baseline, good_plan, good_workspace
from tests.planning import plan_of, rules_broken, without_claims

YEAR_ONE = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))
YEAR_9999 = datetime(9999, 12, 31, 23, 59, tzinfo=timezone(timedelta(hours=-14)))
instants = st.one_of(
    st.sampled_from([YEAR_ONE, YEAR_9999, at("23 09:00"), at("24 13:30")]),
    st.datetimes(datetime(2026, 11, 20), datetime(2026, 12, 4), timezones=st.just(UTC)),  # noqa: DTZ001
)
blocks = st.lists(st.builds(Block, start=instants, end=instants, overtime=st.booleans()), max_size=4).map(tuple)


def test_the_bare_document_is_judged():
    edge = datetime(2026, 11, 23, 9, tzinfo=UTC)
    empty = Plan(
        workspace="another",
        as_of="",
        evenhand_version="",
        seed=0,
        inputs_sha256="",
        status="undecided",
        horizon=Horizon(start=edge, end=edge),
        grid_minutes=1,
    )
    result = check_plan(good_workspace(), empty)
    assert rules_broken(result) == ["every_task_once", "figures_add_up"]
    assert len([found for found in result.violations if found.rule == "every_task_once"]) == 15


def test_a_plan_written_by_hand_needs_no_sums():
    result = check_plan(good_workspace(), without_claims(good_plan()), baseline=good_baseline())
    assert result.violations == ()
    assert {level.claimed for level in result.objective} == {None}


@given(st.data())
@settings(deadline=None, max_examples=60)
def test_nonsense_in_rows_is_reported_and_never_raised(data):
    plan = good_plan()
    rows = [
        row.model_copy(
            update={
                "id": data.draw(st.sampled_from([row.id, "nobody-knows", "finished", "text"])),
                "person": data.draw(st.sampled_from([row.person, "zoe", ""])),
                "client": data.draw(st.sampled_from([row.client, "nobody"])),
                "blocks": data.draw(blocks),
            }
        )
        for row in data.draw(st.lists(st.sampled_from(plan.tasks), min_size=1, max_size=6))
    ]
    broken = plan.model_copy(update={"tasks": tuple(rows)})
    result = check_plan(good_workspace(), broken, baseline=good_baseline())
    assert result.violations
    assert all(found.text and found.unit for found in result.violations)
    swapped = check_plan(good_workspace(), good_plan(), baseline=broken)
    assert [
        found
        for found in swapped.violations
        if found.rule not in ("frozen_work_stays", "moves_are_listed", "objective_recomputed")
    ] == []


def test_work_that_is_done_and_planned_again_is_named_once():
    place = workspace(tasks=[task("a")], progress=[progress("a", done_on="2026-11-20")])
    plan = plan_of(place, {"a": ("ana", [("23 09:00", "23 10:00")])})
    assert rules_broken(check_plan(place, plan)) == ["every_task_once"]


def test_a_plan_of_another_week_says_so_first():
    later = good_workspace().model_copy(update={"as_of": at("24 09:00")})
    found = [found for found in check_plan(later, good_plan()).violations if found.subject == "as_of"]
    assert [found[0].rule, found[0].measured, found[0].text] == [
        "figures_add_up",
        -1440,
        "as_of is Mon 23 Nov 09:00 in the plan, but Tue 24 Nov 09:00 is right (24 h too early)",
    ]


def test_many_copies_of_one_block_are_judged_at_once():
    place = workspace(tasks=[task("a")])
    plan = plan_of(place, {"a": ("ana", [("23 09:00", "23 10:00")])})
    many = plan.tasks[0].model_copy(update={"blocks": plan.tasks[0].blocks * 3000})
    result = check_plan(place, without_claims(plan).model_copy(update={"tasks": (many,)}))
    measured = {found.rule: found.measured for found in result.violations}
    assert measured == {"one_task_at_a_time": 2999 * 60, "full_effort": 3000 * 60}


@pytest.mark.parametrize("rule", ["within_working_time", "not_before_start", "within_horizon"])
def test_a_block_over_all_of_time_breaks_what_it_must(rule):
    place = workspace(tasks=[task("a")])
    plan = plan_of(place, {"a": ("ana", [("23 09:00", "23 10:00")])})
    endless = plan.tasks[0].model_copy(update={"blocks": (Block(start=YEAR_ONE, end=YEAR_9999),)})
    assert rule in rules_broken(check_plan(place, plan.model_copy(update={"tasks": (endless,)})))


def test_a_chain_of_a_thousand_tasks_is_followed():
    names = [f"t{number}" for number in range(1000)]
    tasks = [task(name, minutes=1, after=before) for name, before in zip(names, [(), *names], strict=False)]
    place = workspace(tasks=tasks, horizon_days=7)
    start = instant("23 09:00")
    starts = [start + number + (number // 240) * 60 + (number // 480) * 840 for number in range(1000)]
    plan = plan_of(
        place, {name: ("ana", [(at_minute, at_minute + 1)]) for name, at_minute in zip(names, starts, strict=True)}
    )
    assert check_plan(place, plan, baseline=plan).violations == ()
    case = Case(place, plan)
    windows = Windows(case)
    assert windows.earliest_start(case.facts.work["t999"]) == starts[999]
    # The other 999 minutes take Friday, Thursday and the last 39 of Wednesday.
    assert windows.latest_finish(case.facts.work["t0"]) == instant("25 17:21")
