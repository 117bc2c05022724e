"""The documents that are not plans: a list of problems, and the outcome of an independent check."""

from __future__ import annotations

from typing import Literal

from scheduler.domain.document import DocumentPart, Header
from scheduler.domain.plan import Violation
from scheduler.domain.problems import Notice, Problem


class ProblemList(Header):
    """What is wrong with the input or with the call (`kind: problems`); `problems` is empty where nothing is.

    `workspace`, `as_of` and `inputs_sha256` are empty where the workspace could not be read.
    """

    kind: Literal["problems"] = "problems"
    problems: tuple[Problem, ...] = ()
    notices: tuple[Notice, ...] = ()


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
