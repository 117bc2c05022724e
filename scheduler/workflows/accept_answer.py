"""Accepting an answer: it is worked out again on the book as it is now, and only what still holds is recorded."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from scheduler.domain.book import Entry
from scheduler.domain.requests import Request
from scheduler.domain.verdict import Verdict
from scheduler.domain.workspace import Workspace
from scheduler.errors import UsageError, VerificationError
from scheduler.explain.internal_memo import HEADLINES
from scheduler.explain.words import list_words
from scheduler.fairshare.answers import refused_entry
from scheduler.fairshare.asking import Ask, Refused
from scheduler.fairshare.book import Book
from scheduler.fairshare.bookkeeping import override
from scheduler.fairshare.standing import Standing
from scheduler.files.plans import plan_bytes
from scheduler.workflows.asked_work import ask_of
from scheduler.workflows.decide_requests import Decided, Moment, request_named
from scheduler.workflows.deciders import client_of, decider_named, not_a_decider
from scheduler.workflows.edited_requests import as_read
from scheduler.workflows.fit_request import answered, done_already, outside_file
from scheduler.workflows.fitting.after import After, after_entries, after_way
from scheduler.workflows.fitting.answering import Answer
from scheduler.workflows.fitting.ground import Ground, ground_on
from scheduler.workflows.fitting.held_open import held_open
from scheduler.workflows.fitting.offers import Offered, chosen
from scheduler.workflows.in_line import waits_on
from scheduler.workflows.kept_book import KeptBook, kept_book
from scheduler.workflows.kept_plans import KeptPlans, kept_plans
from scheduler.workflows.record_edits import enter_edits
from scheduler.workflows.since_answer import Since, since_answer

MOST_RENEWALS = 1
"""How often a quote is renewed at most."""

_ANSWER = re.compile(r"^[0-9a-f]{8}-[0-9a-f]+$")
"""The name of an answer (`scheduler.workflows.fitting.documents.answer_id`)."""

NO_PLAN = "No plan was found that does it in time."
AS_ASKED = ("fits_as_is", "fits_with_moves")
"""Verdicts after which nobody but the team has to agree."""

NOT_AS_ASKED = "Nothing was entered, and the request stays open"
NOTHING_LEFT = "nothing of it is left to do, so there is nothing to promise"
KEEPS_PLACE = "it waits for the daily round already, and keeps its place in line"
HAS_TO_BEGIN = (
    "its work has to begin at once to be done by then, so it cannot be held; accept it now, or ask for a later date"
)
"""Why a quote is refused that could not be kept for any time."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How a request is accepted.

    Attributes
    ----------
    offer
        Number of the offer that is taken; None: as asked.
    quote
        Hold the capacity for an answer instead of promising it.
    answer
        Name of the answer that the client was given.
    approved_by, reason
        An override, and why.
    """

    offer: int | None = None
    quote: bool = False
    answer: str | None = None
    approved_by: str | None = None
    reason: str | None = None
    actor: str = ""


@dataclass(frozen=True, slots=True)
class Accepted:
    """What `accept` or `consent` did.

    Attributes
    ----------
    decided
        None where nothing was recorded.
    verdict
        The answer as it is now.
    refused
        Why nothing was recorded, in words.
    is_open
        Whether it is refused because it does not fit as asked: it may be asked again, and its offers may be taken.
    workspace, log, since
        Where a stale answer was refused: the names, the whole book, and what happened since the answer was given.
    remark
        What is worth knowing of a decision that was recorded; empty where nothing is.
    """

    decided: Decided | None
    verdict: Verdict
    refused: str = ""
    is_open: bool = False
    workspace: Workspace | None = None
    log: tuple[Entry, ...] = ()
    since: Since | None = None
    remark: str = ""


def accept(moment: Moment, name: str, *, terms: Terms) -> Accepted:
    """Accept a request as asked, or one of its offers.

    What only the cap keeps out waits for the daily round, and is recorded so. All else that cannot be accepted records nothing, and stays
    open to be asked again: what does not fit as asked, a stale answer, an offer that is no longer there, a quote that was renewed already.

    Raises
    ------
    UsageError
        If there is no such request, or it was accepted already.
    """
    outside = outside_file(moment.folder, name)
    with kept_book(moment.folder, as_of=moment.as_of, clock=moment.clock, request=outside, actor=terms.actor) as kept:
        ground = ground_of_kept(kept, moment.folder, actor=terms.actor)
        request = request_named(kept.workspace, name if outside is None else outside.name)
        _refuse_known(ground, request)
        done_before = done_already(ground, request)
        if done_before is not None:
            return Accepted(None, done_before, NOTHING_LEFT)
        answer = answered(ground, request)
        refused = _not_to_be_recorded(ground, answer, request, terms)
        if refused:
            named = terms.answer if terms.answer is not None and _ANSWER.match(terms.answer) else None
            since = None if named is None else since_answer(kept.book, kept.workspace, named)
            is_open = refused.endswith(NOT_AS_ASKED)
            return Accepted(None, answer.verdict, refused, is_open, kept.workspace, tuple(kept.book.entries), since)
        done = _act(ground, answer, request, terms)
        if done is None:
            return Accepted(None, answer.verdict, HAS_TO_BEGIN)
        entries = entered(kept, done, request, actor=terms.actor)
        kept.save()
        offered = None if terms.offer is None else chosen(answer.offers, terms.offer)
        is_taken = offered is not None and offered.possible.waits
        return Accepted(replace(decided(kept, done, entries), is_taken=is_taken), answer.verdict)


def ground_of_kept(kept: KeptBook, folder: Path, *, actor: str) -> Ground:
    """Return the ground of a decision on a kept book, hand edits entered first; a new book stands on the plan that it was opened on."""
    if not kept.is_new:
        enter_edits(kept.book, kept.workspace, actor=actor)
    plans = KeptPlans() if kept.is_new else kept_plans(folder)
    standing = plans.standing or kept.opened_on
    return ground_on(kept.workspace, kept.book, plan=standing, published=plans.published, since=plans.since)


def _refuse_known(ground: Ground, request: Request) -> None:
    standing: Standing | None = ground.book.requests.get(request.id)
    if standing is not None and standing.client != request.client:
        raise UsageError(f"request '{request.id}' is another client's")


def _not_to_be_recorded(ground: Ground, answer: Answer, request: Request, terms: Terms) -> str:
    """Return why nothing is to be recorded, in words; an empty string where something is."""
    verdict = answer.verdict
    if terms.answer is not None and _name(terms.answer) != _name(verdict.answer):
        if not _ANSWER.match(terms.answer):
            return f"there is no answer '{terms.answer}'; its name is like {verdict.answer}, and `evenhand fit --json` gives it"
        return f"that answer no longer holds; {_now(verdict)}"
    if terms.approved_by is not None:
        return _no_override(ground, answer, request, terms)
    standing = ground.book.requests.get(request.id)
    if terms.quote and standing is not None and standing.renewed >= MOST_RENEWALS:
        return "it was quoted twice already; a quote is renewed once"
    if terms.offer is None:
        if verdict.verdict in AS_ASKED:
            return ""
        if answer.after is None and waits_on(ground.book, request):
            return f"{KEEPS_PLACE}; {_now(verdict)}"
        return "" if answer.answered.limit is not None else f"it {HEADLINES[verdict.verdict]}. {NOT_AS_ASKED}"
    offered = chosen(answer.offers, terms.offer)
    if offered is None:
        return f"there is no offer {terms.offer}; {_now(verdict)}"
    if offered.possible.consenting is not None:
        client = offered.possible.consenting.client
        return (
            f"offer {terms.offer} needs the consent of {ground.book.team.clients[client].name}: "
            f"record it with evenhand consent WORKSPACE --client {client} --to {request.id} --by NAME"
        )
    way = offered.possible.way
    if terms.quote and (way.act is not None or way.makes_way):
        return f"offer {terms.offer} changes other work, which cannot be held for a quote; accept it, or quote another offer"
    if terms.quote and offered.possible.waits:
        return f"offer {terms.offer} is a place in the daily round, which cannot be held for a quote"
    return ""


def _no_override(ground: Ground, answer: Answer, request: Request, terms: Terms) -> str:
    """Return why an override is not to be recorded, in words; an empty string where it may be, or where none is needed.

    Nothing of others gives way where its client's own work can (policy, "Funding"), and nobody decides but an approver of its client.
    """
    approver = terms.approved_by or ""
    if not approver.strip() or not (terms.reason or "").strip():
        raise UsageError("an override names its approver and its reason")
    if _is_plain_yes(answer):
        return ""
    if answer.verdict.verdict == "fits_with_trade":
        trade = next((each.offer.number for each in answer.offers if each.offer.kind == "trade"), None)
        way = "" if trade is None else f"; accept that with evenhand accept WORKSPACE {request.id} --offer {trade}"
        return f"it fits in exchange for own work of its client, so nothing of others has to give way{way}"
    client = client_of(ground.workspace, request.client)
    return "" if decider_named(client, approver) else not_a_decider(client, approver, what="an override")


def _is_plain_yes(answer: Answer) -> bool:
    return answer.verdict.verdict in ("fits_as_is", "fits_with_moves") and answer.after is not None


def _name(answer: str) -> str:
    """Return the part of an answer's name that says what it says; the rest names the book."""
    return answer.rpartition("-")[2]


