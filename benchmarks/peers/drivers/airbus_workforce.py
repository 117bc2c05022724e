"""Airbus discrete-optimization, its workforce scheduling problem: teams with calendars, one sittings in hard windows, groups on one team.

Due times are windows here, so nothing can be late: first everything is asked for, and where that is refuted, as many tasks as can be. A baseline is its own
objective (`DELTA_TO_EXISTING_SOLUTION`: a task on another team counts 1000, a shifted one 1 and its minutes).
"""

from __future__ import annotations

import time
from typing import Any

from benchmarks.peers.drivers.driving import Answer, Case, drive, solver_log


def solve(case: Case) -> Answer:
    """Build, solve and read back."""
    from importlib.metadata import version

    began = time.perf_counter()
    answer = Answer(version=f"discrete-optimization {version('discrete-optimization')}, ortools {version('ortools')}")
    answer.cannot = reason_not_to(case)
    if answer.cannot is not None:
        return answer
    answer.limits = "due times are hard: tasks are on time or left out"
    with solver_log():
        problem = _problem_of(case)
        for optional in (False, True):
            left = case["seconds"] - (time.perf_counter() - began)
            if left <= 0.5:
                break
            found, status, first = _run(case, problem, optional=optional, seconds=left, began=began)
            answer.note = f"{status}, some left out" if optional else status
            if found is not None:
                answer.first_seconds = first
                _read(case, found, answer)
                break
    return answer


def reason_not_to(case: Case) -> str | None:
    """Return why the workforce problem cannot say a case, None where it can."""
    if not all(task["one_sitting"] for task in case["tasks"]):
        return "no work that is interrupted"
    if any(task["due"] is None or task["due"] - task["release"] < task["effort"] for task in case["tasks"]):
        return "a task without a window that is long enough"
    return None


def present_in(case: Case) -> list[int]:
    """Return the numbers of the people who work at all within the horizon, in order: the problem's teams (it fails on one that never works)."""
    return [
        number
        for number, person in enumerate(case["people"])
        if any(first < case["horizon"] for first, _ in person["free"])
    ]


def _problem_of(case: Case) -> Any:
    from discrete_optimization.workforce.scheduling.problem import AllocSchedulingProblem, TasksDescription

    horizon, tasks, present = case["horizon"], case["tasks"], present_in(case)
    names = {person: case["people"][person]["id"] for person in present}
    successors: dict[str, set[str]] = {task["id"]: set() for task in tasks}
    for task in tasks:
        for before in task["after"]:
            successors[before].add(task["id"])
    starts = {task["id"]: (task["release"], task["due"] - task["effort"]) for task in tasks}
    return AllocSchedulingProblem(
        team_names=list(names.values()),
        calendar_team={
            name: [(first, end) for first, end in case["people"][person]["free"] if first < horizon]
            for person, name in names.items()
        },
        horizon=horizon + 1,
        tasks_list=[task["id"] for task in tasks],
        tasks_data={task["id"]: TasksDescription(duration_task=task["effort"]) for task in tasks},
        same_allocation=[set(group) for group in case["together"]],
        precedence_constraints=successors,
        available_team_for_activity={
            task["id"]: {names[person] for person in task["able"] if person in names} for task in tasks
        },
        start_window=starts,
        end_window={task["id"]: (task["release"] + task["effort"], task["due"]) for task in tasks},
        original_start={name: window[0] for name, window in starts.items()},
        original_end={task["id"]: task["release"] + task["effort"] for task in tasks},
        resources_list=[],
        resources_capacity={},
    )


def _run(
    case: Case, problem: Any, *, optional: bool, seconds: float, began: float
) -> tuple[Any | None, str, float | None]:
    """Return the best solution or None, the solver's status, and when the first was found."""
    import numpy as np
    from discrete_optimization.generic_tools.callbacks.callback import Callback
    from discrete_optimization.generic_tools.cp_tools import ParametersCp
    from discrete_optimization.workforce.scheduling.problem import AllocSchedulingSolution
    from discrete_optimization.workforce.scheduling.solvers import ObjectivesEnum
    from discrete_optimization.workforce.scheduling.solvers.cpsat import CPSatAllocSchedulingSolver

    firsts: list[float] = []

    class First(Callback):
        def on_step_end(self, step: int, res: Any, solver: Any) -> None:
            firsts.append(time.perf_counter() - began)

    objectives = [ObjectivesEnum.NB_DONE_AC] if optional else []
    extra: dict[str, Any] = {}
    if case["baseline"] is not None:
        rows = [case["baseline"][task["id"]] for task in case["tasks"]]
        team_of = {person: team for team, person in enumerate(present_in(case))}
        extra["base_solution"] = AllocSchedulingSolution(
            problem=problem,
            schedule=np.array([[start, end] for _, start, end in rows]),
            allocation=np.array([team_of.get(person, -1) for person, _, _ in rows]),
        )
        objectives.append(ObjectivesEnum.DELTA_TO_EXISTING_SOLUTION)
    solver = CPSatAllocSchedulingSolver(problem)
    solver.init_model(objectives=objectives, optional_activities=optional, **extra)
    parameters = ParametersCp.default_cpsat()
    parameters.multiprocess, parameters.nb_process = True, case["workers"]
    left = max(0.1, seconds - (time.perf_counter() - began))
    results = solver.solve(
        callbacks=[First()],
        parameters_cp=parameters,
        time_limit=left,
        ortools_cpsat_solver_kwargs={"random_seed": case["seed"]},
    )
    status = str(solver.status_solver).rpartition(".")[2].lower()
    return (results[-1][0] if len(results) else None), status, min(firsts, default=None)


def _read(case: Case, found: Any, answer: Answer) -> None:
    present = present_in(case)
    for task, (start, end), team in zip(case["tasks"], found.schedule, found.allocation, strict=True):
        if team >= 0:
            answer.placed[task["id"]] = (present[int(team)], [(int(start), int(end))])


if __name__ == "__main__":
    drive(solve)
