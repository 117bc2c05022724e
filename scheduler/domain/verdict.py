"""The answer to a request: verdict, plan, funding, earliest date, offers, harm, reasons and words (contract, section 3)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import AwareDatetime

from scheduler.domain.document import DocumentPart, Header
from scheduler.domain.ledger import Fund
from scheduler.domain.plan import Block, Move, Plan
from scheduler.domain.reasons import Reason
from scheduler.units import ClientId, PersonId, TaskId

VerdictWord = Literal[
    "fits_as_is",  # own, rush or spare minutes pay; nothing moves
    "fits_with_moves",  # the same funding; work of others moves inside its slack
    "fits_with_trade",  # own later work of the same client gives way
    "fits_later",  # one of the first two, with a finish not after `latest` (else the horizon)
    "needs_approval",  # only an override does it
    "does_not_fit",  # physically impossible, or nobody may approve
    "undecided",  # the limit of work ended before an answer
]

YES: frozenset[VerdictWord] = frozenset({"fits_as_is", "fits_with_moves", "fits_with_trade"})
"""Verdicts by which a request is done by its needed-by time."""

OfferKind = Literal["smaller", "later", "trade", "split", "overtime", "consent", "round"]


class RequestedTask(DocumentPart):
    """How a task of the request would be done: one person, its blocks in order."""

    id: TaskId
    title: str
    skill: str
    effort_minutes: int
    person: PersonId
    blocks: tuple[Block, ...]
    start: AwareDatetime
    finish: AwareDatetime


class Funding(DocumentPart):
    """What pays for the work, in minutes; the sum is the effort."""

    own_minutes: int = 0
    rush_minutes: int = 0
    spare_minutes: int = 0
    traded_minutes: int = 0
    overtime_minutes: int = 0
    consented_minutes: int = 0


class Charge(DocumentPart):
    """Minutes of one fund, skill and day (that of the block; for spare and overtime that of the work)."""

    fund: Fund
    skill: str
    day: date
    minutes: int


class Earliest(DocumentPart):
    """The least finish on the book as it stands, without trade, overtime or consent.

    Attributes
    ----------
    finish
        The earliest that was found; None where nothing was found before the end of the horizon.
    not_before
        No plan finishes earlier.
    proven
        Whether the two meet: `finish` is then minimal.
    guaranteed_by
        When the client's own held hours have done it, counted by hand; None where they do not suffice.
    paid_from
        Up to no earlier date do its own hours and what it may borrow pay for it, wherever it stands; None where they do at once.
    fixed_until
        Where nothing but work that is fixed in the published plan stands in the way of an earlier date: until when it is fixed.
    fixed
        That work, what takes most time first.
    """

    finish: AwareDatetime | None
    not_before: AwareDatetime | None
    proven: bool
    guaranteed_by: AwareDatetime | None = None
    paid_from: AwareDatetime | None = None
    fixed_until: AwareDatetime | None = None
    fixed: tuple[TaskId, ...] = ()

    @property
    def waits_for_hours(self) -> bool:
        """Whether nothing but what pays for it keeps it from being earlier."""
        return self.paid_from is not None and self.paid_from == self.not_before


class OfferPart(DocumentPart):
    """A delivery of a split offer: these tasks, so much of them, by then."""

    tasks: tuple[TaskId, ...]
    effort_minutes: int
    finish: AwareDatetime


class GivenUp(DocumentPart):
    """Promised work that would be due later for an offer, a trade or a consent; `charged` are own hours that its client spends then."""

    client: ClientId
    task: TaskId
    title: str
    from_due: AwareDatetime
    to_due: AwareDatetime
    charged: tuple[Charge, ...] = ()


class Offer(DocumentPart):
    """A changed request that does fit: planned, verified, and accepted by its number.

    Attributes
    ----------
    number
        What `accept --offer` takes; from 1.
    finish
        The date that would be promised; None for a place in the daily round, whose date nobody can promise.
    effort_minutes
        Of all its tasks together.
    needs
        Who must agree, in words for the lead: the client's word, a person's overtime, another client's consent.
    given
        What would be due later for it.
    decided_at
        Of a place in the daily round: when the round is held.
    command
        How it is taken: `evenhand accept WORKSPACE R-104 --offer 2`, or the consent that does it. Empty where the request is in no file yet.
    """

    number: int
    kind: OfferKind
    finish: AwareDatetime | None
    effort_minutes: int
    parts: tuple[OfferPart, ...] = ()
    needs: tuple[str, ...] = ()
    tasks: tuple[RequestedTask, ...] = ()
    funding: Funding = Funding()
    charged: tuple[Charge, ...] = ()
    moves: tuple[Move, ...] = ()
    given: tuple[GivenUp, ...] = ()
    decided_at: AwareDatetime | None = None
    text: str
    command: str = ""
    verified: bool


class HarmedTask(DocumentPart):
    """A task that an override would harm.

    Attributes
    ----------
    loses
        Its date; or, where that holds, its slack: it is done behind its slack floor; or its hours: it stands no longer in those booked for it.
    """

    client: ClientId
    task: TaskId
    title: str = ""
    late_minutes: int
    from_finish: AwareDatetime
    to_finish: AwareDatetime | None
    loses: Literal["date", "slack", "hours"] = "date"


class HarmedHours(DocumentPart):
    """Held hours that an override would take from a client; it gets them as a make-up credit."""

    client: ClientId
    skill: str
    day: date
    minutes: int


class Reply(DocumentPart):
    """Words: for the phone, for the client in writing, and for the team. The first two never name another client, its work or a colleague's other work."""

    phone: tuple[str, ...] = ()
    client: str = ""
    internal: str = ""


