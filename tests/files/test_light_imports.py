"""Reading and validating a workspace is quick: neither pandas nor ortools is ever loaded for it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from small_workspace import write
from test_full_workspace import FULL

PROGRAM = """
import json, sys
from datetime import UTC, datetime
from pathlib import Path
from scheduler.files import read_workspace
from scheduler.files.plans import read_plan, write_plan
from scheduler.files.schemas import schema
schema("plan")
workspace = read_workspace(Path(sys.argv[1]), clock=lambda: datetime.now(UTC))
print(json.dumps([len(workspace.tasks), [name for name in sys.argv[2:] if name in sys.modules]]))
"""


def loaded(folder: Path) -> list[object]:
    command = [sys.executable, "-c", PROGRAM, str(folder), "pandas", "ortools", "holidays", "dateutil"]
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    answer: list[object] = json.loads(done.stdout)
    return answer


def test_pandas_and_ortools_are_not_loaded(tmp_path: Path) -> None:
    assert loaded(write(tmp_path, FULL)) == [3, ["holidays", "dateutil"]]


def test_holidays_and_dateutil_are_loaded_only_where_they_are_needed(tmp_path: Path) -> None:
    plain = "clients:\n  - {id: oak, name: O}\n  - {id: finch, name: F}\n"
    assert loaded(write(tmp_path, {"clients.yaml": plain})) == [2, []]
