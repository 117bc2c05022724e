"""What is known of tasks before a search: whether anybody can do them at all, and how urgent what waits for them is."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.domain.plan import Cause
from scheduler.instance.records import TaskItem
from scheduler.solve.search.layout import runs_of
from scheduler.solve.search.problem import Problem

TENTATIVE = 2
"""Urgency of tentative work for which nothing else waits: it may be left out."""


def urgencies(problem: Problem) -> list[int]:
    """Return for each task 0, 1 or 2: it or something after it is promised, is a target, is tentative."""
    own = {"regulatory": 0, "agreed": 0, "uncovered": 0, "target": 1, "tentative": TENTATIVE}
    urgency = [own[task.rank] for task in problem.tasks]
    work = list(range(problem.count))
    while work:
        task = work.pop()
        for before, _ in problem.before[task]:
            if urgency[before] > urgency[task]:
                urgency[before] = urgency[task]
                work.append(before)
    return urgency


def hopeless_tasks(problem: Problem, *, known: Mapping[int, Cause] | None = None, first: int = 0) -> dict[int, Cause]:
    """Return the tasks that no plan can place, with the cause: nobody may, no stretch is long enough, or a chain.

    Windows inside the horizon are considered, but no other work.

    Parameters
    ----------
    known
        What is known already of the tasks before number `first`.
    """
    hopeless = dict(known or {})
    for task in problem.tasks[first:]:
        cause = _cause_alone(problem, task)
        if cause is not None:
            hopeless[task.index] = cause
    work = list(hopeless)
    while work:
        for after, _ in problem.after[work.pop()]:
            if after not in hopeless:
                hopeless[after] = "chain"
                work.append(after)
    return hopeless


def _cause_alone(problem: Problem, task: TaskItem) -> Cause | None:
    if not task.eligible:
        return "no_person"
    effort, release = task.effort_units, problem.release[task.index]
    lines = [problem.free[person] >> release for person in task.eligible]
    if effort == 0 or any(_has_room(line, effort, one_sitting=task.one_sitting) for line in lines):
        return None
    if not any(lines):
        holds = any(line.span is not None and line.person in task.eligible for line in problem.instance.held)
        return "capacity" if holds else "no_person"
    return "one_sitting" if task.one_sitting and any(line.bit_count() >= effort for line in lines) else "capacity"


def _has_room(line: int, effort: int, *, one_sitting: bool) -> bool:
    return runs_of(line, effort) != 0 if one_sitting else line.bit_count() >= effort
