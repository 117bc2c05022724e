"""Mutants of the rules: the engine broken in one way, a short life of a book, and the one invariant that must notice.

    @mutant("I8", story=a_rush_of_two_hours)
    def rush_is_counted_by_block(broken: Breaking) -> None:
        broken.method(Taken, "note", ...)

A story plays its life and returns the invariants that the independent checks name. It is played twice: with the rules as they are, where
nothing may be named, and with the rule broken, where the mutant's invariant must be named and no other.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from scheduler.fairshare.book import Book
from scheduler.verify.book import check_book

Story = Callable[[], set[str]]
"""Plays a life of a book and returns the invariants that are broken in it."""


class Breaking:
    """Replaces parts of the engine for as long as a test runs."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch

    def function(self, original: Callable[..., Any], wrong: Callable[..., Any]) -> None:
        """Let every module of the engine that uses a function use another one."""
        used = [
            (module, name)
            for module_name, module in list(sys.modules.items())
            if module_name.startswith("scheduler.") and not module_name.startswith("scheduler.verify")
            for name, value in list(vars(module).items())
            if value is original
        ]
        assert used, f"nothing uses {original}"
        for module, name in used:
            self._patch.setattr(module, name, wrong)

    def function_in(self, module: object, original: Callable[..., Any], wrong: Callable[..., Any]) -> None:
        """Let one module use another function."""
        assert getattr(module, original.__name__) is original
        self._patch.setattr(module, original.__name__, wrong)

    def method(self, owner: type, name: str, wrong: Callable[..., Any]) -> None:
        """Let a class have another method."""
        self._patch.setattr(owner, name, wrong)

    def value(self, module: object, name: str, wrong: object) -> None:
        """Let a module have another constant."""
        self._patch.setattr(module, name, wrong)


@dataclass(frozen=True)
class RuleMutant:
    """One way to break the rules.

    Attributes
    ----------
    escapes
        Why no check notices it yet; empty where it is noticed.
    """

    rule: str
    way: str
    story: Story
    apply: Callable[[Breaking], None]
    escapes: str = ""


MUTANTS: list[RuleMutant] = []
"""All mutants, in the order of their modules."""


def mutant(
    rule: str, *, story: Story, escapes: str = ""
) -> Callable[[Callable[[Breaking], None]], Callable[[Breaking], None]]:
    """Enter a function that breaks a rule as a mutant; its name says in which way."""

    def enter(apply: Callable[[Breaking], None]) -> Callable[[Breaking], None]:
        MUTANTS.append(RuleMutant(rule, apply.__name__.replace("_", " "), story, apply, escapes))
        return apply

    return enter


def audited(*books: Book) -> set[str]:
    """Return the invariants that the auditor names in the logs of books."""
    return {violation.rule for book in books for violation in check_book(book.lines).violations}
