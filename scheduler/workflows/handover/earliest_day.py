"""The earliest day from which all of a client's work can be taken from a person, where it cannot be from the day that was asked for."""

from __future__ import annotations

from datetime import date, timedelta

from scheduler.calendars.zones import Zone, instant_of
from scheduler.domain.handover import EarliestHandover
from scheduler.workflows.handover.checking import HandoverCheck
from scheduler.workflows.handover.comparing import handed_over


def earliest_day(check: HandoverCheck, *, last: date) -> EarliestHandover | None:
    """Return the earliest day found after that of `check` from which the work can be covered; None where there is none in the horizon.

    What is begun before a day stays, so only the days after tasks begin are tried: between them a later day gives others less time for
    the same work. Of these the first that works is looked for by halving.

    Parameters
    ----------
    check
        Of the day that was asked for, where the work cannot be covered.
    last
        The last day of the horizon.
    """
    days = _days(check, last=last)
    possible = [day for day in days if not check.on(day).is_barred]
    if not possible or not check.on(possible[-1]).work_is_covered:
        return None
    low, high = 0, len(possible) - 1
    while low < high:
        middle = (low + high) // 2
        if check.on(possible[middle]).work_is_covered:
            high = middle
        else:
            low = middle + 1
    return _found(check.on(possible[low]), is_proven=not low and check.is_barred)


def _days(check: HandoverCheck, *, last: date) -> list[date]:
    """Return the days after which more of the work is begun than before, in order."""
    zone = Zone.of(check.workspace.time_zone)
    planned = {task.id: task for task in check.before.tasks}
    starts = {zone.local(instant_of(planned[task].start))[0] + timedelta(days=1) for task in check.parting.moving}
    return sorted(day for day in starts if check.parting.from_on < day <= last)


def _found(check: HandoverCheck, *, is_proven: bool) -> EarliestHandover:
    parting = check.parting
    return EarliestHandover(
        from_on=parting.from_on,
        proven=is_proven,
        stays=tuple(sorted(parting.stays)),
        moves=tuple(handed_over(parting, check.before, check.after, not_covered=set())),
        candidates=check.candidates,
    )
