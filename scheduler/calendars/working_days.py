"""Working days of the team: dates with team hours that are neither holiday nor closure, in the workspace's zone."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date

from scheduler.calendars.moments import close_instant, open_instant
from scheduler.calendars.public_holidays import holiday_dates
from scheduler.calendars.zones import Zone
from scheduler.domain.times import Wait
from scheduler.domain.workspace import Workspace
from scheduler.errors import EvenhandError
from scheduler.units import MINUTES_PER_DAY, Instant

NEVER: Instant = 4_223_368_800
"""9999-12-30T00:00Z: the end of a wait for working days that do not come. Later than all work, and still a date in every zone."""

ALWAYS: Instant = -36_816_480
"""1900-01-01T00:00Z: what `WorkingDays.latest_instant` returns where no finish is early enough."""

REACH_YEARS = 20
"""Working days are looked for in this many calendar years on both sides of the year of as_of."""


class NoWorkingDayError(EvenhandError):
    """There are not as many working days in reach as were counted off."""

    def __init__(self, day: date, working_days: int) -> None:
        self.day = day
        self.working_days = working_days
        side = "after" if working_days > 0 else "before"
        super().__init__(
            f"the team has fewer than {abs(working_days)} working days {side} {day} within {REACH_YEARS} years"
        )


class WorkingDays:
    """The working days of a workspace, counted off in both directions.

    Only the calendar years from `REACH_YEARS` before to `REACH_YEARS` after that of as_of are looked at; outside them no date counts as a
    working day when days are counted off. So every search ends, also in a team without working days.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._zone = Zone.of(workspace.time_zone)
        as_of_on, _ = self._zone.local(self._zone.instant_of(workspace.as_of))
        self._first_year = max(2, as_of_on.year - REACH_YEARS)
        self._last_year = min(9998, as_of_on.year + REACH_YEARS)
        self._first_at = self._zone.begin_of(date(self._first_year, 1, 1))
        self._last_at = self._zone.begin_of(date(self._last_year + 1, 1, 1))
        # Ordinals of the working days of the years known so far, which are the years from `_low` to `_high`.
        self._low = self._high = as_of_on.year
        self._ordinals = self._of_year(as_of_on.year)

    def is_working_day(self, day: date) -> bool:
        """Say whether `day` has team hours and is neither holiday nor closure."""
        workspace = self._workspace
        if not workspace.hours.on(day) or workspace.is_closed(day):
            return False
        return day not in holiday_dates(workspace.holidays, (day.year,))

    def open_at(self, day: date) -> Instant:
        """Return the beginning of the team hours of `day` (00:00 where it has none), working day or not."""
        return open_instant(day, self._zone, self._workspace.hours)

    def close_at(self, day: date) -> Instant:
        """Return the end of the team hours of `day` (24:00 where it has none), working day or not."""
        return close_instant(day, self._zone, self._workspace.hours)

    def next_on(self, day: date, working_days: int) -> date:
        """Return the n-th working day after `day`, or for n below 0 the -n-th before it; never `day` itself.

        Raises
        ------
        ValueError
            If `working_days` is 0.
        NoWorkingDayError
            If there are not as many in reach.
        """
        if not working_days:
            raise ValueError("the 0th working day after a date is no date")
        found = self._ordinal_after(day, working_days)
        if found is None:
            raise NoWorkingDayError(day, working_days)
        return date.fromordinal(found)

    def count_between(self, first: date, last: date) -> int:
        """Return how many working days there are from `first` (included) to `last` (not included); 0 if `last` is not later."""
        self._know(first.year, last.year)
        found = bisect_left(self._ordinals, last.toordinal()) - bisect_left(self._ordinals, first.toordinal())
        return max(0, found)

    def after_instant(self, at: Instant, working_days: int) -> Instant:
        """Return the instant n working days after `at`: the end of a wait as `scheduler.domain.times.Wait` defines it.

        The same clock time on the n-th working day after the date of `at`, a date that is no working day counting as 24:00 of the last
        working day before it. A skipped clock time is the instant of the change, a repeated one the later. An instant
        at which the clock shows a repeated hour for the second time counts as the end of its first time, so that the
        result never decreases when `at` grows.

        Returns
        -------
        Instant
            `at` itself for 0; `NEVER` if there are not as many working days in reach.
        """
        if not working_days:
            return at
        if at >= self._last_at:
            return NEVER
        day, minute = self._zone.local_reached(max(at, self._first_at))
        found = self._ordinal_after(day, working_days)
        if found is None:
            return NEVER
        if not self._is_known_working_day(day):
            return self._zone.end_of(date.fromordinal(found))
        return self._zone.instant_forgiving(date.fromordinal(found), minute, later=True)

    def after_wait(self, finish: Instant, wait: Wait) -> Instant:
        """Return the first instant that a wait after `finish` allows; `NEVER` as for `after_instant`."""
        return self.after_instant(finish, wait.working_days) if wait.working_days else finish + wait.minutes

    def latest_instant(self, by: Instant, working_days: int) -> Instant:
        """Return the latest instant after which a wait of n working days is over by `by`.

        Returns
        -------
        Instant
            The greatest t with `after_instant(t, working_days) <= by`; `ALWAYS` if there is none.
        """
        if not working_days:
            return by
        if by < self._first_at or self.after_instant(self._first_at, working_days) > by:
            return ALWAYS
        low, high, step = max(self._first_at, by - MINUTES_PER_DAY), by + 1, MINUTES_PER_DAY
        while self.after_instant(low, working_days) > by:
            high, step = low, 2 * step
            low = max(self._first_at, low - step)
        # after_instant(low) <= by < after_instant(high), as a wait of a working day ends on a later date.
        while high - low > 1:
            middle = (low + high) // 2
            if self.after_instant(middle, working_days) <= by:
                low = middle
            else:
                high = middle
        return low

    def _of_year(self, year: int) -> list[int]:
        hours = self._workspace.hours
        if not any(hours.days):
            return []
        closed = {day.toordinal() for day in holiday_dates(self._workspace.holidays, (year,))}
        for closure in self._workspace.closures:
            first = max(closure.first.toordinal(), date(year, 1, 1).toordinal())
            closed.update(range(first, min(closure.last.toordinal(), date(year, 12, 31).toordinal()) + 1))
        # Day 1 of the calendar was a Monday.
        works = [bool(spans) for spans in hours.days]
        days = range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)
        return [day for day in days if works[(day - 1) % 7] and day not in closed]

    def _know(self, first_year: int, last_year: int) -> None:
        """Make the table hold the years in reach from `first_year` to `last_year`."""
        while self._low > max(first_year, self._first_year):
            self._low -= 1
            self._ordinals = self._of_year(self._low) + self._ordinals
        while self._high < min(last_year, self._last_year):
            self._high += 1
            self._ordinals = self._ordinals + self._of_year(self._high)

    def _ordinal_after(self, day: date, working_days: int) -> int | None:
        self._know(day.year, day.year)
        while True:
            if working_days > 0:
                position = bisect_right(self._ordinals, day.toordinal()) + working_days - 1
                if position < len(self._ordinals):
                    return self._ordinals[position]
                if self._high >= self._last_year:
                    return None
                self._know(self._low, self._high + 1)
            else:
                position = bisect_left(self._ordinals, day.toordinal()) + working_days
                if position >= 0:
                    return self._ordinals[position]
                if self._low <= self._first_year:
                    return None
                self._know(self._low - 1, self._high)

    def _is_known_working_day(self, day: date) -> bool:
        ordinal = day.toordinal()
        position = bisect_left(self._ordinals, ordinal)
        return position < len(self._ordinals) and self._ordinals[position] == ordinal
