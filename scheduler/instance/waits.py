"""Waits after a predecessor: from its finish to the first instant, or position, at which the successor may start."""

from __future__ import annotations

from bisect import bisect_right

from scheduler.domain.times import Wait
from scheduler.instance.records import Instance
from scheduler.units import Instant


def release_after(instance: Instance, finish: Instant, wait: Wait) -> Instant:
    """Return the first instant at which a successor may start; monotone in `finish`."""
    if not wait.working_days:
        return finish + wait.minutes
    if instance.working_days is None:
        raise ValueError("an instance with waits in working days needs its calendar of working days")
    return instance.working_days.after_instant(finish, wait.working_days)


def latest_finish_before(instance: Instance, release: Instant, wait: Wait) -> Instant:
    """Return the latest instant at which a predecessor may finish so that a successor may start at `release`."""
    if not wait.working_days:
        return release - wait.minutes
    if instance.working_days is None:
        raise ValueError("an instance with waits in working days needs its calendar of working days")
    return instance.working_days.latest_instant(release, wait.working_days)


def release_table(instance: Instance, wait: Wait) -> list[int]:
    """Return, for each finish position from 0 to size, the first position at which a successor may start.

    Finish position k means that units below k are used. Rounded up, so a start read from the table keeps the wait.
    Entries of finish positions after a dead position repeat the entry of the last live unit before it.
    """
    axis = instance.axis
    if not wait.working_days and not wait.minutes:
        return list(range(axis.size + 1))
    table = [0] * (axis.size + 1)
    starts = axis.starts
    for finish in range(1, axis.size + 1):
        if not axis.live >> (finish - 1) & 1:
            table[finish] = table[finish - 1]
            continue
        at = release_after(instance, axis.end_of(finish), wait)
        # A dead position carries the instant at which the break begins; starting "at" it means starting after it.
        table[finish] = bisect_right(starts, at - 1)
    return table
