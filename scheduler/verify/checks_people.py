"""Who does the work: skill and level, exclusions, pins, same person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.verify.case import Case, about, violation
from scheduler.verify.clock import say_amount, say_minutes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.domain.plan import Violation
    from scheduler.units import PersonId, TaskId


def person_has_skill(case: Case) -> Iterator[Violation]:
    """Measure the person's level in the task's skill; -1 where the person does not have it or is not in the team."""
    for entry in case.entries:
        known = case.facts.people.get(entry.row.person)
        if entry.work is None:
            skill, needed = entry.row.skill.partition(":")[0], 0
        else:
            skill, needed = entry.work.skill, entry.work.level
        if known is None:
            text = f"{about(entry)}: nobody in the team has the id '{entry.row.person}'"
            yield violation("person_has_skill", entry.row.id, text, measured=-1, limit=needed)
            continue
        level = known.person.level_of(skill)
        if entry.work is not None and (level is None or level < needed):
            has = "does not have it" if level is None else f"has level {level}"
            text = f"{about(entry)}: needs {skill} at level {needed} or more, {entry.row.person} {has}"
            yield violation(
                "person_has_skill", entry.row.id, text, measured=-1 if level is None else level, limit=needed
            )


def person_not_excluded(case: Case) -> Iterator[Violation]:
    """Measure the minutes that people work for a client that excluded them."""
    for entry in case.entries:
        client = entry.row.client if entry.work is None else entry.work.client
        if entry.minutes and entry.row.person in case.facts.excluded.get(client, frozenset()):
            text = (
                f"{about(entry)}: {say_minutes(entry.minutes)} for client '{client}', which excluded {entry.row.person}"
            )
            yield violation("person_not_excluded", entry.row.id, text, measured=entry.minutes, limit=0)


def pinned_person(case: Case) -> Iterator[Violation]:
    """Measure the minutes of pinned work that somebody else does."""
    for entry in case.entries:
        pin = None if entry.work is None else entry.work.pinned_to
        if entry.minutes and pin is not None and pin != entry.row.person:
            text = f"{about(entry)}: {say_amount(entry.minutes, 'are')} planned with {entry.row.person}, but it is pinned to {pin}"
            yield violation("pinned_person", entry.row.id, text, measured=entry.minutes, limit=0)


def same_person(case: Case) -> Iterator[Violation]:
    """Count the people among whom work marked as one person's is divided; recorded people of done work count."""
    planned: dict[TaskId, set[PersonId]] = {}
    for entry in case.entries:
        if entry.is_open_work:
            planned.setdefault(entry.row.id, set()).add(entry.row.person)
    for group in sorted(set(case.facts.groups.values()), key=min):
        if len(group) == 1 or not any(task in planned for task in group):
            continue
        people: set[PersonId] = set()
        for task in group:
            work = case.facts.work[task]
            people |= planned.get(task, set())
            if not work.is_open and work.done_by is not None:
                people.add(work.done_by)
        if len(people) > 1:
            names = ", ".join(sorted(people))
            tasks = ", ".join(f"'{task}'" for task in sorted(group))
            text = f"tasks {tasks}: must be one person's work, but {len(people)} people do it: {names}"
            yield violation("same_person", min(group), text, measured=len(people), limit=1)
