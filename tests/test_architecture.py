"""The layers hold: who imports whom, which third-party packages live where, and how large a module may be."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "scheduler"
LARGEST_MODULE_LINES = 350

EVERYWHERE = {"errors", "units", ""}
ALL_BELOW_REPORT = {
    "domain",
    "calendars",
    "files",
    "fairshare",
    "instance",
    "model",
    "solve",
    "verify",
    "explain",
    "store",
    "workflows",
}
MAY_IMPORT: dict[str, set[str]] = {
    "": set(),
    "units": set(),
    "errors": {"domain"},  # for types alone: an error carries problems or a plan
    "__main__": {"cli"},
    "domain": set(),
    "calendars": {"domain"},
    "files": {"domain", "calendars"},
    "fairshare": {"domain", "calendars"},
    "instance": {"domain", "calendars", "fairshare"},
    "model": {"instance", "domain"},
    "solve": {"model", "instance", "domain", "calendars"},
    "verify": {"domain"},
    "explain": {"solve", "model", "instance", "fairshare", "verify", "domain", "calendars"},
    "store": {"domain"},
    "workflows": ALL_BELOW_REPORT,
    "report": {"explain", "verify", "fairshare", "calendars", "domain"},
    "cli": {"workflows", "report", "files", "store", "domain"},
    "web": {"workflows", "report", "files", "store", "domain"},
}
MAY_USE: dict[str, set[str]] = {
    "domain": {"pydantic"},
    "calendars": {"whenever", "holidays", "dateutil", "numpy"},
    "files": {"pydantic", "yaml", "python_calamine", "xlsxwriter", "icalendar"},
    "fairshare": {"numpy"},
    "instance": {"numpy"},
    "model": {"ortools"},
    "solve": {"ortools", "numpy"},
    "verify": {"holidays", "dateutil"},
    "workflows": {"numpy"},  # draws of the simulation
    "report": {"pandas", "jinja2"},
    "cli": {"typer", "rich"},
    "web": {"fastapi"},
}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def layer_of(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return "" if first == "__init__.py" else first.removesuffix(".py")


def imports_of(path: Path) -> Iterator[tuple[str, int]]:
    """Yield every imported module with its line, also those inside functions and under TYPE_CHECKING."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative imports hide the layer"
            assert node.module is not None
            if node.module == "scheduler":
                yield from ((f"scheduler.{alias.name}", node.lineno) for alias in node.names)
            else:
                yield node.module, node.lineno


def broken_borders(path: Path) -> list[str]:
    layer = layer_of(path)
    found = []
    for module, line in imports_of(path):
        top, *rest = module.split(".")
        if top == "scheduler":
            target = rest[0] if rest and rest[0] != "__version__" else ""
            allowed = MAY_IMPORT[layer] | EVERYWHERE | {layer}
            if target not in allowed:
                found.append(f"{path.relative_to(ROOT)}:{line}: {layer} imports {target}")
        elif top not in sys.stdlib_module_names and top not in MAY_USE.get(layer, set()):
            found.append(f"{path.relative_to(ROOT)}:{line}: {layer} uses {top}")
    return found


def test_every_package_has_a_row_in_the_table() -> None:
    layers = {layer_of(path) for path in modules()}
    assert layers <= set(MAY_IMPORT)
    assert {
        "domain",
        "calendars",
        "files",
        "instance",
        "model",
        "solve",
        "verify",
        "explain",
        "report",
        "cli",
    } <= layers


def test_imports_keep_to_the_layers() -> None:
    assert [border for path in modules() for border in broken_borders(path)] == []


@pytest.mark.parametrize(
    ("layer", "line", "complaint"),
    [
        ("verify", "from scheduler.calendars.zones import Zone", "verify imports calendars"),
        ("domain", "import pandas as pd", "domain uses pandas"),
        ("report", "from scheduler import solve", "report imports solve"),
        ("cli", "def late():\n    import ortools.sat", "cli uses ortools"),
    ],
)
def test_a_broken_border_is_seen(
    layer: str, line: str, complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = tmp_path / "scheduler" / layer / "trespasser.py"
    module.parent.mkdir(parents=True)
    module.write_text(f"{line}\n", encoding="utf-8")
    monkeypatch.setattr(sys.modules[__name__], "PACKAGE", tmp_path / "scheduler")
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    assert [border.partition(": ")[2] for border in broken_borders(module)] == [complaint]


def test_modules_stay_small() -> None:
    sizes = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    assert {str(path.relative_to(ROOT)): size for path, size in sizes.items() if size > LARGEST_MODULE_LINES} == {}


def test_every_module_says_what_it_is() -> None:
    silent = [path for path in modules() if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
    assert silent == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [path for path in modules() if path.stem in {"utils", "helpers", "misc", "common", "manager"}] == []
