"""The open requests, and whose turn it is among them: the order of the policy, with why in words."""

from __future__ import annotations

from scheduler.domain.requests import Request
from scheduler.domain.verdict import EditedRequest
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.book import Book
from scheduler.fairshare.conforming import conform
from scheduler.fairshare.rounds import decayed_share
from scheduler.workflows.asked_work import ask_of, is_done
from scheduler.workflows.edited_requests import DECIDED, edited_words, edits_of


def open_requests(book: Book, workspace: Workspace) -> list[Request]:
    """Return the requests that nothing was decided about, that wait for the daily round, or that were refused or ended and then edited.

    What is done is not open, whatever was decided.
    """
    return [
        request for request in workspace.requests if not is_done(workspace, request) and _is_undecided(book, request)
    ]


def _is_undecided(book: Book, request: Request) -> bool:
    return (
        (standing := book.requests.get(request.id)) is None
        or standing.status == "waiting"
        or (standing.status not in DECIDED and bool(edits_of(book, request)))
    )


def edited_requests(book: Book, workspace: Workspace) -> tuple[EditedRequest, ...]:
    """Return the requests that stand and whose file was edited since."""
    return tuple(
        EditedRequest(request=request.id, client=request.client, text=words)
        for request in workspace.requests
        if (words := edited_words(book, request))
    )


def next_in_order(book: Book, workspace: Workspace, waiting: list[Request]) -> tuple[Request, str]:
    """Return the request whose turn it is, and why, in words.

    First what its client's own held hours pay for by arithmetic: it takes nothing from anybody. Then clients with a make-up credit, then
    the lowest decayed share; ties by receipt, then by when it was asked.
    """

    def key(request: Request) -> tuple[bool, bool, float, int, int, str]:
        ask = ask_of(book, workspace, request)
        standing = book.requests.get(request.id)
        return (
            conform(book, ask.client, tasks=ask.tasks) is None,
            book.credit_minutes(request.client) <= 0,
            round(decayed_share(book, book.account_of(request.client)), 6),
            standing.receipt if standing is not None and standing.status == "waiting" else len(book.entries) + 1,
            ask.asked_at or 0,
            request.id,
        )

    first = min(waiting, key=key)
    beyond, without_credit, share, *_ = key(first)
    if not beyond:
        return first, "its client's own held hours pay for it, so it takes nothing from anybody"
    if not without_credit:
        return first, "its client has a make-up credit, which goes first"
    return first, f"of those left its client has borrowed least for what it agreed (share {share:.2f})"
