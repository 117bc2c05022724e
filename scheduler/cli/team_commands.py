"""The verbs that look at the team, and their options: who can be reached, what is still free, who can take over."""

from __future__ import annotations

from typing import Annotated

import typer

from scheduler.cli import team_verbs
from scheduler.cli.options import (
    AsOfOption,
    JsonOption,
    NoColorOption,
    QuietOption,
    SeedOption,
    TimeLimitOption,
    WorkspaceArgument,
)
from scheduler.cli.screen import Screen


def contacts(
    workspace: WorkspaceArgument,
    at: Annotated[
        str | None,
        typer.Option(
            "--at",
            metavar="TIME",
            help="The moment to look at, like 2026-11-25T16:45, or 16:45 for today. Default: as_of.",
            show_default=False,
        ),
    ] = None,
    client: Annotated[
        str | None, typer.Option("--client", metavar="CLIENT", help="Only this client.", show_default=False)
    ] = None,
    as_of: AsOfOption = None,
    json: JsonOption = False,
    time_limit: TimeLimitOption = None,
    seed: SeedOption = 0,
    quiet: QuietOption = False,
    no_color: NoColorOption = False,
) -> int:
    """Show who can be reached for each client, and the hours of the week that none of its contacts covers."""
    del time_limit  # There is nothing to search; the option is accepted everywhere.
    screen = Screen(json=json, quiet=quiet, colour=not no_color, seed=seed)
    return team_verbs.run_contacts(workspace, screen=screen, as_of=as_of, at=at, client=client)


def headroom(
    workspace: WorkspaceArgument,
    skill: Annotated[
        str | None,
        typer.Option(
            "--skill", metavar="SKILL", help="Only this skill, like copy or copy:2, in full.", show_default=False
        ),
    ] = None,
    days: Annotated[int, typer.Option("--days", metavar="N", min=1, max=60, help="So many working days.")] = 10,
    client: Annotated[
        str | None,
        typer.Option(
            "--client",
            metavar="CLIENT",
            help="A request of this client: its own held hours and its borrowing cap count.",
            show_default=False,
        ),
    ] = None,
    as_of: AsOfOption = None,
    json: JsonOption = False,
    time_limit: TimeLimitOption = None,
    seed: SeedOption = 0,
    quiet: QuietOption = False,
    no_color: NoColorOption = False,
) -> int:
    """Show what can still be said yes to, per skill and day, without moving anything."""
    del time_limit  # The plan that it may have to make first has limits of work of its own.
    screen = Screen(json=json, quiet=quiet, colour=not no_color, seed=seed)
    return team_verbs.run_headroom(workspace, screen=screen, as_of=as_of, skill=skill, days=days, client=client)


def handover(
    workspace: WorkspaceArgument,
    person: Annotated[str, typer.Option("--person", metavar="PERSON", help="Who hands over.", show_default=False)],
    client: Annotated[str, typer.Option("--client", metavar="CLIENT", help="Whose work.", show_default=False)],
    from_on: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="DATE",
            help="From this day on; what the person begins before it stays. Default: the day of as_of.",
            show_default=False,
        ),
    ] = None,
    as_of: AsOfOption = None,
    json: JsonOption = False,
    time_limit: TimeLimitOption = None,
    seed: SeedOption = 0,
    quiet: QuietOption = False,
    no_color: NoColorOption = False,
) -> int:
    """Check whether all work of a client can be taken from a person: who takes it, what moves, what cannot be covered."""
    return team_verbs.run_handover(
        workspace,
        screen=Screen(json=json, quiet=quiet, colour=not no_color, seed=seed),
        as_of=as_of,
        time_limit=time_limit,
        person=person,
        client=client,
        from_on=from_on,
    )


VERBS = (contacts, headroom, handover)
"""In the order in which the help lists them."""
