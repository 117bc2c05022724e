"""A line on the terminal that says how far a long search has come."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from scheduler.cli.screen import is_terminal
from scheduler.report.words import duration_words

if TYPE_CHECKING:
    from rich.status import Status

    from scheduler.cli.screen import Screen
    from scheduler.workflows.plan_week import PlanProgress

# Anything shorter is over before it could be read.
_SILENT_SECONDS = 1.0


@contextmanager
def shown_progress(screen: Screen) -> Iterator[Callable[[PlanProgress], None] | None]:
    """Give a callback that keeps one line on stderr up to date, or None where nobody watches."""
    if screen.quiet or not is_terminal(sys.stderr):
        yield None
        return
    from rich.console import Console

    console = Console(stderr=True, no_color=not screen.colour, highlight=False, markup=False)
    began = time.monotonic()
    status: Status | None = None

    def report(progress: PlanProgress) -> None:
        nonlocal status
        if status is None and time.monotonic() - began >= _SILENT_SECONDS:
            status = console.status("")
            status.start()
        if status is not None:
            status.update(
                progress_words(progress.stage, value=progress.value, bound=progress.bound, steps=progress.steps)
            )

    try:
        yield report
    finally:
        if status is not None:
            status.stop()


def progress_words(stage: str, *, value: int, bound: int, steps: int) -> str:
    """Say how far the search is.

    Parameters
    ----------
    value, bound
        Lateness of the worst-off client in the best plan so far, and what no plan goes below, in minutes.
    steps
        Lay-outs tried.
    """
    words = [stage.replace("_", " ")]
    if value:
        words.append(f"worst lateness {duration_words(value)}, at least {duration_words(bound)}")
    else:
        words.append("nothing late")
    if steps:
        words.append(f"{steps:,} steps")
    return " · ".join(words)
