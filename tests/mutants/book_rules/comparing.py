"""Mutants that one log cannot show: what a client gets depends on the others, or on its name."""

from __future__ import annotations

from typing import Any

from scheduler.fairshare.book import Book
from scheduler.fairshare.claimable import usable_on
from scheduler.fairshare.conforming import conform
from scheduler.verify.book import compare_logs, compare_renamed
from tests.building import client, workspace
from tests.fairshare.small_books import ask, asked, every_day, opened
from tests.mutants.book_rules.breaking_rules import Breaking, audited, mutant


def an_hour_a_day(name: str) -> Book:
    """Return a book in which a client holds an hour of ana every day."""
    team = workspace(clients=[client(name, agreed={"work": 300}), client("elm")])
    return opened(team, every_day(name, "work", "ana", "09:00", 60))


def with_and_without_elm() -> set[str]:
    """Let elm be promised work tomorrow, or not, before harrow asks for an hour of its own."""
    both, alone = an_hour_a_day("harrow"), an_hour_a_day("harrow")
    ask(both, "elm", asked("first", "work", 60, "24 18:00", start="24 09:00"))
    for book in (both, alone):
        assert ask(book, "harrow", asked("own", "work", 60, "27 18:00")).conforming is True
    return audited(both, alone) | {found.rule for found in compare_logs(both.lines, alone.lines, "elm")}


@mutant("I6", story=with_and_without_elm)
def own_hours_of_a_day_on_which_others_have_work_are_passed_over(broken: Breaking) -> None:
    def alone_on_the_day(book: Book, client: str, **fields: Any) -> Any:
        others = [
            task
            for task in book.witness.on(fields["person"], fields["day"])
            if task in book.commitments and book.commitments[task].client != client
        ]
        return [] if others else usable_on(book, client, **fields)  # type: ignore[arg-type]

    broken.function(usable_on, alone_on_the_day)


def with_another_name() -> set[str]:
    """Let a client ask for an hour of its own, once as harrow and once as zephyr."""
    books = {name: an_hour_a_day(name) for name in ("harrow", "zephyr")}
    for name, book in books.items():
        ask(book, name, asked("own", "work", 60, "27 18:00"))
    told, renamed = books.values()
    return audited(told, renamed) | {
        found.rule for found in compare_renamed(told.lines, renamed.lines, {"harrow": "zephyr"})
    }


@mutant("I18", story=with_another_name)
def arithmetic_is_asked_for_the_first_half_of_the_alphabet(broken: Breaking) -> None:
    def up_to_m(book: Book, client: str, **fields: Any) -> Any:
        return conform(book, client, **fields) if client < "n" else None  # type: ignore[arg-type]

    broken.function(conform, up_to_m)
