"""Frozen instances: drawn teams that stay the same from release to release, each with a hash of the files that it makes.

`python -m benchmarks.frozen` prints the table with the hashes as they are now and returns 1 where one differs from what is recorded; `--record` writes
them into `frozen_instances.json`, which is for a change of the generator that is meant.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.folder import write_workspace
from benchmarks.tables import table_of
from benchmarks.teams import SITTING_SIZES, SIZES, Size, Team, draw_team
from scheduler.domain.workspace import Workspace

RECORDED = Path(__file__).parent / "frozen_instances.json"
LOADS: dict[str, tuple[float, float]] = {"loose": (0.6, 0.0), "tight": (0.95, 0.0), "overloaded": (0.95, 0.1)}
"""Share of the free time that fits for certain, and of tasks on top for which no place is known."""
KINDS: dict[str, float] = {"interruptible": 0.0, "mixed": 0.5, "one-sitting": 1.0}
"""Share of the tasks in one sitting."""
_SIZES = {"small": ("12x60", "4x60"), "middle": ("40x250", "10x250"), "large": ("200x2000", "40x2000")}


@dataclass(frozen=True, slots=True)
class Frozen:
    """One instance: what to draw.

    Attributes
    ----------
    size, load, kind
        Words of the table: small, middle, large; a key of `LOADS`; a key of `KINDS`.
    seed
        Of the draw.
    """

    size: str
    load: str
    kind: str
    seed: int

    @property
    def name(self) -> str:
        """How results and files call it."""
        return f"{self.size}-{self.load}-{self.kind}"

    @property
    def drawn_size(self) -> Size:
        """People, tasks, skills and weeks."""
        interrupted, sittings = _SIZES[self.size]
        return SITTING_SIZES[sittings] if KINDS[self.kind] == 1 else SIZES[interrupted]

    def draw(self) -> Team:
        """Return the team; it has one client, so that its lateness is one number that everybody can be asked to make small."""
        share, extra = LOADS[self.load]
        return draw_team(
            self.drawn_size, share, seed=self.seed, extra_share=extra, clients=1, sitting_share=KINDS[self.kind]
        )


FROZEN: tuple[Frozen, ...] = tuple(
    Frozen(size, load, kind, seed=1) for size in _SIZES for load in LOADS for kind in KINDS
)


def hash_of(workspace: Workspace) -> str:
    """Return the SHA-256 over names and contents of the files that a workspace is written to, so of all that a reader of the folder gets."""
    total = hashlib.sha256()
    with tempfile.TemporaryDirectory() as folder:
        write_workspace(workspace, Path(folder))
        for path in sorted(Path(folder).iterdir()):
            content = path.read_bytes()
            total.update(f"{path.name} {len(content)}\n".encode())
            total.update(content)
    return total.hexdigest()


def recorded_hashes() -> dict[str, str]:
    """Return the recorded hash of each instance by its name."""
    hashes: dict[str, str] = json.loads(RECORDED.read_text(encoding="utf-8"))
    return hashes


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; return 1 where an instance is not what was recorded."""
    parser = argparse.ArgumentParser(description="Draw the frozen instances and compare them with what is recorded.")
    parser.add_argument("--record", action="store_true", help="record the hashes as they are now")
    given = parser.parse_args(arguments)
    teams = {each: each.draw() for each in FROZEN}
    hashes = {each.name: hash_of(team.workspace) for each, team in teams.items()}
    before = recorded_hashes() if RECORDED.exists() else {}
    rows = [
        [
            each.name,
            each.drawn_size.label,
            each.seed,
            f"{team.load:.1%}",
            len(team.workspace.tasks),
            hashes[each.name][:16],
            "as recorded" if hashes[each.name] == before.get(each.name) else "DIFFERS",
        ]
        for each, team in teams.items()
    ]
    print(table_of(["instance", "people x tasks", "seed", "load", "with those on top", "SHA-256", ""], rows))
    if given.record:
        RECORDED.write_text(json.dumps(hashes, indent=1) + "\n", encoding="utf-8")
        return 0
    return int(hashes != before)


if __name__ == "__main__":
    raise SystemExit(main())
