"""The order of rows is nobody's advantage: permuted files give the same objective, the same run the same bytes."""

import csv
import random
import shutil
from pathlib import Path

import pytest
import yaml
from command_line import INPUTS, fresh_plan_of, plan_of

EXAMPLES = ("minimal", "overloaded", "agency-week")


def write_permuted(source: Path, target: Path, *, seed: int) -> None:
    """Copy the workspace `source` to `target` with the rows of all its files in another order."""
    shutil.copytree(source, target)
    order = random.Random(seed)
    for path in sorted(target.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = list(csv.reader(file))
        order.shuffle(rows)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])
    for name in ("people", "clients"):
        path = target / f"{name}.yaml"
        records = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)[name]
        order.shuffle(records)
        for record in records:
            for part in ("skills", "recurring", "exclude", "prefer"):
                order.shuffle(record.get(part, []))
        path.write_text(yaml.safe_dump({name: records}, allow_unicode=True), encoding="utf-8")


@pytest.mark.parametrize("name", EXAMPLES)
def test_permuted_rows_give_the_same_objective(name: str, tmp_path: Path) -> None:
    write_permuted(INPUTS / name, tmp_path / name, seed=len(name))
    assert (tmp_path / name / "tasks.csv").read_bytes() != (INPUTS / name / "tasks.csv").read_bytes()
    straight, permuted = plan_of(INPUTS / name), plan_of(tmp_path / name)
    assert permuted.exit_code == straight.exit_code, permuted.stderr
    assert permuted.document["objective"] == straight.document["objective"]
    assert permuted.document["status"] == straight.document["status"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_same_seed_gives_the_same_bytes(name: str) -> None:
    first, again = plan_of(INPUTS / name), fresh_plan_of(INPUTS / name)
    assert again.stdout == first.stdout
    assert first.document["stopped_by"] is None
