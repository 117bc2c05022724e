"""All open requests in the fair order: which can be absorbed, and why the others cannot. Written down only where that is asked for."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from scheduler import __version__
from scheduler.domain.problems import Notice
from scheduler.domain.requests import Request
from scheduler.domain.verdict import Absorption, Placed, Verdict
from scheduler.domain.workspace import Workspace
from scheduler.errors import UsageError
from scheduler.explain.reply import reply_of
from scheduler.fairshare.answers import refused_entry
from scheduler.fairshare.asking import Refused
from scheduler.fairshare.copying import copy_of
from scheduler.workflows.accept_answer import NO_PLAN, Done, entered, ground_of_kept
from scheduler.workflows.asked_work import is_done
from scheduler.workflows.book_notices import book_notices
from scheduler.workflows.daily_round import InLine, daily_round
from scheduler.workflows.decide_requests import Moment, request_named
from scheduler.workflows.edited_requests import edited_words
from scheduler.workflows.fair_order import edited_requests, next_in_order, open_requests
from scheduler.workflows.fit_request import answered, outside_file
from scheduler.workflows.fitting.after import After
from scheduler.workflows.fitting.answering import FIT_SECONDS, Answer
from scheduler.workflows.fitting.ground import Ground, ground_for
from scheduler.workflows.in_line import waits_on
from scheduler.workflows.kept_book import kept_book

ABSORB_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class AbsorbOutcome:
    """What became of the batch, the workspace that it speaks of, and progress that is missing."""

    workspace: Workspace
    absorption: Absorption
    planned_first: bool
    notices: tuple[Notice, ...] = ()


def absorb_requests(
    folder: Path,
    names: tuple[str, ...] = (),
    *,
    as_of: str | None,
    clock: Callable[[], datetime],
    seed: int = 0,
    time_limit_seconds: float = ABSORB_SECONDS,
    progress: Callable[[str, int, int], None] | None = None,
) -> AbsorbOutcome:
    """Decide open requests one after the other in the fair order, each on what those before it leave.

    Parameters
    ----------
    names
        Ids or files of the requests; none: all open ones of the workspace.
    progress
        Called with the request that is being decided, its number and how many there are.

    Raises
    ------
    InputError, UsageError, BookError (of `scheduler.errors`)
        As `fit_request`.
    """
    outside = _outside(folder, names)
    ground = ground_for(folder, as_of=as_of, clock=clock, seed=seed, request=outside[0] if outside else None)
    absorption, _ = _absorbed(ground, names, outside, limit=time_limit_seconds, progress=progress)
    notices = book_notices(ground.workspace, ground.book)
    return AbsorbOutcome(ground.workspace, absorption, ground.published is None, notices)


def record_absorbed(
    moment: Moment,
    names: tuple[str, ...] = (),
    *,
    actor: str,
    seed: int = 0,
    time_limit_seconds: float = ABSORB_SECONDS,
    progress: Callable[[str, int, int], None] | None = None,
) -> AbsorbOutcome:
    """Decide open requests as `absorb_requests` does, and write it down: an entry for each in the fair order, all of them or none.

    What fits is accepted, what only the cap keeps out waits for the daily round or is granted by it, the rest is declined with its reason;
    what is undecided stays open. The plan after the batch is checked as one, and the auditor reads the whole log before it is stored.

    Raises
    ------
    InputError, UsageError, BookError, VerificationError (of `scheduler.errors`)
        As `accept`; nothing is written then.
    """
    outside = _outside(moment.folder, names)
    request = outside[0] if outside else None
    with kept_book(moment.folder, as_of=moment.as_of, clock=moment.clock, request=request, actor=actor) as kept:
        ground = replace(ground_of_kept(kept, moment.folder, actor=actor), seed=seed)
        before = len(kept.book.entries)
        absorption, after = _absorbed(
            ground, names, outside, limit=time_limit_seconds, progress=progress, is_recorded=True
        )
        entries = after.book.entries[before:]
        if entries:
            done = Done(After(after.book, after.plan, tuple(entries), ()), entries)
            entered(kept, done, *kept.workspace.requests, actor=actor)
        kept.save()
        booked = tuple(
            each.model_copy(update={"reply": reply_of(kept.workspace, each, is_booked=True)})
            for each in absorption.absorbed
        )
        absorption = absorption.model_copy(update={"book": kept.book.last_sha256, "recorded": True, "absorbed": booked})
        notices = book_notices(kept.workspace, ground.book)
        return AbsorbOutcome(kept.workspace, absorption, ground.published is None, notices)


def _outside(folder: Path, names: tuple[str, ...]) -> list[Path]:
    outside = [path for name in names if (path := outside_file(folder, name)) is not None]
    if len(outside) > 1:
        raise UsageError("at most one request may lie outside the workspace's requests/; put the others there")
    return outside


def _absorbed(
    ground: Ground,
    names: tuple[str, ...],
    outside: list[Path],
    *,
    limit: float,
    progress: Callable[[str, int, int], None] | None,
    is_recorded: bool = False,
) -> tuple[Absorption, Ground]:
    """Decide the requests, and return the answers and the ground after them.

    Parameters
    ----------
    limit
        Seconds for all of it.
    is_recorded
        Whether what is refused is an entry as well.
    """
    waiting, edited = _chosen(ground, names, outside), edited_requests(ground.book, ground.workspace)
    until = time.monotonic() + limit
    absorbed: list[Verdict] = []
    declined: list[Verdict] = []
    order: list[Placed] = []
    count, stopped = len(waiting), False
    in_line: dict[str, InLine] = {}
    while waiting:
        request, place = next_in_order(ground.book, ground.workspace, waiting)
        waiting.remove(request)
        order.append(
            Placed(request=request.id, client=request.client, place=len(order) + 1, text=place.text, share=place.share)
        )
        if progress is not None:
            progress(request.id, len(order), count)
        left = max(0.1, until - time.monotonic())
        answer = answered(ground, request, time_limit_seconds=min(FIT_SECONDS, left))
        stopped = stopped or answer.verdict.stopped_by is not None
        if answer.verdict.verdict in ("fits_as_is", "fits_with_moves") and answer.after is not None:
            absorbed.append(_without_plan(answer.verdict))
            ground = replace(ground, book=answer.after.book, plan=answer.after.plan)
        else:
            declined.append(_without_plan(answer.verdict))
            waits = waits_on(ground.book, request)
            if waits or answer.answered.limit is not None:
                in_line[request.id] = InLine(request, answer, waits=waits)
            elif is_recorded and answer.verdict.verdict != "undecided":
                ground = _ground_refused(ground, answer)
    held = daily_round(ground, in_line)
    ground, decided = held.ground, {each.request for each in held.order}
    absorbed += [_without_plan(each) for each in held.granted.values()]
    order = [*(each for each in order if each.request not in decided), *held.order]
    turns = {each.request: number for number, each in enumerate(order)}
    declined = sorted(
        (each for each in declined if each.request not in held.granted), key=lambda each: turns[each.request]
    )
    document = Absorption(
        workspace=ground.workspace.name,
        as_of=ground.book.team.aware(ground.book.clock).isoformat(),
        evenhand_version=__version__,
        seed=ground.seed,
        inputs_sha256=ground.workspace.inputs_sha256,
        book=ground.book.last_sha256 if ground.is_kept else None,
        absorbed=tuple(absorbed),
        declined=tuple(declined),
        order=tuple(each.model_copy(update={"place": number}) for number, each in enumerate(order, start=1)),
        plan=ground.named(ground.plan),
        edited=edited,
        stopped_by="wall_clock" if stopped else None,
    )
    return document, ground


def _ground_refused(ground: Ground, answer: Answer) -> Ground:
    """Return the ground of the next answer after a request that is declined: its book says so."""
    book, reasons = copy_of(ground.book), answer.verdict.reasons
    book.append(refused_entry(book, answer.answered.climb.ask, Refused(reasons[0].text if reasons else NO_PLAN)))
    return replace(ground, book=book)


def _without_plan(verdict: Verdict) -> Verdict:
    return verdict.model_copy(update={"plan": None})


def _chosen(ground: Ground, names: tuple[str, ...], outside: list[Path]) -> list[Request]:
    if not names:
        return open_requests(ground.book, ground.workspace)
    shown = {str(path): path.name for path in outside}
    chosen = [request_named(ground.workspace, shown.get(str(Path(name)), name)) for name in dict.fromkeys(names)]
    known = {request.id for request in open_requests(ground.book, ground.workspace)}
    edited = [words for request in chosen if (words := edited_words(ground.book, request))]
    if edited:
        raise UsageError("; ".join(edited))
    done = [request.id for request in chosen if is_done(ground.workspace, request)]
    if done:
        raise UsageError(f"nothing is left to do of: {', '.join(done)}")
    closed = [request.id for request in chosen if request.id not in known]
    if closed:
        raise UsageError(f"not open any more: {', '.join(closed)}; `evenhand history` shows what became of them")
    return chosen
