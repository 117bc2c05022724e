"""What the book hands to the planner: held hours, booked work that must stay, promises, and a plan known to work.

Instants are minutes since 1970 (`scheduler.units.Instant`). Everything here was decided in the book; a plan keeps it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from pydantic import Field

from scheduler.domain.record import Record
from scheduler.units import ClientId, Instant, PersonId, Span, TaskId

HeldKind = Literal["standard", "rush"]


class HeldPiece(Record):
    """Held minutes of one dated block, in one unbroken piece.

    Attributes
    ----------
    block
        Id of the laid block.
    skill
        Key of the agreed hours, `copy` or `copy:2`.
    day
        The person's own date on which it must stand.
    lapses_at
        From then on the client holds it no longer.
    start, end
        Where it stands in the book's witness; both None for a piece that has no place.
    """

    block: str
    client: ClientId
    skill: str
    person: PersonId
    day: date
    kind: HeldKind
    minutes: int
    lapses_at: Instant
    start: Instant | None = None
    end: Instant | None = None

    @property
    def place(self) -> Span | None:
        """Where it stands in the witness, if it does."""
        return None if self.start is None or self.end is None else Span(self.start, self.end)


class BookedPart(Record):
    """Booked work before its notice date: these pieces of a task keep their person and their days.

    Attributes
    ----------
    pieces
        Where they stand in the witness; in order, disjoint.
    """

    task: TaskId
    person: PersonId
    pieces: tuple[Span, ...]


class PromisedDate(Record):
    """The promised date of a commitment, and the instant past which no other client's decision moves its finish."""

    due: Instant
    floor_at: Instant


class WitnessWork(Record):
    """Where all work of a task stands in the witness; pieces in order, disjoint."""

    person: PersonId
    pieces: tuple[Span, ...]

    @property
    def finish(self) -> Instant:
        """End of the last piece."""
        return self.pieces[-1].end


class Holdings(Record):
    """What a plan has to keep of the book.

    Attributes
    ----------
    kept
        Booked work that must stay on its person and day.
    commitments
        Tasks that a decision of the book covers; all other agreed work is uncovered.
    witness
        Where the book's witness has the work of commitments: always a feasible start.
    answered
        Where answers and reports that were recorded since the last published plan have work that is elsewhere in it, or is not in it; without pieces
        where they left it without a place. That plan does not freeze what they moved.
    overtime
        Promised work for which somebody agreed to overtime: these pieces keep their person and their time. Of work in one sitting they are
        all that it has.
    """

    held: tuple[HeldPiece, ...] = ()
    kept: tuple[BookedPart, ...] = ()
    commitments: Mapping[TaskId, PromisedDate] = Field(default_factory=dict)
    witness: Mapping[TaskId, WitnessWork] = Field(default_factory=dict)
    answered: Mapping[TaskId, WitnessWork] = Field(default_factory=dict)
    overtime: tuple[BookedPart, ...] = ()
