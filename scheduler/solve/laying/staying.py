"""Which blocks of the segment before stay as they are: a client's blocks do not move because somebody else's days begin or end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scheduler.domain.book import LaidBlock
from scheduler.domain.workspace import Workspace
from scheduler.instance.laying import (
    Want,
    by_person_and_weekday,
    most_minutes_at_once,
    signable_minutes,
    signable_people,
)
from scheduler.solve.laying.segment import LaidWant, Pattern
from scheduler.units import ClientId, PersonId


def staying(
    workspace: Workspace,
    wants: Sequence[Want],
    *,
    before: Mapping[tuple[ClientId, int, str, str], LaidWant],
    standing: Sequence[LaidBlock],
) -> dict[tuple[ClientId, int, str, str], LaidWant]:
    """Return the amounts whose blocks go on: wholly laid, on people who are still there, beside what stands now.

    Parameters
    ----------
    wants
        Of the segment that begins.
    before
        What the segment before came to.
    standing
        Blocks of others that hold in the segment that begins.
    """
    people = {person.id: person for person in signable_people(workspace)}
    taken = by_person_and_weekday(standing)
    found = {}
    used: dict[tuple[PersonId, int], int] = {}
    for want in wants:
        laid = before.get(want.identity)
        if laid is None or laid.unlaid_minutes or want.weekly_minutes != laid.want.weekly_minutes:
            continue
        days: dict[tuple[PersonId, int], int] = {}
        for pattern in laid.patterns:
            days[pattern.person, pattern.weekday] = days.get((pattern.person, pattern.weekday), 0) + pattern.minutes
        fits = all(pattern.person in want.people for pattern in laid.patterns) and all(
            used.get(day, 0) + minutes + most_minutes_at_once(others)
            <= signable_minutes(workspace, people[day[0]], day[1])
            for day, minutes in days.items()
            if (others := taken.get(day, [])) is not None
        )
        if fits and not any(
            _meets(pattern, taken.get((pattern.person, pattern.weekday), ())) for pattern in laid.patterns
        ):
            found[want.identity] = LaidWant(want, laid.patterns, 0)
            for day, minutes in days.items():
                used[day] = used.get(day, 0) + minutes
    return found


def _meets(pattern: Pattern, others: Sequence[LaidBlock]) -> bool:
    end = pattern.start_minute + pattern.minutes
    return any(
        other.start_minute < end and pattern.start_minute < other.start_minute + other.minutes for other in others
    )
