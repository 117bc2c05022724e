"""Make-up credits: what an override took from a client puts it first in the daily round, until that is repaid or weeks have gone by.

Each credit lasts `credit_weeks` from the moment it was given (policy, "Override"). What a round grants repays the oldest first. Taking
back what was granted revives nothing: otherwise asking and cancelling would hold the first place for good.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from scheduler.units import MINUTES_PER_DAY, ClientId, Instant


@dataclass(slots=True)
class Credits:
    """The credits of all clients: the moment each was given and the minutes that are left of it, oldest first."""

    _given: dict[ClientId, list[tuple[Instant, int]]] = field(default_factory=dict)

    def change(self, client: ClientId, minutes: int, *, at: Instant, weeks: int) -> None:
        """Give a credit, or repay some of what has not run out (minutes below 0); more than there is repays all.

        Parameters
        ----------
        weeks
            How long a credit lasts.
        """
        given = self._left(client, now=at, weeks=weeks)
        if minutes > 0:
            given.append((at, minutes))
        back = max(0, -minutes)
        left = []
        for given_at, there in given:
            repaid = min(back, there)
            back -= repaid
            if there > repaid:
                left.append((given_at, there - repaid))
        self._given[client] = left

    def copied(self) -> Credits:
        """Return a copy that can go its own way."""
        return Credits({client: list(given) for client, given in self._given.items()})

    def minutes(self, client: ClientId, *, now: Instant, weeks: int) -> int:
        """Return what a client still has."""
        return sum(minutes for _, minutes in self._left(client, now=now, weeks=weeks))

    def until(self, client: ClientId, *, now: Instant, weeks: int) -> Instant | None:
        """Return when the last of what a client still has runs out; None where it has nothing."""
        left = self._left(client, now=now, weeks=weeks)
        return left[-1][0] + _length(weeks) if left else None

    def _left(self, client: ClientId, *, now: Instant, weeks: int) -> list[tuple[Instant, int]]:
        return [each for each in self._given.get(client, ()) if now - each[0] <= _length(weeks)]


def _length(weeks: int) -> int:
    return weeks * 7 * MINUTES_PER_DAY
