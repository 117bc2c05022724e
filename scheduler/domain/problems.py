"""What is wrong with an input, in five parts: where, what, got, expected, fix."""

from __future__ import annotations

from scheduler.domain.record import Record


class Problem(Record):
    """One mistake in the input; the command ends with exit code 3.

    Attributes
    ----------
    file, line
        Where; `line` is None where the whole file is meant (a missing file).
    subject
        What the line speaks of, like `task 'logo-draft'`; may be empty.
    field
        The key or column; may be empty.
    got
        What was written, verbatim; None where something is missing.
    expected
        What would be right, in words.
    fix
        What to do, in words, like `did you mean 'effort'?`; never empty for a file of the workspace.
    text
        The whole as one sentence: `tasks.csv:14 (task 'logo-draft'): effort is '-30m'; expected …`.
    """

    file: str
    line: int | None
    subject: str = ""
    field: str = ""
    got: str | None = None
    expected: str
    fix: str = ""
    text: str


class Notice(Record):
    """Something worth knowing that does not stop the work (an unknown column, a task nobody can do)."""

    file: str
    line: int | None
    subject: str = ""
    field: str = ""
    got: str | None = None
    expected: str = ""
    fix: str = ""
    text: str
