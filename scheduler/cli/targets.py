"""Files that the user asked us to write, looked at before the work begins."""

from __future__ import annotations

import os
from pathlib import Path

from scheduler.errors import UsageError
from scheduler.workflows.reproduction import input_files


def check_targets(folder: Path, targets: dict[str, Path | None]) -> None:
    """Refuse files that could not be written, or that would overwrite the user's own.

    Parameters
    ----------
    folder
        The workspace, whose input files belong to the user.
    targets
        Option and path; None where the option was not given.

    Raises
    ------
    UsageError
        With the option, the path and what is wrong with it.
    """
    inputs = {path.resolve() for path in input_files(folder)}
    taken: dict[Path, str] = {}
    for option, path in targets.items():
        if path is None:
            continue
        _check_place(option, path)
        place = path.resolve()
        if place in inputs:
            raise _wrong(option, path, "this is an input of the workspace, which is never overwritten")
        if place in taken:
            raise _wrong(option, path, f"{taken[place]} names the same file")
        taken[place] = option


def _check_place(option: str, path: Path) -> None:
    if path.is_dir():
        raise _wrong(option, path, "this is a folder; expected the name of a file")
    if path.exists() and not path.is_file():
        raise _wrong(option, path, "this is no ordinary file")
    if not path.parent.is_dir():
        raise _wrong(option, path, f"there is no folder {path.parent}; make it first")
    if not os.access(path.parent, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
        raise _wrong(option, path, "it may not be written; check its permissions")


def _wrong(option: str, path: Path, why: str) -> UsageError:
    return UsageError(f"{option} {path}: {why}", field=option, got=str(path), fix="say another place")
