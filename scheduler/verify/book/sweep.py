"""Which days of which people a full sweep looks at: all that may hold something from the clock on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from scheduler.verify.clock import date_of

if TYPE_CHECKING:
    from scheduler.units import PersonId
    from scheduler.verify.book.state import BookState

_ONE_DAY = timedelta(days=1)
_LEAST_DAYS = 28
_MOST_DAYS = 4000 - 1


def days_ahead(state: BookState) -> set[tuple[PersonId, date]]:
    """Return the days of people that may hold work or blocks: four weeks, or as far as entries and absences speak of."""
    first = state.calendars.day_at(state.clock)
    last = max(first + _ONE_DAY * _LEAST_DAYS, state.last_day, _last_absence(state))
    days = min((last - first).days, _MOST_DAYS)
    people = [person for person, blocks in state.blocks_of_person.items() if blocks]
    found = {(person, first + _ONE_DAY * ahead) for person in people for ahead in range(days + 1)}
    return found | {key for key, tasks in state.by_day.items() if tasks and key[1] >= first - _ONE_DAY}


def _last_absence(state: BookState) -> date:
    """Return the last day of any leave or meeting in the facts: a block may not be able to stand there."""
    workspace = state.workspace
    ends = [row.end for row in workspace.time_off] + [row.end for row in workspace.events]
    days = [date(end.year, end.month, end.day) for end in ends]
    return max(days, default=date_of(state.clock, workspace.time_zone))
