"""Regulatory work in a loss: others give first so that it can stand, and its client repays them from later hours of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.calendars.spans import without
from scheduler.domain.book import LossCell, Repaid
from scheduler.fairshare.dated_block import Account
from scheduler.fairshare.free_time import place_counted
from scheduler.fairshare.loss_claims import accounts_in
from scheduler.fairshare.loss_ratios import Claims, Losses
from scheduler.fairshare.loss_steps import fulfil, people_for
from scheduler.fairshare.misfits import cut_row, dated_block
from scheduler.fairshare.pools import give_up, restore
from scheduler.fairshare.relaying import can_be_worked
from scheduler.fairshare.trial import Pool, Trial
from scheduler.units import ClientId, TaskId


def keep_regulatory(trial: Trial, claims: Claims, *, owed: Mapping[ClientId, int]) -> Trial:
    """Let clients give own hours of the short pools for regulatory work that would be late, as long as that helps it.

    The client with the smallest ratio is asked first; `even_out` evens out what is given.

    Parameters
    ----------
    claims, owed
        As for `even_out`.
    """
    while helped := _helped(trial, claims, owed=owed):
        trial = helped
    return trial


def _helped(trial: Trial, claims: Claims, *, owed: Mapping[ClientId, int]) -> Trial | None:
    losses = Losses(claims, trial, owed)
    for task in sorted(trial.regulatory):
        minutes = trial.later(task)
        if not minutes:
            continue
        for pool in sorted(pool for pool in claims if pool[1] == trial.book.commitments[task].asked.skill):
            for client in sorted(claims[pool], key=lambda each: (losses.ratio(each), each)):
                tried = _given_for(trial, task, pool, client)
                if tried.regulatory_later() < trial.regulatory_later():
                    return tried
    return None


def _given_for(trial: Trial, task: TaskId, pool: Pool, client: ClientId) -> Trial:
    """Return the trial in which a client gives of a pool as much as regulatory work lacks, and that work takes it."""
    tried = trial.copied()
    minutes = tried.later(task)
    accounts = accounts_in(tried.book, *pool)
    cut, lifted = give_up(tried, pool, client, minutes, accounts=accounts, people=people_for(tried, task))
    if cut or lifted:
        fulfil(tried, pool, task, minutes)
    for each in lifted:
        place_counted(tried, each, pool)
    for account in cut:
        restore(tried, pool, account)
    return tried


@dataclass(frozen=True, slots=True)
class Debt:
    """What a client owes another for hours that it gave so that regulatory work could stand, in minutes of a skill."""

    client: ClientId
    to: ClientId
    skill: str
    minutes: int


def repay(trial: Trial, claims: Claims, *, owed: Mapping[ClientId, int]) -> None:
    """Lay later own hours of clients whose regulatory work stood for those who gave for it; carry what finds none.

    Owed is each step of a loss that would have gone to the client of regulatory work by the ratios, had that work given way as
    all other work does. It is repaid on days from the day after the longest notice on, until `repay_weeks` from now, that are not short
    themselves, from hours of the skill that the client still holds and that a person has who may work for the other.
    """
    for debt in debts(trial, Losses(claims, trial, owed)):
        left = debt.minutes
        for account in later_hours(trial, debt, frozenset(pool[0] for pool in claims)):
            left -= _hand_on(trial, account, debt, left)
            if not left:
                break
        trial.carried[debt.client] = trial.carried.get(debt.client, 0) + left
        trial.carried[debt.to] = trial.carried.get(debt.to, 0) - left


def debts(trial: Trial, losses: Losses) -> list[Debt]:
    """Return what is owed, by who owes it, to whom, and the skill: in grid steps from the worst off to whose work stood."""
    grid = trial.book.team.workspace.grid_minutes
    lost = [dict(cell.losses) for cell in trial.cells]
    kept = {pool: dict(minutes) for pool, minutes in trial.kept.items()}
    moved: dict[ClientId, int] = {}
    found: dict[tuple[ClientId, ClientId, str], int] = {}

    def steps(cell: LossCell, here: Mapping[ClientId, int]) -> Iterator[tuple[ClientId, ClientId]]:
        for client, minutes in kept.get((cell.day, cell.skill), {}).items():
            if minutes < grid or client not in cell.claims:
                continue
            burdened = losses.ratio(client, more=moved.get(client, 0) + grid)
            for other, gone in here.items():
                if other != client and gone >= grid and burdened < losses.ratio(other, more=moved.get(other, 0)):
                    yield client, other

    while True:
        best = min(
            (
                (
                    -losses.ratio(to, more=moved.get(to, 0)),
                    losses.ratio(client, more=moved.get(client, 0)),
                    to,
                    client,
                    n,
                )
                for n, cell in enumerate(trial.cells)
                for client, to in steps(cell, lost[n])
            ),
            default=None,
        )
        if best is None:
            return [Debt(*key, minutes) for key, minutes in sorted(found.items())]
        _, _, to, client, number = best
        cell = trial.cells[number]
        lost[number][to] -= grid
        kept[cell.day, cell.skill][client] -= grid
        moved[to], moved[client] = moved.get(to, 0) - grid, moved.get(client, 0) + grid
        key = client, to, cell.skill
        found[key] = found.get(key, 0) + grid


def later_hours(trial: Trial, debt: Debt, short_days: frozenset[date]) -> list[Account]:
    """Return the dated blocks from which a debt can be repaid, the soonest first."""
    book = trial.book
    team, today = book.team, book.team.working_day_of(book.clock)
    longest = max((team.notice_days(each, today) for each in team.clients), default=1)
    first = team.nth_working_day(today, longest + 1)
    last = team.zone.local(book.clock)[0] + timedelta(weeks=team.policy.repay_weeks)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [
        account
        for day in days
        if day not in short_days
        for account in accounts_in(book, day, debt.skill)
        if account.block.client == debt.client
        and book.clock < account.lapse_at
        and can_be_worked(book, account)
        and team.may_do(account.block.person, debt.to, skill=debt.skill, level=account.block.level)
    ]


def _hand_on(trial: Trial, account: Account, debt: Debt, most: int) -> int:
    """Cut grid steps of a dated block and lay them for another client where they stood; return how many minutes."""
    book = trial.book
    grid = book.team.workspace.grid_minutes
    minutes = min(most, account.held // grid * grid)
    if minutes < grid:
        return 0
    before = tuple(account.held_spans)
    trial.do(trial.entry(rows=(cut_row(account, minutes),)))
    for span in without(before, account.held_spans):
        laid = dated_block(book, account, person=account.block.person, run=span, client=debt.to)
        trial.do(trial.entry(blocks=(laid,)))
        repaid = Repaid(
            client=debt.client,
            to=debt.to,
            day=account.day,
            skill=account.block.key,
            minutes=span.minutes,
            block=account.block.id,
            laid=laid.id,
        )
        trial.repaid = (*trial.repaid, repaid)
    return minutes
