"""Two processes write the same bytes: no order of a set reaches a log or a document, and none decides anything."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def digests_with(hash_seed: int, place: Path) -> list[str]:
    """Return what a process prints of the lives and documents where strings are hashed with a seed."""
    place.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "tests.property.lived_and_answered", str(place)],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": str(hash_seed)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_lives_and_documents_are_the_same_whatever_the_order_of_sets(tmp_path: Path) -> None:
    first = digests_with(1, tmp_path / "first")
    second = digests_with(2, tmp_path / "second")
    assert first == second
    assert len(first) > 20
    assert not [line for line in first if line.endswith(("exit 1", "exit 2", "exit 3", "exit 6"))]
