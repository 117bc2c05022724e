"""Dates as the contract reads them: team hours, working days, waits, and what a start or a due time means."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from scheduler.units import MINUTES_PER_DAY, Instant, Span
from scheduler.verify.clock import clock_of, date_of, day_end, day_start, instant_at, instant_of, wall_spans
from scheduler.verify.spans import is_holiday, joined

if TYPE_CHECKING:
    from scheduler.domain.times import Moment, Wait
    from scheduler.domain.workspace import Workspace

FOREVER: Instant = 10**12
"""Later than any instant of a plan: a wait that never ends, because there are no more working days."""

_ONE_DAY = timedelta(days=1)
# Where no working day comes within ten years there is none: the week has no team hours, or closures cover everything.
_LONGEST_SEARCH_DAYS = 3660


class TeamDays:
    """The team's calendar in the workspace's zone, from as_of to the end of the horizon.

    Attributes
    ----------
    as_of, horizon_end
        Instants in minutes.
    first_on, last_on
        First and last date of the horizon.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.zone = workspace.time_zone
        self.as_of = instant_of(workspace.as_of, self.zone)
        self.first_on = date_of(self.as_of, self.zone)
        self.last_on = self.first_on + timedelta(days=workspace.horizon_days - 1)
        self.horizon_end = day_end(self.last_on, self.zone)
        self._is_working: dict[date, bool] = {}

    @property
    def horizon(self) -> Span:
        """[as_of, end of the horizon)."""
        return Span(self.as_of, self.horizon_end)

    def _team_spans(self, day: date) -> list[Span]:
        hours = self._workspace.hours.on(day)
        return joined(span for part in hours for span in wall_spans(day, part.start_minute, part.end_minute, self.zone))

    def opens_at(self, day: date) -> Instant:
        """Return the beginning of a date's team hours, its 00:00 where there are none; holidays do not matter."""
        spans = self._team_spans(day)
        return spans[0].start if spans else day_start(day, self.zone)

    def closes_at(self, day: date) -> Instant:
        """Return the end of a date's team hours, its 24:00 where there are none; holidays do not matter."""
        spans = self._team_spans(day)
        return spans[-1].end if spans else day_end(day, self.zone)

    def is_working_day(self, day: date) -> bool:
        """Say whether a date has team hours and is neither holiday nor closure."""
        if day not in self._is_working:
            self._is_working[day] = (
                bool(self._workspace.hours.on(day))
                and not self._workspace.is_closed(day)
                and not is_holiday(day, self._workspace.holidays)
            )
        return self._is_working[day]

    def working_day_after(self, day: date, number: int) -> date | None:
        """Return the `number`-th working day after a date (the date itself for 0); None where there is none."""
        return self._step(day, number, _ONE_DAY)

    def working_day_before(self, day: date, number: int) -> date | None:
        """Return the `number`-th working day before a date (the date itself for 0); None where there is none."""
        return self._step(day, number, -_ONE_DAY)

    def _step(self, day: date, number: int, step: timedelta) -> date | None:
        for _ in range(_LONGEST_SEARCH_DAYS + number * 7):
            if number <= 0:
                return day
            day += step
            number -= self.is_working_day(day)
        return None

    def after_wait(self, at: Instant, wait: Wait) -> Instant:
        """Return the first instant at which a wait that began at `at` is over."""
        if not wait.working_days:
            return at + wait.minutes
        clock = clock_of(at, self.zone)
        day, minute = clock.date(), clock.hour * 60 + clock.minute
        if not self.is_working_day(day):
            earlier = self.working_day_before(day, 1)
            if earlier is None:
                return FOREVER
            day, minute = earlier, MINUTES_PER_DAY
        target = self.working_day_after(day, wait.working_days)
        return FOREVER if target is None else instant_at(target, minute, self.zone)

    def start_at(self, moment: Moment) -> Instant:
        """Return what an earliest start means: a date is the beginning of its team hours."""
        return instant_of(moment, self.zone) if isinstance(moment, datetime) else self.opens_at(moment)

    def due_at(self, moment: Moment) -> Instant:
        """Return what a due time means: a date is the end of its team hours."""
        return instant_of(moment, self.zone) if isinstance(moment, datetime) else self.closes_at(moment)

    def clock_at(self, day: date, minute: int) -> Instant:
        """Return the instant of a clock time, in minutes after 00:00, on a date of the workspace's zone."""
        return instant_at(day, minute, self.zone)

    def due_on(self, moment: Moment) -> date:
        """Return the date, in the workspace's zone, of a due time; of a bare date that date."""
        return date_of(instant_of(moment, self.zone), self.zone) if isinstance(moment, datetime) else moment

    def freeze_end(self) -> Instant:
        """Return the close of the `freeze_days`-th working day after the date of as_of; as_of itself for 0."""
        days = self._workspace.policy.freeze_days
        if days <= 0:
            return self.as_of
        target = self.working_day_after(self.first_on, days)
        return FOREVER if target is None else self.closes_at(target)

    def near_end(self, number: int) -> Instant:
        """Return the close of the `number`-th working day after the date on which the freeze ends."""
        frozen_until = self.freeze_end()
        if frozen_until == FOREVER:
            return FOREVER
        days = self._workspace.policy.freeze_days
        base = self.first_on if days <= 0 else self.working_day_after(self.first_on, days)
        target = None if base is None else self.working_day_after(base, number)
        return FOREVER if target is None else self.closes_at(target)
