"""Collecting what is wrong with the input, so that all of it is said at once.

A `Spot` is the place that is being read: file, line, subject and field, with the collection to report to. Readers
narrow it on their way down and report there; nothing is raised until everything has been looked at.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from scheduler.domain.problems import Notice, Problem
from scheduler.domain.record import Source

_LONGEST_QUOTE = 120


@dataclass
class Findings:
    """Problems and notices, without repetitions."""

    _problems: dict[Problem, None] = field(default_factory=dict)
    _notices: dict[Notice, None] = field(default_factory=dict)

    def add_problem(self, problem: Problem) -> None:
        """Keep `problem`; one that is already there (a YAML alias used twice) is not repeated."""
        self._problems[problem] = None

    def add_notice(self, notice: Notice) -> None:
        """Keep `notice`, once."""
        self._notices[notice] = None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All problems, sorted by file and line, in the order found within a line."""
        return tuple(sorted(self._problems, key=_place))

    @property
    def notices(self) -> tuple[Notice, ...]:
        """All notices, sorted likewise."""
        return tuple(sorted(self._notices, key=_place))


def _place(finding: Problem | Notice) -> tuple[str, int]:
    return finding.file, finding.line or 0


class Spot(NamedTuple):
    """Where the reader is.

    Attributes
    ----------
    file
        Name inside the workspace folder, with `/`.
    line
        1 is the first; None for the file as a whole.
    subject
        What the line speaks of, like `task 'logo-draft'`.
    field
        Key or column, nested ones with dots: `hours.mon-fri`.
    """

    findings: Findings
    file: str
    line: int | None = None
    subject: str = ""
    field: str = ""

    def at(self, line: int | None) -> Spot:
        """Return the same spot in another line."""
        return Spot(self.findings, self.file, line, self.subject, self.field)

    def about(self, subject: str) -> Spot:
        """Return the same spot with another subject."""
        return Spot(self.findings, self.file, self.line, subject, self.field)

    def within(self, field: str) -> Spot:
        """Return the same spot in a field, or in a key of the field it is in."""
        inner = f"{self.field}.{field}" if self.field else field
        return Spot(self.findings, self.file, self.line, self.subject, inner)

    @property
    def source(self) -> Source:
        """The spot as domain records keep it."""
        return Source(file=self.file, line=self.line or 1)

    def wrong(self, expected: str, *, got: str | None = None, said: str = "", fix: str = "") -> None:
        """Report a problem here.

        Parameters
        ----------
        expected
            What would be right, in words.
        got
            What was written.
        said
            What is wrong; default: `<field> is '<got>'`, or `<field> is missing`.
        fix
            What to do, in words; default: to write what is expected, which the text does not say a second time.
        """
        if not said:
            name = self.field or "the text"
            said = f"{name} is missing" if got is None else f"{name} is {quoted(got)}"
        text = f"{self._where()}: {said}; expected {expected}."
        if fix:
            text += f" {_sentence(fix)}"
        text = printable(text)
        self.findings.add_problem(
            Problem(
                file=self.file,
                line=self.line,
                subject=self.subject,
                field=self.field,
                got=got,
                expected=expected,
                fix=fix or f"write {expected}",
                text=text,
            )
        )

    def note(self, said: str, *, got: str | None = None, fix: str = "") -> None:
        """Report something worth knowing that stops nothing."""
        text = f"{self._where()}: {said}."
        if fix:
            text += f" {_sentence(fix)}"
        text = printable(text)
        self.findings.add_notice(
            Notice(
                file=self.file,
                line=self.line,
                subject=self.subject,
                field=self.field,
                got=got,
                fix=fix,
                text=text,
            )
        )

    def _where(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{where} ({self.subject})" if self.subject else where


def quoted(text: str) -> str:
    """Return `text` in single quotes on one line, cut where it is long."""
    shown = text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1] + "…"
    return f"'{printable(shown)}'"


def printable(text: str) -> str:
    """Return `text` on one line, with line ends and other unprintable characters as escapes."""
    return text if text.isprintable() else "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def _sentence(words: str) -> str:
    begun = words[0].upper() + words[1:]
    return begun if begun.endswith(("?", ".", "!")) else begun + "."


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `did you mean '…'?` with the closest of `known`, or an empty text where nothing is close."""
    options = {option.casefold(): option for option in sorted(known, reverse=True)}
    folded = word[:200].casefold()
    near = difflib.get_close_matches(folded, options, n=1, cutoff=0.6)
    if not near and len(folded) > 2:
        near = [
            name for name in sorted(options) if len(name) > 2 and (name.startswith(folded) or folded.startswith(name))
        ]
    return f"did you mean '{options[near[0]]}'?" if near else ""


def one_of(names: Iterable[str], *, most: int = 12) -> str:
    """Return `one of a, b, c`, shortened where there are many."""
    listed = list(names)
    if len(listed) == 1:
        return listed[0]
    shown = ", ".join(listed[:most])
    return f"one of {shown}" if len(listed) <= most else f"one of {shown}, … ({len(listed)} in all)"
