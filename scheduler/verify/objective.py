"""The objective recomputed from the blocks, and compared with what the document claims of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from scheduler.domain.levels import MOVE_NEAR_WORKING_DAYS, MOVE_WEIGHTS, PRIORITY_WEIGHTS, VECTOR_LEVELS
from scheduler.domain.rules import BY_ID, LEVELS
from scheduler.units import ClientId, PersonId, Span
from scheduler.verify.case import Case, minutes_in, violation
from scheduler.verify.clock import minute_of
from scheduler.verify.dates import FOREVER
from scheduler.verify.spans import without

if TYPE_CHECKING:
    from scheduler.domain.plan import Level, Plan, Violation
    from scheduler.domain.tasks import Commitment
    from scheduler.verify.work import Work

_NAME = "objective_recomputed"


@dataclass(frozen=True, slots=True)
class RecomputedLevel:
    """What the blocks give for one level.

    Attributes
    ----------
    value
        A number, or a vector with the worst first.
    names
        Clients (people for `balance`) of the vector's entries; empty for a number.
    claimed
        What the document says; None where it says nothing of this level.
    """

    level: str
    value: int | tuple[int, ...]
    unit: str
    names: tuple[str, ...] = ()
    claimed: int | tuple[int, ...] | None = None


Measured = tuple[int | tuple[int, ...], tuple[str, ...]]


def minutes_late(case: Case, work: Work) -> int:
    """Return the minutes a task is late, counted from the later of its due time and as_of.

    An unplaced task finishes at the end of the horizon plus its remaining minutes.
    """
    as_of, end = case.facts.as_of, case.facts.horizon_end
    entry = case.placed.get(work.id)
    if entry is None:
        due = end if work.due_at is None else work.due_at
        return max(0, end + work.remaining_minutes - max(due, as_of))
    return 0 if work.due_at is None else max(0, entry.finish - max(work.due_at, as_of))


def client_lateness(case: Case, counts_as: Commitment, *, uncovered: bool = False) -> Measured:
    """Return the lateness of each client with open work of a class, in whole minutes rounded up, worst first.

    Parameters
    ----------
    uncovered
        Whether the work of the class counts that no decision of the book covers, or all other work of it.
    """
    late: defaultdict[ClientId, int] = defaultdict(int)
    effort: defaultdict[ClientId, int] = defaultdict(int)
    for work in case.facts.open_work.values():
        if work.counts_as == counts_as and (work.id in case.uncovered) == uncovered:
            late[work.client] += work.remaining_minutes * minutes_late(case, work)
            effort[work.client] += work.remaining_minutes
    rows = [
        (-(late[client] // -max(case.facts.guaranteed.get(client, 0), effort[client])), client) for client in effort
    ]
    return _worst_first([(value, str(client)) for value, client in rows])


def _worst_first(rows: list[tuple[int, str]]) -> Measured:
    rows.sort(key=lambda row: (-row[0], row[1]))
    return tuple(value for value, _ in rows), tuple(name for _, name in rows)


def held_shortfall(case: Case) -> Measured:
    """Return per client with held hours how much of them stands nowhere, per mille rounded up, worst first."""
    held: Counter[ClientId] = Counter()
    standing: Counter[ClientId] = Counter()
    for row in case.plan.held:
        held[row.client] += row.minutes
        standing[row.client] += sum(minute_of(block.end) - minute_of(block.start) for block in row.blocks)
    rows = [(-(1000 * (held[client] - standing[client]) // -held[client]), client) for client in held if held[client]]
    return _worst_first([(max(0, value), str(client)) for value, client in rows])


def priorities(case: Case) -> Measured:
    """Return the weighted lateness of promised work; priority 1 weighs most."""
    value = 0
    for work in case.facts.open_work.values():
        if work.counts_as in ("regulatory", "agreed"):
            weight = PRIORITY_WEIGHTS[min(max(work.priority, 1), len(PRIORITY_WEIGHTS)) - 1]
            value += weight * work.remaining_minutes * minutes_late(case, work)
    return value, ()


def moves(case: Case) -> Measured:
    """Return the baseline minutes that are no longer at their person and minute, nearer ones weighted more."""
    team = case.facts.team
    edges = (team.as_of, team.freeze_end(), team.near_end(MOVE_NEAR_WORKING_DAYS), FOREVER)
    value = 0
    for task, stood in case.stood.items():
        if task not in case.facts.open_work:
            continue
        entry = case.placed.get(task)
        now = entry.spans if entry is not None and entry.row.person == stood.row.person else []
        gone = without(stood.later, now)
        for weight, start, end in zip(MOVE_WEIGHTS, edges, edges[1:], strict=False):
            value += weight * minutes_in(gone, Span(start, end))
    return value, ()


def overtime(case: Case) -> Measured:
    """Return the minutes in blocks marked as overtime."""
    return sum(entry.overtime_minutes for entry in case.entries if entry.is_open_work), ()


def tentative_unplaced(case: Case) -> Measured:
    """Return the remaining minutes of tentative tasks that are not in the plan."""
    out = [
        work.remaining_minutes
        for work in case.facts.open_work.values()
        if work.counts_as == "tentative" and work.id not in case.placed
    ]
    return sum(out), ()


def preferences(case: Case) -> Measured:
    """Return minutes by people the client does not prefer, and minutes off each deliverable's main person."""
    preferred = {client.id: frozenset(client.prefer) for client in case.facts.workspace.clients}
    unfamiliar = 0
    by_deliverable: defaultdict[tuple[ClientId, str], Counter[PersonId]] = defaultdict(Counter)
    for entry in case.placed.values():
        work = case.facts.open_work[entry.row.id]
        wished = preferred.get(work.client, frozenset())
        if wished and entry.row.person not in wished:
            unfamiliar += entry.minutes
        by_deliverable[work.client, work.deliverable][entry.row.person] += entry.minutes
    scattered = sum(people.total() - max(people.values()) for people in by_deliverable.values())
    return unfamiliar + scattered, ()


