"""I13: the earliest date is minimal or stated with its bound; and what the client's own held hours guarantee, counted by hand."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.verify.answers.question import asked_tasks, broken
from scheduler.verify.book.conforming import conforms
from scheduler.verify.clock import date_of, day_end, minute_of, say, say_day

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from scheduler.domain.plan import Violation
    from scheduler.units import Instant
    from scheduler.verify.answers.question import Question
    from scheduler.verify.book.state import BookState

_WITHOUT_A_TRADE = frozenset({"fits_as_is", "fits_with_moves", "fits_later"})
_BY_THEN = frozenset({"fits_as_is", "fits_with_moves"})


def earliest_holds(question: Question) -> Iterator[Violation]:
    """Check that the bound lies not after the finish, that `proven` says they meet, and that both agree with the verdict."""
    name, zone = "earliest_holds", question.zone
    said, word = question.verdict.earliest, question.verdict.verdict
    finish = None if said.finish is None else minute_of(said.finish)
    bound = None if said.not_before is None else minute_of(said.not_before)
    if said.proven and finish != bound:
        yield broken(name, "proven", "it is called proven, but finish and bound do not meet")
    if finish is None:
        if word in _WITHOUT_A_TRADE:
            yield broken(name, "finish", f"{word}: it can be done, but no earliest finish is named")
        return
    if bound is None:
        yield broken(name, "not_before", f"the earliest finish, {say(finish, zone)}, is named without a bound")
    elif bound > finish:
        text = f"no plan is said to finish before {say(bound, zone)}, but the earliest finish is {say(finish, zone)}"
        yield broken(name, "not_before", text, measured=bound - finish, limit=0, unit="minutes")
    if finish < question.now:
        yield broken(name, "finish", f"the earliest finish, {say(finish, zone)}, lies in the past")
    if word in _BY_THEN and finish > question.needed_by:
        yield broken(name, "finish", f"{word}, but the earliest finish is {say(finish, zone)}")
    if word not in (*_BY_THEN, "undecided") and finish <= question.needed_by:
        yield broken(name, "finish", f"{word}, but the earliest finish is {say(finish, zone)}, in time")
    promised = question.verdict.finish
    if word in _WITHOUT_A_TRADE and promised is not None and minute_of(promised) < finish:
        text = f"the answer is done {say(minute_of(promised), zone)}, before the earliest finish, {say(finish, zone)}"
        yield broken(name, "finish", text, measured=finish - minute_of(promised), limit=0, unit="minutes")


def guarantee_is_by_hand(question: Question) -> Iterator[Violation]:
    """Check the guaranteed date by the arithmetic of conforming requests with a due time that grows day by day."""
    state, said = question.state, question.verdict.earliest.guaranteed_by
    if state is None or not question.ids:
        return
    name = "guarantee_is_by_hand"
    told = None if said is None else minute_of(said)
    if told is not None and conforms(state, question.request.client, asked_tasks(question, told)) is None:
        text = f"own held hours are said to have done it {say(told, question.zone)}, but by addition they do not"
        yield broken(name, "guaranteed_by", text)
        return
    last = question.team.last_on if told is None else date_of(told - 1, question.zone) - timedelta(days=1)
    by_hand = first_day(question, state, last)
    if by_hand is not None:
        claim = "not at all" if told is None else f"only {say(told, question.zone)}"
        text = f"own held hours have done it on {say_day(by_hand)}, the answer says {claim}"
        yield broken(name, "guaranteed_by", text, measured=0 if told is None else 1)


def first_day(question: Question, state: BookState, last: date) -> date | None:
    """Return the first day up to `last` by whose end the client's own held minutes pay for the request; None: on none."""
    day = question.team.first_on
    while day <= last:
        if conforms(state, question.request.client, asked_tasks(question, _end_of(question, day))) is not None:
            return day
        day += timedelta(days=1)
    return None


def _end_of(question: Question, day: date) -> Instant:
    return day_end(day, question.zone)
