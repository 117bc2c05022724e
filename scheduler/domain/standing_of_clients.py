"""The documents that tell the book: who got what of what was agreed, and entries with what they say in words."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import AwareDatetime

from scheduler.domain.book import Entry
from scheduler.domain.document import DocumentPart, Header
from scheduler.domain.plan import Move
from scheduler.domain.verdict import EditedRequest, Offer
from scheduler.units import ClientId


class ClientWeek(DocumentPart):
    """What one client had in one ISO week, in minutes.

    agreed = own + rush + exchanged + traded + consented + lapsed + cut + held.

    Attributes
    ----------
    week
        Like `2026-W48`; `monday` is its first day.
    agreed_minutes
        What the agreement in force gives on each day of the week, since its blocks were laid. A block that was re-laid on somebody else
        counts once, and so do hours that were booked under an agreement that was replaced: only those that the new one does not hold
        less for are agreed beside what it gives.
    own_minutes, rush_minutes
        Used where they stood: before the notice date, and after it.
    exchanged_minutes, traded_minutes
        Given for other time of the same work, and for other work of its own.
    consented_minutes
        Given to another client, with consent.
    cut_minutes
        Lost, and neither re-laid nor had under an agreement that was replaced.
    borrowed_minutes, overtime_minutes
        Worked beyond its own hours.
    late_minutes
        Sum over missed promises of the finish past the due time; up to now where the work stands nowhere.
    promises_kept, promises_missed
        Promised dates of the week that are past.
    promises_unreported
        Of both together those of whose work nothing was reported: they count as the book has it planned.
    decayed_share
        At the end of the week, or now where it runs: of its account (see `ClientStanding`).
    """

    client: ClientId
    name: str
    week: str
    monday: date
    agreed_minutes: int = 0
    own_minutes: int = 0
    rush_minutes: int = 0
    exchanged_minutes: int = 0
    traded_minutes: int = 0
    consented_minutes: int = 0
    lapsed_minutes: int = 0
    cut_minutes: int = 0
    held_minutes: int = 0
    borrowed_minutes: int = 0
    overtime_minutes: int = 0
    late_minutes: int = 0
    promises_kept: int = 0
    promises_missed: int = 0
    promises_unreported: int = 0
    decayed_share: float = 0.0

    @property
    def used_minutes(self) -> int:
        """Of its own hours, what went into its own work."""
        return self.own_minutes + self.rush_minutes + self.exchanged_minutes + self.traded_minutes

    @property
    def served_minutes(self) -> int:
        """All that was worked, or will be, for it in the week."""
        return self.used_minutes + self.borrowed_minutes + self.overtime_minutes


class ClientStanding(DocumentPart):
    """Where a client stands now.

    Attributes
    ----------
    account
        On which its borrowing counts: its own, its group's, or that of all clients without an agreement.
    decayed_share
        Borrowed minutes, halved every `half_life_weeks`, over the weekly agreed minutes. The lowest goes first in a daily round.
    credit_minutes, credit_until
        Time that an override took from it and that is not made up for: until then it goes before everybody else.
    waiting, place
        How many of its requests wait for the daily round, and the place of the first of them, counted from 1.
    """

    client: ClientId
    name: str
    account: str
    decayed_share: float
    credit_minutes: int = 0
    credit_until: AwareDatetime | None = None
    waiting: int = 0
    place: int | None = None


class StandingOfClients(Header):
    """Who got what of what was agreed (`kind: fairness`).

    Attributes
    ----------
    weeks
        One row per client and week, weeks in order, clients in the order of clients.yaml.
    jain_index
        Of served minutes over the weight (weekly agreed minutes, not below `min_weight`) of all accounts with an agreement, over the
        weeks shown: from 1 / n (one has all) to 1 (all alike). None without agreements.
    """

    kind: Literal["fairness"] = "fairness"
    book: str | None = None
    half_life_weeks: int
    weeks: tuple[ClientWeek, ...] = ()
    clients: tuple[ClientStanding, ...] = ()
    jain_index: float | None = None


class Funded(DocumentPart):
    """Minutes that an entry charges, or gives back (below 0)."""

    client: ClientId
    fund: str
    skill: str
    day: date
    minutes: int


class Told(DocumentPart):
    """What an entry says, in words.

    Attributes
    ----------
    yes
        Whether the client got what it asked for; None where nothing was asked.
    lines
        Who and when, what pays for it, what moved, and why not.
    next_step
        What can be done now; empty where nothing has to be.
    """

    seq: int
    yes: bool | None
    headline: str
    lines: tuple[str, ...] = ()
    next_step: str = ""
    charged: tuple[Funded, ...] = ()


class ToldEntries(Header):
    """Entries of the book with what they say: one decision, what `record` found, or the history.

    Attributes
    ----------
    entries
        As in the log, without the facts that some of them carry.
    told
        In the same order; days that closed are left out.
    offers
        Where a request was not accepted: what can be accepted instead.
    moves
        Of a decision: what stands elsewhere for it in the plan of all work.
    edited
        Of what `record` found: accepted and held requests whose files say something else now, which is not recorded.
    """

    kind: Literal["decision", "record", "history"]
    book: str | None = None
    entries: tuple[Entry, ...] = ()
    told: tuple[Told, ...] = ()
    offers: tuple[Offer, ...] = ()
    moves: tuple[Move, ...] = ()
    edited: tuple[EditedRequest, ...] = ()
