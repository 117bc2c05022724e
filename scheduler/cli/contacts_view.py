"""Contacts in a terminal: whom to call for each client now, who is away until when, and the hours nobody covers."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from scheduler.cli.signs import COOL, WARM, WARM_BOLD
from scheduler.report.contacts import hours_ahead, hours_by_day, other_clock, presence_words, until_words
from scheduler.report.words import hours_words, moment_words, span_of_days_words

if TYPE_CHECKING:
    from rich.console import Console

    from scheduler.domain.contacts import ClientContacts, Contact, Contacts

HERE, AWAY = "●", "○"


def draw_contacts(console: Console, document: Contacts) -> None:
    """Draw the view: a block per client, its contacts in order; whoever is to be called first stands out."""
    console.print(Text(document.workspace, style="bold"))
    head = f"who can be reached on {moment_words(document.at, today=document.at.date(), begins=True)}"
    if not document.in_team_hours:
        head += ", outside the team's hours"
    console.print(Text(head, style="dim"))
    names = [contact.name for client in document.clients for contact in client.contacts]
    width = max([0, *(len(name) for name in names)])
    for client in document.clients:
        console.print()
        console.print(_client_head(client, now=document.at))
        if client.contacts:
            console.print(_contact_table(client, now=document.at, name_signs=width))
        console.print(Padding(_uncovered(client, document), (0, 0, 0, 2)))
    if not document.clients:
        console.print(Text("There are no clients yet."))
    elif any(hours_ahead(client, now=document.at) for client in document.clients):
        week = span_of_days_words(document.week_from, document.week_to)
        console.print()
        console.print(
            Text(f"Uncovered: hours of the team still ahead in the week {week} without any contact.", style="dim")
        )


def _client_head(client: ClientContacts, *, now: datetime) -> Text:
    line = Text(client.name, style="bold")
    line.append("  ")
    if not client.contacts:
        line.append("no contacts are named in clients.yaml", style=WARM_BOLD)
    elif client.first is not None:
        line.append(f"call {_name(client, client.first)}", style=f"bold {COOL}")
    elif client.next_at is not None and client.next_person is not None:
        line.append("nobody now", style=WARM_BOLD)
        back = until_words(client.next_at, now=now)
        line.append(f"; first {_name(client, client.next_person)}, {back}", style="not bold")
    else:
        line.append("nobody, and nobody is expected back", style=WARM_BOLD)
    return line


def _name(client: ClientContacts, person: str) -> str:
    return next(contact.name for contact in client.contacts if contact.person == person)


def _contact_table(client: ClientContacts, *, now: datetime, name_signs: int) -> Padding:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, min_width=name_signs)
    table.add_column(no_wrap=True, style="dim")
    table.add_column(ratio=1)
    for contact in client.contacts:
        is_first = contact.person == client.first
        table.add_row(
            Text(HERE if contact.reachable else AWAY, style=COOL if contact.reachable else "dim"),
            Text(contact.name, style="bold" if is_first else "" if contact.reachable else "dim"),
            contact.role,
            _presence(contact, now=now),
        )
    return Padding(table, (0, 0, 0, 2))


def _presence(contact: Contact, *, now: datetime) -> Text:
    text = Text(presence_words(contact, now=now), style="" if contact.reachable else "dim")
    clock = other_clock(contact, now=now)
    if clock:
        text.append(f"  {clock}", style="dim")
    return text


def _uncovered(client: ClientContacts, document: Contacts) -> Text:
    """Return the team hours of the week ahead that nobody covers, by day."""
    if not document.team_minutes:
        return Text("the team has no hours this week", style="dim")
    ahead = hours_ahead(client, now=document.at)
    if not ahead and not client.contacts:
        return Text("nobody covers it; the team's hours of this week are over", style="dim")
    if not ahead and not client.uncovered_minutes:
        return Text("covered all week", style="dim")
    if not ahead and not document.minutes_ahead:
        uncovered = hours_words(client.uncovered_minutes)
        return Text(f"the team's hours of this week are over; {uncovered} of them had no contact", style="dim")
    if not ahead:
        return Text("covered for the rest of the week", style="dim")
    minutes = sum(span.minutes for span in ahead)
    text = Text(f"{hours_words(minutes)} uncovered", style=WARM)
    said = "; ".join(hours_by_day(ahead)) if client.contacts else "everything still ahead this week"
    text.append(f"  {said}", style="not bold default")
    return text