def _now(verdict: Verdict) -> str:
    """Say in a few words what the answer is now."""
    offers = [f"{offer.number} ({offer.kind})" for offer in verdict.offers]
    words = f"as it is now, it {HEADLINES[verdict.verdict]}"
    if verdict.finish is not None:
        words += f", done by {verdict.finish:%a} {verdict.finish.day} {verdict.finish:%b %H:%M}"
    if not offers:
        return words
    return f"{words}. Its offers now: {list_words(offers)}"


@dataclass(frozen=True, slots=True)
class Done:
    """Entries to be recorded, and the plan after them where there is one to be kept."""

    after: After | None
    entries: Sequence[Entry]


def _act(ground: Ground, answer: Answer, request: Request, terms: Terms) -> Done | None:
    """Return what is to be entered; None where a quote could not be kept for any time."""
    ask = ask_of(ground.book, ground.workspace, request, actor=terms.actor)
    if terms.approved_by is not None:
        client = client_of(ground.workspace, request.client)
        approver = decider_named(client, terms.approved_by) or terms.approved_by
        return _overridden(ground, answer, ask, approver=approver, reason=terms.reason or "")
    offered: Offered | None = None if terms.offer is None else chosen(answer.offers, terms.offer)
    if offered is not None and not offered.possible.waits:
        way = offered.possible.way
    elif offered is None and answer.verdict.verdict in AS_ASKED and answer.answered.way:
        way = answer.answered.way
    else:
        limit = answer.answered.limit
        return Done(None, [_in_line(ground, request, terms, text=NO_PLAN if limit is None else limit.text)])
    if terms.quote:
        held = held_open(ground, way)
        return None if held is None else Done(held, held.entries)
    after = after_way(ground, way)
    if after is None:
        raise VerificationError("our plan after the acceptance broke one of its own rules")
    return Done(after, after.entries)


