"""What each verb does: call its workflow, hand the outcome to a view, return the exit code."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.cli.options import DEFAULT_PLAN_SECONDS, now, week_of
from scheduler.cli.screen import document_bytes
from scheduler.cli.targets import check_targets
from scheduler.errors import Interrupted

if TYPE_CHECKING:
    from scheduler.cli.screen import Screen
    from scheduler.domain.plan import Plan
    from scheduler.domain.problems import Notice
    from scheduler.domain.reasons import Reason
    from scheduler.domain.standing import Standing

DONE, HONEST_NO, UNDECIDED = 0, 4, 5


def show_notices(screen: Screen, notices: Sequence[Notice]) -> None:
    """Show what is worth knowing, if there is anything."""
    if notices:
        from scheduler.cli.problems_view import draw_notices

        screen.notice(lambda console: draw_notices(console, notices))


def run_plan(
    folder: Path,
    *,
    screen: Screen,
    as_of: str | None,
    time_limit: float | None,
    baseline: Path | None,
    out: Path | None,
    csv: Path | None,
    week: str | None,
    overtime: bool,
    publish: bool = False,
) -> int:
    """Plan the workspace, write what was asked for, print the plan."""
    shown_day = week_of(week)
    check_targets(folder, {"--out": out, "--csv": csv})
    from scheduler.cli.progress import shown_progress
    from scheduler.files.plans import plan_bytes
    from scheduler.workflows.plan_week import PlanOptions, plan_week

    try:
        with shown_progress(screen) as progress:
            options = PlanOptions(
                as_of=as_of,
                clock=now,
                baseline=baseline,
                seed=screen.seed,
                time_limit_seconds=DEFAULT_PLAN_SECONDS if time_limit is None else time_limit,
                overtime=overtime,
                publish=publish,
                progress=progress,
                foreseen=partial(_show_foreseen, screen),
                reproduction_near=None if out is None else out.parent,
            )
            outcome = plan_week(folder, options=options)
    except Interrupted as stop:
        if stop.plan is not None and (out or csv):
            _write_files(stop.plan, out=out, csv=csv)
            raise Interrupted(stop.plan, written=out or csv) from stop
        raise
    _write_files(outcome.plan, out=out, csv=csv)
    # On screen the held hours say themselves what is not held; a document has no place for it.
    notices = (*outcome.notices, *outcome.held_notices) if screen.json else outcome.notices
    show_notices(screen, notices)
    if screen.json:
        screen.send(plan_bytes(outcome.plan))
    else:
        from scheduler.cli.plan_view import draw_plan

        screen.show(
            lambda console: draw_plan(
                console,
                outcome.workspace,
                plan=outcome.plan,
                standing=outcome.standing,
                checked_rules=len(outcome.checked_rules),
                shown_day=shown_day,
                not_held=[notice.text for notice in outcome.held_notices],
                earlier=outcome.baseline,
                cut=outcome.cut_minutes,
            )
        )
    return plan_exit_code(outcome.standing)


def _show_foreseen(screen: Screen, reasons: tuple[Reason, ...]) -> None:
    """Say before a search what arithmetic alone shows to be too much."""
    if reasons:
        from scheduler.cli.problems_view import draw_foreseen

        screen.notice(lambda console: draw_foreseen(console, reasons))


def plan_exit_code(standing: Standing) -> int:
    """Return 0 where every promise is kept, 4 where it is proven that some cannot be, 5 where that is open."""
    match standing.verdict:
        case "kept":
            return DONE
        case "proven" | "impossible":
            return HONEST_NO
        case "open":
            return UNDECIDED


def run_verify(folder: Path, plan_path: Path, *, screen: Screen, as_of: str | None, baseline: Path | None) -> int:
    """Check the plan and print what the check found."""
    from scheduler.workflows.verify_plan import verify_plan

    _, plan, check = verify_plan(folder, plan_path, as_of=as_of, clock=now, baseline_path=baseline)
    if screen.json:
        screen.send(document_bytes(check))
    else:
        from scheduler.cli.check_view import draw_check

        screen.show(lambda console: draw_check(console, plan, check=check))
    return DONE if check.clean else HONEST_NO


def run_validate(folder: Path, *, screen: Screen, as_of: str | None) -> int:
    """Read the workspace and print what it holds; problems are raised."""
    from scheduler import __version__
    from scheduler.domain.answers import ProblemList
    from scheduler.workflows.validate_workspace import has_book, laid_anew, validate_workspace

    workspace, counts = validate_workspace(folder, as_of=as_of, clock=now)
    laying = laid_anew(workspace, seed=screen.seed)
    if screen.json:
        document = ProblemList(
            workspace=workspace.name,
            as_of=workspace.as_of.isoformat(),
            evenhand_version=__version__,
            seed=screen.seed,
            inputs_sha256=workspace.inputs_sha256,
            notices=workspace.notices,
            blocks=laying.blocks,
            unlaid=laying.unlaid,
        )
        screen.send(document_bytes(document))
    else:
        from scheduler.cli.problems_view import draw_valid
        from scheduler.workflows.held_by_book import held_by_book

        show_notices(screen, workspace.notices)
        held = held_by_book(folder, as_of=as_of, clock=now) if has_book(folder) else None
        screen.show(
            lambda console: draw_valid(
                console, workspace, counts=counts, laying=laying, has_book=has_book(folder), held=held
            )
        )
    return DONE


def run_schema(kind: str, *, screen: Screen) -> int:
    """Print the JSON Schema of a document."""
    import json

    from scheduler.files.schemas import schema

    screen.send((json.dumps(schema(kind), indent=1, ensure_ascii=False) + "\n").encode())
    return DONE


def _write_files(plan: Plan, *, out: Path | None, csv: Path | None) -> None:
    from scheduler.files.plans import write_blocks_csv, write_plan

    if out is not None:
        write_plan(plan, out)
    if csv is not None:
        write_blocks_csv(plan, csv)
