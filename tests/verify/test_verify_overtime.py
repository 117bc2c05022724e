"""Monday 23 November 09:00; `text` takes three hours, and two of them were promised on ana's Wednesday evening."""

import pytest

from scheduler.verify import check_plan
from tests.building import block, client, overtime, person, progress, task, time_off, workspace
from tests.holding import booked, holdings
from tests.planning import plan_of

EVENING = ("25 18:00", "25 20:00")
PART = booked("text", "ana", EVENING)
WITNESS = {"text": ("ana", [("25 17:00", "25 18:00"), EVENING])}
CONSENT = overtime(120, "mon-thu 18:00-20:00")


def late_hours(start, end):
    return block(start, end, overtime=True)


STANDS = {"text": ("ana", [("25 17:00", "25 18:00"), late_hours(*EVENING)])}
IN_HOURS = {"text": ("ana", [("25 09:00", "25 12:00")])}


def studio(*, consent=CONSENT, of_task=None, tasks=(), **fields):
    return workspace(
        people=[person("ana", overtime=consent), person("bo", overtime=CONSENT)],
        tasks=[task("text", minutes=180, **(of_task or {})), *tasks],
        clients=[fields.pop("harrow", client("harrow"))],
        **fields,
    )


def check(placings, *, place=None, parts=(PART,), baseline=None, kept=(), chosen=False):
    place = place or studio()
    holds = holdings(overtime=parts, kept=kept, promised={"text": ("27 18:00", "27 18:00")}, witness=WITNESS)
    plan = plan_of(place, placings, holdings=holds, baseline=baseline)
    result = check_plan(place, plan, holdings=holds, baseline=baseline, may_choose_overtime=chosen)
    return [(each.rule, each.subject, each.measured, each.limit) for each in result.violations]


def left(minutes):
    return [("booked_blocks_stay", "text", minutes, 0)]


def unasked(minutes, subject="text"):
    return [("overtime_consented", subject, minutes, 0)]


def test_allows_the_work_where_it_was_promised():
    assert check(STANDS) == []
    assert check({"text": ("ana", [("24 17:00", "24 18:00"), late_hours(*EVENING)])}) == []


def test_forbids_another_time_and_another_person_and_measures_the_minutes():
    assert check(IN_HOURS) == left(120)
    half = {"text": ("ana", [("25 16:00", "25 18:00"), late_hours("25 18:00", "25 19:00")])}
    assert check(half) == left(60)
    tomorrow = {"text": ("ana", [("25 17:00", "25 18:00"), late_hours("26 18:00", "26 20:00")])}
    assert check(tomorrow, chosen=True) == left(120)
    assert check({"text": ("bo", STANDS["text"][1])}, chosen=True) == left(120)
    assert check({}) == left(120)


def test_says_what_left():
    place, holds = studio(), holdings(overtime=[PART], promised={"text": ("27 18:00", "27 18:00")}, witness=WITNESS)
    (found,) = check_plan(place, plan_of(place, IN_HOURS, holdings=holds), holdings=holds).violations
    assert found.text == "task 'text': 2 h of overtime that was promised on Wed 25 Nov 18:00 left ana or their time"


def test_no_other_overtime_stands_where_none_was_asked_for():
    other = {"text": ("ana", [("25 16:00", "25 18:00"), late_hours("25 18:00", "25 19:00")])}
    assert check(other, parts=()) == unasked(60)
    assert check(other, parts=(), chosen=True) == []
    also = {**STANDS, "card": ("bo", [late_hours("25 18:00", "25 19:00")])}
    place = studio(tasks=[task("card", minutes=60)])
    assert check(also, place=place) == unasked(60, "card")
    assert check(also, place=place, chosen=True) == []


def test_promised_overtime_stays_inside_the_consent():
    place = studio(consent=overtime(60, "mon-thu 18:00-20:00"))
    assert check(STANDS, place=place) == [("overtime_consented", "ana", 120, 60)]
    half = {"text": ("ana", [("25 16:00", "25 18:00"), late_hours("25 18:00", "25 19:00")])}
    assert check(half, place=place) == []
    assert check(IN_HOURS, place=place) == left(60)


def test_frozen_overtime_was_asked_for_once():
    place = studio(policy={"freeze_days": 4})
    baseline = plan_of(place, STANDS)
    assert check(STANDS, place=place, parts=(), baseline=baseline) == []


@pytest.mark.parametrize(
    "place",
    [
        studio(consent=None),
        studio(time_off=[time_off("ana", "25 18:00", "25 20:00")]),
        studio(harrow=client("harrow", exclude=("ana",))),
        studio(of_task={"start": "26 09:00"}),
        studio(of_task={"person": "bo"}),
    ],
)
def test_gives_way_to_facts(place):
    assert check({"text": ("bo", [("26 09:00", "26 12:00")])}, place=place) == []


def test_gives_way_by_as_much_as_the_work_is_shorter():
    shorter = studio(progress=[progress("text", worked_minutes=90)])
    assert check({"text": ("ana", [("25 16:30", "25 18:00")])}, place=shorter) == left(30)
    assert check({"text": ("ana", [("25 17:00", "25 18:00"), late_hours("25 18:00", "25 18:30")])}, place=shorter) == []
    much_shorter = studio(progress=[progress("text", worked_minutes=120)])
    assert check({"text": ("ana", [("25 09:00", "25 10:00")])}, place=much_shorter) == []


def test_a_sitting_is_kept_as_a_whole():
    place, whole = studio(of_task={"one_sitting": True}), booked("text", "ana", ("25 17:00", "25 20:00"))
    assert check(STANDS, place=place, parts=(whole,)) == []
    assert check(IN_HOURS, place=place, parts=(whole,)) == left(180)
    longer = studio(of_task={"one_sitting": True}, progress=[progress("text", remaining_minutes=210)])
    assert check({"text": ("ana", [("25 09:00", "25 12:30")])}, place=longer, parts=(whole,)) == []


def test_overtime_is_none_of_the_minutes_that_are_booked_on_its_day():
    own = booked("text", "ana", ("25 17:00", "25 18:00"))
    assert check(STANDS, kept=(own,)) == []
    elsewhere = {"text": ("ana", [("24 17:00", "24 18:00"), late_hours(*EVENING)])}
    assert check(elsewhere, kept=(own,)) == left(60)
