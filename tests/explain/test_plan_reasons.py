from __future__ import annotations

from typing import Any

import pytest

from scheduler.domain.plan import Plan, PlannedTask, UnplacedTask
from scheduler.domain.reasons import CapacityFigures, ImpossibleFigures, PatternFigures
from scheduler.domain.workspace import Workspace
from scheduler.explain.evidence import Evidence
from scheduler.explain.fairness import worse_off
from scheduler.explain.plan import explain_plan
from scheduler.units import TaskId
from scheduler.verify.plan import check_plan
from tests.building import (
    at,
    block,
    client,
    event,
    overtime,
    person,
    progress,
    task,
    time_off,
    workspace,
)
from tests.planning import plan_of


def _explained(studio: Workspace, placings: dict[str, Any], **fields: Any) -> Plan:
    """Explain an honest plan and hold that the independent check finds nothing wrong with it."""
    plan = explain_plan(studio, plan_of(studio, placings, **fields))
    assert [violation.text for violation in check_plan(studio, plan).violations] == []
    return plan


def _late(plan: Plan, name: str) -> PlannedTask:
    return next(task for task in plan.tasks if task.id == name)


def _unplaced(plan: Plan, name: str) -> UnplacedTask:
    return next(task for task in plan.unplaced if task.id == name)


def test_a_plan_that_is_on_time_stays_as_it_is() -> None:
    studio = workspace(tasks=[task("text", minutes=60, due="23 17:00")])
    plan = plan_of(studio, {"text": ("ana", [("23 09:00", "23 10:00")])})
    assert explain_plan(studio, plan) is plan


def test_too_little_time_before_the_due_time() -> None:
    studio = workspace(as_of="25 16:45", tasks=[task("text", minutes=180, due="25 17:00", title="Banner")])
    plan = _explained(studio, {"text": ("ana", [("25 16:45", "25 18:00"), ("26 09:00", "26 10:45")])})
    why = _late(plan, "text").why_late
    assert why is not None
    assert why.text == (
        "“Banner” needs 3 h, but between Wed 25 Nov 16:45 and Wed 25 Nov 17:00 Ana, the only one who may do it, has only 15 min."
    )
    assert (why.kind, why.proven) == ("impossible", True)
    assert why.figures == ImpossibleFigures.model_validate(
        {"from": at("25 16:45"), "to": at("25 17:00"), "needed_minutes": 180, "longest_minutes": 15, "cause": "short"}
    )


def test_of_several_people_the_one_with_the_most_time_counts() -> None:
    studio = workspace(
        people=[person("ana"), person("bo", week="mon-fri 09:00-11:00")],
        tasks=[task("text", minutes=300, due="23 13:00")],
    )
    plan = _explained(studio, {"text": ("ana", [("23 09:00", "23 13:00"), ("23 14:00", "23 15:00")])})
    why = _late(plan, "text").why_late
    assert why is not None
    assert isinstance(why.figures, ImpossibleFigures)
    assert why.figures.longest_minutes == 240
    assert "neither Ana nor Bo (nobody else may do it) has more than 4 h" in why.text


@pytest.mark.parametrize(
    ("team", "who"),
    [
        (("ana",), "Ana, the only one who may do it, has"),
        (("ana", "bo"), "neither Ana nor Bo (nobody else may do it) has"),
        (("ana", "bo", "cy"), "none of those who may do it (Ana, Bo and Cy) has"),
    ],
)
@pytest.mark.parametrize(
    ("due", "one_sitting", "has_alone", "has_of_several"),
    [
        ("23 11:00", False, "only 2 h", "more than 2 h"),
        ("23 11:00", True, "no unbroken stretch of more than 2 h", "an unbroken stretch of more than 2 h"),
        ("23 17:00", False, "no working time", "any working time"),
    ],
)
def test_one_and_several_people_lack_time_in_plain_words(
    team: tuple[str, ...], who: str, due: str, one_sitting: bool, has_alone: str, has_of_several: str
) -> None:
    empty = due == "23 17:00"
    week = "tue-fri 09:00-13:00 14:00-18:00" if empty else "mon-fri 09:00-13:00 14:00-18:00"
    studio = workspace(
        people=[person(name, week=week) for name in team],
        tasks=[task("text", minutes=240, due=due, one_sitting=one_sitting)],
    )
    plan = _explained(studio, {"text": (team[0], [("24 09:00", "24 13:00")])})
    why = _late(plan, "text").why_late
    assert why is not None
    has = has_alone if len(team) == 1 else has_of_several
    assert f"{who} {has}." in why.text


