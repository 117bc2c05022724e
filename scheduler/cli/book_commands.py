"""The verbs of the book and their options."""

from __future__ import annotations

from pathlib import Path
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
    offer_of,
)
from scheduler.cli.screen import Screen
from scheduler.errors import UsageError

RequestArgument = Annotated[
    str, typer.Argument(metavar="REQUEST", help="Id of the request, or its file.", show_default=False)
]
ClientOption = Annotated[
    str | None, typer.Option("--client", metavar="CLIENT", help="Only this client.", show_default=False)
]


def record(
    workspace: WorkspaceArgument,
    by: ByOption = None,
    as_of: AsOfOption = None,
    json: JsonOption = False,
    time_limit: TimeLimitOption = None,
    seed: SeedOption = 0,
    quiet: QuietOption = False,
    no_color: NoColorOption = False,
) -> int:
    """Read hand edits into the book; make the book where there is none."""
    del time_limit  # The opening plan has limits of work of its own; the option is accepted everywhere.
    return book_verbs.run_record(workspace, screen=_screen(json, quiet, no_color, seed), as_of=as_of, by=by)


def accept(
    workspace: WorkspaceArgument,
    request: RequestArgument,
    quote: Annotated[
        bool, typer.Option("--quote", help="Only hold the capacity; it expires unless confirmed.")
    ] = False,
    offer: Annotated[
        int | None,
        typer.Option(
            "--offer", metavar="N", parser=offer_of, help="Take this offer of `evenhand fit`.", show_default=False
        ),
    ] = None,
    answer: Annotated[
        str | None,
        typer.Option(
            "--answer", metavar="ID", help="Only if this answer of `evenhand fit` still holds.", show_default=False
        ),
    ] = None,
    approved_by: Annotated[
        str | None,
        typer.Option("--approved-by", metavar="NAME", help="Override the rules; needs --reason.", show_default=False),
    ] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="TEXT", help="Why the rules are overridden.", show_default=False)
    ] = None,
    by: ByOption = None,
    as_of: AsOfOption = None,
    json: JsonOption = False,
    time_limit: TimeLimitOption = None,
    seed: SeedOption = 0,
    quiet: QuietOption = False,
    no_color: NoColorOption = False,
) -> int:
    """Accept a request if it fits what was agreed and what is free, and promise its date."""
    del time_limit  # As for record.
    if (approved_by is None) != (reason is None):
        raise UsageError("--approved-by and --reason go together: an override names who decided and why")
    if quote and approved_by is not None:
        raise UsageError("--quote holds what fits; an override cannot be held")
    if offer is not None and approved_by is not None:
        raise UsageError("--offer takes what fits; an override does the request as asked")
    return fit_verbs.run_accept(
        workspace,
        request,
        screen=_screen(json, quiet, no_color, seed),
        as_of=as_of,
        offer=offer,
        quote=quote,
        answer=answer,
        approved_by=approved_by,
        reason=reason,
        actor=book_verbs.actor_of(by),
    )


def confirm(
    workspace: WorkspaceArgument,
    request: RequestArgument,
    by: ByOption = None,
    as_of: AsOfOption = None,
    json: JsonOption = False,
    time_limit: TimeLimitOption = None,
    seed: SeedOption = 0,
    quiet: QuietOption = False,
    no_color: NoColorOption = False,
) -> int:
    """Turn a quote into a promise."""
    del time_limit  # As for record.
    screen, actor = _screen(json, quiet, no_color, seed), book_verbs.actor_of(by)
    return fit_verbs.run_confirm(workspace, request, screen=screen, as_of=as_of, actor=actor)


def decline(
    workspace: WorkspaceArgument,
    request: RequestArgument,
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="Why; it stays in the history.", show_default=False)
    ] = "",
    by: ByOption = None,
    as_of: AsOfOption = None,
    json: JsonOption = False,
    time_limit: TimeLimitOption = None,
    seed: SeedOption = 0,
    quiet: QuietOption = False,
    no_color: NoColorOption = False,
) -> int:
    """Write down that a request was declined; what a client's own hours pay for cannot be."""
    del time_limit  # As for record.
    from scheduler.workflows.decide_requests import decline as decide

    moment, actor = book_verbs.moment_of(workspace, as_of), book_verbs.actor_of(by)
    return book_verbs.show_declined(
        _screen(json, quiet, no_color, seed), lambda: decide(moment, request, actor=actor, reason=reason)
    )


