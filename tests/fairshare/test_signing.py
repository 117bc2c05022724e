from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from scheduler.domain.book import LaidBlock
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.signing import SigningFault, signing_faults
from tests.building import agreement, available, client, person, workspace

MONDAY, TUESDAY, SATURDAY = 0, 1, 5


def block(name: str = "b", minutes: int = 120, *, at: str = "09:00", **fields: Any) -> LaidBlock:
    hour, minute = at.split(":")
    where: dict[str, Any] = {"client": "harrow", "skill": "seo", "person": "ana", "weekday": MONDAY}
    return LaidBlock(id=name, start_minute=int(hour) * 60 + int(minute), minutes=minutes, **where | fields)


def team(**fields: Any) -> Workspace:
    defaults: dict[str, Any] = {
        "people": [person("ana", "seo:2"), person("bo", "copy", until_on=date(2026, 12, 16))],
        "clients": [client("harrow", agreed={"seo": 1500}), client("solway", agreed={"seo": 600}, exclude=("ana",))],
    }
    return workspace(**defaults | fields)


def rules(*blocks: LaidBlock, where: Workspace | None = None) -> list[str]:
    return [fault.rule for fault in signing_faults(where or team(), blocks)]


def test_good_blocks_have_no_fault() -> None:
    full = [block("one", 240), block("two", 180, at="14:00"), block("three", 240, weekday=TUESDAY)]
    assert rules(*full) == []


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        (block(person="zoe"), "known"),
        (block(client="nobody"), "known"),
        (block(skill="copy"), "carried"),
        (block(level=3), "carried"),
        (block(client="solway"), "carried"),
        (block(client="harrow", skill="copy", person="bo"), "carried"),
        (block(at="12:00"), "in_one_stretch"),
        (block(at="08:45"), "in_one_stretch"),
        (block(minutes=0), "in_one_stretch"),
        (block(weekday=SATURDAY), "in_one_stretch"),
        (block(minutes=100), "in_pieces"),
        (block(minutes=45), "in_pieces"),
    ],
)
def test_each_rule_of_a_block(wrong: LaidBlock, rule: str) -> None:
    assert rule in rules(wrong)


def test_somebody_who_leaves_carries_nothing_afterwards() -> None:
    where = team(clients=[client("harrow", agreed={"copy": 600})])
    one = block(skill="copy", person="bo", until=date(2026, 12, 16))
    assert rules(one, where=where) == []
    assert rules(one.model_copy(update={"until": date(2026, 12, 17)}), where=where) == ["carried"]


def test_listed_people_carry_no_weekly_blocks() -> None:
    assert rules(block(), where=team(availability=[available("ana", "24 09:00", "24 17:00")])) == ["known"]


def test_blocks_keep_to_the_agreed_days() -> None:
    where = team(clients=[client("harrow", agreements=(agreement({"seo": 240}, weekdays=(MONDAY,)),))])
    assert rules(block(), where=where) == []
    assert rules(block(weekday=TUESDAY), where=where) == ["on_agreed_days"]


def test_a_day_holds_its_buffer_back_to_the_minute() -> None:
    # Nine tenths of 480 minutes are 432.
    within = [block("one", 240), block("two", 180, at="14:00")]
    assert rules(*within) == []
    fault = next(iter(signing_faults(team(), [block("one", 240), block("two", 195, at="14:00")])))
    assert fault == SigningFault("within_buffer", ("one", "two"), "ana", None, date.min, 435, 432)


def test_blocks_that_follow_each_other_in_time_share_a_day() -> None:
    old = block("old", 240, until=date(2026, 12, 31))
    new = block("new", 240, since=date(2027, 1, 1))
    assert rules(old, new) == []
    assert set(rules(old, new.model_copy(update={"since": date(2026, 12, 31)}))) == {"within_buffer", "disjoint"}


def test_no_two_blocks_at_the_same_time() -> None:
    faults = signing_faults(team(), [block("one", 120), block("two", 60, at="10:45")])
    assert [(fault.rule, fault.blocks, fault.measured) for fault in faults] == [("disjoint", ("one", "two"), 15)]


def test_dated_blocks_count_on_their_day_alone() -> None:
    where = team(clients=[client("harrow", agreements=(agreement({"seo": 600}, per="month"), agreement({"seo": 240})))])
    dated = [
        block("first", 180, at="14:00", weekday=None, day=date(2026, 11, 30)),
        block("second", 180, at="14:00", weekday=None, day=date(2026, 12, 7)),
    ]
    assert rules(block("weekly", 240), *dated, where=where) == []
    assert rules(block("weekly", 240), dated[0].model_copy(update={"minutes": 195}), where=where) == ["within_buffer"]


def test_nobody_gets_more_than_it_agreed() -> None:
    where = team(clients=[client("harrow", agreements=(agreement({"seo": 130}),))])
    assert rules(block(minutes=120), where=where) == []
    assert rules(block(minutes=135), where=where) == ["within_agreed"]
    by_month = team(clients=[client("harrow", agreements=(agreement({"seo": 120}, per="month"),))])
    twice = [block(f"{day}", weekday=None, day=date(2026, 12, day)) for day in (7, 14)]
    assert rules(twice[0], where=by_month) == []
    assert rules(*twice, where=by_month) == ["within_agreed"]