@pytest.mark.parametrize(
    ("commitment", "due", "minutes", "proven"),
    [("target", None, 1261, True), ("agreed", "2026-12-11", 1261, True), ("target", None, 1260, False)],
)
def test_work_that_is_not_due_in_the_horizon_lacks_a_place_by_addition(
    commitment: str, due: str | None, minutes: int, proven: bool
) -> None:
    """A week of 35 h: what is placed and what is not are too much together, though neither is due before its end."""
    fields: dict[str, Any] = {"commitment": commitment} | ({"due": due} if due else {})
    studio = workspace(
        people=[person("ana", "copy", week="mon-fri 09:00-12:00 13:00-17:00")],
        tasks=[task("one", "copy", 840, title="One", **fields), task("two", "copy", minutes, title="Two", **fields)],
    )
    days = [(f"{day} 09:00", f"{day} 12:00") for day in (23, 24, 25, 26)] + [("26 13:00", "26 15:00")]
    row = _unplaced(_explained(studio, {"one": ("ana", days)}), "two")
    assert row.why.proven == proven
    if proven:
        assert isinstance(row.why.figures, CapacityFigures)
        assert row.why.figures.needed_minutes == 2101
        assert row.why.figures.free_minutes == 2100


def test_work_without_a_title_is_said_to_have_none() -> None:
    studio = workspace(
        people=[person("ana", "copy")],
        tasks=[task("draft", "copy", 300, title=""), task("check", "copy", due="23 10:00", title="", after="draft")],
    )
    placings = {
        "draft": ("ana", [("23 09:00", "23 13:00"), ("23 14:00", "23 15:00")]),
        "check": ("ana", [("23 15:00", "23 16:00")]),
    }
    why = _late(_explained(studio, placings), "check").why_late
    assert why is not None
    assert why.text == (
        "Before the untitled task check comes the untitled task draft (5 h); that alone takes until Mon 23 Nov 15:00. "
        "The untitled task check is due Mon 23 Nov 10:00."
    )


def test_overdue_work() -> None:
    studio = workspace(tasks=[task("text", minutes=60, due="20 17:00")])
    plan = _explained(studio, {"text": ("ana", [("23 09:00", "23 10:00")])})
    why = _late(plan, "text").why_late
    assert why is not None
    assert why.proven
    assert why.text == "“text” was due Fri 20 Nov 17:00; what remains of it Mon 23 Nov 09:00 is 1 h."


def test_one_sitting_longer_than_any_stretch() -> None:
    studio = workspace(tasks=[task("workshop", minutes=300, due="24 18:00", one_sitting=True)])
    plan = _explained(studio, {})
    why = _unplaced(plan, "workshop").why
    assert _unplaced(plan, "workshop").cause == "one_sitting"
    assert isinstance(why.figures, ImpossibleFigures)
    assert (why.proven, why.figures.longest_minutes) == (True, 240)
    assert "in one sitting" in why.text
    assert "4 h" in why.text


