"""The published plan as it stands, wherever the rules allow it still: what a new plan has to be better than.

Work that is gone or done is left out, work that cannot stay goes where it fits, and new work too. Nothing is proven here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from scheduler.calendars.spans import within, without
from scheduler.calendars.zones import instant_of
from scheduler.domain.holdings import Holdings
from scheduler.domain.plan import Plan
from scheduler.domain.workspace import Workspace
from scheduler.instance.baseline import BaselineWork
from scheduler.instance.build import Built, build
from scheduler.instance.holding import Ties
from scheduler.instance.placement import Placement
from scheduler.solve.best import Best, causes_of, with_whole_chains
from scheduler.solve.changes import is_in_order
from scheduler.solve.evaluate import evaluate
from scheduler.solve.holding import broken_commitments, place_pieces
from scheduler.solve.levels import Proofs
from scheduler.solve.search.phases import Phases
from scheduler.solve.search.problem import Problem
from scheduler.solve.work import Work
from scheduler.units import PersonId, Span, TaskId


@dataclass(frozen=True, slots=True)
class Published:
    """A workspace with the plan that was published of it.

    Attributes
    ----------
    ties
        What else the run binds.
    overtime
        Whether consented overtime may be used for new work.
    """

    workspace: Workspace
    baseline: Plan
    holdings: Holdings | None
    ties: Ties
    overtime: bool


def left_in_place(published: Published, work: Work, *, seed: int) -> Best | None:
    """Return the best plan in which the published one stays; None where fixed work has no place in any of them."""
    found: list[Best] = []
    for ties in _ways(published):
        found += _stays(published, ties, work, seed=seed)
        if any(_is_all_there(each) for each in found):
            break
    return min(found, key=Best.key_with_book, default=None)


def _is_all_there(best: Best) -> bool:
    """Say whether nothing moves, and no commitment breaks by it."""
    return evaluate(best.built.instance, best.placement)["moves"].is_zero and not broken_commitments(
        best.built, best.placement
    )


def _ways(published: Published) -> Iterator[Ties]:
    """Yield what may be bound for it: work and held pieces on the clock as published; work alone; what fits on the grid."""
    ties = published.ties
    built = _build(published, ties)
    pins, places = _pins(built, overtime=published.overtime), _places(built, published.baseline)
    if places:
        yield replace(ties, pins=pins, places=places)
    yield replace(ties, pins=pins)
    yield ties


def _build(published: Published, ties: Ties) -> Built:
    return build(
        published.workspace,
        overtime=published.overtime,
        baseline=published.baseline,
        holdings=published.holdings,
        ties=ties,
    )


def _pins(built: Built, *, overtime: bool) -> dict[TaskId, BaselineWork]:
    """Return the published work that can be bound on the clock by itself: in one piece where it must be, and on the person of its group.

    Overtime is left to the search, which knows how much of it may be used.
    """
    tasks = {task.id: task for task in built.instance.tasks}
    people = {person.index: person.id for person in built.instance.people}
    of_group: dict[int, PersonId] = {
        task.group: people[task.fixed.person] for task in built.instance.tasks if task.fixed is not None
    }
    pins: dict[TaskId, BaselineWork] = {}
    for name, stands in sorted(built.future.items(), key=lambda entry: (entry[1].spans[0], entry[0])):
        task = tasks.get(name)
        if task is None or (task.one_sitting and len(stands.spans) > 1):
            continue
        more = without(stands.spans, task.fixed.spans if task.fixed else ())
        if any(within(built.overtime.get(stands.person, ()), span) for span in more):
            continue
        if of_group.setdefault(task.group, stands.person) == stands.person:
            pins[name] = stands
    return pins


def _places(built: Built, baseline: Plan) -> Mapping[int, Span]:
    """Return where the published plan has the held pieces that are held still, by their number."""
    stood: dict[tuple[str, PersonId, int], list[Span]] = {}
    for row in baseline.held:
        for block in row.blocks:
            span = Span(instant_of(block.start), instant_of(block.end))
            stood.setdefault((block.block, block.person, span.minutes), []).append(span)
    places: dict[int, Span] = {}
    for number, (piece, line) in enumerate(zip(built.pieces, built.instance.held, strict=True)):
        spans = stood.get((piece.block, piece.person, piece.minutes), [])
        mine = [span for span in spans if line.window.start <= span.start and span.end <= line.window.end]
        if mine:
            places[number] = mine[0]
            spans.remove(mine[0])
    return places


def _stays(published: Published, ties: Ties, work: Work, *, seed: int) -> list[Best]:
    """Return the plan with everything in its place, and the same with the levels below lateness improved around it.

    Work without a place may stay without: where it is due after the horizon, a place is nothing gained.
    """
    built = _build(published, ties)
    problem = Problem(built.instance, overtime=published.overtime)
    absent = [built.number[row.id] for row in published.baseline.unplaced if row.id in built.number]
    found: list[Best] = []
    if absent:
        phases = Phases(problem, work, seed=seed, absent=absent)
        phases.stay_put()
        found.append(_best(built, problem, phases.placement()))
    phases = Phases(problem, work, seed=seed)
    phases.stay_put()
    found.append(_best(built, problem, phases.placement()))
    phases.lesser_work()
    phases.polish()
    found.append(_best(built, problem, phases.placement()))
    return [each for each in found if _stands(each)]


def _best(built: Built, problem: Problem, placement: Placement) -> Best:
    placement = with_whole_chains(problem, placement)
    return Best(place_pieces(built, placement), placement, causes_of(problem, placement), Proofs())


def _stands(best: Best) -> bool:
    """Say whether all that is fixed stands, and everything after what it waits for."""
    fixed = [task.index for task in best.built.instance.tasks if task.fixed is not None]
    return all(best.placement.is_placed(task) for task in fixed) and is_in_order(best.built, best.placement)
