from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from scheduler.calendars.zones import Zone, instant_of
from scheduler.domain.times import DateRange
from scheduler.domain.workspace import Workspace
from scheduler.errors import UsageError
from scheduler.units import Span
from scheduler.workflows.simulation.scenarios import IN_TIME, SCENARIOS, draw_stream, walk_ins
from scheduler.workflows.simulation.stream import Asks, Cancels, Leaves, Reports, Stream, client_of
from scheduler.workflows.simulation.studio import Setting, studio


def drawn(name: str, *, seed: int = 3, weeks: int | None = None) -> Stream:
    return draw_stream(name, studio(), seed=seed, weeks=weeks)[1]


def asks_of(stream: Stream, client: str | None = None) -> list[Asks]:
    return [event for event in stream.events if isinstance(event, Asks) and client in (None, event.client)]


@pytest.mark.parametrize("weeks", [None, 1, 2])
@pytest.mark.parametrize("name", SCENARIOS)
def test_a_stream_is_in_order_inside_its_period_and_has_every_name_once(name: str, weeks: int | None) -> None:
    stream = drawn(name, weeks=weeks)
    times = [event.at for event in stream.events]
    assert times == sorted(times)
    assert stream.span.start <= times[0]
    assert times[-1] < stream.span.end
    names = [event.request for event in asks_of(stream)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_task_can_begin_before_it_is_due(name: str) -> None:
    for event in asks_of(drawn(name)):
        for task in event.tasks:
            assert task.due is not None
            assert event.at <= instant_of(task.release) < instant_of(task.due)


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_same_seed_draws_the_same(name: str) -> None:
    assert drawn(name, weeks=4) == drawn(name, weeks=4)


def test_another_seed_draws_other_requests() -> None:
    assert drawn("honest", seed=1) != drawn("honest", seed=2)


def test_without_a_client_nothing_else_changes() -> None:
    stream = drawn("friday-flood")
    rest = stream.without("ashby")
    assert stream.attackers == ("ashby",)
    assert rest.events == tuple(event for event in stream.events if client_of(event) != "ashby")
    assert 0 < len(rest.events) < len(stream.events)


def test_honest_clients_ask_for_what_their_manner_says() -> None:
    stream = drawn("honest", seed=11, weeks=12)
    setting = studio()
    for client in setting.workspace.clients:
        agreed = 12 * sum(hours.minutes for hours in client.agreements[0].hours)
        recurring = 12 * (180 + 120)
        wanted = recurring + sum(event.minutes for event in asks_of(stream, client.id))
        assert wanted / agreed == pytest.approx(IN_TIME.load, abs=0.06)


def test_the_friday_flood_is_forty_requests_on_every_friday() -> None:
    flood = asks_of(drawn("friday-flood"), "ashby")
    assert len(flood) == 6 * 40
    # Needed within a week, be the clocks put back in it, and more than half of what the whole team works.
    assert all(instant_of(event.tasks[0].due) - event.at <= 7 * 1440 + 240 for event in flood)
    assert sum(event.minutes for event in flood) > 0.6 * 6 * 8 * 35 * 60


def test_the_placeholder_flood_is_forty_days_of_work_every_monday_for_later() -> None:
    flood = asks_of(drawn("placeholder-flood"), "ashby")
    assert len(flood) == 6 * 40
    assert {event.minutes for event in flood} == {420}
    assert all(instant_of(event.tasks[0].release) - event.at > 7 * 1440 for event in flood)


def test_the_split_is_as_much_as_the_whole() -> None:
    split, whole = asks_of(drawn("split"), "ashby"), asks_of(drawn("whole"), "ashby")
    assert [len(split), len(whole)] == [40, 1]
    assert [task.effort_minutes for event in split for task in event.tasks] == [30] * 40
    assert [task.effort_minutes for task in whole[0].tasks] == [30] * 40
    assert {event.at for event in split} == {whole[0].at}


def test_a_request_is_taken_back_two_hundred_times() -> None:
    stream = drawn("resubmit")
    assert sum(isinstance(event, Cancels) for event in stream.events) == 200
    assert len(asks_of(stream, "ashby")) == 200


def test_backdated_requests_say_so() -> None:
    asked = asks_of(drawn("backdated"), "ashby")
    assert asked
    assert {event.at - (event.asked_at or 0) for event in asked} == {14 * 1440}


def test_walk_ins_are_clients_of_the_team() -> None:
    setting, stream = draw_stream("walk-ins", studio(), seed=3)
    known = {client.id for client in setting.workspace.clients}
    assert set(walk_ins()) <= known
    assert {client_of(event) for event in stream.events} <= known


def test_the_first_person_is_away_for_a_week() -> None:
    leaves = [event for event in drawn("illness").events if isinstance(event, Leaves)]
    assert [(event.person, event.span.minutes) for event in leaves] == [("ada", 5 * 1440)]


@pytest.mark.parametrize(("weeks", "first"), [(1, date(2026, 10, 5)), (2, date(2026, 10, 12)), (3, date(2026, 10, 19))])
def test_in_fewer_weeks_the_first_person_is_away_for_the_last(weeks: int, first: date) -> None:
    leaves = [event for event in drawn("illness", weeks=weeks).events if isinstance(event, Leaves)]
    zone = Zone.of(studio().workspace.time_zone)
    assert [event.span for event in leaves] == [Span(zone.begin_of(first), zone.end_of(first + timedelta(days=4)))]


@pytest.mark.parametrize("name", SCENARIOS)
def test_weeks_without_a_working_day_are_refused(name: str) -> None:
    setting = studio()
    start = Zone.of(setting.workspace.time_zone).local(instant_of(setting.workspace.as_of))[0]
    away = DateRange(first=start, last=start + timedelta(days=20))
    closed = replace(setting, workspace=setting.workspace.model_copy(update={"closures": (away,)}))
    with pytest.raises(UsageError, match="there is no working day from 2026-10-05 to 2026-10-11"):
        draw_stream(name, closed, seed=3, weeks=1)
    assert draw_stream(name, closed, seed=3, weeks=4)[1].events


def test_five_jobs_take_three_times_as_long() -> None:
    stream = drawn("overrun")
    effort = {task.id: task.effort_minutes for event in asks_of(stream, "ashby") for task in event.tasks}
    reports = [event for event in stream.events if isinstance(event, Reports)]
    assert len(reports) == 5
    assert [event.more_minutes for event in reports] == [2 * effort[event.task] for event in reports]


def test_a_scenario_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError, match="there is no scenario 'flood'; expected one of honest, "):
        draw_stream("flood", studio(), seed=0)


def test_a_team_without_agreements_is_refused() -> None:
    bare = studio().workspace.model_copy(update={"clients": ()})
    assert isinstance(bare, Workspace)
    with pytest.raises(UsageError, match="nobody in this workspace has an agreement"):
        draw_stream("honest", Setting(workspace=bare, blocks=()), seed=0)