@pytest.mark.parametrize(
    ("people", "fields", "words"),
    [
        ([person("ana", "seo")], {}, "Nobody has design, which “logo” needs."),
        (
            [person("ana", "design")],
            {"skill": "design:3"},
            "Nobody has design at level 3, which “logo” needs; the highest level of anybody is 1.",
        ),
        (
            [person("cy", "design")],
            {},
            "“logo” needs design; Cy could do it, but may not work for Harrow.",
        ),
    ],
)
def test_nobody_may_do_it(people: list[Any], fields: dict[str, Any], words: str) -> None:
    studio = workspace(
        people=people,
        clients=[client(exclude=("cy",) if people[0].id == "cy" else ())],
        tasks=[task("logo", fields.get("skill", "design"), 60, due="24 18:00")],
    )
    plan = _explained(studio, {})
    row = _unplaced(plan, "logo")
    assert (row.cause, row.why.proven, row.why.text) == ("no_person", True, words)


def test_nobody_is_there() -> None:
    studio = workspace(
        tasks=[task("text", minutes=60, due="24 18:00")],
        time_off=[time_off("ana", "23", "29")],
    )
    plan = _explained(studio, {})
    row = _unplaced(plan, "text")
    assert row.cause == "no_person"
    assert "has no working time (Ana is away through Sun 29 Nov)." in row.why.text


def test_what_cannot_start_inside_the_horizon() -> None:
    studio = workspace(tasks=[task("text", minutes=60, start="2026-12-07", due="2026-12-08")])
    row = _unplaced(_explained(studio, {}), "text")
    assert row.cause == "beyond_horizon"
    assert row.why.text == "“text” cannot start before Mon 7 Dec 09:00, and the plan ends Sun 29 Nov 24:00."


def test_a_chain_that_leaves_too_little_time() -> None:
    studio = workspace(
        people=[person("ana", "copy"), person("bo", "lead")],
        tasks=[
            task("draft", "copy", 300, title="Draft"),
            task("check", "lead", 120, due="24 11:00", after="draft + 1 working days", title="Check"),
        ],
    )
    plan = _explained(
        studio,
        {
            "draft": ("ana", [("23 09:00", "23 13:00"), ("23 14:00", "23 15:00")]),
            "check": ("bo", [("24 15:00", "24 17:00")]),
        },
    )
    why = _late(plan, "check").why_late
    assert why is not None
    assert why.text == (
        "Before “Check” comes “Draft” (5 h, then a wait of 1 working day); that alone takes until Tue 24 Nov 15:00. "
        "“Check” is due Tue 24 Nov 11:00."
    )
    assert (why.kind, why.proven) == ("impossible", True)


def test_a_long_chain_is_said_by_its_ends_and_its_sum() -> None:
    first = [task("t0", "copy", 60)]
    later = [task(f"t{at}", "copy", 60, after=f"t{at - 1}") for at in range(1, 9)]
    last = task("t9", "copy", 60, due="23 18:00", after="t8")
    studio = workspace(people=[person("ana", "copy")], tasks=[*first, *later, last])
    hours = (*(f"23 {hour:02}" for hour in (9, 10, 11, 12, 14, 15, 16, 17)), "24 09", "24 10")
    placings = {
        f"t{at}": ("ana", [(f"{hour}:00", f"{hour[:3]}{int(hour[3:]) + 1:02}:00")]) for at, hour in enumerate(hours)
    }
    why = _late(_explained(studio, placings), "t9").why_late
    assert why is not None
    assert why.text.startswith(
        "Before “t9” comes “t0” (1 h), “t1” (1 h), “t2” (1 h), “t3” (1 h), “t4” (1 h), 3 others (3 h) and “t8” (1 h); "
    )


