"""Contacts: their order, who is first, and the team hours that none of them covers."""

from __future__ import annotations

from datetime import date
from typing import Any

from scheduler.domain.contacts import ClientContacts
from scheduler.domain.times import HolidayCalendar
from scheduler.workflows.show_contacts import contacts_at
from tests.building import at, client, event, hours, instant, person, time_off, workspace


def looked(when: str = "23 09:00", *, contacts: tuple[str, ...] = ("ana", "bo"), **fields: Any) -> ClientContacts:
    people = fields.pop("people", [person("ana"), person("bo")])
    team = workspace(people=people, clients=[client(contacts=contacts)], **fields)
    return contacts_at(team, instant(when)).clients[0]


def stretches(found: ClientContacts) -> list[tuple[str, str]]:
    return [(span.start.strftime("%d %H:%M"), span.end.strftime("%H:%M")) for span in found.uncovered]


def test_contacts_keep_their_order_and_the_first_who_is_there_is_first() -> None:
    away = looked("24 10:00", contacts=("bo", "ana"), time_off=[time_off("bo", "24", "24")])
    assert [(each.person, each.role, each.away) for each in away.contacts] == [
        ("bo", "primary", "time_off"),
        ("ana", "backup", None),
    ]
    assert (away.first, away.next_person, away.next_at) == ("ana", None, None)
    assert away.contacts[0].until == at("25 09:00")


def test_where_nobody_is_there_the_one_who_is_back_first_is_named_and_the_order_breaks_ties() -> None:
    tied = looked("23 20:00", contacts=("bo", "ana"))
    assert (tied.first, tied.next_person, tied.next_at) == (None, "bo", at("24 09:00"))
    early = person("ana", week="mon-fri 08:00-12:00")
    sooner = looked("23 20:00", contacts=("bo", "ana"), people=[early, person("bo")])
    assert (sooner.next_person, sooner.next_at) == ("ana", at("24 08:00"))


def test_hours_that_no_contact_works_are_uncovered() -> None:
    part_time = [person("ana", week="mon-tue 09:00-13:00"), person("bo", week="mon-thu 12:00-18:00")]
    found = looked(people=part_time, events=[event(["ana", "bo"], "24 12:00", "24 12:30")])
    assert stretches(found) == [
        ("24 12:00", "12:30"),
        ("25 09:00", "12:00"),
        ("26 09:00", "12:00"),
        ("27 09:00", "13:00"),
        ("27 14:00", "18:00"),
    ]
    assert found.uncovered_minutes == 30 + 180 + 180 + 480


def test_a_client_without_contacts_is_covered_by_nobody() -> None:
    found = looked(contacts=())
    assert (found.contacts, found.first, found.next_at) == ((), None, None)
    assert found.uncovered_minutes == 5 * 480


def test_holidays_and_empty_weeks_have_no_hours_to_cover() -> None:
    scottish = HolidayCalendar(country="GB", subdivision="SCT")
    team = workspace(clients=[client(contacts=())], holidays=scottish)
    document = contacts_at(team, instant("30 10:00"))
    assert (document.team_minutes, document.in_team_hours) == (4 * 480, False)
    assert (document.week_from, document.week_to) == (date(2026, 11, 30), date(2026, 12, 6))
    resting = contacts_at(workspace(week=hours(), clients=[client(contacts=("ana",))]), instant("23 10:00"))
    assert (resting.team_minutes, resting.clients[0].uncovered) == (0, ())


def test_a_contact_in_another_zone_covers_the_hours_of_her_own_clock() -> None:
    far = person("ana", zone="America/New_York", week="mon-fri 09:00-17:00")
    found = looked("23 15:00", contacts=("ana",), people=[far])
    assert found.first == "ana"
    assert stretches(found)[:2] == [("23 09:00", "13:00"), ("24 09:00", "13:00")]


def test_two_hundred_people_and_every_client_has_its_own_contacts() -> None:
    people = [person(f"p{number}") for number in range(200)]
    clients = [client(f"c{number}", contacts=(f"p{number}", f"p{199 - number}")) for number in range(60)]
    document = contacts_at(workspace(people=people, clients=clients), instant("23 09:00"))
    assert [each.first for each in document.clients] == [f"p{number}" for number in range(60)]
