"""Run an action on a copy of a workspace again and again, and stop it at its first, second, third ... write.

    python -m tests.store.crashing FOLDER ACTION MODE

FOLDER/start is the workspace to begin with; FOLDER/1, FOLDER/2 ... are what is left after the action was stopped at that write, up to the
run that was not stopped. Prints a line of JSON for each: the write and how the run ended. A write is a call of the system by which SQLite or
we change a file: write, truncate, unlink, replace. MODE `kill` writes the first half of the bytes and kills the process; `full` lets
this and each later write fail as on a full disk; `hang` prints a line and waits to be killed (at the write given as a fourth argument).
"""

from __future__ import annotations

import _sqlite3
import ctypes
import errno
import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scheduler.errors import BookError
from scheduler.store.repair import repair
from tests.store.chains import chain, digest, opened

ENTRIES_BEFORE = 12
APPENDED = 9
PLAN = os.urandom(9000)
MOST_WRITES = 400
SQLITE_CALLS: dict[str, tuple[Any, ...]] = {
    "write": (ctypes.c_ssize_t, ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t),
    "pwrite": (ctypes.c_ssize_t, ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int64),
    "pwrite64": (ctypes.c_ssize_t, ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int64),
    "ftruncate": (ctypes.c_int, ctypes.c_int, ctypes.c_int64),
    "unlink": (ctypes.c_int, ctypes.c_char_p),
}
WRITING = ("write", "pwrite", "pwrite64")
KEPT: list[Any] = []  # SQLite calls these functions as long as the process lives


class Vfs(ctypes.Structure):
    _fields_ = (
        ("version", ctypes.c_int),
        ("file_size", ctypes.c_int),
        ("path_size", ctypes.c_int),
        *((name, ctypes.c_void_p) for name in ("next", "name", "data")),
        *((f"method_{number}", ctypes.c_void_p) for number in range(13)),
        *((name, ctypes.c_void_p) for name in ("set_call", "get_call", "next_call")),
    )


def sqlite_library() -> Any | None:
    """Return the SQLite that Python's module uses, or None where its functions cannot be reached."""
    try:
        library = ctypes.CDLL(_sqlite3.__file__)
        library.sqlite3_vfs_find.restype = ctypes.POINTER(Vfs)
        vfs = library.sqlite3_vfs_find(None)
    except (AttributeError, OSError):
        return None
    return library if vfs and vfs.contents.version >= 3 else None


class Stopper:
    """Counts writes, and stops the process at one of them."""

    def __init__(self, at_write: int, mode: str) -> None:
        self.at_write = at_write
        self.mode = mode
        self.seen = 0

    def fails(self, half: Callable[[], object]) -> bool:
        """Count a write and say whether it has to fail; where the process is to be killed, do half of it and no more."""
        self.seen += 1
        if self.seen < self.at_write or (self.mode != "full" and self.seen > self.at_write):
            return False
        if self.mode == "full":
            return True
        if self.mode == "hang":
            print("hanging", flush=True)
            time.sleep(60)
        half()
        os.kill(os.getpid(), signal.SIGKILL)
        return False

    def install(self) -> None:
        self._install_in_sqlite()
        self._install_in_os()

    def _install_in_os(self) -> None:
        write, replace, rename = os.write, os.replace, os.rename

        def counted_write(handle: int, content: Any) -> int:
            if self.fails(lambda: write(handle, content[: len(content) // 2])):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return write(handle, content)

        def counted(call: Callable[..., None]) -> Callable[..., None]:
            def counted_call(old: Path, new: Path) -> None:
                self.fails(lambda: None)  # a full disk still lets names be changed
                call(old, new)

            return counted_call

        os.write, os.replace, os.rename = counted_write, counted(replace), counted(rename)  # type: ignore[assignment]

    def _install_in_sqlite(self) -> None:
        library = sqlite_library()
        assert library is not None
        vfs = library.sqlite3_vfs_find(None)
        get_call = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p)(vfs.contents.get_call)
        set_call = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p)(
            vfs.contents.set_call
        )
        for name, signature in SQLITE_CALLS.items():
            found = get_call(vfs, name.encode())
            if found:
                prototype = ctypes.CFUNCTYPE(*signature, use_errno=True)
                replacement = prototype(self._counted(name, prototype(found)))
                KEPT.append(replacement)
                set_call(vfs, name.encode(), ctypes.cast(replacement, ctypes.c_void_p))

    def _counted(self, name: str, call: Callable[..., int]) -> Callable[..., int]:
        def counted_call(*values: Any) -> int:
            def half() -> None:
                if name in WRITING:
                    call(*values[:2], values[2] // 2, *values[3:])

            if self.fails(half) and name in WRITING:
                ctypes.set_errno(errno.ENOSPC)
                return -1
            return call(*values)

        return counted_call


def act(folder: Path, action: str) -> None:
    if action == "repair":
        repair(folder)
        return
    before = chain(ENTRIES_BEFORE if action == "append" else 0)
    with opened(folder) as store:
        added = chain(APPENDED, after=before)
        store.append(added, after_sha256=digest(before), plans={len(before) + 2: PLAN})


def ending_of(folder: Path, *, action: str, mode: str, at_write: int) -> tuple[str, bool]:
    """Run the action in a process of its own; return how it ended and whether it came to that write."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        stopper = Stopper(at_write, mode)
        ending = "crashed"
        try:
            stopper.install()
            act(folder, action)
            ending = "done"
        except BookError as error:
            ending = type(error).__name__
        finally:
            os.close(reading)
            with os.fdopen(writing, "wb", buffering=0) as pipe:
                pipe.write(f"{ending} {stopper.seen}".encode())
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read().decode()
    os.waitpid(child, 0)
    if not said:
        return "killed", True
    ending, _, seen = said.partition(" ")
    return ending, int(seen) >= at_write


def main(folder: Path, action: str, mode: str, at_write: int | None = None) -> None:
    if at_write is not None:
        Stopper(at_write, mode).install()
        act(folder, action)
        return
    for number in range(1, MOST_WRITES):
        workspace = folder / str(number)
        shutil.copytree(folder / "start", workspace)
        ending, stopped = ending_of(workspace, action=action, mode=mode, at_write=number)
        print(json.dumps({"write": number, "ending": ending}), flush=True)
        if not stopped:
            return
    raise SystemExit(f"{action} did not end within {MOST_WRITES} writes")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], *(int(number) for number in sys.argv[4:]))
