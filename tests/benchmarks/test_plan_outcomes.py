"""What a plan came to, and what it changed."""

from datetime import UTC, datetime, timedelta

import pytest

from benchmarks.outcomes import changes_between, first_late_level, gap_of, late_count, outcome_of
from scheduler.domain.plan import Block, Horizon, Level, Plan, PlannedTask, UnplacedTask
from scheduler.domain.reasons import Reason

START = datetime(2026, 11, 2, 9, tzinfo=UTC)


def planned(name: str, person: str, *, hour: int, late: int = 0) -> PlannedTask:
    start, finish = START + timedelta(hours=hour), START + timedelta(hours=hour + 1)
    return PlannedTask.model_validate(
        {
            "id": name,
            "client": "c",
            "deliverable": name,
            "title": name,
            "skill": "s",
            "person": person,
            "commitment": "agreed",
            "counts_as": "agreed",
            "blocks": (Block(start=start, end=finish),),
            "start": start,
            "finish": finish,
            "release": START,
            "due": None,
            "late_minutes": late,
            "slack_minutes": 0,
        }
    )


def plan_of(
    *tasks: PlannedTask, value: tuple[int, ...] = (0,), bound: tuple[int, ...] = (0,), **fields: object
) -> Plan:
    level = Level(
        level="agreed_lateness", value=value, bound=bound, unit="minutes", optimal=value == bound, clients=("c",)
    )
    return Plan.model_validate(
        {
            "workspace": "w",
            "as_of": START.isoformat(),
            "evenhand_version": "0",
            "seed": 0,
            "inputs_sha256": "",
            "status": "feasible",
            "horizon": Horizon(start=START, end=START + timedelta(days=7)),
            "grid_minutes": 15,
            "objective": (level,),
            "tasks": tasks,
            **fields,
        }
    )


@pytest.mark.parametrize(
    ("value", "bound", "expected"),
    [
        ((0, 0), (0, 0), "on time"),
        ((30, 0), (30, 0), "late, proven"),
        ((30, 0), (5, 0), "late, proven"),
        ((30, 0), (0, 0), "undecided"),
    ],
)
def test_a_bound_above_zero_proves_lateness(value, bound, expected):
    assert outcome_of(plan_of(value=value, bound=bound)) == expected


def test_an_unplaced_promise_is_never_on_time():
    reason = Reason.model_validate(
        {
            "kind": "impossible",
            "text": "too long",
            "proven": True,
            "figures": {"from": START, "to": START + timedelta(days=1), "needed_minutes": 90, "longest_minutes": 60},
        }
    )
    unplaced = UnplacedTask.model_validate(
        {
            "id": "a",
            "client": "c",
            "commitment": "agreed",
            "remaining_minutes": 60,
            "cause": "one_sitting",
            "why": reason,
        }
    )
    plan = plan_of(unplaced=(unplaced,))
    assert outcome_of(plan) == "undecided"
    assert late_count(plan) == 1


def test_the_gap_is_that_of_the_first_level_that_is_late():
    level = first_late_level(plan_of(value=(60, 40), bound=(50, 25)))
    assert level is not None
    assert gap_of(level) == pytest.approx(0.25)
    assert first_late_level(plan_of()) is None


def test_changes_are_counted_by_person_and_time():
    before = plan_of(
        planned("a", "p", hour=0), planned("b", "p", hour=1), planned("c", "p", hour=2), planned("d", "p", hour=3)
    )
    after = plan_of(
        planned("a", "p", hour=0), planned("b", "p", hour=4), planned("c", "q", hour=2), planned("new", "q", hour=9)
    )
    changes = changes_between(before, after)
    assert (changes.kept, changes.shifted, changes.moved, changes.dropped, changes.shifted_minutes) == (1, 1, 1, 1, 180)
