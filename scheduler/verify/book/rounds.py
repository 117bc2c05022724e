"""I16: a daily round gives to the smallest share first, and passes over only what did not fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.verify.book.invariants import breach

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.domain.answers import BookViolation
    from scheduler.domain.book import Entry, Waiting
    from scheduler.verify.book.state import BookState

_SAME_SHARE = 1e-9


def round_is_in_order(state: BookState, entry: Entry) -> Iterator[BookViolation]:
    """Check, before an entry of a round is taken, who was passed over and whether everybody in line was asked."""
    if not entry.order:
        return
    yield from _receipts_are_true(state, entry)
    if entry.kind == "granted":
        yield from _nobody_smaller_waits(state, entry)


def _receipts_are_true(state: BookState, entry: Entry) -> Iterator[BookViolation]:
    in_line = {(waiting.client, waiting.request) for waiting in entry.order}
    for waiting in entry.order:
        receipt = state.waiting.get((waiting.client, waiting.request))
        if receipt is not None and receipt != waiting.receipt:
            text = f"request '{waiting.request}' of '{waiting.client}' has receipt {receipt}, but stands in line with {waiting.receipt}"
            yield breach(
                "I16", waiting.request, text, seq=entry.seq, measured=waiting.receipt, limit=receipt, unit="receipt"
            )
        elif receipt is None and not _is_granted_now(entry, waiting):
            text = f"request '{waiting.request}' of '{waiting.client}' stands in line, but never waited"
            yield breach("I16", waiting.request, text, seq=entry.seq, measured=1, limit=0, unit="requests")
    for client, request in sorted(set(state.waiting) - in_line):
        text = f"request '{request}' of '{client}' waits, but the round does not look at it"
        yield breach("I16", request, text, seq=entry.seq, measured=0, limit=1, unit="requests")


def _is_granted_now(entry: Entry, waiting: Waiting) -> bool:
    return (waiting.client, waiting.request) == (entry.client, entry.request)


def _nobody_smaller_waits(state: BookState, entry: Entry) -> Iterator[BookViolation]:
    own = next((waiting for waiting in entry.order if _is_granted_now(entry, waiting)), None)
    if own is None:
        text = f"request '{entry.request}' of '{entry.client}' is granted in a round in which it does not stand in line"
        yield breach("I16", entry.request, text, seq=entry.seq, measured=0, limit=1, unit="requests")
        return
    for other in entry.order:
        if other.client == own.client or not other.fitted or (other.client, other.request) not in state.waiting:
            continue
        smaller = other.share < own.share - _SAME_SHARE
        earlier = abs(other.share - own.share) <= _SAME_SHARE and other.receipt < own.receipt
        if (smaller or earlier) and not state.credits.get(own.client, 0) > 0:
            why = "a smaller share" if smaller else "the same share and an earlier receipt"
            text = (
                f"request '{own.request}' of '{own.client}' (share {own.share:.4f}) is granted, while "
                f"'{other.request}' of '{other.client}' (share {other.share:.4f}) fits and waits with {why}"
            )
            yield breach(
                "I16",
                own.request,
                text,
                seq=entry.seq,
                measured=round(own.share * 10_000),
                limit=round(other.share * 10_000),
                unit="parts of 10,000",
            )
