"""Agreed hours of a hand-over: what stands on the person, who could carry it, and what finds no place."""

from __future__ import annotations

from typing import Any

from scheduler.solve.laying import lay_blocks
from scheduler.workflows.handover.hours import HoursMoved, hours_moved
from tests.building import client, instant, person, workspace


def moved(*people: Any, when: str = "25 00:00", agreed: int = 600, **fields: Any) -> HoursMoved:
    studio = workspace(
        people=list(people),
        clients=fields.pop("clients", [client("harrow", agreed={"seo": agreed}, prefer=("ana",))]),
        **fields,
    )
    blocks = lay_blocks(studio, at=instant("23 09:00")).blocks
    return hours_moved(studio, blocks, client="harrow", person="ana", at=instant(when))  # type: ignore[arg-type]


def test_hours_that_others_can_carry_are_relaid() -> None:
    found = moved(person("ana", "seo"), person("bo", "seo"))
    assert [(each.skill, each.person, each.weekly_minutes) for each in found.hours] == [("seo", "ana", 600)]
    assert [(each.skill, each.person, each.weekly_minutes) for each in found.relaid] == [("seo", "bo", 600)]
    assert (found.left, found.proven) == ((), False)
    assert all(sum(each.by_weekday) == each.weekly_minutes for each in (*found.hours, *found.relaid))


def test_hours_that_only_this_person_can_carry_are_left_and_proven() -> None:
    found = moved(person("ana", "seo"), person("bo", "copy"))
    assert [(each.skill, each.minutes, each.per) for each in found.left] == [("seo", 600, "week")]
    assert (found.relaid, found.proven) == ((), True)


def test_what_others_have_room_for_is_told_from_what_is_left() -> None:
    # Of Bo's ten hours a week nine may be signed away.
    found = moved(person("ana", "seo"), person("bo", "seo", week="mon-fri 09:00-11:00"))
    relaid, left = sum(each.weekly_minutes for each in found.relaid), sum(each.minutes for each in found.left)
    assert relaid + left == 600
    assert 0 < relaid <= 540


def test_hours_that_found_no_place_before_are_no_matter_of_the_handover() -> None:
    # Thirty hours of one person and ten of another: 36 may be signed of the first, 9 of the second; 50 are agreed.
    found = moved(person("ana", "seo"), person("bo", "seo"), agreed=5400)
    mine = sum(each.weekly_minutes for each in found.hours)
    gained = sum(each.weekly_minutes for each in found.relaid)
    assert sum(each.minutes for each in found.left) == mine
    assert gained == 0


def test_other_clients_blocks_stay_where_they_are() -> None:
    clients = [client("harrow", agreed={"seo": 600}, prefer=("ana",)), client("oak", agreed={"seo": 1800})]
    found = moved(person("ana", "seo"), person("bo", "seo", week="mon-fri 09:00-15:40"), clients=clients)
    assert sum(each.minutes for each in found.left) + sum(each.weekly_minutes for each in found.relaid) >= sum(
        each.weekly_minutes for each in found.hours
    )


def test_without_hours_on_the_person_there_is_nothing_to_lay() -> None:
    assert moved(person("ana", "copy"), person("bo", "seo")) == HoursMoved((), (), ())
