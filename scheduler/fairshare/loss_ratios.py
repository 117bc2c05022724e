"""What each client has lost in the short pools, and the ratios of it to its guaranteed minutes there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from scheduler.fairshare.trial import Pool, Trial
from scheduler.units import ClientId

Claims = Mapping[Pool, Mapping[ClientId, int]]
Exchange = tuple[Pool, ClientId, ClientId]
"""A pool, who loses a step less there, and who loses it instead."""


@dataclass(slots=True)
class Losses:
    """What each client has lost so far, and the ratios of it."""

    claims: Claims
    trial: Trial
    owed: Mapping[ClientId, int]
    by_pool: dict[Pool, dict[ClientId, int]] = field(init=False)
    totals: dict[ClientId, int] = field(init=False)

    def __post_init__(self) -> None:
        self.by_pool = on_days_with_room({pool: self.trial.lost(pool) for pool in self.claims}, self.claims)
        self.totals = {}
        for lost in self.by_pool.values():
            for client, minutes in lost.items():
                self.totals[client] = self.totals.get(client, 0) + minutes

    def after(self, trial: Trial) -> Losses:
        """Return the losses by a trial that went on from this one."""
        return Losses(self.claims, trial, self.owed)

    def losing_more(self, after: Losses) -> set[ClientId]:
        """Return the clients that lose more minutes after a trial that went on from this one."""
        return {client for client, lost in after.totals.items() if lost > self.totals.get(client, 0)}

    def keeps_regulatory(self, trial: Trial) -> bool:
        """Say whether a trial that went on from this one makes no more of the work late that gives way last."""
        return trial.regulatory_later() <= self.trial.regulatory_later()

    def ratio(self, client: ClientId, *, more: int = 0) -> Fraction:
        """Return what a client loses less what it was owed, over its guaranteed minutes."""
        lost = self.totals.get(client, 0) + more - self.owed.get(client, 0)
        return Fraction(lost, max(1, self.weight(client)))

    def weight(self, client: ClientId) -> int:
        """Return a client's guaranteed minutes, with what it loses beyond what it has in the short pools."""
        beyond = sum(
            max(0, lost.get(client, 0) - self.trial.there[pool].get(client, 0)) for pool, lost in self.by_pool.items()
        )
        return self.trial.guaranteed.get(client, 0) + beyond

    def exchanges(self, grid: int) -> Iterator[Exchange]:
        """Yield the exchanges of a step that would make the larger of two ratios smaller, the worst off first."""
        for worse in sorted(self.totals, key=lambda each: (-self.ratio(each), each)):
            for pool in sorted(self.by_pool):
                lost, claims = self.by_pool[pool], self.claims[pool]
                if lost.get(worse, 0) < grid:
                    continue
                for better in sorted(claims, key=lambda each: (self.ratio(each, more=grid), each)):
                    room = claims[better] - lost.get(better, 0)
                    if better != worse and room >= grid and self.ratio(better, more=grid) < self.ratio(worse):
                        yield pool, worse, better


def on_days_with_room(lost: Mapping[Pool, Mapping[ClientId, int]], claims: Claims) -> dict[Pool, dict[ClientId, int]]:
    """Return losses by pool, in which nobody loses more on a day than it has there while it has more than it loses on another.

    Work that is late is counted on the day on which the first of it was to be done, though it gave time of several days.

    Parameters
    ----------
    lost, claims
        Minutes by pool and client.
    """
    found = {pool: dict(losses) for pool, losses in lost.items()}
    for pool, losses in sorted(found.items()):
        for client in sorted(losses):
            for other in sorted(each for each in found if each[1] == pool[1]):
                beyond = losses[client] - claims[pool].get(client, 0)
                room = claims[other].get(client, 0) - found[other].get(client, 0)
                if beyond > 0 and room > 0:
                    losses[client] -= min(beyond, room)
                    found[other][client] = found[other].get(client, 0) + min(beyond, room)
    return found
