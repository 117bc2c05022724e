"""What the laying of agreed hours came to: the blocks, and what found no place, with the arithmetic of why."""

from __future__ import annotations

from datetime import date
from typing import Literal

from scheduler.domain.document import DocumentPart
from scheduler.domain.ledger import LaidBlock, skill_key
from scheduler.units import ClientId, PersonId


class CutNeed(DocumentPart):
    """Agreed hours that only the people of a cut can carry.

    Attributes
    ----------
    key
        As agreements name it: `copy` or `copy:2`.
    minutes
        Per week; of hours per month in an average week.
    """

    client: ClientId
    key: str
    minutes: int


class CapacityCut(DocumentPart):
    """Hours that exceed capacity by addition alone: all that is needed here can be done by these people only.

    Attributes
    ----------
    people
        By id.
    weekdays
        0 is Monday; None where their whole week counts.
    capacity_minutes
        What of these people's week may be signed away.
    standing_minutes
        Of that, what blocks already laid for others take.
    needed_minutes
        The sum of `needs`.
    short_minutes
        needed + standing - capacity, above zero.
    """

    people: tuple[PersonId, ...]
    weekdays: tuple[int, ...] | None = None
    capacity_minutes: int
    standing_minutes: int
    needed_minutes: int
    short_minutes: int
    needs: tuple[CutNeed, ...]


class Unlaid(DocumentPart):
    """Agreed hours for which no blocks could be laid.

    Attributes
    ----------
    minutes
        Missing in each week, or in the month from `since` to `until` (`per`).
    since, until
        The days from and to which it is missing (None: open).
    why
        `capacity`: the hours themselves exceed what may be signed away (`cut`). `pieces`: they would fit in total, but no blocks that
        keep to the rules were found.
    """

    client: ClientId
    skill: str
    level: int = 1
    minutes: int
    per: Literal["week", "month"] = "week"
    since: date | None = None
    until: date | None = None
    why: Literal["capacity", "pieces"]
    cut: CapacityCut | None = None

    @property
    def key(self) -> str:
        """The agreed hours it belongs to, as written: `copy` or `copy:2`."""
        return skill_key(self.skill, self.level)


class Laying(DocumentPart):
    """Blocks for agreed hours, in the order of client, key, day and time, and what could not be laid."""

    blocks: tuple[LaidBlock, ...] = ()
    unlaid: tuple[Unlaid, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether every agreed minute has its block."""
        return not self.unlaid
