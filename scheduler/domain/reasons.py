"""Why something is late, unplaced or refused: one shape for plans and verdicts (contract, section 3)."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from scheduler.domain.document import DocumentPart
from scheduler.units import ClientId, PersonId, TaskId


class WorkShare(DocumentPart):
    """Minutes that a task needs inside a window."""

    task: TaskId
    minutes: int


class HeldShare(DocumentPart):
    """Minutes held for a client that must lie inside a window."""

    client: ClientId
    minutes: int


class CapacityFigures(DocumentPart):
    """These people, this window: so much free time, so much needed. `needed_minutes > free_minutes`.

    Attributes
    ----------
    free_minutes
        All working time of the people in the window, held hours not taken off.
    needed_minutes
        The sum of `work` and of `held`.
    held
        Minutes held for clients that must lie in the window, on these people, wherever they stand on their days.
    """

    people: tuple[PersonId, ...]
    skills: tuple[str, ...]
    from_: datetime = Field(alias="from")
    to: datetime
    free_minutes: int
    needed_minutes: int
    work: tuple[WorkShare, ...]
    held: tuple[HeldShare, ...] = ()


ImpossibleCause = Literal["over", "nobody", "start", "before", "away", "sitting", "short"]
"""What makes it impossible: its time is over; nobody may do it; it starts too late; what comes before it takes too long; nobody works then;
nobody has so long a stretch; or so much time."""


class ImpossibleFigures(DocumentPart):
    """No window is long enough for anybody: the longest free time for it is shorter than what it needs."""

    from_: datetime = Field(alias="from")
    to: datetime
    needed_minutes: int
    longest_minutes: int
    cause: ImpossibleCause | None = None


class PolicyFigures(DocumentPart):
    """A rule of the agreement is at its limit."""

    rule: str
    asked_minutes: int
    limit_minutes: int
    used_minutes: int
    from_: datetime = Field(alias="from")
    to: datetime


class PatternFigures(DocumentPart):
    """These things together leave no room (at most five, each something a person can act on)."""

    blockers: tuple[str, ...]
    proof: Literal["second_solve"] | None = None


class Reason(DocumentPart):
    """One reason. `proven` only where the figures add up or a second solve refuted the contrary."""

    kind: Literal["capacity", "policy", "impossible", "pattern"]
    text: str
    proven: bool
    figures: CapacityFigures | ImpossibleFigures | PolicyFigures | PatternFigures
