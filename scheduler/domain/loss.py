"""A loss of capacity in the log: what was short, how it was shared, and what is repaid."""

from __future__ import annotations

from datetime import date

from pydantic import AwareDatetime, Field

from scheduler.domain.document import DocumentPart
from scheduler.units import ClientId, PersonId, TaskId


class LossCell(DocumentPart):
    """A short pool on a day: how much is missing, who claims how much there, and what each lost.

    Attributes
    ----------
    claims, losses
        Minutes by client; a client without a claim loses nothing.
    """

    day: date
    skill: str
    short_minutes: int
    claims: dict[ClientId, int]
    losses: dict[ClientId, int]


class Loss(DocumentPart):
    """A loss of capacity: a person, a period, and how it was shared.

    Attributes
    ----------
    guaranteed
        Guaranteed minutes by client in the short pools and the period: what a ratio is of.
    carried
        What the roundings of this loss and of those before it leave over for the next one, in minutes by client: above zero
        where the client still has that much to lose, below zero where it lost that much more than its part.
    late
        Work that is no longer before its promised date, with the minutes not done when due.
    """

    person: PersonId | None
    from_: AwareDatetime = Field(alias="from")
    to: AwareDatetime
    cells: tuple[LossCell, ...] = ()
    guaranteed: dict[ClientId, int] = Field(default_factory=dict)
    carried: dict[ClientId, int] = Field(default_factory=dict)
    late: dict[TaskId, int] = Field(default_factory=dict)


class Repaid(DocumentPart):
    """Later own minutes of a client that go to another for what that gave so that regulatory work could stand.

    Attributes
    ----------
    client, to
        Who repays, and to whom.
    skill
        The key of the block (`copy`, `copy:2`).
    block, laid
        The block of which the minutes are cut on the day, and the block that is laid for them.
    """

    client: ClientId
    to: ClientId
    day: date
    skill: str
    minutes: int
    block: str
    laid: str
