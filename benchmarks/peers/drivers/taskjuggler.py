"""TaskJuggler: people with leaves, efforts, order and priorities by due time; a greedy scheduler that interrupts tasks where somebody is away or busy.

It knows no due times while it schedules (only warnings afterwards), no work in one sitting and no bond between the people of two tasks. A unit is a quarter
of an hour of a made-up clock, so that cases of any grid can be said.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.peers.drivers.by_due_date import in_order
from benchmarks.peers.drivers.driving import Answer, Case, Stretch, breaks_of, drive

COMMAND = "EVENHAND_TJ3"
"""Environment variable with the command, where it is not `tj3`."""
ZERO = datetime(2026, 1, 1, tzinfo=UTC)
UNIT = timedelta(minutes=15)
UNITS_A_DAY = 96
FORMAT = "%Y-%m-%d-%H:%M"
_SUPPLEMENT = re.compile(r"supplement task (\w+) \{(.*?)^\}", flags=re.MULTILINE | re.DOTALL)
_PERSON = re.compile(r"booking p(\d+) (.*?)\{", flags=re.DOTALL)
_PIECE = re.compile(r"(\d{4}-\d\d-\d\d-\d\d:\d\d)-\+0000 \+ ([0-9.]+)(min|h|d)")
_MINUTES = {"min": 1, "h": 60, "d": 24 * 60}


def solve(case: Case) -> Answer:
    """Write the project, run the command within the limit, and read the bookings."""
    command = os.environ.get(COMMAND, "tj3")
    answer = Answer(version=_version(command))
    answer.cannot = reason_not_to(case)
    if answer.cannot is not None:
        return answer
    answer.limits = "takes due times as priorities alone"
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "case.tjp").write_text(project_of(case), encoding="utf-8")
        began = time.perf_counter()
        call = [command, "--silent", "case.tjp"]
        try:
            done = subprocess.run(
                call, cwd=folder, capture_output=True, text=True, check=False, timeout=case["seconds"]
            )
        except subprocess.TimeoutExpired:
            answer.note = "ended by the limit"
            return answer
        bookings = folder / "bookings.tji"
        if not bookings.exists():
            said = next((line for line in done.stderr.splitlines() if "Error:" in line), done.stderr.strip()[-200:])
            raise RuntimeError(f"{command} wrote no bookings: {said}")
        answer.first_seconds = time.perf_counter() - began
        answer.placed = placed_in(bookings.read_text(encoding="utf-8"), [task["id"] for task in case["tasks"]])
    return answer


def reason_not_to(case: Case) -> str | None:
    """Return why TaskJuggler cannot say a case, None where it can."""
    if any(task["one_sitting"] for task in case["tasks"]):
        return "no work in one sitting"
    return "no groups of one person" if case["together"] else None


def _version(command: str) -> str:
    done = subprocess.run([command, "--version"], capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def _at(unit: int) -> str:
    return (ZERO + unit * UNIT).strftime(FORMAT)


def project_of(case: Case) -> str:
    """Return the project file: earlier due times have the higher priority, a release is a milestone that its task depends on."""
    end = -(-case["last"] // UNITS_A_DAY) * UNITS_A_DAY
    lines = [
        f'project case "Case" {_at(0)} - {_at(end)} {{',
        '  timezone "UTC"',
        "  timingresolution 15min",
        f'  timeformat "{FORMAT}"',
        "  dailyworkinghours 24",
        "  yearlyworkingdays 365",
        "  workinghours mon - sun 0:00 - 24:00",
        "}",
    ]
    for number, person in enumerate(case["people"]):
        leaves = ", ".join(f"special {_at(first)} - {_at(end)}" for first, end in breaks_of(person["free"], end))
        lines.append(f'resource p{number} "p{number}" {{ {f"leaves {leaves}" if leaves else ""} }}')
    releases = sorted({task["release"] for task in case["tasks"]} - {0})
    lines += [f'task r{release} "r" {{ start {_at(release)} }}' for release in releases]
    numbers = {task["id"]: index for index, task in enumerate(case["tasks"])}
    rank = {task["id"]: place for place, task in enumerate(in_order(case["tasks"]))}
    for task in case["tasks"]:
        first, *others = task["able"]
        alternatives = f"alternative {', '.join(f'p{person}' for person in others)} select minloaded " if others else ""
        befores = [f"!t{numbers[before]}" for before in task["after"]]
        if task["release"]:
            befores.append(f"!r{task['release']}")
        depends = f" depends {', '.join(befores)}" if befores else ""
        priority = max(1, 1000 - 999 * rank[task["id"]] // max(1, len(rank)))
        lines.append(
            f'task t{numbers[task["id"]]} "t" {{ effort {task["effort"] * 15}min priority {priority}'
            f" allocate p{first} {{ {alternatives}persistent }}{depends} }}"
        )
    lines.append('export "bookings" { definitions - taskattributes booking resourceattributes - hideresource 0 }')
    return "\n".join(lines) + "\n"


def placed_in(text: str, names: list[str]) -> dict[str, tuple[int, list[Stretch]]]:
    """Return what an export of bookings places; `names` are the tasks by their number in the project."""
    placed: dict[str, tuple[int, list[Stretch]]] = {}
    for task, body in _SUPPLEMENT.findall(text):
        booked = _PERSON.search(body)
        if not task.startswith("t") or booked is None:
            continue
        stretches = []
        for start, amount, unit in _PIECE.findall(booked[2]):
            first = int((datetime.strptime(start, FORMAT).replace(tzinfo=UTC) - ZERO) / UNIT)
            stretches.append((first, first + round(float(amount) * _MINUTES[unit] / 15)))
        placed[names[int(task[1:])]] = (int(booked[1]), stretches)
    return placed


if __name__ == "__main__":
    drive(solve)
