"""Results as files and as tables in the README of this folder."""

from __future__ import annotations

import json
import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

RESULTS = Path(__file__).parent / "results"
README = Path(__file__).parent / "README.md"


def setting_of(command: str) -> dict[str, Any]:
    """Return what a result depends on beside the code: the command that made it, versions, cores."""
    return {
        "command": command,
        "python": platform.python_version(),
        "ortools": version("ortools"),
        "cores": os.cpu_count(),
    }


def save_results(name: str, results: dict[str, Any]) -> None:
    """Write `results/NAME.json`."""
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


def saved_results(name: str) -> dict[str, Any] | None:
    """Return what `save_results` wrote under `name`, None before it did."""
    path = RESULTS / f"{name}.json"
    if not path.exists():
        return None
    results: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return results


def table_of(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a Markdown table."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def put_into_readme(name: str, text: str, *, readme: Path = README) -> None:
    """Replace what stands between the markers of `name` in the README.

    Raises
    ------
    ValueError
        The README has no such markers.
    """
    content = readme.read_text(encoding="utf-8")
    first, last = f"<!-- {name} -->", f"<!-- end of {name} -->"
    before, opened, rest = content.partition(first)
    _, closed, after = rest.partition(last)
    if not (opened and closed):
        raise ValueError(f"{readme.name} has no markers {first} and {last}")
    readme.write_text(f"{before}{first}\n{text}\n{last}{after}", encoding="utf-8")
