"""What a careful person does by hand: earliest due date first, to whoever finishes first. A baseline, not the product.

The rules are those of `benchmarks.peers.drivers.by_due_date`; here they plan a drawn team in this process. What finds no place in the horizon is unplaced.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.full_plan import Piece
from benchmarks.peers.drivers.by_due_date import solve
from benchmarks.peers.exchange import case_of
from benchmarks.team_tasks import unit_of

if TYPE_CHECKING:
    from benchmarks.teams import Team
    from scheduler.units import TaskId


def plan_by_due_date(team: Team) -> dict[TaskId, Piece]:
    """Return where each task that finds a place in the horizon is worked; what comes after an unplaced task is unplaced."""
    case = case_of(team.workspace, seconds=0, workers=1)
    found = solve(case).placed
    placed: dict[TaskId, Piece] = {}
    for task in team.workspace.tasks:
        if task.id in found and found[task.id][1][-1][1] <= case["horizon"]:
            person, stretches = found[task.id]
            units = tuple(unit for first, end in stretches for unit in range(first, end))
            placed[task.id] = Piece(person, units, one_sitting=task.one_sitting)
    return placed


def late_tasks(team: Team, placed: dict[TaskId, Piece]) -> int:
    """Return how many tasks are late or unplaced."""
    return sum(
        task.id not in placed or (task.due is not None and placed[task.id].finish > unit_of(task.due))
        for task in team.workspace.tasks
    )
