"""A copy of a book goes on as the book itself would, and leaves it as it was."""

from __future__ import annotations

from scheduler.fairshare.book import Book
from scheduler.fairshare.copying import copy_of
from tests.property.book_machine import Machine


def drawn(seed: int, *, steps: int) -> Machine:
    machine = Machine(seed, audit=False)
    for _ in range(steps):
        machine.step()
    return machine


def test_a_copy_goes_on_as_the_book_would_and_leaves_it_as_it_was() -> None:
    for seed in range(15):
        machine, other = drawn(seed, steps=30), drawn(seed, steps=30)
        book = machine.book
        machine.book = copy_of(book)
        for _ in range(20):
            machine.step()
            other.step()
        assert machine.book.lines == other.book.lines
        # The book itself saw nothing of it: what happens to it now is what would have happened.
        machine.book, again = book, drawn(seed, steps=30)
        for _ in range(20):
            machine.rng.setstate(again.rng.getstate())
            machine.number = again.number
            again.step()
            machine.step()
        assert machine.book.lines == again.book.lines


def test_a_copy_has_the_clock_of_the_book() -> None:
    book = drawn(3, steps=20).book
    book.set_clock(book.clock + 7)

    assert copy_of(book).clock == book.clock
    assert Book.replay(book.lines).clock < book.clock
