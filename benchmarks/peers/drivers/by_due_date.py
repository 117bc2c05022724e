"""Earliest due date by hand rules: tasks by due time, each to whoever of the able finishes it first, on that person's earliest free units.

What must come before a task is done before it; one sittings take the earliest run that is long enough; members of a group go to the person of the first.
Nothing is ever taken back.
"""

from __future__ import annotations

import time

from benchmarks.peers.drivers.driving import Answer, Case, Stretch, drive


def solve(case: Case) -> Answer:
    """Return the plan of the rules; every task gets a place, if need be after the horizon."""
    began = time.perf_counter()
    free = [[(first, end) for first, end in person["free"]] for person in case["people"]]
    group_of = {name: tuple(group) for group in case["together"] for name in group}
    able_of = {task["id"]: set(task["able"]) for task in case["tasks"]}
    bound: dict[tuple[str, ...], int] = {}
    finish: dict[str, int] = {}
    answer = Answer(version="hand rules")
    for task in in_order(case["tasks"]):
        if any(before not in finish for before in task["after"]):
            continue
        release = max([task["release"], *(finish[before] for before in task["after"])])
        group = group_of.get(task["id"])
        able = able_of[task["id"]]
        if group is not None:
            able = {bound[group]} if group in bound else set.intersection(*(able_of[name] for name in group))
        places = ((person, _place(free[person], release, task, case["horizon"])) for person in sorted(able))
        found = [(stretches[-1][1], person, stretches) for person, stretches in places if stretches]
        if not found:
            continue
        finish[task["id"]], person, stretches = min(found)
        answer.placed[task["id"]] = (person, stretches)
        free[person] = _without(free[person], stretches)
        if group is not None:
            bound[group] = person
    answer.first_seconds = time.perf_counter() - began
    return answer


def in_order(tasks: list[Case]) -> list[Case]:
    """Return the tasks by due time (those without one last), each behind what it comes after."""
    by_id = {task["id"]: task for task in tasks}
    ordered: dict[str, Case] = {}

    def take(task: Case) -> None:
        for before in task["after"]:
            if before not in ordered:
                take(by_id[before])
        ordered.setdefault(task["id"], task)

    for task in sorted(tasks, key=lambda task: (task["due"] is None, task["due"], task["id"])):
        take(task)
    return list(ordered.values())


def _place(free: list[Stretch], release: int, task: Case, horizon: int) -> list[Stretch]:
    """Return the earliest stretches from `release` on; wholly behind the horizon where they would reach beyond it, none where they do not suffice."""
    found = _earliest(free, release, task)
    if found and found[-1][1] > horizon > found[0][0]:
        return _earliest(free, horizon, task)
    return found


def _earliest(free: list[Stretch], release: int, task: Case) -> list[Stretch]:
    effort, found = task["effort"], []
    for first, end in free:
        begin = max(first, release)
        if begin >= end:
            continue
        if task["one_sitting"]:
            if end - begin >= effort:
                return [(begin, begin + effort)]
            continue
        found.append((begin, min(end, begin + effort)))
        effort -= found[-1][1] - begin
        if not effort:
            return found
    return []


def _without(free: list[Stretch], taken: list[Stretch]) -> list[Stretch]:
    """Return `free` without `taken`; a stretch of `taken` lies within one of `free`, or in several that touch."""
    left: list[Stretch] = []
    for first, end in free:
        for begin, stop in taken:
            if begin < end and stop > first:
                if first < begin:
                    left.append((first, begin))
                first = min(end, stop)
        if first < end:
            left.append((first, end))
    return left


if __name__ == "__main__":
    drive(solve)
