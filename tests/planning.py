"""Plans made by hand, in memory, for tests.

    plan = plan_of(studio, {"text": ("ana", [("23 09:00", "23 11:00")])})

`plan_of` fills every figure of the document from the blocks, by the verifier's own arithmetic: a plan made with it is
honest by construction, so that a test can break exactly one thing. Tests of the figures write their numbers by hand.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from scheduler.domain.holdings import Holdings
from scheduler.domain.plan import (
    Block,
    ClientLoad,
    Held,
    Horizon,
    Level,
    Move,
    PersonLoad,
    Place,
    Plan,
    PlannedTask,
    Unfrozen,
    UnplacedTask,
)
from scheduler.domain.reasons import PatternFigures, Reason
from scheduler.domain.workspace import Workspace
from scheduler.units import Instant
from scheduler.verify.case import Case
from scheduler.verify.checks_held import held_spans
from scheduler.verify.objective import recomputed_levels
from scheduler.verify.standing import standings
from tests.building import block, from_instant

Placing = tuple[str, Iterable[Block | tuple[str | Instant, str | Instant]]]
"""A person and blocks, each a `Block` or a pair of its ends."""


def no_room(text: str = "no room was found") -> Reason:
    """Return a reason that claims nothing."""
    return Reason(kind="pattern", text=text, proven=False, figures=PatternFigures(blockers=("everything",)))


def plan_of(
    workspace: Workspace,
    placings: Mapping[str, Placing],
    *,
    baseline: Plan | None = None,
    holdings: Holdings | None = None,
    held: Sequence[Held] = (),
    **fields: Any,
) -> Plan:
    """Return the honest plan with these placings; all other open work stands in `unplaced`.

    Parameters
    ----------
    holdings
        Say which work is covered by a decision.
    held
        Rows of held hours.
    fields
        Replace fields of the plan at the end, after all figures are made.
    """
    bare = _bare_plan(workspace, placings).model_copy(update={"held": tuple(held)})
    return recomputed(workspace, bare, baseline=baseline, holdings=holdings).model_copy(update=fields)


def _bare_plan(workspace: Workspace, placings: Mapping[str, Placing]) -> Plan:
    zone = workspace.time_zone
    rows = []
    for name, (who, pieces) in sorted(placings.items()):
        blocks = tuple(piece if isinstance(piece, Block) else block(*piece, zone=zone) for piece in pieces)
        edge = workspace.as_of
        rows.append(
            PlannedTask.model_construct(id=name, person=who, blocks=blocks, start=edge, finish=edge, why_late=None)
        )
    empty: dict[str, Any] = {"unplaced": (), "done": (), "uncovered": ()}
    return Plan.model_construct(tasks=tuple(rows), status="feasible", **empty, **_header(workspace))


def _header(workspace: Workspace) -> dict[str, Any]:
    return {
        "workspace": workspace.name,
        "as_of": workspace.as_of.isoformat(),
        "evenhand_version": "0",
        "seed": 0,
        "inputs_sha256": workspace.inputs_sha256,
        "horizon": Horizon(start=workspace.as_of, end=workspace.as_of),
        "grid_minutes": workspace.grid_minutes,
    }


def recomputed(
    workspace: Workspace, plan: Plan, *, baseline: Plan | None = None, holdings: Holdings | None = None
) -> Plan:
    """Return the plan with every derived figure and list made anew from its blocks.

    Persons and blocks stay; titles, dues, sums, unplaced, done, objective, moves and the rest follow from them.
    """
    case = Case(workspace, _framed(workspace, plan), baseline=baseline, holdings=holdings)
    rows = tuple(_row(case, row) for row in plan.tasks)
    placed = {row.id for row in plan.tasks}
    whys = {row.id: row for row in plan.unplaced}
    unplaced = tuple(
        UnplacedTask(
            id=work.id,
            client=work.client,
            commitment=work.commitment,
            remaining_minutes=work.remaining_minutes,
            cause=whys[work.id].cause if work.id in whys else "capacity",
            why=whys[work.id].why if work.id in whys else no_room(),
        )
        for work in sorted(case.facts.open_work.values(), key=lambda work: work.id)
        if work.id not in placed
    )
    update = {
        "tasks": rows,
        "unplaced": unplaced,
        "done": tuple(sorted(work.id for work in case.facts.work.values() if not work.is_open)),
        "uncovered": tuple(sorted(case.uncovered)),
        "short_blocks": sum(1 for entry in case.entries for span in entry.spans if span.minutes < 30),
        "baseline_sha256": None if baseline is None else "0" * 64,
        "verified": True,
    }
    case = Case(workspace, Plan.model_validate(_fields(case.plan) | update), baseline=baseline, holdings=holdings)
    update |= {"people": _people(case), "clients": _clients(case), "objective": _objective(case)}
    if baseline is not None:
        update |= _changes(case, baseline)
    return Plan.model_validate(_fields(case.plan) | update)


def _fields(plan: Plan) -> dict[str, Any]:
    return {name: getattr(plan, name) for name in type(plan).model_fields if hasattr(plan, name)}


def _framed(workspace: Workspace, plan: Plan) -> Plan:
    end = Case(workspace, plan).facts.horizon_end
    horizon = Horizon(start=workspace.as_of, end=from_instant(end, workspace.time_zone))
    return Plan.model_construct(**_fields(plan) | _header(workspace) | {"horizon": horizon})


def _row(case: Case, row: PlannedTask) -> PlannedTask:
    zone = case.facts.zone
    entry = next(entry for entry in case.entries if entry.row is row)
    work = entry.work
    if work is None:
        raise LookupError(f"the workspace has no task {row.id}; add hostile rows after the plan is made")
    start, finish = (entry.start, entry.finish) if entry.pieces else (case.facts.as_of, case.facts.as_of)
    due = work.due_at
    return PlannedTask(
        id=row.id,
        client=work.client,
        deliverable=work.deliverable,
        title=work.title,
        skill=work.skill,
        commitment=work.commitment,
        counts_as=work.counts_as,
        person=row.person,
        blocks=row.blocks,
        start=from_instant(start, zone),
        finish=from_instant(finish, zone),
        release=from_instant(case.facts.release_of(work), zone),
        due=None if due is None else from_instant(due, zone),
        late_minutes=0 if due is None else max(0, finish - due),
        slack_minutes=None if due is None else max(0, due - finish),
        **({} if row.why_late is None else {"why_late": row.why_late}),
    )


def _people(case: Case) -> tuple[PersonLoad, ...]:
    planned: Counter[str] = Counter()
    extra: Counter[str] = Counter()
    held: Counter[str] = Counter()
    for entry in case.entries:
        planned[entry.row.person] += entry.minutes
        extra[entry.row.person] += entry.overtime_minutes
    for piece in held_spans(case):
        held[piece.person] += piece.span.minutes
    return tuple(
        PersonLoad(
            id=name,
            available_minutes=sum(span.minutes for span in case.facts.people[name].free)
            if name in case.facts.people
            else 0,
            planned_minutes=planned[name],
            held_minutes=held[name],
            overtime_minutes=extra[name],
        )
        for name in sorted({*case.facts.people, *planned, *held})
    )


def _clients(case: Case) -> tuple[ClientLoad, ...]:
    sums: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for entry in case.entries:
        if entry.work is not None:
            sums[entry.work.client]["planned"] += entry.minutes
            due = entry.work.due_at
            if due is not None and entry.pieces and entry.is_open_work:
                sums[entry.work.client]["late"] += max(0, entry.finish - due)
    for row in case.plan.unplaced:
        sums[row.client]["unplaced"] += row.remaining_minutes
    return tuple(
        ClientLoad(
            id=name,
            guaranteed_minutes=case.facts.guaranteed.get(name, 0),
            planned_minutes=sums[name]["planned"],
            borrowed_minutes=max(0, sums[name]["planned"] - case.facts.guaranteed.get(name, 0)),
            late_minutes=sums[name]["late"],
            unplaced_minutes=sums[name]["unplaced"],
        )
        for name in sorted({*case.facts.guaranteed, *sums})
    )


def _objective(case: Case) -> tuple[Level, ...]:
    return tuple(
        Level(
            level=level.level,
            value=level.value,
            bound=level.value if not isinstance(level.value, tuple) else tuple(0 for _ in level.value),
            unit=level.unit,
            optimal=not any(level.value) if isinstance(level.value, tuple) else True,
            clients=level.names if isinstance(level.value, tuple) else None,
        )
        for level in recomputed_levels(case)
    )


def _changes(case: Case, baseline: Plan) -> dict[str, Any]:
    """Return honest lists of what changed; frozen work that left its place is listed as its client's change."""
    zone = case.facts.zone
    stood = standings(case.facts, baseline)
    before = {row.id for row in baseline.tasks} | {row.id for row in baseline.unplaced}
    moves, unfrozen = [], []
    for name in sorted(case.facts.open_work.keys() & before):
        entry, standing = case.placed.get(name), stood.get(name)
        now = None if entry is None else (entry.row.person, entry.spans)
        then = None if standing is None else (standing.row.person, standing.later)
        if now == then:
            continue
        moves.append(Move(task=name, from_=_place(then, zone), to=_place(now, zone)))
        if standing is not None and standing.frozen and name in {row.task for row in case.plan.unfrozen}:
            unfrozen.append(next(row for row in case.plan.unfrozen if row.task == name))
    return {
        "moves": tuple(moves),
        "added": tuple(sorted(case.facts.open_work.keys() - before)),
        "dropped": tuple(sorted(before - case.facts.work.keys())),
        "unfrozen": tuple(unfrozen),
    }


def _place(place: tuple[str, Sequence[Any]] | None, zone: str) -> Place | None:
    if place is None or not place[1]:  # of the baseline only what is ahead counts
        return None
    who, spans = place
    blocks = tuple(block(span.start, span.end, zone=zone) for span in spans)
    return Place(person=who, finish=blocks[-1].end, blocks=blocks)


def without_claims(plan: Plan) -> Plan:
    """Return what a person would write by hand: rows and blocks, no sums, no objective."""
    given = {
        name: value
        for name, value in _fields(plan).items()
        if name not in {"objective", "people", "clients", "short_blocks", "done"}
    }
    return Plan(**given)


def given_up(name: str, cause: str) -> Unfrozen:
    """Return a row of `unfrozen`."""
    return Unfrozen(task=name, cause=cause)


def rules_broken(result: Any) -> list[str]:
    """Return the ids of the rules in which a check found violations, each once, in the catalogue's order."""
    return list(dict.fromkeys(found.rule for found in result.violations))
