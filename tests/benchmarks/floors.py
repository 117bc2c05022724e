"""A tiny workforce instance and its repair scenario, in the form of the published files."""

import json
from pathlib import Path
from typing import Any

BASE: dict[str, Any] = {
    "teams": ["aa", "bb", "cc"],
    "tasks": ["1", "2", "3"],
    "calendar": {"aa": [[0, 500]], "bb": [[0, 60], [90, 1_000_000]], "cc": [[0, 500]]},
    "tasks_data": {"1": {"duration": 30}, "2": {"duration": 45}, "3": {"duration": 15}},
    "same_allocation": [["1", "2"]],
    "compatible_teams": {"2": ["bb", "aa"]},
    "start_window": {"1": [0, 30.0], "2": [30.0, 90.0], "3": [0, 60]},
    "end_window": {"1": [30.0, 55.0], "2": [90.0, 200.0], "3": [15, 75]},
    "successors": {"1": ["2", "3"]},
    "horizon_shift": 1754776800,
}
REPAIR = BASE | {
    "disruption": {"type": "resource", "disruptions": [[10, 40, 1]]},
    "base_solution": {"allocation": [0, 0, 1], "schedule": [[0, 30], [45, 90], [30, 45]]},
    "additional_constraint": {
        "nb_teams_bounds": [None, 2],
        "team_used_constraint": {"0": None, "1": None, "2": False},
    },
}


def written(folder: Path, content: dict[str, Any]) -> Path:
    path = folder / "case.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path
