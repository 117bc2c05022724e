"""A search that lies (wrong room, silence, too much, an error of its own figures) leads to no wrong answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.domain.reasons import CapacityFigures, Reason
from scheduler.domain.verdict import YES
from scheduler.explain.capacity import Shortage
from scheduler.instance.baseline import BaselineWork
from scheduler.instance.records import TaskItem
from scheduler.solve.making_room import Floor, Room
from scheduler.units import Span
from scheduler.workflows.fitting import refusing
from tests.property.random_requests import (
    answer_of,
    changes_to_others,
    random_ground,
    random_request,
)

SEEDS = range(6)
REQUESTS_EACH = 4


def answers_match_the_truth(seed: int, monkeypatch: pytest.MonkeyPatch, lie) -> int:  # type: ignore[no-untyped-def]
    """Answer drawn requests truthfully and with a lie; hold the second against the first, and count the answers."""
    ground = random_ground(seed, size="small", published=bool(seed % 2))
    requests = [random_request(ground.workspace, seed=100 * seed + number) for number in range(REQUESTS_EACH)]
    truth = [answer_of(ground, request) for request in requests]
    lie(monkeypatch)
    for request, true in zip(requests, truth, strict=True):
        answer = answer_of(ground, request)
        assert changes_to_others(ground, answer) == []
        way = true.answered.way
        if way is not None and way.conforming and true.verdict.verdict == "fits_as_is":
            assert answer.verdict.verdict == "fits_as_is"
        if answer.verdict.verdict in YES:
            # A yes is a checked plan, whoever found it.
            assert answer.after is not None
            assert answer.after.plan.verified
            assert answer.verdict.finish is not None
            assert answer.verdict.finish <= answer.verdict.needed_by
    return len(truth)


@pytest.mark.parametrize("seed", SEEDS)
def test_silence(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def lie(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(Floor, "make_room", lambda self, **_: None)

    assert answers_match_the_truth(seed, monkeypatch, lie) == REQUESTS_EACH


@pytest.mark.parametrize("seed", SEEDS)
def test_room_where_others_work(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = Floor.make_room

    def lying(self: Floor, **fields):  # type: ignore[no-untyped-def]
        """Put the request on top of whatever stands first on somebody's day, and move nothing."""
        problem, until = self._problem, fields["until"]
        places = {}
        for task in self._new:
            item = problem.tasks[task]
            if not item.eligible:
                return honest(self, **fields)
            person = problem.instance.people[item.eligible[0]].id
            places[item.id] = BaselineWork(person, (Span(until - item.remaining_minutes, until),))
        return Room(places, {})

    assert answers_match_the_truth(seed, monkeypatch, lambda patch: patch.setattr(Floor, "make_room", lying))


@pytest.mark.parametrize("seed", SEEDS)
def test_moves_past_the_floor(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = Floor.make_room

    def lying(self: Floor, **fields):  # type: ignore[no-untyped-def]
        """Move every other task that moves by a week."""
        room = honest(self, **fields)
        if room is None:
            return None
        week = 7 * 1440
        moved = {
            task: None
            if work is None
            else replace(work, spans=tuple(Span(span.start + week, span.end + week) for span in work.spans))
            for task, work in room.moved.items()
        }
        return Room(room.request, moved)

    assert answers_match_the_truth(seed, monkeypatch, lambda patch: patch.setattr(Floor, "make_room", lying))


def test_a_cut_that_does_not_add_up_is_not_called_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    class LyingShortage(Shortage):
        def around(self, item: TaskItem) -> Reason | None:
            """Take a quarter of an hour from the time that the people have."""
            reason = super().around(item)
            if reason is None:
                return None
            figures = reason.figures
            assert isinstance(figures, CapacityFigures)
            lie = figures.model_copy(update={"free_minutes": figures.free_minutes - 15})
            told.append(lie)
            return reason.model_copy(update={"figures": lie})

    told: list[CapacityFigures] = []
    monkeypatch.setattr(refusing, "Shortage", LyingShortage)
    for seed in range(60):
        ground = random_ground(seed, size="small", published=False)
        for number in range(2):
            verdict = answer_of(ground, random_request(ground.workspace, seed=100 * seed + number)).verdict
            proven = [reason.figures for reason in verdict.reasons if reason.proven]
            assert not [figures for figures in proven if figures in told]
    assert told
