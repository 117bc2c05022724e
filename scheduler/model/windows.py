"""Heads and tails: between which positions a task can lie if its whole chain is to be placed, sound for refutations.

A head is the earliest start by itself and after the earliest finishes of its chain; a tail the latest finish after
which it, or something that comes after it, would miss its due time. Waits are included, exact on the clock.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scheduler.domain.times import Wait
from scheduler.instance.records import Arc, Instance, TaskItem
from scheduler.instance.waits import release_after
from scheduler.model.lines import below, between, finish_of_units, sitting_starts, start_of_units
from scheduler.units import Instant


@dataclass(frozen=True, slots=True)
class Windows:
    """Per task the window of its laid work and the people who remain possible.

    Attributes
    ----------
    heads
        First position that the task may use.
    tails
        Finish position at or before which it must end; the axis size where nothing bounds it.
    people
        People who have room for it in its window; empty: it cannot be placed on time, whatever else is planned.
        For wholly fixed work its person.
    contradiction
        The first task whose window is empty, or whose fixed work is late or stands before its chain; None if none.
    """

    heads: tuple[int, ...]
    tails: tuple[int, ...]
    people: tuple[tuple[int, ...], ...]
    contradiction: int | None


def exact_finish(instance: Instance, item: TaskItem, finish: int) -> Instant:
    """Return the instant at which a task ends whose laid work ends at finish position `finish` (ignored if it has none)."""
    ends = [span.end for span in item.fixed.spans] if item.fixed else []
    if item.effort_units:
        ends.append(instance.axis.end_of(finish) - item.pad_minutes)
    return max(ends)


def fixed_start(item: TaskItem) -> Instant | None:
    """Return the start of the fixed work of a task, None without."""
    return min(span.start for span in item.fixed.spans) if item.fixed else None


def is_plain(before: TaskItem, wait: Wait) -> bool:
    """Say whether a successor may start at any position from the finish position on: no wait, no fixed work before it."""
    return not wait.minutes and not wait.working_days and before.fixed is None


def starts_after(instance: Instance, before: TaskItem, wait: Wait) -> Callable[[int], int]:
    """Return the map from the finish position of a predecessor to the first position its successor may use.

    The map is non-decreasing, and exact: of the last unit `pad_minutes` are not used. It gives the axis size where no
    position is left.
    """
    if is_plain(before, wait):
        # On one grid the first unit after the finish is the first unit after the finish position.
        return lambda finish: finish
    known: dict[int, int] = {}

    def first_start(finish: int) -> int:
        if finish not in known:
            released = release_after(instance, exact_finish(instance, before, finish), wait)
            known[finish] = instance.axis.from_instant_up(released)
        return known[finish]

    return first_start


def latest_finish_on_time(instance: Instance, item: TaskItem) -> int:
    """Return the last finish position at which the laid work of a task ends at or before `late_from`; the size without a due."""
    if item.late_from is None:
        return instance.axis.size
    return instance.axis.until_instant_down(item.late_from + item.pad_minutes)


def topological_order(instance: Instance) -> tuple[int, ...]:
    """Return the tasks so that each comes after its predecessors; by index where that leaves a choice."""
    missing = [len({arc.task for arc in item.predecessors}) for item in instance.tasks]
    ready = [task for task in range(len(missing) - 1, -1, -1) if not missing[task]]
    order: list[int] = []
    while ready:
        task = ready.pop()
        order.append(task)
        for successor in sorted(set(instance.successors[task]), reverse=True):
            missing[successor] -= 1
            if not missing[successor]:
                ready.append(successor)
    return tuple(order)


def person_line(instance: Instance, person: int) -> int:
    """Return the units in which a person can be planned, overtime included."""
    line = instance.people[person]
    return line.free | line.overtime


def compute_windows(instance: Instance, *, due: Sequence[bool]) -> Windows:
    """Return the windows if all tasks that `due` names are to be on time, and the tasks before them placed.

    Parameters
    ----------
    due
        Per task whether its own due time binds.

    Returns
    -------
    Windows
        Relaxations: every plan in which all those tasks are on time keeps them.
    """
    order = topological_order(instance)
    needed = with_predecessors(instance, due)
    people = _people_of_groups(instance, needed)
    heads, reach = _heads(instance, order, people)
    tails, contradiction = _tails(instance, order, heads=heads, people=people, due=due, needed=needed)
    possible: list[tuple[int, ...]] = []
    for task, item in enumerate(instance.tasks):
        fitting = tuple(p for p in people[task] if _has_room(instance, item, p, first=heads[task], last=tails[task]))
        possible.append(fitting)
        if (
            needed[task]
            and contradiction is None
            and (not fitting or (item.effort_units and reach[task] > tails[task]))
        ):
            contradiction = task
    return Windows(tuple(heads), tuple(tails), tuple(possible), contradiction)


def with_predecessors(instance: Instance, chosen: Sequence[bool]) -> list[bool]:
    """Return which tasks are chosen or come before a chosen one."""
    needed = list(chosen)
    for task in reversed(topological_order(instance)):
        if needed[task]:
            for arc in instance.tasks[task].predecessors:
                needed[arc.task] = True
    return needed


def _people_of_groups(instance: Instance, needed: Sequence[bool]) -> list[tuple[int, ...]]:
    """Return per task who may do it, for needed tasks together with the needed members of its group."""
    own = [(item.fixed.person,) if item.fixed else item.eligible for item in instance.tasks]
    common: dict[int, set[int]] = {}
    for task, item in enumerate(instance.tasks):
        if needed[task]:
            common[item.group] = common.get(item.group, set(own[task])) & set(own[task])
    return [
        tuple(p for p in own[task] if p in common[item.group]) if needed[task] else own[task]
        for task, item in enumerate(instance.tasks)
    ]


def _has_room(instance: Instance, item: TaskItem, person: int, *, first: int, last: int) -> bool:
    if not item.effort_units:
        return True
    line = between(person_line(instance, person), first, last)
    if item.one_sitting:
        return bool(sitting_starts(line, item.effort_units))
    return line.bit_count() >= item.effort_units


def _earliest_finish(instance: Instance, item: TaskItem, people: Sequence[int], first: int) -> int:
    """Return the earliest finish position from `first` on; the axis size plus one where there is none."""
    best = instance.axis.size + 1
    for person in people:
        line = person_line(instance, person) >> first << first
        if item.one_sitting:
            starts = sitting_starts(line, item.effort_units)
            finish = (starts & -starts).bit_length() - 1 + item.effort_units if starts else None
        else:
            finish = finish_of_units(line, item.effort_units)
        if finish is not None and finish < best:
            best = finish
    return best


def _latest_start(instance: Instance, item: TaskItem, people: Sequence[int], last: int) -> int:
    """Return the latest start position so that it ends by `last`; -1 where there is none."""
    best = -1
    for person in people:
        line = between(person_line(instance, person), 0, last)
        if item.one_sitting:
            starts = sitting_starts(line, item.effort_units)
            start: int | None = starts.bit_length() - 1
        else:
            start = start_of_units(line, item.effort_units)
        if start is not None and start > best:
            best = start
    return best


def _heads(instance: Instance, order: Sequence[int], people: Sequence[tuple[int, ...]]) -> tuple[list[int], list[int]]:
    """Return per task the first position and the earliest finish position."""
    size = instance.axis.size
    heads = [0] * len(order)
    reach = [0] * len(order)
    for task in order:
        item = instance.tasks[task]
        head = item.release
        for arc in item.predecessors:
            before = instance.tasks[arc.task]
            if before.effort_units and reach[arc.task] > size:
                head = size
            else:
                head = max(head, starts_after(instance, before, arc.wait)(reach[arc.task]))
        heads[task] = _up_to_live(instance, head)
        if item.effort_units:
            reach[task] = _earliest_finish(instance, item, people[task], heads[task])
    return heads, reach


def _up_to_live(instance: Instance, position: int) -> int:
    """Return the first live position from `position` on, the axis size if none."""
    rest = instance.axis.live >> position
    return position + (rest & -rest).bit_length() - 1 if rest else instance.axis.size


def _down_to_live(instance: Instance, finish: int) -> int:
    """Return the last finish position up to `finish` whose unit is live, 0 if none."""
    return (instance.axis.live & below(finish)).bit_length()


def _tails(
    instance: Instance,
    order: Sequence[int],
    *,
    heads: Sequence[int],
    people: Sequence[tuple[int, ...]],
    due: Sequence[bool],
    needed: Sequence[bool],
) -> tuple[list[int], int | None]:
    """Return per task the latest finish position, and a task whose fixed work contradicts its due time or chain."""
    size = instance.axis.size
    tails = [size] * len(order)
    contradiction: int | None = None
    for task in reversed(order):
        item = instance.tasks[task]
        if due[task]:
            tails[task] = min(tails[task], latest_finish_on_time(instance, item))
            if item.fixed and item.late_from is not None and exact_fixed_end(item) > item.late_from:
                contradiction = task
        if not needed[task]:
            continue
        start = _latest_start(instance, item, people[task], tails[task]) if item.effort_units else size
        for arc in item.predecessors:
            tail = _latest_predecessor_finish(instance, arc, item=item, start=start, head=heads[arc.task])
            if tail is None:
                contradiction = task
            else:
                tails[arc.task] = min(tails[arc.task], _down_to_live(instance, tail))
    return tails, contradiction


def exact_fixed_end(item: TaskItem) -> Instant:
    """Return the end of the fixed work of a task that has some."""
    if item.fixed is None:
        raise ValueError(f"task {item.id} has no fixed work")
    return max(span.end for span in item.fixed.spans)


def _latest_predecessor_finish(instance: Instance, arc: Arc, *, item: TaskItem, start: int, head: int) -> int | None:
    """Return the latest finish position of a predecessor; None if even its earliest possible is too late."""
    size = instance.axis.size
    before = instance.tasks[arc.task]
    first_start = starts_after(instance, before, arc.wait)
    fixed_at = fixed_start(item)

    def is_allowed(finish: int) -> bool:
        if item.effort_units and first_start(finish) > start:
            return False
        if fixed_at is None:
            return True
        return release_after(instance, exact_finish(instance, before, finish), arc.wait) <= fixed_at

    if not before.effort_units:
        return size if is_allowed(size) else None
    if start < 0 or head >= size or not is_allowed(head + 1):
        return None
    low, high = head + 1, size + 1
    while high - low > 1:
        middle = (low + high) // 2
        if is_allowed(middle):
            low = middle
        else:
            high = middle
    return low
