"""Work that is bound by law: it gives way last in a loss, and its client repays what the others gave for it.

What counts is decided by `counted`. In a short pool such work is nobody's to give: its client keeps it and gives of its other hours, and
where these are not enough the others give more. Only when nobody in the pool has other own hours that would help is it late.
What the others gave more is repaid in the same entry, from later hours of the same skill that the client still holds, within
`repay_weeks`; what finds no such hours is carried to the client's next loss.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from fractions import Fraction

from scheduler.calendars.zones import instant_of
from scheduler.fairshare.book import Book
from scheduler.fairshare.entitlement import month_minutes
from scheduler.units import ClientId, Instant, TaskId


def counted(book: Book) -> frozenset[TaskId]:
    """Return the promised work that counts as regulatory, done work aside.

    It was entered as such with the day on which it was agreed, its client has an agreement, and with all such work of the client that
    is due in the same calendar month, in the order of that day, due time and id, it stays within the policy's `regulatory_share` of the
    client's own hours of the month. What is done uses up the share too. All else counts as agreed.
    """
    months: defaultdict[tuple[ClientId, int, int], list[tuple[date, Instant, TaskId, int]]] = defaultdict(list)
    for task, promised in book.promises.items():
        asked = promised.asked
        if asked.commitment == "regulatory" and asked.agreed_on is not None and asked.due is not None:
            due = instant_of(asked.due)
            due_on = book.team.zone.local(due)[0]
            row = (asked.agreed_on, due, task, asked.effort_minutes)
            months[promised.client, due_on.year, due_on.month].append(row)
    found: set[TaskId] = set()
    for (client, year, month), rows in months.items():
        served = book.team.clients.get(client)
        if served is None:
            continue
        own = int(month_minutes(book.team.workspace, served, year, month))
        most, used = Fraction(own * book.team.policy.regulatory_share, 1000), 0
        for _, _, task, minutes in sorted(rows):
            used += minutes
            if used <= most:
                found.add(task)
    return frozenset(found & book.commitments.keys())


def booked_hours(book: Book, tasks: frozenset[TaskId]) -> dict[tuple[date, str], dict[ClientId, int]]:
    """Return the minutes of own blocks on which tasks are booked, by day and skill and by client."""
    found: dict[tuple[date, str], dict[ClientId, int]] = {}
    for account in book.accounts.touched() if tasks else ():
        minutes = sum(span.minutes for task, spans in account.booked.items() if task in tasks for span in spans)
        if minutes:
            clients = found.setdefault((account.day, account.block.skill), {})
            clients[account.block.client] = clients.get(account.block.client, 0) + minutes
    return found
