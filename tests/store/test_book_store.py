from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.book import FIRST_SHA256
from scheduler.errors import BookBusy, BookDamaged, BookError, BookMoved
from scheduler.store.book_store import BookStore
from scheduler.store.place import book_path, copy_path
from scheduler.store.rows import digest_of
from tests.store.chains import chain, chain_of, digest, opened, write_book

LINES = chain(12)


def tampered(path: Path, *statements: str) -> None:
    """Change the tables as somebody would who knows how."""
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        for name in ("log_no_update", "log_no_delete", "log_at_the_end"):
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)


def test_a_workspace_without_a_book_has_none(tmp_path: Path) -> None:
    assert BookStore.open(tmp_path) is None
    assert BookStore.open(tmp_path / "nowhere") is None
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_made_before_the_first_append(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        assert store.lines() == ()
        assert store.entries() == ()
        assert store.last_plan() is None
        assert store.plan("") is None
        assert store.copy_is_complete()
        store.check()
        assert list(tmp_path.iterdir()) == []
        assert store.append(LINES, after_sha256=FIRST_SHA256)
        assert store.lines() == LINES
    assert sorted(file.name for file in (tmp_path / ".evenhand").iterdir()) == ["book.jsonl", "book.sqlite"]
    assert [file.name for file in tmp_path.iterdir()] == [".evenhand"]


@settings(deadline=None, max_examples=15)
@given(sizes=st.lists(st.integers(1, 5), min_size=1, max_size=6))
def test_what_was_appended_is_read_back(sizes: list[int], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("book")
    lines: tuple[str, ...] = ()
    for size in sizes:
        with opened(folder) as store:
            added = chain(size, after=lines)
            assert store.append(added, after_sha256=digest(lines))
            lines += added
    with opened(folder) as store:
        assert store.lines() == lines
        assert [entry.seq for entry in store.entries()] == list(range(1, len(lines) + 1))
        assert store.copy_is_complete()
        store.check()


def test_plans_are_given_back_to_the_byte(tmp_path: Path) -> None:
    plans = {2: b"{}" * 5000, 7: b"", 12: os.urandom(3000)}
    write_book(tmp_path, LINES, plans=plans, at_once=5)
    with opened(tmp_path) as store:
        for plan in plans.values():
            assert store.plan(digest_of(plan)) == plan
        last = store.last_plan()
        assert last is not None
        assert (last.seq, last.content, last.sha256) == (12, plans[12], digest_of(plans[12]))
        assert store.plan(digest_of(b"other")) is None
        assert store.copy_is_complete()


def test_the_published_plan_is_not_the_one_after_an_answer(tmp_path: Path) -> None:
    kinds = ("published", "accepted", "published", "accepted", "closed")
    plans = {seq: f"plan {seq}".encode() for seq in (1, 2, 3, 4)}
    with opened(tmp_path) as store:
        assert store.append(chain_of(*kinds), after_sha256=FIRST_SHA256, plans=plans)
        found = [(store.last_plan(until=seq), store.last_plan(is_published=True, until=seq)) for seq in (0, 1, 2, 3, 5)]
        assert [tuple(each and each.seq for each in pair) for pair in found] == [
            (None, None),
            (1, 1),
            (2, 1),
            (3, 3),
            (4, 3),
        ]
        last = store.last_plan(is_published=True)
        assert last is not None
        assert last.content == b"plan 3"


def test_the_loser_of_two_appends_learns_that_the_book_moved(tmp_path: Path) -> None:
    write_book(tmp_path, LINES)
    with opened(tmp_path) as first, opened(tmp_path) as second:
        assert first.lines() == second.lines()
        first.append(chain(2, after=LINES, reason="first"), after_sha256=digest(LINES))
        with pytest.raises(BookMoved, match="it has 14 entries now"):
            second.append(chain(2, after=LINES, reason="second"), after_sha256=digest(LINES))
        after = (*LINES, *chain(2, after=LINES, reason="first"))
        assert first.lines() == second.lines() == after
        assert second.append(chain(1, after=after), after_sha256=digest(after))


def test_the_loser_of_two_first_appends_learns_that_the_book_moved(tmp_path: Path) -> None:
    with opened(tmp_path) as first, opened(tmp_path) as second:
        first.append(LINES, after_sha256=FIRST_SHA256)
        with pytest.raises(BookMoved):
            second.append(chain(1, reason="second"), after_sha256=FIRST_SHA256)
        assert second.lines() == LINES


def test_a_book_that_is_gone_moved(tmp_path: Path) -> None:
    write_book(tmp_path, LINES)
    with opened(tmp_path) as store:
        store.lines()
        shutil.rmtree(tmp_path / ".evenhand")
        with pytest.raises(BookMoved, match="is gone"):
            store.append(chain(1, after=LINES), after_sha256=digest(LINES))
        assert not (tmp_path / ".evenhand").exists()
        assert store.lines() == ()


def test_a_book_that_was_replaced_is_read_anew(tmp_path: Path) -> None:
    write_book(tmp_path, LINES)
    (tmp_path / "other").mkdir()
    write_book(tmp_path / "other", LINES[:5])
    with opened(tmp_path) as store:
        assert store.lines() == LINES
        copy_path(tmp_path).unlink()
        book_path(tmp_path / "other").replace(book_path(tmp_path))
        with pytest.raises(BookMoved):
            store.append(chain(1, after=LINES), after_sha256=digest(LINES))
        assert store.lines() == LINES[:5]


@pytest.mark.parametrize("lock", ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
def test_a_book_that_another_command_writes_in_is_busy(lock: str, tmp_path: Path) -> None:
    path = write_book(tmp_path, LINES)
    with (
        contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other,
        opened(tmp_path, busy_seconds=0.01) as store,
    ):
        other.execute(lock)
        with pytest.raises(BookBusy, match="another command is writing"):
            store.append(chain(1, after=LINES), after_sha256=digest(LINES))
        if lock == "BEGIN IMMEDIATE":
            assert store.lines() == LINES
        else:
            with pytest.raises(BookBusy):
                store.lines()
        other.execute("ROLLBACK")
        assert store.append(chain(1, after=LINES), after_sha256=digest(LINES))


@pytest.mark.parametrize(
    ("lines", "plans", "complaint"),
    [
        ((), {}, "at least one line"),
        (chain(3, after=LINES)[1:], {}, "entry 14 cannot be appended"),
        (("no entry",), {}, "Invalid JSON"),
        (chain(2, after=LINES), {12: b"", 14: b"", 15: b""}, r"\[12, 15\]"),
        ((chain(1, after=LINES)[0].replace('"seq":13', '"seq":14'),), {}, "begin with entry 14"),
    ],
    ids=["nothing", "gap", "no entry", "plans of others", "number"],
)
def test_what_does_not_follow_is_a_mistake_of_the_caller(
    lines: tuple[str, ...], plans: dict[int, bytes], complaint: str, tmp_path: Path
) -> None:
    path = write_book(tmp_path, LINES)
    before = path.read_bytes()
    with opened(tmp_path) as store, pytest.raises(ValueError, match=complaint):
        store.append(lines, after_sha256=digest(LINES), plans=plans)
    assert path.read_bytes() == before


SWAP_3_AND_8 = (
    "UPDATE log SET seq = -3 WHERE seq = 3",
    "UPDATE log SET seq = 3 WHERE seq = 8",
    "UPDATE log SET seq = 8 WHERE seq = -3",
)
SHORTEN_WITH_CARE = (
    "DELETE FROM log WHERE seq = 12",
    f"UPDATE state SET entries = 11, last_sha256 = '{digest(LINES[:11])}', copy_bytes = 1",
)
CHANGES = {
    "edit": (("UPDATE log SET line = replace(line, 'because', 'despite') WHERE seq = 4",), 4),
    "digest": (("UPDATE log SET sha256 = upper(sha256) WHERE seq = 4",), 4),
    "one out": (("DELETE FROM log WHERE seq = 7",), 7),
    "first out": (("DELETE FROM log WHERE seq = 1",), 1),
    "last out": (("DELETE FROM log WHERE seq > 9",), 10),
    "all out": (("DELETE FROM log",), 1),
    "swap": (SWAP_3_AND_8, 3),
    "number": (("UPDATE log SET seq = 13 WHERE seq = 12",), 12),
    "twice": (("INSERT INTO log SELECT 13, sha256, line FROM log WHERE seq = 12",), 13),
    "shortened with care": (SHORTEN_WITH_CARE, 12),
    "state": (("UPDATE state SET last_sha256 = ''",), 12),
    "no state": (("DELETE FROM state",), None),
    "no log": (("DROP TABLE log",), None),
}


@pytest.mark.parametrize(("statements", "seq"), CHANGES.values(), ids=CHANGES)
def test_a_log_that_was_changed_is_named_with_the_entry(
    statements: tuple[str, ...], seq: int | None, tmp_path: Path
) -> None:
    tampered(write_book(tmp_path, LINES), *statements)
    with opened(tmp_path) as store:
        with pytest.raises(BookDamaged, match="evenhand repair") as caught:
            store.lines()
        with pytest.raises(BookError):
            store.check()
    assert caught.value.seq == seq


def test_a_line_that_was_forged_together_with_its_digest_breaks_the_chain_after_it(tmp_path: Path) -> None:
    path = write_book(tmp_path, LINES)
    forged = chain(1, after=LINES[:5], reason="forged")
    tampered(path, f"UPDATE log SET line = '{forged[0]}', sha256 = '{digest(forged)}' WHERE seq = 6")
    with opened(tmp_path) as store, pytest.raises(BookDamaged, match=r"entry 7\): it says that it follows"):
        store.lines()


def test_a_book_that_lost_its_end_is_not_written_to(tmp_path: Path) -> None:
    path = write_book(tmp_path, LINES[:6], at_once=6)
    older = path.read_bytes()
    write_more(tmp_path)
    path.write_bytes(older)
    with opened(tmp_path) as store:
        with pytest.raises(BookDamaged, match="second copy goes on to entry 12"):
            store.lines()
        with pytest.raises(BookDamaged, match="second copy goes on to entry 12"):
            store.append(chain(1, after=LINES[:6]), after_sha256=digest(LINES[:6]))


def test_a_damaged_plan_is_named_and_the_log_stays_readable(tmp_path: Path) -> None:
    path = write_book(tmp_path, LINES, plans={3: b"first", 9: b"second"})
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TRIGGER plan_no_update")
        connection.execute("UPDATE plan SET packed = x'00' WHERE seq = 9")
    with opened(tmp_path) as store:
        assert store.lines() == LINES
        assert store.plan(digest_of(b"first")) == b"first"
        for attempt in (store.last_plan, store.check, lambda: store.plan(digest_of(b"second"))):
            with pytest.raises(BookDamaged, match=r"entry 9\): its published plan"):
                attempt()


@pytest.mark.parametrize("copy", ["missing", "cut", "longer", "other", "a folder"])
def test_the_next_append_completes_the_second_copy(copy: str, tmp_path: Path) -> None:
    write_book(tmp_path, LINES, plans={3: b"plan"})
    path = copy_path(tmp_path)
    whole = path.read_bytes()
    path.unlink()
    if copy == "a folder":
        path.mkdir()
    elif copy != "missing":
        path.write_bytes({"cut": whole[:-30], "longer": whole + b"rubbish\n", "other": b"x" * len(whole)}[copy])
    with opened(tmp_path) as store:
        assert store.lines() == LINES
        assert not store.copy_is_complete()
        done = store.append(chain(1, after=LINES), after_sha256=digest(LINES))
        assert done == store.copy_is_complete() == (copy != "a folder")
        assert len(store.lines()) == 13


def test_a_good_copy_is_not_overwritten_from_a_damaged_book(tmp_path: Path) -> None:
    path = write_book(tmp_path, LINES)
    tampered(path, "UPDATE log SET line = '' WHERE seq = 4")
    copy_path(tmp_path).write_bytes(copy_path(tmp_path).read_bytes()[:-1])
    before = copy_path(tmp_path).read_bytes()
    with opened(tmp_path) as store:
        assert store.append(chain(1, after=LINES), after_sha256=digest(LINES)) is False
    assert copy_path(tmp_path).read_bytes() == before


def write_more(folder: Path) -> None:
    with opened(folder) as store:
        store.append(LINES[6:], after_sha256=digest(LINES[:6]))
