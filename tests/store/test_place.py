from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.errors import BookDamaged
from scheduler.store import place
from scheduler.store.book_store import BookStore
from scheduler.store.place import book_path, copy_path, free_number, move_aside
from scheduler.store.repair import repair
from scheduler.store.second_copy import CopyEnd
from tests.store.chains import chain, opened, write_book

LINES = chain(12)


def test_an_empty_file_without_a_copy_is_what_a_first_append_leaves_that_was_cut_off(tmp_path: Path) -> None:
    book_path(tmp_path).parent.mkdir()
    book_path(tmp_path).touch()
    assert BookStore.open(tmp_path) is None
    assert repair(tmp_path) is None
    write_book(tmp_path, LINES)
    with opened(tmp_path) as store:
        assert store.lines() == LINES


@pytest.mark.parametrize("create", [False, True])
@pytest.mark.parametrize("found", ["empty", "gone", "a folder"])
def test_a_book_whose_copy_is_there_alone_is_damaged(found: str, create: bool, tmp_path: Path) -> None:
    path = write_book(tmp_path, LINES)
    path.unlink()
    if found == "empty":
        path.touch()
    elif found == "a folder":
        path.mkdir()
    with pytest.raises(BookDamaged, match="evenhand repair"):
        BookStore.open(tmp_path, create=create)


@pytest.mark.parametrize("found", ["gone", "empty"])
def test_a_book_that_another_command_makes_while_it_is_looked_for_is_no_damage(
    found: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if found == "empty":
        book_path(tmp_path).parent.mkdir()
        book_path(tmp_path).touch()
    look = place.end_of

    def made_before_the_copy_is_looked_at(copy: Path) -> CopyEnd:
        monkeypatch.undo()
        write_book(tmp_path, LINES)
        return look(copy)

    monkeypatch.setattr(place, "end_of", made_before_the_copy_is_looked_at)
    assert BookStore.open(tmp_path) is None
    with opened(tmp_path) as store:
        assert store.lines() == LINES


def test_a_copy_without_any_good_entry_is_no_book(tmp_path: Path) -> None:
    copy_path(tmp_path).parent.mkdir()
    copy_path(tmp_path).write_bytes(b"rubbish\n")
    assert BookStore.open(tmp_path) is None
    write_book(tmp_path, LINES)
    with opened(tmp_path) as store:
        assert store.copy_is_complete()


def test_a_file_in_place_of_the_folder_is_named(tmp_path: Path) -> None:
    book_path(tmp_path).parent.write_text("mine")
    for attempt in (lambda: BookStore.open(tmp_path), lambda: repair(tmp_path)):
        with pytest.raises(BookDamaged, match="should be a folder and is a file"):
            attempt()
    assert book_path(tmp_path).parent.read_text() == "mine"


def test_what_sqlite_left_beside_a_book_is_moved_with_it(tmp_path: Path) -> None:
    for name in (
        "book.sqlite",
        "book.sqlite-journal",
        "book.sqlite-wal",
        "book.damaged-1.sqlite",
        "book.damaged-3.jsonl",
    ):
        (tmp_path / name).write_text(name)
    number = free_number(tmp_path)
    assert number == 2
    moved = move_aside(tmp_path / "book.sqlite", number)
    assert {path.name: path.read_text() for path in moved} == {
        "book.damaged-2.sqlite": "book.sqlite",
        "book.damaged-2.sqlite-journal": "book.sqlite-journal",
        "book.damaged-2.sqlite-wal": "book.sqlite-wal",
    }
    assert not list(tmp_path.glob("book.sqlite*"))
