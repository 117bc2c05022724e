"""Work that is late because the book has some of it after its due time: what is booked keeps its days."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.calendars.spans import total_minutes, within
from scheduler.calendars.words import is_or_are, moment_words, work_words
from scheduler.domain.reasons import PatternFigures, Reason
from scheduler.explain.evidence import Evidence
from scheduler.explain.holding import client_name
from scheduler.instance.records import TaskItem
from scheduler.units import Instant, Span


def booked_after(evidence: Evidence, item: TaskItem, *, booked: Sequence[Span], until: Instant) -> Reason | None:
    """Return that work is booked after its due time as a reason; None where it is not.

    Parameters
    ----------
    booked
        Where the book has it on its client's own hours, sorted and disjoint.
    """
    if not booked or booked[-1].end <= until:
        return None
    later = within(booked, Span(until, booked[-1].end))
    minutes = total_minutes(later)
    name = client_name(evidence, evidence.instance.clients[item.client].id)
    day = moment_words(later[-1].end, evidence.zone, now=evidence.instance.as_of)
    text = (
        f"{work_words(minutes)} of it {is_or_are(minutes)} booked on own hours of {name} after that, up to {day}, and what is booked "
        f"keeps its days. When it was booked, there was no earlier time that {name} may use."
    )
    return Reason(kind="pattern", text=text, proven=False, figures=PatternFigures(blockers=(item.id,)))
