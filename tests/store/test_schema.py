from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest

from scheduler.errors import BookDamaged, BookTooNew
from scheduler.store import schema
from scheduler.store.book_store import BookStore
from scheduler.store.repair import repair
from tests.store.chains import chain, digest, opened, write_book

LINES = chain(5)


def run(path: Path, *statements: str) -> None:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def test_a_newer_book_is_refused_by_everything_and_stays_as_it_is(tmp_path: Path) -> None:
    path = write_book(tmp_path, LINES)
    run(path, "PRAGMA user_version = 2", "UPDATE state SET version = 2")
    before = {file: file.read_bytes() for file in path.parent.iterdir()}
    with pytest.raises(BookTooNew, match="has version 2, and this Evenhand knows up to 1"):
        BookStore.open(tmp_path)
    with pytest.raises(BookTooNew):
        BookStore.open(tmp_path, create=True)
    with pytest.raises(BookTooNew):
        repair(tmp_path)
    assert {file: file.read_bytes() for file in path.parent.iterdir()} == before


def test_a_newer_book_whose_tables_are_others_is_newer_all_the_same(tmp_path: Path) -> None:
    path = write_book(tmp_path, LINES)
    run(path, "PRAGMA user_version = 3", "DROP TABLE state")
    with pytest.raises(BookTooNew):
        BookStore.open(tmp_path)


def test_a_book_that_becomes_newer_while_it_is_open_is_not_written_to(tmp_path: Path) -> None:
    path = write_book(tmp_path, LINES)
    with opened(tmp_path) as store:
        assert store.lines() == LINES
        run(path, "PRAGMA user_version = 2", "UPDATE state SET version = 2")
        with pytest.raises(BookTooNew):
            store.append(chain(1, after=LINES), after_sha256=digest(LINES))


def test_a_version_that_stands_in_the_header_alone_is_damage(tmp_path: Path) -> None:
    path = write_book(tmp_path, LINES)
    run(path, "PRAGMA user_version = 513")
    with pytest.raises(BookDamaged, match="header says version 513"):
        BookStore.open(tmp_path)
    assert repair(tmp_path) is not None
    with opened(tmp_path) as store:
        assert store.lines() == LINES


@pytest.mark.parametrize(
    "statement",
    ["PRAGMA user_version = 0", "PRAGMA application_id = 7"],
    ids=["without a version", "of another program"],
)
def test_a_file_that_is_no_book_of_evenhand_is_named(statement: str, tmp_path: Path) -> None:
    run(write_book(tmp_path, LINES), statement)
    with pytest.raises(BookDamaged, match="is not a book of Evenhand"):
        BookStore.open(tmp_path)


def test_an_older_book_is_read_as_it_is_and_brought_up_by_the_first_append(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_book(tmp_path, LINES)
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, ("CREATE TABLE note (text TEXT) STRICT",)))
    before = path.read_bytes()
    with opened(tmp_path) as store:
        assert store.lines() == LINES
        assert path.read_bytes() == before
        added = chain(2, after=LINES)
        store.append(added, after_sha256=digest(LINES))
        assert store.lines() == (*LINES, *added)
        store.check()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)
        assert connection.execute("SELECT version FROM state").fetchone() == (2,)
        assert connection.execute("SELECT count(*) FROM note").fetchone() == (0,)


def test_a_migration_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_book(tmp_path, LINES)
    before = path.read_bytes()
    broken = ("CREATE TABLE note (text TEXT) STRICT", "INSERT INTO note VALUES (1, 2, 3)")
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, broken))
    with opened(tmp_path) as store, pytest.raises(BookDamaged):
        store.append(chain(1, after=LINES), after_sha256=digest(LINES))
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log SET line = 'other' WHERE seq = 2",
        "DELETE FROM log WHERE seq = 5",
        "INSERT OR REPLACE INTO log SELECT * FROM log WHERE seq = 5",
        "INSERT INTO log VALUES (0, '', '')",
        "UPDATE plan SET sha256 = ''",
        "DELETE FROM plan",
        "INSERT OR REPLACE INTO plan SELECT * FROM plan",
    ],
)
def test_the_tables_are_append_only(statement: str, tmp_path: Path) -> None:
    path = write_book(tmp_path, LINES, plans={2: b"plan"})
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        run(path, statement)


def test_tables_take_no_other_types(tmp_path: Path) -> None:
    path = write_book(tmp_path, LINES)
    with pytest.raises(sqlite3.IntegrityError, match="cannot store BLOB value in TEXT column"):
        run(path, "INSERT INTO log VALUES (6, '', x'00')")
