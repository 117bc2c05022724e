"""The daily round: who waits, in the order of decayed share, lowest first; ties by receipt."""

from __future__ import annotations

from scheduler.domain.book import Waiting
from scheduler.fairshare.book import Book
from scheduler.fairshare.borrowing import weekly_weight
from scheduler.units import ClientId

MINUTES_PER_WEEK = 7 * 1440


def decayed_share(book: Book, account: ClientId) -> float:
    """Return the borrowed minutes of an account, halved every `half_life_weeks`, over its weekly agreed minutes."""
    half_life = book.team.policy.half_life_weeks * MINUTES_PER_WEEK
    total: float = sum(
        minutes * 2.0 ** (-(book.clock - at) / half_life)
        for owner, at, minutes in book.lending.grants
        if owner == account
    )
    return float(total) / weekly_weight(book.team.workspace, account, book.team.zone.local(book.clock)[0])


def waiting_in_order(book: Book) -> list[Waiting]:
    """Return the requests in line: those with make-up credit first, then the lowest decayed share, then the lowest receipt."""
    line = []
    shares: dict[ClientId, float] = {}
    for request, standing in book.requests.items():
        if standing.status != "waiting":
            continue
        account = book.account_of(standing.client)
        if account not in shares:
            shares[account] = round(decayed_share(book, account), 9)
        has_credit = book.credit_minutes(standing.client) > 0
        line.append(
            (
                not has_credit,
                shares[account],
                standing.receipt,
                Waiting(
                    client=standing.client,
                    request=request,
                    receipt=standing.receipt,
                    share=shares[account],
                    fitted=False,
                ),
            )
        )
    return [waiting for *_, waiting in sorted(line, key=lambda each: each[:3])]
