from __future__ import annotations

import contextlib
import random
import sqlite3
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Literal

import pytest

from scheduler.errors import BookBusy, BookDamaged, BookMoved
from scheduler.store import book_store
from scheduler.store.book_store import BookStore
from scheduler.store.place import copy_path
from scheduler.store.repair import Repair, repair
from scheduler.store.rows import digest_of
from scheduler.store.schema import transaction
from tests.store.chains import chain, digest, opened, write_book

LINES = chain(60)
PLAN = random.Random(1).randbytes(5000)
PAGE_BYTES = 4096


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return write_book(tmp_path, LINES, plans={3: PLAN, 50: b"small"}, at_once=7)


def lines_of(folder: Path) -> tuple[str, ...]:
    with opened(folder) as store:
        store.check()
        assert store.copy_is_complete()
        return store.lines()


def state_of(folder: Path) -> tuple[str, ...] | None:
    """Return what a command would read: the log, or None where the damage is named."""
    try:
        store = BookStore.open(folder)
        assert store is not None
        with store:
            return store.lines()
    except BookDamaged:
        return None


def repaired(folder: Path) -> Repair:
    found = repair(folder)
    assert found is not None
    return found


def test_a_good_book_stays_as_it_is(book: Path, tmp_path: Path) -> None:
    before = {file: file.read_bytes() for file in book.parent.iterdir()}
    assert repair(tmp_path) == Repair(kept=60)
    assert {file: file.read_bytes() for file in book.parent.iterdir()} == before


def test_a_workspace_without_a_book_has_nothing_to_repair(tmp_path: Path) -> None:
    assert repair(tmp_path) is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("copy", "named", "keeps"),
    [
        ("gone", "is missing", False),
        ("emptied", "is empty", False),
        ("cut", "is cut off: 61 of its 62 records are good", True),
        ("changed in the middle", "is spoilt: 61 of its 62 records are good", True),
        ("garbled", "is spoilt: 0 of its 62 records are good", True),
        ("longer", "holds more than the book, or in another order", True),
    ],
)
def test_the_second_copy_of_a_good_book_is_renewed_and_its_damage_named(
    copy: str, named: str, *, keeps: bool, book: Path, tmp_path: Path
) -> None:
    path = copy_path(tmp_path)
    whole = path.read_bytes()
    found = {
        "gone": b"",
        "emptied": b"",
        "cut": whole[:-9],
        "changed in the middle": whole[:4000] + b"?" + whole[4001:],
        "garbled": b"garbage",
        "longer": whole + b"more\n",
    }[copy]
    path.write_bytes(found)
    if copy == "gone":
        path.unlink()
    kept = (book.parent / "book.damaged-1.jsonl",) if keeps else ()
    assert repair(tmp_path) == Repair(kept=60, copy_damage=named, set_aside=kept, copy_renewed=True)
    assert path.read_bytes() == whole
    assert [file.read_bytes() for file in kept] == [found] * len(kept)
    assert repair(tmp_path) == Repair(kept=60)


@pytest.mark.parametrize("page", range(10))
def test_any_spoilt_page_is_harmless_or_named_and_repaired_from_the_copy(page: int, book: Path, tmp_path: Path) -> None:
    good, good_copy = book.read_bytes(), copy_path(tmp_path).read_bytes()
    assert len(good) == 10 * PAGE_BYTES
    chooser = random.Random(page)
    named = 0
    for length in (1, 1, 1, 8, 8, 60, 500, PAGE_BYTES):
        offset = page * PAGE_BYTES + (chooser.randrange(PAGE_BYTES - length) if length < PAGE_BYTES else 0)
        book.write_bytes(good[:offset] + chooser.randbytes(length) + good[offset + length :])
        copy_path(tmp_path).write_bytes(good_copy)
        found = state_of(tmp_path)
        assert found in (LINES, None)
        named += found is None
        done = repaired(tmp_path)
        assert (done.kept, done.lost, done.lost_plans) == (60, 0, 0)
        assert lines_of(tmp_path) == LINES
        with opened(tmp_path) as store:
            assert store.plan(digest_of(PLAN)) == PLAN
    assert len(list(book.parent.glob("book.damaged-*.sqlite"))) >= named


