from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from scheduler.errors import BookBusy
from scheduler.store.place import book_path, copy_path
from scheduler.store.repair import repair
from tests.store import crashing
from tests.store.chains import chain, digest, opened, write_book

ROOT = Path(__file__).resolve().parents[2]
BEFORE = chain(crashing.ENTRIES_BEFORE)
AFTER = (*BEFORE, *chain(crashing.APPENDED, after=BEFORE))
FIRST = chain(crashing.APPENDED)

needs_hooks = pytest.mark.skipif(
    crashing.sqlite_library() is None, reason="this Python does not let SQLite's calls of the system be replaced"
)


def child(*words: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.store.crashing", *map(str, words)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def endings_of(folder: Path, action: str, mode: str) -> dict[Path, str]:
    with child(folder, action, mode) as process:
        said, complaints = process.communicate(timeout=60)
    assert process.returncode == 0, complaints
    endings = [json.loads(line) for line in said.splitlines()]
    return {folder / str(ending["write"]): ending["ending"] for ending in endings}


def lines_of(folder: Path) -> tuple[str, ...]:
    with opened(folder) as store:
        return store.lines()


@needs_hooks
@pytest.mark.parametrize(
    ("action", "before", "after"), [("append", BEFORE, AFTER), ("first", (), FIRST)], ids=["append", "first append"]
)
def test_an_append_killed_at_any_write_leaves_the_book_before_or_after(
    action: str, before: tuple[str, ...], after: tuple[str, ...], tmp_path: Path
) -> None:
    start(tmp_path, before)
    endings = endings_of(tmp_path, action, "kill")
    found = [lines_of(folder) for folder in endings]
    assert set(found) == {before, after}
    # First the state before, then the state after: once it is there, no later write takes it back.
    assert found == sorted(found, key=len)
    *killed, last = endings.values()
    assert (set(killed), last) == ({"killed"}, "done")


@needs_hooks
@pytest.mark.parametrize("action", ["append", "first"])
def test_after_a_kill_the_next_append_goes_on_and_completes_both_copies(action: str, tmp_path: Path) -> None:
    start(tmp_path, BEFORE if action == "append" else ())
    for folder in endings_of(tmp_path, action, "kill"):
        with opened(folder) as store:
            lines = store.lines()
            more = chain(1, after=lines, reason="after the crash")
            assert store.append(more, after_sha256=digest(lines))
            store.check()
            assert store.lines() == (*lines, *more)
            assert store.copy_is_complete()


@needs_hooks
def test_a_book_lost_after_a_kill_is_restored_up_to_the_state_before_at_least(tmp_path: Path) -> None:
    start(tmp_path, BEFORE)
    for folder in endings_of(tmp_path, "append", "kill"):
        book_path(folder).unlink()
        restored = repair(folder)
        assert restored is not None
        assert lines_of(folder) == AFTER[: restored.kept]
        assert restored.kept >= len(BEFORE)


@needs_hooks
@pytest.mark.parametrize(
    ("action", "before", "after"), [("append", BEFORE, AFTER), ("first", (), FIRST)], ids=["append", "first append"]
)
def test_a_full_disk_is_named_and_changes_nothing(
    action: str, before: tuple[str, ...], after: tuple[str, ...], tmp_path: Path
) -> None:
    start(tmp_path, before)
    for folder, ending in endings_of(tmp_path, action, "full").items():
        assert (ending, lines_of(folder)) in {("BookUnavailable", before), ("done", after)}


@needs_hooks
def test_an_append_is_done_also_where_the_disk_is_too_full_for_the_second_copy(tmp_path: Path) -> None:
    start(tmp_path, BEFORE)
    done = [folder for folder, ending in endings_of(tmp_path, "append", "full").items() if ending == "done"]
    complete = []
    for folder in done:
        with opened(folder) as store:
            complete.append(store.copy_is_complete())
    assert complete[0] is False
    assert complete[-1] is True
    with opened(done[0]) as store:
        assert store.append(chain(1, after=AFTER), after_sha256=digest(AFTER))
        assert store.copy_is_complete()


@needs_hooks
@pytest.mark.parametrize("mode", ["kill", "full"])
@pytest.mark.parametrize("damage", ["garbage", "gone", "copy cut", "copy gone"])
def test_a_repair_stopped_at_any_write_can_be_repeated(damage: str, mode: str, tmp_path: Path) -> None:
    book = start(tmp_path, BEFORE)
    if damage == "garbage":
        book.write_bytes(b"no book " * 2000)
    elif damage == "gone":
        book.unlink()
    else:
        book.write_bytes(book.read_bytes()[:-4096])  # the last page of the log or of the plans
        copy = copy_path(tmp_path / "start")
        copy.write_bytes(copy.read_bytes()[:-100])
        if damage == "copy gone":
            copy.unlink()
    endings = endings_of(tmp_path, "repair", mode)
    assert len(endings) > 5
    expected = None
    for folder in reversed(endings):  # the last was not stopped
        repair(folder)
        expected = expected or lines_of(folder)
        assert lines_of(folder) == expected
        assert repair(folder) is not None
    assert expected == BEFORE[: len(expected or ())]
    assert len(expected) >= len(BEFORE) - 1


@needs_hooks
def test_a_writer_that_is_killed_lets_the_one_that_waits_go_on(tmp_path: Path) -> None:
    start(tmp_path, BEFORE)
    with child(tmp_path / "start", "append", "hang", 3) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "hanging\n"
        with opened(tmp_path / "start", busy_seconds=0.05) as store, pytest.raises(BookBusy, match="another command"):
            store.append(chain(1, after=BEFORE), after_sha256=digest(BEFORE))
        killer = threading.Timer(0.3, process.kill)
        killer.start()
        with opened(tmp_path / "start", busy_seconds=30) as store:
            mine = chain(1, after=BEFORE, reason="mine")
            assert store.append(mine, after_sha256=digest(BEFORE))
            assert store.lines() == (*BEFORE, *mine)
        killer.join()
        process.communicate()


def test_appends_killed_at_any_time_leave_whole_appends(tmp_path: Path) -> None:
    chooser = random.Random(7)
    for _ in range(6):
        with subprocess.Popen(
            [sys.executable, "-m", "tests.store.appending", str(tmp_path), "always", "1000000"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "begun\n"
            time.sleep(chooser.uniform(0.0, 0.15))
            process.kill()
            process.communicate()
        count = len(lines_of(tmp_path))
        assert count % 3 == 0
    with opened(tmp_path) as store:
        store.check()
    assert count > 0


def test_two_commands_that_write_at_once_never_interleave(tmp_path: Path) -> None:
    writers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.store.appending", str(tmp_path), name, "25"],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("ana", "bo")
    ]
    for writer in writers:
        _, complaints = writer.communicate(timeout=60)
        assert writer.returncode == 0, complaints
    with opened(tmp_path) as store:
        names = [entry.reason.split()[0] for entry in store.entries()]
        assert store.copy_is_complete()
    assert names.count("ana") == names.count("bo") == 75
    assert all(len(set(names[begin : begin + 3])) == 1 for begin in range(0, len(names), 3))


def test_reading_while_another_writes_sees_whole_appends(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.store.appending", str(tmp_path), "other", "40"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "begun\n"
        seen = []
        with opened(tmp_path) as store:
            while writer.poll() is None:
                seen.append(len(store.lines()))
    assert seen == sorted(seen)
    assert {count % 3 for count in seen} == {0}
    assert len(lines_of(tmp_path)) == 120


@pytest.mark.skipif(not hasattr(os, "setuid"), reason="permissions are those of POSIX")
@pytest.mark.parametrize("case", ["read-only folder", "read-only book", "unreadable book", "unreadable folder"])
def test_what_the_system_does_not_permit(case: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.store.unprivileged", case],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (
        json.loads(done.stdout)
        == {
            "read-only folder": ["12 lines", "12 lines", "BookUnavailable", "BookUnavailable"],
            "read-only book": ["12 lines", "12 lines", "BookUnavailable", "12 kept"],
            "unreadable book": ["BookUnavailable", "BookUnavailable", "BookUnavailable", "BookUnavailable"],
            "unreadable folder": ["BookUnavailable", "BookUnavailable", "BookUnavailable", "BookUnavailable"],
        }[case]
    )


def start(folder: Path, lines: tuple[str, ...]) -> Path:
    workspace = folder / "start"
    workspace.mkdir()
    if not lines:
        return book_path(workspace)
    return write_book(workspace, lines, plans={2: random.Random(1).randbytes(6000)})
