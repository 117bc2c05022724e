"""The second copy of the book: a line of JSON for each entry and plan, each with the digest of what it holds.

    {"entry":{...the canonical line...},"sha256":"..."}
    {"plan":"...zlib, base64...","seq":7,"sha256":"..."}

`sha256` is the digest of the text between the opening and the last comma. The book says how long the copy must be and how its last record
ends, so that a copy that was cut off or left behind is seen without reading it.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

COPY_NAME = "book.jsonl"
ENTRY_OPENS = b'{"entry":'
PLAN_OPENS = b'{"plan":"'
DIGEST_OPENS = b',"sha256":"'
RECORD_ENDS = b'"}\n'
DIGEST_LENGTH = 64
TAIL_LENGTH = DIGEST_LENGTH + len(RECORD_ENDS)


@dataclass(frozen=True)
class CopyEnd:
    """How a copy ends.

    Attributes
    ----------
    size_bytes
        Its length.
    sha256
        The digest in its last record; empty for an empty copy.
    """

    size_bytes: int = 0
    sha256: str = ""

    def after(self, records: bytes) -> CopyEnd:
        """Return how the copy ends when these records, at least one, are written after it."""
        return CopyEnd(self.size_bytes + len(records), _digest_at_the_end(records))


@dataclass(frozen=True)
class CopyContent:
    """The good records of a copy, by the number of the entry."""

    lines: dict[int, str] = field(default_factory=dict)
    plans: dict[int, bytes] = field(default_factory=dict)


def entry_record(line: str) -> bytes:
    """Return the record of a line of the log, with its line end."""
    return _record(ENTRY_OPENS, line.encode())


def plan_record(seq: int, packed: bytes) -> bytes:
    """Return the record of the packed plan of an entry, with its line end."""
    return _record(PLAN_OPENS, base64.b64encode(packed) + b'","seq":%d' % seq)


def end_of(path: Path) -> CopyEnd:
    """Return how the copy in a file ends; a file that is not there is an empty copy.

    Raises
    ------
    OSError
        If the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - TAIL_LENGTH))
            return CopyEnd(size, _digest_at_the_end(file.read()))
    except FileNotFoundError:
        return CopyEnd()


def read_copy(path: Path) -> CopyContent:
    """Return what is good in a copy: records that were cut off or changed are passed over.

    Raises
    ------
    OSError
        If the file is there and cannot be read.
    """
    content = CopyContent()
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return content
    for record in raw.split(b"\n"):  # not splitlines: a title may hold a line separator of Unicode
        _take(record + b"\n", content)
    return content


def damage_of(path: Path, expected: bytes) -> str:
    """Say what is wrong with a copy, in words after its name; nothing where it is as it should be.

    Parameters
    ----------
    expected
        All its records.

    Raises
    ------
    OSError
        If the file cannot be read.
    """
    if not path.is_file():
        return "is no file" if path.exists() else "is missing"
    found = path.read_bytes()
    if found == expected:
        return ""
    if not found:
        return "is empty"
    records = expected.splitlines(keepends=True)
    good = set(found.splitlines(keepends=True))
    whole = sum(record in good for record in records)
    if whole < len(records):
        how = "is cut off" if expected.startswith(found) else "is spoilt"
        return f"{how}: {whole} of its {len(records)} records are good"
    return "holds more than the book, or in another order"


def append_records(path: Path, records: bytes) -> None:
    """Write records after a copy, and wait until they are on the disk.

    Raises
    ------
    OSError
        If the system refuses; the copy may then end within a record.
    """
    _write(path, records, os.O_WRONLY | os.O_APPEND | os.O_CREAT)


def replace_copy(path: Path, records: Iterable[bytes]) -> None:
    """Write a whole copy in place of the one there: a crash leaves the old one or the new one.

    Raises
    ------
    OSError
        If the system refuses; the old copy is as it was.
    """
    new = path.with_name(f"{path.name}.new")
    _write(new, b"".join(records), os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.replace(new, path)  # noqa: PTH105 - one writer through os, that the tests of crashes can count
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk, where the system can do that."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _write(path: Path, content: bytes, flags: int) -> None:
    handle = os.open(path, flags, 0o666)
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(handle, rest) :]
        os.fsync(handle)
    finally:
        os.close(handle)


def _record(opens: bytes, body: bytes) -> bytes:
    return opens + body + DIGEST_OPENS + hashlib.sha256(body).hexdigest().encode() + RECORD_ENDS


def _digest_at_the_end(records: bytes) -> str:
    tail = records[-TAIL_LENGTH:]
    if len(tail) < TAIL_LENGTH or not tail.endswith(RECORD_ENDS):
        return ""
    return tail[:DIGEST_LENGTH].decode("ascii", errors="replace")


def _take(record: bytes, content: CopyContent) -> None:
    """Put a record where it belongs, if it is a good one."""
    opens = next((opens for opens in (ENTRY_OPENS, PLAN_OPENS) if record.startswith(opens)), None)
    body = record[len(opens or b"") : -TAIL_LENGTH - len(DIGEST_OPENS)]
    if opens is None or record != _record(opens, body):
        return
    try:
        if opens == ENTRY_OPENS:
            content.lines[int(json.loads(body)["seq"])] = body.decode()
        else:
            packed, _, seq = body.partition(b'","seq":')
            content.plans[int(seq)] = base64.b64decode(packed, validate=True)
    except (ValueError, KeyError, TypeError, binascii.Error):
        return  # somebody's record with a digest of its own: no record of ours
