"""A batch of open requests: all of them decided once, in the fair order, and what was absorbed stands in one plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from scheduler.domain.reasons import PolicyFigures
from scheduler.verify.answers.charges import beyond_cap, spare_by_day
from scheduler.verify.answers.question import Question, broken
from scheduler.verify.answers.reading import open_ids, with_request
from scheduler.verify.book.conforming import conforms
from scheduler.verify.book.rounds import decayed_share
from scheduler.verify.clock import minute_of, say
from scheduler.verify.dates import TeamDays
from scheduler.verify.plan import check_plan

if TYPE_CHECKING:
    from scheduler.domain.plan import Plan, Violation
    from scheduler.domain.requests import Request
    from scheduler.domain.verdict import Absorption, Placed, Verdict
    from scheduler.domain.workspace import Workspace
    from scheduler.units import ClientId, Instant
    from scheduler.verify.book.state import BookState

_ABSORBED = frozenset({"fits_as_is", "fits_with_moves"})
_SHARE_DIGITS = 6
_SAME_SHARE = 1e-4


def batch_is_whole(requests: Sequence[Request], absorption: Absorption) -> Iterator[Violation]:
    """Check that every request is decided once, stands in the order once, and lies on the side that its verdict says."""
    name = "batch_is_whole"
    decided = Counter(each.request for each in (*absorption.absorbed, *absorption.declined))
    placed = Counter(each.request for each in absorption.order)
    for request in sorted({*decided, *placed, *(each.id for each in requests)}):
        if request not in {each.id for each in requests}:
            yield broken(name, request, f"'{request}' is no request of the batch")
        elif decided[request] != 1 or placed[request] != 1:
            text = f"'{request}' is decided {decided[request]} times and stands in the order {placed[request]} times"
            yield broken(name, request, text, measured=decided[request])
    if [each.place for each in absorption.order] != list(range(1, len(absorption.order) + 1)):
        yield broken(name, "places", f"the places are {[each.place for each in absorption.order]}")
    for verdict, is_absorbed in (
        *((each, True) for each in absorption.absorbed),
        *((each, False) for each in absorption.declined),
    ):
        if (verdict.verdict in _ABSORBED) != is_absorbed:
            side = "absorbed" if is_absorbed else "declined"
            yield broken(name, verdict.request, f"'{verdict.request}' is {side}, but its verdict is {verdict.verdict}")


def order_is_fair(
    workspace: Workspace,
    requests: Sequence[Request],
    absorption: Absorption,
    *,
    log_lines: Sequence[str],
    baseline: Plan,
) -> Iterator[Violation]:
    """Check that the smallest decayed share comes first, ties by receipt, as each grant raises its client's share.

    Requests that the client's own held minutes pay for take nothing from anybody and may stand anywhere. The daily round comes after all
    others and has an order of its own: what it grants raises shares as well. Requests that have no receipt yet come after those that have.
    """
    by_id = {each.id: each for each in requests}
    verdicts = {each.request: each for each in (*absorption.absorbed, *absorption.declined)}
    absorbed = {each.request for each in absorption.absorbed}
    waiting = [each for each in absorption.order if each.request in by_id and each.request in verdicts]
    state: BookState | None = None
    line: frozenset[tuple[str, str]] = frozenset()
    while waiting:
        placed = waiting.pop(0)
        request, verdict = by_id[placed.request], verdicts[placed.request]
        question = Question(workspace, request, verdict, tuple(log_lines), baseline)
        if state is None:
            state = question.state
            line = frozenset() if state is None else frozenset(state.waiting)
        if state is None:
            return
        spare = spare_by_day(verdict.charged) if request.id in absorbed else Counter[date]()
        yield from _share_is_of_its_turn(state, request, placed, question)
        yield from _round_is_what_it_says(state, placed, verdict, question, stood_in_line=_line_key(placed) in line)
        if conforms(state, request.client, question.asked) is None:
            rivals = [by_id[each.request] for each in waiting if each.in_round == placed.in_round]
            yield from _nobody_comes_first(state, request, rivals, question)
        if not placed.in_round and any(each.in_round for each in absorption.order[: placed.place - 1]):
            text = f"'{request.id}' is decided after the daily round has begun, which comes after all others"
            yield broken("order_is_fair", request.id, text)
        if spare:
            _given(state, request, spare, question.team.as_of, in_round=placed.in_round)


def _line_key(placed: Placed) -> tuple[ClientId, str]:
    """Return under what a request stands in line."""
    return placed.client, placed.request


def _given(state: BookState, request: Request, spare: Counter[date], at: Instant, *, in_round: bool) -> None:
    """Add spare that was granted to what its client was given; the round's is apart from the cap and repays a make-up credit."""
    borrower = state.agreements.account_of(request.client), request.client
    state.spare_given[borrower].append((at, spare.total()))
    if in_round:
        weeks = state.workspace.policy.credit_weeks
        repaid = min(spare.total(), state.credits.left(request.client, at, weeks=weeks))
        state.credits.change(request.client, -repaid, at=at, weeks=weeks)
        return
    for day, minutes in spare.items():
        state.spare_by_work[borrower][day] += minutes
    state.spare_by_asking[borrower][state.calendars.day_at(at)] += spare.total()


