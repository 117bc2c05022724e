"""Tasks of a request with all other work that their person must do."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.domain.book import AskedTask
from scheduler.fairshare.book import Book
from scheduler.fairshare.linked import linked_names


def bound_together(book: Book, tasks: Sequence[AskedTask]) -> tuple[AskedTask, ...]:
    """Return tasks of a request, each with all that is bound to it: in the request and in all that was asked for before.

    That is symmetric and transitive, whichever of them names which.
    """
    links = {**book.binding, **{task.id: task.same_person_as for task in tasks}}
    if not any(links.values()):
        return tuple(tasks)
    groups = linked_names(links)
    return tuple(
        task.model_copy(update={"same_person_as": tuple(name for name in groups[task.id] if name != task.id)})
        for task in tasks
    )
