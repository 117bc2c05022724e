"""What the tables of the book hold, and whether it is what was written there."""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scheduler.domain.book import FIRST_SHA256, Entry
from scheduler.errors import BookDamaged
from scheduler.store.chain import ChainBreak, read_chain
from scheduler.store.schema import REPAIR_ADVICE
from scheduler.store.second_copy import CopyEnd, entry_record, plan_record


@dataclass(frozen=True)
class StoredPlan:
    """A plan as it was handed over: a published one, or the one after an answer.

    Attributes
    ----------
    seq
        The entry that it belongs to.
    sha256
        The digest of its bytes.
    content
        Its bytes.
    """

    seq: int
    sha256: str
    content: bytes


@dataclass(frozen=True)
class BookState:
    """What the book says about itself, for comparing.

    Attributes
    ----------
    entries
        How many entries it has.
    last_sha256
        The digest of the last line.
    copy_end
        How the second copy ends once it is complete.
    """

    entries: int
    last_sha256: str
    copy_end: CopyEnd


def damage(path: Path, seq: int, text: str) -> BookDamaged:
    """Return the error for an entry that is not good."""
    return BookDamaged(f"{path} (entry {seq}): {text}; {REPAIR_ADVICE}.", seq)


def pack(content: bytes) -> bytes:
    """Return the bytes of a plan as they are stored."""
    return zlib.compress(content, 6)


def unpack(packed: object) -> bytes | None:
    """Return the bytes of a stored plan, or None where they are damaged."""
    if not isinstance(packed, bytes):
        return None
    try:
        return zlib.decompress(packed)
    except zlib.error:
        return None


def digest_of(content: bytes) -> str:
    """Return the digest by which a plan is asked for."""
    return hashlib.sha256(content).hexdigest()


def as_text(value: object) -> str:
    """Return a text of the tables as it is; what is no text is shown and equals nothing that was written."""
    return value.decode("utf-8", errors="backslashreplace") if isinstance(value, bytes) else repr(value)


def read_state(connection: sqlite3.Connection, path: Path) -> BookState:
    """Return what the book says about itself.

    Raises
    ------
    BookDamaged
        If that is missing, or no count and digests.
    sqlite3.Error
        If it cannot be read.
    """
    row = connection.execute("SELECT entries, last_sha256, copy_bytes, copy_sha256 FROM state WHERE id = 1").fetchone()
    if row is None or not isinstance(row[0], int) or not isinstance(row[2], int):
        raise BookDamaged(f"{path}: the table `state` does not say how many entries there are; {REPAIR_ADVICE}.")
    return BookState(row[0], as_text(row[1]), CopyEnd(row[2], as_text(row[3])))


def read_log(connection: sqlite3.Connection, path: Path) -> tuple[tuple[str, ...], tuple[Entry, ...]]:
    """Return the lines and the entries of the whole log, verified.

    Raises
    ------
    BookDamaged
        If a line was changed, taken out, put in or moved; it names the first such entry.
    sqlite3.Error
        If the file cannot be read.
    """
    state = read_state(connection, path)
    lines: list[str] = []
    broken: ChainBreak | None = None
    for expected, (seq, digest, line) in enumerate(
        connection.execute("SELECT seq, sha256, line FROM log ORDER BY seq"), start=1
    ):
        broken = _broken_row(expected, seq, digest, line)
        if broken is not None:
            break
        lines.append(line.decode())
    entries = read_chain(lines)
    if isinstance(entries, ChainBreak):
        broken = entries
    if broken is not None:
        raise damage(path, broken.seq, broken.text)
    assert not isinstance(entries, ChainBreak)
    last = entries[-1].seq if entries else 0
    if last != state.entries:
        raise damage(path, last + 1, f"the log ends before it, at entry {last}, but had {state.entries} entries")
    if last_digest(connection) != (last, state.last_sha256):
        raise damage(path, last, f"the table `state` says that its digest is {state.last_sha256[:12]}…")
    return tuple(lines), entries


def last_digest(connection: sqlite3.Connection) -> tuple[object, str]:
    """Return the number of the last row of the log and its digest.

    Raises
    ------
    sqlite3.Error
        If the file cannot be read.
    """
    row = connection.execute("SELECT seq, sha256 FROM log ORDER BY seq DESC LIMIT 1").fetchone()
    return (0, FIRST_SHA256) if row is None else (row[0], as_text(row[1]))


def read_plans(connection: sqlite3.Connection, path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield the entries that have plans and the packed plans, in order, verified.

    Raises
    ------
    BookDamaged
        If a plan is not what was stored.
    sqlite3.Error
        If the file cannot be read.
    """
    for seq, digest, packed in connection.execute("SELECT seq, sha256, packed FROM plan ORDER BY seq"):
        checked_plan(path, seq, digest, packed)
        yield seq, packed


def checked_plan(path: Path, seq: int, digest: object, packed: object) -> StoredPlan:
    """Return a row of the plans, verified.

    Raises
    ------
    BookDamaged
        If the plan is not what was stored.
    """
    content = unpack(packed)
    if content is None or digest_of(content) != as_text(digest):
        raise damage(path, seq, "its published plan is not what was stored")
    return StoredPlan(seq, as_text(digest), content)


def read_last_plan(
    connection: sqlite3.Connection, path: Path, *, is_published: bool, until: int | None
) -> StoredPlan | None:
    """Return the plan of the last entry up to `until` that has one; a plan was published where its entry says so.

    Raises
    ------
    BookDamaged
        If it is not what was stored, or an entry cannot be read.
    sqlite3.Error
        If the file cannot be read.
    """
    rows = connection.execute(
        "SELECT plan.seq, plan.sha256, plan.packed, log.line FROM plan LEFT JOIN log USING (seq) ORDER BY plan.seq DESC"
    )
    for seq, digest, packed, line in rows:
        if (until is None or seq <= until) and (not is_published or _is_published(path, seq, line)):
            return checked_plan(path, seq, digest, packed)
    return None


def _is_published(path: Path, seq: int, line: object) -> bool:
    try:
        return Entry.model_validate_json(line if isinstance(line, bytes) else b"").kind == "published"
    except ValueError as error:
        raise damage(path, seq, "it has a plan, but cannot be read itself") from error


def copy_records(connection: sqlite3.Connection, path: Path) -> Iterator[bytes]:
    """Yield what the second copy has when it is complete: each entry, and after it its plan; verified.

    Raises
    ------
    BookDamaged
        If the book is not good itself.
    sqlite3.Error
        If the file cannot be read.
    """
    lines, _ = read_log(connection, path)
    plans = read_plans(connection, path)
    plan = next(plans, None)
    for seq, line in enumerate(lines, start=1):
        yield entry_record(line)
        if plan is not None and plan[0] == seq:
            yield plan_record(*plan)
            plan = next(plans, None)


def _broken_row(expected: int, seq: object, digest: object, line: object) -> ChainBreak | None:
    """Say what is wrong with a row of the log by itself, if anything is."""
    if seq != expected:
        return ChainBreak(expected, f"it is missing; the next one is entry {seq}")
    if not isinstance(line, bytes):
        return ChainBreak(expected, "its line is missing")
    if hashlib.sha256(line).hexdigest() != as_text(digest):
        return ChainBreak(expected, "its line is not the one that was stored: the digests differ")
    try:
        line.decode()
    except UnicodeDecodeError:
        return ChainBreak(expected, "its line is not UTF-8")
    return None