def test_a_chain_that_leaves_some_time() -> None:
    studio = workspace(
        people=[person("ana", "copy"), person("bo", "lead")],
        tasks=[
            task("draft", "copy", 180, title="Draft"),
            task("check", "lead", 120, due="23 13:00", after="draft", title="Check"),
        ],
    )
    plan = _explained(
        studio,
        {
            "draft": ("ana", [("23 09:00", "23 12:00")]),
            "check": ("bo", [("23 12:00", "23 13:00"), ("23 14:00", "23 15:00")]),
        },
    )
    why = _late(plan, "check").why_late
    assert why is not None
    assert why.proven
    assert why.text.startswith("Before “Check” comes “Draft” (3 h); that alone takes until Mon 23 Nov 12:00. ")
    assert why.text.endswith("Bo, the only one who may do it, has only 1 h.")


def test_what_comes_after_work_that_cannot_be_done() -> None:
    studio = workspace(
        tasks=[
            task("draft", "copy", 60, title="Draft"),
            task("check", minutes=60, due="24 18:00", after="draft", title="Check"),
        ]
    )
    row = _unplaced(_explained(studio, {}), "check")
    assert row.cause == "chain"
    assert row.why.proven
    assert row.why.text == "“Check” comes after “Draft”, which cannot be done: nobody has copy, which “Draft” needs."


def test_more_work_than_time() -> None:
    studio = workspace(
        people=[person("ana", "design"), person("bo", "design", "copy"), person("cy", "copy")],
        tasks=[
            task("one", "design", 480, due="23 18:00", title="One"),
            task("two", "design", 400, due="23 18:00", title="Two"),
            task("three", "design", 200, due="23 18:00", title="Three"),
            task("words", "copy", 60, due="23 18:00"),
        ],
    )
    plan = _explained(
        studio,
        {
            "one": ("ana", [("23 09:00", "23 13:00"), ("23 14:00", "23 18:00")]),
            "two": ("bo", [("23 09:00", "23 13:00"), ("23 14:00", "23 16:40")]),
            "three": ("bo", [("23 16:40", "23 18:00"), ("24 09:00", "24 11:00")]),
            "words": ("cy", [("23 09:00", "23 10:00")]),
        },
    )
    why = _late(plan, "three").why_late
    assert why is not None
    assert why.text == (
        "Design needs 18 h by Mon 23 Nov 18:00, and those who can do it (Ana and Bo) have 16 h: 2 h too much. "
        "The work: “One” 8 h, “Two” 6 h 40 min and “Three” 3 h 20 min."
    )
    assert isinstance(why.figures, CapacityFigures)
    assert why.figures.people == ("ana", "bo")
    assert why.figures.skills == ("design",)
    assert (why.figures.free_minutes, why.figures.needed_minutes) == (960, 1080)
    assert (why.figures.from_, why.figures.to) == (at("23 09:00"), at("23 18:00"))
    assert [(share.task, share.minutes) for share in why.figures.work] == [("one", 480), ("two", 400), ("three", 200)]


def test_work_before_a_due_time_counts_with_what_comes_after_it() -> None:
    # The draft has no due time of its own; the check must begin by Monday 17:00.
    studio = workspace(
        people=[person("ana", "copy"), person("bo", "lead")],
        tasks=[
            task("draft", "copy", 300, commitment="target", title="Draft"),
            task("check", "lead", 60, due="23 18:00", after="draft", title="Check"),
            task("letter", "copy", 240, due="23 17:00", title="Letter"),
        ],
    )
    plan = _explained(
        studio,
        {
            "draft": ("ana", [("23 09:00", "23 13:00"), ("23 14:00", "23 15:00")]),
            "letter": ("ana", [("23 15:00", "23 18:00"), ("24 09:00", "24 10:00")]),
            "check": ("bo", [("23 15:00", "23 16:00")]),
        },
    )
    why = _late(plan, "letter").why_late
    assert why is not None
    assert isinstance(why.figures, CapacityFigures)
    assert {share.task for share in why.figures.work} == {"draft", "letter"}
    assert (why.figures.needed_minutes, why.figures.free_minutes) == (540, 420)


