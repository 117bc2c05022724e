"""What a client got differently in one log than in another: the answers for people, and everything at all for tests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from scheduler.domain.book import Entry
from scheduler.domain.simulation import Difference
from scheduler.workflows.simulation.judge import Answer, told_by

UNASKED = "not asked"


def differences(
    first: Iterable[Entry], second: Iterable[Entry], *, leave_out: Sequence[str] = ()
) -> tuple[Difference, ...]:
    """Return the requests that two logs answer differently, in the order of the first.

    Parameters
    ----------
    leave_out
        Clients whose requests are not compared.
    """
    before, now = told_by(first).answers, told_by(second).answers
    found = []
    for name, answer in {**now, **before}.items():
        one, other = before.get(name), now.get(name)
        if answer.is_recurring and None in (one, other):
            continue  # Under another notice the last occurrences are booked earlier or not yet.
        if answer.client not in leave_out and said(one) != said(other):
            found.append(Difference(client=answer.client, request=name, before=said(one), now=said(other)))
    return tuple(found)


def said(answer: Answer | None) -> str:
    """Return an answer in words: `accepted` with its promised dates, or what else it was."""
    if answer is None:
        return UNASKED
    if not answer.is_accepted:
        return answer.kind
    last = max((due for _, due in answer.promised), default=None)
    return "accepted" if last is None else f"accepted, due {last.isoformat(timespec='minutes')}"


def rows_of_client(entries: Iterable[Entry], client: str) -> list[dict[str, Any]]:
    """Return everything that a log says of a client, in order and without numbers, digests and where its work stands.

    Two logs treat a client alike if and only if this is the same of both: the same answers at the same times, promised dates, blocks,
    and ledger rows, also those that entries of others or of the system carry.
    """
    found = []
    for entry in entries:
        rows = [row.model_dump(mode="json") for row in entry.rows if row.client == client]
        if entry.client != client and not rows:
            continue
        told: dict[str, Any] = {"at": entry.at.isoformat(), "kind": entry.kind, "rows": rows}
        if entry.client == client:
            told |= {
                "request": entry.request,
                "conforming": entry.conforming,
                "promised": [promise.model_dump(mode="json") for promise in entry.promised],
                "floors": [each.model_dump(mode="json") for each in entry.committed],
                "released": list(entry.released),
                "blocks": [block.model_dump(mode="json") for block in entry.blocks],
                "ended": [end.model_dump(mode="json") for end in entry.ended],
            }
        found.append(told)
    return found
