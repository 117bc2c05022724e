"""I16: a daily round gives to the smallest decayed share first, and passes over only what did not fit."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from scheduler.verify.book.agreements import WALK_IN, covers, weekly_minutes
from scheduler.verify.book.credits import round_repays
from scheduler.verify.book.fitting import fits_in_free_time
from scheduler.verify.book.invariants import breach
from scheduler.verify.clock import minute_of, say, say_minutes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.domain.answers import BookViolation
    from scheduler.domain.book import Entry, Waiting
    from scheduler.units import ClientId, Instant
    from scheduler.verify.book.state import BookState

_SAME_SHARE = 1e-6
_MINUTES_PER_WEEK = 7 * 24 * 60


def decayed_share(state: BookState, client: ClientId, at: Instant) -> float:
    """Return the spare that a client's account, or its clients on another one, were given, halved every `half_life_weeks`, over its weekly hours."""
    account = state.agreements.account_of(client)
    half_life = state.workspace.policy.half_life_weeks * _MINUTES_PER_WEEK
    given: float = sum(
        minutes * 2.0 ** (-(at - granted_at) / half_life)
        for borrower, grants in state.spare_given.items()
        if state.counts_to(account, borrower)
        for granted_at, minutes in grants
    )
    return given / max(float(_weekly_of(state, account, at)), state.workspace.policy.min_weight)


def _weekly_of(state: BookState, account: str, at: Instant) -> Fraction:
    if account == WALK_IN:
        return Fraction(0)
    day = state.calendars.day_at(at)
    return sum(
        (
            weekly_minutes(hours)
            for client in state.agreements.clients.values()
            if state.agreements.account_of(client.id) == account
            for agreement in client.agreements
            if covers(agreement, day)
            for hours in agreement.hours
        ),
        start=Fraction(0),
    )


def round_is_in_order(state: BookState, entry: Entry) -> Iterator[BookViolation]:
    """Check, before an entry of a round is taken, who was passed over and who was not looked at."""
    if not entry.order:
        return
    at = minute_of(entry.at)
    yield from _line_is_true(state, entry, at)
    if entry.kind == "granted":
        yield from _nobody_smaller_waits(state, entry, at)
        yield from round_repays(state, entry, at)


def _line_is_true(state: BookState, entry: Entry, at: Instant) -> Iterator[BookViolation]:
    """Check that who stands in line waits, with the receipt and the share that are said."""
    for waiting in entry.order:
        receipt = state.waiting.get((waiting.client, waiting.request))
        about = f"request '{waiting.request}' of '{waiting.client}'"
        if receipt is None:
            text = f"{about} stands in line, but does not wait"
            yield breach("I16", waiting.request, text, seq=entry.seq, measured=1, limit=0, unit="requests")
            continue
        if receipt != waiting.receipt:
            text = f"{about} has receipt {receipt}, but stands in line with {waiting.receipt}"
            yield breach(
                "I16", waiting.request, text, seq=entry.seq, measured=waiting.receipt, limit=receipt, unit="receipt"
            )
        share = decayed_share(state, waiting.client, at)
        # Who was passed over earlier in a round stands there with the share of that moment, which grants only raise.
        is_own = (waiting.client, waiting.request) == (entry.client, entry.request)
        if waiting.share - share > _SAME_SHARE or (is_own and share - waiting.share > _SAME_SHARE):
            text = f"{about} stands in line with a share of {waiting.share:.4f}, but has {share:.4f}"
            yield _by_share(entry, waiting.request, text, waiting.share, share)


def _by_share(entry: Entry, request: str, text: str, measured: float, limit: float) -> BookViolation:
    shares = round(measured * 10_000), round(limit * 10_000)
    return breach("I16", request, text, seq=entry.seq, measured=shares[0], limit=shares[1], unit="parts of 10,000")


def _place(state: BookState, client: ClientId, receipt: int, at: Instant) -> tuple[bool, float, int]:
    """Return a place in line: those with a make-up credit first, then the smallest share, then the first receipt."""
    share = round(decayed_share(state, client, at), 6)
    owed = state.credits.left(client, at, weeks=state.workspace.policy.credit_weeks)
    return (owed <= 0, share, receipt)


def _nobody_smaller_waits(state: BookState, entry: Entry, at: Instant) -> Iterator[BookViolation]:
    own: Waiting | None = next((each for each in entry.order if each.request == entry.request), None)
    if own is None or own.client != entry.client:
        text = f"request '{entry.request}' of '{entry.client}' is granted in a round in which it does not stand in line"
        yield breach("I16", entry.request, text, seq=entry.seq, measured=0, limit=1, unit="requests")
        return
    yield from _passed_over_did_not_fit(state, entry, at, own)
    passed_over = {(each.client, each.request) for each in entry.order if not each.fitted}
    place = _place(state, own.client, own.receipt, at)
    for (client, request), receipt in sorted(state.waiting.items()):
        other = _place(state, client, receipt, at)
        if (client, request) == (own.client, own.request) or (client, request) in passed_over or other >= place:
            continue
        why = "a credit" if other[0] < place[0] else "a smaller share" if other[1] < place[1] else "an earlier receipt"
        text = (
            f"request '{own.request}' of '{own.client}' (share {place[1]:.4f}) is granted, while '{request}' of "
            f"'{client}' (share {other[1]:.4f}) waits with {why} and was not passed over"
        )
        yield _by_share(entry, own.request, text, place[1], other[1])


def _passed_over_did_not_fit(state: BookState, entry: Entry, at: Instant, own: Waiting) -> Iterator[BookViolation]:
    """Check that who stands before the granted request and is passed over had no place in free time (I16).

    Free time only shrinks while a round goes on: what has a place now had one when it was passed over. Looked at are
    requests of one task: for a chain the place found by hand may be one that the search for a witness does not come upon.
    """
    place = _place(state, own.client, own.receipt, at)
    for each in entry.order:
        key = each.client, each.request
        if each.fitted or key not in state.waiting or _place(state, each.client, state.waiting[key], at) >= place:
            continue
        tasks = state.waiting_for[key]
        if len(tasks) > 1:
            continue
        places = fits_in_free_time(state, each.client, tasks, at=at)
        if places is None:
            continue
        how = ", ".join(
            f"'{task}' with {found.person} from {say(found.pieces[0].start, state.calendars.zone)} "
            f"to {say(found.pieces[-1].end, state.calendars.zone)}"
            for task, found in places.items()
        )
        effort = sum(task.effort_minutes for task in tasks)
        text = (
            f"request '{own.request}' of '{own.client}' is granted, and '{each.request}' of '{each.client}', which comes "
            f"before it, is passed over, but its {say_minutes(effort)} fit in free time: {how}"
        )
        yield breach("I16", each.request, text, seq=entry.seq, measured=0, limit=effort)
