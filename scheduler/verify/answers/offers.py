"""I14, as far as the document shows it: each offer is what its kind says, adds up, and names whoever must consent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.verify.answers.charges import funds_of, sums_differ, unheld
from scheduler.verify.answers.question import broken
from scheduler.verify.clock import minute_of, say, say_minutes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.domain.plan import Violation
    from scheduler.domain.verdict import Offer
    from scheduler.units import Instant
    from scheduler.verify.answers.question import Question

ORDER = ("smaller", "later", "trade", "split", "overtime", "consent", "round")
"""Kinds of offers, by how much they involve others."""

MOST_OFFERS = 5

_NAME = "offers_hold"
_OF_THE_CLIENT = frozenset({"smaller", "later", "trade", "split", "round"})


def offers_are_in_order(question: Question) -> Iterator[Violation]:
    """Check numbers from 1, at most five, no two alike, and those first that involve others least."""
    name, offers = "offers_are_in_order", question.verdict.offers
    if [offer.number for offer in offers] != list(range(1, len(offers) + 1)):
        yield broken(name, "numbers", f"the offers are numbered {[offer.number for offer in offers]}")
    if len(offers) > MOST_OFFERS:
        yield broken(name, "count", f"{len(offers)} offers", measured=len(offers), limit=MOST_OFFERS, unit="offers")
    ranks = [ORDER.index(offer.kind) for offer in offers]
    if ranks != sorted(ranks):
        yield broken(name, "order", f"the kinds stand as {', '.join(offer.kind for offer in offers)}")
    seen = [(offer.kind, offer.finish, offer.effort_minutes) for offer in offers]
    if len(set(seen)) != len(seen):
        yield broken(name, "distinct", "two offers are the same")


def offers_hold(question: Question) -> Iterator[Violation]:
    """Check each offer by itself; whether it can be accepted is for whoever accepts it from the same book."""
    for offer in question.verdict.offers:
        for text in _faults(question, offer):
            yield broken(_NAME, f"offer {offer.number} ({offer.kind})", text)
        if question.state is not None and not offer.parts:
            until, in_trade = _until(question, offer), offer.kind == "trade"
            for found in unheld(question, question.state, offer.charged, until=until, in_trade=in_trade):
                yield broken(_NAME, f"offer {offer.number} ({offer.kind})", found.text)


def _until(question: Question, offer: Offer) -> Instant:
    ends = [question.needed_by, *(minute_of(task.finish) for task in offer.tasks)]
    return max(ends if offer.finish is None else [*ends, minute_of(offer.finish)])


def _faults(question: Question, offer: Offer) -> Iterator[str]:
    if not offer.verified:
        yield "it is not verified"
    if offer.kind == "round":
        if offer.finish is not None or offer.tasks:
            yield "a place in the round promises a date"
    else:
        yield from _work(question, offer)
    yield from _consents(question, offer)
    yield from _size(question, offer)
    if offer.finish is not None:
        yield from _date(question, offer, minute_of(offer.finish))


def _work(question: Question, offer: Offer) -> Iterator[str]:
    """Check tasks, sums and parts of an offer that shows its work."""
    if offer.finish is None or not offer.tasks:
        yield "it names no date or shows no work"
        return
    done = max(minute_of(task.finish) for task in offer.tasks)
    if minute_of(offer.finish) < done:
        yield f"it promises {say(minute_of(offer.finish), question.zone)}, its work ends {say(done, question.zone)}"
    effort = sum(task.effort_minutes for task in offer.tasks)
    if effort != offer.effort_minutes:
        yield f"it is of {say_minutes(offer.effort_minutes)}, its tasks of {say_minutes(effort)}"
    for task in offer.tasks:
        blocks = sum(minute_of(block.end) - minute_of(block.start) for block in task.blocks)
        if blocks != task.effort_minutes:
            yield f"task '{task.id}' has {say_minutes(blocks)} of its {say_minutes(task.effort_minutes)}"
    differs = sums_differ(offer.funding, offer.charged, offer.effort_minutes)
    if differs is not None:
        yield differs
    overtime = sum(
        minute_of(block.end) - minute_of(block.start) for task in offer.tasks for block in task.blocks if block.overtime
    )
    if overtime != funds_of(offer.funding).get("overtime", 0):
        yield f"{say_minutes(overtime)} of its work are overtime, {say_minutes(offer.funding.overtime_minutes)} are paid so"
    yield from _parts(question, offer, minute_of(offer.finish))


def _parts(question: Question, offer: Offer, finish: Instant) -> Iterator[str]:
    if (offer.kind == "split") != bool(offer.parts):
        yield "a split has parts, and nothing else has"
    elif offer.parts:
        if len(offer.parts) < 2 or sum(part.effort_minutes for part in offer.parts) != offer.effort_minutes:
            yield "its parts are not two or more that make up the whole"
        if finish != max(minute_of(part.finish) for part in offer.parts):
            yield "its finish is not that of its last part"
        if min(minute_of(part.finish) for part in offer.parts) > question.needed_by:
            yield "no part of it is done by when it is needed"


def _size(question: Question, offer: Offer) -> Iterator[str]:
    whole = question.verdict.effort_minutes
    if offer.kind == "smaller":
        least = question.request.minimum_minutes or 1
        if not least <= offer.effort_minutes < whole:
            yield f"{say_minutes(offer.effort_minutes)} is not from {say_minutes(least)} to less than {say_minutes(whole)}"
    elif offer.effort_minutes != whole:
        yield f"it is of {say_minutes(offer.effort_minutes)}, asked for are {say_minutes(whole)}"


def _date(question: Question, offer: Offer, finish: Instant) -> Iterator[str]:
    zone = question.zone
    # In exchange for own work that makes way it is done before it is without: there the date asked for may be out of reach.
    alone = question.verdict.earliest.finish
    is_sooner = offer.kind == "trade" and (alone is None or finish < minute_of(alone))
    if offer.kind in ("smaller", "trade") and finish > question.needed_by and not is_sooner:
        yield f"it is done {say(finish, zone)}, needed by {say(question.needed_by, zone)}"
    if offer.kind == "later" and finish <= question.needed_by:
        yield f"it is done {say(finish, zone)}, which is not later than {say(question.needed_by, zone)}"
    # Past the horizon only the client's own hours can promise anything, counted by hand: it is done by the end of the last day of these.
    guaranteed = question.verdict.earliest.guaranteed_by
    is_guaranteed = question.request.latest is None and guaranteed is not None and finish <= minute_of(guaranteed)
    if finish > question.last_of_use and not is_guaranteed:
        yield f"it is done {say(finish, zone)}, after the last date of use, {say(question.last_of_use, zone)}"


def _consents(question: Question, offer: Offer) -> Iterator[str]:
    """Check that whoever must agree is named: the client, who works overtime, and every client whose date is passed."""
    words = " ".join(offer.needs).casefold()
    if not words.strip():
        yield "it names nobody who must agree"
        return
    if (
        offer.kind in _OF_THE_CLIENT
        and "client" not in words
        and not _is_named(question, question.request.client, words)
    ):
        yield "it does not say that the client must agree"
    for task in offer.tasks:
        if any(block.overtime for block in task.blocks):
            person = next((each for each in question.workspace.people if each.id == task.person), None)
            if person is None or not (person.id.casefold() in words or person.name.casefold() in words):
                yield f"{task.person} works overtime, but is not named"
    for move in offer.moves:
        work = question.before.facts.open_work.get(move.task)
        if work is None or work.client == question.request.client:
            continue
        stood = question.before.placed.get(move.task)
        # What is late already is nobody's to consent to, as long as it gets no later.
        limit = work.due_at if work.due_at is None or stood is None else max(work.due_at, stood.finish)
        is_late = move.to is None or (limit is not None and minute_of(move.to.finish) > limit)
        if is_late and work.counts_as != "tentative" and not _is_named(question, work.client, words):
            yield f"'{move.task}' of '{work.client}' would be late, but that client is not named"


def _is_named(question: Question, client: str, words: str) -> bool:
    known = next((each for each in question.workspace.clients if each.id == client), None)
    return known is not None and (known.id.casefold() in words or known.name.casefold() in words)
