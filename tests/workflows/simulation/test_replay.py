from __future__ import annotations

import json

import pytest

from scheduler.domain.book import line_of
from scheduler.errors import InputError
from scheduler.workflows.simulation.book_policy import BookPolicy
from scheduler.workflows.simulation.differences import differences
from scheduler.workflows.simulation.replay import read_log, setting_of, stream_of
from scheduler.workflows.simulation.running import run
from scheduler.workflows.simulation.scenarios import draw_stream
from scheduler.workflows.simulation.stream import Asks, Cancels, Leaves, Reports
from scheduler.workflows.simulation.studio import studio


def log_of(name: str, weeks: int) -> list[str]:
    setting, stream = draw_stream(name, studio(), seed=4, weeks=weeks)
    policy = BookPolicy(setting)
    run(policy, setting, stream)
    return policy.book.lines


@pytest.mark.parametrize("name", ["friday-flood", "resubmit", "illness", "overrun"])
def test_a_log_that_is_replayed_under_the_same_rules_gives_the_same_answers(name: str) -> None:
    lines = log_of(name, 3)
    entries = read_log(lines, name="log")
    setting, stream = setting_of(entries), stream_of(entries, name="log")
    policy = BookPolicy(setting)
    run(policy, setting, stream)
    assert differences(entries, policy.entries) == ()
    assert stream.notes == ()


def test_a_replayed_log_is_the_same_to_the_byte_where_only_requests_are_in_it() -> None:
    lines = log_of("friday-flood", 2)
    entries = read_log(lines, name="log")
    policy = BookPolicy(setting_of(entries))
    run(policy, setting_of(entries), stream_of(entries, name="log"))
    assert policy.book.lines[: len(lines)] == lines


def test_every_kind_of_event_comes_back() -> None:
    kinds = set()
    for name in ("resubmit", "illness", "overrun"):
        stream = stream_of(read_log(log_of(name, 3), name="log"), name="log")
        kinds |= {type(event) for event in stream.events}
    assert kinds == {Asks, Cancels, Reports, Leaves}


def test_recurring_work_is_not_asked_for_again() -> None:
    entries = read_log(log_of("friday-flood", 2), name="log")
    asked = [event.request for event in stream_of(entries, name="log").events if isinstance(event, Asks)]
    recurring = [entry.request for entry in entries if entry.kind == "booked"]
    assert recurring
    assert set(asked) & set(recurring) == set()


def test_the_setting_is_that_of_the_opening() -> None:
    entries = read_log(log_of("friday-flood", 1), name="log")
    setting = setting_of(entries)
    assert setting.workspace.people == studio().workspace.people
    assert {block.id for block in setting.blocks} == {block.id for block in studio().blocks}
    assert setting.start == studio().start


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        ([], "my.log: the log does not begin with an entry 'opened'"),
        (["{}"], "my.log:1: this is no entry of a log"),
        (["", "no json"], "my.log:2: this is no entry of a log"),
    ],
)
def test_what_is_no_log_is_refused_with_its_line(lines: list[str], complaint: str) -> None:
    with pytest.raises(InputError, match=complaint):
        read_log(lines, name="my.log")


def test_a_team_that_cannot_be_read_is_refused_with_its_line() -> None:
    first, *_ = log_of("friday-flood", 1)
    entry = json.loads(first)
    entry["facts"]["people"] = 7
    with pytest.raises(InputError, match=r"my\.log:1: this is no entry of a log"):
        read_log([json.dumps(entry)], name="my.log")


def test_a_log_without_its_beginning_is_refused() -> None:
    entries = read_log(log_of("friday-flood", 1), name="log")
    with pytest.raises(InputError, match="does not begin with an entry 'opened'"):
        read_log([line_of(entry) for entry in entries[1:]], name="log")
