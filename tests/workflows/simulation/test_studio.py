from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import pairwise

import pytest

from scheduler.calendars.zones import Zone
from scheduler.domain.times import ClockSpan
from scheduler.workflows.simulation.studio import GUARANTEED_PERCENT, SKILLS, studio, weekly_units

SETTING = studio()


def test_every_pool_has_three_people_and_the_skills_are_a_ring() -> None:
    people = SETTING.workspace.people
    pools = [{person.id for person in people if person.level_of(skill)} for skill in SKILLS]
    assert len(people) == 8
    assert [len(pool) for pool in pools] == [3, 3, 3, 3]
    assert [len(pool & pools[(position + 1) % 4]) for position, pool in enumerate(pools)] == [1, 1, 1, 1]


@pytest.mark.parametrize(("client", "percent"), GUARANTEED_PERCENT.items())
def test_a_client_has_its_share_of_the_teams_hours_less_a_quarter_at_most(client: str, percent: int) -> None:
    agreed = next(each for each in SETTING.workspace.clients if each.id == client).agreements[0].hours
    share = 8 * 35 * 60 * percent / 100
    assert share - 15 < sum(hours.minutes for hours in agreed) <= share


def test_the_blocks_are_what_was_agreed() -> None:
    laid: Counter[tuple[str, str]] = Counter()
    for block in SETTING.blocks:
        laid[block.client, block.skill] += block.minutes
    agreed = {
        (client.id, hours.skill): hours.minutes
        for client in SETTING.workspace.clients
        for hours in client.agreements[0].hours
    }
    assert laid == agreed
    assert sum(map(sum, map(weekly_units, range(5)))) * 15 == laid.total()


def test_blocks_are_an_hour_long_inside_one_stretch_and_apart() -> None:
    stretches = (ClockSpan(540, 780), ClockSpan(840, 1020))
    taken: dict[tuple[str, int | None], list[tuple[int, int]]] = {}
    for block in SETTING.blocks:
        end = block.start_minute + block.minutes
        assert block.minutes >= 60
        assert any(stretch.start_minute <= block.start_minute and end <= stretch.end_minute for stretch in stretches)
        taken.setdefault((block.person, block.weekday), []).append((block.start_minute, end))
    for spans in taken.values():
        ordered = sorted(spans)
        assert all(before[1] <= after[0] for before, after in pairwise(ordered))


def test_a_tenth_of_every_day_is_not_signed_away() -> None:
    days: Counter[tuple[str, int | None]] = Counter()
    for block in SETTING.blocks:
        days[block.person, block.weekday] += block.minutes
    assert max(days.values()) <= 0.9 * 7 * 60


def test_blocks_lie_with_people_who_have_the_skill() -> None:
    people = {person.id: person for person in SETTING.workspace.people}
    assert [block.id for block in SETTING.blocks if not people[block.person].level_of(block.skill)] == []
    assert len({block.id for block in SETTING.blocks}) == len(SETTING.blocks)


def test_it_begins_on_a_monday_morning() -> None:
    assert Zone.of("Europe/London").local(SETTING.start) == (date(2026, 10, 5), 9 * 60)
