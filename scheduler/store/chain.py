"""The chain of the log: each line is canonical, has the next number and names the digest of the line before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scheduler.domain.book import FIRST_SHA256, Entry, line_of, sha256_of


@dataclass(frozen=True)
class ChainBreak:
    """Where a chain ends that should go on.

    Attributes
    ----------
    seq
        The number that the entry in this place should have.
    text
        What is wrong there, without a full stop.
    """

    seq: int
    text: str


def read_entry(line: str, seq: int) -> Entry | ChainBreak:
    """Return the entry of a line, or why the line cannot be the entry of that number.

    Parameters
    ----------
    line
        A line of the log, without a line end.
    seq
        The number that it should have.
    """
    try:
        entry = Entry.model_validate_json(line)
        canonical = line_of(entry)
    except (ValueError, RecursionError) as error:  # pydantic's ValidationError is a ValueError
        return ChainBreak(seq, f"it is no entry of the log ({str(error).splitlines()[0]})")
    if canonical != line:
        return ChainBreak(seq, "its line is not written as Evenhand writes it")
    if entry.seq != seq:
        return ChainBreak(seq, f"its line says that it is entry {entry.seq}")
    return entry


def read_seq(line: str) -> int:
    """Return the number that a line says it has.

    Raises
    ------
    ValueError
        If it is no entry of the log.
    """
    return Entry.model_validate_json(line).seq


def read_chain(
    lines: Sequence[str], *, first_seq: int = 1, after_sha256: str = FIRST_SHA256
) -> tuple[Entry, ...] | ChainBreak:
    """Return the entries of lines that follow one another, or the first that does not.

    Parameters
    ----------
    lines
        Lines of the log, without line ends.
    first_seq
        The number that the first of them should have.
    after_sha256
        The digest of the line before the first.
    """
    entries: list[Entry] = []
    digest = after_sha256
    for seq, line in enumerate(lines, start=first_seq):
        entry = read_entry(line, seq)
        if isinstance(entry, ChainBreak):
            return entry
        if entry.prev_sha256 != digest:
            said, found = entry.prev_sha256[:12], digest[:12]
            return ChainBreak(seq, f"it says that it follows {said}…, but the line before it has the digest {found}…")
        entries.append(entry)
        digest = sha256_of(line)
    return tuple(entries)


def longest_chain(candidates: Mapping[int, Sequence[str]]) -> tuple[str, ...]:
    """Return the longest chain from the first entry on that lines of several copies make together.

    Parameters
    ----------
    candidates
        By number, the lines that a copy has there; the first is taken where several lead equally far.
    """
    # Backwards, so that of two lines in one place the one is taken that the lines after it confirm.
    reach: dict[int, dict[str, tuple[int, str]]] = {}
    for seq in sorted(candidates, reverse=True):
        here: dict[str, tuple[int, str]] = {}
        for line in candidates[seq]:
            entry = read_entry(line, seq)
            if isinstance(entry, ChainBreak):
                continue
            length = 1 + reach.get(seq + 1, {}).get(sha256_of(line), (0, ""))[0]
            if length > here.get(entry.prev_sha256, (0, ""))[0]:
                here[entry.prev_sha256] = (length, line)
        reach[seq] = here
    chain: list[str] = []
    digest = FIRST_SHA256
    while found := reach.get(len(chain) + 1, {}).get(digest):
        chain.append(found[1])
        digest = sha256_of(found[1])
    return tuple(chain)
