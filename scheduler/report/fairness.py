"""Fairness as a document: who got what of what was agreed, week by week, and where everybody stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from scheduler.domain.standing_of_clients import ClientStanding, StandingOfClients
from scheduler.fairshare.agreed_hours import agreed_hours, week_of
from scheduler.fairshare.rounds import decayed_share, waiting_in_order
from scheduler.report.ledger import client_weeks, evenness, monday_of, mondays_of
from scheduler.report.words import list_words

if TYPE_CHECKING:
    from scheduler.fairshare.book import Book


_CUT_BY = {
    "opened": "as the opening day was begun or promised work stands there",
    "lost": "as working time was lost",
    "overridden": "by an override",
    "signed": "as an agreement was signed anew",
}


def cut_words(book: Book, document: StandingOfClients) -> str:
    """Return by what hours of the shown weeks and clients were cut, from the kinds of the entries that did it."""
    shown = {(row.client, week_of(row.monday)) for row in document.weeks if row.cut_minutes}
    cut = agreed_hours(book, {week for _, week in shown})
    said = [words for kind, words in _CUT_BY.items() if any(cut[key].cut[kind] for key in shown)]
    return "not held " + (list_words(said) if said else "any more")


def fairness_document(
    book: Book,
    header: Mapping[str, object],
    *,
    week: date | None = None,
    weeks: int | None = None,
    client: str | None = None,
) -> StandingOfClients:
    """Sum the book up.

    Parameters
    ----------
    book
        Replayed from its entries, with its clock at the moment from which it is seen (days before it closed).
    header
        Fields of `scheduler.domain.document.Header`.
    week
        A day of the one week to show.
    weeks
        Show so many weeks, the running one last (1 or more); None: all since the opening. Without meaning beside `week`.
    client
        Show this one alone; the index is still that of all.
    """
    mondays = mondays_of(book) if week is None else [monday_of(week)]
    if weeks is not None:
        mondays = mondays[-weeks:]
    rows = client_weeks(book, mondays)
    return StandingOfClients.model_validate(
        {
            **header,
            "kind": "fairness",
            "book": book.last_sha256,
            "half_life_weeks": book.team.policy.half_life_weeks,
            "weeks": [row for row in rows if client in (None, row.client)],
            "clients": [each for each in standings(book) if client in (None, each.client)],
            "jain_index": evenness(book, rows),
        }
    )


def standings(book: Book) -> list[ClientStanding]:
    """Return where every client stands now, in the order of clients.yaml."""
    line = waiting_in_order(book)
    found = []
    for client in book.team.workspace.clients:
        places = [place for place, waiting in enumerate(line, start=1) if waiting.client == client.id]
        account = book.account_of(client.id)
        until = book.credits.until(client.id, now=book.clock, weeks=book.team.policy.credit_weeks)
        found.append(
            ClientStanding(
                client=client.id,
                name=client.name,
                account=account,
                decayed_share=decayed_share(book, account, at=book.clock),
                credit_minutes=book.credit_minutes(client.id),
                credit_until=None if until is None else book.team.aware(until),
                waiting=len(places),
                place=places[0] if places else None,
            )
        )
    return found


def fairness_csv(document: StandingOfClients) -> list[dict[str, object]]:
    """Return a row per client and week for a CSV file (`scheduler.files.rows_csv`), minutes as whole numbers."""
    return [{"workspace": document.workspace, **row.as_json()} for row in document.weeks]
