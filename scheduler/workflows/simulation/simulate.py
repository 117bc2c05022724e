"""Simulate: draw or replay a stream, run it under each policy asked for, and hand back what every client got."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from scheduler import __version__
from scheduler.calendars.zones import Zone
from scheduler.domain.book import Entry
from scheduler.domain.simulation import Run, Simulation
from scheduler.domain.workspace import Workspace
from scheduler.errors import InputError, UsageError
from scheduler.files.findings import Findings, Spot
from scheduler.workflows.read_files import workspace_in
from scheduler.workflows.simulation import accept_if_it_fits, book_policy
from scheduler.workflows.simulation.accept_if_it_fits import AcceptIfItFits
from scheduler.workflows.simulation.book_policy import BookPolicy
from scheduler.workflows.simulation.changes import Changes, with_changes, without_client
from scheduler.workflows.simulation.differences import differences
from scheduler.workflows.simulation.judge import judged
from scheduler.workflows.simulation.replay import read_log, setting_of, stream_of
from scheduler.workflows.simulation.running import Policy, Progress, entitled_in, run, with_recurring
from scheduler.workflows.simulation.scenarios import draw_stream
from scheduler.workflows.simulation.stream import Stream
from scheduler.workflows.simulation.studio import Setting, studio

POLICIES = (book_policy.NAME, accept_if_it_fits.NAME)
DEFAULT_SCENARIO = "honest"


@dataclass(frozen=True, slots=True)
class SimulateOptions:
    """What the caller of `simulate` chooses.

    Attributes
    ----------
    folder
        A workspace, whose team and agreements are simulated; None: the studio, or the team of the log.
    log
        A log to replay; None: `scenario` is drawn.
    scenario
        None: the honest one.
    weeks
        None: the scenario's own length. Not for logs.
    policies
        Of `POLICIES`.
    without
        A client whose entries, agreement and work are left out of a second run.
    changes
        Parameters of a further run.
    progress
        Called as a run goes on.
    """

    folder: Path | None
    as_of: str | None
    clock: Callable[[], datetime]
    log: Path | None = None
    scenario: str | None = None
    weeks: int | None = None
    policies: tuple[str, ...] = (book_policy.NAME,)
    without: str | None = None
    changes: Changes = field(default_factory=Changes)
    seed: int = 0
    progress: Callable[[Progress], None] | None = None


@dataclass(frozen=True, slots=True)
class Variant:
    """One run that was asked for."""

    setting: Setting
    stream: Stream
    changed: dict[str, str]
    without: str = ""


@dataclass(frozen=True, slots=True)
class SimulationOutcome:
    """The document, what could not be taken over from a log or laid, and the log of each run."""

    document: Simulation
    notes: tuple[str, ...]
    logs: tuple[tuple[Entry, ...], ...]


def simulate(options: SimulateOptions) -> SimulationOutcome:
    """Run the streams that were asked for.

    Returns
    -------
    SimulationOutcome
        The first run is the book with what is written; then follow changed parameters, the run without a client, and the baseline.

    Raises
    ------
    InputError
        If the workspace is wrong, or the log is none.
    UsageError
        If there is no such scenario, policy or client, or the log cannot be read.
    """
    unknown = [name for name in options.policies if name not in POLICIES]
    if unknown:
        expected = " or ".join(POLICIES)
        text = f"there is no policy '{unknown[0]}'; expected {expected}"
        raise UsageError(text, field="--policy", got=unknown[0], expected=expected)
    setting, stream, notes = _begin(options)
    variants, more = _variants(options, setting, stream)
    runs, logs = _runs(options, variants)
    zone = Zone.of(setting.workspace.time_zone)
    document = Simulation(
        workspace=setting.workspace.name,
        as_of=setting.workspace.as_of.isoformat(),
        evenhand_version=__version__,
        seed=options.seed,
        inputs_sha256=setting.workspace.inputs_sha256,
        scenario=stream.name,
        start=zone.aware(stream.span.start),
        end=zone.aware(stream.span.end),
        attackers=stream.attackers,
        runs=tuple(runs),
    )
    return SimulationOutcome(document=document, notes=(*notes, *stream.notes, *more), logs=tuple(logs))


def _begin(options: SimulateOptions) -> tuple[Setting, Stream, list[str]]:
    """Return the team and the stream."""
    written = None if options.folder is None else workspace_in(options.folder, as_of=options.as_of, clock=options.clock)
    if options.log is None:
        setting, notes = (studio(), []) if written is None else laid(written, seed=options.seed)
        name = options.scenario or DEFAULT_SCENARIO
        setting, stream = draw_stream(name, setting, seed=options.seed, weeks=options.weeks)
        return setting, stream, notes
    if options.scenario is not None or options.weeks is not None:
        raise UsageError("--log has its own requests and its own length; leave out --scenario and --weeks")
    entries = read_log(_lines(options.log), name=str(options.log))
    stream = stream_of(entries, name=options.log.name)
    if written is None:
        return setting_of(entries), stream, []
    setting, notes = laid(written.model_copy(update={"as_of": entries[0].at}), seed=options.seed)
    return setting, stream, notes


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        spot = Spot(Findings(), str(path))
        spot.wrong("a log that 'evenhand export --to log' wrote", said="this is no text in UTF-8")
        raise InputError(spot.findings.problems) from error
    except OSError as error:
        raise UsageError(f"--log {path}: it could not be read ({error.strerror or error})") from error


def laid(workspace: Workspace, *, seed: int) -> tuple[Setting, list[str]]:
    """Return a workspace with blocks laid for its agreements, and sentences on hours that found no place."""
    from scheduler.solve.laying import lay_blocks

    laying = lay_blocks(workspace, at=Zone.instant_of(workspace.as_of), seed=seed)
    notes = [
        f"{hours.client}: {hours.minutes} minutes of {hours.key} per {hours.per} find no block and are left out"
        for hours in laying.unlaid
    ]
    return Setting(workspace=workspace, blocks=laying.blocks), notes


def _variants(options: SimulateOptions, setting: Setting, stream: Stream) -> tuple[list[Variant], list[str]]:
    variants = [Variant(setting, stream, {})]
    notes: list[str] = []
    if changed := options.changes.words():
        after = with_changes(setting.workspace, options.changes)
        blocks = setting.blocks
        if options.changes.buffer_permille is not None:
            again, notes = laid(after, seed=options.seed)
            blocks = again.blocks
        variants.append(Variant(Setting(workspace=after, blocks=blocks), stream, changed))
    if options.without is not None:
        known = {client.id for client in setting.workspace.clients}
        if options.without not in known:
            expected = ", ".join(sorted(known))
            text = f"--without: there is no client '{options.without}'; expected {expected}"
            raise UsageError(text, field="--without", got=options.without, expected=expected)
        rest = Setting(
            workspace=without_client(setting.workspace, options.without),
            blocks=tuple(block for block in setting.blocks if block.client != options.without),
        )
        variants.append(Variant(rest, stream.without(options.without), {}, options.without))
    return variants, notes


def _runs(options: SimulateOptions, variants: Sequence[Variant]) -> tuple[list[Run], list[tuple[Entry, ...]]]:
    runs: list[Run] = []
    logs: list[tuple[Entry, ...]] = []

    def add(policy: Policy, variant: Variant, stream: Stream, entitled: frozenset[str] | None) -> list[Entry]:
        entries = run(policy, variant.setting, stream, on_progress=options.progress)
        figures = judged(
            entries,
            workspace=variant.setting.workspace,
            span=stream.span,
            policy=policy.name,
            entitled=entitled,
            changed=variant.changed,
            without=variant.without,
        )
        if logs:
            other = differences(logs[0], entries, leave_out=(variant.without,))
            figures = figures.model_copy(update={"differences": other})
        runs.append(figures)
        logs.append(tuple(entries))
        return entries

    for number, variant in enumerate(variants):
        log = add(BookPolicy(variant.setting), variant, variant.stream, None)
        if accept_if_it_fits.NAME in options.policies and number == 0:
            baseline = AcceptIfItFits(variant.setting, end=variant.stream.span.end)
            add(baseline, variant, with_recurring(variant.stream, log), entitled_in(log))
    return runs, logs
