"""The open requests, and whose turn it is among them: the order of the policy, with why in words."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.domain.requests import Request
from scheduler.domain.verdict import EditedRequest
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.book import Book
from scheduler.fairshare.bookkeeping import Turn
from scheduler.fairshare.borrowing import WALK_IN
from scheduler.fairshare.conforming import conform
from scheduler.fairshare.rounds import decayed_share
from scheduler.workflows.asked_work import ask_of, is_done
from scheduler.workflows.edited_requests import DECIDED, edited_words, edits_of

Key = tuple[bool, bool, float, int, int, str]
"""Beyond its own hours, without a credit, decayed share, receipt, when it was asked, id: the least comes first."""

DECIDED_BY = {3: "it has stood in line longest", 4: "it was asked first", 5: "its id comes first"}
"""What decides between requests of equal share, by its place in the key."""

ALONE = "no other of the requests asked about is left"
ALONE_IN_ROUND = "no other request is left in this round"
"""Why the last one comes: others may be open that nobody asked about, or that wait for the round."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the order: the decayed share of the request's client when its turn came, and why it comes there, in words."""

    share: float
    text: str


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


def next_in_order(book: Book, workspace: Workspace, waiting: list[Request]) -> tuple[Request, Place]:
    """Return the request whose turn it is, and the place that it has, with why in words.

    First what its client's own held hours pay for by arithmetic: it takes nothing from anybody. Then clients with a make-up credit, then
    the lowest decayed share; ties by receipt, then by when it was asked, then by id.
    """

    def key(request: Request) -> Key:
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

    keys = {request.id: key(request) for request in waiting}
    first = min(waiting, key=lambda each: keys[each.id])
    others = [each for name, each in keys.items() if name != first.id]
    text = _why_first(keys[first.id], others, alone=ALONE, is_walk_in=book.account_of(first.client) == WALK_IN)
    return first, Place(keys[first.id][2], text)


def place_in_round(book: Book, turn: Turn) -> Place:
    """Return the place of the request whose turn it was in the daily round, among those that were still in line."""
    own, *others = (
        (True, number > 0 or not turn.has_credit, round(each.share, 6), each.receipt, 0, each.request)
        for number, each in enumerate(turn.line)
    )
    is_walk_in = book.account_of(turn.line[0].client) == WALK_IN
    return Place(own[2], _why_first(own, others, alone=ALONE_IN_ROUND, is_walk_in=is_walk_in))


def _why_first(own: Key, others: list[Key], *, alone: str, is_walk_in: bool) -> str:
    beyond, without_credit, *_ = own
    if not beyond:
        return "its client's own held hours pay for it, so it takes nothing from anybody"
    if not without_credit:
        return "its client has a make-up credit, which goes first"
    return _why_by_share(own, others, is_walk_in=is_walk_in) if others else alone


def _why_by_share(own: Key, others: list[Key], *, is_walk_in: bool) -> str:
    """Say why a request beyond its client's hours comes first: the least share, and between equals what decided."""
    share = own[2]
    equals = [each for each in others if each[2] == share]
    if not equals:
        least = (
            "the clients without an agreement, who have one share together, have borrowed least"
            if is_walk_in
            else "its client has borrowed least for what it agreed"
        )
        return f"of those left {least} ({_share_words(share)})"
    decided = next(place for place in DECIDED_BY if min(equals)[place] != own[place])
    return (
        f"of those left none has borrowed less for what it agreed ({_share_words(share)}), and of the {len(equals) + 1} that are equal "
        f"{DECIDED_BY[decided]}"
    )


def _share_words(share: float) -> str:
    """Say a share as `evenhand fairness` shows it."""
    return f"a share of {share * 100:.0f} %" if share else "nothing is borrowed"
