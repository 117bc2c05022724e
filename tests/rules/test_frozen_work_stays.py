"""Monday 23 November 09:00 with two frozen days: the freeze ends on Wednesday 25 at 18:00."""

import pytest

from scheduler.verify import check_plan
from tests.building import client, person, progress, task, time_off, workspace
from tests.planning import given_up, plan_of, rules_broken

BEFORE = {"text": ("ana", [("24 09:00", "24 11:00")])}


def studio(*, people=("ana", "bo"), minutes=120, **fields):
    of_task = fields.pop("of_task", {})
    team = [person(name) for name in people]
    return workspace(people=team, tasks=[task("text", minutes=minutes, **of_task)], horizon_days=14, **fields)


def check(now, then, *, where=None, unfrozen=(), before=None, **fields):
    """Check a plan `then` of the workspace `now` against what the workspace `where` had planned."""
    baseline = plan_of(where or studio(**fields), before or BEFORE)
    draft = plan_of(now, then).model_copy(update={"unfrozen": tuple(unfrozen)})
    plan = plan_of(now, then, baseline=baseline, unfrozen=draft.unfrozen)
    return check_plan(now, plan, baseline=baseline)


def test_allows_work_that_stays():
    assert check(studio(), BEFORE).violations == ()


def test_is_unchecked_without_a_baseline():
    result = check_plan(studio(), plan_of(studio(), BEFORE))
    assert "frozen_work_stays" in dict(result.unchecked)
    assert "frozen_work_stays" not in result.checked


@pytest.mark.parametrize(
    ("who", "blocks", "minutes"),
    [
        ("bo", [("24 09:00", "24 11:00")], 120),
        ("ana", [("24 09:30", "24 11:30")], 30),
        ("ana", [("24 09:00", "24 10:59"), ("24 14:00", "24 14:01")], 1),
    ],
)
def test_forbids_another_person_or_time_and_measures_the_minutes(who, blocks, minutes):
    result = check(studio(), {"text": (who, blocks)})
    assert rules_broken(result) == ["frozen_work_stays"]
    (found,) = result.violations
    assert (found.subject, found.measured, found.limit) == ("text", minutes, 0)


def test_says_what_left():
    (found,) = check(studio(), {}).violations
    assert found.text == "task 'text' (ana): 2 h of frozen work on Tue 24 Nov 09:00 left ana or their time"


def test_only_blocks_that_start_before_the_end_of_the_freeze_are_frozen():
    before = {"text": ("ana", [("25 17:30", "25 18:00"), ("26 09:00", "26 10:30")])}
    moved_after = {"text": ("ana", [("25 17:30", "25 18:00"), ("27 09:00", "27 10:30")])}
    assert check(studio(), moved_after, before=before).violations == ()
    moved_inside = {"text": ("ana", [("25 17:00", "25 17:30"), ("26 09:00", "26 10:30")])}
    assert [found.measured for found in check(studio(), moved_inside, before=before).violations] == [30]


def test_nothing_is_frozen_for_zero_days():
    free = {"policy": {"freeze_days": 0}}
    assert check(studio(**free), {"text": ("bo", [("27 09:00", "27 11:00")])}, where=studio(**free)).violations == ()


def test_what_lies_before_as_of_is_ignored_and_a_running_block_counts_from_as_of():
    before = {"text": ("ana", [("23 09:00", "23 13:00")])}
    rest = [progress("text", worked_minutes=120)]
    now = studio(minutes=240, as_of="23 11:00", progress=rest)
    stays = {"text": ("ana", [("23 11:00", "23 13:00")])}
    assert check(now, stays, where=studio(minutes=240), before=before).violations == ()
    leaves = {"text": ("ana", [("23 14:00", "23 16:00")])}
    result = check(now, leaves, where=studio(minutes=240), before=before)
    assert [(found.rule, found.measured) for found in result.violations] == [("frozen_work_stays", 120)]


OTHER_DAY = {"text": ("bo", [("26 09:00", "26 11:00")])}


@pytest.mark.parametrize(
    ("now", "cause"),
    [
        (studio(time_off=[time_off("ana", "24", "24")]), "person_away"),
        (studio(people=("bo",)), "person_away"),
        (studio(of_task={"due": "26 17:00"}), "client_change"),
        (studio(of_task={"person": "bo"}), "client_change"),
    ],
)
def test_gives_way_for_a_cause_that_holds(now, cause):
    assert check(now, OTHER_DAY, where=studio(), unfrozen=[given_up("text", cause)]).violations == ()


def test_gives_way_where_the_task_is_shorter():
    then = {"text": ("ana", [("24 10:00", "24 11:00")])}
    result = check(studio(minutes=60), then, where=studio(), unfrozen=[given_up("text", "task_shorter")])
    assert result.violations == ()


def test_a_cause_that_does_not_hold_is_none():
    result = check(studio(), OTHER_DAY, unfrozen=[given_up("text", "person_away")])
    assert rules_broken(result) == ["frozen_work_stays"]
    assert "the cause given, person_away, does not hold" in result.violations[0].text


def test_done_work_is_not_frozen():
    now = studio(progress=[progress("text", done_on="2026-11-23")])
    assert check(now, {}, where=studio(), unfrozen=[given_up("text", "task_done")]).violations == ()


def chain(*, off=(), minutes=120, **fields):
    tasks = [task("text", minutes=minutes), task("check", minutes=60, after="text", due=fields.pop("due", None))]
    return workspace(people=[person("ana"), person("bo")], tasks=tasks, time_off=list(off), **fields)


