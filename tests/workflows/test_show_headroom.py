"""Headroom of a workspace: days, needed-by times, tentative and target work, clients, and what is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from scheduler.domain.headroom import Headroom
from scheduler.domain.times import HolidayCalendar
from scheduler.errors import UsageError
from scheduler.workflows.fitting.ground import ground_on
from scheduler.workflows.kept_book import checked_plan, opened_book
from scheduler.workflows.show_headroom import headroom_on
from tests.building import client, hours, person, task, time_off, workspace


def headroom(
    *, skill: str | None = None, days: int = 10, asking: str | None = None, is_published: bool = False, **fields: Any
) -> Headroom:
    team = workspace(**{"people": [person("ana", "copy", "seo")], "horizon_days": 14} | fields)
    plan = checked_plan(team)
    ground = ground_on(
        team, opened_book(team, plan=plan), plan=plan, published=plan if is_published else None, is_kept=False
    )
    return headroom_on(ground, skill=skill, days=days, client=asking)


def test_an_empty_week_is_all_spare() -> None:
    found = headroom(skill="copy", days=3)
    assert found.days == (date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25))
    (copy,) = found.skills
    assert [(day.capacity_minutes, day.spare_minutes) for day in copy.days] == [(480, 480)] * 3
    assert [day.room.largest_minutes for day in copy.days] == [480, 960, 1440]
    assert [day.room.sitting_minutes for day in copy.days] == [240] * 3
    assert (found.book, found.planned_first, found.client, found.cap_minutes) == (None, True, None, None)


def test_today_goes_by_half_hours_and_the_ends_of_the_team_hours() -> None:
    found = headroom(skill="copy", week="mon-fri 09:10-13:00 14:00-17:45", as_of="23 12:05")
    points = [(room.needed_by.strftime("%H:%M"), room.largest_minutes) for room in found.skills[0].today]
    assert points[:3] == [("12:30", 15), ("13:00", 45), ("14:30", 75)]
    assert points[-2:] == [("17:30", 255), ("17:45", 270)]


def test_after_the_close_and_on_days_off_today_is_over() -> None:
    evening = headroom(skill="copy", days=1, as_of="23 18:30")
    assert (evening.days, evening.skills[0].today) == ((date(2026, 11, 24),), ())
    saturday = headroom(skill="copy", days=1, as_of="28 10:00")
    assert (saturday.days, saturday.skills[0].today) == ((date(2026, 11, 30),), ())


def test_holidays_are_no_working_days_and_the_horizon_ends_it() -> None:
    scottish = HolidayCalendar(country="GB", subdivision="SCT")
    found = headroom(days=60, holidays=scottish)
    assert len(found.days) == 9
    assert date(2026, 11, 30) not in found.days
    assert headroom(week=hours()).days == ()


def test_target_work_is_committed_and_tentative_work_is_not() -> None:
    def committed(commitment: str) -> int:
        work = [task("text", "copy", 240, due="23 18:00", commitment=commitment)]
        return headroom(skill="copy", days=1, tasks=work).skills[0].days[0].committed_minutes

    assert {each: committed(each) for each in ("agreed", "target", "tentative")} == {
        "agreed": 240,
        "target": 240,
        "tentative": 0,
    }


def test_work_with_a_later_date_can_wait_unless_it_is_frozen() -> None:
    work = [
        task("now", "copy", 480, due="24 18:00"),
        task("free", "copy", 480, due="2026-12-04T18:00", start="26 09:00"),
        task("tight", "copy", 240, due="27 13:00", start="27 09:00"),
    ]
    days = headroom(skill="copy", tasks=work, is_published=True).skills[0].days
    assert [day.can_wait_minutes for day in days[:5]] == [0, 0, 0, 480, 0]
    assert sum(day.committed_minutes for day in days) == 1200
    # Nobody has seen a plan that was not published: what is due tomorrow need not be done today.
    first = headroom(skill="copy", tasks=work).skills[0].days[0]
    assert first.can_wait_minutes == first.committed_minutes > 0


def test_held_hours_stand_under_their_client_and_are_its_own_room() -> None:
    clients = [client("harrow", agreed={"copy": 1200}), client("oak")]
    for_all = headroom(skill="copy", clients=clients).skills[0]
    assert all(
        day.capacity_minutes == day.committed_minutes + day.held_minutes + day.spare_minutes for day in for_all.days
    )
    held = sum(each.minutes for day in for_all.days[5:] for each in day.held if each.client == "harrow")
    assert held == 1200
    own = headroom(skill="copy", clients=clients, asking="harrow")
    assert (own.client, own.cap_minutes, own.cap_left_minutes) == ("harrow", 300, 300)
    last = own.skills[0].days[4].room.largest_minutes
    assert last > headroom(skill="copy", clients=clients, asking="oak").skills[0].days[4].room.largest_minutes == 240


def test_people_who_may_not_or_cannot_are_left_out() -> None:
    people = [person("ana", "copy:2"), person("bo", "copy")]
    clients = [client("harrow", exclude=("ana",))]

    def able(**more: Any) -> tuple[str, ...]:
        return tuple(headroom(people=people, clients=clients, days=1, **more).skills[0].people)

    assert able(skill="copy") == ("ana", "bo")
    assert able(skill="copy:2") == ("ana",)
    assert able(skill="copy", asking="harrow") == ("bo",)
    assert able(skill="copy:2", asking="harrow") == ()


def test_somebody_on_leave_has_no_capacity() -> None:
    found = headroom(skill="copy", days=2, time_off=[time_off("ana", "24", "24")])
    assert [day.capacity_minutes for day in found.skills[0].days] == [480, 0]


def test_unknown_skills_and_clients_are_wrong_usage() -> None:
    with pytest.raises(UsageError, match=r"--skill is 'copi'.*did you mean 'copy'\?"):
        headroom(skill="copi")
    with pytest.raises(UsageError, match=r"--skill is 'copy:high'; expected a skill"):
        headroom(skill="copy:high")
    with pytest.raises(UsageError, match=r"did you mean 'harrow'\?"):
        headroom(asking="harow")