def test_work_of_less_weight_is_no_excuse() -> None:
    studio = workspace(
        tasks=[
            task("promise", minutes=240, due="23 18:00", title="Promise"),
            task("wish", minutes=300, due="23 18:00", commitment="target", title="Wish"),
        ],
    )
    both = {
        "wish": ("ana", [("23 09:00", "23 13:00"), ("23 14:00", "23 15:00")]),
        "promise": ("ana", [("23 15:00", "23 18:00"), ("24 09:00", "24 10:00")]),
    }
    why = _late(_explained(studio, both), "promise").why_late
    assert why is not None
    assert (why.kind, why.proven) == ("pattern", False)
    assert why.text == (
        "No plan was found that has “Promise” done by Mon 23 Nov 18:00 without making something late that goes before it. "
        "In its way: 5 h of “Wish” (Ana)."
    )
    other = {
        "promise": ("ana", [("23 09:00", "23 13:00")]),
        "wish": ("ana", [("23 14:00", "23 18:00"), ("24 09:00", "24 10:00")]),
    }
    why = _late(_explained(studio, other), "wish").why_late
    assert why is not None
    assert (why.kind, why.proven) == ("capacity", True)


def test_a_pin_is_said() -> None:
    studio = workspace(
        people=[person("ana"), person("bo")],
        tasks=[task(name, minutes=300, due="23 18:00", person="ana", title=name.title()) for name in ("one", "two")],
    )
    plan = _explained(
        studio,
        {
            "one": ("ana", [("23 09:00", "23 13:00"), ("23 14:00", "23 15:00")]),
            "two": ("ana", [("23 15:00", "23 18:00"), ("24 09:00", "24 11:00")]),
        },
    )
    why = _late(plan, "two").why_late
    assert why is not None
    assert why.proven
    assert "Ana, to whom it is pinned, has 8 h: 2 h too much" in why.text


def test_what_stands_in_the_way_is_named() -> None:
    studio = workspace(
        people=[person("ana"), person("bo")],
        tasks=[
            task("long", minutes=420, due="24 18:00", title="Long"),
            task("workshop", minutes=180, due="23 18:00", one_sitting=True, title="Workshop"),
        ],
        time_off=[time_off("bo", "23", "23")],
        events=[event("ana", "23 14:00", "23 15:00")],
    )
    plan = _explained(
        studio,
        {
            "long": ("ana", [("23 09:00", "23 13:00"), ("23 15:00", "23 18:00")]),
            "workshop": ("bo", [("24 09:00", "24 12:00")]),
        },
    )
    why = _late(plan, "workshop").why_late
    assert why is not None
    assert isinstance(why.figures, PatternFigures)
    assert why.figures.blockers == (
        "its one sitting of 3 h",
        "Bo is away through Mon 23 Nov",
        "7 h of “Long” (Ana)",
        "a meeting of Ana until Mon 23 Nov 15:00",
    )
    assert not why.proven


def test_a_bound_above_zero_says_that_somebody_must_be_late() -> None:
    # Three jobs of five hours, two people with eight hours each: the hours are there, but in no one's hands.
    studio = workspace(
        people=[person("ana"), person("bo")],
        tasks=[task(name, minutes=300, due="23 18:00", title=name.title()) for name in ("one", "two", "three")],
    )
    placings = {
        "one": ("ana", [("23 09:00", "23 13:00"), ("23 14:00", "23 15:00")]),
        "two": ("bo", [("23 09:00", "23 13:00"), ("23 14:00", "23 15:00")]),
        "three": ("bo", [("23 15:00", "23 18:00"), ("24 09:00", "24 11:00")]),
    }
    open_yet = _late(_explained(studio, placings), "three").why_late
    assert open_yet is not None
    assert open_yet.text.startswith("No plan was found that has “Three” done by Mon 23 Nov 18:00")
    plan = plan_of(studio, placings)
    objective = tuple(
        level.model_copy(update={"bound": (1,)}) if level.level == "agreed_lateness" else level
        for level in plan.objective
    )
    why = _late(_explained(studio, placings, objective=objective), "three").why_late
    assert why is not None
    assert why.text == (
        "Somebody must be late: there is no plan with all agreed work on time, and none was found in which the worst-off "
        "client is better off. Here it is “Three”, due Mon 23 Nov 18:00. In its way: 5 h of “One” (Ana) and 5 h of “Two” (Bo)."
    )
    assert not why.proven


