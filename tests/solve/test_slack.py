"""Whose slack binds: who is behind keeps inside its floors as long as everything can be done so."""

from __future__ import annotations

from functools import partial

import pytest

from scheduler.domain.holdings import Holdings, PromisedDate, WitnessWork
from scheduler.instance.build import build
from scheduler.solve.holding import of_clients_behind
from scheduler.solve.slack import ties_by_slack
from scheduler.solve.work import Work
from scheduler.units import PersonId, Span, TaskId
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
