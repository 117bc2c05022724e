"""I6 and I18: two logs of the same story, without one client or with other names, say the same where they must."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from scheduler.domain.book import Entry, LedgerRow
from scheduler.units import TaskId
from scheduler.verify.book.invariants import breach
from scheduler.verify.clock import minute_of, say, say_minutes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from scheduler.domain.answers import BookViolation
    from scheduler.units import Instant

_ANSWERS = frozenset(
    {"accepted", "granted", "declined", "waiting", "quoted", "traded", "overridden", "consented", "confirmed"}
)
_NOT_COVERED = frozenset({"lost", "overridden", "consented"})
_UTC = "UTC"

RowKey = tuple[str, str, str, str, str, bool]


@dataclass(frozen=True)
class Event:
    """What one entry says of one client.

    Attributes
    ----------
    rows
        Minutes by skill, day, fund, block, task and whether they were exchanged.
    """

    seq: int
    kind: str
    request: str
    promised: tuple[tuple[TaskId, Instant], ...]
    rows: tuple[tuple[RowKey, int], ...]
    blocks: tuple[str, ...]

    @property
    def name(self) -> str:
        """How a sentence names it."""
        return f"'{self.request}'" if self.request else f"entry {self.seq}"


def compare_logs(
    with_client_lines: Sequence[str], without_client_lines: Sequence[str], client: str
) -> list[BookViolation]:
    """Check that a client's entries changed nothing for the others (I6).

    Others that ask only conforming requests and cancel are compared to the end, any other up to its first request that
    was not conforming; nobody beyond the first loss, override or consent.

    Parameters
    ----------
    with_client_lines, without_client_lines
        The log as it was, and the same story with all entries of `client` taken out.

    Returns
    -------
    list
        At most one violation for each other client, at the first entry that differs (`seq` of the log as it was).
    """
    left, right = _entries(with_client_lines), _entries(without_client_lines)
    others = sorted((_named(left) | _named(right)) - {client, ""})
    found = []
    for other in others:
        found += _compare_one(other, _events(left, other), _events(right, other))
    return found


def _entries(lines: Sequence[str]) -> list[Entry]:
    return [Entry.model_validate_json(line) for line in lines]


def _named(entries: Sequence[Entry]) -> set[str]:
    return {entry.client for entry in entries} | {row.client for entry in entries for row in entry.rows}


def _events(entries: Iterable[Entry], client: str) -> list[Event]:
    events = []
    for entry in entries:
        own = entry.client == client
        if entry.kind in _NOT_COVERED or (own and _is_free_request(entry)):
            break
        rows = _summed(row for row in entry.rows if row.client == client)
        blocks = tuple(sorted(block.model_dump_json() for block in entry.blocks if block.client == client))
        blocks += tuple(f"{end.block} ends {end.from_day}" for end in entry.ended if own)
        if own or rows or blocks:
            promised = tuple(sorted((each.task, minute_of(each.due)) for each in entry.promised)) if own else ()
            events.append(Event(entry.seq, entry.kind, entry.request, promised, rows, blocks))
    return events


def _is_free_request(entry: Entry) -> bool:
    """Say whether an entry answers a request that did not rest on the client's own hours alone."""
    if entry.kind == "booked":
        return entry.reason not in ("initial", "recurring") and not entry.conforming
    return entry.kind in _ANSWERS and bool(entry.asked) and not entry.conforming


def _summed(rows: Iterable[LedgerRow]) -> tuple[tuple[RowKey, int], ...]:
    sums: defaultdict[RowKey, int] = defaultdict(int)
    for row in rows:
        sums[row.skill, str(row.day), row.fund, row.block or "", row.task or "", row.exchanged] += row.minutes
    return tuple(sorted((key, minutes) for key, minutes in sums.items() if minutes))


