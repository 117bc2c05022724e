"""The verbs that answer requests, and their options."""

from __future__ import annotations

from typing import Annotated

import typer

from scheduler.cli import book_verbs, fit_verbs
from scheduler.cli.options import (
    AsOfOption,
    ByOption,
    JsonOption,
    NoColorOption,
    QuietOption,
    SeedOption,
    TimeLimitOption,
    WorkspaceArgument,
)
from scheduler.cli.screen import Screen
from scheduler.errors import UsageError


def fit(
    workspace: WorkspaceArgument,
    request: Annotated[
        str | None,
        typer.Argument(metavar="[REQUEST]", help="Id of the request, or its file.", show_default=False),
    ] = None,
    client: Annotated[
        str | None, typer.Option("--client", metavar="CLIENT", help="Who asks.", show_default=False)
    ] = None,
    skill: Annotated[
        str | None,
        typer.Option("--skill", metavar="SKILL", help="What it needs, like copy or copy:2.", show_default=False),
    ] = None,
    effort: Annotated[
        str | None, typer.Option("--effort", metavar="EFFORT", help="How much, like 45m or 1.5h.", show_default=False)
    ] = None,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="WHEN", help='By when, like "2026-11-25 17:00".', show_default=False),
    ] = None,
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="What to call it.", show_default=False)] = "",
    plan: Annotated[
        str, typer.Option("--plan", metavar="whole|none", help="Whether the document holds the whole plan.")
    ] = "whole",
    as_of: AsOfOption = None,
    json: JsonOption = False,
    time_limit: TimeLimitOption = None,
    seed: SeedOption = 0,
    quiet: QuietOption = False,
    no_color: NoColorOption = False,
) -> int:
    """Answer whether a request fits: verdict, date, offers, reasons, and words to say. Nothing is written."""
    said = {"--client": client, "--skill": skill, "--effort": effort, "--by": by}
    if request is None and not all(said.values()):
        missing = ", ".join(name for name, value in said.items() if not value)
        raise UsageError(
            f"say a request of the workspace, or all of --client, --skill, --effort and --by; missing: {missing}"
        )
    if request is not None and any(said.values()):
        raise UsageError("say a request of the workspace or one by its options, not both")
    if plan not in ("whole", "none"):
        raise UsageError.of("--plan", plan, "whole or none")
    return fit_verbs.run_fit(
        workspace,
        fit_verbs.asked_for(request, client=client, skill=skill, effort=effort, by=by, title=title),
        screen=Screen(json=json, quiet=quiet, colour=not no_color, seed=seed),
        as_of=as_of,
        time_limit=time_limit,
        with_plan=plan == "whole",
    )


def absorb(
    workspace: WorkspaceArgument,
    requests: Annotated[
        list[str] | None,
        typer.Argument(metavar="[REQUEST ...]", help="Only these. Default: all open requests.", show_default=False),
    ] = None,
    record: Annotated[
        bool, typer.Option("--record", help="Write it into the book: an entry for each request, all of them or none.")
    ] = False,
    by: ByOption = None,
    as_of: AsOfOption = None,
    json: JsonOption = False,
    time_limit: TimeLimitOption = None,
    seed: SeedOption = 0,
    quiet: QuietOption = False,
    no_color: NoColorOption = False,
) -> int:
    """Say which open requests can be absorbed, in the fair order, and why the others cannot. Nothing is written without --record."""
    return fit_verbs.run_absorb(
        workspace,
        tuple(requests or ()),
        screen=Screen(json=json, quiet=quiet, colour=not no_color, seed=seed),
        as_of=as_of,
        time_limit=time_limit,
        record_by=book_verbs.actor_of(by) if record else None,
    )


VERBS = (fit, absorb)
"""What the command line adds."""
