"""The options that every verb has, and what is made of them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

DEFAULT_PLAN_SECONDS = 60.0

WorkspaceArgument = Annotated[
    Path, typer.Argument(metavar="WORKSPACE", help="The workspace folder.", show_default=False)
]
AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="WHEN",
        help="The moment to speak of, like 2026-11-23T09:00. Default: as_of of workspace.yaml, else now.",
        show_default=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")]
TimeLimitOption = Annotated[
    float | None,
    typer.Option(
        "--time-limit",
        metavar="SECONDS",
        min=0.1,
        help="Outer guard for the search; limits of work decide before it. Default for plan: 60.",
        show_default=False,
    ),
]
SeedOption = Annotated[int, typer.Option("--seed", metavar="N", min=0, max=2**31 - 1, help="Seed of the search.")]
QuietOption = Annotated[bool, typer.Option("--quiet", help="No progress and no notices on stderr.")]
NoColorOption = Annotated[bool, typer.Option("--no-color", help="No colour; the variable NO_COLOR does the same.")]


def now() -> datetime:
    """Return the present moment: the one clock of the product."""
    return datetime.now(tz=UTC)
