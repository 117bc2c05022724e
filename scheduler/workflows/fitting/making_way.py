"""A request in the place of its client's own frozen work, which keeps its date: a trade that the client agrees to.

A trade in which own work gets a later date is another thing (`Climb.with_trade`): this one moves it inside its slack only, and what stands in
the way of that is nothing but the freeze.
"""

from __future__ import annotations

from dataclasses import replace

from scheduler.units import Instant
from scheduler.workflows.fitting.bounds import not_before
from scheduler.workflows.fitting.earliest import EarliestFound, earliest_of
from scheduler.workflows.fitting.rungs import Climb
from scheduler.workflows.fitting.ways import Way


def by_making_way(climb: Climb) -> Way | None:
    """Return how the request is done by its date where its client's own frozen work makes way; None where that is not found."""
    loose = climb.letting_go
    way = None if loose is None else loose.with_moves()
    return _in_exchange(climb, way) if isinstance(way, Way) and not way.is_ahead else None


def earlier_by_making_way(climb: Climb, earliest: EarliestFound, *, last: Instant) -> Way | None:
    """Return how it is done after its date, but before the earliest date without a trade, where own frozen work makes way.

    Parameters
    ----------
    last
        The last moment at which it is of use.
    """
    loose, before = climb.letting_go, earliest.date
    bound = None if loose is None else not_before(loose)
    if loose is None or bound is None or (before is not None and bound >= before):
        return None
    way = earliest_of(loose, yes=earliest.way).way
    if (
        way is None
        or way.is_ahead
        or not climb.needed_by < way.finish <= last
        or (before is not None and way.finish >= before)
    ):
        return None
    return _in_exchange(climb, way)


def _in_exchange(climb: Climb, way: Way) -> Way | None:
    """Return a way as the trade that it is: work of the client itself leaves a fixed place."""
    own = climb.letting_go.ground.let_go & way.moved.keys() if climb.letting_go is not None else frozenset()
    return replace(way, kind="trade", makes_way=frozenset(own)) if own else None
