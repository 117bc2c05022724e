"""The one place that runs CP-SAT: validated, with one worker, a seed and a limit of work, so that runs repeat to the byte.

Several workers were reported to give results that depend on threads, and false refutations; one worker with a
deterministic limit does not. The clock is only a guard, and a run that it cut says so.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from scheduler.errors import SolverError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ortools.sat.python import cp_model

RunStatus: TypeAlias = Literal["optimal", "feasible", "infeasible", "unknown"]

Presolve: TypeAlias = Literal["full", "light", "off"]

DEFAULT_WALL_LIMIT_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of the solver said.

    Attributes
    ----------
    status
        `optimal` for a solved question without objective, too.
    values
        Value of every variable of the model by its index; empty without a solution.
    objective, bound
        Value of the solution and a proven lower bound (rounded up to the next whole number); 0 without objective.
    work
        Deterministic time that was used, in the solver's units (about a second each).
    cut_by_clock
        Whether the wall clock ended the run before its limit of work.
    core
        Indices of assumed literals that contradict each other together; only after `infeasible` with assumptions.
    """

    status: RunStatus
    values: tuple[int, ...]
    objective: int
    bound: int
    work: float
    cut_by_clock: bool
    core: tuple[int, ...]

    @property
    def has_solution(self) -> bool:
        """Say whether there is a solution."""
        return self.status in ("optimal", "feasible")


def run(
    model: cp_model.CpModel,
    *,
    seed: int,
    work_limit: float,
    wall_limit_seconds: float = DEFAULT_WALL_LIMIT_SECONDS,
    presolve: Presolve = "full",
    interleave: bool = False,
    fix_to_hint: bool = False,
) -> Run:
    """Solve a model, minimising its objective where it has one.

    Parameters
    ----------
    work_limit
        Deterministic time after which the run ends: the limit that decides.
    wall_limit_seconds
        The guard.
    presolve
        `light` goes over the model once and does not probe: a tenth of the time where a model is solved again and again. `off` is
        for a second opinion: a false refutation by presolve has been reported (or-tools issue 5274).
    interleave
        Interleave the solver's search strategies in the one thread, still deterministic: stronger on scheduling models, slower to
        start.
    fix_to_hint
        Fix every hinted variable at its hint: completes a plan to all variables of the model.

    Returns
    -------
    Run
        The same for the same model, seed and limit, unless `cut_by_clock`.

    Raises
    ------
    SolverError
        If the solver calls the model invalid; it would otherwise be silent.
    KeyboardInterrupt
        If the user interrupts; the search is stopped first.
    """
    from ortools.sat.python import cp_model as cp

    complaint = model.validate()
    if complaint:
        raise SolverError(f"the solver calls the model invalid: {complaint}")
    solver = cp.CpSolver()
    parameters = solver.parameters
    parameters.num_workers = 1
    parameters.random_seed = seed % 2**31
    parameters.max_deterministic_time = max(work_limit, 0.0)
    parameters.max_time_in_seconds = max(wall_limit_seconds, 0.0)
    parameters.cp_model_presolve = presolve != "off"
    if presolve == "light":
        parameters.cp_model_probing_level = 0
        parameters.max_presolve_iterations = 1
    parameters.interleave_search = interleave
    parameters.fix_variables_to_their_hinted_value = fix_to_hint
    # Its own handler would swallow the interrupt and unhook Python's.
    parameters.catch_sigint_signal = False
    status = _solve_interruptibly(solver, model)
    if status == cp.MODEL_INVALID:
        raise SolverError("the solver calls the model invalid")
    return _read(solver, status=solver.status_name(status), work_limit=work_limit, has_objective=model.has_objective())


def _solve_interruptibly(solver: cp_model.CpSolver, model: cp_model.CpModel) -> cp_model.CpSolverStatus:
    """Solve in a second thread, so that an interrupt reaches this one and stops the search."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        future = pool.submit(solver.solve, model)
        try:
            return future.result()
        except KeyboardInterrupt:
            solver.stop_search()
            raise


def _read(solver: cp_model.CpSolver, *, status: str, work_limit: float, has_objective: bool) -> Run:
    names: dict[str, RunStatus] = {"OPTIMAL": "optimal", "FEASIBLE": "feasible", "INFEASIBLE": "infeasible"}
    outcome = names.get(status, "unknown")
    response = solver.response_proto
    solved = outcome in ("optimal", "feasible")
    values: Sequence[int] = response.solution if solved else ()
    # An integer objective is at least its bound rounded up; the slack absorbs the floating point of the linear relaxation.
    bound = -int((-response.best_objective_bound + 1e-6) // 1) if has_objective and solved else 0
    objective = round(response.objective_value) if has_objective and solved else 0
    core = response.sufficient_assumptions_for_infeasibility if outcome == "infeasible" else ()
    unfinished = outcome in ("feasible", "unknown")
    return Run(
        status=outcome,
        values=tuple(values),
        objective=objective,
        bound=min(bound, objective),
        work=response.deterministic_time,
        cut_by_clock=unfinished and response.deterministic_time < work_limit * 0.999,
        core=tuple(core),
    )
