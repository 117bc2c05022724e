"""The documents that are not plans: a list of problems, and the outcome of an independent check."""

from __future__ import annotations

from typing import Literal

from scheduler.domain.book import LaidBlock
from scheduler.domain.document import DocumentPart, Header
from scheduler.domain.laying import Unlaid
from scheduler.domain.plan import Violation
from scheduler.domain.problems import Notice, Problem


class ProblemList(Header):
    """What is wrong with the input or with the call (`kind: problems`); `problems` is empty where nothing is.

    `workspace`, `as_of` and `inputs_sha256` are empty where the workspace could not be read. `blocks` and `unlaid` are what `validate`
    lays for agreed hours, and what finds no place; empty everywhere else.
    """

    kind: Literal["problems"] = "problems"
    problems: tuple[Problem, ...] = ()
    notices: tuple[Notice, ...] = ()
    blocks: tuple[LaidBlock, ...] = ()
    unlaid: tuple[Unlaid, ...] = ()


class UncheckedRule(DocumentPart):
    """A rule that a check could not look at, and why."""

    rule: str
    reason: str


class RecomputedMeasure(DocumentPart):
    """What the blocks of a plan give for one level of the objective, and what the plan claims (None where nothing).

    `names` says whose the entries of a vector are, worst first: clients, or people for `balance`.
    """

    level: str
    value: int | tuple[int, ...]
    claimed: int | tuple[int, ...] | None
    unit: str
    names: tuple[str, ...] = ()


class Check(Header):
    """The outcome of the independent check of a plan (`kind: check`)."""

    kind: Literal["check"] = "check"
    clean: bool
    violations: tuple[Violation, ...] = ()
    checked: tuple[str, ...] = ()
    unchecked: tuple[UncheckedRule, ...] = ()
    objective: tuple[RecomputedMeasure, ...] = ()


class BookViolation(Violation):
    """What an entry of the book breaks. `subject` is the task, block or client; `seq` the entry after which it shows."""

    seq: int


class BookCheck(DocumentPart):
    """The outcome of the independent check of the book (`kind: book_check`).

    Attributes
    ----------
    entries
        How many lines were read; what comes after a line that cannot be read is not among them.
    head_sha256
        Digest of the last line: what the next entry would name.
    checked, unchecked
        The invariants of policy.md, by number.
    """

    kind: Literal["book_check"] = "book_check"
    entries: int
    head_sha256: str
    clean: bool
    violations: tuple[BookViolation, ...] = ()
    checked: tuple[str, ...] = ()
    unchecked: tuple[UncheckedRule, ...] = ()
