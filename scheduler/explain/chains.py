"""Reasons that lie in a chain: what must come first takes so long that too little time is left."""

from __future__ import annotations

from scheduler.calendars.words import work_words
from scheduler.domain.reasons import Reason
from scheduler.domain.times import Wait
from scheduler.explain.evidence import Evidence
from scheduler.explain.impossible import nobody, reason_of, window_too_short
from scheduler.explain.words import list_words, sentence
from scheduler.instance.records import TaskItem
from scheduler.solve.bounds.freetime import NEVER
from scheduler.units import Instant

_MOST_NAMED = 6
"""Tasks of a chain that are named one by one."""


def chain(evidence: Evidence, item: TaskItem, *, until: Instant) -> Reason | None:
    """Return why the work before a task leaves it too little time until `until`, or None where it does not.

    Each piece of the chain is given the best of its people all to itself, so no plan can be quicker.
    """
    path = critical_path(evidence, item)
    if not path:
        return None
    start = evidence.heads.starts[item.index]
    if start >= evidence.instance.horizon_end:
        text = _never(evidence, item, path=path)
        return reason_of(evidence, item, "before", start=until, end=until, text=text)
    opening = f"Before {evidence.title(item)} comes {_path_words(evidence, item, path=path)}; that alone takes until {evidence.at(start)}. "
    if start >= until:
        text = f"{opening}{sentence(evidence.title(item))} is due {evidence.at(until)}."
        return reason_of(evidence, item, "before", start=until, end=until, text=text)
    return window_too_short(evidence, item, start=start, until=until, opening=opening)


def critical_path(evidence: Evidence, item: TaskItem) -> list[TaskItem]:
    """Return the tasks before one that set its earliest start, the first of them first."""
    path: list[TaskItem] = []
    at = evidence.heads.critical[item.index]
    while at >= 0:
        path.append(evidence.instance.tasks[at])
        at = evidence.heads.critical[at]
    return path[::-1]


def _never(evidence: Evidence, item: TaskItem, *, path: list[TaskItem]) -> str:
    root = next((each for each in path if evidence.heads.finishes[each.index] >= NEVER), path[-1])
    if not root.eligible:
        why = f"cannot be done: {nobody(evidence, root)}"
    elif evidence.heads.finishes[root.index] >= NEVER:
        why = f"cannot be finished before the plan ends {evidence.at(evidence.instance.horizon_end)}"
    else:
        why = f"leaves no time before the plan ends {evidence.at(evidence.instance.horizon_end)}"
    return f"{evidence.title(item)} comes after {evidence.title(root)}, which {why}."


def _path_words(evidence: Evidence, item: TaskItem, *, path: list[TaskItem]) -> str:
    """Say the chain: each task with its work, and the waits; of a long chain its first tasks, its last, and the sum between."""
    words: list[str] = []
    for each, after in zip(path, [*path[1:], item], strict=True):
        wait = next(arc.wait for arc in after.predecessors if arc.task == each.index)
        words.append(f"{evidence.title(each)} ({work_words(each.remaining_minutes)}{_wait_words(wait)})")
    if len(words) <= _MOST_NAMED + 1:
        return list_words(words)
    between = path[_MOST_NAMED - 1 : -1]
    work = work_words(sum(each.remaining_minutes for each in between))
    waits = " and the waits" if any(", then a wait" in said for said in words[_MOST_NAMED - 1 : -1]) else ""
    return list_words([*words[: _MOST_NAMED - 1], f"{len(between)} others ({work}{waits})", words[-1]])


def _wait_words(wait: Wait) -> str:
    if wait.working_days:
        return f", then a wait of {wait.working_days} working day{'s' if wait.working_days > 1 else ''}"
    return f", then a wait of {work_words(wait.minutes)}" if wait.minutes else ""


def after_unplaced(evidence: Evidence, item: TaskItem, *, unplaced: frozenset[str]) -> str:
    """Say which task before this one has no place, as a sentence; nothing where all have one."""
    missing = [
        evidence.title(evidence.instance.tasks[arc.task])
        for arc in item.predecessors
        if evidence.instance.tasks[arc.task].id in unplaced
    ]
    if not missing:
        return ""
    return sentence(
        f"{evidence.title(item)} comes after {list_words(missing)}, which {'has' if len(missing) == 1 else 'have'} no place."
    )
