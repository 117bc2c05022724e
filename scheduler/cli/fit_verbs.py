"""What the verbs that answer requests do: call their workflow, hand the outcome to a view, return the exit code."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.cli.options import now
from scheduler.cli.screen import document_bytes
from scheduler.cli.verbs import DONE, HONEST_NO, UNDECIDED, show_notices

if TYPE_CHECKING:
    from rich.console import Console

    from scheduler.cli.screen import Screen
    from scheduler.domain.verdict import Verdict
    from scheduler.workflows.accept_answer import Accepted
    from scheduler.workflows.fit_request import Said

PLANNED_FIRST = (
    "No plan is published: one was made first, more briefly than `evenhand plan` does, and nothing was written. "
    "Answers stand on the plan that you publish: evenhand plan WORKSPACE --publish"
)


def asked_for(
    request: str | None, *, client: str | None, skill: str | None, effort: str | None, by: str | None, title: str
) -> str | Said:
    """Return what was asked about: a request of the workspace, or what the options say."""
    if request is not None:
        return request
    from scheduler.workflows.fit_request import Said

    return Said(client=client or "", skill=skill or "", effort=effort or "", by=by or "", title=title)


def run_fit(
    folder: Path, what: str | Said, *, screen: Screen, as_of: str | None, time_limit: float | None, with_plan: bool
) -> int:
    """Answer a request and show it."""
    from scheduler.workflows.fit_request import FitOptions, fit_request
    from scheduler.workflows.fitting.answering import FIT_SECONDS

    outcome = fit_request(
        folder,
        what,
        options=FitOptions(
            as_of=as_of,
            clock=now,
            seed=screen.seed,
            time_limit_seconds=time_limit or FIT_SECONDS,
            with_plan=with_plan,
        ),
    )
    if outcome.planned_first:
        screen.notice(_planned_first)
    show_notices(screen, outcome.notices)
    if screen.json:
        screen.send(document_bytes(outcome.verdict))
    else:
        from scheduler.cli.verdict_view import draw_verdict

        screen.show(lambda console: draw_verdict(console, outcome.workspace, outcome.verdict))
    return verdict_exit_code(outcome.verdict)


def _planned_first(console: Console) -> None:
    console.print(PLANNED_FIRST)


def verdict_exit_code(verdict: Verdict) -> int:
    """Return 0 where it fits as asked, as it is or with moves; 5 where that is open; else 4."""
    if verdict.verdict in ("fits_as_is", "fits_with_moves"):
        return DONE
    return UNDECIDED if verdict.verdict == "undecided" else HONEST_NO


def run_absorb(
    folder: Path,
    names: tuple[str, ...],
    *,
    screen: Screen,
    as_of: str | None,
    time_limit: float | None,
    record_by: str | None = None,
) -> int:
    """Decide open requests in the fair order and show what became of them; `record_by` says who writes it into the book, None: nobody."""
    from scheduler.cli.book_verbs import moment_of
    from scheduler.workflows.absorb_requests import ABSORB_SECONDS, absorb_requests, record_absorbed

    seconds = time_limit or ABSORB_SECONDS
    if record_by is None:
        outcome = absorb_requests(folder, names, as_of=as_of, clock=now, seed=screen.seed, time_limit_seconds=seconds)
    else:
        moment = moment_of(folder, as_of)
        outcome = record_absorbed(moment, names, actor=record_by, seed=screen.seed, time_limit_seconds=seconds)
    if outcome.planned_first and record_by is None:
        screen.notice(_planned_first)
    show_notices(screen, outcome.notices)
    document = outcome.absorption
    if screen.json:
        screen.send(document_bytes(document))
    else:
        from scheduler.cli.verdict_view import draw_absorption

        screen.show(lambda console: draw_absorption(console, outcome.workspace, document))
    if not document.declined:
        return DONE
    return UNDECIDED if all(each.verdict == "undecided" for each in document.declined) else HONEST_NO


def run_accept(
    folder: Path,
    request: str,
    *,
    screen: Screen,
    as_of: str | None,
    offer: int | None,
    quote: bool,
    answer: str | None,
    approved_by: str | None,
    reason: str | None,
    actor: str,
) -> int:
    """Accept a request or one of its offers; where nothing can be recorded, show the answer as it is now."""
    from scheduler.cli.book_verbs import moment_of
    from scheduler.workflows.accept_answer import Terms, accept

    terms = Terms(offer=offer, quote=quote, answer=answer, approved_by=approved_by, reason=reason, actor=actor)
    return _show_accepted(screen, accept(moment_of(folder, as_of), request, terms=terms), with_ways_on=True)


def run_confirm(folder: Path, request: str, *, screen: Screen, as_of: str | None, actor: str) -> int:
    """Confirm a quote; where it ended, show the answer as it is now."""
    from scheduler.cli.book_verbs import moment_of, show_decision
    from scheduler.workflows.confirm_quote import confirm
    from scheduler.workflows.decide_requests import Decided

    done = confirm(moment_of(folder, as_of), request, actor=actor)
    return show_decision(screen, done) if isinstance(done, Decided) else _show_accepted(screen, done)


def run_consent(folder: Path, *, screen: Screen, as_of: str | None, client: str, to: str, by: str) -> int:
    """Record a client's consent to another's request; where nothing can be recorded, show the answer as it is now."""
    from scheduler.cli.book_verbs import moment_of
    from scheduler.workflows.accept_consent import consent

    return _show_accepted(screen, consent(moment_of(folder, as_of), client=client, to=to, by=by))


def _show_accepted(screen: Screen, done: Accepted, *, with_ways_on: bool = False) -> int:
    """Show what was recorded, or why nothing was; `with_ways_on` names after a no what can be accepted instead."""
    from scheduler.cli.book_verbs import show_decision

    if done.decided is not None:
        if done.remark:
            screen.notice(lambda console: console.print(f"Note: {done.remark}.", markup=False, highlight=False))
        return show_decision(screen, done.decided, verdict=done.verdict if with_ways_on else None)
    since = _since(done)
    if screen.json:
        update = {"refused": done.refused, "since": since}
        screen.send(document_bytes(done.verdict.model_copy(update=update)))
    else:
        from scheduler.cli.decision_view import draw_refused

        instead = done.verdict if with_ways_on and done.is_open else None
        screen.show(lambda console: draw_refused(console, done.refused, since=since))
        if instead is not None and done.workspace is not None:
            from scheduler.cli.verdict_view import draw_instead

            workspace = done.workspace
            screen.show(lambda console: draw_instead(console, workspace, instead))
    return HONEST_NO


def _since(done: Accepted) -> tuple[str, ...]:
    """Return what happened since the answer that was named, in lines; none where none was named."""
    if done.since is None or done.workspace is None:
        return ()
    from scheduler.report.stale import since_lines

    return tuple(since_lines(done.workspace, done.log, since=done.since.entries, known=done.since.known))
