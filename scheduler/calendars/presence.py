"""Who is at work at a moment, who is not and why, and until when that holds."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.calendars.moments import span_of
from scheduler.calendars.public_holidays import holiday_dates
from scheduler.calendars.spans import merged
from scheduler.calendars.working_time import WorkingTimeBook
from scheduler.calendars.zones import Zone
from scheduler.domain.contacts import Absence
from scheduler.domain.people import Person
from scheduler.domain.workspace import Workspace
from scheduler.units import MINUTES_PER_DAY, Instant, Span

REACH_DAYS = (7, 35, 400)
"""Looked so far ahead for the next working time, in turn; whoever does not work within the last is not expected back."""


@dataclass(frozen=True, slots=True)
class Presence:
    """Whether a person works at a moment.

    Attributes
    ----------
    away
        Why not; None where the person works.
    until
        When that ends: the end of the working time that goes on, or the beginning of the next. None where none is in reach.
    meeting
        Title of the meeting that the person is in, else empty.
    """

    away: Absence | None
    until: Instant | None
    meeting: str = ""


class PresenceBook:
    """The people of one workspace, asked where they are; calendars are sorted out once.

    Reachable is who has working time: weekly hours or availability, less holidays, closures, time off and meetings.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._whole = WorkingTimeBook(workspace)
        self._without_meetings = WorkingTimeBook(workspace.model_copy(update={"events": ()}))
        self._listed = {row.person for row in workspace.availability}

    def working(self, person: Person, window: Span) -> tuple[Span, ...]:
        """Return when the person can be reached in `window`: sorted, disjoint, not touching."""
        return self._whole.working_spans(person, window)

    def at(self, person: Person, at: Instant) -> Presence:
        """Return whether the person works at `at`, why not, and until when that holds."""
        following = self._following(person, at)
        if following is not None and following.start <= at:
            return Presence(None, following.end)
        away = self._why_away(person, at)
        meeting = self._meeting_at(person, at) if away == "meeting" else ""
        return Presence(away, None if following is None else following.start, meeting)

    def _following(self, person: Person, at: Instant) -> Span | None:
        """Return the working time that goes on at `at`, else the next; None where none begins in reach."""
        for days in REACH_DAYS:
            spans = self.working(person, Span(at, at + days * MINUTES_PER_DAY))
            if spans:
                return spans[0]
        return None

    def _why_away(self, person: Person, at: Instant) -> Absence:
        zone = Zone.of(person.time_zone)
        day, _ = zone.local(at)
        if person.until_on is not None and day > person.until_on:
            return "left"
        if person.from_on is not None and day < person.from_on:
            return "not_here_yet"
        for absence in self._workspace.time_off:
            if absence.person == person.id and _covers(span_of(absence.start, absence.end, zone), at):
                return "time_off"
        # What availability.csv lists holds on all dates, and people without hours on a weekday miss no holiday.
        if person.id not in self._listed and person.hours.on(day):
            if self._workspace.is_closed(day):
                return "closure"
            if day in holiday_dates(person.holidays, (day.year,)):
                return "holiday"
        return "meeting" if self._without_meetings.working_spans(person, Span(at, at + 1)) else "off_hours"

    def _meeting_at(self, person: Person, at: Instant) -> str:
        zone = Zone.of(self._workspace.time_zone)
        return next(
            (
                event.title
                for event in self._workspace.events
                if person.id in event.people and _covers(span_of(event.start, event.end, zone), at)
            ),
            "",
        )


def reached_by_any(book: PresenceBook, people: tuple[Person, ...], window: Span) -> tuple[Span, ...]:
    """Return when at least one of `people` can be reached in `window`."""
    return merged(span for person in people for span in book.working(person, window))


def _covers(span: Span, at: Instant) -> bool:
    return span.start <= at < span.end
