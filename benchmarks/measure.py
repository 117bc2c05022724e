"""One plan, measured: time until everything promised is on time, whole time, memory, and the independent check."""

from __future__ import annotations

import resource
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.teams import SIZES, draw_team
from scheduler.solve.planner import PlanProgress, PlanSettings, make_plan
from scheduler.verify.plan import check_plan

if TYPE_CHECKING:
    from scheduler.domain.plan import Plan
    from scheduler.domain.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Measured:
    """A plan and what it took.

    Attributes
    ----------
    seconds
        From the workspace record to the plan document, in a process that has planned before.
    cpu_seconds
        The same in processor time, which other work on the machine disturbs less.
    first_seconds
        Until the planner first reported a plan, on time or not; None where it never reported one before it was done.
    on_time_seconds, on_time_cpu_seconds
        Until the planner first reported that nothing promised is late; None where it never did.
    verified
        Whether the independent check found nothing.
    peak_mib
        Largest memory of the process so far.
    trace
        (seconds, value, bound) of the worst client's lateness whenever the planner reported another value or bound.
    """

    plan: Plan
    seconds: float
    cpu_seconds: float
    on_time_seconds: float | None
    on_time_cpu_seconds: float | None
    verified: bool
    peak_mib: int
    first_seconds: float | None = None
    trace: tuple[tuple[float, int, int], ...] = ()


def measure_plan(
    workspace: Workspace, *, seconds: float, baseline: Plan | None = None, seed: int = 0, processor_time: bool = False
) -> Measured:
    """Plan a workspace within a time limit and check the plan.

    Parameters
    ----------
    workspace
        What to plan.
    seconds
        Time limit of the planner.
    baseline
        The plan published before, if any.
    seed
        Of the planner.
    processor_time
        Whether the limit counts processor time, so that other work on the machine does not shorten the run.
    """
    began, cpu_began = time.perf_counter(), time.process_time()
    on_time_at: list[tuple[float, float]] = []
    trace: list[tuple[float, int, int]] = []

    def note(progress: PlanProgress) -> None:
        if not trace or trace[-1][1:] != (progress.value, progress.bound):
            trace.append((round(time.perf_counter() - began, 3), progress.value, progress.bound))
        if progress.value == 0 and not on_time_at:
            on_time_at.append((time.perf_counter() - began, time.process_time() - cpu_began))

    clock = time.process_time if processor_time else time.monotonic
    settings = PlanSettings(seed=seed, time_limit_seconds=seconds, clock=clock)
    plan = make_plan(workspace, baseline=baseline, settings=settings, progress=note)
    taken, cpu_taken = time.perf_counter() - began, time.process_time() - cpu_began
    first, cpu_first = on_time_at[0] if on_time_at else (None, None)
    verified = not check_plan(workspace, plan, baseline=baseline).violations
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    first_plan = trace[0][0] if trace else None
    return Measured(
        plan, taken, cpu_taken, first, cpu_first, verified, peak_mib, first_seconds=first_plan, trace=tuple(trace)
    )


def warm_up() -> None:
    """Plan a small overloaded team, so that what is imported on first use is not measured."""
    measure_plan(draw_team(SIZES["12x60"], 0.99, seed=99, extra_share=0.3).workspace, seconds=2.0)
