"""Whatever the bytes are, reading gives a workspace or an InputError with well-formed problems, and nothing else."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_workspace import NOW, write
from test_full_workspace import FULL

from scheduler.errors import InputError
from scheduler.files import read_workspace
from scheduler.files.plans import read_plan

NAMES = sorted(FULL)
SPLICES = [
    b"",
    b",",
    b";",
    b"\n",
    b"\r",
    b'"',
    b"'",
    b": ",
    b"- ",
    b"{",
    b"]",
    b"&a ",
    b"*a",
    b"\0",
    b"\xff",
    b"\xc2\x85",
    b"9999999999999999999999",
    b"-1",
    b"0",
    b"NaN",
    b"2026-02-30",
    b"0001-01-01",
    b"9999-12-31T23:59",
    b"03/04/2026",
    b"24:00",
    b"mon",
    b"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    b"+ 1000 working days",
    "\N{ARABIC-INDIC DIGIT THREE}h".encode(),
    b"../../etc/passwd",
    b"<<: ",
    b"!!int ",
]
QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large]


def as_bytes(content: str | bytes | None) -> bytes:
    return content if isinstance(content, bytes) else (content or "").encode()


def outcome(folder: Path) -> InputError | None:
    """Return what reading raised; None where it gave a workspace."""
    try:
        workspace = read_workspace(folder, clock=lambda: NOW)
    except InputError as error:
        return error
    assert workspace.people
    return None


def check(files: dict[str, str | bytes | None]) -> None:
    """Read; problems must name a file, be one line each, and come in order."""
    with tempfile.TemporaryDirectory() as place:
        error = outcome(write(Path(place), files))
    if error is None:
        return
    assert error.problems
    keys = [(problem.file, problem.line or 0) for problem in error.problems]
    assert keys == sorted(keys)
    for problem in (*error.problems, *error.notices):
        assert problem.text.startswith(problem.file)
        assert len(problem.text.splitlines()) == 1
        assert json.dumps(problem.model_dump(), ensure_ascii=False).encode()


@settings(deadline=None, max_examples=60, suppress_health_check=QUIET)
@given(st.sampled_from(NAMES), st.binary(max_size=200))
def test_random_bytes(name: str, data: bytes) -> None:
    check({**FULL, name: data})


@settings(deadline=None, max_examples=60, suppress_health_check=QUIET)
@given(st.sampled_from(NAMES), st.text(alphabet="abc:,;[]{}\"'&*!|>#%@-?\n\t 0123456789T+=", max_size=120))
def test_random_texts(name: str, text: str) -> None:
    check({**FULL, name: text})


@settings(deadline=None, max_examples=250, suppress_health_check=QUIET)
@given(st.data())
def test_random_changes_of_a_good_workspace(data: st.DataObject) -> None:
    files = dict(FULL)
    for _ in range(data.draw(st.integers(1, 3))):
        name = data.draw(st.sampled_from(NAMES))
        content = as_bytes(files[name])
        start = data.draw(st.integers(0, len(content)))
        end = min(len(content), start + data.draw(st.integers(0, 12)))
        files[name] = content[:start] + data.draw(st.sampled_from(SPLICES)) + content[end:]
    check(files)


@settings(deadline=None, max_examples=120, suppress_health_check=QUIET)
@given(st.data())
def test_random_values_in_the_place_of_good_ones(data: st.DataObject) -> None:
    files = dict(FULL)
    name = data.draw(st.sampled_from([name for name in NAMES if name.endswith(".csv")]))
    lines = as_bytes(files[name]).split(b"\n")
    line = data.draw(st.integers(0, len(lines) - 1))
    cells = lines[line].split(b",")
    cells[data.draw(st.integers(0, len(cells) - 1))] = data.draw(st.sampled_from(SPLICES))
    lines[line] = b",".join(cells)
    files[name] = b"\n".join(lines)
    check(files)


@settings(deadline=None, max_examples=150, suppress_health_check=QUIET)
@given(
    st.one_of(
        st.binary(max_size=100),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["kind", "tasks", "blocks", "start", "id", "objective", "value"]), inner
                )
            ),
            max_leaves=10,
        ).map(lambda value: json.dumps(value).encode()),
    )
)
def test_random_plans(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "plan.json"
        path.write_bytes(data)
        with pytest.raises(InputError) as caught:
            read_plan(path)
    assert {problem.file for problem in caught.value.problems} == {str(path)}
