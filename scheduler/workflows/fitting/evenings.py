"""Overtime to which the people of a request consent, and what of it is left: evenings, or whatever hours they named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scheduler.calendars.spans import merged, total_minutes, within, without
from scheduler.calendars.working_time import overtime_spans
from scheduler.domain.people import Person
from scheduler.fairshare.dated_block import within_all
from scheduler.fairshare.overtime import worked_in_overtime
from scheduler.instance.reading import Reading, overtime_of, read
from scheduler.units import MINUTES_PER_DAY, Instant, PersonId, Span
from scheduler.workflows.fitting.rungs import Climb

Evenings = Mapping[PersonId, tuple[Span, ...]]
"""Overtime of people that a request may use, sorted."""


class Consented:
    """The overtime of those who may do a request.

    Attributes
    ----------
    spans
        All of it in the horizon, used or not.
    """

    def __init__(self, climb: Climb) -> None:
        reading = read(climb.facts[0])
        able = {person for task in climb.ask.tasks for person in climb.able(task)}
        people = [person for person in reading.people if person.id in able]
        self.spans: Evenings = {
            person.id: merged(spans) for person in people if (spans := overtime_of(reading, person.id))
        }
        self._weeks = {person.id: _whole_weeks(reading, person) for person in people if person.id in self.spans}
        self._used = {person: _used(climb, person) for person in self.spans}

    def left(self, window: Span, *, from_end: bool = False) -> Evenings:
        """Return what is still consented in a window.

        Parameters
        ----------
        from_end
            Which of it, where a week has more hours than consent: the latest before the end of the window, or the earliest.
        """
        found = {person: self.left_of(person, window, from_end=from_end) for person in self.spans}
        return {person: spans for person, spans in found.items() if spans}

    def left_of(
        self,
        person: PersonId,
        window: Span,
        *,
        taken: Sequence[Span] = (),
        allowed: Sequence[Span] | None = None,
        from_end: bool = False,
    ) -> tuple[Span, ...]:
        """Return what one person still consents to in a window.

        Parameters
        ----------
        taken
            What else the person does by then.
        allowed
            What of it may be used; None: all.
        """
        used = merged([*self._used.get(person, ()), *taken])
        usable = self.spans.get(person, ()) if allowed is None else allowed
        found: list[Span] = []
        for week, most in self._weeks.get(person, ()):
            left = most - total_minutes(within_all(used, merged(week)))
            there = without(within(within_all(merged(week), usable), window), used)
            for span in reversed(there) if from_end else there:
                minutes = min(left, span.minutes)
                if minutes > 0:
                    left -= minutes
                    begin = span.end - minutes if from_end else span.start
                    found.append(Span(begin, begin + minutes))
        return merged(found)

    def covers(self, evenings: Evenings) -> bool:
        """Say whether all of some overtime is still consented together."""
        return all(
            self.left_of(person, Span(spans[0].start, spans[-1].end), allowed=spans) == merged(spans)
            for person, spans in evenings.items()
        )


def shortened(evenings: Evenings, person: PersonId, span: Span, *, minutes: int, at_start: bool) -> Evenings:
    """Return evenings of which one has so many minutes left.

    Parameters
    ----------
    at_start
        Whether its beginning is left out: it leads up to working time, and does not follow it.
    """
    kept = Span(span.end - minutes, span.end) if at_start else Span(span.start, span.start + minutes)
    spans = {
        who: tuple(kept if (who, each) == (person, span) else each for each in mine) for who, mine in evenings.items()
    }
    left = {who: tuple(each for each in mine if each.minutes) for who, mine in spans.items()}
    return {who: mine for who, mine in left.items() if mine}


def only_used(evenings: Evenings, pieces: Mapping[PersonId, Sequence[Span]]) -> Evenings:
    """Return of each evening the stretch in which some pieces of work lie."""
    found: dict[PersonId, tuple[Span, ...]] = {}
    for person, spans in evenings.items():
        used = [within(merged(pieces.get(person, ())), span) for span in spans]
        mine = tuple(Span(each[0].start, each[-1].end) for each in used if each)
        if mine:
            found[person] = mine
    return found


def _whole_weeks(reading: Reading, person: Person) -> list[tuple[tuple[Span, ...], int]]:
    """Return the consent of each week, from the beginning of the week on: what was worked before now uses it up."""
    window = Span(Instant(reading.window.start - 7 * MINUTES_PER_DAY), reading.window.end)
    return [(week.spans, week.weekly_minutes) for week in overtime_spans(reading.workspace, person, window)]


def _used(climb: Climb, person: PersonId) -> tuple[Span, ...]:
    """Return the time of a person that is not free for more: what the plan has there, and what was worked in overtime."""
    planned = [span for work in climb.ground.work.values() if work.person == person for span in work.spans]
    return merged([*planned, *worked_in_overtime(climb.book, person)])
