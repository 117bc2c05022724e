"""Search again where what was bound turns out otherwise: frozen work given up in vain, booked work that comes too early.

Nothing is bound for good before it is known where the work before it ends.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from scheduler.instance.build import Built
from scheduler.instance.holding import Ties
from scheduler.instance.placement import Placement
from scheduler.solve.best import Best
from scheduler.solve.changes import given_up_in_vain, is_in_order, too_early
from scheduler.solve.settings import MOST_REPAIRS
from scheduler.units import TaskId


class Search(Protocol):
    """Finds the best plan with some ties; `start` is a plan to start from where not all promises are kept at once."""

    def __call__(self, ties: Ties, *, start: Placement | None = None) -> Best:
        """Return what was found."""


def insisting(best: Best, ties: Ties, search: Search) -> tuple[Best, Ties]:
    """Insist on frozen work that was given up for the sake of work before it which left it its place after all.

    Where promises would be later for it, work that takes longer than was published may cost what comes after it its place.
    """
    for _ in range(MOST_REPAIRS - 1):
        more = given_up_in_vain(best.built, best.placement)
        if not more:
            break
        firm = replace(ties, insist=ties.insist | more)
        found = search(firm, start=best.placement)
        may_go = all(best.built.unfrozen[task] in ("client_change", "behind") for task in more)
        stand = all(found.placement.is_placed(found.built.number[task]) for task in firm.insist)
        if not stand or not is_in_order(found.built, found.placement):
            break
        if may_go and found.promises_with_book() > best.promises_with_book():
            break
        ties, best = firm, found
    return best, ties


def giving_up_booked(best: Best, ties: Ties, search: Search) -> tuple[Best, Ties]:
    """Keep booked work behind what it comes after: where that cannot end in time beside frozen work, it need not stay on its day.

    Where the witness still holds, the work before it goes there first.
    """
    if not crowded_out(best.built, best.placement):
        return best, ties
    found = search(replace(ties, pins=best.built.witness))
    if not crowded_out(found.built, found.placement):
        return found, ties
    for _ in range(MOST_REPAIRS):
        more = crowded_out(best.built, best.placement)
        if not more:
            break
        ties = replace(ties, unbooked=ties.unbooked | more)
        best = search(ties)
    return best, ties


def crowded_out(built: Built, placement: Placement) -> frozenset[TaskId]:
    """Return the booked work that has no place behind what it comes after."""
    early = too_early(built, placement)
    return frozenset(
        task.id
        for task in built.instance.tasks
        if task.booked and (task.id in early or not placement.is_placed(task.index))
    )
