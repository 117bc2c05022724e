"""Mutants of keeping: what is charged and written down, and what a crash leaves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from scheduler.errors import EvenhandError
from scheduler.fairshare import book as book_module
from scheduler.fairshare import bookkeeping
from scheduler.fairshare import held_anew as held_anew_module
from scheduler.fairshare.charging import spare_rows
from scheduler.fairshare.held_anew import held_anew, is_replaced
from scheduler.fairshare.signed_weeks import given_of
from scheduler.store import addition
from scheduler.store.schema import transaction
from tests.building import client, workspace
from tests.fairshare.small_books import ask, asked, opened
from tests.fairshare.test_signed_weeks import booked, sign_anew
from tests.mutants.book_rules.breaking_rules import Breaking, audited, mutant
from tests.store.chains import chain, digest, write_book
from tests.store.chains import opened as opened_store


def forty_five_minutes_and_an_hour() -> set[str]:
    """Let elm be promised three quarters of an hour, and then an hour."""
    book = opened(workspace(clients=[client("elm")]), [])
    ask(book, "elm", asked("short", "work", 45, "24 18:00"))
    ask(book, "elm", asked("long", "work", 60, "24 18:00"))
    return audited(book)


@mutant("I10", story=forty_five_minutes_and_an_hour)
def spare_is_charged_in_whole_half_hours(broken: Breaking) -> None:
    def rounded(*words: Any, **fields: Any) -> Any:
        rows = spare_rows(*words, **fields)
        return [row.model_copy(update={"minutes": row.minutes // 30 * 30}) for row in rows]

    broken.function(spare_rows, rounded)


@mutant("I10", story=forty_five_minutes_and_an_hour)
def entries_name_the_length_of_the_line_before_and_not_its_digest(broken: Breaking) -> None:
    broken.value(book_module, "sha256_of", lambda line: f"{len(line):064d}")


def a_cancel_after_an_agreement_was_replaced() -> set[str]:
    """Let a client sign less while a week is booked, and take back a half of what is booked."""
    book = booked(300)
    ask(book, "acme", asked("more", "seo", 300, "2026-12-04T18:00", start="30 09:00"))
    sign_anew(book, 90)
    bookkeeping.cancel(book, "work")
    return audited(book)


@mutant("I10", story=a_cancel_after_an_agreement_was_replaced)
def new_blocks_hold_nothing_again(broken: Breaking) -> None:
    broken.function(held_anew, lambda book, back, regrowing: iter(()))


@mutant("I10", story=a_cancel_after_an_agreement_was_replaced)
def what_is_booked_on_a_replaced_block_stays_charged(broken: Breaking) -> None:
    broken.function(is_replaced, lambda book, row: False)


@mutant("I3", story=a_cancel_after_an_agreement_was_replaced)
def new_blocks_hold_all_again_that_ends(broken: Breaking) -> None:
    broken.function_in(held_anew_module, given_of, lambda book, client, period, accounts: 10_000)


class Killed(BaseException):
    """The process ends here."""


BEFORE = chain(3)
ADDED = chain(2, after=BEFORE)


def killed_in_the_middle_of_an_append() -> set[str]:
    """Kill a process after it has inserted the rows of an append: the book that is opened next is the one before."""

    def insert_and_die(connection: Connection, added: Any) -> None:
        insert(connection, added)
        raise Killed

    insert = addition.insert
    with TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        folder = Path(name)
        write_book(folder, BEFORE)
        patch.setattr(addition, "insert", insert_and_die)
        with opened_store(folder) as store, pytest.raises(Killed):
            store.append(ADDED, after_sha256=digest(BEFORE))
        try:
            with opened_store(folder) as store:
                store.check()
                return set() if store.lines() in (BEFORE, (*BEFORE, *ADDED)) else {"I17"}
        except EvenhandError:
            return {"I17"}


@mutant("I17", story=killed_in_the_middle_of_an_append)
def every_row_is_written_for_itself(broken: Breaking) -> None:
    @contextmanager
    def without_one(connection: Connection, kind: str) -> Iterator[None]:
        yield

    broken.function(transaction, without_one)
