"""Open tasks as integers, in canonical order: effort and release rounded up, due times down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scheduler.domain.tasks import Commitment, Task
from scheduler.instance.baseline import BaselineWork, OpenTask
from scheduler.instance.holding import Work
from scheduler.instance.reading import Reading, overtime_of
from scheduler.instance.records import GONE, Arc, Axis, Cover, Fixed, HeldLine, TaskItem
from scheduler.units import ClientId, Instant, PersonId, Span, TaskId


@dataclass(frozen=True, slots=True)
class Binding:
    """What is bound of the open tasks.

    Attributes
    ----------
    fixed
        Work that stays where it is, by task.
    booked
        Those of its spans that stay because they are booked, by task.
    kept_on
        Person of booked work that may move within its day, by task (instances for proofs).
    future
        Where the baseline has each task from as_of on.
    answered
        Where an answer has those of which the baseline has nothing ahead.
    clashing
        Tasks that nobody may do because their fixed work contradicts a hard rule.
    covered
        Tasks that a decision of the book covers; None where there is no book.
    floors
        Instants by which the search finishes commitments.
    """

    fixed: Work = field(default_factory=dict)
    booked: Mapping[TaskId, tuple[Span, ...]] = field(default_factory=dict)
    kept_on: Mapping[TaskId, PersonId] = field(default_factory=dict)
    future: Work = field(default_factory=dict)
    answered: Work = field(default_factory=dict)
    clashing: Mapping[TaskId, str] = field(default_factory=dict)
    covered: frozenset[TaskId] | None = None
    floors: Mapping[TaskId, Instant] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the numbers in items mean: indices of open tasks, people, clients and deliverables."""

    tasks: Mapping[TaskId, int]
    people: Mapping[PersonId, int]
    clients: Mapping[ClientId, int]
    deliverables: Mapping[tuple[ClientId, str], int]


def task_items(
    reading: Reading, axis: Axis, binding: Binding
) -> tuple[tuple[TaskItem, ...], tuple[tuple[ClientId, str], ...]]:
    """Return the open tasks in canonical order, and the deliverables that their numbers mean."""
    order = sorted(reading.open_tasks.values(), key=_canonical)
    deliverables = sorted({(each.task.client, each.task.deliverable) for each in order})
    numbers = Numbers(
        tasks={task.task.id: index for index, task in enumerate(order)},
        people={person.id: index for index, person in enumerate(reading.people)},
        clients={client.id: index for index, client in enumerate(reading.clients)},
        deliverables={key: index for index, key in enumerate(deliverables)},
    )
    prefer = {client.id: client.prefer for client in reading.clients}
    items = [
        task_item(
            each,
            index,
            axis=axis,
            numbers=numbers,
            counts_as=reading.classes[each.task.id],
            group=reading.groups[each.task.id],
            preferred=prefer[each.task.client],
            as_of=reading.window.start,
            binding=binding,
            fixed=fixed_work(reading, binding.fixed.get(each.task.id), numbers.people),
            baseline=fixed_work(reading, binding.future.get(each.task.id), numbers.people),
            answered=fixed_work(reading, binding.answered.get(each.task.id), numbers.people),
        )
        for index, each in enumerate(order)
    ]
    return tuple(items), tuple(deliverables)


