"""What the caller of the planner chooses, and how far a run tells that it is."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

MOST_REPAIRS = 3
"""How often at most frozen work that was given up in vain is put back and the search repeated."""


@dataclass(frozen=True, slots=True)
class PlanSettings:
    """What the caller of `make_plan` chooses.

    Attributes
    ----------
    time_limit_seconds
        Sets the limits of work and the guard of the clock.
    overtime
        Whether consented overtime may be used where promises would be late without.
    clock
        What the guard reads, in seconds: a measurement on a busy machine counts processor time.
    """

    seed: int = 0
    time_limit_seconds: float = 60.0
    overtime: bool = False
    clock: Callable[[], float] = time.monotonic


@dataclass(frozen=True, slots=True)
class PlanProgress:
    """How far a run is: its stage, the worst client's lateness in minutes, a proven bound on it, and lay-outs done."""

    stage: str
    value: int
    bound: int
    steps: int
