"""More tasks beside the open ones of an instance: those of a request. Everything that stands keeps its number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scheduler.domain.tasks import Task
from scheduler.instance.build import grid_origin, is_on_grid
from scheduler.instance.groups import groups_of
from scheduler.instance.items import Binding, Numbers, successors_of, task_item
from scheduler.instance.reading import Reading, opened
from scheduler.instance.records import Instance


def can_be_added(reading: Reading, tasks: Sequence[Task]) -> bool:
    """Say whether all that is known of tasks is what they say, and nothing changes for others: who must do them, what is regulatory."""
    own = {task.id for task in tasks}
    known = reading.open_tasks.keys() | reading.done.keys() | reading.progress.keys()
    return not own & known and all(
        task.commitment != "regulatory" and own.issuperset(task.same_person_as) for task in tasks
    )


def with_more_tasks(instance: Instance, reading: Reading, tasks: Sequence[Task]) -> Instance:
    """Return an instance with more open tasks at its end: nothing is known of them but what they say, and no decision of the book covers them.

    Parameters
    ----------
    instance, reading
        Of one workspace.
    tasks
        That `can_be_added`.
    """
    first = len(instance.tasks)
    deliverables = dict.fromkeys((*instance.deliverables, *((task.client, task.deliverable) for task in tasks)))
    numbers = Numbers(
        tasks={item.id: item.index for item in instance.tasks}
        | {task.id: first + place for place, task in enumerate(tasks)},
        people={person.id: person.index for person in instance.people},
        clients={client.id: client.index for client in instance.clients},
        deliverables={key: index for index, key in enumerate(deliverables)},
    )
    prefer = {client.id: client.prefer for client in reading.clients}
    groups, last = groups_of(tasks), max((item.group for item in instance.tasks), default=-1)
    more = opened(reading, tasks)
    items = tuple(
        task_item(
            more[task.id],
            first + place,
            axis=instance.axis,
            numbers=numbers,
            counts_as=task.commitment,
            group=last + 1 + groups[task.id],
            preferred=prefer[task.client],
            as_of=instance.as_of,
            binding=Binding(covered=frozenset()),
        )
        for place, task in enumerate(tasks)
    )
    successors = [*instance.successors, *(() for _ in items)]
    for item in items:
        for arc in item.predecessors:
            successors[arc.task] = (*successors[arc.task], item.index)
    grid, origin = instance.axis.grid_minutes, grid_origin(reading)
    return replace(
        instance,
        tasks=(*instance.tasks, *items),
        deliverables=tuple(deliverables),
        successors=tuple(successors),
        aligned=instance.aligned and all(is_on_grid(each, origin, grid) for each in more.values()),
    )


def only(instance: Instance, tasks: Sequence[int]) -> Instance:
    """Return an instance of some of the tasks alone, renumbered in the order given; arcs from others are left out."""
    number = {task: place for place, task in enumerate(tasks)}
    items = tuple(
        replace(
            instance.tasks[task],
            index=place,
            predecessors=tuple(
                replace(arc, task=number[arc.task]) for arc in instance.tasks[task].predecessors if arc.task in number
            ),
        )
        for task, place in number.items()
    )
    return replace(instance, tasks=items, successors=successors_of(items))
