"""What is quick stays quick: no verb pays for a library that it does not use."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.cli.calls import MINIMAL, ROOT

PROBE = """
import sys
from scheduler.cli.main import run
code = run(sys.argv[1:])
heavy = {"pandas", "ortools"} & {name.partition(".")[0] for name in sys.modules}
print("HEAVY", *sorted(heavy), file=sys.stderr)
sys.exit(code)
"""


def loaded(*arguments: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return set(done.stderr.splitlines()[-1].split()[1:])


@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("--version",),
        ("plan", "--help"),
        ("validate", str(MINIMAL)),
        ("validate", str(MINIMAL), "--json"),
        ("schema", "plan"),
        ("schema", "clients"),
    ],
)
def test_help_validate_and_schema_import_neither_pandas_nor_ortools(arguments: tuple[str, ...]) -> None:
    assert loaded(*arguments) == set()


def test_the_probe_would_see_them() -> None:
    assert "pandas" in loaded("plan", str(MINIMAL))
