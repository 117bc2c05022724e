"""What a plan changes against its baseline, as a lead would tell it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.report.words import near_moment_words
from scheduler.units import TaskId

if TYPE_CHECKING:
    from scheduler.domain.plan import Move, Place, Plan
    from scheduler.report.names import Names

_CAUSES = {
    "person_away": "the person is away then",
    "task_done": "the task is done",
    "task_gone": "the task is gone",
    "task_shorter": "less of the task is left",
    "client_change": "it, work before it or who may do it is not as it was published",
    "behind": "it, or work before it, was not done when it was published to be",
    "answered": "what was recorded since moved it",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One moved task: who was to finish it when, and what stands now, in words.

    Where both plans finish alike, the first start that differs is said instead; a person who stays is said once.
    An occurrence of a recurring deliverable has its date in the title.
    """

    id: TaskId
    client: str
    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that differs from the baseline.

    Attributes
    ----------
    added, dropped
        Titles of new and vanished tasks.
    unfrozen
        (title, why) of tasks whose frozen blocks were given up.
    """

    moves: tuple[Change, ...]
    added: tuple[str, ...]
    dropped: tuple[str, ...]
    unfrozen: tuple[tuple[str, str], ...]

    def __bool__(self) -> bool:
        return bool(self.moves or self.added or self.dropped or self.unfrozen)


def changes_of(plan: Plan, names: Names) -> Changes:
    """Collect the changes that the plan lists; empty without a baseline."""
    return Changes(
        moves=tuple(_change(move, names) for move in plan.moves),
        added=tuple(names.title_and_date(task) for task in plan.added),
        dropped=tuple(names.title_and_date(task) for task in plan.dropped),
        unfrozen=tuple(
            (names.title_and_date(item.task), _CAUSES.get(item.cause, item.cause)) for item in plan.unfrozen
        ),
    )


def _change(move: Move, names: Names) -> Change:
    before, after = move.from_, move.to
    same_finish = before is not None and after is not None and before.finish == after.finish
    same_person = before is not None and after is not None and before.person == after.person
    # Of the baseline only what is ahead counts: a task without a place there had none, or its time is over.
    said_before = "had no place" if before is None else _when(before, names)
    said_after = _when(after, names)
    if same_finish and before is not None and after is not None:
        said_before = _begin(before, after, names) or said_before
        said_after = _begin(after, before, names) or said_after
        if said_before == said_after:
            said_before = _begin(before, after, names, with_end=True) or said_before
            said_after = _begin(after, before, names, with_end=True) or said_after
    return Change(
        id=move.task,
        client=names.client_of(move.task),
        title=names.title_and_date(move.task),
        before=_who(before, names) + said_before,
        after=said_after if same_person else _who(after, names) + said_after,
    )


def _who(place: Place | None, names: Names) -> str:
    return "" if place is None else f"{names.short_person(place.person)}, "


def _when(place: Place | None, names: Names) -> str:
    return "not placed" if place is None else near_moment_words(names.at_team(place.finish), today=names.today)


def _begin(place: Place, other: Place, names: Names, *, with_end: bool = False) -> str:
    """Say the start of the first block that the other plan does not have, with its end where asked; nothing where it has them all."""
    first = next((block for block in place.blocks if block not in other.blocks), None)
    if first is None:
        return ""
    until = f" to {names.at_team(first.end):%H:%M}" if with_end else ""
    return f"from {near_moment_words(names.at_team(first.start), today=names.today, begins=True)}{until}"
