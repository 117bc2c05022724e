"""Cells that a spreadsheet would run as a formula, made harmless and read back.

A cell that begins with = + - @ tab or carriage return is written with an apostrophe before it. Apostrophes that already
stand before such a character get one more, so that taking off exactly one always gives back what was meant.
"""

from __future__ import annotations

import re

_RISKY = re.compile(r"'*[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?")


def guarded(cell: str) -> str:
    """Return `cell` as it is written; a plain number stays a number."""
    return "'" + cell if _RISKY.match(cell) and not _NUMBER.fullmatch(cell) else cell


def unguarded(cell: str) -> str:
    """Return `cell` as it was meant: without the one apostrophe that `guarded` wrote."""
    return cell[1:] if cell.startswith("'") and _RISKY.match(cell) else cell
