"""What `simulate` does: read its options, run the simulation, show or write what came out."""

from __future__ import annotations

import csv
import io
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.cli.options import now
from scheduler.cli.screen import document_bytes, is_terminal
from scheduler.cli.targets import check_targets
from scheduler.cli.verbs import DONE
from scheduler.errors import UsageError

if TYPE_CHECKING:
    from rich.progress import TaskID

    from scheduler.cli.screen import Screen
    from scheduler.domain.simulation import Simulation
    from scheduler.workflows.simulation.changes import Changes
    from scheduler.workflows.simulation.running import Progress

MOST_WEEKS = 104
_SILENT_SECONDS = 1.0
_CAP = "hours or a share of the weekly hours, like 4h or 25%"


def run_simulate(
    folder: Path | None,
    *,
    screen: Screen,
    as_of: str | None,
    log: Path | None,
    without: str | None,
    weeks: int | None,
    scenario: str | None,
    policies: tuple[str, ...],
    changes: Changes,
    csv_path: Path | None,
) -> int:
    """Simulate, write what was asked for, print the figures."""
    from scheduler.workflows.simulation.scenarios import SCENARIOS
    from scheduler.workflows.simulation.simulate import SimulateOptions, simulate

    if weeks is not None and not 1 <= weeks <= MOST_WEEKS:
        raise UsageError.of("--weeks", str(weeks), f"1 to {MOST_WEEKS}, like 6")
    check_targets(folder, {"--csv": csv_path})
    with shown_progress(screen) as progress:
        outcome = simulate(
            SimulateOptions(
                folder=folder,
                as_of=as_of,
                clock=now,
                log=log,
                scenario=scenario,
                weeks=weeks,
                policies=policies or ("evenhand",),
                without=without,
                changes=changes,
                seed=screen.seed,
                progress=progress,
            )
        )
    if csv_path is not None:
        from scheduler.files.atomic import write_atomically

        write_atomically(csv_path, csv_bytes(outcome.document))
    if outcome.notes:
        screen.notice(lambda console: console.print("\n".join(f"note: {note}" for note in outcome.notes)))
    if screen.json:
        screen.send(document_bytes(outcome.document))
    else:
        from scheduler.cli.simulation_view import draw_simulation

        known = SCENARIOS.get(outcome.document.scenario) if log is None else None
        sentence = known.sentence if known else ""
        screen.show(lambda console: draw_simulation(console, outcome.document, sentence=sentence))
    return DONE


def changes_of(*, notice: str | None, cap: str | None, rush: str | None, buffer: str | None) -> Changes:
    """Read the parameters to be tried out, in the forms in which agreements and policies are written.

    Raises
    ------
    UsageError
        With the option and what is expected.
    """
    from scheduler.files.durations import parse_minutes, parse_notice
    from scheduler.files.words import parse_permille
    from scheduler.workflows.simulation.changes import Changes

    minutes = share = None
    if cap is not None and cap.endswith("%"):
        share = _read("--cap", cap, parse_permille, _CAP)
    else:
        minutes = _read("--cap", cap, parse_minutes, _CAP)
    return Changes(
        notice_working_days=_read("--notice", notice, parse_notice, "a notice, like '3 working days'"),
        cap_minutes=minutes,
        cap_permille=share,
        rush_permille=_read("--rush", rush, parse_permille, "a share of the weekly hours, like 20%"),
        buffer_permille=_read("--buffer", buffer, parse_permille, "a share of each day, like 10%"),
    )


def _read(option: str, said: str | None, parse: Callable[[str], int], expected: str) -> int | None:
    from scheduler.files.shapes import FormError

    if said is None:
        return None
    try:
        return parse(said)
    except FormError as error:
        raise UsageError.of(option, said, expected) from error


def csv_bytes(simulation: Simulation) -> bytes:
    """Return the figures as CSV, a row per run and client; safe to open in a spreadsheet."""
    from scheduler.files.formula_guard import guarded
    from scheduler.report.simulation import csv_rows

    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\n")
    for row in csv_rows(simulation):
        writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in row])
    return sheet.getvalue().encode()


@contextmanager
def shown_progress(screen: Screen) -> Iterator[Callable[[Progress], None] | None]:
    """Give a callback that keeps a bar on stderr up to date, or None where nobody watches."""
    if screen.quiet or not is_terminal(sys.stderr):
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    began = time.monotonic()
    bar = Bar(console=Console(stderr=True, no_color=not screen.colour, highlight=False), transient=True)
    tasks: dict[str, TaskID] = {}
    shown = False

    def report(progress: Progress) -> None:
        nonlocal shown
        if not shown and time.monotonic() - began >= _SILENT_SECONDS:
            bar.start()
            shown = True
        if shown:
            if progress.policy not in tasks:
                tasks[progress.policy] = bar.add_task(progress.policy, total=1.0)
            bar.update(tasks[progress.policy], completed=progress.part)

    try:
        yield report
    finally:
        if shown:
            bar.stop()
