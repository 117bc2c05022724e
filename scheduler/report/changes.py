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
    "client_change": "its client changed it",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One moved task: where it stood and where it stands, in words."""

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
    same_finish = move.from_ is not None and move.to is not None and move.from_.finish == move.to.finish
    return Change(
        id=move.task,
        client=names.client_of(move.task),
        title=names.title(move.task),
        before=_place(move.from_, names, by_start=same_finish),
        after=_place(move.to, names, by_start=same_finish),
    )


def _place(place: Place | None, names: Names, *, by_start: bool) -> str:
    """Say person and finish; where both plans finish alike, the hours say more than the finish."""
    if place is None:
        return "not placed"
    if not by_start:
        finish = names.at_team(place.finish)
        return f"{names.short_person(place.person)}, {short_day_words(finish.date())} {clock_words(finish)}"
    first, last = names.at_team(place.blocks[0].start), names.at_team(place.blocks[-1].end)
    until = clock_words(last) if first.date() == last.date() else f"{short_day_words(last.date())} {clock_words(last)}"
    return f"{names.short_person(place.person)}, {short_day_words(first.date())} {clock_words(first)}-{until}"
