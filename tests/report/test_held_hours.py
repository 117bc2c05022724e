"""Hours held for clients in words: by client, skill and person, on the person's clock."""

from __future__ import annotations

from datetime import date

from scheduler.report.held_hours import held_week
from scheduler.report.names import names_of
from scheduler.report.week import week_of
from tests.building import client, person, workspace
from tests.holding import held, homeless, row
from tests.planning import plan_of

WEEK = week_of(date(2026, 11, 23))


def shown(*rows):
    place = workspace(
        people=[person("ana"), person("bo", zone="Europe/Madrid")], clients=[client("harrow"), client("vale")]
    )
    plan = plan_of(place, {}, held=rows)
    return held_week(plan, week=WEEK, names=names_of(place, plan))


def test_a_plan_without_held_hours_has_nothing_to_show() -> None:
    assert shown() is None


def test_hours_are_said_by_client_skill_and_person_with_the_soonest_lapse() -> None:
    week = shown(
        row(held("harrow", "ana", "26 09:00", "26 11:00")),
        row(held("harrow", "ana", "25 14:00", "25 15:00", lapses="24 18:00")),
        row(held("vale", "bo", "25 09:00", "25 10:00", kind="rush")),
    )
    assert week is not None
    assert [(one.name, one.minutes) for one in week.clients] == [("Harrow", 180), ("Vale", 60)]
    (own,) = week.clients[0].lines
    assert (own.key, own.minutes, own.person) == ("work", 180, "Ana")
    assert own.times == ("Wed 25 14:00-15:00", "Thu 26 09:00-11:00")
    assert own.lapses == "Mon 23 18:00"
    (rush,) = week.clients[1].lines
    # Bo's clock is an hour ahead.
    assert (rush.key, rush.times) == ("work, rush", ("Wed 25 10:00-11:00",))


def test_what_stands_nowhere_has_a_line_of_its_own() -> None:
    week = shown(row(homeless("harrow", "ana", 26, 90)))
    assert week is not None
    (line,) = week.clients[0].lines
    assert (line.person, line.minutes, line.times) == ("", 90, ("Thu 26",))


def test_later_weeks_are_summed_and_weeks_before_are_gone() -> None:
    place = workspace(people=[person("ana")])
    rows = [
        row(held("harrow", "ana", "24 09:00", "24 10:00")),
        row(held("harrow", "ana", "2026-12-01T09:00", "2026-12-01T11:30")),
    ]
    plan = plan_of(place, {}, held=rows)
    names = names_of(place, plan)
    this_week, next_week = (held_week(plan, week=week_of(date(2026, *day)), names=names) for day in ((11, 23), (12, 1)))
    assert this_week is not None
    assert this_week.later == "Later: 2 h 30 min in week 49."
    assert next_week is not None
    assert (len(next_week.clients), next_week.later) == (1, "")
    assert held_week(plan, week=week_of(date(2026, 12, 8)), names=names) is None
