"""The verb `simulate` and its options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scheduler.cli.options import AsOfOption, JsonOption, NoColorOption, QuietOption, SeedOption, TimeLimitOption
from scheduler.cli.screen import Screen


def simulate(
    workspace: Annotated[
        Path | None,
        typer.Argument(
            metavar="WORKSPACE",
            help="Its team and agreements. Default: those of the log, else a made-up studio.",
            show_default=False,
        ),
    ] = None,
    log: Annotated[
        Path | None,
        typer.Option("--log", metavar="FILE", help="Replay the requests of an exported log.", show_default=False),
    ] = None,
    without: Annotated[
        str | None,
        typer.Option(
            "--without", metavar="CLIENT", help="Also run it without this client, and compare.", show_default=False
        ),
    ] = None,
    scenario: Annotated[
        str | None,
        typer.Option(
            "--scenario",
            metavar="NAME",
            help="honest, real-life, friday-flood, placeholder-flood, split, whole, resubmit, backdated, walk-ins, "
            "varied, always-asking, illness or overrun. Default: honest.",
            show_default=False,
        ),
    ] = None,
    weeks: Annotated[
        int | None,
        typer.Option("--weeks", metavar="N", help="How long. Default: what the scenario needs.", show_default=False),
    ] = None,
    policy: Annotated[
        list[str] | None,
        typer.Option(
            "--policy",
            metavar="NAME",
            help="evenhand, and accept-if-it-fits to see that beside it; can be given twice.",
            show_default=False,
        ),
    ] = None,
    notice: Annotated[
        str | None,
        typer.Option("--notice", metavar="WAIT", help="Also run it with this notice for all.", show_default=False),
    ] = None,
    cap: Annotated[
        str | None,
        typer.Option("--cap", metavar="AMOUNT", help="Also with this borrowing cap: 4h or 25%.", show_default=False),
    ] = None,
    rush: Annotated[
        str | None,
        typer.Option("--rush", metavar="SHARE", help="Also with this share of rush hours.", show_default=False),
    ] = None,
    buffer: Annotated[
        str | None,
        typer.Option(
            "--buffer", metavar="SHARE", help="Also with this buffer; blocks are laid anew.", show_default=False
        ),
    ] = None,
    csv: Annotated[
        Path | None,
        typer.Option("--csv", metavar="FILE", help="Also write the figures here.", show_default=False),
    ] = None,
    as_of: AsOfOption = None,
    json: JsonOption = False,
    time_limit: TimeLimitOption = None,
    seed: SeedOption = 0,
    quiet: QuietOption = False,
    no_color: NoColorOption = False,
) -> int:
    """See what the rules would do to weeks of requests, drawn or your own, before anybody signs."""
    del time_limit  # A simulation decides by arithmetic; the option is accepted everywhere.
    from scheduler.cli.simulation_verb import changes_of, run_simulate

    return run_simulate(
        workspace,
        screen=Screen(json=json, quiet=quiet, colour=not no_color, seed=seed),
        as_of=as_of,
        log=log,
        without=without,
        weeks=weeks,
        scenario=scenario,
        policies=tuple(policy or ()),
        changes=changes_of(notice=notice, cap=cap, rush=rush, buffer=buffer),
        csv_path=csv,
    )
