"""Two tasks of 6 and 5 hours of seo, both due on Monday; ana has 8 hours of it that day, bo none."""

import pytest

from scheduler.domain.reasons import (
    CapacityFigures,
    HeldShare,
    ImpossibleFigures,
    PatternFigures,
    PolicyFigures,
    Reason,
    WorkShare,
)
from scheduler.verify import check_plan
from tests.building import at, block, client, overtime, person, progress, task, workspace
from tests.holding import held, row
from tests.planning import plan_of, rules_broken

PLACING = {"a": ("ana", [("23 09:00", "23 13:00"), ("23 14:00", "23 16:00")])}
RIGHT = {
    "people": ("ana",),
    "skills": ("seo",),
    "from_": at("23 09:00"),
    "to": at("23 18:00"),
    "free_minutes": 480,
    "needed_minutes": 660,
    "work": (WorkShare(task="a", minutes=360), WorkShare(task="b", minutes=300)),
}


def studio(*, ana="seo", bo="design", **fields):
    tasks = [task("a", "seo", 360, due="23"), task("b", "seo", 300, due="23"), task("c", "design", 60, due="24")]
    fields = {"people": [person("ana", ana), person("bo", bo)], "tasks": tasks} | fields
    return workspace(**fields)


def reason(kind, figures, *, proven=True):
    return Reason(kind=kind, text="the reason in words", proven=proven, figures=figures)


def found_in(why, place=None, *, subject="b", placing=None):
    place = place or studio()
    plan = plan_of(place, PLACING if placing is None else placing)
    rows = tuple(row.model_copy(update={"why": why}) if row.id == subject else row for row in plan.unplaced)
    result = check_plan(place, plan.model_copy(update={"unplaced": rows}))
    assert rules_broken(result) in ([], ["reasons_add_up"])
    return [(found.subject, found.measured, found.limit) for found in result.violations]


def capacity(**fields):
    return reason("capacity", CapacityFigures(**(RIGHT | fields)))


def test_allows_figures_that_add_up():
    assert found_in(capacity()) == []


LATE = {"c": ("bo", [("25 09:00", "25 10:00")])}
"""`c` is due on Tuesday at 18:00, so it is done 16 hours late."""


def test_late_work_has_a_reason():
    plan = plan_of(studio(), LATE)
    silent = plan.model_copy(update={"tasks": (plan.tasks[0].model_copy(update={"why_late": None}),)})
    (found,) = check_plan(studio(), silent).violations
    assert (found.rule, found.subject, found.measured, found.limit) == ("reasons_add_up", "c", 16 * 60, 0)
    assert found.text == "task 'c' (bo): is 16 h late, and no reason is given"
    told = plan.tasks[0].model_copy(
        update={"why_late": reason("pattern", PatternFigures(blockers=("a",)), proven=False)}
    )
    assert check_plan(studio(), plan.model_copy(update={"tasks": (told,)})).violations == ()


def test_a_late_row_without_the_field_is_said_to_be_unchecked():
    result = check_plan(studio(), plan_of(studio(), LATE))
    assert result.violations == ()
    assert dict(result.unchecked)["reasons_add_up"] == "1 late task leaves out why"


def test_work_that_is_in_time_needs_no_reason():
    plan = plan_of(studio(), {"c": ("bo", [("24 17:00", "24 18:00")])})
    silent = plan.model_copy(update={"tasks": (plan.tasks[0].model_copy(update={"why_late": None}),)})
    result = check_plan(studio(), silent)
    assert result.violations == ()
    assert "reasons_add_up" not in dict(result.unchecked)


def test_does_not_look_at_reasons_that_are_not_called_proven():
    assert found_in(reason("capacity", CapacityFigures(**(RIGHT | {"free_minutes": 1})), proven=False)) == []


