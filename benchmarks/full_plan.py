"""A full plan drawn at random: who works on what in every unit of the horizon. The tasks of a team are cut out of it.

Because the tasks are read off the plan (and not the plan looked for), a plan that holds every window and chain exists by
construction, however high the load is.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

UNIT_MINUTES = 15
UNITS_PER_DAY = 24 * 60 // UNIT_MINUTES


@dataclass(frozen=True, slots=True)
class Piece:
    """The work of one task in the full plan.

    Attributes
    ----------
    person
        Index of the person.
    units
        Numbers of the quarter hours worked, ascending, counted from 00:00 of the first day.
    one_sitting
        The units follow each other.
    """

    person: int
    units: tuple[int, ...]
    one_sitting: bool

    @property
    def start(self) -> int:
        """First unit."""
        return self.units[0]

    @property
    def finish(self) -> int:
        """The unit after the last."""
        return self.units[-1] + 1


def shares(total: int, weights: list[float], least: int) -> list[int]:
    """Return whole numbers that sum to `total`, each at least `least`, in proportion to `weights` (largest remainder)."""
    spread = total - least * len(weights)
    if spread < 0:
        raise ValueError(f"{total} cannot be shared by {len(weights)} with at least {least} each")
    scale = spread / sum(weights)
    exact = [weight * scale for weight in weights]
    whole = [int(amount) for amount in exact]
    by_remainder = sorted(range(len(exact)), key=lambda index: (whole[index] - exact[index], index))
    for index in by_remainder[: spread - sum(whole)]:
        whole[index] += 1
    return [least + amount for amount in whole]


def _runs_of(free: list[int], length: int) -> list[int]:
    """Return the positions in `free` at which `length` units follow each other on the clock."""
    last = len(free) - length
    return [at for at in range(last + 1) if free[at + length - 1] - free[at] == length - 1]


def _take_sittings(free: list[int], count: int, rng: random.Random) -> list[tuple[int, ...]]:
    """Cut `count` unbroken runs of 30 minutes to 3 hours out of `free` (changed in place); fewer where none is left."""
    taken = []
    for _ in range(count):
        length = rng.randint(2, 12)
        places = _runs_of(free, length)
        if not places:
            continue
        at = rng.choice(places)
        taken.append(tuple(free[at : at + length]))
        del free[at : at + length]
    return taken


def _drop_idle(free: list[int], idle: int, rng: random.Random) -> list[int]:
    """Return `free` without `idle` of its units, dropped in stretches of up to four."""
    keep = list(free)
    while idle > 0:
        length = min(idle, rng.randint(1, 4), len(keep))
        at = rng.randrange(len(keep) - length + 1)
        del keep[at : at + length]
        idle -= length
    return keep


def _interleave(first: tuple[int, ...], second: tuple[int, ...], rng: random.Random) -> list[tuple[int, ...]]:
    """Return two tasks of the same lengths on the same units, the second in the middle of the first."""
    units = first + second
    head = rng.randint(1, len(first) - 1)
    middle = units[head : head + len(second)]
    return [units[:head] + units[head + len(second) :], middle]


def cut_person(
    person: int, free: list[int], rng: random.Random, *, count: int, load: float, sittings: int
) -> list[Piece]:
    """Cut the free units of one person into pieces.

    Parameters
    ----------
    person
        Index of the person.
    free
        Free units, ascending.
    rng
        Source of the draws.
    count
        Number of pieces, at least 1.
    load
        Share of the free units to be worked, 0 to 1.
    sittings
        How many of the pieces are worked in one sitting (fewer where the day has no run left for them).

    Returns
    -------
    list of Piece
        `count` pieces on disjoint units, `round(load * len(free))` units in all.
    """
    rest = list(free)
    runs = _take_sittings(rest, min(sittings, count - 1), rng)
    worked = round(load * len(free)) - sum(len(run) for run in runs)
    others = count - len(runs)
    busy = _drop_idle(rest, len(rest) - max(worked, others), rng)
    lengths = shares(len(busy), [rng.lognormvariate(0.0, 0.7) for _ in range(others)], 1)
    cuts: list[tuple[int, ...]] = []
    at = 0
    for length in lengths:
        cuts.append(tuple(busy[at : at + length]))
        at += length
    for index in range(0, others - 1, 2):
        if len(cuts[index]) > 1 and rng.random() < 0.4:
            cuts[index : index + 2] = _interleave(cuts[index], cuts[index + 1], rng)
    pieces = [Piece(person, run, one_sitting=True) for run in runs]
    return pieces + [Piece(person, cut, one_sitting=False) for cut in cuts]


def cut_sittings(person: int, free: list[int], rng: random.Random, *, count: int, load: float) -> list[Piece]:
    """Cut the free units of one person into pieces that are all one sitting.

    Parameters
    ----------
    person, free, rng, load
        As for `cut_person`.
    count
        Number of pieces, at least the runs in `free` and at most half of its units.

    Returns
    -------
    list of Piece
        `count` pieces on disjoint units, each on adjacent ones, `round(load * len(free))` units in all (more where that is less than one each).

    Raises
    ------
    ValueError
        There are more runs than pieces: then some run would have no piece, and the load could not be reached.
    """
    edges = [at for at in range(1, len(free)) if free[at] != free[at - 1] + 1]
    runs = [free[first:end] for first, end in zip([0, *edges], [*edges, len(free)], strict=True)]
    if count < len(runs):
        raise ValueError(f"{count} sittings cannot fill {len(runs)} runs of working time")
    while len(runs) < count:
        longest = max(range(len(runs)), key=lambda index: len(runs[index]))
        run = runs[longest]
        at = rng.randint(1, len(run) - 1)
        runs[longest : longest + 1] = [run[:at], run[at:]]
    idle = min(len(free) - round(load * len(free)), len(free) - count)
    while idle > 0:
        index = rng.randrange(len(runs))
        if len(runs[index]) > 1:
            runs[index] = runs[index][:-1]
            idle -= 1
    return [Piece(person, tuple(run), one_sitting=True) for run in runs]


def draw_chains(pieces: list[Piece], share: float, rng: random.Random) -> list[tuple[int, ...]]:
    """Draw chains of two to four pieces, each starting at or after the finish of the one before it in the full plan.

    Returns
    -------
    list of tuple of int
        Indices into `pieces`, no piece in two chains; chains are drawn until they hold `share` of all pieces or no
        further one is found.
    """
    by_start = sorted(range(len(pieces)), key=lambda index: (pieces[index].start, index))
    loose = set(by_start)
    wanted = round(share * len(pieces))
    chains: list[tuple[int, ...]] = []
    for first in rng.sample(by_start, len(by_start)):
        if wanted < 2:
            break
        if first not in loose:
            continue
        chain = [first]
        length = min(rng.randint(2, 4), wanted)
        while len(chain) < length:
            finish = pieces[chain[-1]].finish
            later = [index for index in by_start if index in loose and pieces[index].start >= finish]
            if not later:
                break
            chain.append(rng.choice(later[:12]))
            loose.discard(chain[-1])
        loose.discard(first)
        if len(chain) > 1:
            chains.append(tuple(chain))
            wanted -= len(chain)
    return chains
