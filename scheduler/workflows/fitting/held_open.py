"""A quote that can be kept: its work is placed so that none of it has to begin before the quote ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from scheduler.calendars.zones import instant_of
from scheduler.fairshare.asking import Ask
from scheduler.solve.work import ANSWER_PACE, Work
from scheduler.units import Instant
from scheduler.workflows.fitting.after import After, after_way
from scheduler.workflows.fitting.ground import Ground
from scheduler.workflows.fitting.rungs import Climb
from scheduler.workflows.fitting.ways import Way

SHORT_HOLDS_MINUTES = (240, 120, 60, 30)
"""Tried where not even the rest of a working day can be waited for."""

SECONDS = 5.0
"""Limit of the search for places of later work."""


def held_open(ground: Ground, way: Way) -> After | None:
    """Return what comes of a quote that is held as long as possible, at most `quote_expiry_hours`; checked.

    Nothing of a quoted request begins before the quote ends: confirmed at its last minute, it is still done as promised. Work that would
    begin sooner is placed later, with the same dates and, where nothing moved for it, without moves.

    Returns
    -------
    After or None
        None where its work has to begin at once.
    """
    work = Work(SECONDS, pace=ANSWER_PACE)
    for until in _moments(ground, way):
        later = _beginning_at(ground, way, until, work)
        if later is None:
            continue
        after = after_way(ground, later, kind="quoted")
        if after is not None:
            return after
    return None


def _moments(ground: Ground, way: Way) -> Iterator[Instant]:
    """Yield until when it may be held, the longest first: the whole time, the ends of working days, when its work begins now, some hours."""
    book = ground.book
    longest = book.clock + book.team.policy.quote_expiry_hours * 60
    closes = [book.team.close_at(day) for day in book.team.closing_days(book.clock, longest)]
    begins = min(place.pieces[0].start for place in way.places.values())
    found = {longest, *closes, begins, *(book.clock + minutes for minutes in SHORT_HOLDS_MINUTES)}
    yield from sorted((at for at in found if book.clock < at <= longest), reverse=True)


def _beginning_at(ground: Ground, way: Way, at: Instant, work: Work) -> Way | None:
    """Return the way with all its work at or after a moment; None where that was not found."""
    ask = _released_at(ground, way.ask, at)
    if any(task.due is not None and task.due <= task.release for task in ask.tasks):
        return None
    if min(place.pieces[0].start for place in way.places.values()) >= at:
        return replace(way, ask=ask)
    climb = Climb(ground, ask, work)
    found = climb.as_is()
    if isinstance(found, Way):
        return found
    moved = climb.with_moves() if way.moved else None
    return moved if isinstance(moved, Way) else None


def _released_at(ground: Ground, ask: Ask, at: Instant) -> Ask:
    aware = ground.book.team.aware
    return replace(
        ask,
        tasks=tuple(
            task.model_copy(update={"release": aware(max(instant_of(task.release), at))}) for task in ask.tasks
        ),
    )