@pytest.mark.parametrize(("finish", "named"), [("23 11:00", False), ("23 17:00", True)])
def test_what_was_finished_in_time_is_in_nobodys_way(finish: str, named: bool) -> None:
    studio = workspace(
        people=[person("ana", "copy"), person("bo", "lead")],
        tasks=[
            task("draft", "copy", 120, due="24 18:00", title="Draft"),
            task("check", "lead", 120, due="23 18:00", after="draft", title="Check"),
            task("wish", "lead", 300, due="23 18:00", commitment="target", title="Wish"),
        ],
    )
    begin = {"23 11:00": "23 09:00", "23 17:00": "23 15:00"}[finish]
    placings = {
        "draft": ("ana", [(begin, finish)]),
        "wish": ("bo", [("23 11:00", "23 13:00"), ("23 14:00", "23 17:00")]),
        "check": ("bo", [("23 17:00", "23 18:00"), ("24 09:00", "24 10:00")]),
    }
    why = _late(_explained(studio, placings), "check").why_late
    assert why is not None
    assert why.kind == "pattern"
    assert ("it waits for “Draft”, which is done Mon 23 Nov 17:00" in why.text) == named
    assert ("“Draft”" in why.text) == named


@pytest.mark.parametrize(
    ("big_of", "old_minutes", "said"),
    [
        ("harrow", 0, " The time went to work of Quay, a client that would otherwise be worse off."),
        ("harrow", 300, " The time went to work of Quay, a client that is worse off as it is."),
        ("quay", 0, ""),
    ],
)
def test_the_client_that_got_the_time_is_named_where_it_is_worse_off(big_of: str, old_minutes: int, said: str) -> None:
    # Three jobs of five hours for two people; a client with much other work bears the same delay more easily.
    tasks = [
        task("one", minutes=300, due="23 18:00", client="quay"),
        task("two", minutes=300, due="23 18:00", client=big_of),
        task("three", minutes=300, due="23 18:00"),
        task("big", minutes=600, due="27 18:00", client=big_of),
    ]
    placings: dict[str, Any] = {
        "one": ("ana", [("23 09:00", "23 13:00"), ("23 14:00", "23 15:00")]),
        "two": ("bo", [("23 09:00", "23 13:00"), ("23 14:00", "23 15:00")]),
        "three": ("bo", [("23 15:00", "23 18:00"), ("24 09:00", "24 11:00")]),
        "big": ("ana", [("25 09:00", "25 13:00"), ("25 14:00", "25 18:00"), ("26 09:00", "26 11:00")]),
    }
    if old_minutes:
        tasks.append(task("old", minutes=old_minutes, due="23 18:00", client="quay"))
        placings["old"] = ("ana", [("24 09:00", "24 13:00"), ("24 14:00", "24 15:00")])
    studio = workspace(people=[person("ana"), person("bo")], clients=[client("harrow"), client("quay")], tasks=tasks)
    plan = plan_of(studio, placings)
    evidence = Evidence.of(studio, overtime=False)
    late = evidence.instance.tasks[evidence.index[TaskId("three")]]
    assert worse_off(evidence, plan, late, others=[TaskId("one"), TaskId("two")]) == said
    if not old_minutes:
        why = _late(_explained(studio, placings), "three").why_late
        assert why is not None
        assert ("The time went to work of Quay" in why.text) == bool(said)


