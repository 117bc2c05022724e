"""Whose slack binds: who is behind keeps inside its floors as long as everything can be done so."""

from __future__ import annotations

from functools import partial

import pytest

from scheduler.domain.holdings import Holdings, PromisedDate, WitnessWork
from scheduler.instance.build import build
from scheduler.solve.holding import of_clients_behind
from scheduler.solve.planner import PlanSettings, make_plan
from scheduler.solve.slack import ties_by_slack
from scheduler.solve.work import Work
from scheduler.units import PersonId, Span, TaskId
from scheduler.verify.clock import minute_of
from tests.building import client, instant, person, task, workspace


@pytest.mark.parametrize(("floor", "binds"), [("23 17:00", True), ("23 13:00", False)])
def test_slack_is_used_up_only_where_what_is_behind_needs_it(floor: str, binds: bool) -> None:
    # Five hours are left at nine, and the book has them from half past eight on: half an hour passed unreported.
    place = workspace(
        people=[person("ana", "work")],
        clients=[client("vale")],
        tasks=[task("film", "work", 300, client="vale", due="2026-11-24T18:00")],
    )
    film = TaskId("film")
    begun = instant("23 09:00") - 30
    holdings = Holdings(
        commitments={film: PromisedDate(due=instant("24 18:00"), floor_at=instant(floor))},
        witness={film: WitnessWork(person=PersonId("ana"), pieces=(Span(begun, instant("23 13:00")),))},
    )
    make = partial(build, place, holdings=holdings)
    behind = of_clients_behind(make())
    assert behind == {film}
    ties = ties_by_slack(make, behind, Work(5.0), seed=0)
    assert (ties.to_floor, ties.to_due) == ((behind, frozenset()) if binds else (frozenset(), behind))
    (built,) = make(ties=ties).instance.tasks
    assert (built.floor_at == instant(floor)) is binds


def vale_and_others(*, others: bool):
    """Return a way to build a plan in which vale is behind by half an hour, and others are late whatever vale does."""
    tasks = [task("film", "work", 300, client="vale", due="2026-11-24T18:00")]
    commitments = {TaskId("film"): PromisedDate(due=instant("24 18:00"), floor_at=instant("23 17:00"))}
    witness = {
        TaskId("film"): WitnessWork(
            person=PersonId("ana"), pieces=(Span(instant("23 09:00") - 30, instant("23 13:00")),)
        )
    }
    # Ten hours by six o'clock: with or without vale's slack that is too much.
    tasks.append(task("more", "work", 600, client="odd", due="2026-11-23T18:00"))
    if others:
        commitments[TaskId("more")] = PromisedDate(due=instant("23 18:00"), floor_at=instant("23 18:00"))
        witness[TaskId("more")] = WitnessWork(
            person=PersonId("bo"), pieces=(Span(instant("23 14:00"), instant("23 18:00")),)
        )
    place = workspace(
        people=[person("ana", "work"), person("bo", "work")],
        clients=[client("vale"), client("odd")],
        tasks=tasks,
    )
    return partial(build, place, holdings=Holdings(commitments=commitments, witness=witness))


def test_work_that_no_decision_covers_uses_up_nobodys_slack() -> None:
    make = vale_and_others(others=False)
    behind = of_clients_behind(make())
    assert behind == {TaskId("film")}
    ties = ties_by_slack(make, behind, Work(5.0), seed=0)
    assert (ties.to_floor, ties.to_due) == (behind, frozenset())


def test_work_of_others_that_is_late_anyway_uses_up_nobodys_slack() -> None:
    make = vale_and_others(others=True)
    behind = of_clients_behind(make())
    assert behind == {TaskId("film"), TaskId("more")}
    ties = ties_by_slack(make, behind, Work(5.0), seed=0)
    assert (ties.to_floor, ties.to_due) == ({TaskId("film")}, {TaskId("more")})


def test_who_is_behind_gives_way_to_who_is_not() -> None:
    # Vale needs four hours more than the book foresaw, which stand nowhere but where odd's two are promised, unless vale's go past its floor.
    place = workspace(
        people=[person("ana", "work")],
        clients=[client("vale"), client("odd")],
        tasks=[
            task("film", "work", 420, client="vale", due="2026-11-24T18:00"),
            task("more", "work", 120, client="odd", due="2026-11-23T18:00"),
        ],
    )
    film, more = TaskId("film"), TaskId("more")
    holdings = Holdings(
        commitments={
            film: PromisedDate(due=instant("24 18:00"), floor_at=instant("23 18:00")),
            more: PromisedDate(due=instant("23 18:00"), floor_at=instant("23 18:00")),
        },
        witness={
            film: WitnessWork(person=PersonId("ana"), pieces=(Span(instant("23 09:00"), instant("23 13:00")),)),
            more: WitnessWork(person=PersonId("ana"), pieces=(Span(instant("23 14:00"), instant("23 16:00")),)),
        },
    )
    make = partial(build, place, holdings=holdings)
    behind = of_clients_behind(make())
    assert behind == {film}
    ties = ties_by_slack(make, behind, Work(5.0), seed=0)
    assert (ties.to_floor, ties.to_due) == (frozenset(), behind)


def test_a_plan_keeps_a_floor_though_work_that_no_decision_covers_would_be_less_late() -> None:
    film, more = TaskId("film"), TaskId("more")
    place = workspace(
        people=[person("ana", "work")],
        clients=[client("vale"), client("odd")],
        tasks=[
            task("film", "work", 300, client="vale", due="2026-11-24T18:00"),
            task("more", "work", 600, client="odd", due="2026-11-23T18:00"),
        ],
    )
    holdings = Holdings(
        commitments={film: PromisedDate(due=instant("24 18:00"), floor_at=instant("23 17:00"))},
        witness={
            film: WitnessWork(person=PersonId("ana"), pieces=(Span(instant("23 09:00") - 30, instant("23 13:00")),))
        },
    )
    plan = make_plan(place, holdings=holdings, settings=PlanSettings(seed=0, time_limit_seconds=10.0))
    finishes = {row.id: minute_of(row.finish) for row in plan.tasks}
    assert finishes[film] <= instant("23 17:00") < finishes[more]
