"""Rows of a document as a CSV file, columns in the order of the fields."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from scheduler.files.atomic import write_atomically
from scheduler.files.formula_guard import guarded


def write_rows_csv(rows: Sequence[Mapping[str, object]], path: Path) -> None:
    """Write rows of one shape, as a whole or not at all; cells that a spreadsheet could take for formulas are guarded.

    Raises
    ------
    UsageError
        If nothing can be written there.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    if rows:
        writer.writerow(rows[0])
        writer.writerows([guarded(str(cell)) for cell in row.values()] for row in rows)
    write_atomically(path, text.getvalue().encode())
