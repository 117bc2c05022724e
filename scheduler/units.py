"""Identifiers and units of measure shared by every package.

A number says its unit in its name (`_minutes`, `_units`, `_days`, `_permille`); an identifier says its kind in its
type.
"""

from typing import NamedTuple, NewType, TypeAlias

TaskId = NewType("TaskId", str)
PersonId = NewType("PersonId", str)
ClientId = NewType("ClientId", str)

Instant: TypeAlias = int
"""Whole minutes since 1970-01-01T00:00Z. Inputs are exact to the minute, so this loses nothing."""

MINUTES_PER_DAY = 1440

FAR: Instant = 1 << 60
"""After everything that is ever planned or promised."""


class Span(NamedTuple):
    """A half-open stretch of time [start, end) in minutes since 1970-01-01T00:00Z."""

    start: Instant
    end: Instant

    @property
    def minutes(self) -> int:
        """Length in minutes."""
        return self.end - self.start
