"""Headline, trouble, changes, promises and measures of a plan."""

from datetime import date
from typing import Any

import pytest

from scheduler.domain.plan import Level, Plan
from scheduler.domain.reasons import Reason
from scheduler.domain.standing import standing_of
from scheduler.report.agreements import agreed_of
from scheduler.report.changes import changes_of
from scheduler.report.headline import headline_of
from scheduler.report.measures import measures_of
from scheduler.report.names import Names, names_of
from scheduler.report.promises import ClientPromises, client_promises
from scheduler.report.trouble import late_groups, unplaced_groups
from scheduler.report.week import week_of
from tests.report import studio

WEEK = week_of(date(2026, 11, 23))


def names(plan: Plan) -> Names:
    return names_of(studio.workspace(), plan)


def verdict(plan: Plan) -> str:
    headline = headline_of(
        studio.workspace(),
        plan,
        standing=standing_of(plan, frozenset()),
        checked_rules=18,
        week=WEEK,
        names=names(plan),
    )
    return headline.verdict


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (studio.calm_plan(), "Everything agreed is on time."),
        (studio.calm_plan().model_copy(update={"tasks": ()}), "There is no open work."),
        (
            studio.strained_plan(),
            "1 promise is late and 1 promise has no place; proven for 1 of 2.",
        ),
        (
            studio.strained_plan(proven=False),
            "1 promise is late and 1 promise has no place; whether that must be is not proven.",
        ),
        (
            studio.calm_plan().model_copy(update={"status": "infeasible"}),
            "Not all frozen work can stand: it contradicts a rule that cannot give way.",
        ),
    ],
)
def test_the_verdict_is_one_sentence(plan: Plan, words: str) -> None:
    assert verdict(plan) == words


def test_a_proof_for_several_tasks_together_is_none_for_each() -> None:
    plan = studio.strained_plan()
    late = next(task for task in plan.tasks if task.why_late is not None)
    both = studio.TOO_MUCH.model_dump(by_alias=True)
    both["figures"]["work"] = [{"task": "poster", "minutes": 240}, {"task": "window", "minutes": 240}]
    shared = late.model_copy(update={"why_late": Reason.model_validate(both)})
    tasks = tuple(shared if task.id == late.id else task for task in plan.tasks)
    assert verdict(plan.model_copy(update={"tasks": tasks})).endswith("; it is proven that not all can be kept.")
    late_only = plan.model_copy(update={"tasks": tasks, "unplaced": ()})
    assert verdict(late_only) == "1 promise is late, and it is proven that at least one must be."
    own = plan.unplaced[0].model_copy(update={"why": studio.TOO_MUCH})
    figures = {**both["figures"], "work": [{"task": own.id, "minutes": 240}]}
    own = own.model_copy(update={"why": Reason.model_validate({**both, "figures": figures})})
    assert verdict(plan.model_copy(update={"unplaced": (own,)})).endswith("; proven for all of them.")


def test_a_proof_of_lateness_is_none_of_having_no_place() -> None:
    plan = studio.strained_plan()
    tasks = tuple(task for task in plan.tasks if task.why_late is None)
    homeless = plan.model_copy(update={"tasks": tasks})
    assert verdict(homeless) == "1 promise has no place; it is proven that not all can be kept."
    frozen = homeless.model_copy(update={"policy": {"freeze_days": 1}})
    assert verdict(frozen).endswith("; it is proven that not all can be kept as long as frozen work stays.")
    bare = homeless.model_copy(update={"book": "0" * 64, "uncovered": (plan.unplaced[0].id,)})
    assert verdict(bare) == "1 task without a promise has no place; it is proven that not all can be done in time."


def test_breaches_of_the_law_are_counted() -> None:
    late = studio.planned(
        "filing", "harrow", "ana", (studio.block("25 09:00-12:00"),), due=studio.at("24 17:00"), commitment="regulatory"
    )
    plan = studio.strained_plan().model_copy(update={"tasks": (late, studio.POSTER), "unplaced": ()})
    assert verdict(plan).startswith("2 promises are late, 1 of them bound by law; proven for 1 of 2.")


def test_the_headline_says_team_time_and_check() -> None:
    plan = studio.calm_plan()
    standing = standing_of(plan, frozenset())
    headline = headline_of(studio.workspace(), plan, standing=standing, checked_rules=18, week=WEEK, names=names(plan))
    assert headline.team == "Northlight Studio"
    assert headline.when == "week 48, 23 to 29 Nov 2026 · as of Mon 23 Nov 09:00 · planned to Sun 6 Dec"
    assert headline.good
    assert headline.facts == ("3 tasks planned for 2 clients", "checked independently against 18 rules")


def test_a_plan_cut_short_says_so() -> None:
    plan = studio.calm_plan().model_copy(update={"stopped_by": "wall_clock"})
    standing = standing_of(plan, frozenset())
    headline = headline_of(studio.workspace(), plan, standing=standing, checked_rules=18, week=WEEK, names=names(plan))
    assert "stopped by the clock" in headline.facts


