"""Changed agreements are signed: what shrinks or ends first, and what found no place is tried again once there may be one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date

from scheduler.calendars.words import work_words
from scheduler.domain.book import BlockEnd, Entry, LaidBlock
from scheduler.domain.clients import Client
from scheduler.domain.laying import Unlaid
from scheduler.domain.problems import Notice
from scheduler.domain.workspace import Workspace
from scheduler.explain.words import list_words
from scheduler.fairshare import bookkeeping as bk
from scheduler.fairshare.book import Book
from scheduler.units import ClientId

MINUTES_OF = {"week": 1.0, "month": 7 * 12 / 365.25}
"""What a minute per week or month comes to in a week."""


def sign_changed(book: Book, workspace: Workspace, changed: Sequence[Client], *, stored: int, actor: str) -> None:
    """Sign changed agreements, whatever their clients are called: what gives hours back goes before what needs them.

    Then the hours of all clients that found no place, now or before, are tried again, if anything has changed.

    Parameters
    ----------
    stored
        How many entries the book had before the edits.
    """
    known = {client.id: client for client in book.team.workspace.clients}
    today = book.team.working_day_of(book.clock)
    growth = {client.id: _weekly(client, today) - _weekly(known.get(client.id), today) for client in changed}
    for client in sorted(changed, key=lambda each: (growth[each.id], each.id)):
        _sign(book, workspace, client, actor=actor)
    if len(book.entries) > stored:
        sign_the_rest(book, workspace, actor=actor)


def sign_the_rest(book: Book, workspace: Workspace, *, actor: str) -> None:
    """Try hours again that found no place when they were signed, the longest waiting first, where anything changed since that may make room."""
    now = {client.id: client for client in workspace.clients}
    for name, (entry, unlaid) in sorted(_signed_in_part(book).items(), key=lambda each: (each[1][0].seq, each[0])):
        made_room = any(each.facts is not None for each in book.entries[entry.seq :])
        if name in now and made_room:
            _sign(book, workspace, now[name], actor=actor, instead_of=unlaid)


def unsigned_notices(book: Book, *, besides: Collection[Entry] = ()) -> tuple[Notice, ...]:
    """Return a notice for each client of whose agreement hours found no place yet.

    Parameters
    ----------
    besides
        Entries that say so themselves.
    """
    names = {client.id: client.name for client in book.team.workspace.clients}
    found = []
    for client, (entry, unlaid) in sorted(_signed_in_part(book).items()):
        if entry in besides or client not in names:
            continue
        most: defaultdict[str, int] = defaultdict(int)
        for each in unlaid:
            most[f"{each.key} a {each.per}"] = max(most[f"{each.key} a {each.per}"], each.minutes)
        hours = list_words(f"{work_words(minutes)} {what}" for what, minutes in sorted(most.items()))
        text = (
            f"Still not signed, for want of a place: {hours} of {names[client]}. It is tried again whenever hours, people or "
            "agreements change."
        )
        found.append(Notice(file="clients.yaml", line=None, subject=client, field="agreement", text=text))
    return tuple(found)


def _weekly(client: Client | None, today: date) -> float:
    """Return the minutes a week that a client's agreements that have not ended come to."""
    return sum(
        hours.minutes * MINUTES_OF[hours.per]
        for agreement in (() if client is None else client.agreements)
        if agreement.until is None or agreement.until >= today
        for hours in agreement.hours
    )


def _signed_in_part(book: Book) -> dict[ClientId, tuple[Entry, tuple[Unlaid, ...]]]:
    """Return, by client, the last entry that laid its hours, and those to come of them that found no place."""
    found: dict[ClientId, tuple[Entry, tuple[Unlaid, ...]]] = {}
    today = book.team.working_day_of(book.clock)
    for entry in book.entries:
        if entry.kind not in ("opened", "signed"):
            continue
        for client in (
            (entry.client,) if entry.kind == "signed" else dict.fromkeys(each.client for each in entry.unlaid)
        ):
            left = tuple(
                each for each in entry.unlaid if each.client == client and (each.until is None or each.until >= today)
            )
            found[ClientId(client)] = entry, left
    return {client: each for client, each in found.items() if each[1]}


def _missing_minutes(unlaid: Iterable[Unlaid]) -> int:
    """Return what is missing a week or month at most: that changes with what has a place, not with the days that pass."""
    most: defaultdict[tuple[str, str], int] = defaultdict(int)
    for each in unlaid:
        most[each.key, each.per] = max(most[each.key, each.per], each.minutes)
    return sum(most.values())


def _sign(
    book: Book, workspace: Workspace, client: Client, *, actor: str, instead_of: Sequence[Unlaid] | None = None
) -> None:
    """Sign an agreement: its blocks are laid next to what stands, from the day after the longest notice on.

    Parameters
    ----------
    instead_of
        Sign only if less finds no place than these hours; None: whatever comes of it.
    """
    from scheduler.solve.laying import lay_blocks

    today = book.team.working_day_of(book.clock)
    longest = max((book.team.notice_days(each, today) for each in book.team.clients), default=1)
    first = book.team.nth_working_day(today, longest + 1)
    facts = book.team.workspace.model_copy(update={"clients": _with(book.team.workspace, workspace, client)})
    standing = list(book.accounts.blocks.values())
    laying = lay_blocks(
        facts,
        at=book.clock,
        clients=[client.id],
        standing=[block for block in standing if block.client != client.id and _still(book, block, first)],
        before=[block for block in standing if block.client == client.id],
        taken_ids=list(book.accounts.blocks),
    )
    unlaid = list(_missing_from(laying.unlaid, first))
    if instead_of is not None and _missing_minutes(unlaid) >= _missing_minutes(_missing_from(instead_of, first)):
        return
    ended = [
        BlockEnd(block=block.id, from_day=first)
        for block in book.accounts.blocks.values()
        if block.client == client.id and _still(book, block, first)
    ]
    bk.sign(
        book,
        facts,
        client=ClientId(client.id),
        blocks=list(_from_day(laying.blocks, first)),
        ended=ended,
        unlaid=unlaid,
        reason=f"{'' if instead_of is None else 'more of the '}agreement of {client.name} signed from {first.day} {first:%b %Y}",
        actor=actor,
    )


def _with(before: Workspace, after: Workspace, client: Client) -> tuple[Client, ...]:
    """Return the clients of before with one that changed, in the order of the files of now: a signature changes nothing else."""
    known = {each.id: each for each in before.clients} | {client.id: client}
    order = {each.id: number for number, each in enumerate(after.clients)}
    return tuple(sorted(known.values(), key=lambda each: order.get(each.id, len(order))))


def _still(book: Book, block: LaidBlock, day: date) -> bool:
    last = block.day or block.until
    return (last is None or last >= day) and not book.accounts.has_ended(block.id, day)


def _from_day(blocks: tuple[LaidBlock, ...], first: date) -> Iterator[LaidBlock]:
    """Yield blocks as they hold from a day on."""
    for block in blocks:
        if block.day is not None:
            if block.day >= first:
                yield block
        elif block.until is None or block.until >= first:
            yield block.model_copy(update={"since": max(block.since or first, first)})


def _missing_from(unlaid: Iterable[Unlaid], first: date) -> Iterator[Unlaid]:
    """Yield hours that found no place as they are missing from a day on."""
    for missing in unlaid:
        if missing.until is None or missing.until >= first:
            yield missing.model_copy(update={"since": max(missing.since or first, first)})
