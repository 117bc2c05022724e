"""Which days of which people a full sweep looks at: all that may hold something from the clock on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from scheduler.verify.book.agreements import has_skill
from scheduler.verify.clock import date_of

if TYPE_CHECKING:
    from scheduler.units import PersonId
    from scheduler.verify.book.state import BookState

_ONE_DAY = timedelta(days=1)
_LEAST_DAYS = 28
_MOST_DAYS = 400


def days_ahead(state: BookState) -> set[tuple[PersonId, date]]:
    """Return the days of people that may hold work or blocks: four weeks, or as far as entries and absences speak of."""
    first = state.calendars.day_at(state.clock)
    last = max(first + _ONE_DAY * _LEAST_DAYS, state.last_day, _last_absence(state))
    days = min((last - first).days, _MOST_DAYS)
    people = [person for person, blocks in state.blocks_of_person.items() if blocks]
    found = {(person, first + _ONE_DAY * ahead) for person in people for ahead in range(days + 1)}
    for_good = [person for person in people if _cannot_work_for_good(state, person)]
    found |= {(person, first + _ONE_DAY * ahead) for person in for_good for ahead in range(_MOST_DAYS + 1)}
    return found | {key for key, tasks in state.by_day.items() if tasks and key[1] >= first - _ONE_DAY}


def came_near(state: BookState, was: date, now: date) -> set[tuple[PersonId, date]]:
    """Return the days of people who may be away on which all must be shared since a date, and was not to be on an earlier one.

    Parameters
    ----------
    was, now
        Until which days all was to be shared, and is.
    """
    workspace = state.workspace
    away = {row.person for row in workspace.time_off} | {row.person for row in workspace.availability}
    away |= {person for row in workspace.events for person in row.people}
    people = [
        person
        for person, blocks in state.blocks_of_person.items()
        if blocks and (person in away or _cannot_work_for_good(state, person))
    ]
    return {(person, was + _ONE_DAY * ahead) for person in people for ahead in range(1, (now - was).days + 1)}


def _cannot_work_for_good(state: BookState, person: PersonId) -> bool:
    """Say whether somebody has left, comes or leaves on a day, or has not the hours or the skill for blocks any more."""
    known = state.calendars.people.get(person)
    if known is None or known.person.from_on is not None or known.person.until_on is not None:
        return True
    for laid in (state.laid[name].block for name in state.blocks_of_person[person]):
        if not has_skill(known.person, laid.skill, laid.level):
            return True
        spans = known.person.hours.days[laid.weekday] if laid.weekday is not None else ()
        ends = laid.start_minute + laid.minutes
        inside = any(span.start_minute <= laid.start_minute and ends <= span.end_minute for span in spans)
        if laid.weekday is not None and not inside:
            return True
    return False


def _last_absence(state: BookState) -> date:
    """Return the last day of any leave or meeting in the facts: a block may not be able to stand there."""
    workspace = state.workspace
    ends = [row.end for row in workspace.time_off] + [row.end for row in workspace.events]
    days = [date(end.year, end.month, end.day) for end in ends]
    return max(days, default=date_of(state.clock, workspace.time_zone))
