"""The objective of a placement, level by level, exact on the minute (formulas: `scheduler.domain.levels`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scheduler.domain.levels import MOVE_WEIGHTS, PRIORITY_WEIGHTS
from scheduler.domain.rules import LEVELS
from scheduler.instance.lines import units_in
from scheduler.instance.placement import Placement, finish_instant
from scheduler.instance.records import PRIORITY_RANKS, Instance, Rank, TaskItem, shortfall_permille
from scheduler.units import Instant, Span

RANK_OF_LEVEL: dict[str, Rank] = {
    "regulatory_lateness": "regulatory",
    "agreed_lateness": "agreed",
    "uncovered_lateness": "uncovered",
    "target_lateness": "target",
}


@dataclass(frozen=True, slots=True)
class Value:
    """The value of one level: a number, or a vector worst first with the ids its entries belong to."""

    value: int | tuple[int, ...]
    subjects: tuple[str, ...] | None = None

    @property
    def is_zero(self) -> bool:
        """Say whether nothing is left to improve."""
        return not any(self.value) if isinstance(self.value, tuple) else self.value == 0


def minutes_late(instance: Instance, task: TaskItem, finish: Instant | None) -> int:
    """Return the minutes late of a task that finishes at `finish` (None: unplaced), counted from max(due, as_of)."""
    if finish is None:
        due = instance.horizon_end if task.late_from is None else task.late_from
        return max(0, instance.horizon_end + task.remaining_minutes - due)
    return 0 if task.late_from is None else max(0, finish - task.late_from)


def spans_of(instance: Instance, task: int, placement: Placement) -> tuple[Span, ...]:
    """Return the exact blocks of a placed task, merged where they touch: laid work less its pad, and fixed work."""
    item = instance.tasks[task]
    grid = instance.axis.grid_minutes
    spans = list(item.fixed.spans) if item.fixed else []
    units = units_in(placement.lines[task])
    for position in units:
        start = instance.axis.starts[position]
        spans.append(Span(start, start + grid - (item.pad_minutes if position == units[-1] else 0)))
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and merged[-1].end == span.start:
            merged[-1] = Span(merged[-1].start, span.end)
        else:
            merged.append(span)
    return tuple(merged)


def evaluate(instance: Instance, placement: Placement) -> dict[str, Value]:
    """Return the value of every level, in the order of the levels."""
    finishes = [
        finish_instant(instance, task.index, placement) if placement.is_placed(task.index) else None
        for task in instance.tasks
    ]
    late = [minutes_late(instance, task, finish) for task, finish in zip(instance.tasks, finishes, strict=True)]
    values = {level: _client_vector(instance, late, rank) for level, rank in RANK_OF_LEVEL.items()}
    values["held_shortfall"] = _by_client(instance, shortfall_permille(instance))
    values["priorities"] = Value(
        sum(
            PRIORITY_WEIGHTS[task.priority - 1] * task.remaining_minutes * late[task.index]
            for task in instance.tasks
            if task.rank in PRIORITY_RANKS
        )
    )
    values["moves"] = Value(_moved(instance, placement))
    values["overtime"] = Value(sum(overtime_minutes(instance, task.index, placement) for task in instance.tasks))
    values["tentative_unplaced"] = Value(
        sum(
            task.remaining_minutes
            for task in instance.tasks
            if task.counts_as == "tentative" and not placement.is_placed(task.index)
        )
    )
    values["preferences"] = Value(_preferences(instance, placement))
    values["balance"] = _balance(instance, placement)
    return {level: values[level] for level in LEVELS}


def key_of(values: dict[str, Value], levels: Iterable[str] = LEVELS) -> tuple[int | tuple[int, ...], ...]:
    """Return what compares plans lexicographically: smaller is better."""
    return tuple(values[level].value for level in levels)


def client_divisors(instance: Instance, rank: Rank) -> dict[int, int]:
    """Return, for each client with open tasks of a rank, what its lateness is divided by (minutes)."""
    effort: dict[int, int] = {}
    for task in instance.tasks:
        if task.rank == rank:
            effort[task.client] = effort.get(task.client, 0) + task.remaining_minutes
    return {
        client: max(instance.clients[client].guaranteed_minutes, minutes) for client, minutes in sorted(effort.items())
    }


def _client_vector(instance: Instance, late: list[int], rank: Rank) -> Value:
    divisors = client_divisors(instance, rank)
    total = dict.fromkeys(divisors, 0)
    for task in instance.tasks:
        if task.rank == rank:
            total[task.client] += task.remaining_minutes * late[task.index]
    return _by_client(instance, {client: -(-total[client] // divisor) for client, divisor in divisors.items()})


def _by_client(instance: Instance, numbers: dict[int, int]) -> Value:
    """Return one number per client as a vector, worst first, ties by id."""
    entries = sorted(
        ((value, instance.clients[client].id) for client, value in numbers.items()),
        key=lambda entry: (-entry[0], entry[1]),
    )
    return Value(tuple(value for value, _ in entries), tuple(client for _, client in entries))


def _moved(instance: Instance, placement: Placement) -> int:
    """Return the weighted baseline minutes that the plan no longer has at that person and time."""
    total = 0
    for task in instance.tasks:
        if task.baseline is None:
            continue
        stays: tuple[Span, ...] = ()
        if placement.people[task.index] == task.baseline.person:
            stays = spans_of(instance, task.index, placement)
        if stays == task.baseline.spans:
            continue
        for span in task.baseline.spans:
            total += weighted_minutes(instance, span)
            total -= sum(
                weighted_minutes(instance, Span(max(span.start, mine.start), min(span.end, mine.end))) for mine in stays
            )
    return total


def weighted_minutes(instance: Instance, span: Span) -> int:
    """Return the minutes of a span, each times the weight of its time; 0 for an empty one."""
    edges = (instance.as_of, instance.freeze_end, instance.near_end, instance.horizon_end + span.minutes + 10**9)
    return sum(
        weight * max(0, min(span.end, end) - max(span.start, start))
        for weight, start, end in zip(MOVE_WEIGHTS, edges, edges[1:], strict=False)
    )


def overtime_minutes(instance: Instance, task: int, placement: Placement) -> int:
    """Return the overtime minutes of a task, frozen ones included."""
    if not placement.is_placed(task):
        return 0
    item, line = instance.tasks[task], placement.lines[task]
    extra = line & instance.people[placement.people[task]].overtime
    minutes = extra.bit_count() * instance.axis.grid_minutes
    if extra and extra.bit_length() == line.bit_length():
        minutes -= item.pad_minutes
    return minutes + (item.fixed.overtime_minutes if item.fixed else 0)


def _preferences(instance: Instance, placement: Placement) -> int:
    total = 0
    by_deliverable: dict[int, dict[int, int]] = {}
    for task in instance.tasks:
        person = placement.people[task.index]
        if person < 0:
            continue
        if task.preferred is not None and person not in task.preferred:
            total += task.remaining_minutes
        people = by_deliverable.setdefault(task.deliverable, {})
        people[person] = people.get(person, 0) + task.remaining_minutes
    return total + sum(sum(people.values()) - max(people.values()) for people in by_deliverable.values())


def _balance(instance: Instance, placement: Placement) -> Value:
    planned = [0] * len(instance.people)
    for task in instance.tasks:
        person = placement.people[task.index]
        if person >= 0:
            planned[person] += task.remaining_minutes
    entries = sorted(
        (
            (-(-1000 * planned[person.index] // person.available_minutes), str(person.id))
            for person in instance.people
            if person.available_minutes
        ),
        key=lambda entry: (-entry[0], entry[1]),
    )
    return Value(tuple(value for value, _ in entries), tuple(person for _, person in entries))