def _overridden(ground: Ground, answer: Answer, ask: Ask, *, approver: str, reason: str) -> Done:
    """Do the request as a named person decided: with the least harm found, else block by block; as a plain yes where it is one."""
    if _is_plain_yes(answer) and answer.after is not None:
        return Done(answer.after, answer.after.entries)
    found = answer.answered.harm
    acts: list[Callable[[Book], list[Entry]]] = []
    if found is not None:
        signed = found.entry.model_copy(update={"actor": approver, "reason": reason})
        acts.append(lambda book: [book.append(signed)])
    acts.append(lambda book: [override(book, ask, approver=approver, reason=reason)])
    for act in acts:
        after = after_entries(ground, act, anew=True)
        if after is not None:
            return Done(after, after.entries)
    raise VerificationError("our plan after the override broke one of its own rules")


def _in_line(ground: Ground, request: Request, terms: Terms, *, text: str) -> Entry:
    """Return the entry of a request that only the cap keeps out: it waits for the daily round."""
    ask = ask_of(ground.book, ground.workspace, request, actor=terms.actor)
    return refused_entry(ground.book, ask, Refused(text, waits=True))


def decided(kept: KeptBook, done: Done, entries: Sequence[Entry]) -> Decided:
    """Return what was done by the entries that were made of it: the last is the answer."""
    moves, plan = ((), None) if done.after is None else (done.after.moves, done.after.plan)
    return Decided(kept.workspace, kept.book, tuple(entries), entries[-1], moves=moves, plan=plan)


def entered(kept: KeptBook, done: Done, *requests: Request, actor: str) -> list[Entry]:
    """Append the entries to the kept book with the files that they answer, and keep the plan after them where one is published."""
    files = {request.id: as_read(request) for request in requests}
    made = [
        kept.book.append(
            entry.model_copy(
                update={"actor": entry.actor or actor, "read": files.get(entry.request) if entry.asked else None}
            )
        )
        for entry in done.entries
    ]
    if done.after is not None and done.after.plan.book is not None and kept.store.last_plan() is not None:
        plan = done.after.plan.model_copy(update={"book": kept.book.last_sha256})
        kept.plans[made[-1].seq] = plan_bytes(plan)
    return made
