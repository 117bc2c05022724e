"""Reasons that lie in work of one person: what the same person must do is together more than any one has time for."""

from __future__ import annotations

from scheduler.calendars.words import work_words
from scheduler.domain.reasons import PatternFigures, Reason
from scheduler.explain.evidence import Evidence
from scheduler.explain.words import list_words
from scheduler.instance.records import TaskItem
from scheduler.units import Instant


def together(evidence: Evidence, item: TaskItem, *, until: Instant) -> Reason | None:
    """Return why a task and work that the same person must do by then do not fit anybody's time, or None where they do.

    Work of the group counts where it must be done by `until` too. The sum is right, but as the rest of the group may be late or
    left out instead, it is not called proven.
    """
    mates = [
        each
        for each in evidence.mates(item)
        if (each.due_at if each.due_at is not None else evidence.instance.horizon_end) <= until
    ]
    people = [person for person in item.eligible if all(person in each.eligible for each in mates)]
    if not mates or not people:
        return None
    start = min(evidence.heads.starts[each.index] for each in (item, *mates))
    needed = sum(each.remaining_minutes for each in (item, *mates))
    free = {person: evidence.capacity.free_minutes((person,), start, until) for person in people}
    if needed <= max(free.values()):
        return None
    titles = [f"{evidence.title(each)} ({work_words(each.remaining_minutes)})" for each in (item, *mates)]
    most = work_words(max(free.values()))
    who = (
        f"{evidence.names(people)} has only {most}"
        if len(people) == 1
        else f"none of {evidence.names(people)} has more than {most}"
    )
    text = (
        f"The same person must do {list_words(titles)}, {work_words(needed)} in all between {evidence.at(start)} and "
        f"{evidence.at(until)}, and {who}."
    )
    blockers = tuple(f"the same person must do {evidence.title(each)}" for each in mates[:5])
    return Reason(kind="pattern", text=text, proven=False, figures=PatternFigures(blockers=blockers))
