"""Results of a release: `python -m benchmarks.keep` copies the latest results into `benchmarks/results/VERSION/`, to be compared with later ones."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from benchmarks.tables import RESULTS


def keep(name: str, *, results: Path = RESULTS) -> Path:
    """Copy every result file into the folder of a release and return it.

    Parameters
    ----------
    name
        The version, which names the folder.
    results
        Folder of the latest results.

    Raises
    ------
    FileExistsError
        Results of that version are kept already; they are never overwritten.
    """
    folder = results / name
    folder.mkdir()
    for path in sorted(results.glob("*.json")):
        shutil.copyfile(path, folder / path.name)
    return folder


def main(arguments: Sequence[str] | None = None) -> int:
    """Keep the latest results; return 1 where that version has its results already."""
    parser = argparse.ArgumentParser(description="Keep the latest results as those of a release.")
    parser.add_argument("version", nargs="?", default=version("evenhand"))
    given = parser.parse_args(arguments)
    try:
        print(keep(given.version))
    except FileExistsError:
        print(f"results of {given.version} are kept already; remove their folder first, if they should go")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
