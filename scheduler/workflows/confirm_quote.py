"""Confirming a quote: one that ended is refused with the answer as it is now, as any answer that no longer holds."""

from __future__ import annotations

from scheduler.explain.internal_memo import HEADLINES
from scheduler.workflows.accept_answer import Accepted
from scheduler.workflows.decide_requests import Decided, Moment, QuoteEndedError
from scheduler.workflows.decide_requests import confirm as enter_confirmation
from scheduler.workflows.fit_request import FitOptions, fit_request


def confirm(moment: Moment, request: str, *, actor: str = "") -> Decided | Accepted:
    """Turn a quote into a promise; where it ended, nothing is recorded.

    Raises
    ------
    UsageError
        If there is no open quote of that name, and none that ended.
    """
    try:
        return enter_confirmation(moment, request, actor=actor)
    except QuoteEndedError as ended:
        options = FitOptions(as_of=moment.as_of, clock=moment.clock, with_plan=False)
        verdict = fit_request(moment.folder, request, options=options).verdict
        return Accepted(None, verdict, f"{ended}; as it is now, it {HEADLINES[verdict.verdict]}")
