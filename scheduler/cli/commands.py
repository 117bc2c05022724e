"""The command `evenhand`: its verbs and options."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from scheduler import __version__
from scheduler.cli import book_commands, book_verbs, fit_commands, team_commands, verbs
from scheduler.cli.options import (
    AsOfOption,
    JsonOption,
    NoColorOption,
    QuietOption,
    SeedOption,
    TimeLimitOption,
    WorkspaceArgument,
    check_words,
)
from scheduler.cli.refusals import run_guarded
from scheduler.cli.screen import Screen
from scheduler.cli.simulation_commands import simulate

app = typer.Typer(
    name="evenhand",
    help="Plans a team's weeks across clients by what was agreed with each of them.",
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"evenhand {__version__}")
        raise typer.Exit


@app.callback()
def common(
    _version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Plans a team's weeks across clients by what was agreed with each of them."""


@app.command()
def plan(
    workspace: WorkspaceArgument,
    baseline: Annotated[
        Path | None,
        typer.Option("--baseline", metavar="PLAN.json", help="Stay close to this plan.", show_default=False),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="PLAN.json", help="Also write the plan here.", show_default=False)
    ] = None,
    csv: Annotated[
        Path | None,
        typer.Option("--csv", metavar="BLOCKS.csv", help="Also write its blocks here.", show_default=False),
    ] = None,
    week: Annotated[
        str | None,
        typer.Option(
            "--week", metavar="DATE", help="Show the week of this day. Default: of as_of.", show_default=False
        ),
    ] = None,
    overtime: Annotated[bool, typer.Option("--overtime", help="Use overtime that people consented to.")] = False,
    publish: Annotated[
        bool,
        typer.Option("--publish", help="Make it the published plan of the book, which is made where there is none."),
    ] = False,
    as_of: AsOfOption = None,
    json: JsonOption = False,
    time_limit: TimeLimitOption = None,
    seed: SeedOption = 0,
    quiet: QuietOption = False,
    no_color: NoColorOption = False,
) -> int:
    """Plan all agreed work and show the plan."""
    return verbs.run_plan(
        workspace,
        screen=Screen(json=json, quiet=quiet, colour=not no_color, seed=seed),
        as_of=as_of,
        time_limit=time_limit,
        baseline=baseline,
        out=out,
        csv=csv,
        week=week,
        overtime=overtime,
        publish=publish,
    )


@app.command()
def verify(
    workspace: WorkspaceArgument,
    plan: Annotated[
        Path | None,
        typer.Argument(
            metavar="PLAN.json",
            help="The plan, made here or elsewhere. Without one the book is checked.",
            show_default=False,
        ),
    ] = None,
    baseline: Annotated[
        Path | None,
        typer.Option(
            "--baseline", metavar="PLAN.json", help="The plan that it was to stay close to.", show_default=False
        ),
    ] = None,
    as_of: AsOfOption = None,
    json: JsonOption = False,
    time_limit: TimeLimitOption = None,
    seed: SeedOption = 0,
    quiet: QuietOption = False,
    no_color: NoColorOption = False,
) -> int:
    """Check any plan against the rules, or the book of the workspace against its invariants.

    Without --as-of a plan is checked at the moment it was made for.
    """
    del time_limit  # A check has no search to limit; the option is accepted everywhere.
    screen = Screen(json=json, quiet=quiet, colour=not no_color, seed=seed)
    if plan is None:
        return book_verbs.run_verify_book(workspace, screen=screen)
    return verbs.run_verify(workspace, plan, screen=screen, as_of=as_of, baseline=baseline)


@app.command()
def validate(
    workspace: WorkspaceArgument,
    as_of: AsOfOption = None,
    json: JsonOption = False,
    time_limit: TimeLimitOption = None,
    seed: SeedOption = 0,
    quiet: QuietOption = False,
    no_color: NoColorOption = False,
) -> int:
    """Print every problem in a workspace, or what it holds."""
    del time_limit  # As for verify.
    screen = Screen(json=json, quiet=quiet, colour=not no_color, seed=seed)
    return verbs.run_validate(workspace, screen=screen, as_of=as_of)


@app.command()
def schema(
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND",
            help="workspace, people, clients, request, plan, verdict, absorption, check, simulation, contacts, headroom, handover, decision, record, history, fairness, book_check, repair, export or problems.",
            show_default=False,
        ),
    ],
    as_of: AsOfOption = None,
    json: JsonOption = False,
    time_limit: TimeLimitOption = None,
    seed: SeedOption = 0,
    quiet: QuietOption = False,
    no_color: NoColorOption = False,
) -> int:
    """Print the JSON Schema of a file or document."""
    del as_of, json, time_limit  # A schema is JSON, of no moment and at once; the options are accepted everywhere.
    return verbs.run_schema(kind, screen=Screen(quiet=quiet, colour=not no_color, seed=seed))


app.command()(simulate)
for _verb in (*fit_commands.VERBS, *book_commands.VERBS, *team_commands.VERBS):
    app.command()(_verb)


def run_command(arguments: Sequence[str], *, first: Callable[[], None]) -> int:
    """Run one call and return its exit code; nothing but Ctrl-C twice gets past it.

    Parameters
    ----------
    arguments
        What follows the name of the command.
    first
        Called when everything is ready for the call; may raise KeyboardInterrupt.
    """
    command = typer.main.get_command(app)

    def call() -> Any:
        first()
        check_words(arguments)
        return command.main(args=list(arguments), prog_name="evenhand", standalone_mode=False)

    return run_guarded(call, arguments)
