"""Whether an answer repeats what was asked, and whether its parts agree with its word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.book import sha256_of
from scheduler.verify.answers.question import broken
from scheduler.verify.book.conforming import conforms
from scheduler.verify.clock import minute_of, say, say_minutes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from scheduler.domain.plan import Violation
    from scheduler.units import Instant
    from scheduler.verify.answers.question import Question

WITHOUT_OFFERS = frozenset({"fits_as_is", "fits_with_moves"})
"""Verdicts that leave nothing to offer and nothing to give reasons for."""

WITH_HARM = frozenset({"fits_later", "needs_approval", "does_not_fit"})


def answer_repeats_request(question: Question) -> Iterator[Violation]:
    """Check that request, client, times, effort, moment and book are those that were asked about."""
    name, verdict, request = "answer_repeats_request", question.verdict, question.request
    for field, said, true in (
        ("request", verdict.request, request.id),
        ("client", verdict.client, request.client),
    ):
        if said != true:
            yield broken(name, field, f"the answer's {field} is '{said}', that of the request is '{true}'")
    team = question.team
    latest = None if request.latest is None else team.due_at(request.latest)
    yield from _instant(question, "needed_by", verdict.needed_by, question.needed_by)
    yield from _instant(question, "asked_at", verdict.asked_at, team.start_at(request.asked_at))
    yield from _instant(question, "latest", verdict.latest, latest)
    effort = sum(question.before.facts.work[task].remaining_minutes for task in question.ids)
    if verdict.effort_minutes != effort:
        text = f"the answer speaks of {say_minutes(verdict.effort_minutes)}, the request's tasks take {say_minutes(effort)}"
        yield broken(name, "effort_minutes", text, measured=verdict.effort_minutes, limit=effort, unit="minutes")
    # Before anything was published the book is only thought of, and an answer may name none.
    is_named = verdict.book is not None or question.baseline_is_published
    if question.log_lines and is_named and verdict.book != sha256_of(question.log_lines[-1]):
        yield broken(name, "book", f"the answer names the book '{verdict.book}', which is not the last line of its log")


def _instant(question: Question, field: str, said: datetime | None, true: Instant | None) -> Iterator[Violation]:
    told = None if said is None else minute_of(said)
    if told == true:
        return
    words = ["none" if at is None else say(at, question.zone) for at in (told, true)]
    text = f"the answer's {field} is {words[0]}, that of the request is {words[1]}"
    amount = 0 if told is None or true is None else abs(told - true)
    yield broken("answer_repeats_request", field, text, measured=amount, limit=0, unit="minutes")


def word_fits_parts(question: Question) -> Iterator[Violation]:
    """Check that tasks, finish, plan, moves, harm, reasons and offers are there exactly where the verdict's word has them."""
    verdict = question.verdict
    word = verdict.verdict
    wrong: list[tuple[str, str]] = []
    if question.shows_work:
        wrong += [("tasks", "shows no tasks")] * (not verdict.tasks)
        wrong += [("finish", "names no finish")] * (verdict.finish is None)
    else:
        wrong += [("tasks", "shows how the request would be done")] * bool(verdict.tasks)
        wrong += [("finish", "names a finish")] * (verdict.finish is not None)
        wrong += [("moves", "lists moves")] * bool(verdict.moves)
        wrong += [("plan", "has a plan")] * (verdict.plan is not None and not question.is_yes)
        wrong += [("funding", "charges minutes")] * bool(verdict.charged)
    if word == "fits_as_is":
        wrong += [("moves", "lists moves, though nothing moves")] * bool(verdict.moves)
    if word == "fits_with_moves":
        wrong += [("moves", "lists no move")] * (not verdict.moves)
    if word in WITHOUT_OFFERS:
        wrong += [("offers", "makes offers beside a yes")] * bool(verdict.offers)
        wrong += [("reasons", "gives reasons why not")] * bool(verdict.reasons)
    elif word != "undecided":
        wrong += [("reasons", "gives no reason why not as asked")] * (not verdict.reasons)
    if word not in WITH_HARM:
        wrong += [("harm", "lists harm where none is done")] * bool(verdict.harm or verdict.harm_hours)
        wrong += [("override", "speaks of an override")] * verdict.override
    elif not verdict.override:
        # An override may harm nobody; harm is that of an override.
        wrong += [("override", "needs an override and has none")] * (word == "needs_approval")
        wrong += [("override", "lists harm of no override")] * bool(verdict.harm or verdict.harm_hours)
    for subject, text in wrong:
        yield broken("word_fits_parts", subject, f"{word}: the answer {text}", measured=1, limit=0, unit="parts")


def finish_keeps_word(question: Question) -> Iterator[Violation]:
    """Check that the finish is the end of the work, for a yes by its needed-by time, else after it and still of use."""
    name, verdict, zone = "finish_keeps_word", question.verdict, question.zone
    if not question.shows_work or verdict.finish is None or not verdict.tasks:
        return
    finish = minute_of(verdict.finish)
    done = max(minute_of(task.finish) for task in verdict.tasks)
    if finish != done:
        text = f"the answer's finish is {say(finish, zone)}, its last task ends {say(done, zone)}"
        yield broken(name, "finish", text, measured=abs(finish - done), limit=0, unit="minutes")
    if question.is_yes:
        if finish > question.needed_by:
            text = f"{verdict.verdict}: done {say(finish, zone)}, needed by {say(question.needed_by, zone)}"
            yield broken(name, "needed_by", text, measured=finish - question.needed_by, limit=0, unit="minutes")
        return
    if finish <= question.needed_by:
        text = f"fits_later: done {say(finish, zone)}, which is not after {say(question.needed_by, zone)}"
        yield broken(name, "needed_by", text, measured=question.needed_by - finish, limit=0, unit="minutes")
    if finish > question.last_of_use:
        text = f"fits_later: done {say(finish, zone)}, after the last date of use, {say(question.last_of_use, zone)}"
        yield broken(name, "latest", text, measured=finish - question.last_of_use, limit=0, unit="minutes")


def conforming_fits_as_is(question: Question) -> Iterator[Violation]:
    """Check I5: what the client's own held minutes pay for by arithmetic fits as it is."""
    state = question.state
    if state is None or question.verdict.verdict == "fits_as_is":
        return
    if any(task in state.tasks and state.tasks[task].is_promised for task in question.ids):
        return
    paid = conforms(state, question.request.client, question.asked)
    if paid is None:
        return
    how = ", ".join(f"'{task}' with {each.person}" for task, each in paid.items())
    text = f"{question.verdict.verdict}, but the client's own held minutes pay for it by addition: {how}"
    yield broken("conforming_fits_as_is", question.request.id, text)
