"""Pieces of the book: rows of minutes, laid blocks, and where blocks and work stand.

The terms are those of `scheduler.domain.book`.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import AwareDatetime, SerializerFunctionWrapHandler, model_serializer

from scheduler.domain.document import DocumentPart
from scheduler.units import ClientId, PersonId, TaskId

Fund = Literal["own", "rush", "spare", "traded", "overtime", "consented", "lapsed", "cut"]
"""How minutes are paid for (own to consented), or how minutes of a block end (lapsed, cut)."""

CHARGES: frozenset[str] = frozenset({"own", "rush", "spare", "traded", "overtime", "consented"})


class LedgerRow(DocumentPart):
    """Minutes of one fund on one day; negative where they return.

    Attributes
    ----------
    skill
        As the agreement names it (`copy`, `copy:2`) where a block is charged, else as the task does.
    day
        Of the block; for spare and overtime the day of work at acceptance (the person's date). It stays when work moves.
    block
        The laid block (its dated block is that of `day`); None for spare and overtime.
    task
        The commitment that is charged; None for lapsed and cut.
    exchanged
        The block's minutes were given for other minutes: the work does not stand in the block.
    in_round
        Spare granted by a daily round: outside the borrowing cap.
    off_plan
        Charged for work that was done beyond what was planned and remains: nothing stands in the witness for it.
    """

    client: ClientId
    skill: str
    day: date
    fund: Fund
    minutes: int
    block: str | None = None
    task: TaskId | None = None
    exchanged: bool = False
    in_round: bool = False
    off_plan: bool = False

    @model_serializer(mode="wrap")
    def _only_what_is_said(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        said: dict[str, Any] = handler(self)
        return said if self.off_plan else {name: value for name, value in said.items() if name != "off_plan"}


class Promise(DocumentPart):
    """A promised date: the due time when accepted, never the planned finish."""

    task: TaskId
    due: AwareDatetime


class LaidBlock(DocumentPart):
    """Agreed hours as a named piece.

    Attributes
    ----------
    id
        Unique in the book, like `harrow/seo/ana/mon`.
    skill, level
        Key of the agreed hours.
    weekday
        0 is Monday, of the person's own dates; None for a block of one `day`.
    start_minute
        Where it stands by default: minutes after 00:00 on the person's clock; it ends `minutes` later, inside one stretch of working time.
    """

    id: str
    client: ClientId
    skill: str
    level: int = 1
    person: PersonId
    weekday: int | None = None
    day: date | None = None
    start_minute: int
    minutes: int
    since: date | None = None
    until: date | None = None

    @property
    def key(self) -> str:
        """The agreed hours it belongs to, as written: `copy` or `copy:2`."""
        return skill_key(self.skill, self.level)


class BlockEnd(DocumentPart):
    """From a day on (included), a laid block is no longer: its agreement was signed anew, or the lead re-laid it."""

    block: str
    from_day: date


class Worked(DocumentPart):
    """A piece of work, [start, end)."""

    start: AwareDatetime
    end: AwareDatetime


class Stand(DocumentPart):
    """Where a dated block stands in the witness from this entry on: its held and booked minutes, one piece (none: start is end).

    Attributes
    ----------
    held
        Where the held minutes stand in it, said only where the piece alone does not tell.
    """

    block: str
    day: date
    start: AwareDatetime
    end: AwareDatetime
    held: tuple[Worked, ...] = ()

    @model_serializer(mode="wrap")
    def _only_what_is_said(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        said: dict[str, Any] = handler(self)
        return said if self.held else {name: value for name, value in said.items() if name != "held"}


class WorkStand(DocumentPart):
    """Where all of a task's work, past and to come, stands in the witness from this entry on. It may lie inside own blocks."""

    task: TaskId
    person: PersonId
    pieces: tuple[Worked, ...]


def skill_key(skill: str, level: int) -> str:
    """Return a skill with its level as written in agreements: `copy`, or `copy:2` for levels other than 1."""
    return skill if level == 1 else f"{skill}:{level}"
