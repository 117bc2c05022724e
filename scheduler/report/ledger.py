"""What each client had in each week: the rows of the book summed by client, ISO week and fund, beside the blocks of the week."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from scheduler.domain.ledger import CHARGES
from scheduler.domain.standing_of_clients import ClientWeek
from scheduler.fairshare.agreed_hours import agreed_hours, week_of
from scheduler.fairshare.borrowing import weekly_weight
from scheduler.fairshare.decay import jain_index
from scheduler.fairshare.rounds import decayed_share
from scheduler.report.promised_dates import past_promises
from scheduler.units import ClientId

if TYPE_CHECKING:
    from scheduler.domain.ledger import LedgerRow
    from scheduler.fairshare.book import Book

_FIELDS = {
    "own": "own_minutes",
    "rush": "rush_minutes",
    "traded": "traded_minutes",
    "consented": "consented_minutes",
    "spare": "borrowed_minutes",
    "overtime": "overtime_minutes",
}


def monday_of(day: date) -> date:
    """Return the first day of the ISO week of a day."""
    return day - timedelta(days=day.weekday())


def week_name(monday: date) -> str:
    """Return an ISO week as it is written: `2026-W48`."""
    year, week, _ = monday.isocalendar()
    return f"{year}-W{week:02d}"


def mondays_of(book: Book) -> list[date]:
    """Return the Mondays of the weeks from the opening of the book to its clock."""
    zone = book.team.zone
    first, last = (monday_of(zone.local(at)[0]) for at in (book.opened_at, book.clock))
    return [first + timedelta(weeks=number) for number in range((last - first).days // 7 + 1)]


def field_of(row: LedgerRow) -> str:
    """Return the field of `ClientWeek` in which a row that charges counts."""
    if row.exchanged and row.fund in ("own", "rush"):
        return "exchanged_minutes"
    return _FIELDS[row.fund]


def client_weeks(book: Book, mondays: Sequence[date]) -> list[ClientWeek]:
    """Sum the book up by client and week.

    Parameters
    ----------
    book
        Replayed from its entries, with its clock at the moment from which it is seen.
    mondays
        First days of the weeks wanted.

    Returns
    -------
    list of ClientWeek
        Weeks in the order of `mondays`, clients in the order of clients.yaml.
    """
    sums: defaultdict[tuple[ClientId, date], Counter[str]] = defaultdict(Counter)
    wanted = frozenset(mondays)
    for entry in book.entries:
        for row in entry.rows:
            monday = monday_of(row.day)
            if monday in wanted and row.fund in CHARGES:
                sums[row.client, monday][field_of(row)] += row.minutes
    for (whose, (monday, _)), hours in agreed_hours(book, [week_of(each) for each in mondays]).items():
        sums[whose, monday].update(
            agreed_minutes=hours.agreed,
            lapsed_minutes=hours.lapsed,
            cut_minutes=hours.cut.total(),
            held_minutes=hours.held,
        )
    _count_promises(book, sums)
    shares = {(account, monday): _share(book, account, monday) for account in _accounts(book) for monday in mondays}
    return [
        ClientWeek(
            client=client.id,
            name=client.name,
            week=week_name(monday),
            monday=monday,
            decayed_share=shares[book.account_of(client.id), monday],
            **sums[client.id, monday],
        )
        for monday in mondays
        for client in book.team.workspace.clients
    ]


def _count_promises(book: Book, sums: defaultdict[tuple[ClientId, date], Counter[str]]) -> None:
    for promise in past_promises(book.entries, now=book.clock):
        own = sums[promise.client, monday_of(promise.due_on(book.team.zone))]
        own["promises_missed" if promise.late_minutes else "promises_kept"] += 1
        own["promises_unreported"] += not promise.is_reported
        own["late_minutes"] += promise.late_minutes


def _accounts(book: Book) -> list[ClientId]:
    """Return the accounts of all clients, each once."""
    return list(dict.fromkeys(book.account_of(client.id) for client in book.team.workspace.clients))


def _share(book: Book, account: ClientId, monday: date) -> float:
    """Return the decayed share of an account at the end of a week, or now where that is earlier."""
    end = book.team.zone.begin_of(monday + timedelta(weeks=1))
    return decayed_share(book, account, at=max(book.opened_at, min(end, book.clock)))


def evenness(book: Book, weeks: Sequence[ClientWeek]) -> float | None:
    """Return Jain's index of served minutes over the weight of each account that has an agreement; None without any.

    Parameters
    ----------
    weeks
        Of all clients.

    Notes
    -----
    Source: Jain, Chiu and Hawe 1984; the weights are the policy's ("Decayed share"), a week at a time.
    """
    workspace = book.team.workspace
    agreed = {book.account_of(client.id) for client in workspace.clients if client.agreements}
    served: Counter[ClientId] = Counter(dict.fromkeys(sorted(agreed), 0))
    for week in weeks:
        if book.account_of(week.client) in agreed:
            served[book.account_of(week.client)] += week.served_minutes
    mondays = {week.monday for week in weeks}
    if not served or not mondays:
        return None
    weights = [sum(weekly_weight(workspace, account, monday) for monday in mondays) for account in served]
    # Minutes that came back can leave less than nothing in a week in which nothing else was worked.
    return round(float(jain_index([max(0, minutes) for minutes in served.values()], weights)), 4)
