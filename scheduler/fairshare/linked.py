"""Tasks that hang together: what comes after another, or is for the same person, is asked for with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from scheduler.domain.book import AskedTask
from scheduler.units import TaskId


def linked_tasks(tasks: Iterable[AskedTask]) -> list[list[TaskId]]:
    """Return tasks in groups that hang together; what they come after or are bound to beyond the given ones counts for nothing."""
    return linked({task.id: [*(after.task for after in task.after), *task.same_person_as] for task in tasks})


def linked(links: Mapping[TaskId, Iterable[TaskId]]) -> list[list[TaskId]]:
    """Return names in groups that their links hold together, each in the order given; links to other names count for nothing."""
    parent = {name: name for name in links}

    def root(name: TaskId) -> TaskId:
        while parent[name] != name:
            name = parent[name]
        return name

    for name, others in links.items():
        for other in others:
            if other in parent:
                parent[root(name)] = root(other)
    groups: defaultdict[TaskId, list[TaskId]] = defaultdict(list)
    for name in links:
        groups[root(name)].append(name)
    return list(groups.values())
