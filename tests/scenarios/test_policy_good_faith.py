"""Scenarios of the policy in which everybody means well: hours are honoured and used, spare is shared evenly, little moves."""

from __future__ import annotations

from dataclasses import replace
from statistics import quantiles

import numpy as np
import pytest

from scheduler.domain.book import Entry
from scheduler.fairshare.asking import Ask, Finder
from scheduler.fairshare.book import Book
from scheduler.fairshare.witness import WorkPlace
from scheduler.units import PersonId, Span, TaskId
from scheduler.workflows.simulation.book_policy import BookPolicy
from scheduler.workflows.simulation.differences import rows_of_client
from scheduler.workflows.simulation.judge import jain_permille
from scheduler.workflows.simulation.running import run
from scheduler.workflows.simulation.stream import Asks, Event, Reports, in_order
from scheduler.workflows.simulation.team_clock import TeamClock
from tests.scenarios.policy_runs import (
    baseline_of,
    book_of,
    booked,
    complaints,
    drawn,
    figures_of,
    harmed,
)


def test_honest_weeks_are_honoured_wholly_and_use_what_accept_if_it_fits_uses() -> None:
    setting, stream = drawn("honest", weeks=6)
    policy = book_of("honest", weeks=6)
    ours = figures_of(policy, setting, stream)
    plain = baseline_of(policy, setting, stream)
    asked = sum(each.asked_minutes for each in ours.clients)
    assert asked / (8 * 35 * 60 * 6) == pytest.approx(0.8, abs=0.06)
    assert harmed(ours.clients) == []
    assert ours.accepted_permille >= plain.accepted_permille - 20
    assert complaints(policy) == []


def test_three_clients_that_always_ask_get_the_same_for_their_weight() -> None:
    setting, stream = drawn("always-asking", weeks=4)
    policy = book_of("always-asking", weeks=4)
    figures = [
        each for each in figures_of(policy, setting, stream).clients if each.client in ("ashby", "birch", "cedar")
    ]
    refused = sum(each.refused for each in figures)
    assert refused > 100  # there is not enough for all, or sharing would show nothing
    assert jain_permille([each.accepted_minutes / each.weight_minutes for each in figures]) >= 980
    assert jain_permille([each.spare_minutes / each.weight_minutes for each in figures]) >= 980
    assert harmed(figures) == []
    assert complaints(policy) == []  # I16 among them


def moves_of_others(entry: Entry, log: list[Entry]) -> int:
    """Return how many tasks of other clients an entry lets stand elsewhere."""
    owner = {task.id: each.client for each in log for task in each.asked}
    return sum(owner.get(stand.task, "") != entry.client for stand in entry.work)


def test_fifty_small_requests_into_a_busy_plan_move_next_to_nothing() -> None:
    setting, stream = drawn("honest", weeks=4)
    clock = TeamClock(setting.workspace)
    rng = np.random.default_rng(5)
    days = clock.working_days(stream.span)[10:15]
    clients = [client.id for client in setting.workspace.clients]
    skills = [skill for person in setting.workspace.people for skill, _ in person.skills]
    small = []
    for number in range(50):
        at = clock.at(days[number // 10], 9 * 60 + 45 * (number % 10))
        task = clock.asked_task(
            f"small-{number}/work",
            skill=skills[int(rng.integers(len(skills)))],
            minutes=int(rng.integers(1, 9)) * 15,
            release=at,
            due=clock.close_after(days[number // 10], int(rng.integers(1, 4))),
        )
        small.append(Asks(at=at, client=clients[number % 5], request=f"small-{number}", tasks=(task,)))
    policy = booked(setting, replace(stream, events=in_order(stream.events, small)))
    log = policy.entries
    answers = [entry for entry in log if entry.request.startswith("small-") and entry.kind in ("accepted", "granted")]
    moves = [moves_of_others(entry, log) for entry in answers]
    assert len(answers) > 25
    assert (quantiles(moves, n=100)[49], quantiles(moves, n=100)[94] <= 2) == (0, True)
    assert complaints(policy) == []


def test_letting_time_pass_moves_nothing() -> None:
    setting, stream = drawn("honest", weeks=4)
    policy = booked(setting, replace(stream, span=Span(stream.span.start, stream.span.end)))
    closes = [entry for entry in policy.entries if entry.kind == "closed"]
    assert len(closes) >= 20
    assert [entry.seq for entry in closes if entry.work or entry.promised or entry.released] == []


def test_who_overruns_threefold_changes_nothing_for_the_others() -> None:
    setting, stream = drawn("overrun", weeks=3)
    on_time = replace(stream, events=tuple(event for event in stream.events if not isinstance(event, Reports)))
    over, plain = book_of("overrun", weeks=3), booked(setting, on_time)
    others = ["birch", "cedar", "dune", "elm"]
    reported = [entry for entry in over.entries if entry.kind == "progressed"]
    assert len(reported) == 5
    named = {row.client for entry in reported for row in entry.rows}
    assert named <= {"ashby"}
    owner = {task.id: entry.client for entry in over.entries for task in entry.asked}
    assert {owner[stand.task] for entry in reported for stand in entry.work} <= {"ashby"}
    figures = [each for each in figures_of(over, setting, stream).clients if each.client in others]
    assert harmed(figures) == []
    for client in others:
        answers = [
            [told for told in rows_of_client(each.entries, client) if told.get("conforming")] for each in (over, plain)
        ]
        assert len(answers[0]) > 20
        assert answers[0] == answers[1]


def lying(book: Book, ask: Ask) -> dict[TaskId, WorkPlace] | None:
    """Put everything on the first person, over whatever stands there, or nowhere at all."""
    if len(ask.request) % 2:
        return None
    first = PersonId(next(iter(book.team.people)))
    return {
        task.id: WorkPlace(first, (Span(book.clock + 60, book.clock + 60 + task.effort_minutes),)) for task in ask.tasks
    }


def silent(_book: Book, _ask: Ask) -> dict[TaskId, WorkPlace] | None:
    return {}


def failing(_book: Book, _ask: Ask) -> dict[TaskId, WorkPlace] | None:
    raise RuntimeError("the solver fell over")


class Shaken(BookPolicy):
    """A policy whose solver may fail: what it was asked then is not recorded."""

    failures = 0

    def take(self, event: Event) -> None:
        before = list(self.book.lines)
        try:
            super().take(event)
        except RuntimeError:
            self.failures += 1
            assert self.book.lines == before

    def hold_round(self) -> None:
        before = list(self.book.lines)
        try:
            super().hold_round()
        except RuntimeError:
            # What the round granted before is whole; the request in hand is as it was.
            assert self.book.lines[: len(before)] == before


@pytest.mark.parametrize("finder", [lying, silent, failing], ids=lambda finder: finder.__name__)
def test_a_solver_that_lies_or_fails_changes_no_answer_that_is_conforming(finder: Finder) -> None:
    setting, stream = drawn("friday-flood", weeks=2)
    policy = Shaken(setting, finder=finder)
    run(policy, setting, replace(stream, events=tuple(each for each in stream.events if isinstance(each, Asks))))
    plain = book_of("friday-flood", weeks=2)
    conforming = [
        [(entry.request, entry.promised, entry.rows) for entry in each.entries if entry.conforming]
        for each in (policy, plain)
    ]
    assert len(conforming[0]) > 50
    assert conforming[0] == conforming[1]
    assert bool(policy.failures) == (finder is failing)
    assert complaints(policy) == []
