"""Bytes of input files to text, with every way in which they may fail to be text."""

from __future__ import annotations

import hashlib
import re
import stat
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from scheduler.files.findings import Spot
from scheduler.files.plain_text import refused_in_file, sign_words

MOST_BYTES = 64 * 1024 * 1024
"""A larger file is a mistake, not a team's week."""


def read_bytes(path: Path, spot: Spot, *, streams: bool = False) -> bytes | None:
    """Return the bytes of a file that exists; None, and a problem, where they cannot be had.

    Parameters
    ----------
    streams
        Whether a pipe or a device may stand for the file; it is waited for.
    """
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode) or not (streams or stat.S_ISREG(mode)):
            spot.wrong("a file", said="this is a folder" if stat.S_ISDIR(mode) else "this is not a regular file")
            return None
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        spot.wrong("a file that can be read", said=f"the file cannot be read ({error.strerror or error})")
        return None
    if len(data) > MOST_BYTES:
        spot.wrong(f"at most {MOST_BYTES // 2**20} MB", said="the file is too large")
        return None
    return data


def decoded(data: bytes, spot: Spot) -> str | None:
    """Return UTF-8 `data` as text in normal form C, without its byte order mark; None, and a problem, otherwise.

    Line ends are left as they are, so that line numbers are those of the user's editor.
    """
    if data.startswith(b"PK\x03\x04"):
        spot.wrong(
            "text in UTF-8", said="the file is a workbook or another archive", fix="export it as text (CSV in UTF-8)"
        )
        return None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        spot.wrong("text in UTF-8", said="the file is in UTF-16", fix="save it as UTF-8")
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        spot.at(_line_of(data[: error.start])).wrong(
            "text in UTF-8", said=f"byte 0x{data[error.start]:02x} is not UTF-8", fix="save the file as UTF-8"
        )
        return None
    position = refused_in_file(text)
    if position is not None:
        spot.at(_line_of(text[:position].encode())).wrong(
            "plain text",
            said=f"the line holds {sign_words(text[position])}",
            fix="remove it, or save the file as plain text",
        )
        return None
    return unicodedata.normalize("NFC", text)


def _line_of(before: bytes) -> int:
    return len(re.findall(rb"\r\n|\r|\n", before)) + 1


def digest(files: Mapping[str, bytes]) -> str:
    """Return the SHA-256, in hex, over names and bytes of `files`, sorted by name.

    Lengths go in as well, so that no two different sets of files read alike.
    """
    total = hashlib.sha256()
    for name in sorted(files):
        for part in (name.encode("utf-8", "surrogateescape"), files[name]):
            total.update(len(part).to_bytes(8, "big"))
            total.update(part)
    return total.hexdigest()
