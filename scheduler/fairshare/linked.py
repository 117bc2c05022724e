"""Tasks that hang together: what comes after another, or is for the same person, is asked for with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from scheduler.domain.book import AskedTask
from scheduler.units import TaskId


def linked_tasks(tasks: Iterable[AskedTask]) -> list[list[TaskId]]:
    """Return tasks in groups that hang together; what they come after or are bound to beyond the given ones counts for nothing."""
    return linked({task.id: [*(after.task for after in task.after), *task.same_person_as] for task in tasks})


def with_all_bound(tasks: Mapping[TaskId, AskedTask]) -> dict[TaskId, AskedTask]:
    """Return tasks by id, each with all others that one person must do with it, directly or through each other, whichever names which."""
    groups = linked_names({name: task.same_person_as for name, task in tasks.items()})
    return {
        name: task.model_copy(update={"same_person_as": tuple(other for other in groups[name] if other != name)})
        for name, task in tasks.items()
    }


def linked_names(links: Mapping[TaskId, Iterable[TaskId]]) -> dict[TaskId, list[TaskId]]:
    """Return, for each name that has links or that a link leads to, the group that these hold together."""
    others: dict[TaskId, Iterable[TaskId]] = {name: () for names in links.values() for name in names}
    return {name: group for group in linked({**others, **links}) for name in group}


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
