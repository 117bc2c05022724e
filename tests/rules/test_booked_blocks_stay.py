"""Monday 23 November 09:00; two hours of `text` are booked on ana's Wednesday, and two are free to move."""

import pytest

from scheduler.verify import check_plan
from tests.building import client, person, progress, task, time_off, workspace
from tests.holding import booked, holdings
from tests.planning import plan_of, rules_broken

PART = booked("text", "ana", ("25 09:00", "25 11:00"))
FREE = ("23 09:00", "23 11:00")
STANDS = {"text": ("ana", [FREE, ("25 09:00", "25 11:00")])}


def studio(*, minutes=240, of_task=None, **fields):
    return workspace(
        people=[person("ana"), person("bo")],
        tasks=[task("text", minutes=minutes, **(of_task or {}))],
        clients=[fields.pop("harrow", client("harrow"))],
        **fields,
    )


def check(placings, *, place=None, kept=(PART,), baseline=None):
    place = place or studio()
    holds = holdings(kept=kept, promised={"text": ("27 18:00", "27 18:00")})
    plan = plan_of(place, placings, holdings=holds, baseline=baseline)
    return check_plan(place, plan, holdings=holds, baseline=baseline)


def found(result):
    return [(each.rule, each.subject, each.measured, each.limit) for each in result.violations]


def test_allows_work_that_stays_or_moves_within_its_day():
    assert check(STANDS).violations == ()
    assert check({"text": ("ana", [FREE, ("25 16:00", "25 18:00")])}).violations == ()
    assert check({"text": ("ana", [("25 09:00", "25 13:00")])}).violations == ()


@pytest.mark.parametrize(
    ("placing", "minutes"),
    [
        (("ana", [FREE, ("26 09:00", "26 11:00")]), 120),
        (("ana", [("23 09:00", "23 12:00"), ("25 09:00", "25 10:00")]), 60),
        (("bo", [FREE, ("25 09:00", "25 11:00")]), 120),
    ],
)
def test_forbids_another_person_or_day_and_measures_the_minutes(placing, minutes):
    assert found(check({"text": placing})) == [("booked_blocks_stay", "text", minutes, 0)]


def test_says_what_left():
    (violation,) = check({}).violations
    assert violation.text == "task 'text': 2 h of booked work left ana or Wed 25 Nov, before the notice date"


def test_unplaced_work_left_too():
    assert found(check({})) == [("booked_blocks_stay", "text", 120, 0)]


@pytest.mark.parametrize(
    "place",
    [
        studio(time_off=[time_off("ana", "25", "25")]),
        studio(harrow=client("harrow", exclude=("ana",))),
        studio(of_task={"start": "26 09:00"}),
        studio(of_task={"person": "bo"}),
        studio(of_task={"one_sitting": True}),
    ],
)
def test_gives_way_to_facts(place):
    assert check({"text": ("bo", [("26 09:00", "26 13:00")])}, place=place).violations == ()


def test_gives_way_by_as_much_as_the_person_is_away():
    place = studio(time_off=[time_off("ana", "25 09:00", "25 17:00")])
    assert found(check({"text": ("ana", [("26 09:00", "26 13:00")])}, place=place)) == [
        ("booked_blocks_stay", "text", 60, 0)
    ]


def test_gives_way_by_as_much_as_the_work_is_shorter():
    shorter = studio(progress=[progress("text", worked_minutes=210)])
    assert check({"text": ("ana", [("25 09:00", "25 09:30")])}, place=shorter).violations == ()
    assert found(check({"text": ("ana", [("26 09:00", "26 09:30")])}, place=shorter)) == [
        ("booked_blocks_stay", "text", 30, 0)
    ]


def test_done_and_unknown_work_is_not_asked_for():
    done = studio(progress=[progress("text", done_on="2026-11-23")])
    assert check({}, place=done).violations == ()
    assert check(STANDS, kept=(booked("gone", "ana", ("25 09:00", "25 11:00")),)).violations == ()


def test_gives_way_to_frozen_work():
    place = studio(minutes=120)
    baseline = plan_of(place, {"text": ("bo", [("24 09:00", "24 11:00")])})
    assert check({"text": ("bo", [("24 09:00", "24 11:00")])}, place=place, baseline=baseline).violations == ()


