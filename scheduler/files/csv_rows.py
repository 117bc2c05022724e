"""CSV to records: UTF-8, `;` or `,` between columns, quoted cells that may hold line ends, right line numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.files.findings import Spot, did_you_mean, quoted
from scheduler.files.formula_guard import unguarded
from scheduler.files.nodes import Entry, Scalar
from scheduler.files.shapes import Draft, Table

_DELIMITERS = {",": "comma", ";": "semicolon"}


@dataclass(frozen=True)
class _Row:
    line: int
    cells: list[str]


def read_rows(text: str, table: Table, spot: Spot, *, required: tuple[str, ...] = ()) -> list[Draft] | None:
    """Return the records in `text`, with everything that cannot be read reported at `spot`; None where no row could be.

    Parameters
    ----------
    required
        Columns that must be there; default: the required fields of `table`.
    """
    rows = _rows(text, _delimiter(text, table), spot)
    header = next(rows, None)
    if header is None:
        if not text.strip():
            spot.at(1).wrong("a first line with the names of the columns", said="the file is empty")
        return None
    columns = [name.strip() for name in header.cells]
    needed = required or tuple(each.name for each in table.fields if each.required)
    if not _header_is_sound(columns, table, spot.at(header.line), needed=needed):
        return None
    return [draft for row in rows if (draft := _draft(row, columns, table, spot)) is not None]


def _delimiter(text: str, table: Table) -> str:
    """Return the separator under which the first line with content names more known columns; `,` if equal."""
    head = next((line for line in io.StringIO(text, newline="") if line.strip()), "")

    def known(delimiter: str) -> int:
        return sum(cell.strip().strip('"') in table.names for cell in head.split(delimiter))

    return max(_DELIMITERS, key=known)


def _rows(text: str, delimiter: str, spot: Spot) -> Iterator[_Row]:
    """Yield the rows that hold anything, each with the line it begins in."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            quotes = 'cells whose quotes are closed ("" inside a quoted cell stands for one quote)'
            length = f"cells of at most {csv.field_size_limit()} characters, whose quotes are closed"
            spot.at(line).wrong(
                length if "field limit" in str(error) else quotes,
                said=f"the row that begins here cannot be read ({error})",
            )
            return
        if any(cell.strip() for cell in cells):
            yield _Row(line, cells)


def _header_is_sound(columns: list[str], table: Table, spot: Spot, *, needed: tuple[str, ...]) -> bool:
    sound = True
    if not set(columns) & set(table.names) and not any(did_you_mean(name, columns) for name in needed):
        spot.wrong(
            f"a first line with {_columns(needed)}",
            said=f"the first line is {quoted(', '.join(columns))}",
            fix="begin the file with the names of the columns, separated by , or ;",
        )
        return False
    for name in needed:
        if name not in columns:
            sound = False
            strangers = [column for column in columns if column and column not in table.names]
            near = did_you_mean(name, strangers)
            fix = (
                f"rename the column '{near.split(chr(39))[1]}'"
                if near
                else "the first line of the file names the columns"
            )
            spot.within(name).wrong(_columns(needed), said=f"there is no column '{name}'", fix=fix)
    for name in dict.fromkeys(columns):
        if name in table.names and columns.count(name) > 1:
            sound = False
            spot.within(name).wrong(
                "every column once", got=name, said=f"the column '{name}' is there {columns.count(name)} times"
            )
    unknown = [name for name in dict.fromkeys(columns) if name and name not in table.names]
    for name in unknown if sound else ():
        near = did_you_mean(name, set(table.names) - set(columns))
        spot.within(name[:60]).note(
            f"the column '{name[:60]}' is not one of ours and was left alone", got=name, fix=near
        )
    return sound


def _columns(names: tuple[str, ...]) -> str:
    return f"the column{'s' if len(names) != 1 else ''} {', '.join(names)}"


def _draft(row: _Row, columns: list[str], table: Table, spot: Spot) -> Draft | None:
    cells = row.cells
    here = spot.at(row.line)
    if len(cells) != len(columns):
        here.wrong(
            f"{len(columns)} cells, as in the first line",
            said=f"the row has {len(cells)} cell{'s' if len(cells) != 1 else ''}",
            fix="put a cell that holds the separator or a line end in double quotes",
        )
        return None
    entries = [
        Entry(name, row.line, Scalar(unguarded(cell.strip()), row.line))
        for name, cell in zip(columns, cells, strict=False)
        if name in table.names
    ]
    named = next((e.value.text for e in entries if e.key == table.key and isinstance(e.value, Scalar)), "")
    return table.draft(entries, here.about(f"{table.noun} '{named[:60]}'" if named else table.noun.removesuffix(" of")))