def task_item(
    each: OpenTask,
    index: int,
    *,
    axis: Axis,
    numbers: Numbers,
    counts_as: Commitment,
    group: int,
    preferred: Sequence[PersonId],
    as_of: Instant,
    binding: Binding,
    fixed: Fixed | None = None,
    baseline: Fixed | None = None,
    answered: Fixed | None = None,
) -> TaskItem:
    """Return one open task as integers."""
    task = each.task
    minutes = each.remaining_minutes - (fixed.minutes if fixed else 0)
    units = -(-minutes // axis.grid_minutes)
    pad = units * axis.grid_minutes - minutes
    return TaskItem(
        index=index,
        id=task.id,
        client=numbers.clients[task.client],
        deliverable=numbers.deliverables[task.client, task.deliverable],
        skill=task.skill,
        level=task.level,
        remaining_minutes=each.remaining_minutes,
        effort_units=units,
        pad_minutes=pad,
        one_sitting=task.one_sitting,
        release=axis.from_instant_up(each.release_at),
        release_at=each.release_at,
        due=None if each.due_at is None else axis.until_instant_down(each.due_at + pad),
        late_from=None if each.due_at is None else max(each.due_at, as_of),
        due_at=each.due_at,
        commitment=task.commitment,
        counts_as=counts_as,
        priority=task.priority,
        eligible=_able(each, fixed, numbers.people, binding),
        group=group,
        predecessors=tuple(
            Arc(numbers.tasks[after.task], after.wait) for after in task.after if after.task in numbers.tasks
        ),
        preferred=frozenset(numbers.people[person] for person in preferred) or None,
        fixed=fixed,
        baseline=baseline,
        cover=_cover(task, binding),
        booked=binding.booked.get(task.id, ()),
        floor_at=binding.floors.get(task.id),
        answered=answered,
    )


def _canonical(each: OpenTask) -> tuple[Instant, bool, Instant, int, str, str]:
    due = each.due_at
    return each.release_at, due is None, due or 0, each.remaining_minutes, each.task.skill, each.task.id


def _able(
    each: OpenTask, fixed: Fixed | None, person_number: Mapping[PersonId, int], binding: Binding
) -> tuple[int, ...]:
    """Return who may do a task: whoever has fixed or booked work of it, nobody where that contradicts a rule."""
    if each.task.id in binding.clashing:
        return ()
    if fixed is not None:
        return (fixed.person,)
    kept_on = binding.kept_on.get(each.task.id)
    return tuple(sorted(person_number[person] for person in each.able if kept_on in (None, person)))


def _cover(task: Task, binding: Binding) -> Cover:
    return "covered" if binding.covered is None or task.id in binding.covered else "uncovered"


def fixed_work(reading: Reading, work: BaselineWork | None, person_number: Mapping[PersonId, int]) -> Fixed | None:
    """Return exact work of a person of the team, with how much of it is overtime."""
    if work is None:
        return None
    if work.person not in person_number:
        return Fixed(GONE, work.spans)
    extra = sum(
        max(0, min(span.end, other.end) - max(span.start, other.start))
        for span in work.spans
        for other in overtime_of(reading, work.person)
    )
    return Fixed(person_number[work.person], work.spans, extra)


def successors_of(tasks: tuple[TaskItem, ...]) -> tuple[tuple[int, ...], ...]:
    """Return for each task what comes after it."""
    successors: list[list[int]] = [[] for _ in tasks]
    for task in tasks:
        for arc in task.predecessors:
            successors[arc.task].append(task.index)
    return tuple(tuple(each) for each in successors)


def held_items(axis: Axis, held: tuple[HeldLine, ...], *, first: int) -> tuple[TaskItem, ...]:
    """Return the held pieces that stand as sittings of their person and day, numbered from `first` on.

    A piece may stand anywhere on its day: what is proven with these items holds for every such place.
    """
    items: list[TaskItem] = []
    for line in held:
        if line.span is None:
            continue
        index = first + len(items)
        units = -(-line.minutes // axis.grid_minutes)
        pad = units * axis.grid_minutes - line.minutes
        items.append(
            TaskItem(
                index=index,
                id=TaskId(f"held {index}"),
                client=line.client,
                deliverable=-1,
                skill="",
                level=0,
                remaining_minutes=line.minutes,
                effort_units=units,
                pad_minutes=pad,
                one_sitting=True,
                release=axis.from_instant_up(line.window.start),
                release_at=line.window.start,
                due=axis.until_instant_down(line.window.end + pad),
                late_from=line.window.end,
                due_at=line.window.end,
                commitment="agreed",
                counts_as="agreed",
                priority=3,
                eligible=(line.person,),
                group=-1 - index,
                predecessors=(),
                preferred=None,
                fixed=None,
                baseline=None,
                cover="held",
            )
        )
    return tuple(items)
