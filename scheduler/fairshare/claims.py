"""What a task may claim of its client's own blocks: which, by which fund, and how many minutes, those first that lapse first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.calendars.spans import total_minutes, within
from scheduler.calendars.zones import instant_of
from scheduler.domain.book import AskedTask
from scheduler.fairshare.book import Book
from scheduler.fairshare.claimable import Taken
from scheduler.fairshare.dated_block import Account
from scheduler.fairshare.relaying import can_be_worked
from scheduler.units import ClientId, Instant, Span


@dataclass(frozen=True, slots=True)
class Claim:
    """Minutes of an own dated block that can be claimed now."""

    account: Account
    fund: str
    minutes: int


def claims(
    book: Book, client: ClientId, *, task: AskedTask, taken: Taken, initial: bool = False, whole_days: bool = False
) -> list[Claim]:
    """Return what the client can still claim of the task's skill in its window, soonest to lapse first.

    Only blocks of people who may do the task count, and of a day that the window cuts no more minutes than its person works inside it:
    so far the day's hours can have been worked. Given in exchange, these are worth the same wherever they stand.

    Parameters
    ----------
    whole_days
        Whether such a day counts whole: for work that takes longer than asked for, which own hours pay for before anything else.
    """
    if task.due is None:
        return []
    due = instant_of(task.due)
    release = max(instant_of(task.release), book.clock)
    found: list[tuple[Instant, int, Claim]] = []
    for person in book.accounts.people_of.get(client, {}):
        if not book.team.may_do(person, client, skill=task.skill, level=task.level):
            continue
        window = Span(release, due)
        for day in book.team.days_of(person, window):
            accounts = [
                account
                for account in book.accounts.on(person, day, team=book.team)
                if account.block.client == client and account.block.skill == task.skill
                if initial or can_be_worked(book, account)
            ]
            gone = {account.block.id: taken.minutes.get((account.block.id, day), 0) for account in accounts}
            working = book.team.working(person, day)
            inside = total_minutes(within(working, window)) - (0 if whole_days else sum(gone.values()))
            if whole_days and inside >= book.team.workspace.grid_minutes:
                inside = total_minutes(working)
            for account in accounts:
                fund = "own" if initial and account.lapse_at <= book.clock else account.fund_at(book.clock)
                minutes = min(account.held - gone[account.block.id], inside)
                if fund is not None and minutes > 0:
                    inside -= minutes
                    found.append((account.lapse_at, len(found), Claim(account, fund, minutes)))
    return list(_within_rush(book, sorted(found, key=lambda each: each[:2]), taken))


def _within_rush(book: Book, found: list[tuple[Instant, int, Claim]], taken: Taken) -> Iterator[Claim]:
    """Yield claims with those of rush limited together to what is left of each week's rush minutes."""
    left: dict[tuple[str, tuple[int, int]], int] = {}
    for _, _, claim in found:
        if claim.fund != "rush":
            yield claim
            continue
        pool = claim.account.block.key, claim.account.week
        if pool not in left:
            left[pool] = book.rush_left(claim.account) - taken.rush.get(pool, 0)
        minutes = min(claim.minutes, left[pool])
        if minutes > 0:
            left[pool] -= minutes
            yield Claim(claim.account, claim.fund, minutes)
