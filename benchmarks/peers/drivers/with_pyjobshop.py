"""PyJobShop: a machine with breaks per person, a task with a mode per able person, least weighted tardiness (weight: the effort).

A task that may be interrupted is interrupted by breaks alone (`allow_breaks`), never by other work: PyJobShop has no other interruption.
"""

from __future__ import annotations

import re
import time

from benchmarks.peers.drivers.driving import (
    Answer,
    Case,
    breaks_of,
    drive,
    first_solution_seconds,
    solver_log,
    worked,
)


def solve(case: Case) -> Answer:
    """Build, solve and read back."""
    from importlib.metadata import version

    from pyjobshop import Model

    began = time.perf_counter()
    answer = Answer(version=f"pyjobshop {version('pyjobshop')}, ortools {version('ortools')}")
    if any(not task["one_sitting"] for task in case["tasks"]):
        answer.limits = "work is interrupted by breaks alone"
    model = Model()
    people = [model.add_machine(breaks=breaks_of(person["free"], case["last"]) or None) for person in case["people"]]
    tasks = {}
    who: list[int] = []
    for task in case["tasks"]:
        job = model.add_job(weight=task["weight"], release_date=task["release"], due_date=task["due"])
        tasks[task["id"]] = model.add_task(job, latest_end=case["last"], allow_breaks=not task["one_sitting"])
        for person in task["able"]:
            model.add_mode(tasks[task["id"]], people[person], task["effort"])
            who.append(person)
    for task in case["tasks"]:
        for before in task["after"]:
            model.add_end_before_start(tasks[before], tasks[task["id"]])
    for first, *others in case["together"]:
        for other in others:
            model.add_identical_resources(tasks[first], tasks[other])
    model.set_objective(weight_total_tardiness=1)
    left = max(0.1, case["seconds"] - (time.perf_counter() - began))
    building = time.perf_counter() - began
    with solver_log() as log:
        result = model.solve(
            time_limit=left, num_workers=case["workers"], display=True, random_seed=case["seed"], log_to_stdout=True
        )
        first = first_solution_seconds(log())
    answer.first_seconds = None if first is None else building + first
    answer.note = re.sub(r".*\.", "", str(result.status)).lower()
    for task, done in zip(case["tasks"], result.best.tasks, strict=False):
        person = who[done.mode]
        answer.placed[task["id"]] = (person, worked(case["people"][person]["free"], done.start, task["effort"]))
    return answer


if __name__ == "__main__":
    drive(solve)