def _share_is_of_its_turn(
    state: BookState, request: Request, placed: Placed, question: Question
) -> Iterator[Violation]:
    """Check the share that is said of a request: its client's when its turn came."""
    share = decayed_share(state, request.client, question.team.as_of)
    if placed.share is not None and abs(placed.share - share) > _SAME_SHARE:
        text = f"'{request.id}' stands in the order with a share of {placed.share:.4f}, but has {share:.4f} at its turn"
        yield broken("order_is_fair", request.id, text)


def _round_is_what_it_says(
    state: BookState, placed: Placed, verdict: Verdict, question: Question, *, stood_in_line: bool
) -> Iterator[Violation]:
    """Check that the round decides what waits for it: what stood in line, or what the borrowing cap keeps out; nothing else goes beyond it."""
    spare = spare_by_day(verdict.charged) if verdict.verdict in _ABSORBED else Counter[date]()
    is_beyond = bool(spare) and any(True for _ in beyond_cap(question, state, spare))
    if is_beyond and not placed.in_round:
        text = f"'{placed.request}' goes beyond the borrowing cap, which only the daily round may"
        yield broken("order_is_fair", placed.request, text)
    names_cap = any(isinstance(each.figures, PolicyFigures) for each in verdict.reasons)
    if placed.in_round and not (is_beyond or stood_in_line or (not spare and names_cap)):
        text = (
            f"'{placed.request}' is left to the daily round, but neither stood in line for it nor goes beyond the cap"
        )
        yield broken("order_is_fair", placed.request, text)


def _nobody_comes_first(
    state: BookState, taken: Request, left: Sequence[Request], question: Question
) -> Iterator[Violation]:
    own = _place(state, taken, question)
    for other in left:
        theirs = _place(state, other, question)
        if theirs < own:
            why = (
                "a credit" if theirs[0] < own[0] else "a smaller share" if theirs[1] < own[1] else "an earlier receipt"
            )
            text = f"'{taken.id}' (share {own[1]:.4f}) is decided before '{other.id}' (share {theirs[1]:.4f}), which has {why}"
            yield broken("order_is_fair", taken.id, text)
            return


def _place(state: BookState, request: Request, question: Question) -> tuple[bool, float, float]:
    share = round(decayed_share(state, request.client, question.team.as_of), _SHARE_DIGITS)
    receipt = state.waiting.get((request.client, request.id), float("inf"))
    weeks = state.workspace.policy.credit_weeks
    owed = state.credits.left(request.client, question.team.as_of, weeks=weeks)
    return (owed <= 0, share, receipt)


def batch_is_one_plan(workspace: Workspace, requests: Sequence[Request], absorption: Absorption) -> Iterator[Violation]:
    """Check the plan after the batch: it passes with all that was absorbed in it, in time, and with nothing that was declined."""
    name, plan = "batch_is_one_plan", absorption.plan
    if plan is None:
        if absorption.absorbed:
            yield broken(name, "plan", "work was absorbed, but there is no plan")
        return
    absorbed = {each.request for each in absorption.absorbed}
    team = TeamDays(workspace)
    together = workspace
    rows = {row.id: row for row in plan.tasks}
    for request in requests:
        ids = open_ids(workspace, request)
        if request.id not in absorbed:
            for task in ids:
                if task in rows:
                    yield broken(name, task, f"'{task}' stands in the plan, but its request was declined")
            continue
        together = with_request(together, request, due=request.needed_by)
        for task in ids:
            if task not in rows:
                yield broken(name, task, f"'{task}' was absorbed, but stands nowhere")
            elif minute_of(rows[task].finish) > team.due_at(request.needed_by):
                text = f"'{task}' ends {say(minute_of(rows[task].finish), workspace.time_zone)}, after it is needed"
                yield broken(name, task, text)
    for found in check_plan(together, plan).violations:
        subject = f"{found.rule} {found.subject}"
        yield broken(name, subject, found.text, measured=found.measured, limit=found.limit, unit=found.unit)
