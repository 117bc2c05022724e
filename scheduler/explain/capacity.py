"""Reasons that lie in the people: more work than time, by addition."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from scheduler.calendars.words import work_words
from scheduler.domain.reasons import CapacityFigures, HeldShare, Reason, WorkShare
from scheduler.explain.evidence import Evidence
from scheduler.explain.holding import held_minutes, held_words
from scheduler.explain.words import list_words, sentence, some_words, window_words
from scheduler.instance.records import Rank, TaskItem
from scheduler.solve.bounds.cuts import Cut, independent_cuts, smallest_around
from scheduler.solve.bounds.freetime import ALWAYS
from scheduler.solve.bounds.pooled import Demand, PooledTable
from scheduler.solve.bounds.windows import exact_tails
from scheduler.units import Instant

MOST_TASKS_IN_WORDS = 6

BINDING: dict[Rank, tuple[Rank, ...]] = {
    "regulatory": ("held", "regulatory"),
    "agreed": ("held", "regulatory", "agreed"),
    "uncovered": ("held", "regulatory", "agreed", "uncovered"),
    "target": ("held", "regulatory", "agreed", "uncovered", "target"),
    "tentative": ("held", "regulatory", "agreed", "uncovered", "target", "tentative"),
}
"""What may stand in the way of work of a rank: its own rank and those that go before it, and held hours."""


class Shortage:
    """Finds cuts among the work of some ranks.

    Parameters
    ----------
    ranks
        Whose work counts.
    anyway
        Tasks (indices) without a place: they need only be done by the end of the horizon.
    whole
        Work that is not due in the horizon counts too, as it wants a place in it: that not all of it has one is proven.
    """

    def __init__(
        self,
        evidence: Evidence,
        *,
        ranks: Collection[Rank],
        anyway: Collection[int] = frozenset(),
        whole: bool = False,
    ) -> None:
        self._evidence = evidence
        self._table = PooledTable(_demands(evidence, ranks=ranks, anyway=anyway, whole=whole), evidence.capacity)
        self._given: list[tuple[frozenset[int], Reason]] = []

    def around(self, item: TaskItem) -> Reason | None:
        """Return a cut that a task is part of as a reason, or None where it is part of none.

        The smallest there is, or one given for another task before: tasks that are late for one reason share its words.
        """
        for tasks, reason in self._given:
            if item.index in tasks:
                return reason
        cut = smallest_around(self._table, item.index)
        if cut is None:
            return None
        reason = capacity_reason(self._evidence, cut)
        self._given.append((frozenset(demand.task for demand in cut.work), reason))
        return reason

    def all_cuts(self) -> tuple[Cut, ...]:
        """Return cuts with no task in common, the largest excess first."""
        return independent_cuts(self._table)


def capacity_reason(evidence: Evidence, cut: Cut) -> Reason:
    """Return a cut as a reason: who, when, how much is needed by what and held for whom, how much is there."""
    every = [evidence.instance.tasks[demand.task] for demand in cut.work]
    items = [item for item in every if item.rank != "held"]
    held = held_minutes([item for item in every if item.rank == "held"])
    shares = [WorkShare(task=item.id, minutes=item.remaining_minutes) for item in items]
    figures = {
        "people": [evidence.instance.people[person].id for person in cut.people],
        "skills": sorted({item.skill for item in items}),
        "from": evidence.zone.aware(cut.start),
        "to": evidence.zone.aware(cut.end),
        "free_minutes": cut.free_minutes,
        "needed_minutes": cut.needed_minutes,
        "work": shares,
        "held": [
            HeldShare(client=evidence.instance.clients[client].id, minutes=minutes)
            for client, minutes in sorted(held.items())
        ],
    }
    return Reason(
        kind="capacity",
        text=_cut_words(evidence, cut, items, held=held),
        proven=True,
        figures=CapacityFigures.model_validate(figures),
    )


def _cut_words(evidence: Evidence, cut: Cut, items: Sequence[TaskItem], *, held: dict[int, int]) -> str:
    skills = list_words(sorted({item.skill for item in items}))
    window = window_words(cut.start, cut.end, zone=evidence.zone, now=evidence.instance.as_of)
    work = some_words(
        [f"{evidence.title(item)} {work_words(item.remaining_minutes)}" for item in items],
        most=MOST_TASKS_IN_WORDS,
        rest="more tasks",
    )
    who = _who(evidence, cut, items)
    beside = f", of which {held_words(evidence, held)}" if held else ""
    verb = "needs" if len({item.skill for item in items}) == 1 else "need"
    return (
        f"{sentence(skills)} {verb} {work_words(cut.needed_minutes - sum(held.values()))} {window}, and {who} "
        f"{work_words(cut.free_minutes)}{beside}: {work_words(cut.excess_minutes)} too much. The work: {work}."
    )


def _who(evidence: Evidence, cut: Cut, items: Sequence[TaskItem]) -> str:
    names = evidence.names(cut.people)
    if len(cut.people) > 1:
        return f"those who can do it ({names}) have"
    if all(evidence.tasks[item.id].person is not None for item in items):
        return f"{names}, to whom it is pinned, has"
    return f"{names}, the only one who may do it, has"


def _demands(evidence: Evidence, *, ranks: Collection[Rank], anyway: Collection[int], whole: bool) -> list[Demand]:
    """Return what must be done by when, lest something of the ranks be late; what is late anyway is left out.

    A task before others must be done in time for them.
    """
    instance, heads = evidence.instance, evidence.heads
    dues: list[Instant | None] = []
    for item in instance.tasks:
        due = instance.horizon_end if item.index in anyway else item.due_at
        if whole and item.rank != "held" and (due is None or due > instance.horizon_end):
            due = instance.horizon_end
        if due is not None and item.rank in ranks and heads.finishes[item.index] <= due <= instance.horizon_end:
            dues.append(due)
        else:
            dues.append(None)
    tails = exact_tails(instance, dues, times=evidence.times, by_hand=True)
    # Who may not also do the promised work that the same person must do is no help with this.
    return [
        Demand(
            item.index,
            item.remaining_minutes,
            heads.starts[item.index],
            tails.finishes[item.index],
            frozenset(item.eligible),
        )
        for item in instance.tasks
        if item.eligible and tails.carriers[item.index] >= 0 and tails.finishes[item.index] > ALWAYS
    ]
