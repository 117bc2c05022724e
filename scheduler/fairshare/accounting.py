"""Who got what of what was agreed: sums over the book by client and ISO week, and where everybody stands now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from scheduler.domain.book_answers import ClientShare, FairnessRow
from scheduler.fairshare.book import Book
from scheduler.fairshare.rounds import decayed_share, waiting_in_order
from scheduler.units import ClientId


def weeks_of(book: Book) -> list[date]:
    """Return the Mondays of the weeks from the opening of the book to now."""
    if not book.entries:
        return []
    first = _monday(book.team.zone.local(book.opened_at)[0])
    last = _monday(book.team.zone.local(book.clock)[0])
    return [first + timedelta(weeks=number) for number in range((last - first).days // 7 + 1)]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def fairness_rows(book: Book, mondays: list[date]) -> Iterator[FairnessRow]:
    """Yield one row per client and week, clients by id."""
    for monday in mondays:
        for client in sorted(book.team.clients):
            yield _row(book, client, monday)


def _row(book: Book, client: ClientId, monday: date) -> FairnessRow:
    days = [monday + timedelta(days=number) for number in range(7)]
    sums = dict.fromkeys(("agreed", "own", "rush", "exchanged", "lapsed", "cut", "held"), 0)
    for person in book.accounts.people_of.get(client, {}):
        if person not in book.team.people:
            continue
        for day in days:
            for account in book.accounts.on(person, day, team=book.team):
                if account.block.client != client:
                    continue
                sums["agreed"] += account.minutes
                sums["own"] += account.own + account.traded
                sums["rush"] += account.rush
                sums["exchanged"] += account.exchanged
                sums["lapsed"] += account.lapsed
                sums["cut"] += account.cut
                sums["held"] += account.held
    kept, missed, late = _promises(book, client, monday)
    year, week, _ = monday.isocalendar()
    return FairnessRow(
        client=client,
        week=f"{year}-W{week:02d}",
        borrowed_minutes=sum(
            row.minutes
            for entry in book.entries
            for row in entry.rows
            if row.fund == "spare" and row.client == client and row.day in days
        ),
        late_minutes=late,
        promises_kept=kept,
        promises_missed=missed,
        **{f"{name}_minutes": minutes for name, minutes in sums.items()},
    )


def _promises(book: Book, client: ClientId, monday: date) -> tuple[int, int, int]:
    """Count promised dates of a week that are past: kept, missed, and the minutes late of those missed."""
    kept = missed = late = 0
    for task, promise in book.promises.items():
        day = book.team.zone.local(promise.due)[0]
        if promise.client != client or not monday <= day < monday + timedelta(days=7) or promise.due > book.clock:
            continue
        place = book.witness.work.get(task)
        over = 0 if place is None else max(0, place.finish - promise.due)
        kept, missed, late = (kept, missed + 1, late + over) if over else (kept + 1, missed, late)
    return kept, missed, late


def shares_of(book: Book) -> list[ClientShare]:
    """Return where every client stands now, clients by id."""
    line = waiting_in_order(book)
    found = []
    for client in sorted(book.team.clients):
        mine = [place for place, waiting in enumerate(line, start=1) if waiting.client == client]
        account = book.account_of(client)
        found.append(
            ClientShare(
                client=client,
                account=account,
                decayed_share=round(decayed_share(book, account), 4),
                credit_minutes=book.credit_minutes(client),
                waiting=len(mine),
                place=mine[0] if mine else None,
            )
        )
    return found


def jain_of(rows: list[FairnessRow]) -> float | None:
    """Return Jain's index of served over agreed minutes of all clients with an agreement (Jain, Chiu and Hawe, 1984)."""
    served: dict[ClientId, int] = {}
    agreed: dict[ClientId, int] = {}
    for row in rows:
        used = row.own_minutes + row.rush_minutes + row.exchanged_minutes + row.borrowed_minutes
        served[row.client] = served.get(row.client, 0) + used
        agreed[row.client] = agreed.get(row.client, 0) + row.agreed_minutes
    ratios = [served[client] / minutes for client, minutes in agreed.items() if minutes]
    squares = sum(ratio * ratio for ratio in ratios)
    return round(sum(ratios) ** 2 / (len(ratios) * squares), 4) if squares else None
