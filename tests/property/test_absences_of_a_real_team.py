"""Somebody of the agency in inputs/ is ill, or leaves: hours at a level, hours by the month, chains over weeks, two deliverables a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from scheduler.domain.workspace import Workspace
from scheduler.fairshare.book import Book
from scheduler.fairshare.copying import copy_of
from scheduler.verify.book import check_book
from scheduler.workflows.record_edits import enter_edits
from tests.building import time_off
from tests.property.agency_machine import AgencyMachine, agency


def later(who: str, *, first: int, days: int) -> Callable[[Workspace], Workspace]:
    """Let somebody be away for days that begin so many days from now."""

    def change(files: Workspace) -> Workspace:
        begin = files.as_of.date() + timedelta(days=first)
        absence = time_off(who, begin.isoformat(), (begin + timedelta(days=days - 1)).isoformat())
        return files.model_copy(update={"time_off": (*files.time_off, absence)})

    return change


def gone(who: str) -> Callable[[Workspace], Workspace]:
    """Take somebody out of all files, as a lead does when somebody leaves."""

    def change(files: Workspace) -> Workspace:
        clients = tuple(
            client.model_copy(
                update={
                    name: tuple(each for each in getattr(client, name) if each != who)
                    for name in ("prefer", "exclude", "contacts")
                }
            )
            for client in files.clients
        )
        events = (
            event.model_copy(update={"people": tuple(each for each in event.people if each != who)})
            for event in files.events
        )
        return files.model_copy(
            update={
                "people": tuple(person for person in files.people if person.id != who),
                "time_off": tuple(row for row in files.time_off if row.person != who),
                "availability": tuple(row for row in files.availability if row.person != who),
                "events": tuple(event for event in events if event.people),
                "tasks": tuple(
                    task.model_copy(update={"person": None}) if task.person == who else task for task in files.tasks
                ),
                "clients": clients,
            }
        )

    return change


PEOPLE = ("ana", "bo", "cy", "eilidh", "femi", "greta", "hiro", "jonah", "priya")
CHANGES = (
    {f"{who} is ill for a week": later(who, first=0, days=5) for who in PEOPLE}
    | {f"{who} is ill for four weeks": later(who, first=0, days=28) for who in ("greta", "hiro")}
    | {"ana is away from the week after next on": later("ana", first=11, days=10)}
    | {f"{who} leaves": gone(who) for who in ("bo", "greta")}
)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_an_absence_is_shared_by_the_rules_and_reads_back(change: Callable[[Workspace], Workspace]) -> None:
    files, opened = agency()
    assert {person.id for person in files.people} == {*PEOPLE}
    book = copy_of(opened)
    enter_edits(book, change(files))
    assert len(book.entries) > len(opened.entries)
    assert check_book(book.lines).violations == ()
    assert Book.replay(book.lines).lines == book.lines


@pytest.mark.parametrize("seed", range(2))
def test_every_invariant_holds_after_every_step(seed: int) -> None:
    machine = AgencyMachine(seed)
    for _ in range(12):
        name = machine.step()
        assert machine.violations == [], (seed, name)
    assert Book.replay(machine.book.lines).lines == machine.book.lines
