"""I21: every task of a published plan is in the book, by a decision, an agreement or the initial book."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scheduler.domain.book import Entry
from scheduler.domain.workspace import Workspace
from scheduler.verify.book.invariants import breach
from scheduler.verify.clock import say_minutes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scheduler.domain.answers import BookViolation
    from scheduler.domain.plan import Plan

_OCCURRENCE = re.compile(r"(?P<recurring>.+)/\d{4}-\d{2}-\d{2}/(?P<task>[^/]+)")


def check_plan_against_book(plan: Plan, lines: Sequence[str]) -> list[BookViolation]:
    """Check that the book knows every planned task.

    Parameters
    ----------
    plan
        Its planned tasks are looked at; what is unplaced takes nobody's time.
    lines
        The book at the time of the plan, without line ends.

    Returns
    -------
    list
        A violation for each planned task without an entry; `measured` is its planned minutes.
    """
    entries = [Entry.model_validate_json(line) for line in lines]
    known = _decided(entries) | _initial(entries)
    recurring = _recurring(entries)
    seq = entries[-1].seq if entries else 0
    found = []
    for task in plan.tasks:
        occurrence = _OCCURRENCE.fullmatch(task.id)
        by_agreement = occurrence is not None and (occurrence["recurring"], occurrence["task"]) in recurring
        if task.id in known or by_agreement:
            continue
        minutes = sum(int((block.end - block.start).total_seconds()) // 60 for block in task.blocks)
        text = (
            f"task '{task.id}' of '{task.client}': {say_minutes(minutes)} are planned with {task.person}, but no decision, "
            "agreement or initial book knows it"
        )
        found.append(breach("I21", task.id, text, seq=seq, measured=minutes, limit=0))
    return found


def _decided(entries: Iterable[Entry]) -> set[str]:
    """Return the tasks that entries made work and did not release; rows of tasks.csv count whatever was decided."""
    known: set[str] = set()
    for entry in entries:
        if entry.kind != "declined" or entry.reason.startswith("row: "):
            known |= {asked.id for asked in entry.asked}
        known |= {made.task for made in entry.committed}
        known -= set(entry.released) - {made.task for made in entry.committed}
    return known


def _initial(entries: Iterable[Entry]) -> set[str]:
    """Return the rows of tasks.csv that were there when the book was first made."""
    first = next(iter(entries), None)
    if first is None or first.facts is None:
        return set()
    return {task.id for task in Workspace.model_validate(first.facts).tasks}


def _recurring(entries: Iterable[Entry]) -> set[tuple[str, str]]:
    """Return the tasks of recurring deliverables by the last state of the facts."""
    facts = [entry.facts for entry in entries if entry.facts is not None]
    if not facts:
        return set()
    clients = Workspace.model_validate(facts[-1]).clients
    return {(each.id, task.id) for client in clients for each in client.recurring for task in each.tasks}
