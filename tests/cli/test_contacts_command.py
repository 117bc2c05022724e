"""`evenhand contacts`: the document, the words and the refusals."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from scheduler.cli.contacts_view import draw_contacts
from scheduler.cli.screen import console_for
from scheduler.domain.contacts import Contacts
from scheduler.workflows.show_contacts import contacts_at
from tests.building import client, event, instant, person, time_off, workspace
from tests.cli.calls import ROOT, call

WEEK = ROOT / "inputs" / "agency-week"


def drawn(when: str, *, width: int = 100, **fields: Any) -> str:
    console = console_for(width=width, color_system=None)
    draw_contacts(console, contacts_at(workspace(**fields), instant(when)))
    text: str = console.file.getvalue()  # type: ignore[attr-defined]
    return text


def test_the_document_speaks_of_the_moment_and_validates(capfd: pytest.CaptureFixture[str]) -> None:
    answer = call(capfd, "contacts", WEEK, "--at", "2026-12-08T10:30", "--json")
    assert answer.code == 0
    document = Contacts.model_validate(answer.document)
    assert document.kind == "contacts"
    assert document.as_of == "2026-11-23T09:00:00+00:00"
    assert document.at == datetime.fromisoformat("2026-12-08T10:30+00:00")
    meridian = document.clients[0]
    assert (meridian.client, meridian.first) == ("meridian", "eilidh")
    assert meridian.contacts[1].away == "time_off"
    assert "annual leave" not in answer.out  # Why somebody is away is nobody else's business.


def test_only_one_client_can_be_looked_at(capfd: pytest.CaptureFixture[str]) -> None:
    document = call(capfd, "contacts", WEEK, "--client", "kestrel", "--json").document
    assert [each["client"] for each in document["clients"]] == ["kestrel"]


def test_unknown_clients_and_moments_are_wrong_usage(capfd: pytest.CaptureFixture[str]) -> None:
    answer = call(capfd, "contacts", WEEK, "--client", "harow")
    assert (answer.code, answer.out) == (2, "")
    assert "did you mean 'harrow'?" in answer.err
    assert call(capfd, "contacts", WEEK, "--at", "noon").code == 2
    wrong = call(capfd, "contacts", WEEK, "--at", "noon", "--json")
    assert (wrong.code, wrong.document["kind"]) == (2, "problems")


@pytest.mark.parametrize("width", [80, 100, 140])
def test_the_view_says_whom_to_call_and_who_is_back_when(width: int) -> None:
    people = [person("ana", week="mon-thu 09:00-13:00"), person("bo", zone="Europe/Madrid")]
    text = drawn(
        "24 10:00",
        width=width,
        people=people,
        clients=[client("harrow", contacts=("ana", "bo")), client("oak")],
        events=[event("ana", "24 09:30", "24 10:30")],
        time_off=[time_off("bo", "2026-11-24", "2026-12-03")],
    )
    flat = " ".join(text.split())
    assert "Harrow nobody now; first Ana, 10:30" in flat
    assert "Ana primary in a meeting, back 10:30" in flat
    assert "Bo backup time off, back Fri 4 Dec 08:00 (11:00 in Europe/Madrid)" in flat
    assert "Oak no contacts are named in clients.yaml" in flat
    assert "Tue 24 10:00-10:30, 14:00-18:00; Wed 25 14:00-18:00" in flat
    assert max(map(len, text.splitlines())) <= width


def test_who_has_no_contacts_is_covered_at_no_time() -> None:
    clients = [client("harrow", contacts=("ana",)), client("oak")]
    ahead = " ".join(drawn("27 09:00", clients=clients).split())
    assert "Oak no contacts are named in clients.yaml 8 h uncovered everything still ahead this week" in ahead
    over = " ".join(drawn("28 12:00", clients=clients).split())
    assert "Oak no contacts are named in clients.yaml nobody covers it; the team's hours of this week are over" in over
    assert over.count("covered for the rest") + over.count("covered all week") == 1


def test_after_the_hours_of_the_week_nothing_is_called_covered_that_was_not() -> None:
    people = [person("ana"), person("bo", week="mon-fri 14:00-18:00")]
    clients = [client("vale", contacts=("bo",)), client("harrow", contacts=("ana",))]
    over = " ".join(drawn("28 12:00", people=people, clients=clients).split())
    assert "Vale nobody now; first Bo, Mon 30 14:00" in over
    assert "the team's hours of this week are over; 20 h of them had no contact" in over
    assert "covered for the rest" not in over
    assert over.count("covered all week") == 1


def test_what_lies_behind_is_not_shown() -> None:
    gap = [event("ana", "24 10:00", "24 11:00")]
    assert "1 h uncovered" in drawn("23 09:00", clients=[client(contacts=("ana",))], events=gap)
    assert "30 min uncovered" in drawn("24 10:30", clients=[client(contacts=("ana",))], events=gap)
    assert "covered for the rest of the week" in drawn("24 11:00", clients=[client(contacts=("ana",))], events=gap)


def test_a_team_without_clients_says_so() -> None:
    assert "There are no clients yet." in drawn("23 09:00", clients=[])
