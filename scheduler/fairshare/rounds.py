"""The daily round: who waits, in the order of decayed share, lowest first; ties by receipt."""

from __future__ import annotations

from collections.abc import Iterable

from scheduler.domain.book import LedgerRow, Waiting
from scheduler.fairshare.book import Book
from scheduler.fairshare.borrowing import weekly_weight
from scheduler.fairshare.decay import Grant, share_of
from scheduler.units import ClientId, Instant


def decayed_share(book: Book, account: ClientId, *, at: Instant | None = None) -> float:
    """Return the decayed share of an account at a moment: of the spare given by then that has not come back since.

    It counts what was given to it, and what was given on any other account to the clients that it has now.

    Parameters
    ----------
    at
        Not after the book's clock; None: now.
    """
    now = book.clock if at is None else at
    return share_of(
        [
            Grant(given_at, minutes)
            for owner, client, given_at, minutes in book.lending.grants
            if account in (owner, book.account_of(client)) and given_at <= now
        ],
        now=now,
        half_life_weeks=book.team.policy.half_life_weeks,
        weight=weekly_weight(book.team.workspace, account, book.team.zone.local(now)[0]),
    )


def waiting_in_order(book: Book) -> list[Waiting]:
    """Return the requests in line: those with make-up credit first, then the lowest decayed share, then the lowest receipt."""
    line: list[tuple[bool, float, int, Waiting]] = []
    shares: dict[ClientId, float] = {}
    for request, standing in book.requests.items():
        if standing.status != "waiting":
            continue
        account = book.account_of(standing.client)
        if account not in shares:
            shares[account] = decayed_share(book, account)
        waiting = Waiting(
            client=standing.client,
            request=request,
            receipt=standing.receipt,
            share=shares[account],
            fitted=False,
        )
        has_credit = book.credit_minutes(standing.client) > 0
        line.append((not has_credit, shares[account], standing.receipt, waiting))
    return [waiting for *_, waiting in sorted(line, key=lambda each: each[:3])]


def repayment(book: Book, client: ClientId, rows: Iterable[LedgerRow]) -> dict[ClientId, int]:
    """Return what rows of a grant repay of a client's make-up credit: the spare that the round gives, at most the credit.

    Returns
    -------
    dict
        As an entry writes it, in minutes below 0; empty where nothing is repaid.
    """
    given = sum(row.minutes for row in rows if row.in_round and row.fund == "spare")
    repaid = min(given, book.credit_minutes(client))
    return {client: -repaid} if repaid > 0 else {}
