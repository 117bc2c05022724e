"""The laying of agreed hours as blocks: this person, this day, this long."""

from scheduler.domain.laying import Laying, Unlaid
from scheduler.solve.laying.lay import lay_blocks

__all__ = ["Laying", "Unlaid", "lay_blocks"]
