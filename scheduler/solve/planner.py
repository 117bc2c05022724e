"""Plan a workspace: build, search, prove, write down. The search finds plans; bounds and CP-SAT prove what cannot be better.

Same workspace, seed and version give the same plan: steps decide, the clock is a guard.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from scheduler.domain.holdings import Holdings
from scheduler.domain.plan import Plan
from scheduler.domain.workspace import Workspace
from scheduler.errors import Interrupted
from scheduler.instance.build import Built, build, relaxed_instance
from scheduler.instance.holding import Ties
from scheduler.instance.placement import Placement
from scheduler.instance.records import Instance
from scheduler.solve.best import Best, causes_of, promises_of, with_whole_chains
from scheduler.solve.evaluate import evaluate
from scheduler.solve.exact.dealing import deal_sittings
from scheduler.solve.exact.returning import most_at_home
from scheduler.solve.holding import (
    broken_commitments,
    have_same_pieces,
    keeps_as_much,
    later_than_witness,
    of_clients_behind,
    place_pieces,
    places_beside_promises,
    promised_work,
    witness_start,
)
from scheduler.solve.left_in_place import Published, left_in_place
from scheduler.solve.levels import BREACH_LEVELS, Proofs
from scheduler.solve.prove import Prover
from scheduler.solve.repairs import giving_up_booked, insisting
from scheduler.solve.search.late_state import LateState
from scheduler.solve.search.phases import Phases
from scheduler.solve.search.placements import beside_fixed
from scheduler.solve.search.problem import Problem
from scheduler.solve.settings import PlanProgress as PlanProgress
from scheduler.solve.settings import PlanSettings as PlanSettings
from scheduler.solve.slack import ties_by_slack
from scheduler.solve.work import Work
from scheduler.solve.writing import written
from scheduler.units import TaskId

BRIEF_SHARE = 0.2
"""Share of the steps left for a first question about one sittings: it is answered at once or takes long."""

DEAL_WORK, DEAL_SHARE = 10.0, 0.85
"""Deterministic time of the solver to make room for sittings at most, and share of the steps left."""

HOME_WORK, HOME_SHARE = 10.0, 0.5
"""Deterministic time of the solver to bring sittings home at most, and share of the steps left."""


def make_plan(
    workspace: Workspace,
    *,
    baseline: Plan | None = None,
    settings: PlanSettings | None = None,
    progress: Callable[[PlanProgress], None] | None = None,
    holdings: Holdings | None = None,
) -> Plan:
    """Plan all open work of a workspace.

    Parameters
    ----------
    holdings
        What the book binds, where there is one: held pieces take time, booked work stays on its person and day, and no
        commitment that the book's witness keeps is later than its floor.

    Returns
    -------
    The plan, without reasons (`scheduler.explain`) and not yet verified (`scheduler.verify`).

    Raises
    ------
    Interrupted
        On a keyboard interrupt, with the best plan so far where there is one.
    """
    settings = settings or PlanSettings()
    run = _Run(workspace, baseline, holdings, settings=settings, progress=progress)
    try:
        run.search()
    except KeyboardInterrupt:
        run.settle()
        raise Interrupted(run.plan(stopped_by="interrupt") if run.best else None) from None
    return run.plan()


class _Run:
    """One run of the planner."""

    def __init__(
        self,
        workspace: Workspace,
        baseline: Plan | None,
        holdings: Holdings | None,
        *,
        settings: PlanSettings,
        progress: Callable[[PlanProgress], None] | None,
    ) -> None:
        self._workspace, self._baseline, self._settings, self._progress = workspace, baseline, settings, progress
        self._holdings = holdings
        self._work = Work(settings.time_limit_seconds, clock=settings.clock)
        self._proofs = Proofs()
        self.best: Best | None = None
        self._before_book: Best | None = None

    def settle(self) -> None:
        """Take the better of what an interrupted run has: the plan before it looked at the book again, or the one since."""
        found = [each for each in (self._before_book, self.best) if each is not None]
        if found:
            best = min(found, key=Best.key_with_book)
            self.best, self._proofs = replace(best, built=place_pieces(best.built, best.placement)), best.proofs

    def search(self) -> None:
        """Find the best plan within the limits, first without overtime, then with it where it was asked for and helps."""
        self._search(overtime=False)
        if self._settings.overtime and self._promises_broken():
            first = self.best
            self._search(overtime=True)
            self.best = min((each for each in (first, self.best) if each), key=Best.key_with_book)
        elif self._settings.overtime and self.best is not None:
            # What was published may have overtime that another plan does without.
            ties = Ties(to_due=self._behind(overtime=True))
            self.best = self._or_published(self.best, ties, overtime=True)

    def _search(self, *, overtime: bool) -> None:
        """Search; again where what was bound turns out otherwise; then keep the book, and the published plan where that is better."""
        self._before_book = None
        behind = self._behind(overtime=overtime)
        ties = ties_by_slack(self._made(overtime=overtime), behind, self._work, seed=self._settings.seed)
        search = partial(self._search_tied, overtime=overtime)
        best, ties = insisting(search(ties), ties, search)
        best, ties = giving_up_booked(best, ties, search)
        if self._holdings is not None:
            best = self._keeping_book(best, ties, overtime=overtime)
        self._before_book = self.best = best
        self.best = self._or_published(best, ties, overtime=overtime)
        self._proofs = self.best.proofs

    def _made(self, *, overtime: bool) -> Callable[..., Built]:
        return partial(build, self._workspace, overtime=overtime, baseline=self._baseline, holdings=self._holdings)

    def _behind(self, *, overtime: bool) -> frozenset[TaskId]:
        """Return the commitments of clients of whose work more is left than the book foresaw: they use up their own slack first."""
        return frozenset() if self._holdings is None else of_clients_behind(self._made(overtime=overtime)())

    def _keeping_book(self, best: Best, ties: Ties, *, overtime: bool) -> Best:
        """Take the places of the book's witness where searching broke what it keeps; then place the held pieces left."""
        self._before_book = best
        later = not ties.to_due and later_than_witness(best.built, best.placement)
        if later or broken_commitments(best.built, best.placement):
            tied = self._search_tied(replace(ties, pins=best.built.witness), overtime=overtime)
            self._before_book = best = min((best, tied), key=Best.key_with_book)
        best = replace(best, built=place_pieces(best.built, best.placement))
        places = places_beside_promises(best.built, best.placement)
        if places:
            stand = {number: line.span for number, line in enumerate(best.built.instance.held) if line.span is not None}
            pins = promised_work(best.built, best.placement)
            tied = self._search_tied(replace(ties, pins=pins, places=stand | places), overtime=overtime)
            tied = replace(tied, built=place_pieces(tied.built, tied.placement))
            best = min((best, tied), key=Best.key_with_book)
        return best

    def _search_tied(self, ties: Ties, *, overtime: bool, start: Placement | None = None) -> Best:
        """Search with more bound; `start` is a plan to start from where not all promises are kept at once."""
        built = self._made(overtime=overtime)(ties=ties)
        self._search_built(built, overtime=overtime, ties=ties, start=start)
        assert self.best is not None
        return self.best

    def _search_built(self, built: Built, *, overtime: bool, ties: Ties, start: Placement | None) -> None:
        problem = Problem(built.instance, overtime=overtime)
        phases = Phases(problem, self._work, seed=self._settings.seed, report=self._report)
        bound = bool(ties.pins or built.instance.held or any(task.booked for task in built.instance.tasks))
        prover = self._prover(built, ties, overtime=overtime, restricted=bound)
        self._proofs = prover.proofs
        kept = phases.on_time()
        if not kept and start is not None:
            kept = phases.start_from(beside_fixed(problem, start))
        if not kept and broken_commitments(built, phases.placement()):
            kept = phases.start_from(witness_start(built))
        self._note(built, problem, phases)
        exact = None if kept else self._keep_promises(prover, phases)
        self._note(built, problem, phases)
        phases.lesser_work()
        phases.polish()
        self._note(built, problem, phases)
        assert self.best is not None
        if built.instance.has_baseline:
            self._bring_home(built, problem, phases)
        whole = exact is not None and all(exact.is_placed(task.index) for task in built.instance.tasks if task.fixed)
        if exact is not None and whole and promises_of(built, exact) < promises_of(built, self.best.placement):
            self._keep(built, problem, exact)
        values = evaluate(built.instance, self.best.placement)
        prover.conclude(values)
        prover.tighten(values, seed=self._settings.seed)
        prover.lesser_bounds(values)

    def _prover(self, built: Built, ties: Ties, *, overtime: bool, restricted: bool) -> Prover:
        relaxed = self._relaxed(built, overtime, ties)
        return Prover(built.instance, relaxed, restricted=restricted, overtime=overtime, work=self._work)

    def _or_published(self, best: Best, ties: Ties, *, overtime: bool) -> Best:
        """Take the published plan as it stands, wherever it still does, unless the one that was found is better."""
        if self._baseline is None:
            return best
        published = Published(self._workspace, self._baseline, self._holdings, ties, overtime)
        stay = left_in_place(published, self._work, seed=self._settings.seed)
        if stay is None or stay.key_with_book() >= best.key_with_book():
            return best
        prover = self._prover(stay.built, ties, overtime=overtime, restricted=True)
        values = evaluate(stay.built.instance, stay.placement)
        is_known = have_same_pieces(stay.built, best.built)
        if is_known:
            prover.know(best.proofs)
        elif any(not values[level].is_zero for level in BREACH_LEVELS):
            prover.bounds()
        if not is_known or promises_of(stay.built, stay.placement) != promises_of(best.built, best.placement):
            prover.tighten(values, seed=self._settings.seed)
        prover.lesser_bounds(values)
        return replace(stay, proofs=prover.proofs)

    def _bring_home(self, built: Built, problem: Problem, phases: Phases) -> None:
        """Ask the solver whether more of the baseline can stay."""
        assert self.best is not None
        found = most_at_home(
            phases.state,
            movable=phases.movable,
            seed=self._settings.seed,
            budget=self._work.budget(HOME_SHARE, most=HOME_WORK),
        )
        if found is None:
            return
        phases.take_home(found)
        phases.polish()
        before = self.best
        self._note(built, problem, phases)
        self.best = min((before, self.best), key=Best.key_with_book)

    def _relaxed(self, built: Built, overtime: bool, ties: Ties) -> Callable[[], Instance]:
        """Return how to build a problem that every plan with these held pieces and this booked work solves."""
        return lambda: relaxed_instance(
            self._workspace,
            built.instance.held,
            booked=frozenset(task.id for task in built.instance.tasks if task.booked),
            overtime=overtime,
            baseline=self._baseline,
            holdings=self._holdings,
            insist=ties.insist,
        )

    def _keep_promises(self, prover: Prover, phases: Phases) -> Placement | None:
        """Bound what must be late; where nothing must be, try harder; then make lateness small.

        Returns
        -------
        A better plan of the solver, if there is one, for the case that the search cannot lay it out as it is.
        """
        prover.bounds()
        if not prover.proofs.says_late() and self._on_time_after_all(prover, phases):
            return None
        phases.place_everything()
        patient = not prover.is_small()
        phases.lateness(prover.proofs.are_met_by, patient=patient)
        better = prover.exact(phases.placement(), seed=self._settings.seed)
        if better is not None and not keeps_as_much(prover.instance, phases.placement(), better):
            # The solver weighs lateness alone: what it gains by somebody's slack is not to be had.
            better = None
        if better is not None:
            phases.take(better)
        if not (patient or prover.proofs.are_met_by(phases.state.key())):
            phases.lateness(prover.proofs.are_met_by)
        return better

    def _on_time_after_all(self, prover: Prover, phases: Phases) -> bool:
        """Try longer and ask the solver; the solver first where its model is exact, briefly before sittings are dealt."""
        if not prover.is_exact_question():
            return phases.on_time_with_patience() or self._asked(prover, phases)
        if self._asked(prover, phases, share=BRIEF_SHARE):
            return True
        if prover.is_refuted:
            return False
        if self._deal(phases) or self._asked(prover, phases):
            return True
        return not prover.is_refuted and phases.on_time_with_patience()

    def _asked(self, prover: Prover, phases: Phases, *, share: float | None = None) -> bool:
        """Ask the solver for a plan on time and take it; say whether all is on time then."""
        found = prover.on_time(seed=self._settings.seed, share=share)
        if found is not None and keeps_as_much(prover.instance, phases.placement(), found):
            phases.take(found)
        return phases.is_on_time()

    def _deal(self, phases: Phases) -> bool:
        """Let the solver make room for sittings, a few people at a time."""
        found = deal_sittings(
            phases.state,
            wanted=phases.promised,
            movable=phases.movable,
            seed=self._settings.seed,
            budget=self._work.budget(DEAL_SHARE, most=DEAL_WORK),
        )
        return found is not None and phases.start_from(found)

    def _note(self, built: Built, problem: Problem, phases: Phases) -> None:
        self._keep(built, problem, with_whole_chains(problem, phases.placement()))

    def _keep(self, built: Built, problem: Problem, placement: Placement) -> None:
        self.best = Best(built, placement, causes_of(problem, placement), self._proofs)

    def _promises_broken(self) -> bool:
        assert self.best is not None
        values = evaluate(self.best.built.instance, self.best.placement)
        return not (values["regulatory_lateness"].is_zero and values["agreed_lateness"].is_zero)

    def _report(self, stage: str, state: LateState) -> None:
        if self._progress is not None:
            key = state.key()
            worst = max([*key[0], *key[1], 0])
            self._progress(PlanProgress(stage, worst, self._proofs.worst(), self._work.done))

    def plan(self, *, stopped_by: str | None = None) -> Plan:
        """Write the best plan down."""
        assert self.best is not None
        if stopped_by is None and self._work.cut_by_clock:
            stopped_by = "wall_clock"
        return written(
            self._workspace,
            replace(self.best, proofs=self._proofs),
            baseline=self._baseline,
            seed=self._settings.seed,
            stopped_by=stopped_by,
        )
