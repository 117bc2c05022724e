"""Does it fit? A request of the workspace, or one said on the command line, is answered; nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from scheduler.calendars.moments import due_instant, start_instant
from scheduler.domain.problems import Notice
from scheduler.domain.record import Source
from scheduler.domain.requests import Request
from scheduler.domain.tasks import TaskPlan
from scheduler.domain.verdict import Verdict
from scheduler.domain.workspace import Workspace
from scheduler.errors import UsageError
from scheduler.explain.reply import reply_of
from scheduler.fairshare.asking import Ask
from scheduler.files.said import said_client, said_due, said_effort, said_skill_and_level, tried
from scheduler.units import TaskId
from scheduler.workflows.asked_work import ask_of
from scheduler.workflows.book_notices import book_notices
from scheduler.workflows.decide_requests import request_named
from scheduler.workflows.edited_requests import DECIDED, edited_words
from scheduler.workflows.fitting.answering import FIT_SECONDS, Answer, answer_request
from scheduler.workflows.fitting.documents import Asked
from scheduler.workflows.fitting.ground import Ground, ground_for
from scheduler.workflows.fitting.nothing_left import nothing_left
from scheduler.workflows.in_line import place_in_line, waits_on
from scheduler.workflows.request_notices import reopened_words

SAID = "said"
"""Id of a request that was said on the command line and is in no file."""


@dataclass(frozen=True, slots=True)
class FitOptions:
    """What the caller of `fit_request` chooses.

    Attributes
    ----------
    as_of
        A date-time as written by a user, or None for that of workspace.yaml, else of `clock`.
    with_plan
        Whether the document holds the whole plan.
    """

    as_of: str | None
    clock: Callable[[], datetime]
    seed: int = 0
    time_limit_seconds: float = FIT_SECONDS
    with_plan: bool = True


@dataclass(frozen=True, slots=True)
class Said:
    """A request said on the command line, as written there."""

    client: str
    skill: str
    effort: str
    by: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class FitOutcome:
    """A verdict, the workspace that it speaks of, whether a plan was made first as none was published, and progress that is missing."""

    workspace: Workspace
    verdict: Verdict
    planned_first: bool
    notices: tuple[Notice, ...] = ()


def fit_request(folder: Path, asked_for: str | Said, *, options: FitOptions) -> FitOutcome:
    """Answer whether a request fits.

    Parameters
    ----------
    asked_for
        Its id or its file, or what was said.

    Raises
    ------
    InputError
        If the workspace is wrong.
    UsageError
        If there is no such request, or what was said makes no sense in this workspace.
    BookError (of `scheduler.errors`)
        If there is a book that cannot be read.
    """
    outside = outside_file(folder, asked_for) if isinstance(asked_for, str) else None
    ground = ground_for(folder, as_of=options.as_of, clock=options.clock, seed=options.seed, request=outside)
    if isinstance(asked_for, str):
        request = request_named(ground.workspace, asked_for if outside is None else outside.name)
    else:
        request = request_said(ground.workspace, asked_for)
    found = done_already(ground, request)
    verdict = found or answered(ground, request, time_limit_seconds=options.time_limit_seconds).verdict
    if not options.with_plan:
        verdict = verdict.model_copy(update={"plan": None})
    return FitOutcome(ground.workspace, verdict, ground.published is None, book_notices(ground.workspace, ground.book))


def outside_file(folder: Path, name: str) -> Path | None:
    """Return the file of a request that lies outside the workspace's requests/; None where the name means one of those."""
    path = Path(name)
    if not path.suffix or (folder / "requests" / path.name).is_file():
        return None
    return path if path.is_file() else None


def done_already(ground: Ground, request: Request) -> Verdict | None:
    """Return the answer to a request of which nothing is left to do; None where something is, or it was accepted already."""
    standing = ground.book.requests.get(request.id)
    ask = ask_of(ground.book, ground.workspace, request)
    if ask.tasks or (standing is not None and standing.status in DECIDED):
        return None
    return nothing_left(ground, ask, asked_of(ground, request, ask))


def answered(
    ground: Ground, request: Request, *, time_limit_seconds: float = FIT_SECONDS, in_round: bool = False
) -> Answer:
    """Return the answer to a request on a ground, with its words.

    Parameters
    ----------
    in_round
        As the daily round decides: spare outside the cap, but only of the next five working days.

    Raises
    ------
    UsageError
        If it was accepted already.
    """
    standing = ground.book.requests.get(request.id)
    if standing is not None and standing.status in DECIDED:
        raise UsageError(
            edited_words(ground.book, request)
            or reopened_words(ground.book, ground.workspace, request)
            or decided_words(request, standing.status)
        )
    ask, waits = ask_of(ground.book, ground.workspace, request), waits_on(ground.book, request)
    answer = answer_request(
        ground,
        ask,
        asked_of(ground, request, ask),
        minimum=request.minimum_minutes,
        time_limit_seconds=time_limit_seconds,
        in_round=in_round,
        is_in_line=waits,
    )
    place = place_in_line(ground.book, request.id) if waits and answer.after is None else None
    verdict = answer.verdict.model_copy(update={"in_line": place})
    return replace(answer, verdict=verdict.model_copy(update={"reply": reply_of(ground.workspace, verdict)}))


def decided_words(request: Request, status: str) -> str:
    """Say that a request was decided already, and what can be done now."""
    if status == "quoted":
        return (
            f"request '{request.id}' is held by a quote already; to promise it: evenhand confirm WORKSPACE {request.id}; to let the "
            f"time go: evenhand cancel WORKSPACE {request.id}"
        )
    return f"request '{request.id}' is {status} already; what was promised: evenhand history WORKSPACE"


def asked_of(ground: Ground, request: Request, ask: Ask) -> Asked:
    """Return what the document repeats of a request."""
    team, hours = ground.book.team, ground.workspace.hours
    return Asked(
        title=request.title if request.id == SAID else request.title or request.tasks[0].title,
        asked_at=start_instant(request.asked_at, team.zone, hours) if ask.asked_at is None else ask.asked_at,
        needed_by=due_instant(request.needed_by, team.zone, hours),
    )


def request_said(workspace: Workspace, said: Said) -> Request:
    """Return a request of one task from what was said.

    Raises
    ------
    UsageError
        If the client or the skill is unknown, or the effort or the time cannot be read; everything wrong at once.
    """
    wrong: list[UsageError] = []
    client = tried(lambda: said_client(workspace, said.client), wrong)
    needed = tried(lambda: said_skill_and_level(workspace, said.skill), wrong)
    minutes = tried(lambda: said_effort(said.effort), wrong)
    by = tried(lambda: said_due(workspace, said.by), wrong)
    if client is None or needed is None or minutes is None or by is None:
        if len(wrong) == 1:
            raise wrong[0]
        fields = ", ".join(each.field for each in wrong)
        raise UsageError("; ".join(str(each) for each in wrong), field=fields)
    skill, level = needed
    source = Source(file="command line", line=1)
    return Request(
        id=SAID,
        client=client.id,
        title=said.title,
        asked_at=workspace.as_of,
        needed_by=by,
        tasks=(
            TaskPlan(
                id=TaskId("work"),
                title=said.title or f"{skill} work",
                skill=skill,
                level=level,
                effort_minutes=minutes,
                source=source,
            ),
        ),
        source=source,
    )
