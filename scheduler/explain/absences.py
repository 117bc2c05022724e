"""What takes people's time in a window: leave, meetings, first and last days."""

from __future__ import annotations

from collections.abc import Iterable

from scheduler.calendars.moments import span_of
from scheduler.calendars.words import moment_words
from scheduler.calendars.zones import Zone
from scheduler.domain.people import Person
from scheduler.explain.evidence import Evidence
from scheduler.units import Instant


def absences(evidence: Evidence, people: Iterable[int], *, start: Instant, until: Instant) -> list[str]:
    """Return what keeps some people (indices) away in [start, until): one phrase each, people in order, leave first."""
    found: list[str] = []
    for index in people:
        person = evidence.person(index)
        found += _employment(evidence, person, start=start, until=until)
        zone = Zone.of(person.time_zone)
        for leave in evidence.workspace.time_off:
            span = span_of(leave.start, leave.end, zone)
            if leave.person == person.id and span.start < until and start < span.end:
                found.append(f"{person.name} is away {_last(evidence, span.end)}")
    return found


def meetings(evidence: Evidence, people: Iterable[int], *, start: Instant, until: Instant) -> list[str]:
    """Return the meetings of some people (indices) in [start, until): one phrase each, in order of time."""
    wanted = {evidence.instance.people[index].id for index in people}
    found: list[tuple[Instant, str]] = []
    for event in evidence.workspace.events:
        span = span_of(event.start, event.end, evidence.zone)
        present = [evidence.people[each].name for each in event.people if each in wanted]
        if present and span.start < until and start < span.end:
            title = f"“{event.title}”" if event.title else "a meeting"
            found.append((span.start, f"{title} of {' and '.join(present[:2])} until {evidence.at(span.end)}"))
    return [phrase for _, phrase in sorted(found)]


def _employment(evidence: Evidence, person: Person, *, start: Instant, until: Instant) -> list[str]:
    zone = Zone.of(person.time_zone)
    found = []
    if person.until_on is not None and zone.end_of(person.until_on) < until:
        found.append(f"the last day of {person.name} is {_day(person.until_on, zone, now=evidence.instance.as_of)}")
    if person.from_on is not None and zone.begin_of(person.from_on) > start:
        found.append(f"the first day of {person.name} is {_day(person.from_on, zone, now=evidence.instance.as_of)}")
    return found


def _last(evidence: Evidence, end: Instant) -> str:
    """Say until when: through a day, or until a time of one."""
    said = evidence.at(end)
    return f"through {said.removesuffix(' 24:00')}" if said.endswith(" 24:00") else f"until {said}"


def _day(day: object, zone: Zone, *, now: Instant) -> str:
    from datetime import date

    if not isinstance(day, date):
        raise TypeError(f"not a date: {day!r}")
    return moment_words(zone.begin_of(day) + 1, zone, now=now).rsplit(" ", 1)[0]
