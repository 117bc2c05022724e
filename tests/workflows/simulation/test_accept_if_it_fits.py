from __future__ import annotations

from datetime import datetime
from itertools import pairwise

import pytest

from scheduler.domain.book import FIRST_SHA256, AskedAfter, AskedTask, Entry, line_of, sha256_of
from scheduler.domain.times import Wait
from scheduler.units import ClientId, PersonId, Span, TaskId
from scheduler.workflows.simulation.accept_if_it_fits import AcceptIfItFits
from scheduler.workflows.simulation.judge import judged, late_minutes, overrun_late_minutes, told_by
from scheduler.workflows.simulation.scenarios import draw_stream
from scheduler.workflows.simulation.stream import Asks, Cancels, Leaves, Reports
from scheduler.workflows.simulation.studio import Setting, studio
from tests.building import at, client, instant, person, workspace

SMALL = Setting(
    workspace=workspace(
        people=[person("ana", "seo"), person("bo", "seo", "copy")],
        clients=[client("harrow"), client("elm", exclude=(PersonId("ana"),))],
    ),
    blocks=(),
)


def baseline() -> AcceptIfItFits:
    return AcceptIfItFits(SMALL, end=instant("30 00:00"))


def job(
    name: str,
    minutes: int,
    due: str,
    *,
    skill: str = "seo",
    client: str = "harrow",
    asked: str = "23 09:00",
    after: str = "",
    one_sitting: bool = False,
) -> Asks:
    task = AskedTask(
        id=TaskId(f"{name}/work"),
        skill=skill,
        effort_minutes=minutes,
        release=at(asked),
        due=at(due),
        one_sitting=one_sitting,
        after=(AskedAfter(task=TaskId(f"{after}/work"), wait=Wait()),) if after else (),
    )
    return Asks(at=instant(asked), client=ClientId(client), request=name, tasks=(task,))


def taken(policy: AcceptIfItFits, *events: Asks | Cancels | Leaves | Reports) -> list[str]:
    for event in events:
        policy.advance(event.at)
        policy.take(event)
    return [entry.kind for entry in policy.entries[1:]]


def pieces(entries: list[Entry], name: str) -> list[tuple[str, str, str]]:
    stand = told_by(entries).stands[TaskId(f"{name}/work")]
    return [(stand.person, f"{piece.start:%d %H:%M}", f"{piece.end:%d %H:%M}") for piece in stand.pieces]


def test_work_goes_to_whoever_finishes_first_around_the_lunch_break() -> None:
    policy = baseline()
    assert taken(policy, job("a", 300, "23 18:00")) == ["accepted"]
    assert pieces(policy.entries, "a") == [("ana", "23 09:00", "23 13:00"), ("ana", "23 14:00", "23 15:00")]


def test_what_fits_beside_the_rest_moves_nothing() -> None:
    policy = baseline()
    taken(policy, job("a", 480, "24 18:00"), job("b", 480, "23 18:00"))
    assert pieces(policy.entries, "b")[0][:2] == ("bo", "23 09:00")
    assert len(policy.entries[-1].work) == 1


def test_what_fits_only_if_later_work_waits_is_accepted_too() -> None:
    policy = baseline()
    first = [job("a", 480, "25 18:00"), job("b", 480, "25 18:00")]
    assert taken(policy, *first, job("c", 480, "23 18:00")) == ["accepted"] * 3
    assert {stand.task for stand in policy.entries[-1].work} > {"c/work"}
    assert [late_minutes(told_by(policy.entries), task) for task in ("a/work", "b/work", "c/work")] == [0, 0, 0]


def test_what_would_make_a_date_be_missed_is_refused() -> None:
    policy = baseline()
    assert taken(policy, *(job(name, 480, "23 18:00") for name in "abc")) == ["accepted", "accepted", "declined"]


def test_nobody_whom_a_client_excludes_works_for_it() -> None:
    policy = baseline()
    assert taken(policy, *(job(name, 480, "23 18:00", client="elm") for name in "ab")) == ["accepted", "declined"]
    assert pieces(policy.entries, "a")[0][0] == "bo"


def test_one_sitting_is_one_piece() -> None:
    policy = baseline()
    taken(policy, job("a", 240, "23 18:00", asked="23 10:00", one_sitting=True))
    assert pieces(policy.entries, "a") == [("ana", "23 14:00", "23 18:00")]
    assert taken(policy, job("b", 300, "27 18:00", asked="23 10:00", one_sitting=True))[-1] == "declined"


def test_a_successor_comes_after() -> None:
    policy = baseline()
    assert taken(policy, job("a", 120, "24 18:00"), job("b", 60, "24 18:00", after="a")) == ["accepted"] * 2
    assert pieces(policy.entries, "b")[0][1] == "23 11:00"


