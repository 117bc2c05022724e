"""Work that was promised in overtime: it keeps its person and its time, as far as it is still needed and still consented to."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.calendars.spans import merged, total_minutes, within, without
from scheduler.domain.holdings import BookedPart, Holdings
from scheduler.instance.baseline import BaselineWork, OpenTask
from scheduler.instance.holding import Taken, Work, disturbed
from scheduler.instance.pinning import first_minutes
from scheduler.instance.reading import Reading, all_time, overtime_of
from scheduler.units import PersonId, Span, TaskId


def overtime_work(
    reading: Reading, holdings: Holdings, frozen: Work, *, unbooked: frozenset[TaskId] = frozenset()
) -> dict[TaskId, BaselineWork]:
    """Return what stands in promised overtime beside the frozen work.

    It gives way where booked work does. Where less is left of a task than the witness has, overtime is given up first; where the consent of
    a week is less than was promised in it, the latest is.
    """
    taken = Taken(reading, frozen)
    waiting = disturbed(reading, holdings) | unbooked if holdings.overtime else unbooked
    found: dict[TaskId, BaselineWork] = {}
    for part in sorted(holdings.overtime, key=lambda each: (each.pieces, each.task)):
        task, still = reading.open_tasks.get(part.task), frozen.get(part.task)
        if task is None or part.person not in task.able or part.task in waiting:
            continue
        if (still is not None and still.person != part.person) or _comes_too_early(reading, task, part, frozen):
            continue
        there = () if still is None else still.spans
        wanted = _sitting(reading, task, part) if task.task.one_sitting else _pieces(reading, task, part, holdings)
        rest = first_minutes(without(wanted, there), task.remaining_minutes - total_minutes(there))
        rest = _consented(reading, part.person, rest, taken.of(part.person))
        free = taken.free(part.person, reading.window, overtime=True)
        chosen = tuple(span for piece in rest for span in within(free, piece))
        if chosen and (not task.task.one_sitting or chosen == wanted):
            taken.add(part.person, chosen)
            found[part.task] = BaselineWork(part.person, chosen)
    return found


def _ahead(reading: Reading, task: OpenTask, pieces: Sequence[Span]) -> tuple[Span, ...]:
    return within(merged(pieces), Span(task.release_at, reading.window.end))


def _pieces(reading: Reading, task: OpenTask, part: BookedPart, holdings: Holdings) -> tuple[Span, ...]:
    """Return the pieces that are still overtime, the earliest, as far as the rest of the witness leaves work for them."""
    stands = holdings.witness.get(part.task)
    planned = 0 if stands is None else total_minutes(within(merged(stands.pieces), reading.window))
    consented = overtime_of(reading, part.person)
    pieces = [span for piece in _ahead(reading, task, part.pieces) for span in within(consented, piece)]
    return first_minutes(pieces, total_minutes(pieces) - max(0, planned - task.remaining_minutes))


def _sitting(reading: Reading, task: OpenTask, part: BookedPart) -> tuple[Span, ...]:
    """Return where a sitting stands: as a whole, or without the end that saves more overtime where it is shorter by now."""
    pieces = _ahead(reading, task, part.pieces)
    left = task.remaining_minutes
    if len(pieces) != 1 or pieces[0].minutes < left or without(pieces, merged(all_time(reading, part.person))):
        return ()
    consented = overtime_of(reading, part.person)
    ways = (Span(pieces[0].start, pieces[0].start + left), Span(pieces[0].end - left, pieces[0].end))
    return (min(ways, key=lambda span: total_minutes(within(consented, span))),)


def _consented(reading: Reading, person: PersonId, pieces: Sequence[Span], taken: Sequence[Span]) -> tuple[Span, ...]:
    """Return pieces without the latest overtime that exceeds the consent of a week, beside overtime that is taken."""
    over: list[Span] = []
    for week in reading.overtime[person]:
        used = sum(total_minutes(within(taken, span)) for span in week.spans)
        there = [span for piece in pieces for span in within(week.spans, piece)]
        over += without(there, first_minutes(there, week.weekly_minutes - used))
    return without(pieces, merged(over))


def _comes_too_early(reading: Reading, task: OpenTask, part: BookedPart, frozen: Work) -> bool:
    """Say whether frozen work that comes before it ends too late for it."""
    return any(
        reading.working_days.after_wait(frozen[after.task].spans[-1].end, after.wait) > part.pieces[0].start
        for after in task.task.after
        if after.task in frozen
    )
