"""Files that the user asked us to write, looked at before the work begins."""

from __future__ import annotations

import os
from pathlib import Path

from scheduler.errors import UsageError
from scheduler.files.folder import KNOWN_FILES
from scheduler.store.place import FOLDER_NAME

_A_WORKSPACE_HAS = "workspace.yaml"


def check_targets(folder: Path | None, targets: dict[str, Path | None]) -> None:
    """Refuse files that could not be written, or that belong to a workspace: its inputs, and the folder of its book.

    Parameters
    ----------
    folder
        The workspace, whose input files belong to the user, whether they are there or not; None for none. The same holds of
        any other workspace in which a file would come to stand.
    targets
        Option and path; None where the option was not given.

    Raises
    ------
    UsageError
        With the option, the path and what is wrong with it.
    """
    taken: dict[Path, str] = {}
    for option, path in targets.items():
        if path is None:
            continue
        try:
            place = path.resolve()
        except (OSError, RuntimeError) as error:  # Links in a circle are either, by the version of Python.
            raise _wrong(option, path, "this link leads nowhere") from error
        _check_owner(option, path, folder)
        _check_place(option, path)
        if place in taken:
            raise _wrong(option, path, f"{taken[place]} names the same file")
        taken[place] = option


def _check_place(option: str, path: Path) -> None:
    if path.is_dir():
        raise _wrong(option, path, "this is a folder; expected the name of a file")
    if path.exists() and not path.is_file():
        raise _wrong(option, path, "this is no ordinary file")
    if not path.parent.is_dir():
        raise _wrong(option, path, f"there is no folder {path.parent}; make it first")
    if not os.access(path.parent, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
        raise _wrong(option, path, "it may not be written; check its permissions")


def _check_owner(option: str, path: Path, folder: Path | None) -> None:
    """Refuse what a workspace reads or keeps; a link is looked at by where it stands and by where it leads."""
    given = [] if folder is None else [folder]
    literal = Path(os.path.abspath(path))  # noqa: PTH100 - the links in it must not be followed
    for place in dict.fromkeys((literal, path.parent.resolve() / path.name, path.resolve())):
        if FOLDER_NAME in (part.casefold() for part in place.parts):
            raise _is_the_books(option, path)
        around = [above for above in place.parents if (above / _A_WORKSPACE_HAS).is_file()]
        for root in (*given, *around):
            if _stands_in(place, root / FOLDER_NAME):
                raise _is_the_books(option, path)
            if _stands_in(place, root / "requests") or any(_is_same(place, root / name) for name in KNOWN_FILES):
                why = "this is an input of a workspace, which is never overwritten, and never made by a command"
                raise _wrong(option, path, f"{why}; say another name or another folder")


def _is_the_books(option: str, path: Path) -> UsageError:
    why = f"what is in {FOLDER_NAME}/ is the book of a workspace, which no other file may replace"
    return _wrong(option, path, f"{why}; say another folder")


def _stands_in(place: Path, folder: Path) -> bool:
    return any(above in (folder.absolute(), folder.resolve()) for above in place.parents)


def _is_same(place: Path, name: Path) -> bool:
    """Say whether a file is an input; on some systems names that differ in capitals alone name one file."""
    return any(
        place.parent == known.parent and place.name.casefold() == known.name.casefold()
        for known in (name.parent.resolve() / name.name, name.resolve())
    )


def _wrong(option: str, path: Path, why: str) -> UsageError:
    return UsageError(f"{option} {path}: {why}", field=option, got=str(path), fix="say another place")