def test_overtime_counts_as_time_where_the_plan_uses_it() -> None:
    studio = workspace(
        people=[person("ana", overtime=overtime(60, "mon-fri 18:00-20:00"))],
        tasks=[
            task("one", minutes=480, due="23 18:00", title="One"),
            task("two", minutes=120, due="23 20:00", title="Two"),
        ],
    )
    placings = {
        "one": ("ana", [("23 09:00", "23 13:00"), ("23 14:00", "23 18:00")]),
        "two": ("ana", [block("23 18:00", "23 19:00", overtime=True), block("24 09:00", "24 10:00")]),
    }
    why = _late(_explained(studio, placings), "two").why_late
    assert why is not None
    assert isinstance(why.figures, CapacityFigures)
    assert (why.figures.free_minutes, why.figures.needed_minutes) == (540, 600)


def test_remaining_minutes_off_the_grid_stay_exact() -> None:
    studio = workspace(
        tasks=[task("one", minutes=480, due="23 18:00", title="One"), task("two", minutes=60, due="23 18:00")],
        progress=[progress("two", remaining_minutes=7)],
    )
    placings = {
        "one": ("ana", [("23 09:00", "23 13:00"), ("23 14:00", "23 18:00")]),
        "two": ("ana", [("24 09:00", "24 09:07")]),
    }
    why = _late(_explained(studio, placings), "two").why_late
    assert why is not None
    assert "8 h 7 min by Mon 23 Nov 18:00" in why.text
    assert "7 min too much" in why.text


def test_who_may_not_do_the_rest_of_the_same_persons_work_is_no_help() -> None:
    studio = workspace(
        people=[person("ana", "copy", "lead"), person("bo", "copy", week="mon-fri 09:00-18:00")],
        tasks=[
            task("draft", "copy", 500, due="23 18:00", same_person_as="check", title="Draft"),
            task("check", "lead", 30, due="27 18:00", title="Check"),
        ],
    )
    placings = {
        "draft": ("ana", [("23 09:00", "23 13:00"), ("23 14:00", "23 18:00"), ("24 09:00", "24 09:20")]),
        "check": ("ana", [("24 10:00", "24 10:30")]),
    }
    # Bo alone would have 540 minutes, but may not do the check.
    why = _late(_explained(studio, placings), "draft").why_late
    assert why is not None
    assert why.proven
    assert "Ana, the only one who may do it and “Check”, has only 8 h." in why.text


def test_work_of_one_person_that_nobody_may_do_together() -> None:
    studio = workspace(
        people=[person("ana", "copy"), person("bo", "lead")],
        tasks=[
            task("draft", "copy", 60, due="24 18:00", same_person_as="check", title="Draft"),
            task("check", "lead", 30, due="24 18:00", title="Check"),
        ],
    )
    row = _unplaced(_explained(studio, {"check": ("bo", [("23 09:00", "23 09:30")])}), "draft")
    assert row.cause == "no_person"
    assert row.why.text == (
        "“Draft” must be done by the same person as “Check”, and nobody may do both: the one is for Ana, the other for Bo."
    )


def test_work_of_one_person_that_is_too_much_for_anybody() -> None:
    studio = workspace(
        people=[person("ana"), person("bo")],
        tasks=[
            task("one", minutes=300, due="23 18:00", same_person_as="two", title="One"),
            task("two", minutes=200, due="23 18:00", title="Two"),
        ],
    )
    placings = {
        "one": ("ana", [("23 09:00", "23 13:00"), ("23 14:00", "23 15:00")]),
        "two": ("ana", [("23 15:00", "23 18:00"), ("24 09:00", "24 09:20")]),
    }
    why = _late(_explained(studio, placings), "two").why_late
    assert why is not None
    assert why.text == (
        "The same person must do “Two” (3 h 20 min) and “One” (5 h), 8 h 20 min in all between Mon 23 Nov 09:00 and "
        "Mon 23 Nov 18:00, and none of Ana and Bo has more than 8 h."
    )
    assert not why.proven
