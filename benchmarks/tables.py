"""Results as files and as tables in the README of this folder.

Where the environment variable `EVENHAND_BENCHMARK_RESULTS` names a folder, results and tables go there and what is recorded here stays as it is.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

RESULTS = Path(__file__).parent / "results"
README = Path(__file__).parent / "README.md"
ELSEWHERE = "EVENHAND_BENCHMARK_RESULTS"


def elsewhere() -> Path | None:
    """Return the folder that takes results instead of the recorded ones; None where they are recorded.

    A benchmark of which only some cases were chosen records nothing, but it saves what it found where this is a folder.
    """
    named = os.environ.get(ELSEWHERE)
    return Path(named) if named else None


def setting_of(command: str) -> dict[str, Any]:
    """Return what a result depends on: the command that made it (with its seeds), versions, cores, commit; and the date (UTC)."""
    return {
        "command": command,
        "evenhand": version("evenhand"),
        "python": platform.python_version(),
        "ortools": version("ortools"),
        "machine": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
        "date": datetime.now(UTC).date().isoformat(),
        "commit": commit_of(Path(__file__).parent),
    }


def commit_of(folder: Path) -> str | None:
    """Return the short commit of the clone that `folder` is in, with `+` where files differ from it; None without git or a clone."""
    call = ["git", "-C", str(folder), "describe", "--always", "--exclude=*", "--dirty=+"]
    try:
        done = subprocess.run(call, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return None
    return done.stdout.strip() or None if done.returncode == 0 else None


def save_results(name: str, results: dict[str, Any]) -> None:
    """Write `NAME.json` into `results/`, or into the folder that takes results instead."""
    folder = elsewhere() or RESULTS
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


def saved_results(name: str, *, folder: Path | None = None) -> dict[str, Any] | None:
    """Return the results `NAME.json` of a folder (default: the recorded ones), None where there are none."""
    path = (folder or RESULTS) / f"{name}.json"
    if not path.exists():
        return None
    results: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return results


def table_of(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a Markdown table."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def put_into_readme(name: str, text: str, *, readme: Path | None = None) -> None:
    """Replace what stands between the markers of `name` in the README; write `NAME.md` where results go elsewhere.

    Raises
    ------
    ValueError
        The README has no such markers.
    """
    folder = elsewhere()
    if readme is None and folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name.replace(' ', '_')}.md").write_text(f"{text}\n", encoding="utf-8")
        return
    readme = readme or README
    content = readme.read_text(encoding="utf-8")
    first, last = f"<!-- {name} -->", f"<!-- end of {name} -->"
    before, opened, rest = content.partition(first)
    _, closed, after = rest.partition(last)
    if not (opened and closed):
        raise ValueError(f"{readme.name} has no markers {first} and {last}")
    readme.write_text(f"{before}{first}\n{text}\n{last}{after}", encoding="utf-8")
