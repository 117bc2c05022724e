"""The same cases for us and for other schedulers: `python -m benchmarks.beside_peers [DATA]` writes the tables of the README.

Everybody gets the same limit, two workers where the solver has any, and the question that it can say; start-up and imports are not counted. Every plan, also
ours, is a plan document that our verifier checks, and lateness is counted from its blocks. A peer that cannot be installed, cannot say the case, fails
or finds nothing is a cell that says so.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import imopse, interval_model, workforce
from benchmarks.datasets import files_in
from benchmarks.frozen import FROZEN, KINDS, LOADS
from benchmarks.measure import measure_plan, warm_up
from benchmarks.outcomes import changes_between
from benchmarks.peers.conversion import judge, placed_of, plan_of
from benchmarks.peers.exchange import case_of
from benchmarks.peers.running import PEERS, Peer, PeerError, ask
from benchmarks.peers.table import facts_table, table_of_rows
from benchmarks.tables import elsewhere, put_into_readme, save_results, setting_of
from scheduler.domain.plan import Plan
from scheduler.domain.workspace import Workspace

COMMAND = "python -m benchmarks.beside_peers"
OURS = "Evenhand"
WORKERS = 2
SIZES = ("small", "middle", "large")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """A case for everybody.

    Attributes
    ----------
    set
        `teams`, `imopse`, `workforce base` or `workforce repair`.
    name
        Of the instance.
    baseline
        The plan to stay close to, in a repair.
    """

    set: str
    name: str
    workspace: Workspace
    baseline: Plan | None = None


def questions(
    data: Path | None, *, sizes: Sequence[str] = SIZES, loads: Sequence[str] = (*LOADS,), most_files: int | None = None
) -> Iterator[Question]:
    """Yield the frozen teams, then the published files in `data`.

    Parameters
    ----------
    data
        Folder with imopse/ and workforce-cp25/; None leaves them out.
    sizes, loads
        Of the frozen teams.
    most_files
        How many files of each published set at most.
    """
    for instance in FROZEN:
        if instance.size in sizes and instance.load in loads:
            yield Question("teams", instance.name, instance.draw().workspace)
    if data is None:
        return
    hours = interval_model.cached_makespans()
    for path in files_in(data / "imopse", ".def")[:most_files]:
        if path.stem in hours:
            yield Question("imopse", path.stem, imopse.workspace_of(imopse.read_project(path), hours[path.stem]))
    for kind in ("base", "repair"):
        for path in files_in(data / "workforce-cp25" / kind, ".json")[:most_files]:
            floor = workforce.read_floor(path)
            place = workforce.workspace_of(floor)
            yield Question(f"workforce {kind}", path.stem, place, workforce.baseline_of(floor, place))


def row_of_ours(question: Question, *, seconds: float) -> Row:
    """Plan a case with our planner and return its row."""
    measured = measure_plan(question.workspace, seconds=seconds, baseline=question.baseline)
    row = _head(question, OURS, seconds) | {
        "ended": "planned",
        "first_seconds": _rounded(measured.first_seconds),
        "seconds": round(measured.seconds, 2),
    }
    return row | _judged(question, measured.plan)


def row_of_peer(question: Question, peer: Peer, *, seconds: float, environments: Path) -> Row:
    """Have a peer plan a case and return its row, whatever becomes of it."""
    row = _head(question, peer.name, seconds)
    case = case_of(question.workspace, seconds=seconds, workers=WORKERS, baseline=question.baseline)
    try:
        answer = ask(peer, case, environments=environments)
        row |= {"version": answer.version, "limits": answer.limits, "note": answer.note}
        if answer.cannot is not None:
            return row | {"ended": f"cannot say: {answer.cannot}"}
        if not answer.placed:
            return row | {"ended": "no plan", "seconds": round(answer.seconds, 2)}
        plan = plan_of(question.workspace, placed_of(question.workspace, answer.placed))
    except (PeerError, ValueError) as error:
        return row | {"ended": str(error)}
    times = {"first_seconds": _rounded(answer.first_seconds), "seconds": round(answer.seconds, 2)}
    return row | {"ended": "planned"} | times | _judged(question, plan)


def _head(question: Question, method: str, seconds: float) -> Row:
    return {"set": question.set, "case": question.name, "method": method, "limit_seconds": seconds}


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 2)


def _judged(question: Question, plan: Plan) -> Row:
    found = judge(question.workspace, plan)
    row: Row = {
        "verified": found.verified,
        "broken": list(found.broken),
        "on_time": found.on_time,
        "late_tasks": found.late_tasks,
        "late_minutes": found.late_minutes,
        "value": found.value,
    }
    if question.baseline is not None:
        changes = changes_between(question.baseline, plan)
        row |= {"kept": changes.kept, "shifted": changes.shifted, "moved": changes.moved, "dropped": changes.dropped}
    return row


def main(arguments: Sequence[str] | None = None) -> None:
    """Ask everybody everything; the README is written only when all was asked."""
    parser = argparse.ArgumentParser(description="Plan the same cases with Evenhand and with other schedulers.")
    parser.add_argument("data", type=Path, nargs="?", help="folder with imopse/ and workforce-cp25/")
    parser.add_argument("--size", choices=SIZES, action="append")
    parser.add_argument("--load", choices=LOADS, action="append")
    parser.add_argument("--files", type=int, help="at most so many files of each published set")
    parser.add_argument("--method", choices=[OURS, *(peer.name for peer in PEERS)], action="append", metavar="NAME")
    parser.add_argument("--seconds", type=float, default=20.0, help="limit of every plan")
    parser.add_argument("--environments", type=Path, default=Path(tempfile.gettempdir()) / "evenhand-peers")
    given = parser.parse_args(arguments)
    peers = [peer for peer in PEERS if not given.method or peer.name in given.method]
    warm_up()
    rows: list[Row] = []
    for question in questions(
        given.data, sizes=given.size or SIZES, loads=given.load or (*LOADS,), most_files=given.files
    ):
        made = [row_of_ours(question, seconds=given.seconds)] if not given.method or OURS in given.method else []
        made += [
            row_of_peer(question, peer, seconds=given.seconds, environments=given.environments.resolve())
            for peer in peers
        ]
        for row in made:
            print(json.dumps(row), flush=True)
        rows += made
    text = f"{table_of_rows(rows)}\n\n{facts_table(rows)}"
    if (given.size or given.load or given.files or given.method) and elsewhere() is None:
        print(text)
        return
    command = f"{COMMAND}{' DATA' if given.data else ''} --seconds {given.seconds:g}"
    put_into_readme("beside peers", f"`{command}`\n\n{text}")
    kinds = {"kinds": list(KINDS), "workers": WORKERS}
    save_results("beside_peers", setting_of(command) | kinds | {"rows": rows})


if __name__ == "__main__":
    main()
