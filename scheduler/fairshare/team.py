"""The team as the book sees it: who works when, which days are working days, when blocks lapse, who may work for whom.

Everything here follows from one workspace and is remembered; a book makes a new team when its facts change.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from fractions import Fraction

from scheduler.calendars.public_holidays import holiday_dates
from scheduler.calendars.spans import merged, total_minutes, within
from scheduler.calendars.working_days import NEVER, NoWorkingDayError, WorkingDays
from scheduler.calendars.working_time import WorkingTimeBook
from scheduler.calendars.zones import Zone
from scheduler.domain.book import AskedTask, skill_key
from scheduler.domain.clients import AgreedHours, Agreement, Client
from scheduler.domain.people import Person
from scheduler.domain.times import Wait
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.bound_rows import bound_rows
from scheduler.units import ClientId, Instant, PersonId, Span

CHUNK_DAYS = 28
"""Working time is asked of the calendars for so many days at a time."""

WEEKS_PER_MONTH = Fraction(12, 52)
"""Monthly hours as weekly ones: a year has 12 months and 52 weeks."""


class Team:
    """One workspace, read for arithmetic.

    Attributes
    ----------
    people, clients
        By id; `people` in the order of people.yaml.
    bound_rows
        For each row of tasks.csv that is bound to others the ones that the same person must do.
    """

    def __init__(self, workspace: Workspace, *, closed: tuple[date, Instant] | None = None) -> None:
        """Read a workspace.

        Parameters
        ----------
        closed
            The last working day that has closed in the book, and when: it does not open again, whatever its hours are by now.
        """
        self.workspace = workspace
        self._closed = closed
        self.policy = workspace.policy
        self.zone = Zone.of(workspace.time_zone)
        self.days = WorkingDays(workspace)
        self.people: dict[PersonId, Person] = {person.id: person for person in workspace.people}
        self.clients: dict[ClientId, Client] = {client.id: client for client in workspace.clients}
        self._zones = {person.id: Zone.of(person.time_zone) for person in workspace.people}
        self._working_time = WorkingTimeBook(workspace)
        self._chunks: dict[tuple[PersonId, int], dict[date, tuple[Span, ...]]] = {}
        self._closes: dict[date, Instant] = {}
        self._lapses: dict[tuple[date, int], Instant] = {}
        self._team_spans: dict[date, tuple[Span, ...]] = {}
        self._exists: dict[tuple[PersonId, date], bool] = {}
        self.bound_rows = bound_rows(workspace.tasks)
        self.longest_day_minutes = max(
            (sum(end - start for start, end in spans) for spans in workspace.hours.days), default=0
        )

    def zone_of(self, person: PersonId) -> Zone:
        """Return the zone of a person's clock; of somebody who is not in the team any more the team's."""
        return self._zones.get(person, self.zone)

    def day_of(self, person: PersonId, at: Instant) -> date:
        """Return the person's own date at an instant."""
        return self.zone_of(person).local(at)[0]

    def days_of(self, person: PersonId, window: Span) -> Iterator[date]:
        """Yield the person's own dates on which a window lies, at least the one on which it begins."""
        day, last = self.day_of(person, window.start), self.day_of(person, max(window.start, window.end - 1))
        while day <= last:
            yield day
            day += timedelta(days=1)

    def working(self, person: PersonId, day: date) -> tuple[Span, ...]:
        """Return the working time of a person's own date, exact: sorted, disjoint, not touching; none of who is not in the team."""
        if person not in self.people:
            return ()
        chunk = day.toordinal() // CHUNK_DAYS
        known = self._chunks.get((person, chunk))
        if known is None:
            known = self._chunks[person, chunk] = self._read_chunk(person, chunk)
        return known.get(day, ())

    def overtime(self, person: PersonId, window: Span) -> tuple[Span, ...]:
        """Return the time of a window in which a person consents to overtime; the weekly limit is not applied."""
        weeks = self._working_time.overtime_spans(self.people[person], window)
        return merged(span for week in weeks for span in week.spans)

    def _read_chunk(self, person: PersonId, chunk: int) -> dict[date, tuple[Span, ...]]:
        zone = self._zones[person]
        first = date.fromordinal(max(1, chunk * CHUNK_DAYS))
        days = [first + timedelta(days=number) for number in range(CHUNK_DAYS)]
        window = Span(zone.begin_of(days[0]), zone.end_of(days[-1]))
        spans = self._working_time.working_spans(self.people[person], window)
        found: dict[date, tuple[Span, ...]] = {}
        for day in days:
            own = within(spans, Span(zone.begin_of(day), zone.end_of(day)))
            if own:
                found[day] = own
        return found

    def capacity_minutes(self, person: PersonId, day: date) -> int:
        """Return c[p,d]: the working minutes of a person's own date."""
        return total_minutes(self.working(person, day))

    def has_day(self, person: PersonId, day: date) -> bool:
        """Say whether a laid block of this person exists on `day`: a working day of the team, no holiday of the person.

        A day off takes its blocks with it. Whoever has left took them from their clients: that is a loss, and is shared.
        """
        known = self._exists.get((person, day))
        if known is None:
            member = self.people.get(person)
            holidays = () if member is None else holiday_dates(member.holidays, (day.year,))
            known = self._exists[person, day] = self.days.is_working_day(day) and day not in holidays
        return known

    def may_hold(self, person: PersonId, day: date) -> bool:
        """Say whether blocks can be laid on this person on `day`: a day of its blocks, on which the person is employed."""
        member = self.people.get(person)
        if member is None or not self.has_day(person, day):
            return False
        return (member.from_on or date.min) <= day <= (member.until_on or date.max)

    def has_skill(self, person: PersonId, skill: str, level: int) -> bool:
        """Say whether somebody of the team has a skill at a level."""
        member = self.people.get(person)
        own = None if member is None else member.level_of(skill)
        return own is not None and own >= level

    def may_do(
        self, person: PersonId, client: ClientId, *, skill: str, level: int, pin: PersonId | None = None
    ) -> bool:
        """Say whether a person may do work of a client: skill, level, exclusions, pin."""
        served = self.clients.get(client)
        if (served is not None and person in served.exclude) or pin not in (None, person):
            return False
        return self.has_skill(person, skill, level)

    def able(self, client: ClientId, task: AskedTask) -> list[PersonId]:
        """Return who may do a task of a client, in the order of people.yaml; work that binds it to one person is not looked at."""
        return [
            person
            for person in self.people
            if self.may_do(person, client, skill=task.skill, level=task.level, pin=task.person)
        ]

    def close_at(self, day: date) -> Instant:
        """Return the end of the team hours of a day; of a day that has closed in the book no later than its close there."""
        known = self._closes.get(day)
        if known is None:
            known = self.days.close_at(day)
            if self._closed is not None and day <= self._closed[0]:
                known = min(known, self._closed[1])
            self._closes[day] = known
        return known

    def closing_days(self, after: Instant, until: Instant) -> Iterator[date]:
        """Yield, in order, the working days that close in (after, until]."""
        day = self.zone.local(after)[0]
        if not self.days.is_working_day(day):
            day = self._next(day)
        while self.close_at(day) <= until:
            if self.close_at(day) > after:
                yield day
            day = self._next(day)

    def _next(self, day: date) -> date:
        try:
            return self.days.next_on(day, 1)
        except NoWorkingDayError:
            return date.max

    def working_day_of(self, at: Instant) -> date:
        """Return the working day to which an instant belongs: its own until the close, else the next one."""
        day = self.zone.local(at)[0]
        if self.days.is_working_day(day) and at < self.close_at(day):
            return day
        return self._next(day)

    def working_day_from(self, day: date) -> date:
        """Return a day itself where it is a working day, else the next one."""
        return day if self.days.is_working_day(day) else self._next(day)

    def lapse_at(self, day: date, working_days: int) -> Instant:
        """Return the close of the n-th working day before a day: when what is held on it lapses with that notice."""
        known = self._lapses.get((day, working_days))
        if known is None:
            try:
                known = self.close_at(self.days.next_on(day, -working_days))
            except NoWorkingDayError:
                known = -NEVER
            self._lapses[day, working_days] = known
        return known

    def nth_working_day(self, day: date, working_days: int) -> date:
        """Return the n-th working day after a day."""
        return self.days.next_on(day, working_days)

    def after_wait(self, finish: Instant, wait: Wait) -> Instant:
        """Return the first instant that a wait after `finish` allows."""
        return self.days.after_wait(finish, wait)

    def _hours_of(self, day: date) -> tuple[Span, ...]:
        known = self._team_spans.get(day)
        if known is None:
            working = self.days.is_working_day(day)
            known = self.zone.spans_of_day(day, self.workspace.hours.on(day)) if working else ()
            self._team_spans[day] = known
        return known

    def team_minutes(self, start: Instant, end: Instant) -> int:
        """Return the team's working minutes in [start, end); 0 where `end` is not later."""
        if end <= start:
            return 0
        day, last, total = self.zone.local(start)[0], self.zone.local(end)[0], 0
        while day <= last:
            total += total_minutes(within(self._hours_of(day), Span(start, end)))
            day += timedelta(days=1)
        return total

    def moved_back(self, at: Instant, minutes: int) -> Instant:
        """Return the latest instant with `minutes` team working minutes between it and `at`; `at` itself for 0."""
        day, left = self.zone.local(at)[0], minutes
        while left > 0:
            for span in reversed(self._hours_of(day)):
                end = min(span.end, at)
                if end <= span.start:
                    continue
                if end - span.start >= left:
                    return end - left
                left -= end - span.start
            if day.year < 1901:
                break
            day -= timedelta(days=1)
        return at if minutes <= 0 else self.zone.begin_of(day)

    def agreement_on(self, client: ClientId, day: date) -> Agreement | None:
        """Return the client's agreement that covers a day."""
        served = self.clients.get(client)
        for agreement in () if served is None else served.agreements:
            if (agreement.since or date.min) <= day <= (agreement.until or date.max):
                return agreement
        return None

    def notice_days(self, client: ClientId, day: date) -> int:
        """Return the notice that holds for the client's blocks of a day, in working days, at least 1."""
        agreement = self.agreement_on(client, day)
        if agreement is None or agreement.notice_working_days is None:
            return max(1, self.policy.default_notice)
        return max(1, agreement.notice_working_days)

    @property
    def longest_notice_days(self) -> int:
        """The longest notice of any agreement, also of one that begins later, in working days, at least 1."""
        agreed = (each.notice_working_days or 0 for client in self.clients.values() for each in client.agreements)
        return max(1, self.policy.default_notice, *agreed)

    def rush_minutes(self, client: ClientId, key: str, day: date) -> int:
        """Return the rush minutes of a skill key in the ISO week of a day, under the agreement of that day."""
        agreement = self.agreement_on(client, day)
        if agreement is None:
            return 0
        if agreement.rush is not None:
            return sum(minutes for skill, level, minutes in agreement.rush if skill_key(skill, level) == key)
        own = sum(
            (weekly_minutes(hours) for hours in agreement.hours if skill_key(hours.skill, hours.level) == key),
            Fraction(0),
        )
        return int(own * self.policy.default_rush / 1000)

    def aware(self, at: Instant) -> datetime:
        """Return an instant on the team's clock, with its offset."""
        return self.zone.aware(at)


def weekly_minutes(hours: AgreedHours) -> Fraction:
    """Return agreed hours as minutes per week, exact; monthly hours by 12 months of 52 weeks."""
    return Fraction(hours.minutes) * (1 if hours.per == "week" else WEEKS_PER_MONTH)
