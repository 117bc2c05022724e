"""What a plan changes against its baseline, as a lead would tell it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.report.words import clock_words, short_day_words
from scheduler.units import TaskId

if TYPE_CHECKING:
    from scheduler.domain.plan import Move, Place, Plan
    from scheduler.report.names import Names

_CAUSES = {
    "person_away": "the person is away then",
    "task_done": "the task is done",
    "task_gone": "the task is gone",
    "task_shorter": "less of the task is left",
    "client_change": "it, its client or who may do it was changed",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One moved task: who was to finish it when, and what stands now, in words.

    Where only the hours differ they are said instead of the finish; a person who stays is said once.
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
        added=tuple(names.title(task) for task in plan.added),
        dropped=tuple(names.title(task) for task in plan.dropped),
        unfrozen=tuple((names.title(item.task), _CAUSES.get(item.cause, item.cause)) for item in plan.unfrozen),
    )


def _change(move: Move, names: Names) -> Change:
    before, after = move.from_, move.to
    same_finish = before is not None and after is not None and before.finish == after.finish
    same_person = before is not None and after is not None and before.person == after.person
    said_before, said_after = _when(before, names, by_start=same_finish), _when(after, names, by_start=same_finish)
    return Change(
        id=move.task,
        client=names.client_of(move.task),
        title=names.title(move.task),
        before=_who(before, names) + said_before,
        after=said_after if same_person else _who(after, names) + said_after,
    )


def _who(place: Place | None, names: Names) -> str:
    return "" if place is None else f"{names.short_person(place.person)}, "


def _when(place: Place | None, names: Names, *, by_start: bool) -> str:
    """Say the finish; where both plans finish alike, the hours say more."""
    if place is None:
        return "not placed"
    last = names.at_team(place.finish)
    if not by_start or not place.blocks:
        return f"{short_day_words(last.date())} {clock_words(last)}"
    first = names.at_team(place.blocks[0].start)
    until = clock_words(last) if first.date() == last.date() else f"{short_day_words(last.date())} {clock_words(last)}"
    return f"{short_day_words(first.date())} {clock_words(first)}-{until}"
