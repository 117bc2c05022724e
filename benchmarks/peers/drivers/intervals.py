"""The plain CP-SAT model that a textbook would write: optional intervals, no overlap per person, least weighted lateness.

An interruptible task is cut into blocks of up to two hours and a rest, each inside working time; fixed blocks are a restriction, so its "no" proves nothing.
"""

from __future__ import annotations

import time
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from benchmarks.peers.drivers.driving import Answer, Case, Stretch, breaks_of, drive

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

BLOCK_MINUTES = 120


def solve(case: Case) -> Answer:
    """Minimise the sum of effort times lateness within the limit."""
    import ortools
    from ortools.sat.python import cp_model

    class FirstPlan(cp_model.CpSolverSolutionCallback):
        seconds: float | None = None

        def on_solution_callback(self) -> None:
            if self.seconds is None:
                self.seconds = time.perf_counter() - began

    began = time.perf_counter()
    model, blocks = model_of(case)
    answer = Answer(version=f"ortools {ortools.__version__}")
    if any(not task["one_sitting"] for task in case["tasks"]):
        answer.limits = "interrupts tasks in fixed blocks of two hours"
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(0.1, case["seconds"] - (time.perf_counter() - began))
    solver.parameters.num_workers = case["workers"]
    solver.parameters.random_seed = case["seed"]
    noted = FirstPlan()
    status = solver.solve(model, noted)
    answer.note, answer.first_seconds = solver.status_name(status).lower(), noted.seconds
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        for task, (chosen, starts, sizes) in blocks.items():
            person = next(person for person, here in chosen.items() if solver.boolean_value(here))
            first = [solver.value(start) for start in starts]
            answer.placed[task] = (person, [(at, at + size) for at, size in zip(first, sizes, strict=True)])
    return answer


def model_of(case: Case) -> tuple[cp_model.CpModel, dict[str, Any]]:
    """Return the model, and for each task who may do it (literals), the starts of its blocks and their sizes."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    last = case["last"]
    lines: list[list[cp_model.IntervalVar]] = []
    for person in case["people"]:
        free: list[Stretch] = [(first, end) for first, end in person["free"]]
        away = breaks_of(free, last)
        lines.append([model.new_fixed_size_interval_var(first, end - first, "break") for first, end in away])
    blocks: dict[str, Any] = {}
    costs = []
    for task in case["tasks"]:
        chosen = {person: model.new_bool_var("by") for person in task["able"]}
        model.add_exactly_one(chosen.values())
        sizes = block_sizes(task, case["unit_minutes"])
        starts = [model.new_int_var(task["release"], last - size, "start") for size in sizes]
        for (earlier, size), (later, _) in pairwise(zip(starts, sizes, strict=True)):
            model.add(later >= earlier + size)
        for start, size in zip(starts, sizes, strict=True):
            for person, here in chosen.items():
                lines[person].append(model.new_optional_fixed_size_interval_var(start, size, here, "block"))
        if task["due"] is not None:
            late = model.new_int_var(0, last, "late")
            model.add(late >= starts[-1] + sizes[-1] - task["due"])
            costs.append(task["weight"] * late)
        blocks[task["id"]] = (chosen, starts, sizes)
    for intervals in lines:
        model.add_no_overlap(intervals)
    _add_order_and_groups(model, case, blocks)
    model.minimize(sum(costs))
    return model, blocks


def _add_order_and_groups(model: cp_model.CpModel, case: Case, blocks: dict[str, Any]) -> None:
    for task in case["tasks"]:
        for before in task["after"]:
            _, starts, sizes = blocks[before]
            model.add(blocks[task["id"]][1][0] >= starts[-1] + sizes[-1])
    for first, *others in case["together"]:
        own = blocks[first][0]
        for other in others:
            for person in own.keys() | blocks[other][0].keys():
                model.add(own.get(person, 0) == blocks[other][0].get(person, 0))


def block_sizes(task: Case, unit_minutes: int) -> list[int]:
    """Return the sizes in units of the blocks that a task is cut into, one where it is one sitting."""
    if task["one_sitting"]:
        return [task["effort"]]
    whole, rest = divmod(task["effort"], BLOCK_MINUTES // unit_minutes)
    return [BLOCK_MINUTES // unit_minutes] * whole + ([rest] if rest else [])


if __name__ == "__main__":
    drive(solve)
