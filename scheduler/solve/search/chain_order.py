"""The order in which tasks that hang together in chains are taken, however long the chains are."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence


def neighbours_first(
    tasks: Iterable[int],
    arcs: Sequence[Sequence[tuple[int, list[int]]]],
    *,
    among: Container[int],
) -> list[int]:
    """Return tasks in their order, but each after the tasks that its arcs lead to.

    It keeps a list of its own in place of calls inside calls: a chain of a thousand tasks is allowed.

    Parameters
    ----------
    tasks
        Where to begin, in this order.
    arcs
        Per task, the tasks that come before it in the result, each with whatever belongs to the arc; without circles.
    among
        The tasks that count; arcs to others are left alone.
    """
    seen: set[int] = set()
    result: list[int] = []
    for first in tasks:
        if first in seen:
            continue
        seen.add(first)
        open_tasks = [(first, iter(arcs[first]))]
        while open_tasks:
            task, rest = open_tasks[-1]
            deeper = next((other for other, _ in rest if other in among and other not in seen), None)
            if deeper is None:
                result.append(task)
                open_tasks.pop()
            else:
                seen.add(deeper)
                open_tasks.append((deeper, iter(arcs[deeper])))
    return result