@pytest.mark.parametrize(
    ("fields", "measured", "limit"),
    [
        ({"free_minutes": 479}, 479, 480),
        ({"free_minutes": 481}, 481, 480),
        ({"needed_minutes": 661}, 661, 660),
        ({"to": at("23 17:59")}, 480, 479),
        ({"from_": at("23 09:01")}, 480, 479),
        ({"skills": ("design",)}, 0, 1),
        ({"people": (), "free_minutes": 0}, 1, 0),
        ({"people": ("ana", "nobody")}, 1, 0),
        ({"work": (*RIGHT["work"], WorkShare(task="x", minutes=10)), "needed_minutes": 670}, 10, 0),
        ({"work": (*RIGHT["work"], WorkShare(task="c", minutes=60)), "needed_minutes": 720}, 0, 1),
        ({"work": (WorkShare(task="a", minutes=361), WorkShare(task="b", minutes=299))}, 361, 360),
        ({"work": (WorkShare(task="a", minutes=360), WorkShare(task="a", minutes=300))}, 360, 0),
    ],
)
def test_forbids_figures_that_do_not(fields, measured, limit):
    assert ("b", measured, limit) in found_in(capacity(**fields))


def test_needs_more_than_is_free():
    tasks = [task("a", "seo", 240, due="23"), task("b", "seo", 240, due="23")]
    work = (WorkShare(task="a", minutes=240), WorkShare(task="b", minutes=240))
    placing = {"a": ("ana", [("23 09:00", "23 13:00")])}
    why = capacity(work=work, needed_minutes=480)
    assert found_in(why, studio(tasks=tasks), placing=placing) == [("b", 480, 481)]


def test_says_what_is_wrong():
    place = studio()
    plan = plan_of(place, PLACING)
    rows = tuple(
        row.model_copy(update={"why": capacity(free_minutes=400)}) if row.id == "b" else row for row in plan.unplaced
    )
    (found,) = check_plan(place, plan.model_copy(update={"unplaced": rows})).violations
    assert found.text == (
        "task 'b': its reason says that ana have 6 h 40 min from Mon 23 Nov 09:00 to Mon 23 Nov 18:00, but it is 8 h"
    )


def test_work_that_may_be_done_outside_the_window_does_not_count():
    tasks = [task("a", "seo", 360, due="24 10:00"), task("b", "seo", 300, due="23")]
    assert found_in(capacity(), studio(tasks=tasks)) == [("b", 16 * 60, 0)]


def test_everybody_who_could_do_the_work_is_counted():
    assert found_in(capacity(), studio(bo="seo")) == [("b", 1, 0)]
    both = capacity(people=("ana", "bo"), free_minutes=960)
    assert ("b", 660, 961) in found_in(both, studio(bo="seo"))


def test_pins_exclusions_and_levels_rule_people_out():
    pinned = [task("a", "seo", 360, due="23", person="ana"), task("b", "seo", 300, due="23", person="ana")]
    assert found_in(capacity(), studio(bo="seo", tasks=pinned)) == []
    bound = [task("a", "seo", 360, due="23", person="ana"), task("b", "seo", 300, due="23", same_person_as="a")]
    assert found_in(capacity(), studio(bo="seo", tasks=bound)) == []
    higher = [task("a", "seo:2", 360, due="23"), task("b", "seo:2", 300, due="23")]
    assert found_in(capacity(), studio(ana="seo:2", bo="seo:1", tasks=higher)) == []


def test_a_chain_moves_the_earliest_start():
    tasks = [task("first", "seo", 240, due="23"), task("b", "seo", 300, due="23", after="first + 30")]
    place = studio(tasks=tasks)
    placing = {"first": ("ana", [("23 09:00", "23 13:00")])}
    work = (WorkShare(task="b", minutes=300),)
    late = capacity(from_=at("23 13:30"), free_minutes=240, needed_minutes=300, work=work)
    assert found_in(late, place, placing=placing) == []
    later = capacity(from_=at("23 14:01"), free_minutes=239, needed_minutes=300, work=work)
    assert found_in(later, place, placing=placing) == [("b", 31, 0)]


