"""Words that a person reads: none of those that only those who build the tool know."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import scheduler

JARGON = re.compile(
    r"borrowing cap|\bcaps?\b|\bhorizon\b|\bwitness|\bleximin|\bconforming\b|\bsolver\b|\binfeasible\b|\bcertificate\b|slack floor|"
    r"\bledger\b|\bdecayed\b|\brungs?\b",
    re.IGNORECASE,
)
SAID = (
    "explain",
    "report",
    "workflows/fitting",
    "workflows/daily_round.py",
    "workflows/fair_order.py",
    "workflows/handover/comparing.py",
    "fairshare/limits.py",
)


def _sentences(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the pieces of text of a module that are neither names nor docstrings, with their lines."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation
        if is_text and " " in node.value.strip():
            yield node.lineno, node.value


def _modules() -> list[Path]:
    package = Path(scheduler.__file__).parent
    places = [package / name for name in SAID] + sorted((package / "cli").glob("*_view.py"))
    return [path for place in places for path in ([place] if place.suffix else sorted(place.rglob("*.py")))]


@pytest.mark.parametrize("path", _modules(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_nothing_is_said_in_words_of_those_who_build_the_tool(path: Path) -> None:
    assert [(line, text) for line, text in _sentences(path) if JARGON.search(text)] == []