class PlaceInLine(DocumentPart):
    """Where a request stands in line for the next daily round."""

    held_at: AwareDatetime
    place: int
    waiting: int


class Verdict(Header):
    """The answer to a request (`kind: verdict`).

    Attributes
    ----------
    asked_at, needed_by, effort_minutes
        As asked; the effort of all its tasks together.
    book
        Digest of the book's last line; None where there is no book yet.
    answer
        What `accept --answer` takes: it names this answer on this book.
    baseline_sha256
        Digest of the plan that it stands on.
    tasks, finish, moves
        How the request would be done, when, and what else moves; empty unless the verdict is a yes or `fits_later`, and where nothing
        is left to do of it.
    plan
        The whole plan after a yes, holds included.
    override
        Whether an approver could have it done as asked; `harm` and `harm_hours` say what that takes of whom, and may be empty.
    in_line
        Where it stands in the next daily round, if it waits for it already and is no yes.
    stopped_by
        `wall_clock` where the clock cut the search.
    refused, since
        Of `accept` where it recorded nothing: why, and what happened since the answer that was named, one line for each.
    """

    kind: Literal["verdict"] = "verdict"
    request: str
    title: str = ""
    client: ClientId
    asked_at: AwareDatetime
    needed_by: AwareDatetime
    latest: AwareDatetime | None = None
    effort_minutes: int = 0
    book: str | None = None
    answer: str
    baseline_sha256: str
    verdict: VerdictWord
    tasks: tuple[RequestedTask, ...] = ()
    finish: AwareDatetime | None = None
    moves: tuple[Move, ...] = ()
    plan: Plan | None = None
    funding: Funding = Funding()
    charged: tuple[Charge, ...] = ()
    earliest: Earliest
    offers: tuple[Offer, ...] = ()
    harm: tuple[HarmedTask, ...] = ()
    harm_hours: tuple[HarmedHours, ...] = ()
    override: bool = False
    reasons: tuple[Reason, ...] = ()
    reply: Reply = Reply()
    in_line: PlaceInLine | None = None
    stopped_by: str | None = None
    refused: str = ""
    since: tuple[str, ...] = ()

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do of the request."""
        return self.verdict == "fits_as_is" and not self.tasks


class Absorption(Header):
    """All open requests, decided in the fair order (`kind: absorption`).

    Attributes
    ----------
    order
        Requests as decided, each with the reason of its place.
    plan
        After the batch, verified as one plan.
    recorded
        Whether it was written into the book.
    edited
        Requests that stand, and whose file was edited since: what it says now is a new request, and nobody has asked for it yet.
    """

    kind: Literal["absorption"] = "absorption"
    book: str | None = None
    absorbed: tuple[Verdict, ...] = ()
    declined: tuple[Verdict, ...] = ()
    order: tuple[Placed, ...] = ()
    recorded: bool = False
    edited: tuple[EditedRequest, ...] = ()
    plan: Plan | None = None
    stopped_by: str | None = None


class EditedRequest(DocumentPart):
    """A request that is accepted or held, and whose file says something else now."""

    request: str
    client: ClientId
    text: str


class Placed(DocumentPart):
    """A request's place in the order, and why it stands there.

    Attributes
    ----------
    share
        Decayed share of its client when its turn came: what was granted before it in the batch counts.
    in_round
        Whether the daily round decided it, which is held after all others.
    """

    request: str
    client: ClientId
    place: int
    text: str
    share: float | None = None
    in_round: bool = False


Absorption.model_rebuild()
