"""Monday 23 November 09:00; harrow holds ana's Tuesday morning, 09:00 to 11:00."""

import pytest

from scheduler.verify import check_plan
from tests.building import at, client, event, person, task, time_off, workspace
from tests.holding import held, holdings, homeless, row
from tests.planning import plan_of, rules_broken

MORNING = held("harrow", "ana", "24 09:00", "24 11:00")
LATER = {"text": ("ana", [("24 14:00", "24 15:00")])}


def studio(*tasks, **fields):
    people = [person("ana"), person("bo", zone="America/New_York")]
    return workspace(
        people=people, tasks=list(tasks or [task("text")]), clients=[client("harrow"), client("vale")], **fields
    )


def check(*rows, placings=None, holds=None, place=None):
    place = place or studio()
    plan = plan_of(place, LATER if placings is None else placings, held=rows, holdings=holds)
    return check_plan(place, plan, holdings=holds)


def found(result):
    return [(each.rule, each.subject, each.measured, each.limit) for each in result.violations]


def test_allows_a_piece_beside_work():
    assert check(row(MORNING)).violations == ()
    assert check(row(MORNING), holds=holdings(MORNING, promised={"text": ("25 18:00", "25 18:00")})).violations == ()


def test_forbids_other_work_in_a_held_piece_and_measures_the_minutes():
    result = check(row(MORNING), placings={"text": ("ana", [("24 10:45", "24 11:45")])})
    assert found(result) == [("held_blocks_stand", "harrow 2026-11-24", 15, 0)]
    assert result.violations[0].text == (
        "held hours of client 'harrow' (work, ana, Tue 24 Nov): ana does other work in 15 minutes of a piece"
    )


def test_forbids_the_same_time_held_twice():
    twice = held("vale", "ana", "24 10:30", "24 12:00")
    assert found(check(row(MORNING), row(twice))) == [("held_blocks_stand", "vale 2026-11-24", 30, 0)]


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [("24 08:30", "24 10:30", 30), ("24 12:00", "24 14:00", 60), ("24 16:30", "24 18:30", 30)],
)
def test_forbids_a_piece_outside_working_time_or_over_a_break(start, end, minutes):
    assert found(check(row(MORNING, (start, end)), placings={})) == [
        ("held_blocks_stand", "harrow 2026-11-24", minutes, 0)
    ]


@pytest.mark.parametrize(
    "fields",
    [{"events": [event(["ana"], "24 10:00", "24 10:30")]}, {"time_off": [time_off("ana", "24 10:00", "24 10:30")]}],
)
def test_meetings_and_leave_break_a_piece(fields):
    assert found(check(row(MORNING), place=studio(**fields))) == [("held_blocks_stand", "harrow 2026-11-24", 30, 0)]


def test_forbids_another_day_by_the_persons_own_clock():
    assert found(check(row(MORNING, ("25 09:00", "25 11:00")))) == [("held_blocks_stand", "harrow 2026-11-24", 120, 0)]
    abroad = held("harrow", "bo", "24 14:00", "24 16:00")
    assert check(row(abroad)).violations == ()


def test_forbids_more_than_is_held_and_what_has_lapsed():
    assert found(check(row(MORNING, minutes=90))) == [("held_blocks_stand", "harrow 2026-11-24", 120, 90)]
    lapsed = held("harrow", "ana", "24 09:00", "24 11:00", lapses="23 09:00")
    assert found(check(row(lapsed))) == [("held_blocks_stand", "harrow 2026-11-24", 120, 0)]


def test_forbids_a_stranger_and_a_piece_turned_round():
    assert rules_broken(check(row(held("harrow", "zoe", "24 09:00", "24 11:00")))) == ["held_blocks_stand"]
    backwards = row(MORNING)
    turned = backwards.blocks[0].model_copy(update={"start": at("24 11:00"), "end": at("24 09:00")})
    result = check(backwards.model_copy(update={"blocks": (turned,)}), placings={})
    assert ("held_blocks_stand", "harrow 2026-11-24", -120, 1) in found(result)


def test_what_the_book_holds_stands_in_the_plan():
    assert found(check(holds=holdings(MORNING), placings={})) == [
        ("held_blocks_stand", "harrow 2026-11-24", 0, 120),
        ("held_blocks_stand", "harrow 2026-11-24", 120, 0),
    ]
    assert found(check(row(MORNING), holds=holdings(), placings={})) == [
        ("held_blocks_stand", "harrow 2026-11-24", 120, 0),
        ("held_blocks_stand", "harrow 2026-11-24", 120, 0),
    ]


def test_a_piece_stays_whole():
    halves = row(MORNING, ("24 09:00", "24 10:00"), ("24 11:00", "24 12:00"))
    assert rules_broken(check(halves, placings={})) == []
    result = check(halves, holds=holdings(MORNING), placings={})
    assert [each.measured for each in result.violations] == [120, 120]


def test_a_piece_may_stand_elsewhere_on_its_day():
    moved = row(MORNING, ("24 16:00", "24 18:00"))
    assert check(moved, holds=holdings(MORNING)).violations == ()


def test_a_piece_may_be_missing_only_where_promised_work_leaves_no_room():
    whole_day = [("24 09:00", "24 13:00"), ("24 14:00", "24 17:00")]
    place = studio(task("text", minutes=420, due="24"))
    missing = row(homeless("harrow", "ana", 24, 120), minutes=120)
    covered = holdings(homeless("harrow", "ana", 24, 120), promised={"text": ("24 18:00", "24 18:00")})
    placings = {"text": ("ana", whole_day)}
    assert check(missing, placings=placings, holds=covered, place=place).violations == ()
    uncovered = holdings(homeless("harrow", "ana", 24, 120))
    assert found(check(missing, placings=placings, holds=uncovered, place=place)) == [
        ("held_blocks_stand", "harrow 2026-11-24", 120, 0)
    ]


def test_days_after_the_horizon_and_lapsed_hours_are_not_asked_for():
    later = held("harrow", "ana", "30 09:00", "30 11:00")
    lapsed = held("harrow", "ana", "24 09:00", "24 11:00", lapses="23 09:00")
    assert check(holds=holdings(later, lapsed), placings={}).violations == ()
