"""The plain interval model of a team: tasks cut into blocks of up to two hours. A baseline, not the product.

What a textbook would write in CP-SAT: a boolean per task and eligible person, an optional interval per block and person, no overlap per person with the
breaks as fixed intervals, blocks of a task in order, precedence, due times as hard limits. It looks for any on-time plan.
"""

from __future__ import annotations

import time
from itertools import pairwise
from typing import TYPE_CHECKING

from benchmarks.full_plan import UNIT_MINUTES, UNITS_PER_DAY
from benchmarks.team_tasks import unit_of

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    from benchmarks.teams import Team
    from scheduler.domain.tasks import Task

BLOCK_UNITS = 120 // UNIT_MINUTES


def seconds_to_on_time(team: Team, *, limit_seconds: float, workers: int, seed: int = 0) -> float | None:
    """Return the seconds until the model has an on-time plan, building included; None where it has none within the limit."""
    from ortools.sat.python import cp_model

    began = time.perf_counter()
    model = _model_of(team)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = limit_seconds
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    found = solver.solve(model) in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return time.perf_counter() - began if found else None


def _model_of(team: Team) -> cp_model.CpModel:
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    horizon = team.workspace.horizon_days * UNITS_PER_DAY
    lines = [
        [model.new_fixed_size_interval_var(start, size, "break") for start, size in _breaks(free, horizon)]
        for free in team.free
    ]
    ends: dict[str, cp_model.LinearExprT] = {}
    starts: dict[str, cp_model.IntVar] = {}
    for task in team.workspace.tasks:
        able = [index for index, person in enumerate(team.workspace.people) if person.level_of(task.skill) is not None]
        chosen = {person: model.new_bool_var("by") for person in able}
        model.add_exactly_one(chosen.values())
        sizes = _block_sizes(task)
        release = unit_of(task.start) if task.start is not None else 0
        due = unit_of(task.due) if task.due is not None else horizon
        begins = [model.new_int_var(release, due - size, "start") for size in sizes]
        for (earlier, size), (later, _) in pairwise(zip(begins, sizes, strict=True)):
            model.add(later >= earlier + size)
        for begin, size in zip(begins, sizes, strict=True):
            for person, here in chosen.items():
                lines[person].append(model.new_optional_fixed_size_interval_var(begin, size, here, "block"))
        starts[task.id], ends[task.id] = begins[0], begins[-1] + sizes[-1]
    for intervals in lines:
        model.add_no_overlap(intervals)
    for task in team.workspace.tasks:
        for after in task.after:
            model.add(starts[task.id] >= ends[after.task])
    return model


def _block_sizes(task: Task) -> list[int]:
    effort = task.effort_minutes // UNIT_MINUTES
    if task.one_sitting:
        return [effort]
    whole, rest = divmod(effort, BLOCK_UNITS)
    return [BLOCK_UNITS] * whole + ([rest] if rest else [])


def _breaks(free: tuple[int, ...], horizon: int) -> list[tuple[int, int]]:
    """Return (start, size) of each stretch in which the person does not work."""
    edges = [-1, *free, horizon]
    return [(before + 1, after - before - 1) for before, after in pairwise(edges) if after - before > 1]
