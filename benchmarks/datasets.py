"""Data sets are not part of the project: a benchmark gets the folder of one as an argument and reads it where it lies."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def files_in(folder: Path, suffix: str) -> list[Path]:
    """Return the files of `folder` that end in `suffix`, sorted by name; none, with a message that says so, where it is absent."""
    found = sorted(folder.glob(f"*{suffix}")) if folder.is_dir() else []
    if not found:
        print(f"skipped: {folder} has no {suffix} files (see benchmarks/README.md on where the data comes from)")
    return found
