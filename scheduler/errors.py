"""Everything that Evenhand raises, as one tree.

Wrong input is data (`scheduler.domain.problems.Problem`) and is raised only once, as a whole, by `InputError`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scheduler.domain.plan import Plan
    from scheduler.domain.problems import Notice, Problem


class EvenhandError(Exception):
    """Anything that Evenhand itself raises."""


class InputError(EvenhandError):
    """The input is wrong (exit code 3).

    Parameters
    ----------
    problems
        All problems that were found, at least one, sorted by file and line.
    notices
        What is worth knowing beside them.
    """

    def __init__(self, problems: Sequence[Problem], notices: Sequence[Notice] = ()) -> None:
        self.problems = tuple(problems)
        self.notices = tuple(notices)
        super().__init__("\n".join(problem.text for problem in self.problems))


class UsageError(EvenhandError):
    """The command was called wrongly (exit code 2).

    Parameters
    ----------
    text
        The whole of it, as a sentence.
    field, got, expected, fix
        Of it: the option or argument that is wrong, what was said there, what can be, and what to do; as far as there is one.
    """

    def __init__(
        self, text: str, *, field: str = "", got: str | None = None, expected: str = "", fix: str = ""
    ) -> None:
        super().__init__(text)
        self.field, self.got, self.expected, self.fix = field, got, expected, fix

    @classmethod
    def of(cls, field: str, got: str, expected: str) -> UsageError:
        """Return the error of an option or argument that says something else than what can be said there."""
        return cls(f"{field} is '{got}'; expected {expected}", field=field, got=got, expected=expected)


class SolverError(EvenhandError):
    """The solver was given a model it calls invalid: a defect of ours (exit code 1)."""


class VerificationError(EvenhandError):
    """A plan of ours failed its independent check: a defect of ours (exit code 1).

    Parameters
    ----------
    message
        What failed first.
    reproduction
        Folder with the inputs and the refused plan, or None where none could be saved.
    refused
        The plan, with what it breaks, where it is known.
    """

    def __init__(self, message: str, reproduction: Path | None = None, *, refused: Plan | None = None) -> None:
        self.reproduction, self.refused = reproduction, refused
        super().__init__(message)


class BookError(EvenhandError):
    """The book cannot be read or written as it is (exit code 6); what it holds is as it was."""


class BookBusy(BookError):  # noqa: N818 - the names of this tree say what the book is
    """Another command is writing in the book, and did not finish within the wait."""


class BookMoved(BookError):  # noqa: N818
    """Another command has written in the book since it was read: what was decided on it must be decided anew."""


class BookTooNew(BookError):  # noqa: N818
    """The book was written by a newer version of Evenhand."""


class BookUnavailable(BookError):  # noqa: N818
    """The system refuses: no permission, a folder that cannot be written to, a full disk, a failing device."""


class BookDamaged(BookError):  # noqa: N818
    """The book is not what was written in it; `repair` restores the last good state.

    Parameters
    ----------
    message
        Where it is damaged and how, and what to do.
    seq
        The first entry that is not good, or None where the damage is not in an entry.
    """

    def __init__(self, message: str, seq: int | None = None) -> None:
        self.seq = seq
        super().__init__(message)


class Interrupted(EvenhandError):  # noqa: N818 - nothing went wrong: somebody asked it to stop
    """Somebody stopped the planning with Ctrl-C (exit code 130).

    Parameters
    ----------
    plan
        The best plan so far, or None where there was none yet.
    written
        The file that holds it, where there is one.
    """

    def __init__(self, plan: Plan | None = None, written: Path | None = None) -> None:
        self.plan = plan
        super().__init__(f"interrupted; the best plan so far is in {written}" if written else "interrupted")