def test_a_chain_moves_the_latest_finish():
    tasks = [task("b", "seo", 300, due="24"), task("last", "seo", 60, due="24", after="b")]
    place = workspace(people=[person("ana", "seo", week="mon-fri 09:00-13:00")], tasks=tasks)
    work = (WorkShare(task="b", minutes=300),)
    # The last task needs ana's hour from 12:00, so nothing of `b` is on time after that. Only the amount is too small.
    noon = capacity(to=at("24 12:00"), free_minutes=420, needed_minutes=300, work=work)
    assert found_in(noon, place, placing={}) == [("b", 300, 421)]
    before = capacity(to=at("24 11:59"), free_minutes=419, needed_minutes=300, work=work)
    assert found_in(before, place, placing={}) == [("b", 300, 420), ("b", 1, 0)]


def test_overtime_counts_where_the_plan_uses_it():
    ana = person("ana", "seo", overtime=overtime(60))
    place = studio(people=[ana, person("bo", "design")])
    assert found_in(capacity(), place) == []
    to = {"to": at("23 20:00")}
    tasks = [task("a", "seo", 360, due="23 20:00"), task("b", "seo", 300, due="23 20:00")]
    late = studio(people=[ana, person("bo", "design")], tasks=tasks)
    assert found_in(capacity(free_minutes=540, **to), late) == []
    with_overtime = {
        "a": ("ana", [("23 09:00", "23 13:00"), ("23 17:00", "23 18:00"), block("23 18:00", "23 19:00", overtime=True)])
    }
    assert found_in(capacity(free_minutes=540, **to), late, placing=with_overtime) == []
    assert found_in(capacity(free_minutes=480, **to), late, placing=with_overtime) == [("b", 480, 540)]


SITTING = {"from_": at("23 09:00"), "to": at("30 00:00"), "needed_minutes": 300, "longest_minutes": 240}


def impossible(**fields):
    return reason("impossible", ImpossibleFigures(**(SITTING | fields)))


def sitting(**fields):
    return studio(tasks=[task("a", "seo", 360, due="23"), task("b", "seo", 300, due="23", one_sitting=True)], **fields)


def test_allows_a_sitting_longer_than_anybodys_longest_stretch():
    assert found_in(impossible(), sitting()) == []


@pytest.mark.parametrize(
    ("fields", "measured", "limit"),
    [
        ({"longest_minutes": 239}, 239, 240),
        ({"needed_minutes": 299}, 299, 300),
        ({"longest_minutes": 300}, 300, 301),
        ({"to": at("23 18:00")}, 6 * 1440 + 360, 0),
        ({"from_": at("23 10:00")}, 60, 0),
    ],
)
def test_forbids_a_sitting_that_is_possible_or_wrongly_measured(fields, measured, limit):
    assert ("b", measured, limit) in found_in(impossible(**fields), sitting())


def test_the_longest_stretch_is_of_anybody_who_could_do_it():
    through = person("bo", "seo", week="mon-fri 09:00-14:00")
    place = sitting(people=[person("ana", "seo"), through])
    assert ("b", 240, 300) in found_in(impossible(), place)


def test_late_work_needs_only_its_own_window():
    tasks = [task("a", "seo", 360, due="23 12:00")]
    place = studio(tasks=tasks)
    figures = ImpossibleFigures(from_=at("23 09:00"), to=at("23 12:00"), needed_minutes=360, longest_minutes=180)
    plan = plan_of(place, PLACING)
    row = plan.tasks[0].model_copy(update={"why_late": reason("impossible", figures)})
    assert check_plan(place, plan.model_copy(update={"tasks": (row,)})).violations == ()
    wrong = figures.model_copy(update={"longest_minutes": 181})
    row = plan.tasks[0].model_copy(update={"why_late": reason("impossible", wrong)})
    result = check_plan(place, plan.model_copy(update={"tasks": (row,)}))
    assert [(found.subject, found.measured, found.limit) for found in result.violations] == [("a", 181, 180)]


