"""Every benchmark with one command: `python -m benchmarks.run [DATA] [--quick]`.

DATA is the folder with the published sets (imopse/, workforce-cp25/, team-log/); without it the benchmarks that need them are skipped, and the table
says so. A full run records its results and tables, also in the project's README; a quick one takes a few minutes on small cases, and saves elsewhere. What fails or runs out
of time stays in the table.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import summary
from benchmarks.tables import ELSEWHERE, put_into_readme, save_results, setting_of, table_of

ROOT = Path(__file__).resolve().parents[1]
DATA = "{data}"
ENVIRONMENTS = "{environments}"
QUICK_LIMIT_SECONDS = 300.0
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A benchmark and how it is called.

    Attributes
    ----------
    name
        Its module in `benchmarks`.
    full, quick
        Arguments of a recording run and of a quick one; None where a quick run leaves it out. `{data}` and `{environments}` stand for the folders
        of the call; `{data}` by itself is left out where no data was given.
    limit_seconds
        After which a recording run of it is ended; about three times what it takes on two cores.
    needs
        The folder of DATA without which it has nothing to do; None where it needs no data.
    """

    name: str
    full: tuple[str, ...]
    quick: tuple[str, ...] | None
    limit_seconds: float
    needs: str | None = None


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


BENCHMARKS: tuple[Benchmark, ...] = (
    Benchmark(
        "on_time",
        _words("--seeds 3 --seconds 60 --interval-seconds 20"),
        _words("--size 12x60 --size 25x120 --load 0.9 --load 0.98 --seeds 1 --seconds 5 --interval-seconds 2"),
        2.5 * 3600,
    ),
    Benchmark("overload", _words("--seeds 1"), _words("--size 12x60 --seeds 1 --seconds 2"), 3600),
    Benchmark("answers", _words("--books 500"), _words("--books 8"), 2 * 3600),
    Benchmark("refusals", (), None, 2 * 3600),
    Benchmark("fit_latency", (), _words("--size 12x60 --requests 20 --whole 5 --anew 2"), 2 * 3600),
    Benchmark("growth", (), _words("--axis clients --largest 2 --seeds 1 --requests 5"), 3 * 3600),
    Benchmark("books", _words("--runs 100 --steps 200 --first-seed 20000"), _words("--runs 2 --steps 60"), 3600),
    Benchmark(
        "books",
        _words("--busy --runs 100 --steps 200 --first-seed 20000"),
        _words("--busy --runs 2 --steps 60"),
        3600,
    ),
    Benchmark(
        "books",
        _words("--full --runs 100 --steps 200 --first-seed 20000"),
        _words("--full --runs 2 --steps 60"),
        3600,
    ),
    Benchmark("scenarios", _words("--seeds 3"), _words("--scenario honest --scenario split --seeds 1"), 3600),
    Benchmark(
        "published",
        (DATA,),
        (DATA, "--seconds", "3", "--reference-seconds", "3"),
        2 * 3600,
        needs="workforce-cp25",
    ),
    Benchmark("makespans", (DATA,), (DATA, "--seconds", "3"), 1800, needs="imopse"),
    Benchmark(
        "beside_peers",
        ("--seconds", "20", "--environments", ENVIRONMENTS, DATA),
        _words("--size small --load tight --seconds 3 --environments {environments}"),
        5 * 3600,
    ),
    Benchmark("team_log", (f"{DATA}/team-log", "--record"), None, 3600, needs="team-log"),
)
"""All of them, in the order in which they run."""


@dataclass(frozen=True, slots=True)
class Call:
    """The folders of a run.

    Attributes
    ----------
    data
        That of the published sets, if given.
    environments
        Where the environments of the peers are kept.
    results
        Takes the results of a quick run; None records them.
    """

    data: Path | None
    environments: Path
    results: Path | None

    @property
    def is_quick(self) -> bool:
        """Whether nothing is recorded."""
        return self.results is not None