CHAIN = {"text": ("ana", [("24 09:00", "24 11:00")]), "check": ("bo", [("24 11:00", "24 12:00")])}
LATER_CHAIN = {"text": ("ana", [("25 09:00", "25 11:00")]), "check": ("bo", [("25 11:00", "25 12:00")])}


def test_what_waits_for_work_that_lost_its_place_may_lose_it_too():
    ill = chain(off=[time_off("ana", "24", "24")])
    both = [given_up("text", "person_away"), given_up("check", "person_away")]
    assert check(ill, LATER_CHAIN, where=chain(), before=CHAIN, unfrozen=both).violations == ()


def test_what_waits_stays_where_the_work_before_it_is_in_time():
    ill = chain(off=[time_off("ana", "24", "24")])
    in_time = LATER_CHAIN | {"text": ("bo", [("24 09:00", "24 11:00")])}
    both = [given_up("text", "person_away"), given_up("check", "person_away")]
    result = check(ill, in_time, where=chain(), before=CHAIN, unfrozen=both)
    assert [(found.rule, found.subject, found.measured) for found in result.violations] == [
        ("frozen_work_stays", "check", 60)
    ]


@pytest.mark.parametrize(("is_one_persons", "broken"), [(True, []), (False, ["frozen_work_stays"])])
def test_what_waits_goes_along_where_one_person_must_do_both(is_one_persons, broken):
    """In time or not, work of somebody else leaves what must be the same person's work no place with the one who is away."""

    def both(*off):
        bound = {"same_person_as": ("text",)} if is_one_persons else {}
        tasks = [task("text", minutes=120), task("check", minutes=60, after="text", **bound)]
        return workspace(people=[person("ana"), person("bo")], tasks=tasks, time_off=list(off))

    before = CHAIN | {"check": ("ana", [("24 11:00", "24 12:00")])}
    then = {"text": ("bo", [("23 09:00", "23 11:00")]), "check": ("bo", [("24 11:00", "24 12:00")])}
    ill = both(time_off("ana", "24 09:00", "24 11:00"))
    causes = [given_up("text", "person_away"), given_up("check", "person_away")]
    result = check(ill, then, where=both(), before=before, unfrozen=causes)
    assert rules_broken(result) == broken


def test_what_waits_for_work_that_takes_longer_is_its_clients_change():
    longer = LATER_CHAIN | {"text": ("ana", [("24 09:00", "24 11:00"), ("24 14:00", "24 15:00")])}
    result = check(
        chain(minutes=180), longer, where=chain(), before=CHAIN, unfrozen=[given_up("check", "client_change")]
    )
    assert result.violations == ()


def test_what_waits_for_work_that_takes_longer_may_move_also_where_that_ends_in_time():
    sooner = LATER_CHAIN | {"text": ("ana", [("23 14:00", "23 15:00"), ("24 09:00", "24 11:00")])}
    result = check(
        chain(minutes=180), sooner, where=chain(), before=CHAIN, unfrozen=[given_up("check", "client_change")]
    )
    assert "frozen_work_stays" not in rules_broken(result)


def test_a_predecessor_that_moved_without_a_cause_excuses_nothing():
    result = check(chain(), LATER_CHAIN, before=CHAIN, where=chain(), unfrozen=[given_up("check", "person_away")])
    assert [(found.rule, found.subject) for found in result.violations] == [
        ("frozen_work_stays", "check"),
        ("frozen_work_stays", "text"),
    ]


YESTERDAY = {"text": ("ana", [("23 09:00", "23 11:00")]), "check": ("bo", [("24 09:00", "24 10:00")])}
TODAY = {"text": ("ana", [("24 09:00", "24 11:00")]), "check": ("bo", [("24 11:00", "24 12:00")])}


@pytest.mark.parametrize(("cause", "is_true"), [("behind", True), ("client_change", False), ("person_away", False)])
def test_what_waits_for_work_whose_time_passed_is_behind_and_nobody_changed_it(cause, is_true):
    result = check(chain(as_of="24 09:00"), TODAY, where=chain(), before=YESTERDAY, unfrozen=[given_up("check", cause)])
    assert (result.violations == ()) == is_true


def test_a_sitting_of_which_the_time_has_begun_is_behind():
    before = {"text": ("ana", [("24 09:00", "24 11:00")])}
    now = studio(of_task={"one_sitting": True}, as_of="24 10:00")
    then = {"text": ("ana", [("24 14:00", "24 16:00")])}
    where = studio(of_task={"one_sitting": True})
    assert check(now, then, where=where, before=before, unfrozen=[given_up("text", "behind")]).violations == ()
    wrong = check(now, then, where=where, before=before, unfrozen=[given_up("text", "client_change")])
    assert rules_broken(wrong) == ["frozen_work_stays"]


def test_the_longer_work_of_another_client_is_no_change_of_ones_own():
    tasks = [task("text", minutes=180), task("check", minutes=60, after="text", client="vale")]
    place = workspace(people=[person("ana"), person("bo")], clients=[client("harrow"), client("vale")], tasks=tasks)
    longer = LATER_CHAIN | {"text": ("ana", [("24 09:00", "24 11:00"), ("24 14:00", "24 15:00")])}
    first = place.model_copy(update={"tasks": (task("text", minutes=120), tasks[1])})
    assert check(place, longer, where=first, before=CHAIN, unfrozen=[given_up("check", "behind")]).violations == ()
    wrong = check(place, longer, where=first, before=CHAIN, unfrozen=[given_up("check", "client_change")])
    assert rules_broken(wrong) == ["frozen_work_stays"]
