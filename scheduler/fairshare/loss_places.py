"""Where late work could stand whole on the time of one person: in free time, and where clients that lose less hold hours or have work.

Arithmetic on spans: what each place would cost whom, if nothing of what gives way found another place. Whether it does is tried on a copy.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from scheduler.calendars.spans import merged, total_minutes, within, without
from scheduler.fairshare.dated_block import Account, within_all
from scheduler.fairshare.giving_spare import is_on_spare
from scheduler.fairshare.insertion import free_in
from scheduler.fairshare.loss_ratios import Losses
from scheduler.fairshare.trial import Pool, Trial
from scheduler.units import ClientId, PersonId, Span, TaskId


@dataclass(frozen=True, slots=True)
class Giving:
    """What could give way on a person's day.

    Attributes
    ----------
    account, task
        The held block, or the work, that it is; one of them is None.
    whole
        Of a sitting, its minutes: it gives all of them or none.
    is_on_spare
        Whether its going costs no own hours.
    is_alone
        Whether it costs no more than it gives: nothing comes before or after it, and nothing is bound to it.
    """

    client: ClientId
    pool: Pool
    spans: tuple[Span, ...]
    account: Account | None = None
    task: TaskId | None = None
    whole: int = 0
    is_on_spare: bool = False
    is_alone: bool = True

    def cost(self, used: Sequence[Span]) -> int:
        """Return the minutes of own hours that are lost where others stand in some spans."""
        taken = total_minutes(within_all(self.spans, used))
        if not taken or self.is_on_spare:
            return 0
        if self.account is not None:
            longest = max((span.minutes for span in without(self.spans, used)), default=0)
            return max(0, self.account.held - longest)
        return self.whole or taken


@dataclass(frozen=True, slots=True)
class Needed:
    """Work that needs a place: in one piece where it is a sitting, by one person, in a window."""

    task: TaskId
    minutes: int
    window: Span
    one_sitting: bool


@dataclass(frozen=True, slots=True)
class Way:
    """How work could stand: where its pieces are, and the largest ratio then of those who give way for it, by arithmetic."""

    worst: Fraction
    places: Mapping[TaskId, tuple[Span, ...]]


NOBODY = Fraction(-(10**9))
"""The ratio of nobody: smaller than any."""


def givings_on(losses: Losses, trial: Trial, client: ClientId, person: PersonId, window: Span) -> list[Giving]:
    """Return what could give way on a person's time for a client: of clients with a smaller ratio in the short pools, these first."""
    book = trial.book
    linked = _linked(trial)
    found: list[Giving] = []
    for day in sorted(book.team.days_of(person, window)):
        usable = within(book.team.working(person, day), Span(max(window.start, book.clock), window.end))
        for account in book.accounts.on(person, day, team=book.team):
            spans = within_all(account.held_spans, usable)
            if account.claimable_at(book.clock) > 0 and spans:
                found.append(Giving(account.block.client, (day, account.block.skill), spans, account=account))
        for task, pieces in sorted(book.witness.on(person, day).items()):
            spans = within_all(merged(pieces), usable)
            if spans and task in book.commitments and task not in trial.regulatory:
                found.extend(_work(trial, task, spans, day, is_alone=task not in linked))
    ratios = {each: losses.ratio(each) for each in sorted({giving.client for giving in found})}
    mine = losses.ratio(client)
    better = (
        each
        for each in found
        if each.client != client and each.pool in losses.claims and (each.is_on_spare or ratios[each.client] < mine)
    )
    return sorted(better, key=lambda each: (ratios[each.client], each.client, each.pool))


def _work(trial: Trial, task: TaskId, spans: tuple[Span, ...], day: date, *, is_alone: bool) -> Iterator[Giving]:
    book, promised = trial.book, trial.book.commitments[task]
    asked = promised.asked
    if asked.one_sitting and book.witness.has_begun(task, by=book.clock):
        return
    yield Giving(
        promised.client,
        (day, asked.skill),
        spans,
        task=task,
        whole=promised.remaining if asked.one_sitting else 0,
        is_on_spare=is_on_spare(book, task),
        is_alone=is_alone and not is_on_spare(book, task),
    )


def _linked(trial: Trial) -> frozenset[TaskId]:
    """Return the work that comes before or after other work, or that one person must do with other work."""
    found: set[TaskId] = set()
    for task, asked in trial.book.known.items():
        others = [*(after.task for after in asked.after), *asked.same_person_as]
        found.update(others, [task] if others else [])
    return frozenset(found)


def ways_on(
    losses: Losses, trial: Trial, needed: Sequence[Needed], person: PersonId, givings: Sequence[Giving]
) -> list[Way]:
    """Return the ways in which a person could do work of one client in time, those that cost others least first.

    Of several tasks each takes its best place, one after the other; of one task all places are returned.
    """
    window = Span(min(each.window.start for each in needed), max(each.window.end for each in needed))
    free = free_in(trial.book, person, window)
    ways = [Way(NOBODY, {})]
    for each in needed:
        longer: list[Way] = []
        for way in ways[:1]:
            used = merged(span for spans in way.places.values() for span in spans)
            for pieces in _places(each, free, givings, used):
                worst = _worst(losses, givings, merged([*used, *pieces]))
                if worst is not None:
                    longer.append(Way(worst, {**way.places, each.task: pieces}))
        ways = sorted(longer, key=lambda way: (way.worst, way.places[each.task]))
    return ways


def _places(
    needed: Needed, free: Sequence[Span], givings: Sequence[Giving], used: Sequence[Span]
) -> Iterator[tuple[Span, ...]]:
    """Yield places: of a sitting those that begin or end where something else does, else free time first, then what gives way."""
    stretches = [*free, *(span for each in givings for span in each.spans)]
    if needed.one_sitting:
        usable = within(without(merged(stretches), used), needed.window)
        edges = {edge for span in (*stretches, *usable) for edge in span}
        for start in sorted(edges | {edge - needed.minutes for edge in edges}):
            place = Span(start, start + needed.minutes)
            if total_minutes(within(usable, place)) == needed.minutes and len(within(usable, place)) == 1:
                yield (place,)
        return
    pieces: tuple[Span, ...] = ()
    left = needed.minutes
    for spans in (free, *(each.spans for each in givings)):
        for run in within(without(spans, merged([*used, *pieces])), needed.window):
            part = min(left, run.minutes)
            if part:
                pieces = merged([*pieces, Span(run.start, run.start + part)])
                left -= part
    if not left:
        yield pieces


def _worst(losses: Losses, givings: Sequence[Giving], used: Sequence[Span]) -> Fraction | None:
    """Return the largest ratio of those who give way; None where one of them has not so much there."""
    by_pool: Counter[tuple[Pool, ClientId]] = Counter()
    by_client: Counter[ClientId] = Counter()
    for each in givings:
        cost = each.cost(used)
        by_pool[each.pool, each.client] += cost
        by_client[each.client] += cost
    for (pool, client), minutes in by_pool.items():
        if minutes > losses.claims[pool].get(client, 0) - losses.by_pool[pool].get(client, 0):
            return None
    return max((losses.ratio(each, more=cost) for each, cost in by_client.items() if cost), default=NOBODY)