def cancel(
    workspace: WorkspaceArgument,
    request: RequestArgument,
    part: Annotated[
        str | None, typer.Option("--part", metavar="TASK", help="Only this task of it.", show_default=False)
    ] = None,
    by: ByOption = None,
    as_of: AsOfOption = None,
    json: JsonOption = False,
    time_limit: TimeLimitOption = None,
    seed: SeedOption = 0,
    quiet: QuietOption = False,
    no_color: NoColorOption = False,
) -> int:
    """Take back a request or a task of it; before the notice date its hours return to their blocks."""
    del time_limit  # As for record.
    from scheduler.workflows.decide_requests import cancel as decide

    moment, actor = book_verbs.moment_of(workspace, as_of), book_verbs.actor_of(by)
    return book_verbs.show_decided(
        _screen(json, quiet, no_color, seed), lambda: decide(moment, request, part=part, actor=actor)
    )


def consent(
    workspace: WorkspaceArgument,
    client: Annotated[
        str, typer.Option("--client", metavar="CLIENT", help="Who lets the request go first.", show_default=False)
    ],
    to: Annotated[str, typer.Option("--to", metavar="REQUEST", help="The request.", show_default=False)],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who consents for it.", show_default=False)],
    as_of: AsOfOption = None,
    json: JsonOption = False,
    time_limit: TimeLimitOption = None,
    seed: SeedOption = 0,
    quiet: QuietOption = False,
    no_color: NoColorOption = False,
) -> int:
    """Record that a client lets another client's request go first, and do it."""
    del time_limit  # As for record.
    screen = _screen(json, quiet, no_color, seed)
    return fit_verbs.run_consent(workspace, screen=screen, as_of=as_of, client=client, to=to, by=by)


def history(
    workspace: WorkspaceArgument,
    client: ClientOption = None,
    as_of: AsOfOption = None,
    json: JsonOption = False,
    time_limit: TimeLimitOption = None,
    seed: SeedOption = 0,
    quiet: QuietOption = False,
    no_color: NoColorOption = False,
) -> int:
    """Show what was asked and answered."""
    del as_of, time_limit  # History is what it is; the options are accepted everywhere.
    return book_verbs.run_history(workspace, screen=_screen(json, quiet, no_color, seed), client=client)


def fairness(
    workspace: WorkspaceArgument,
    client: ClientOption = None,
    week: Annotated[
        str | None,
        typer.Option("--week", metavar="DATE", help="Only the week of this day.", show_default=False),
    ] = None,
    weeks: Annotated[
        int | None,
        typer.Option("--weeks", metavar="N", min=1, help="Only the last N weeks. Default: all.", show_default=False),
    ] = None,
    csv: Annotated[
        Path | None,
        typer.Option("--csv", metavar="ROWS.csv", help="Also write the rows here.", show_default=False),
    ] = None,
    as_of: AsOfOption = None,
    json: JsonOption = False,
    time_limit: TimeLimitOption = None,
    seed: SeedOption = 0,
    quiet: QuietOption = False,
    no_color: NoColorOption = False,
) -> int:
    """Show who got what of what was agreed, week by week."""
    del time_limit  # As for record.
    screen = _screen(json, quiet, no_color, seed)
    return book_verbs.run_fairness(
        workspace, screen=screen, as_of=as_of, week=week, client=client, csv=csv, weeks=weeks
    )


def repair(
    workspace: WorkspaceArgument,
    as_of: AsOfOption = None,
    json: JsonOption = False,
    time_limit: TimeLimitOption = None,
    seed: SeedOption = 0,
    quiet: QuietOption = False,
    no_color: NoColorOption = False,
) -> int:
    """Bring a damaged book back to its last good state; the damaged file is kept."""
    del as_of, time_limit  # As for history.
    return book_verbs.run_repair(workspace, screen=_screen(json, quiet, no_color, seed))


def export(
    workspace: WorkspaceArgument,
    to: Annotated[
        str,
        typer.Option(
            "--to", metavar="FORM", help="log: the book's log as JSON lines. csv: the blocks of the published plan."
        ),
    ] = "log",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write it here instead.", show_default=False)
    ] = None,
    as_of: AsOfOption = None,
    json: JsonOption = False,
    time_limit: TimeLimitOption = None,
    seed: SeedOption = 0,
    quiet: QuietOption = False,
    no_color: NoColorOption = False,
) -> int:
    """Write the book's log, to be checked or replayed elsewhere, or the blocks of the published plan."""
    del as_of, time_limit  # As for history.
    return book_verbs.run_export(workspace, screen=_screen(json, quiet, no_color, seed), to=to, out=out)


def _screen(json: bool, quiet: bool, no_color: bool, seed: int) -> Screen:
    return Screen(json=json, quiet=quiet, colour=not no_color, seed=seed)


VERBS = (record, accept, confirm, decline, cancel, consent, history, fairness, repair, export)
"""In the order in which the help lists them."""
