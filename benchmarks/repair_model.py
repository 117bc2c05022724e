"""The plain interval model of a repair scenario: everything on time, with as many baseline minutes kept as can be.

A yardstick for re-planning, not the product: optional intervals per task and team, no overlap per team with its absences as fixed
intervals, precedence, groups on one team, and a boolean per task that stays with its team and start.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ortools.sat.python import cp_model

    from benchmarks.workforce import Floor


@dataclass(frozen=True, slots=True)
class Kept:
    """What the model found: tasks with team and start of the baseline, whether no plan keeps more minutes, or why there is none.

    Attributes
    ----------
    tasks
        None where the model has no plan with everything on time.
    status
        `optimal`, `feasible`, `infeasible` or `unknown`.
    """

    tasks: int | None
    status: str


def most_kept(floor: Floor, *, seconds: float, workers: int = 2) -> Kept:
    """Maximise the minutes of the baseline that stay, with every task inside its window.

    Parameters
    ----------
    floor
        A repair scenario.
    seconds, workers
        Limit and threads of the solver.
    """
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    tasks = floor.content["tasks"]
    solution = floor.content["base_solution"]
    durations = {task: floor.duration_of(task) for task in tasks}
    starts = {
        task: model.new_int_var(floor.release_of(task), floor.due_of(task) - durations[task], f"start {task}")
        for task in tasks
    }
    chosen = _add_teams(model, floor, starts)
    for task, successors in floor.content["successors"].items():
        for successor in successors:
            model.add(starts[successor] >= starts[task] + durations[task])
    kept: dict[str, cp_model.IntVar] = {}
    for task, index, span in zip(tasks, solution["allocation"], solution["schedule"], strict=True):
        kept[task] = model.new_bool_var(f"kept {task}")
        model.add(starts[task] == int(span[0])).only_enforce_if(kept[task])
        team = chosen[task].get(floor.content["teams"][index])
        if team is None:
            model.add(kept[task] == 0)
        else:
            model.add_implication(kept[task], team)
    model.maximize(sum(durations[task] * kept[task] for task in tasks))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = workers
    status = solver.solve(model)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    count = sum(solver.boolean_value(each) for each in kept.values()) if found else None
    return Kept(count, solver.status_name(status).lower())


def _add_teams(
    model: cp_model.CpModel, floor: Floor, starts: dict[str, cp_model.IntVar]
) -> dict[str, dict[str, cp_model.IntVar]]:
    """Add who does what without overlap, groups on one team; return the literal per task and team."""
    content = floor.content
    end = max(floor.due_of(task) for task in content["tasks"])
    lines = {
        team: [model.new_fixed_size_interval_var(start, size, "away") for start, size in _away(floor, team, end)]
        for team in content["teams"]
        if team not in floor.unused
    }
    chosen: dict[str, dict[str, cp_model.IntVar]] = {}
    for task in content["tasks"]:
        able = [team for team in content["compatible_teams"].get(task, content["teams"]) if team in lines]
        chosen[task] = {team: model.new_bool_var(f"{task} by {team}") for team in able}
        model.add_exactly_one(chosen[task].values())
        for team, here in chosen[task].items():
            interval = model.new_optional_fixed_size_interval_var(starts[task], floor.duration_of(task), here, task)
            lines[team].append(interval)
    for intervals in lines.values():
        model.add_no_overlap(intervals)
    for first, *others in content["same_allocation"]:
        for other in others:
            for team in chosen[first].keys() | chosen[other].keys():
                model.add(chosen[first].get(team, 0) == chosen[other].get(team, 0))
    return chosen


def _away(floor: Floor, team: str, end: int) -> Iterable[tuple[int, int]]:
    """Yield (start, size) of the disjoint stretches up to `end` outside the calendar of a team or in a disruption of it."""
    content = floor.content
    index = content["teams"].index(team)
    out = [(first, last) for first, last, who in content.get("disruption", {}).get("disruptions", []) if who == index]
    edge = 0
    for first, last in sorted(content["calendar"][team]):
        out.append((edge, first))
        edge = max(edge, last)
    reached = 0
    for first, last in sorted([*out, (edge, end)]):
        start, stop = max(first, reached), min(last, end)
        if start < stop:
            yield start, stop - start
        reached = max(reached, stop)