def test_is_unchecked_where_a_plan_speaks_of_a_book_that_was_not_given():
    place = studio()
    alone = check_plan(place, plan_of(place, STANDS))
    assert "booked_blocks_stay" in alone.checked
    of_a_book = check_plan(place, plan_of(place, STANDS, book="b" * 64))
    assert dict(of_a_book.unchecked)["booked_blocks_stay"] == "the holdings of the book were not given"
    assert rules_broken(of_a_book) == []


def test_gives_way_where_more_of_it_is_frozen_on_a_day_than_is_booked_there():
    place = studio()
    kept = (booked("text", "ana", ("24 09:00", "24 11:00")), booked("text", "ana", ("26 09:00", "26 11:00")))
    whole = {"text": ("ana", [("24 09:00", "24 13:00")])}
    assert check(whole, place=place, kept=kept, baseline=plan_of(place, whole)).violations == ()
    assert found(check(whole, place=place, kept=kept)) == [("booked_blocks_stay", "text", 120, 0)]


def test_what_is_frozen_where_it_is_booked_frees_nothing_else():
    place = studio()
    kept = (booked("text", "ana", ("24 09:00", "24 11:00")), booked("text", "ana", ("26 09:00", "26 11:00")))
    published = {"text": ("ana", [("24 09:00", "24 11:00"), ("26 09:00", "26 11:00")])}
    moved = {"text": ("ana", [("24 09:00", "24 11:00"), ("27 09:00", "27 11:00")])}
    placed = check(moved, place=place, kept=kept, baseline=plan_of(place, published))
    assert found(placed) == [("booked_blocks_stay", "text", 120, 0)]


CHAIN = booked("check", "bo", ("25 10:00", "25 12:00"))
WITNESS = {"text": ("ana", [("24 09:00", "24 11:00")]), "check": ("bo", [("25 10:00", "25 12:00")])}


def chained(placings, *, published, witness=None):
    """Check work of two hours after other work of two hours, booked on bo's Wednesday."""
    place = workspace(
        people=[person("ana"), person("bo"), person("cy")],
        tasks=[task("text", minutes=120), task("check", minutes=120, after="text"), task("other", minutes=60)],
        clients=[client("harrow")],
    )
    promised = {"text": ("27 18:00", "27 18:00"), "check": ("27 18:00", "27 18:00")}
    holds = holdings(kept=(CHAIN,), promised=promised, witness=WITNESS | (witness or {}))
    baseline = plan_of(place, published)
    plan = plan_of(
        place, placings | {"other": published.get("other", ("cy", [("27 09:00", "27 10:00")]))}, holdings=holds
    )
    return [each for each in found(check_plan(place, plan, baseline=baseline, holdings=holds)) if "booked" in each[0]]


LEFT = [("booked_blocks_stay", "check", 120, 0)]
MOVED = ("cy", [("26 09:00", "26 11:00")])


def test_gives_way_where_a_part_of_work_before_it_is_frozen_elsewhere():
    late = {"text": ("cy", [("23 09:00", "23 10:00"), ("25 16:00", "25 17:00")]), "check": MOVED}
    assert chained(late, published={"text": ("cy", [("23 09:00", "23 10:00")])}) == []


def test_stays_where_work_before_it_is_frozen_as_a_whole_and_in_time():
    elsewhere = ("cy", [("23 09:00", "23 11:00")])
    assert chained({"text": elsewhere, "check": MOVED}, published={"text": elsewhere}) == LEFT
    too_late = ("cy", [("25 09:00", "25 11:00")])
    assert chained({"text": too_late, "check": MOVED}, published={"text": too_late}) == []


def test_stays_where_work_before_it_is_frozen_where_the_witness_has_it():
    part = {"text": ("ana", [("24 09:00", "24 10:00")])}
    late = {"text": ("ana", [("24 09:00", "24 10:00"), ("25 16:00", "25 17:00")]), "check": MOVED}
    assert chained(late, published=part) == LEFT


def test_gives_way_where_something_else_is_frozen_on_the_day_of_work_before_it():
    late = {"text": ("cy", [("25 09:00", "25 11:00")]), "check": MOVED}
    assert chained(late, published={"other": ("ana", [("24 10:00", "24 11:00")])}) == []
    assert chained(late, published={"other": ("ana", [("23 10:00", "23 11:00")])}) == LEFT
    known = {"other": ("ana", [("24 11:00", "24 12:00")])}
    assert chained(late, published=known, witness=known) == LEFT
