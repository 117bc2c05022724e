"""The ladder: the first rung that holds is the verdict (policy, "Verdict")."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from scheduler.calendars.horizon import horizon_span
from scheduler.calendars.zones import instant_of
from scheduler.domain.reasons import Reason
from scheduler.domain.verdict import VerdictWord
from scheduler.fairshare.asking import Ask, Refused
from scheduler.fairshare.limits import Limit
from scheduler.solve.work import Work
from scheduler.units import Instant
from scheduler.workflows.fitting.earliest import EarliestFound, earliest_as_is, earliest_of
from scheduler.workflows.fitting.ground import Ground
from scheduler.workflows.fitting.harm import HarmFound, harm_of
from scheduler.workflows.fitting.making_way import by_making_way
from scheduler.workflows.fitting.refusing import reasons_of
from scheduler.workflows.fitting.rungs import Climb
from scheduler.workflows.fitting.ways import Way


@dataclass(frozen=True, slots=True)
class Answered:
    """What the ladder found.

    Attributes
    ----------
    way
        How it is done: by the date asked for after a yes, later after `fits_later`; None otherwise.
    trade
        In exchange for own work, where that was tried and holds.
    limit
        The limit of borrowing in the way of the date asked for.
    reasons
        Why not as asked, the most important first.
    """

    word: VerdictWord
    way: Way | None
    earliest: EarliestFound
    reasons: tuple[Reason, ...] = ()
    harm: HarmFound | None = None
    limit: Limit | None = None
    stopped_by: str | None = None
    climb: Climb = field(kw_only=True)


def climb_ladder(
    ground: Ground, ask: Ask, *, work: Work, in_round: bool = False, confirm: Callable[[Way], bool] = lambda _: True
) -> Answered:
    """Decide a request on a ground; nothing is written.

    Parameters
    ----------
    confirm
        Whether a way that a rung found holds: what a check refuses is none, and the next rung is tried.
    """
    climb = Climb(ground, ask, work, in_round)
    first = climb.as_is()
    if isinstance(first, Way) and confirm(first):
        return Answered("fits_as_is", first, _earliest(climb, confirm, yes=first), climb=climb)
    limit = first.limit if isinstance(first, Refused) else None
    moved: Way | Limit | None = None
    if _is_in_time(climb):
        moved = limit or climb.with_moves()
        if isinstance(moved, Limit):
            moved = climb.moves_within_cap(moved)
        if isinstance(moved, Way) and not moved.is_ahead and confirm(moved):
            return _with_moves(climb, moved, _earliest(climb, confirm, yes=moved))
        limit = moved if isinstance(moved, Limit) else None
    earliest = _earliest(climb, confirm)
    early = earliest.way
    if early is not None and early.finish <= climb.needed_by:
        # The search for the earliest date found what the first try had missed.
        again = climb.with_moves(until=early.finish)
        early = again if isinstance(again, Way) and not again.is_ahead else early
        if confirm(early):
            return _with_moves(climb, early, earliest)
    if isinstance(moved, Way) and moved.is_ahead and confirm(moved):
        return _with_moves(climb, moved, _earliest(climb, confirm, yes=moved))
    traded = _trades(climb) if _is_in_time(climb) else iter(())
    reasons = reasons_of(climb, limit=limit, later=earliest.way)
    trade = next((way for way in traded if confirm(way)), None)
    if trade is not None:
        return Answered("fits_with_trade", trade, earliest, reasons, limit=limit, climb=climb)
    harm = harm_of(climb)
    stopped = "wall_clock" if work.cut_by_clock else None
    later = earliest.way
    if later is not None and earliest.date is not None and earliest.date <= last_of_use(ground, ask):
        return Answered("fits_later", later, earliest, reasons, harm, limit, stopped, climb=climb)
    if harm is not None:
        return Answered("needs_approval", None, earliest, reasons, harm, limit, stopped, climb=climb)
    if any(reason.proven for reason in reasons) or stopped is None:
        return Answered("does_not_fit", None, earliest, reasons, None, limit, stopped, climb=climb)
    return Answered("undecided", None, earliest, reasons, None, limit, stopped, climb=climb)


def _earliest(climb: Climb, confirm: Callable[[Way], bool], *, yes: Way | None = None) -> EarliestFound:
    """Return the earliest date by a way that holds: where a check refuses the one found, the earliest in which nothing moves."""
    found = earliest_of(climb, yes=yes)
    if found.way is None or found.way is yes or confirm(found.way):
        return found
    others = [way for way in (yes, earliest_as_is(climb)) if way is not None and (way is yes or confirm(way))]
    return replace(found, way=min(others, key=lambda way: way.finish, default=None))


def _trades(climb: Climb) -> Iterator[Way]:
    """Yield trades with own work: what keeps its date and leaves a fixed place first, then what gets a later one."""
    making_way = by_making_way(climb)
    if making_way is not None:
        yield making_way
    later = climb.with_trade()
    if later is not None:
        yield later


def _with_moves(climb: Climb, way: Way, earliest: EarliestFound) -> Answered:
    word: VerdictWord = "fits_with_moves" if way.moved else "fits_as_is"
    return Answered(word, way, earliest, climb=climb)


def _is_in_time(climb: Climb) -> bool:
    return all(
        task.due is None or instant_of(task.due) > max(instant_of(task.release), climb.book.clock)
        for task in climb.ask.tasks
    )


def last_of_use(ground: Ground, ask: Ask) -> Instant:
    """Return the last moment at which the request is still of use: its `latest`, else the end of the horizon."""
    return horizon_span(ground.workspace).end if ask.latest is None else ask.latest