def arguments_of(benchmark: Benchmark, call: Call) -> list[str] | str:
    """Return the arguments with which a benchmark runs, or why it does not run at all."""
    wanted = benchmark.quick if call.is_quick else benchmark.full
    if wanted is None:
        return "not part of a quick run"
    if benchmark.needs is not None and (call.data is None or not (call.data / benchmark.needs).is_dir()):
        return f"skipped: no folder {benchmark.needs} was given"
    places = {DATA: str(call.data), ENVIRONMENTS: str(call.environments)}
    arguments = [argument for argument in wanted if call.data is not None or argument != DATA]
    for sign, place in places.items():
        arguments = [argument.replace(sign, place) for argument in arguments]
    return arguments


def run_one(benchmark: Benchmark, call: Call) -> Row:
    """Run a benchmark in a process of its own and say how that ended, or why it was left out.

    Exit code 1 is `found something or failed`: a check of the benchmark has broken, or it ended with an error.
    """
    arguments = arguments_of(benchmark, call)
    if isinstance(arguments, str):
        return {"benchmark": benchmark.name, "ended": arguments, "seconds": None}
    limit = QUICK_LIMIT_SECONDS if call.is_quick else benchmark.limit_seconds
    environment = dict(os.environ)
    environment.pop(ELSEWHERE, None)
    if call.results is not None:
        environment[ELSEWHERE] = str(call.results)
    began = time.perf_counter()
    command = [sys.executable, "-m", f"benchmarks.{benchmark.name}", *arguments]
    code = finish(command, environment=environment, limit_seconds=limit)
    ended = {0: "done", 1: "found something or failed", None: f"timed out after {limit:g} s"}.get(
        code, f"failed with exit code {code}"
    )
    return {"benchmark": benchmark.name, "ended": ended, "seconds": round(time.perf_counter() - began)}


def finish(command: Sequence[str], *, environment: dict[str, str], limit_seconds: float) -> int | None:
    """Return the exit code of a command run in the project's folder; None where the limit ended it, with all processes that it had started."""
    process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
    try:
        return process.wait(timeout=limit_seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return None


def table_of_rows(rows: Sequence[Row]) -> str:
    """Return the table of the README: which benchmark ended how."""
    return table_of(
        ["benchmark", "ended", "seconds"],
        [[row["benchmark"], row["ended"], "" if row["seconds"] is None else row["seconds"]] for row in rows],
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmarks; return 1 where one failed, found something or timed out."""
    parser = argparse.ArgumentParser(description="Run every benchmark and record what came out.")
    parser.add_argument("data", type=Path, nargs="?", help="folder with imopse/, workforce-cp25/ and team-log/")
    parser.add_argument("--quick", action="store_true", help="small cases in a few minutes; records nothing")
    parser.add_argument("--only", choices=[each.name for each in BENCHMARKS], action="append", metavar="NAME")
    parser.add_argument("--results", type=Path, help="where a quick run saves (default: a new temporary folder)")
    parser.add_argument("--environments", type=Path, help="where the peers' environments are kept (default: temporary)")
    given = parser.parse_args(arguments)
    if given.results is not None and not given.quick:
        parser.error("--results goes with --quick; a full run records into benchmarks/results")
    call = Call(
        data=given.data.resolve() if given.data else None,
        environments=(given.environments or Path(tempfile.gettempdir()) / "evenhand-peers").resolve(),
        results=(given.results or Path(tempfile.mkdtemp(prefix="evenhand-quick-"))).resolve() if given.quick else None,
    )
    rows = []
    for benchmark in BENCHMARKS:
        if given.only and benchmark.name not in given.only:
            continue
        print(f"== {benchmark.name}", flush=True)
        rows.append(run_one(benchmark, call))
    table = table_of_rows(rows)
    print(table)
    if call.results is not None:
        os.environ[ELSEWHERE] = str(call.results)
        print(f"results and tables are in {call.results}")
    if call.is_quick or not given.only:
        command = "python -m benchmarks.run DATA" + (" --quick" if given.quick else "")
        put_into_readme("run", f"`{command}`\n\n{table}")
        save_results("run", setting_of(command) | {"rows": rows})
    if not call.is_quick:
        summary.main()
    return int(any(row["ended"].startswith(("failed", "found", "timed out")) for row in rows))


if __name__ == "__main__":
    raise SystemExit(main())