@pytest.mark.parametrize("page", range(10))
def test_a_spoilt_page_without_the_copy_leaves_the_entries_before_it(page: int, book: Path, tmp_path: Path) -> None:
    good = book.read_bytes()
    chooser = random.Random(page)
    for length in (1, 8, 60, 500, PAGE_BYTES):
        offset = page * PAGE_BYTES + (chooser.randrange(PAGE_BYTES - length) if length < PAGE_BYTES else 0)
        book.write_bytes(good[:offset] + chooser.randbytes(length) + good[offset + length :])
        copy_path(tmp_path).unlink(missing_ok=True)
        assert state_of(tmp_path) in (LINES, None)
        try:
            done = repaired(tmp_path)
        except BookDamaged as error:
            assert "nothing can be restored, and nothing was changed" in str(error)  # noqa: PT017 - one of two good outcomes
            assert book.read_bytes()[offset + length :] == good[offset + length :]
        else:
            assert lines_of(tmp_path) == LINES[: done.kept]


def test_a_file_cut_anywhere_is_named_and_repaired(book: Path, tmp_path: Path) -> None:
    good = book.read_bytes()
    for size in [0, 1, 99, 100, 512, *range(PAGE_BYTES, len(good), PAGE_BYTES), len(good) - 1]:
        book.write_bytes(good[:size])
        assert state_of(tmp_path) in (None, LINES)
        assert repaired(tmp_path).kept == 60
        assert lines_of(tmp_path) == LINES


@pytest.mark.parametrize("found", ["gone", "empty", "rubbish", "a folder"])
def test_a_book_that_is_something_else_is_restored_from_the_copy(found: str, book: Path, tmp_path: Path) -> None:
    book.unlink()
    if found == "a folder":
        book.mkdir()
        (book / "mine").write_text("kept")
    elif found != "gone":
        book.write_bytes(b"rubbish " * 4000 if found == "rubbish" else b"")
    done = repaired(tmp_path)
    assert (done.kept, done.lost) == (60, 0)
    assert lines_of(tmp_path) == LINES
    assert [path.name for path in done.set_aside] == ([] if found == "gone" else ["book.damaged-1.sqlite"])
    if found == "a folder":
        assert (done.set_aside[0] / "mine").read_text() == "kept"


def test_what_is_damaged_is_never_deleted(book: Path, tmp_path: Path) -> None:
    copy = copy_path(tmp_path)
    spoilt, spoilt_copy = b"?" * 8192, b"?" + copy.read_bytes()[1:] + b"rubbish"
    cut = copy.read_bytes().splitlines(keepends=True)[0]
    copy.write_bytes(cut + spoilt_copy)
    book.write_bytes(spoilt)
    done = repaired(tmp_path)
    assert [path.name for path in done.set_aside] == ["book.damaged-1.jsonl", "book.damaged-1.sqlite"]
    assert [path.read_bytes() for path in done.set_aside] == [cut + spoilt_copy, spoilt]
    book.write_bytes(spoilt)
    assert [path.name for path in repaired(tmp_path).set_aside] == ["book.damaged-2.sqlite"]


def test_a_journal_of_the_damaged_book_is_not_played_into_the_new_one(book: Path, tmp_path: Path) -> None:
    journal = book.with_name("book.sqlite-journal")
    header = bytes.fromhex("d9d505f920a163d7") + (1).to_bytes(4) + (7).to_bytes(4) + (1).to_bytes(4)
    journal.write_bytes(
        header + (512).to_bytes(4) + (PAGE_BYTES).to_bytes(4) + b"\0" * 484 + (2).to_bytes(4) + b"!" * 4100
    )
    book.write_bytes(b"rubbish " * 4000)
    assert repaired(tmp_path).kept == 60
    assert not journal.exists()
    assert lines_of(tmp_path) == LINES


def test_an_end_that_is_lost_in_both_copies_is_counted(book: Path, tmp_path: Path) -> None:
    spoil_lines(book, 41, 45)
    copy = copy_path(tmp_path)
    copy.write_bytes(b"".join(copy.read_bytes().splitlines(keepends=True)[:40]))  # 39 entries and a plan
    done = repaired(tmp_path)
    assert (done.kept, done.lost) == (40, 20)
    assert "entry 41" in done.damage
    assert lines_of(tmp_path) == LINES[:40]
    with opened(tmp_path) as store:
        more = chain(1, after=LINES[:40], reason="repaired")
        assert store.append(more, after_sha256=digest(LINES[:40]))
        last = store.last_plan()
        assert last is not None
        assert last.seq == 3


