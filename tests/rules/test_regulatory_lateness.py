"""November 2026 has 21 working days; 600 minutes a week are 2520 in it, a fifth of that is 504."""

import pytest

from tests.building import agreement, client, part, person, recurring, task, workspace
from tests.planning import plan_of
from tests.rules.levels import level_of

FILING = {"commitment": "regulatory", "agreed_on": "2026-10-01"}


def studio(*tasks, agreed=600, **fields):
    clients = [client("harrow", agreed={"seo": agreed} if agreed else None)]
    return workspace(people=[person("ana"), person("bo")], tasks=list(tasks), clients=clients, **fields)


def counts_as(place):
    rows = plan_of(place, {name.id: ("ana", []) for name in place.tasks}).tasks
    return {row.id: row.counts_as for row in rows}


def test_on_time_is_zero_and_a_minute_counts():
    place = studio(task("a", minutes=504, due="23 18:24", **FILING))
    blocks = [("23 09:00", "23 13:00"), ("23 14:00", "23 18:00"), ("24 09:00", "24 09:24")]
    # 504 minutes of effort, 15 hours late, over the 600 guaranteed minutes of the week: 504 * 900 / 600.
    assert level_of("regulatory_lateness", place, {"a": ("ana", blocks)}) == ((756,), ("harrow",))
    on_time = studio(task("a", minutes=504, due="24 09:24", **FILING))
    assert level_of("regulatory_lateness", on_time, {"a": ("ana", blocks)}) == ((0,), ("harrow",))
    late = studio(task("a", minutes=504, due="24 09:23", **FILING))
    assert level_of("regulatory_lateness", late, {"a": ("ana", blocks)}) == ((1,), ("harrow",))


@pytest.mark.parametrize(("minutes", "expected"), [(504, "regulatory"), (505, "agreed")])
def test_counts_up_to_a_fifth_of_the_months_own_hours(minutes, expected):
    assert counts_as(studio(task("a", minutes=minutes, due="25", **FILING))) == {"a": expected}


def test_the_share_is_used_in_the_order_of_agreement_then_due_then_id():
    first = task("z", minutes=300, due="26", commitment="regulatory", agreed_on="2026-09-01")
    second = task("b", minutes=200, due="25", **FILING)
    third = task("a", minutes=200, due="26", **FILING)
    # The last passes the limit; what comes after it would have fitted, but the sum has gone on.
    fourth = task("c", minutes=4, due="27", **FILING)
    assert counts_as(studio(fourth, third, second, first)) == {
        "z": "regulatory",
        "b": "regulatory",
        "a": "agreed",
        "c": "agreed",
    }


def test_each_month_has_its_own_share():
    november, december = task("a", minutes=500, due="27", **FILING), task("b", minutes=500, due="2026-12-02", **FILING)
    assert counts_as(studio(november, december)) == {"a": "regulatory", "b": "regulatory"}


def test_without_a_date_of_agreement_or_an_agreement_it_counts_as_agreed():
    undated = task("a", minutes=60, due="25", commitment="regulatory")
    assert counts_as(studio(undated)) == {"a": "agreed"}
    assert counts_as(studio(task("a", minutes=60, due="25", **FILING), agreed=None)) == {"a": "agreed"}


def test_work_without_a_date_uses_none_of_the_share():
    undated = task("a", minutes=400, due="25", commitment="regulatory")
    assert counts_as(studio(undated, task("b", minutes=500, due="26", **FILING)))["b"] == "regulatory"


def test_the_policy_sets_the_share():
    place = studio(task("a", minutes=505, due="25", **FILING), policy={"regulatory_share": 201})
    assert counts_as(place) == {"a": "regulatory"}


def test_occurrences_of_the_month_that_have_passed_use_the_share_too():
    weekly = recurring("filing", "FREQ=WEEKLY;BYDAY=WE", part("form", minutes=130, **FILING), since="2026-11-04")
    harrow = client("harrow", agreements=(agreement({"seo": 600}),), recurring=(weekly,))
    place = workspace(tasks=[], clients=[harrow])
    # 4, 11, 18 and 25 November: 4 * 130 = 520 is above 504 with the last of them.
    plan = plan_of(place, {"filing/2026-11-25/form": ("ana", [("24 09:00", "24 11:10")])})
    assert plan.tasks[0].counts_as == "agreed"
