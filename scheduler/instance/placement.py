"""Where tasks stand: a person and a bit line each, and what follows from them exactly on the clock."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.instance.records import Instance
from scheduler.units import Instant

UNPLACED = -1


@dataclass(frozen=True, slots=True)
class Placement:
    """A plan in units.

    Attributes
    ----------
    people
        Per task the index of its person, `UNPLACED` (-1) where it is not in the plan.
    lines
        Per task the bit line of the axis positions it uses; 0 for unplaced tasks and for tasks that their fixed work
        covers wholly. Fixed work is beside this, in `TaskItem.fixed`.
    """

    people: tuple[int, ...]
    lines: tuple[int, ...]

    def is_placed(self, task: int) -> bool:
        """Say whether the task is in the plan."""
        return self.people[task] != UNPLACED


def finish_instant(instance: Instance, task: int, placement: Placement) -> Instant:
    """Return the exact end of a placed task.

    The last unit of the laid work is used less `pad_minutes`; fixed work may end later than the laid work.

    Returns
    -------
    Instant
        In minutes; the later of the ends of laid and of fixed work.

    Raises
    ------
    ValueError
        If the task is unplaced.
    """
    if not placement.is_placed(task):
        raise ValueError(f"task {instance.tasks[task].id} is unplaced and has no finish")
    item, line = instance.tasks[task], placement.lines[task]
    ends = [span.end for span in item.fixed.spans] if item.fixed else []
    if line:
        ends.append(instance.axis.end_of(line.bit_length()) - item.pad_minutes)
    return max(ends)


def start_instant(instance: Instance, task: int, placement: Placement) -> Instant:
    """Return the exact start of a placed task: the earlier of the starts of laid and of fixed work.

    Raises
    ------
    ValueError
        If the task is unplaced.
    """
    if not placement.is_placed(task):
        raise ValueError(f"task {instance.tasks[task].id} is unplaced and has no start")
    item, line = instance.tasks[task], placement.lines[task]
    starts = [span.start for span in item.fixed.spans] if item.fixed else []
    if line:
        starts.append(instance.axis.starts[(line & -line).bit_length() - 1])
    return min(starts)
