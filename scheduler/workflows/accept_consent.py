"""A client lets another's request go first: its consent is recorded, and its own work gets the later date that it agreed to."""

from __future__ import annotations

from scheduler.domain.book import Entry
from scheduler.domain.requests import Request
from scheduler.errors import UsageError, VerificationError
from scheduler.fairshare.asking import Ask
from scheduler.fairshare.book import Book
from scheduler.fairshare.giving_way import consent as give_way
from scheduler.solve.work import ANSWER_PACE, Work
from scheduler.units import ClientId
from scheduler.workflows.accept_answer import Accepted, Done, decided, entered, ground_of_kept
from scheduler.workflows.asked_work import ask_of
from scheduler.workflows.decide_requests import Moment, request_named
from scheduler.workflows.deciders import client_of, decider_named, not_a_decider
from scheduler.workflows.edited_requests import DECIDED, edited_words
from scheduler.workflows.fit_request import answered
from scheduler.workflows.fitting.after import after_entries
from scheduler.workflows.fitting.agreeing import Consenting, with_consent
from scheduler.workflows.fitting.answering import FIT_SECONDS
from scheduler.workflows.fitting.ground import Ground
from scheduler.workflows.fitting.rungs import Climb
from scheduler.workflows.kept_book import kept_book

FITS_ANYWAY = "it fits without anybody's consent, so none was recorded; accept it with evenhand accept WORKSPACE"
"""Why a consent is refused that is not needed; the request's id ends it."""


def consent(moment: Moment, *, client: str, to: str, by: str) -> Accepted:
    """Record that a client lets a request of another go first: the work of it whose date is latest is tried first.

    A request that fits without it needs no consent, and one that does not fit with it is not refused by that: nothing is recorded then, and
    what waits for the daily round keeps its place.

    Raises
    ------
    UsageError
        If there is no such client or request, the request is the client's own or accepted already, or nobody is named.
    """
    with kept_book(moment.folder, as_of=moment.as_of, clock=moment.clock, actor=by) as kept:
        ground = ground_of_kept(kept, moment.folder, actor=by)
        request = request_named(kept.workspace, to)
        ask = ask_of(kept.book, kept.workspace, request, actor=by)
        _refuse_senseless(ground, ask, request, client=client, by=by)
        owner = client_of(kept.workspace, client)
        answer = answered(ground, request)
        if answer.verdict.verdict in ("fits_as_is", "fits_with_moves"):
            return Accepted(None, answer.verdict, f"{FITS_ANYWAY} {request.id}")
        decider = decider_named(owner, by)
        if owner.approvers and decider is None:
            return Accepted(None, answer.verdict, not_a_decider(owner, by, what="a consent"))
        by = by.strip() if decider is None else decider
        found = with_consent(Climb(ground, ask, Work(FIT_SECONDS, pace=ANSWER_PACE)), client=ClientId(client))
        if found is None:
            return Accepted(
                None, answer.verdict, f"no work of {owner.name} could give way so that it fits; nothing was recorded"
            )
        done = _done(ground, ask, found, by=by)
        entries = entered(kept, done, request, actor=by)
        kept.save()
        remark = (
            ""
            if decider is not None
            else f"the agreement of {owner.name} names no approver: that {by} may speak for it is not known here"
        )
        return Accepted(decided(kept, done, entries), answer.verdict, remark=remark)


def _refuse_senseless(ground: Ground, ask: Ask, request: Request, *, client: str, by: str) -> None:
    clients = {each.id: each.name for each in ground.workspace.clients}
    standing = ground.book.requests.get(ask.request)
    if client not in clients:
        known = ", ".join(sorted(clients))
        text = f"--client is '{client}'; there are: {known}"
        raise UsageError(text, field="--client", got=client, expected=f"one of {known}")
    if client == ask.client:
        raise UsageError(
            f"'{ask.request}' is a request of {clients[ask.client]} itself; where its own work can wait for it, `evenhand fit` offers that "
            "as a trade, which needs no consent"
        )
    if standing is not None and standing.status in DECIDED:
        raise UsageError(edited_words(ground.book, request) or f"request '{ask.request}' is {standing.status} already")
    if not ask.tasks:
        raise UsageError(f"nothing of '{ask.request}' is left to do, so nobody has to let it go first")
    if not by.strip():
        raise UsageError("--by names who gives the consent")


def _done(ground: Ground, ask: Ask, found: Consenting, *, by: str) -> Done:
    def act(book: Book) -> list[Entry]:
        return give_way(book, ask, give=found.task, new_due=found.new_due, by=by)

    after = after_entries(ground, act)
    if after is None:
        raise VerificationError("our plan after the consent broke one of its own rules")
    return Done(after, after.entries)