def test_two_copies_with_other_gaps_make_one_book(book: Path, tmp_path: Path) -> None:
    spoil_lines(book, 10, 30)
    copy = copy_path(tmp_path)
    records = copy.read_bytes().split(b"\n")
    copy.write_bytes(b"\n".join(records[:50] + records[57:]))
    done = repaired(tmp_path)
    assert (done.kept, done.lost, done.lost_plans) == (60, 0, 0)
    assert lines_of(tmp_path) == LINES


def test_a_forged_end_gives_way_to_what_the_copy_has(book: Path, tmp_path: Path) -> None:
    forged = chain(1, after=LINES[:20], reason="forged")
    change(book, f"UPDATE log SET line = '{forged[0]}', sha256 = '{digest(forged)}' WHERE seq = 21")
    assert repaired(tmp_path).kept == 60
    assert lines_of(tmp_path) == LINES


def test_a_plan_that_neither_copy_has_is_counted(book: Path, tmp_path: Path) -> None:
    change(book, "UPDATE plan SET packed = x'00' WHERE seq = 3")
    copy_path(tmp_path).unlink()
    done = repaired(tmp_path)
    assert (done.kept, done.lost, done.lost_plans) == (60, 0, 1)
    with opened(tmp_path) as store:
        assert store.plan(digest_of(PLAN)) is None
        assert store.plan(digest_of(b"small")) == b"small"


def test_where_nothing_can_be_restored_nothing_is_changed(book: Path, tmp_path: Path) -> None:
    book.write_bytes(b"rubbish")
    copy_path(tmp_path).write_bytes(b"rubbish")
    with pytest.raises(BookDamaged, match=r"Move .*\.evenhand away to begin a new book"):
        repair(tmp_path)
    assert {file.name: file.read_bytes() for file in book.parent.iterdir()} == {
        "book.sqlite": b"rubbish",
        "book.jsonl": b"rubbish",
    }


@pytest.mark.parametrize("damaged", [False, True])
def test_a_book_that_another_command_writes_in_is_not_repaired(damaged: bool, book: Path, tmp_path: Path) -> None:
    if damaged:
        spoil_lines(book, 5)
    copy_path(tmp_path).write_bytes(b"")
    with contextlib.closing(sqlite3.connect(book, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(BookBusy):
            repair(tmp_path, busy_seconds=0.01)
    assert sorted(file.name for file in book.parent.iterdir()) == ["book.jsonl", "book.sqlite"]


def test_a_command_that_has_the_damaged_book_open_does_not_write_in_it_after_the_repair(
    book: Path, tmp_path: Path
) -> None:
    with opened(tmp_path) as store:
        assert store.lines() == LINES
        spoil_lines(book, 5)
        assert repaired(tmp_path).kept == 60
        assert store.append(chain(1, after=LINES), after_sha256=digest(LINES))
    assert len(lines_of(tmp_path)) == 61


def test_a_book_replaced_while_a_command_waits_for_its_lock_is_not_written_to(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = book.read_bytes()

    def replaced_before_the_lock(
        connection: sqlite3.Connection, kind: Literal["DEFERRED", "IMMEDIATE"]
    ) -> AbstractContextManager[None]:
        book.rename(book.with_name("book.damaged-1.sqlite"))
        book.write_bytes(whole)
        return transaction(connection, kind)

    with opened(tmp_path) as store:
        assert store.lines() == LINES
        monkeypatch.setattr(book_store, "transaction", replaced_before_the_lock)
        with pytest.raises(BookMoved, match="was replaced"):
            store.append(chain(1, after=LINES), after_sha256=digest(LINES))
    monkeypatch.undo()
    assert book.with_name("book.damaged-1.sqlite").read_bytes() == whole
    assert lines_of(tmp_path) == LINES


def test_a_header_that_forbids_writing_is_damage(book: Path, tmp_path: Path) -> None:
    good = book.read_bytes()
    book.write_bytes(good[:18] + b"\x09" + good[19:])
    with opened(tmp_path) as store:
        assert store.lines() == LINES
        with pytest.raises(BookDamaged, match="must not be written"):
            store.append(chain(1, after=LINES), after_sha256=digest(LINES))
    assert repaired(tmp_path).set_aside != ()
    with opened(tmp_path) as store:
        assert store.append(chain(1, after=LINES), after_sha256=digest(LINES))


def change(book: Path, *statements: str) -> None:
    with contextlib.closing(sqlite3.connect(book)) as connection, connection:
        for name in ("log_no_update", "plan_no_update"):
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)


def spoil_lines(book: Path, *seqs: int) -> None:
    change(book, *(f"UPDATE log SET line = replace(line, 'because', 'BECAUSE') WHERE seq = {seq}" for seq in seqs))