def test_what_is_taken_back_is_free_again_and_what_was_worked_stays() -> None:
    policy = baseline()
    back = Cancels(at=instant("23 11:00"), client=ClientId("harrow"), request="a")
    taken(policy, job("a", 480, "23 18:00"), job("x", 480, "23 18:00", skill="copy"), back)
    assert pieces(policy.entries, "a") == [("ana", "23 09:00", "23 11:00")]
    assert taken(policy, job("b", 360, "23 18:00", asked="23 11:00"))[-1] == "accepted"
    told = told_by(policy.entries)
    assert told.funds[ClientId("harrow"), "spare"] == 480 + 120 + 360
    assert "a/work" not in told.due


def test_an_overrun_makes_its_own_and_other_work_late() -> None:
    policy = baseline()
    more = Reports(at=instant("23 10:00"), client=ClientId("harrow"), task=TaskId("a/work"), more_minutes=240)
    taken(
        policy,
        job("a", 480, "23 18:00"),
        job("b", 480, "23 18:00"),
        job("c", 480, "24 18:00"),
        job("d", 480, "24 18:00"),
    )
    taken(policy, more)
    told = told_by(policy.entries)
    tasks = [TaskId(f"{name}/work") for name in "abcd"]
    assert sum(late_minutes(told, task) for task in tasks) == 240
    assert sum(overrun_late_minutes(told, task) for task in tasks) == 240
    assert told.stands[TaskId("a/work")].person == "ana"


def test_work_that_seemed_done_goes_on_where_more_of_it_is_left() -> None:
    policy = baseline()
    more = Reports(at=instant("24 09:30"), client=ClientId("harrow"), task=TaskId("a/work"), more_minutes=60)
    taken(policy, job("a", 120, "24 18:00"), more)
    assert [(start, end) for _, start, end in pieces(policy.entries, "a")] == [
        ("23 09:00", "23 11:00"),
        ("24 09:30", "24 10:30"),
    ]
    told = told_by(policy.entries)
    assert (late_minutes(told, TaskId("a/work")), overrun_late_minutes(told, TaskId("a/work"))) == (0, 0)


def test_illness_makes_work_late_and_nobody_works_while_away() -> None:
    policy = baseline()
    away = Leaves(at=instant("23 08:45"), person=PersonId("bo"), span=Span(instant("23 00:00"), instant("24 00:00")))
    taken(policy, job("a", 480, "23 18:00", asked="23 08:30"), job("b", 480, "23 18:00", asked="23 08:30"), away)
    told = told_by(policy.entries)
    assert sum(late_minutes(told, TaskId(f"{name}/work")) for name in "ab") == 480
    assert {place[0] for name in "ab" for place in pieces(policy.entries, name) if place[1] < "24"} == {"ana"}


def test_the_log_is_a_chain() -> None:
    policy = baseline()
    taken(policy, *(job(name, 480, "23 18:00") for name in "abc"))
    before = FIRST_SHA256
    for number, entry in enumerate(policy.entries, start=1):
        assert (entry.seq, entry.prev_sha256) == (number, before)
        before = sha256_of(line_of(entry))


@pytest.mark.parametrize("name", ["honest", "placeholder-flood", "resubmit"])
def test_every_date_is_kept_while_nobody_falls_ill_and_nothing_overruns(name: str) -> None:
    setting, stream = draw_stream(name, studio(), seed=5, weeks=3)
    policy = AcceptIfItFits(setting, end=stream.span.end)
    for event in stream.events:
        policy.advance(event.at)
        policy.take(event)
    run = judged(policy.entries, workspace=setting.workspace, span=stream.span, policy=policy.name)
    assert sum(figures.accepted for figures in run.clients) > 20
    assert {figures.late_minutes for figures in run.clients} == {0}


def test_nobody_does_two_things_at_once_or_works_outside_the_hours() -> None:
    setting, stream = draw_stream("real-life", studio(), seed=5, weeks=4)
    policy = AcceptIfItFits(setting, end=stream.span.end)
    for event in stream.events:
        policy.advance(event.at)
        policy.take(event)
    busy: dict[str, list[tuple[datetime, datetime]]] = {}
    for stand in told_by(policy.entries).stands.values():
        for piece in stand.pieces:
            assert 9 <= piece.start.hour < piece.end.hour + piece.end.minute / 60 <= 17
            busy.setdefault(stand.person, []).append((piece.start, piece.end))
    assert len(busy) == 8
    for spans in busy.values():
        ordered = sorted(spans)
        assert all(one[1] <= two[0] for one, two in pairwise(ordered))