def balance(case: Case) -> Measured:
    """Return each person's planned minutes per mille of their available ones, rounded up, highest first."""
    planned: Counter[PersonId] = Counter()
    for entry in case.placed.values():
        planned[entry.row.person] += entry.minutes
    rows: list[tuple[int, str]] = []
    for name, person in case.facts.people.items():
        available = sum(span.minutes for span in person.free)
        if available:
            rows.append((-(1000 * planned[name] // -available), str(name)))
    return _worst_first(rows)


MEASURES: dict[str, Callable[[Case], Measured]] = {
    "regulatory_lateness": lambda case: client_lateness(case, "regulatory"),
    "agreed_lateness": lambda case: client_lateness(case, "agreed"),
    "held_shortfall": held_shortfall,
    "uncovered_lateness": lambda case: client_lateness(case, "agreed", uncovered=True),
    "priorities": priorities,
    "moves": moves,
    "overtime": overtime,
    "target_lateness": lambda case: client_lateness(case, "target"),
    "tentative_unplaced": tentative_unplaced,
    "preferences": preferences,
    "balance": balance,
}
"""How each level of the catalogue is measured, by its id."""


@lru_cache(maxsize=1)  # One check and the result ask for them.
def recomputed_levels(case: Case) -> tuple[RecomputedLevel, ...]:
    """Return all levels in order of importance, with what the document claims beside them."""
    claimed = {level.level: level.value for level in case.plan.objective}
    levels: list[RecomputedLevel] = []
    for name in LEVELS:
        value, names = MEASURES[name](case)
        levels.append(RecomputedLevel(name, value, BY_ID[name].unit, names, claimed.get(name)))
    return tuple(levels)


def gives_objective(plan: Plan) -> bool:
    """Say whether a document has an objective at all, be it an empty one: one made elsewhere need not."""
    return "objective" in plan.model_fields_set


def objective_recomputed(case: Case) -> Iterator[Violation]:
    """Check that each level stands once in its order, and compare it with what the blocks give: value, order of the vector, bound, and `optimal`."""
    computed = {level.level: level for level in recomputed_levels(case)}
    yield from _levels([level.level for level in case.plan.objective])
    for level in case.plan.objective:
        if level.level not in computed:
            continue
        if level.level == "moves" and case.baseline is None and not case.says_no_baseline:
            continue
        yield from _value(level, computed[level.level])
        yield from _bound(level, computed[level.level])
    if case.plan.status == "optimal":
        for level in case.plan.objective:
            if not level.optimal:
                text = f"the plan calls itself optimal, but its level {level.level} is not"
                yield violation(_NAME, level.level, text, measured=0, limit=1)


def _levels(names: list[str]) -> Iterator[Violation]:
    """Compare the names of the levels with those that there are, in the order of their importance."""
    times = Counter(names)
    for name in sorted(times.keys() - set(LEVELS)):
        text = f"the objective has a level '{name[:60]}', which there is not"
        yield violation(_NAME, name, text, measured=times[name], limit=0, unit="levels")
    for name in LEVELS:
        if times[name] > 1:
            text = f"level {name} stands {times[name]} times in the objective"
            yield violation(_NAME, name, text, measured=times[name], limit=1, unit="levels")
    missing = [name for name in LEVELS if not times[name]]
    if missing:
        text = f"the objective lacks {len(missing)} of its {len(LEVELS)} levels: {', '.join(missing)}"
        there = len(LEVELS) - len(missing)
        yield violation(_NAME, "objective", text, measured=there, limit=len(LEVELS), unit="levels")
    order = [LEVELS.index(name) for name in names if name in LEVELS]
    late = sum(1 for before, after in pairwise(order) if after < before)
    if late:
        text = "the levels of the objective do not stand in the order of their importance"
        yield violation(_NAME, "objective", text, measured=late, limit=0, unit="levels")


def _value(level: Level, computed: RecomputedLevel) -> Iterator[Violation]:
    if level.value != computed.value:
        text = f"level {level.level} is {level.value} in the plan, but its blocks give {computed.value} {computed.unit}"
        yield _differs(level.level, text, claimed=level.value, right=computed.value)
    elif level.level in VECTOR_LEVELS and level.clients is not None and level.clients != computed.names:
        claimed, right = ", ".join(level.clients), ", ".join(computed.names)
        text = f"level {level.level} stands for {claimed} in the plan, but the order is {right}"
        yield violation(_NAME, level.level, text, measured=1, limit=0)


def _differs(subject: str, text: str, *, claimed: int | tuple[int, ...], right: int | tuple[int, ...]) -> Violation:
    """Return a violation that measures the first number in which two values differ."""
    left_row = claimed if isinstance(claimed, tuple) else (claimed,)
    right_row = right if isinstance(right, tuple) else (right,)
    for left, other in zip(left_row, right_row, strict=False):
        if left != other:
            return violation(_NAME, subject, text, measured=left, limit=other)
    return violation(_NAME, subject, text, measured=len(left_row), limit=len(right_row))


def _bound(level: Level, computed: RecomputedLevel) -> Iterator[Violation]:
    value, bound = computed.value, level.bound
    is_above = (
        not isinstance(value, tuple) or len(value) != len(bound) or bound > value
        if isinstance(bound, tuple)
        else isinstance(value, tuple) or bound > value
    )
    if is_above:
        text = f"level {level.level}: no plan is below {bound}, says its bound, but this plan's blocks give {value}"
        yield _differs(level.level, text, claimed=bound, right=value)
    elif level.optimal and bound != level.value:
        text = f"level {level.level} is called optimal at {level.value}, but its bound is only {bound}"
        yield _differs(level.level, text, claimed=bound, right=level.value)
    elif not level.optimal and bound == value:
        text = f"level {level.level} is not called optimal at {level.value}, but no plan is below that, says its bound"
        yield violation(_NAME, level.level, text, measured=0, limit=1)
