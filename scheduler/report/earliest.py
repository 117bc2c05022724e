"""The dates of an answer in words: the earliest, what is known below it, and the date that own hours guarantee."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.explain.words import list_words

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from scheduler.domain.verdict import OfferKind, Verdict

_BY_SOMEBODYS_WORD: dict[OfferKind, str] = {
    "trade": "a trade",
    "overtime": "overtime",
    "consent": "the consent of another client",
}
"""What the earliest date does without, by contract."""


def date_lines(verdict: Verdict, at: Callable[[datetime], str], *, fixed: str = "") -> Iterator[str]:
    """Yield the dates of an answer, a line each.

    Parameters
    ----------
    at
        Says a moment.
    fixed
        Says beside which work nothing earlier is possible only because the published plan fixes it; empty where there is none.
    """
    earliest = verdict.earliest
    if earliest.finish is not None:
        yield f"Earliest{_without(verdict)}: {at(earliest.finish)} ({_how_sure(verdict, at, fixed)})."
    else:
        yield "Earliest: no date was found before the plan ends."
    if earliest.guaranteed_by is not None:
        yield f"Guaranteed by its own agreed hours: {at(earliest.guaranteed_by)}."
    else:
        yield "Its own agreed hours guarantee no date."


def _without(verdict: Verdict) -> str:
    """Name what does it sooner than the earliest date, which is one without it."""
    finish = verdict.earliest.finish
    sooner = [
        _BY_SOMEBODYS_WORD[offer.kind]
        for offer in verdict.offers
        if offer.kind in _BY_SOMEBODYS_WORD
        and offer.effort_minutes >= verdict.effort_minutes
        and offer.finish is not None
        and finish is not None
        and offer.finish < finish
    ]
    return f" without {list_words(dict.fromkeys(sooner), last='or')}" if sooner else ""


def _how_sure(verdict: Verdict, at: Callable[[datetime], str], fixed: str) -> str:
    earliest = verdict.earliest
    unpaid = earliest.waits_for_hours
    if earliest.proven:
        sure = f"nothing earlier is possible{fixed or ('' if unpaid else ' as things stand')}"
    else:
        sure = f"nothing earlier was found{fixed}{_bound(verdict, at)}"
    return sure + (": until then its own hours and what it may borrow do not pay for it" if unpaid else "")


def _bound(verdict: Verdict, at: Callable[[datetime], str]) -> str:
    """Say before when it surely is not done: a reason that is proven says so of the date asked for too."""
    not_before, finish = verdict.earliest.not_before, verdict.earliest.finish
    is_refuted = any(reason.proven and reason.kind in ("capacity", "impossible") for reason in verdict.reasons)
    asked = verdict.needed_by if is_refuted and finish is not None and verdict.needed_by < finish else None
    if asked is not None and (not_before is None or not_before <= asked):
        return f"; surely not by {at(asked)}"
    return "" if not_before is None else f"; surely not before {at(not_before)}"
