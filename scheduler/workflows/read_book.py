"""Looking into the book: as it is now, its check, its export, and its repair."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from scheduler import __version__
from scheduler.calendars.horizon import as_of_instant
from scheduler.domain.answers import BookCheck
from scheduler.domain.book import Entry
from scheduler.domain.book_answers import BookState, Exported, Repaired
from scheduler.domain.workspace import Workspace
from scheduler.errors import BookDamaged, UsageError
from scheduler.fairshare import bookkeeping as bk
from scheduler.fairshare.book import Book
from scheduler.files.plans import blocks_csv_bytes
from scheduler.store.book_store import BookStore
from scheduler.store.repair import repair
from scheduler.verify.book.auditor import check_book
from scheduler.workflows.kept_book import stored_book
from scheduler.workflows.kept_plans import kept_plans
from scheduler.workflows.read_files import workspace_in


def no_book(folder: Path) -> UsageError:
    """Return the error of a workspace that has no book yet.

    Raises
    ------
    InputError
        If the folder is no workspace, or the workspace is wrong: that comes before a book.
    """
    workspace_in(folder, clock=lambda: datetime.now(tz=UTC))
    make = "`evenhand record` or `evenhand plan --publish` makes it"
    return UsageError(f"this workspace has no book yet; {make}", fix=make)


def book_in(folder: Path) -> Book:
    """Return the book of a workspace.

    Raises
    ------
    UsageError
        If there is none yet.
    BookError (of `scheduler.errors`)
        If it cannot be read.
    """
    book = stored_book(folder)
    if book is None:
        raise no_book(folder)
    return book


def book_about(folder: Path, client: str | None) -> Book:
    """Return the book of a workspace, to be asked about one client or all.

    Raises
    ------
    UsageError
        If there is no book, or no such client in it.
    """
    book = book_in(folder)
    if client is not None and client not in book.team.clients:
        known = ", ".join(sorted(book.team.clients))
        text = f"there is no client '{client}'; there are: {known}"
        raise UsageError(text, field="--client", got=client, expected=f"one of {known}")
    return book


def book_now(
    folder: Path, *, as_of: str | None, clock: Callable[[], datetime], client: str | None = None
) -> tuple[Workspace, Book]:
    """Return a workspace and its book with the days closed up to as_of, in memory alone.

    Raises
    ------
    UsageError
        If there is no book, or no such client in it.
    """
    workspace = workspace_in(folder, as_of=as_of, clock=clock)
    book = book_about(folder, client)
    if as_of_instant(workspace) > book.clock:
        bk.advance(book, to=as_of_instant(workspace))
    return workspace, book


def header_of(workspace: Workspace, book: Book) -> dict[str, object]:
    """Return the header of a document that speaks of the book at its clock."""
    return {
        "workspace": workspace.name,
        "as_of": book.team.aware(book.clock).isoformat(),
        "evenhand_version": __version__,
        "seed": 0,
        "inputs_sha256": workspace.inputs_sha256,
    }


def check_stored_book(folder: Path) -> tuple[Book, BookState]:
    """Check the stored book with the independent auditor, and its file.

    Raises
    ------
    UsageError
        If there is no book.
    BookDamaged
        If its file is damaged; `evenhand repair` restores the last good state.
    """
    store = BookStore.open(folder)
    if store is None:
        raise no_book(folder)
    with store:
        store.check()
        lines = store.lines()
    if not lines:
        raise no_book(folder)
    book = Book.replay(lines)
    found: BookCheck = check_book(lines)
    workspace = book.team.workspace
    state = BookState.model_validate(
        {
            **header_of(workspace, book),
            "clean": not found.violations,
            "entries": len(lines),
            "last_sha256": book.last_sha256,
            "violations": found.violations,
            "checked": found.checked,
        }
    )
    return book, state


def exported_log(folder: Path) -> Exported:
    """Return the log of the book as JSON lines, byte for byte as it is stored and chained."""
    book = book_in(folder)
    return _exported(book, form="log", content="".join(f"{line}\n" for line in book.lines))


def exported_blocks(folder: Path) -> Exported:
    """Return the blocks of the last published plan as CSV, as `plan --csv` writes them.

    Raises
    ------
    UsageError
        If there is no book, or nothing was published.
    """
    book = book_in(folder)
    published = kept_plans(folder).published
    if published is None:
        fix = "publish one: evenhand plan WORKSPACE --publish"
        raise UsageError(f"no plan of this workspace is published yet; {fix}", field="--to", got="csv", fix=fix)
    return _exported(book, form="csv", content=blocks_csv_bytes(published).decode())


def _exported(book: Book, *, form: Literal["log", "csv"], content: str) -> Exported:
    return Exported.model_validate({**header_of(book.team.workspace, book), "form": form, "content": content})


def repair_book(folder: Path) -> Repaired:
    """Bring the book back to its last good state; the damaged file is set aside, never deleted.

    Raises
    ------
    UsageError
        If there is no book.
    BookDamaged
        If nothing of it can be saved.
    """
    done = repair(folder)
    if done is None:
        raise no_book(folder)
    store = BookStore.open(folder)
    if store is None:
        raise BookDamaged("the book is gone after its repair")
    with store:
        book = Book.replay_entries(store.entries())
        if done.damage:
            entry = Entry(
                seq=0,
                at=book.team.aware(book.clock),
                kind="repaired",
                reason=done.damage,
            )
            before = book.last_sha256
            book.append(entry)
            store.append(book.lines[-1:], after_sha256=before)
    return Repaired.model_validate(
        {
            **header_of(book.team.workspace, book),
            "kept": done.kept,
            "lost": done.lost,
            "damage": done.damage,
            "copy_damage": done.copy_damage,
            "set_aside": tuple(path.name for path in done.set_aside),
        }
    )