def test_late_work_stands_with_its_reason() -> None:
    plan = studio.strained_plan()
    (group,) = late_groups(plan, names(plan))
    assert (group.reason, group.proven) == (studio.TOO_MUCH.text, True)
    (trouble,) = group.tasks
    assert (trouble.title, trouble.client, trouble.minutes, trouble.person) == (
        "Draw the poster",
        "Harrow & Co",
        120,
        "Bo",
    )


def test_tasks_with_one_reason_share_its_sentence_and_promises_come_first() -> None:
    plan = studio.calm_plan().model_copy(
        update={
            "unplaced": (
                studio.unplaced("maybe", "tamsin", "tentative", 900),
                studio.unplaced("report/2026-11-27/draft", "harrow", "agreed", 240),
                studio.unplaced("small", "tamsin", "agreed", 60),
            )
        }
    )
    (group,) = unplaced_groups(plan, names(plan))
    assert [trouble.id for trouble in group.tasks] == ["report/2026-11-27/draft", "small", "maybe"]
    assert [trouble.title for trouble in group.tasks] == ["Weekly report: draft", "small", "maybe"]
    assert not group.proven


def test_changes_tell_before_and_after() -> None:
    plan = studio.strained_plan()
    changes = changes_of(plan, names(plan))
    told = {change.id: (change.before, change.after) for change in changes.moves}
    assert told == {
        "poster": ("Cy, Wed 25 18:00", "Bo, Thu 26 19:00"),
        "filing": ("Bo, from Mon 23 10:00", "Ana, from Mon 23 09:00"),
        "report/2026-11-27/draft": ("Cy, Tue 24 13:00", "not placed"),
    }
    titles = {change.id: change.title for change in changes.moves}
    assert titles["report/2026-11-27/draft"] == "Weekly report: draft, 27 Nov"
    assert titles["poster"] == "Draw the poster"
    assert (changes.added, changes.dropped) == (("Dress the window",), ("old-job",))
    assert changes.unfrozen == (("Draw the poster", "the person is away then"),)


def test_without_a_baseline_nothing_changed() -> None:
    assert not changes_of(studio.calm_plan(), names(studio.calm_plan()))


def promises(plan: Plan) -> dict[str, ClientPromises]:
    found = client_promises(studio.workspace(), plan, week=WEEK, names=names(plan))
    return {client.id: client for client in found}


def test_promises_stand_by_due_time_with_what_is_to_spare() -> None:
    rows = promises(studio.strained_plan())["harrow"].rows
    assert [(row.id, row.late_minutes, row.slack_minutes) for row in rows] == [
        ("filing", 0, 27 * 60),
        ("poster", 120, None),
    ]


def test_later_promises_are_summed_up_with_the_closest() -> None:
    client = promises(studio.strained_plan())["tamsin"]
    assert [row.id for row in client.rows] == ["window"]
    assert (client.later.count, client.later.late_count) == (1, 0)
    assert client.later.tightest is not None
    assert client.later.tightest.id == "cake-card"


def test_measures_leave_out_what_is_zero_and_say_what_is_proven() -> None:
    plan = studio.strained_plan()
    told = [(measure.level, measure.value, measure.bound, measure.proven) for measure in measures_of(plan, names(plan))]
    assert told == [
        ("agreed lateness", "Harrow & Co 20 h, averaged over its work", "1 h", False),
        ("overtime", "1 h", "1 h", True),
    ]


def test_a_long_vector_is_cut_and_balance_left_to_the_load() -> None:
    levels: tuple[Any, ...] = (
        Level(
            level="agreed_lateness",
            value=(50, 40, 30, 20),
            bound=(0, 0, 0, 0),
            unit="minutes",
            optimal=False,
            clients=("a", "b", "c", "d"),
        ),
        Level(level="priorities", value=12345, bound=0, unit="weighted minute-minutes", optimal=False),
        Level(level="balance", value=(900,), bound=(0,), unit="permille", optimal=False, clients=("ana",)),
    )
    plan = studio.calm_plan().model_copy(update={"objective": levels})
    told = [(measure.value, measure.bound) for measure in measures_of(plan, names(plan))]
    assert told == [("a 50 min, b 40 min, c 30 min and 1 more, averaged over the work of each", None)]


def test_agreed_hours_stand_against_open_work() -> None:
    agreed = agreed_of(studio.workspace())
    assert agreed.last == date(2026, 12, 6)
    harrow, tamsin = agreed.rows
    # Two rows of tasks.csv and the two Fridays' reports, of four hours each.
    assert (harrow.name, harrow.agreed, harrow.guaranteed_minutes, harrow.open_minutes) == ("Harrow & Co", "", 0, 960)
    assert tamsin.open_minutes == 480
    assert agreed.open_tasks == 6
