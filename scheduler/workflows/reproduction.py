"""A folder with everything needed to see a defect of ours again."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler import __version__

if TYPE_CHECKING:
    from scheduler.domain.plan import Plan

_INPUT_NAMES = (
    "workspace.yaml",
    "people.yaml",
    "clients.yaml",
    "tasks.csv",
    "progress.csv",
    "time_off.csv",
    "events.csv",
    "availability.csv",
)


def input_files(folder: Path) -> tuple[Path, ...]:
    """Return the files of a workspace folder that exist and are read as input."""
    found = [folder / name for name in _INPUT_NAMES]
    found += sorted((folder / "requests").glob("*.yaml"))
    return tuple(path for path in found if path.is_file())


def saved_if_possible(folder: Path | None, *, log: Sequence[str] = (), notes: Sequence[str]) -> Path | None:
    """Return the folder with what `save_reproduction` saved; None where that cannot be written."""
    try:
        return save_reproduction(folder, log=log, notes=notes)
    except OSError:
        return None


def save_reproduction(
    folder: Path | None,
    *,
    near: Path | None = None,
    baseline: Path | None = None,
    plan: Plan | None = None,
    log: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> Path:
    """Copy the inputs, the plan, the log of the book and what went wrong into a new folder, and return it.

    Parameters
    ----------
    folder
        The workspace; None or not a folder copies no inputs.
    near
        Where the new folder is made; None for the user's temporary directory.
    log
        Lines of the book, with the one that was refused.
    notes
        Lines that say what went wrong and how it was called.

    Raises
    ------
    OSError
        If the folder cannot be written.
    """
    target = Path(tempfile.mkdtemp(prefix="evenhand-reproduction-", dir=near))
    happened = "\n".join([f"evenhand {__version__}", *notes, ""])
    (target / "what-happened.txt").write_text(happened, encoding="utf-8", errors="backslashreplace")
    if folder is not None:
        for source in input_files(folder):
            copy = target / "workspace" / source.relative_to(folder)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, copy)
    if baseline is not None and baseline.is_file():
        shutil.copyfile(baseline, target / "baseline.json")
    if plan is not None:
        (target / "plan.json").write_text(plan.model_dump_json(by_alias=True, indent=1), encoding="utf-8")
    if log:
        (target / "log.jsonl").write_text("".join(f"{line}\n" for line in log), encoding="utf-8")
    return target
