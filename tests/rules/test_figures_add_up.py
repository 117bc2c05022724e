"""The numbers here are worked out by hand: one task of 120 minutes, ana 40 h a week, harrow with 10 h of it."""

import pytest

from scheduler.domain.plan import ClientLoad, PersonLoad
from scheduler.verify import check_plan
from tests.building import at, client, event, overtime, person, task, workspace
from tests.planning import plan_of, rules_broken

ANA = person("ana", overtime=overtime(120))
PLACING = {"text": ("ana", [("23 09:00", "23 10:40"), ("23 14:00", "23 14:20")])}


def studio(**fields):
    work = [task("text", minutes=120, due="23 14:00"), task("note", minutes=45)]
    return workspace(people=[ANA], tasks=work, clients=[client(agreed={"work": 100})], **fields)


def after(**fields):
    """Return the plan's first task changed in some fields."""
    plan = plan_of(studio(), PLACING)
    return plan.model_copy(update={"tasks": (plan.tasks[0].model_copy(update=fields),)})


def found_in(plan, place=None):
    result = check_plan(place or studio(), plan)
    assert rules_broken(result) in ([], ["figures_add_up"])
    return [(found.subject, found.measured, found.limit) for found in result.violations]


def test_allows_the_figures_worked_out_by_hand():
    plan = plan_of(studio(), PLACING)
    row = plan.tasks[0]
    assert (row.start, row.finish, row.release) == (at("23 09:00"), at("23 14:20"), at("23 09:00"))
    assert (row.late_minutes, row.slack_minutes) == (20, 0)
    assert plan.short_blocks == 1
    assert plan.people == (
        PersonLoad(id="ana", available_minutes=2400, planned_minutes=120, held_minutes=0, overtime_minutes=0),
    )
    assert plan.clients == (
        ClientLoad(
            id="harrow",
            guaranteed_minutes=100,
            planned_minutes=120,
            borrowed_minutes=20,
            late_minutes=20,
            unplaced_minutes=45,
        ),
    )
    assert found_in(plan) == []


@pytest.mark.parametrize(
    ("field", "value", "measured", "limit"),
    [
        ("start", at("23 09:01"), 1, 0),
        ("finish", at("23 14:00"), -20, 0),
        ("release", at("23 10:00"), 60, 0),
        ("due", at("23 15:00"), 60, 0),
        ("due", None, 0, 1),
        ("late_minutes", 0, 0, 20),
        ("slack_minutes", 5, 5, 0),
        ("slack_minutes", None, 0, 0),
        ("client", "vale", 1, 0),
        ("deliverable", "other", 1, 0),
        ("skill", "seo", 1, 0),
        ("commitment", "target", 1, 0),
        ("counts_as", "target", 1, 0),
    ],
)
def test_forbids_a_row_that_says_something_else(field, value, measured, limit):
    assert found_in(after(**{field: value})) == [("text", measured, limit)]


def test_says_what_is_right():
    (found,) = check_plan(studio(), after(finish=at("23 14:00"))).violations
    assert found.text == (
        "task 'text' (ana): finish is Mon 23 Nov 14:00 in the plan, but Mon 23 Nov 14:20 is right (20 minutes too early)"
    )


@pytest.mark.parametrize("field", ["available_minutes", "planned_minutes", "held_minutes", "overtime_minutes"])
def test_forbids_a_persons_sum_that_is_off(field):
    plan = plan_of(studio(), PLACING)
    right = getattr(plan.people[0], field)
    people = (plan.people[0].model_copy(update={field: right + 1}),)
    assert found_in(plan.model_copy(update={"people": people})) == [("ana", right + 1, right)]


@pytest.mark.parametrize(
    "field", ["guaranteed_minutes", "planned_minutes", "borrowed_minutes", "late_minutes", "unplaced_minutes"]
)
def test_forbids_a_clients_sum_that_is_off(field):
    plan = plan_of(studio(), PLACING)
    right = getattr(plan.clients[0], field)
    clients = (plan.clients[0].model_copy(update={field: right - 1}),)
    assert found_in(plan.model_copy(update={"clients": clients})) == [("harrow", right - 1, right)]


def test_unplaced_work_stands_with_all_that_remains():
    plan = plan_of(studio(), PLACING)
    short = (plan.unplaced[0].model_copy(update={"remaining_minutes": 30}),)
    assert found_in(plan.model_copy(update={"unplaced": short})) == [("note", 30, 45)]


def test_the_frame_is_the_workspaces():
    plan = plan_of(studio(), PLACING)
    assert found_in(plan.model_copy(update={"as_of": "2026-11-23T10:00:00+00:00"})) == [("as_of", 60, 0)]
    assert found_in(plan.model_copy(update={"as_of": "on Monday"})) == [("as_of", 0, 1)]
    assert found_in(plan.model_copy(update={"grid_minutes": 5})) == [("grid_minutes", 5, 15)]
    longer = plan.horizon.model_copy(update={"end": at("2026-12-01T00:00")})
    assert found_in(plan.model_copy(update={"horizon": longer})) == [("horizon.end", 1440, 0)]


def test_short_blocks_are_pieces_under_half_an_hour():
    plan = plan_of(studio(), PLACING)
    assert found_in(plan.model_copy(update={"short_blocks": 0})) == [("short_blocks", 0, 1)]
    touching = {"text": ("ana", [("23 09:00", "23 09:10"), ("23 09:10", "23 11:00")])}
    assert plan_of(studio(), touching).short_blocks == 0
    exact = {"text": ("ana", [("23 09:00", "23 10:30"), ("23 14:00", "23 14:30")])}
    assert plan_of(studio(), exact).short_blocks == 0


def test_available_minutes_leave_out_meetings():
    place = studio(events=[event("ana", "24 10:00", "24 11:00")])
    assert plan_of(place, PLACING).people[0].available_minutes == 2340


def test_blocks_are_longer_than_nothing_whole_and_in_order():
    plan = plan_of(studio(), PLACING)
    row = plan.tasks[0]
    first, second = row.blocks
    empty = second.model_copy(update={"start": at("23 15:00"), "end": at("23 15:00")})
    reversed_block = second.model_copy(update={"start": at("23 15:10"), "end": at("23 15:00")})
    for blocks, measured, limit in (
        ((second, first), 300, 0),
        ((first, second, empty), 0, 1),
        ((first, second, reversed_block), -10, 1),
        ((first, second.model_copy(update={"start": at("23 14:00").replace(second=30)})), 1, 0),
    ):
        changed = row.model_copy(update={"blocks": blocks})
        assert found_in(plan.model_copy(update={"tasks": (changed,)})) == [("text", measured, limit)]


def test_a_plan_without_sums_claims_nothing():
    plan = plan_of(studio(), PLACING)
    assert found_in(plan.model_copy(update={"people": (), "clients": ()})) == []


def test_lists_of_people_and_clients_are_whole():
    place = workspace(people=[ANA, person("bo")], tasks=[task("text", minutes=120)])
    plan = plan_of(place, PLACING)
    assert found_in(plan.model_copy(update={"people": plan.people[1:]}), place) == [("ana", 0, 1)]
    assert found_in(plan.model_copy(update={"people": (*plan.people, plan.people[1])}), place) == [("bo", 2, 1)]
