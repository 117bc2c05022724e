"""Problems, notices, and the summary of a workspace without problems."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from scheduler.cli.signs import COOL, WARM_BOLD
from scheduler.report.words import count_words

if TYPE_CHECKING:
    from rich.console import Console

    from scheduler.domain.problems import Notice, Problem
    from scheduler.domain.workspace import Workspace
    from scheduler.workflows.validate_workspace import WorkspaceCounts


def draw_problems(console: Console, problems: Sequence[Problem], *, notices: Sequence[Notice]) -> None:
    """Draw every problem, one to a paragraph, in the order of files and lines, and then the notices."""
    for problem in problems:
        _draw_finding(console, problem, style="bold")
    draw_notices(console, notices)
    console.print()
    console.print(Text(f"{count_words(len(problems), 'problem')}; nothing was planned or written.", style=WARM_BOLD))


def draw_notices(console: Console, notices: Sequence[Notice]) -> None:
    """Draw what is worth knowing beside the answer."""
    for notice in notices:
        text = Text("notice: ", style="dim")
        text.append(notice.text, style="dim")
        console.print(text, soft_wrap=True)


def draw_valid(console: Console, workspace: Workspace, *, counts: WorkspaceCounts) -> None:
    """Draw that all is well, and what the workspace holds."""
    words = [
        count_words(counts.people, "person", "people"),
        count_words(counts.clients, "client"),
        count_words(counts.tasks, "task"),
        count_words(counts.recurring, "recurring deliverable"),
    ]
    if counts.requests:
        words.append(count_words(counts.requests, "request"))
    head = Text("OK", style=f"bold {COOL}")
    head.append(f"  {workspace.name}: {', '.join(words)}", style="not bold default")
    console.print(head)
    draw_notices(console, workspace.notices)


def _draw_finding(console: Console, problem: Problem, *, style: str) -> None:
    place, _, rest = problem.text.partition(": ")
    text = Text(f"{place}: ", style=style)
    text.append(rest, style="not bold")
    console.print(text, soft_wrap=True)
