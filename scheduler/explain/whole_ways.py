"""Ways in which all of a request is done though it does not fit as asked: the headline must not say no above them."""

from __future__ import annotations

from scheduler.domain.verdict import Offer, OfferKind, Verdict
from scheduler.explain.words import list_words

_WORDS: dict[OfferKind, str] = {
    "later": "later",
    "split": "in two deliveries",
    "overtime": "with overtime",
    "consent": "with the consent of another client",
    "round": "perhaps in the daily round",
}


def is_whole(verdict: Verdict, offer: Offer) -> bool:
    """Say whether an offer gives all that was asked for."""
    return offer.kind in _WORDS and offer.effort_minutes >= verdict.effort_minutes > 0


def in_other_words(verdict: Verdict) -> str:
    """Say how all of a request that is refused can be done: `not as asked, but later or with overtime`; nothing where it cannot."""
    kinds = [offer.kind for offer in verdict.offers if is_whole(verdict, offer)]
    if verdict.in_line is not None:
        kinds.append("round")
    ways = [_WORDS[kind] for kind in dict.fromkeys(kinds)]
    return f"not as asked, but {list_words(ways, last='or')}" if ways else ""


def reasons_title(verdict: Verdict) -> str:
    """Return what stands above the reasons: where overtime does it by its date, they speak of ordinary hours."""
    return f"Why not as asked{', without overtime' if overtime_in_time(verdict) else ''}"


def overtime_in_time(verdict: Verdict) -> bool:
    """Say whether overtime does the request by its date: then it cannot be done only in ordinary hours."""
    return any(
        offer.kind == "overtime" and offer.finish is not None and offer.finish <= verdict.needed_by
        for offer in verdict.offers
    )


def has_overtime_before(verdict: Verdict) -> bool:
    """Say whether overtime is offered that begins before the date: what is refused by then is refused in ordinary hours only."""
    return overtime_in_time(verdict) or any(
        block.overtime and block.start < verdict.needed_by
        for offer in verdict.offers
        if offer.kind == "overtime"
        for task in offer.tasks
        for block in task.blocks
    )