def test_a_pattern_is_proven_by_a_second_solve_alone():
    assert found_in(reason("pattern", PatternFigures(blockers=("a",)))) == [("b", 0, 1)]
    place = studio()
    plan = plan_of(place, PLACING)
    solved = reason("pattern", PatternFigures(blockers=("a",), proof="second_solve"))
    rows = tuple(row.model_copy(update={"why": solved}) if row.id == "b" else row for row in plan.unplaced)
    result = check_plan(place, plan.model_copy(update={"unplaced": rows}))
    assert result.violations == ()
    assert dict(result.unchecked)["reasons_add_up"] == "1 of 1 proven reasons rest on a second solve"


def test_a_policy_limit_is_really_passed():
    figures = {"rule": "borrow", "limit_minutes": 240, "used_minutes": 200, "from_": at("23"), "to": at("28")}
    assert found_in(reason("policy", PolicyFigures(asked_minutes=41, **figures))) == []
    assert found_in(reason("policy", PolicyFigures(asked_minutes=40, **figures))) == [("b", 240, 240)]


def test_the_figures_are_of_the_kind_that_is_named():
    assert found_in(reason("impossible", CapacityFigures(**RIGHT))) == [("b", 0, 1)]


def test_work_that_is_done_does_not_count():
    place = studio(progress=[progress("a", done_on="2026-11-20")])
    assert ("b", 360, 0) in found_in(capacity(), place, placing={"c": ("bo", [("23 09:00", "23 10:00")])})


TUESDAY = held("vale", "ana", "24 14:00", "24 16:00", skill="seo")
BESIDE_HELD = {
    "people": ("ana",),
    "skills": ("seo",),
    "from_": at("23 09:00"),
    "to": at("24 18:00"),
    "free_minutes": 960,
    "needed_minutes": 980,
    "work": (WorkShare(task="a", minutes=360), WorkShare(task="b", minutes=500)),
    "held": (HeldShare(client="vale", minutes=120),),
}


def found_beside_held(due="24", **fields):
    tasks = [task("a", "seo", 360, due=due), task("b", "seo", 500, due=due)]
    place = workspace(
        people=[person("ana", "seo")], tasks=tasks, clients=[client("harrow"), client("vale", agreed={"seo": 600})]
    )
    plan = plan_of(place, PLACING, held=[row(TUESDAY)])
    why = reason("capacity", CapacityFigures(**(BESIDE_HELD | fields)))
    (unplaced,) = plan.unplaced
    result = check_plan(place, plan.model_copy(update={"unplaced": (unplaced.model_copy(update={"why": why}),)}))
    assert rules_broken(result) in ([], ["reasons_add_up"])
    return [(found.measured, found.limit) for found in result.violations]


def test_held_hours_count_beside_the_work():
    assert found_beside_held() == []


def test_no_more_is_held_than_the_plan_shows():
    more = {"held": (HeldShare(client="vale", minutes=150),), "needed_minutes": 1010}
    assert found_beside_held(**more) == [(150, 120)]
    stranger = {"held": (HeldShare(client="harrow", minutes=120),)}
    assert found_beside_held(**stranger) == [(120, 0)]
    twice = {"held": (HeldShare(client="vale", minutes=60), HeldShare(client="vale", minutes=60))}
    assert found_beside_held(**twice) == [(2, 1), (2, 1)]


def test_held_hours_count_only_as_far_as_they_must_lie_in_the_window():
    """The piece of two hours may stand from 16:00 on, so only half of it must lie before 17:00."""
    until_five = {"to": at("24 17:00"), "free_minutes": 900}
    assert found_beside_held("24 17:00", **until_five) == [(120, 60)]
    half = {"held": (HeldShare(client="vale", minutes=60),), "needed_minutes": 920}
    assert found_beside_held("24 17:00", **until_five, **half) == []
