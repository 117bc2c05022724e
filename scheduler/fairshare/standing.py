"""What became of requests, and what was promised: the records of which the state of a book is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from scheduler.domain.book import AskedTask, LedgerRow
from scheduler.units import ClientId, Instant

RequestStatus = Literal["accepted", "declined", "waiting", "withdrawn", "quoted", "expired", "cancelled"]

STATUS_AFTER: dict[str, RequestStatus] = {
    "accepted": "accepted",
    "granted": "accepted",
    "traded": "accepted",
    "overridden": "accepted",
    "confirmed": "accepted",
    "declined": "declined",
    "waiting": "waiting",
    "withdrawn": "withdrawn",
    "quoted": "quoted",
    "expired": "expired",
}
"""What a request is after an entry of each kind."""


UNPROMISED = "without a promise"
"""How the reason ends of an entry that writes work down that asks for no promise."""


@dataclass(slots=True)
class Standing:
    """What became of a request.

    Attributes
    ----------
    receipt
        Number of its first entry since it was last asked anew: its place in line among equals.
    quotes
        How often it was quoted.
    """

    client: ClientId
    status: RequestStatus
    receipt: int
    asked: tuple[AskedTask, ...]
    asked_at: Instant
    latest: Instant | None
    expires_at: Instant | None = None
    quotes: int = 0

    @property
    def renewed(self) -> int:
        """How often a quote of it was renewed."""
        return max(0, self.quotes - 1)

    @property
    def is_over(self) -> bool:
        """Whether nothing of it stands or waits: whoever asks for it again asks anew."""
        return self.status in ("declined", "withdrawn", "expired", "cancelled")


@dataclass(slots=True)
class Promised:
    """A commitment of the book.

    Attributes
    ----------
    remaining
        Minutes still to be done, from `since` on.
    since
        When that was last reported; 0 where nothing was.
    worked
        Minutes that were reported as worked of it, whenever they were planned.
    """

    asked: AskedTask
    client: ClientId
    due: Instant
    floor_at: Instant
    remaining: int
    request: str
    rows: list[LedgerRow] = field(default_factory=list)
    since: Instant = 0
    worked: int = 0
