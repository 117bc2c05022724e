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
    """The command was called wrongly (exit code 2)."""


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
    """

    def __init__(self, message: str, reproduction: Path | None = None) -> None:
        self.reproduction = reproduction
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
