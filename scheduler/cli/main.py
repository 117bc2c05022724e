"""The way in: as light as can be, so that Ctrl-C is answered while everything else is still being imported."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import Any


class _Patience:
    """Keeps a Ctrl-C back while modules are imported: half an import cannot be told in a sentence."""

    def __init__(self) -> None:
        self._pressed = False
        self._before: Any = None
        try:
            self._before = signal.signal(signal.SIGINT, self._note)
        except ValueError:
            # Only the main thread gets signals; elsewhere there is nothing to keep back.
            return

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self._pressed = True

    def end(self) -> None:
        """Let Ctrl-C through again, first of all the one that was kept back."""
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)
            self._before = None
        if self._pressed:
            self._pressed = False
            raise KeyboardInterrupt


def run(arguments: Sequence[str]) -> int:
    """Run one call and return its exit code.

    Parameters
    ----------
    arguments
        What follows the name of the command.
    """
    patience = _Patience()
    try:
        from scheduler.cli.commands import run_command
    except BaseException:
        patience.end()
        raise
    return run_command(arguments, first=patience.end)


def main() -> None:
    """Run the command line of this process and leave with its exit code."""
    try:
        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        if sys.stderr is not None:
            sys.stderr.write("evenhand: interrupted\n")
        code = 130
    sys.exit(code)
