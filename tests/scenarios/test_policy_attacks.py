"""Scenarios of the policy in which somebody tries to get more than was agreed: nobody else notices."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.domain.record import Source
from scheduler.domain.tasks import Task
from scheduler.units import ClientId, Span, TaskId
from scheduler.workflows.record_edits import enter_edits
from scheduler.workflows.simulation.changes import without_client
from scheduler.workflows.simulation.stream import Asks, Cancels, in_order
from scheduler.workflows.simulation.team_clock import TeamClock
from tests.scenarios.policy_runs import (
    baseline_of,
    book_of,
    booked,
    complaints,
    conforming_only,
    drawn,
    figures_of,
    harmed,
    others,
    treated,
    until_first_other,
    without,
)

MADE = Source(file="tasks.csv", line=2)
HONEST = ("birch", "cedar", "dune", "elm")
ATTACKS = [("friday-flood", 3), ("placeholder-flood", 6), ("split", 3), ("resubmit", 3), ("backdated", 3)]


@pytest.mark.parametrize(("name", "weeks"), [*ATTACKS, ("walk-ins", 4)])
def test_the_others_keep_every_date_and_get_all_that_is_theirs(name: str, weeks: int) -> None:
    setting, stream = drawn(name, weeks=weeks)
    policy = book_of(name, weeks=weeks)
    honest = others(figures_of(policy, setting, stream), stream.attackers)
    assert sum(each.entitled for each in honest) > 50
    assert harmed(honest) == []
    assert complaints(policy) == []


@pytest.mark.parametrize(("name", "weeks"), ATTACKS)
def test_without_the_attacker_the_others_get_the_same(name: str, weeks: int) -> None:
    setting, stream = drawn(name, weeks=weeks)
    policy = book_of(name, weeks=weeks)
    alone = booked(without(setting, "ashby"), stream.without("ashby"))
    for client in HONEST:
        one, other = (until_first_other(each.entries, client) for each in (policy, alone))
        assert len(one) > 20
        assert treated(one, [client]) == treated(other, [client])


@pytest.mark.parametrize(("name", "weeks"), [("friday-flood", 3), ("placeholder-flood", 6)])
def test_who_asks_only_for_what_is_its_own_gets_the_same_to_the_end(name: str, weeks: int) -> None:
    setting, drawn_stream = drawn(name, weeks=weeks)
    stream = conforming_only(drawn_stream, book_of(name, weeks=weeks).entries, but=("ashby",))
    policy = booked(setting, stream)
    alone = booked(without(setting, "ashby"), stream.without("ashby"))
    assert treated(policy.entries, HONEST) == treated(alone.entries, HONEST)
    assert sum(entry.conforming is False and entry.client in HONEST for entry in policy.entries) == 0
    assert complaints(policy) == []


def test_accept_if_it_fits_fails_under_placeholders() -> None:
    setting, stream = drawn("placeholder-flood", weeks=6)
    figures = baseline_of(book_of("placeholder-flood", weeks=6), setting, stream)
    honest = others(figures, stream.attackers)
    # It keeps every date that it accepted, and still refuses what would have been theirs.
    assert sum(each.late_minutes + each.promises_moved for each in honest) == 0
    assert sum(each.entitled_refused for each in honest) > 10


def test_forty_half_hours_get_no_more_than_the_same_in_one_request() -> None:
    setting, stream = drawn("split", weeks=2)
    split = figures_of(book_of("split", weeks=2), setting, stream)
    parts = [event for event in stream.events if isinstance(event, Asks) and event.client == "ashby"]
    granted = sum(
        entry.asked[0].effort_minutes
        for entry in book_of("split", weeks=2).entries
        if entry.kind in ("accepted", "granted") and entry.request.startswith("split-")
    )
    rest = stream.without("ashby")

    def whole_is_granted(number: int) -> bool:
        tasks = tuple(event.tasks[0] for event in parts[:number])
        request = Asks(at=parts[0].at, client=ClientId("ashby"), request="whole", tasks=tasks)
        policy = booked(setting, replace(stream, events=in_order([request], rest.events)))
        return any(entry.kind in ("accepted", "granted") and entry.request == "whole" for entry in policy.entries)

    most = max(number for number in (10, 20, 30, 35, 40) if whole_is_granted(number))
    assert len(parts) == 40
    assert 0 < granted <= most * 30 + 15
    assert next(each for each in split.clients if each.client == "ashby").asked >= 40


def test_taking_back_and_asking_again_brings_nothing() -> None:
    setting, stream = drawn("resubmit", weeks=2)
    asked = [event for event in stream.events if isinstance(event, Asks) and event.client == "ashby"]
    kept = {event.tasks[0].due: event for event in asked}
    names = {event.request for event in kept.values()}
    # The last request for each due time is not taken back; all before it are, or were never made.
    many = tuple(event for event in stream.events if not (isinstance(event, Cancels) and event.request in names))
    once = in_order(kept.values(), stream.without("ashby").events)
    logs = [booked(setting, replace(stream, events=events)).entries for events in (many, once)]
    granted = [
        {entry.request for entry in log if entry.kind in ("accepted", "granted") and entry.request in names}
        for log in logs
    ]
    paid = [
        sum(row.minutes for entry in log for row in entry.rows if row.client == "ashby" and row.task) for log in logs
    ]
    assert len(asked) > 10 * len(names)
    assert set() < granted[0] <= granted[1]
    assert paid[0] >= paid[1] - 120 * len(granted[1] - granted[0])


def test_a_date_of_asking_in_the_past_changes_nothing() -> None:
    setting, stream = drawn("backdated", weeks=3)
    honest = tuple(
        Asks(at=event.at, client=event.client, request=event.request, tasks=event.tasks, latest=event.latest)
        if isinstance(event, Asks)
        else event
        for event in stream.events
    )
    plain = booked(setting, replace(stream, events=honest))
    everybody = [client.id for client in setting.workspace.clients]
    assert treated(book_of("backdated", weeks=3).entries, everybody) == treated(plain.entries, everybody)


def test_many_clients_without_an_agreement_share_one_cap() -> None:
    setting, stream = drawn("walk-ins", weeks=4)
    policy = book_of("walk-ins", weeks=4)
    crowd = set(stream.attackers)
    days = policy.book.team.days
    by_work: dict[object, int] = {}
    by_asking: dict[object, int] = {}
    for entry in policy.entries:
        for row in entry.rows:
            if row.client in crowd and row.fund == "spare" and not row.in_round:
                by_work[row.day] = by_work.get(row.day, 0) + row.minutes
                by_asking[entry.at.date()] = by_asking.get(entry.at.date(), 0) + row.minutes
    start = setting.workspace.as_of.date()
    week = [start, *(days.next_on(start, number) for number in range(1, 30))]
    for counted in (by_work, by_asking):
        windows = [sum(counted.get(day, 0) for day in week[first : first + 5]) for first in range(25)]
        assert 0 < max(windows) <= setting.workspace.policy.walk_in_borrow


def test_a_crowd_takes_nothing_that_is_anybody_s_own() -> None:
    setting, drawn_stream = drawn("walk-ins", weeks=4)
    agreed = [client.id for client in setting.workspace.clients if client.agreements]
    stream = conforming_only(drawn_stream, book_of("walk-ins", weeks=4).entries, but=drawn_stream.attackers)
    rest = setting.workspace
    for client in stream.attackers:
        rest = without_client(rest, client)
    crowded = booked(setting, stream)
    alone = booked(replace(setting, workspace=rest), stream.without(*stream.attackers))
    assert treated(crowded.entries, agreed) == treated(alone.entries, agreed)


def test_the_same_stream_makes_the_same_book() -> None:
    setting, stream = drawn("friday-flood", weeks=3)
    again = booked(setting, stream)
    assert again.book.lines == book_of("friday-flood", weeks=3).book.lines


def test_rows_typed_into_the_task_list_get_what_the_same_requests_get() -> None:
    setting, stream = drawn("honest", weeks=3)
    clock = TeamClock(setting.workspace)
    at = clock.at(clock.working_days(stream.span)[6], 10 * 60)
    due = clock.close_after(clock.zone.local(at)[0], 3)
    names = [f"typed-{number:02d}" for number in range(40)]
    until = replace(
        stream, span=Span(stream.span.start, at), events=tuple(each for each in stream.events if each.at < at)
    )
    typed, requested = booked(setting, until), booked(setting, until)
    seen = len(typed.entries)
    row = {"title": "typed", "client": ClientId("ashby"), "skill": "seo", "effort_minutes": 120, "source": MADE}
    rows = tuple(Task(id=TaskId(name), deliverable=name, due=clock.zone.aware(due), **row) for name in names)  # type: ignore[arg-type]
    enter_edits(typed.book, typed.book.team.workspace.model_copy(update={"tasks": rows}))
    for name in names:
        task = clock.asked_task(name, skill="seo", minutes=120, release=at, due=due)
        requested.take(Asks(at=at, client=ClientId("ashby"), request=name, tasks=(task,)))
    granted = [
        sum(
            entry.kind in ("booked", "accepted")
            for entry in each.entries[seen:]
            if entry.client == "ashby" and entry.asked
        )
        for each in (typed, requested)
    ]
    assert 0 < granted[0] <= granted[1] < len(names)
    others = {client.id for client in setting.workspace.clients} - {"ashby"}
    assert [entry.kind for entry in typed.entries[seen:] if entry.client in others or entry.stands] == []
    assert {row.client for entry in typed.entries[seen:] for row in entry.rows} == {"ashby"}
    assert complaints(typed) == []