def _compare_one(client: str, left: list[Event], right: list[Event]) -> list[BookViolation]:
    for mine, other in zip_longest(left, right):
        text = _difference(client, mine, other)
        if text:
            seq = mine.seq if mine is not None else left[-1].seq if left else 0
            return [breach("I6", client, text, seq=seq, measured=1, limit=0, unit="differences")]
    return []


def _difference(client: str, mine: Event | None, other: Event | None) -> str:
    """Return what differs between the same entry of two logs; nothing where all is the same."""
    if mine is None or other is None:
        lonely, where = (other, "only without") if mine is None else (mine, "only with")
        said = "" if lonely is None else f"{lonely.name} ({lonely.kind})"
        return f"client '{client}': {said} is there {where} the other client's entries"
    name = mine.name
    if (mine.kind, mine.request) != (other.kind, other.request):
        return f"client '{client}': {name} is {mine.kind}, but {other.name} is {other.kind} without the other client's entries"
    if mine.promised != other.promised:
        return f"client '{client}': {name} is promised {_dates(mine)}, but {_dates(other)} without the other client's entries"
    if mine.blocks != other.blocks:
        return f"client '{client}': {name} lays other blocks without the other client's entries"
    if mine.rows != other.rows:
        changed = sorted(set(mine.rows) ^ set(other.rows))
        (_, day, fund, block, _, _), minutes = changed[0]
        what = f"{say_minutes(minutes)} {fund} of {block or 'spare'} on {day}"
        return f"client '{client}': {name} has other rows without the other client's entries, first {what}"
    return ""


def _dates(event: Event) -> str:
    return ", ".join(f"'{task}' for {say(due, _UTC)} UTC" for task, due in event.promised) or "nothing"


@dataclass(frozen=True)
class _Answer:
    seq: int
    kind: str
    conforming: bool
    promised: tuple[tuple[TaskId, Instant], ...]


def compare_renamed(
    lines: Sequence[str], renamed_lines: Sequence[str], names: Mapping[str, str]
) -> list[BookViolation]:
    """Check that other names or another order change no conforming verdict and no promised date (I18).

    Parameters
    ----------
    lines, renamed_lines
        The log, and that of the same story told with other names or another order of rows.
    names
        New name by old one, for every client that has another name.

    Returns
    -------
    list
        One violation for each answer that differs (`seq` of the first log).
    """
    left = _answers(_entries(lines), names)
    right = _answers(_entries(renamed_lines), {})
    found = []
    for key in sorted(left.keys() | right.keys()):
        client, request, number = key
        mine, other = left.get(key), right.get(key)
        seq = mine.seq if mine is not None else 0
        about = f"'{request}' of '{client}'" + (f" (answer {number + 1})" if number else "")
        if mine is None or other is None:
            text = f"{about} is answered only {'after' if mine is None else 'before'} the change of names"
        elif mine.promised != other.promised:
            text = f"{about} is promised another date after the change of names"
        elif (mine.conforming or other.conforming) and (mine.kind, mine.conforming) != (other.kind, other.conforming):
            text = f"{about} conforms and is {mine.kind}, but {other.kind} after the change of names"
            text = text if mine.conforming else f"{about} conforms only after the change of names"
        else:
            continue
        found.append(breach("I18", request, text, seq=seq, measured=1, limit=0, unit="differences"))
    return found


def _answers(entries: Iterable[Entry], names: Mapping[str, str]) -> dict[tuple[str, str, int], _Answer]:
    """Return the answers by client (with its new name), request or tasks, and number among those of the same name."""
    answers: dict[tuple[str, str, int], _Answer] = {}
    for entry in entries:
        if not entry.client or not (entry.asked or entry.promised):
            continue
        client = names.get(entry.client, entry.client)
        request = entry.request or ", ".join(sorted(asked.id for asked in entry.asked))
        number = 0
        while (client, request, number) in answers:
            number += 1
        promised = tuple(sorted((each.task, minute_of(each.due)) for each in entry.promised))
        answers[client, request, number] = _Answer(entry.seq, entry.kind, bool(entry.conforming), promised)
    return answers
