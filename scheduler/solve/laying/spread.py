"""One amount spread over the days of one person: as even as blocks allow, each block in one gap and none too short."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


@dataclass(slots=True)
class DayRoom(Generic[Key]):
    """A day that takes blocks.

    Attributes
    ----------
    key
        A weekday or a date.
    quota
        Pieces that the day still takes in all.
    gaps
        Pieces that each unbroken stretch still takes.
    rank
        Days of a lower rank are used first.
    """

    key: Key
    quota: int
    gaps: list[int]
    rank: int = 0

    def admissible(self, pieces: int, *, least: int) -> int:
        """Return the most that can lie here, up to `pieces`, in blocks of at least `least`."""
        wanted = min(pieces, self.quota)
        if wanted < least:
            return 0
        best = total = 0
        for count, room in enumerate(sorted(self.gaps, reverse=True), 1):
            if room < least:
                break
            total += room
            if wanted >= count * least:
                best = max(best, min(wanted, total))
        return best

    def split(self, pieces: int, *, least: int) -> dict[int, int]:
        """Return how an admissible amount lies in the gaps: pieces by position of the gap, in as few blocks as possible."""
        fitting = [position for position, room in enumerate(self.gaps) if room >= pieces]
        if fitting:
            # The gap that is filled best leaves the others whole.
            return {min(fitting, key=lambda position: (self.gaps[position], position)): pieces}
        found: dict[int, int] = {}
        for position in sorted(range(len(self.gaps)), key=lambda position: (-self.gaps[position], position)):
            rest = pieces - sum(found.values())
            if not rest:
                break
            room = self.gaps[position]
            found[position] = min(room, rest) if rest - room <= 0 or rest - room >= least else rest - least
        return found


def spread(
    days: Sequence[DayRoom[Key]], pieces: int, *, least: int, evenly_spaced: bool = False
) -> dict[tuple[Key, int], int]:
    """Spread an amount over days.

    Parameters
    ----------
    pieces
        How much; where not all of it can lie there, as much as possible is laid.
    evenly_spaced
        Take days at even distances; else those with the most room left.

    Returns
    -------
    dict
        Pieces by day and position of the gap.
    """
    usable = [day for day in days if day.admissible(pieces, least=least)]
    count = min(len(usable), pieces // least) if least else 0
    if not count:
        return {}
    chosen = _chosen(usable, count, evenly_spaced=evenly_spaced)
    amounts = _levelled(chosen, pieces, least=least)
    if sum(amounts) < pieces and count < len(usable):
        roomiest = sorted(usable, key=lambda day: -day.admissible(pieces, least=least))[:count]
        others = _levelled(roomiest, pieces, least=least)
        if sum(others) > sum(amounts):
            chosen, amounts = roomiest, others
    return {
        (day.key, position): part
        for day, amount in zip(chosen, amounts, strict=True)
        for position, part in day.split(amount, least=least).items()
    }


def _chosen(usable: Sequence[DayRoom[Key]], count: int, *, evenly_spaced: bool) -> list[DayRoom[Key]]:
    """Choose days by rank, inside a rank at even distances or the roomiest first; in the order given."""
    if count == len(usable):
        return list(usable)
    positions: list[int] = []
    for rank in sorted({day.rank for day in usable}):
        group = [position for position, day in enumerate(usable) if day.rank == rank]
        open_count = count - len(positions)
        if open_count >= len(group):
            positions += group
            continue
        if evenly_spaced:
            positions += [group[(2 * number + 1) * len(group) // (2 * open_count)] for number in range(open_count)]
        else:
            positions += sorted(group, key=lambda position: (-usable[position].quota, position))[:open_count]
        break
    return [usable[position] for position in sorted(positions)]


def _levelled(days: Sequence[DayRoom[Key]], pieces: int, *, least: int) -> list[int]:
    """Return amounts as even as the days allow, each at least `least`, together at most `pieces`."""
    amounts = [0] * len(days)
    caps = [day.admissible(pieces, least=least) for day in days]
    order = sorted(range(len(days)), key=lambda position: caps[position])
    rest = pieces
    for number, position in enumerate(order):
        wanted = min(caps[position], rest // (len(days) - number))
        amounts[position] = days[position].admissible(wanted, least=least)
        rest -= amounts[position]
    for position in order:
        if rest <= 0:
            break
        grown = days[position].admissible(amounts[position] + rest, least=least)
        if grown > amounts[position]:
            rest -= grown - amounts[position]
            amounts[position] = grown
    return amounts
