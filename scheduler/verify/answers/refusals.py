"""Why not: every reason called proven adds up from the files, the plan that stands and the log; else it says 'no plan found'."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from scheduler.domain.reasons import CapacityFigures, ImpossibleFigures, PatternFigures, PolicyFigures
from scheduler.units import Span
from scheduler.verify.answers.certain import CertainWork, has_minutes, longest_for
from scheduler.verify.answers.charges import ended_quote, usable_minutes
from scheduler.verify.answers.question import broken
from scheduler.verify.book.caps import counted
from scheduler.verify.clock import date_of, instant_of, say, say_minutes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.domain.plan import Violation
    from scheduler.domain.reasons import Reason
    from scheduler.units import PersonId, TaskId
    from scheduler.verify.answers.question import Question

REFUSALS = frozenset({"fits_later", "needs_approval", "does_not_fit"})
"""Verdicts that say no to what was asked."""

NO_PLAN_FOUND = ("no plan found", "no plan was found")

_KINDS = {
    "capacity": CapacityFigures,
    "impossible": ImpossibleFigures,
    "policy": PolicyFigures,
    "pattern": PatternFigures,
}
_NAME = "reasons_hold"


def reasons_hold(question: Question) -> Iterator[Violation]:
    """Check the figures of every proven reason against calendars, windows, the standing plan and the log."""
    certain = CertainWork(question)
    for number, reason in enumerate(question.verdict.reasons, start=1):
        subject, figures = f"reason {number}", reason.figures
        if not isinstance(figures, _KINDS[reason.kind]):
            yield broken(_NAME, subject, f"a reason of the kind {reason.kind} has figures of another", measured=0)
        elif reason.proven:
            match figures:
                case CapacityFigures():
                    yield from _capacity(question, subject, figures, certain)
                case ImpossibleFigures():
                    yield from _impossible(question, subject, figures, certain)
                case PolicyFigures():
                    yield from _policy(question, subject, figures)
                case PatternFigures():
                    if figures.proof is None:
                        yield broken(_NAME, subject, "it is called proven, but nothing proves it")


def rests_on_second_solve(reasons: tuple[Reason, ...]) -> int:
    """Count the reasons that only another solve can confirm."""
    return sum(1 for reason in reasons if reason.proven and isinstance(reason.figures, PatternFigures))


def no_is_worded(question: Question) -> Iterator[Violation]:
    """Check I12: a no that no reason proves says 'no plan found', in a reason or in its words."""
    verdict = question.verdict
    if verdict.verdict not in REFUSALS or any(reason.proven for reason in verdict.reasons):
        return
    said = " ".join([*(reason.text for reason in verdict.reasons), *verdict.reply.phone, verdict.reply.internal])
    if not any(words in said.casefold() for words in NO_PLAN_FOUND):
        text = f"{verdict.verdict}: no reason is proven, so it must say '{NO_PLAN_FOUND[0]}'"
        yield broken("no_is_worded", verdict.request, text)


def _window(question: Question, start: datetime, end: datetime) -> Span:
    return Span(instant_of(start, question.zone), instant_of(end, question.zone))


def _capacity(question: Question, subject: str, figures: CapacityFigures, certain: CertainWork) -> Iterator[Violation]:
    window = _window(question, figures.from_, figures.to)
    needed = sum(share.minutes for share in figures.work) + sum(share.minutes for share in figures.held)
    if needed != figures.needed_minutes:
        text = (
            f"{say_minutes(figures.needed_minutes)} are said to be needed, what is listed sums to {say_minutes(needed)}"
        )
        yield broken(_NAME, subject, text, measured=figures.needed_minutes, limit=needed, unit="minutes")
    if figures.needed_minutes <= figures.free_minutes:
        text = f"it refutes nothing: {say_minutes(figures.needed_minutes)} needed, {say_minutes(figures.free_minutes)} there"
        yield broken(_NAME, subject, text, measured=figures.needed_minutes, limit=figures.free_minutes, unit="minutes")
    people = frozenset(figures.people)
    right = has_minutes(question.before, people, window)
    if figures.free_minutes not in right:
        text = (
            f"{', '.join(sorted(people))} have {say_minutes(right[0])} from {say(window.start, question.zone)} to "
            f"{say(window.end, question.zone)}, not {say_minutes(figures.free_minutes)}"
        )
        yield broken(_NAME, subject, text, measured=figures.free_minutes, limit=right[0], unit="minutes")
    tasks = [share.task for share in figures.work]
    if not set(tasks) & set(question.ids):
        yield broken(_NAME, subject, "it counts no work of the request")
    for task in sorted({task for task in tasks if tasks.count(task) > 1}):
        yield broken(_NAME, subject, f"task '{task}' is counted twice", measured=2)
    for share in figures.work:
        elsewhere = _ruled_out(question, share.task) if share.task in question.ids else frozenset()
        there = certain.work_minutes(share.task, people, window, elsewhere=elsewhere)
        if share.minutes > there:
            text = (
                f"{say_minutes(share.minutes)} of '{share.task}' are counted, only {say_minutes(there)} must lie there"
            )
            yield broken(_NAME, subject, text, measured=share.minutes, limit=there, unit="minutes")
    clients = [share.client for share in figures.held]
    for client in sorted({client for client in clients if clients.count(client) > 1}):
        yield broken(_NAME, subject, f"what is held for '{client}' is counted twice", measured=2)
    for held in figures.held:
        there = certain.held_minutes(held.client, people, window)
        if held.minutes > there:
            text = f"{say_minutes(held.minutes)} held for '{held.client}' are counted, only {say_minutes(there)} must lie there"
            yield broken(_NAME, subject, text, measured=held.minutes, limit=there, unit="minutes")


def _ruled_out(question: Question, task: TaskId) -> frozenset[PersonId]:
    """Return the people for whom a proven capacity reason counts a task of the request."""
    found: set[PersonId] = set()
    for reason in question.verdict.reasons:
        figures = reason.figures
        if reason.proven and isinstance(figures, CapacityFigures) and task in {share.task for share in figures.work}:
            found |= set(figures.people)
    return frozenset(found)


def _impossible(
    question: Question, subject: str, figures: ImpossibleFigures, certain: CertainWork
) -> Iterator[Violation]:
    """Check that some task of the request needs so much, must lie in the window, and that nobody has so long there."""
    if figures.needed_minutes <= figures.longest_minutes:
        text = f"it refutes nothing: {say_minutes(figures.needed_minutes)} needed, {say_minutes(figures.longest_minutes)} there"
        yield broken(_NAME, subject, text, measured=figures.needed_minutes, limit=figures.longest_minutes)
        return
    window = _window(question, figures.from_, figures.to)
    if not any(_is_impossible(question, task, figures, window, certain) for task in question.ids):
        text = (
            f"no task of the request needs {say_minutes(figures.needed_minutes)} between {say(window.start, question.zone)} "
            f"and {say(window.end, question.zone)} where the longest free time is {say_minutes(figures.longest_minutes)}"
        )
        yield broken(_NAME, subject, text, measured=figures.longest_minutes, limit=figures.needed_minutes)


def _is_impossible(
    question: Question, task: TaskId, figures: ImpossibleFigures, window: Span, certain: CertainWork
) -> bool:
    work = question.before.facts.open_work.get(task)
    if work is None or work.remaining_minutes != figures.needed_minutes:
        return False
    reach = certain.window_of(task)
    return (
        window.start <= reach.start
        and reach.end <= window.end
        and figures.longest_minutes in longest_for(question.before, task, window)
    )


def _policy(question: Question, subject: str, figures: PolicyFigures) -> Iterator[Violation]:
    """Check the borrowing cap as the log has it, and that so much beyond the client's own minutes is needed."""
    both = figures.asked_minutes + figures.used_minutes
    if both <= figures.limit_minutes:
        text = f"it refutes nothing: {say_minutes(both)} stay within {say_minutes(figures.limit_minutes)}"
        yield broken(_NAME, subject, text, measured=both, limit=figures.limit_minutes, unit="minutes")
    state = question.state
    if state is None:
        return
    window = _window(question, figures.from_, figures.to)
    first, last = date_of(window.start, question.zone), date_of(window.end - 1, question.zone)
    account = state.agreements.account_of(question.request.client)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    limits = {state.agreements.cap_minutes(account, day, day) for day in days}
    if figures.limit_minutes not in limits:
        limit = max(limits)
        text = f"the cap of '{account}' is {say_minutes(limit)}, not {say_minutes(figures.limit_minutes)}"
        yield broken(_NAME, subject, text, measured=figures.limit_minutes, limit=limit, unit="minutes")
    used = {
        sum(minutes for day, minutes in sums.items() if first <= day <= last)
        for sums in counted(state, account, but=ended_quote(question, state))
    }
    if figures.used_minutes not in used:
        text = f"'{account}' has used {' or '.join(say_minutes(each) for each in sorted(used))}, not {say_minutes(figures.used_minutes)}"
        yield broken(_NAME, subject, text, measured=figures.used_minutes, limit=max(used), unit="minutes")
    needed = sum(
        max(0, sum(task.effort_minutes for task in question.asked if task.skill == skill) - own)
        for skill, own in _own_by_skill(question).items()
    )
    if figures.asked_minutes > needed:
        text = f"{say_minutes(needed)} are needed beyond the client's own minutes, not {say_minutes(figures.asked_minutes)}"
        yield broken(_NAME, subject, text, measured=figures.asked_minutes, limit=needed, unit="minutes")


def _own_by_skill(question: Question) -> dict[str, int]:
    state = question.state
    if state is None:
        return {}
    return {
        task.skill: 0
        if task.after or task.one_sitting
        else sum(usable_minutes(question, state, task.skill, question.needed_by).values())
        for task in question.asked
    }
