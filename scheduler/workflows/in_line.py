"""Who stands in line for the daily round: until when, and at which place in the next one."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.domain.book import AskedTask
from scheduler.domain.requests import Request
from scheduler.domain.verdict import PlaceInLine
from scheduler.fairshare.book import Book
from scheduler.fairshare.rounds import waiting_in_order
from scheduler.units import Instant
from scheduler.workflows.edited_requests import edits_of
from scheduler.workflows.fitting.agreeing import next_round_at
from scheduler.workflows.fitting.ways import latest_due


def waits_on(book: Book, request: Request) -> bool:
    """Say whether a request stands in line for the daily round and is still of use: a no of today does not take its place away."""
    standing = book.requests.get(request.id)
    if standing is None or standing.status != "waiting" or edits_of(book, request):
        return False
    last = last_of_use(standing.asked, standing.latest)
    return last is None or last > book.clock


def last_of_use(asked: Sequence[AskedTask], latest: Instant | None) -> Instant | None:
    """Return until when a request waits: its `latest`, else the last of its dates; None where it has none."""
    return latest if latest is not None else latest_due(asked)


def place_in_line(book: Book, request: str) -> PlaceInLine | None:
    """Return the place of a request in the next daily round as the line is now; None where it does not wait."""
    order = [each.request for each in waiting_in_order(book)]
    if request not in order:
        return None
    held_at = book.team.aware(next_round_at(book))
    return PlaceInLine(held_at=held_at, place=order.index(request) + 1, waiting=len(order))
