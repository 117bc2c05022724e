"""Writing a file as a whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from scheduler.errors import UsageError


def write_atomically(path: Path, data: bytes) -> None:
    """Put `data` at `path`: after a crash at any point there is the old file or the new one, never a part.

    Raises
    ------
    UsageError
        If the file cannot be written there; nothing is left behind.
    """
    try:
        if path.is_dir():
            raise UsageError(f"{path} is a folder; expected the name of a file to write")
        target = path.resolve()
        handle, name = tempfile.mkstemp(prefix=f".{target.name[:100]}.", suffix=".part", dir=target.parent)
    except OSError as error:
        raise UsageError(_cannot(path, error)) from error
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(_mode(target))
        part.replace(target)
    except OSError as error:
        raise UsageError(_cannot(path, error)) from error
    finally:
        part.unlink(missing_ok=True)


def _mode(target: Path) -> int:
    """Return the permissions of the file that is replaced, else those that a new file gets."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _cannot(path: Path, error: OSError) -> str:
    return f"{path} cannot be written ({error.strerror or error}); expected a place where files may be written"
