"""Requests answered on small workspaces made by hand, in memory."""

from __future__ import annotations

from typing import Any

from scheduler.domain.record import Source
from scheduler.domain.requests import Request
from scheduler.domain.tasks import TaskPlan
from scheduler.domain.verdict import Verdict
from scheduler.domain.workspace import Workspace
from scheduler.workflows.fit_request import answered
from scheduler.workflows.fitting.ground import Ground, ground_on
from scheduler.workflows.kept_book import checked_plan, opened_book
from tests.building import moment
from tests.property.random_requests import checked


def ground_of(place: Workspace, *, published: bool = False) -> Ground:
    """Return a team with its book opened on its plan, which is published or not."""
    first = checked_plan(place)
    book = opened_book(place, plan=first)
    ground = ground_on(place, book, plan=first, published=None, is_kept=published)
    return ground_on(place, book, plan=ground.plan, published=ground.plan) if published else ground


def request(place: Workspace, *tasks: TaskPlan, by: str, **fields: Any) -> Request:
    """Return a request, asked as the workspace stands; `by` and `latest` are short times."""
    latest = fields.pop("latest", None)
    return Request(
        id="R",
        client=fields.pop("client", "harrow"),
        title=fields.pop("title", "Something"),
        asked_at=place.as_of,
        needed_by=moment(by),
        latest=None if latest is None else moment(latest),
        minimum_minutes=fields.pop("minimum", None),
        tasks=tasks,
        source=Source(file="requests/R.yaml", line=1),
    )


def verdict_on(ground: Ground, asked: Request) -> Verdict:
    """Return the answer to a request, which the independent check lets pass."""
    answer = answered(ground, asked)
    assert checked(ground, asked, answer).violations == ()
    return answer.verdict


def spans_of(verdict: Verdict) -> list[str]:
    """Return where an answer has the work, by start."""
    blocks = sorted((block.start, block.end) for task in verdict.tasks for block in task.blocks)
    return [f"{start:%d %H:%M}-{end:%H:%M}" for start, end in blocks]


def dates_of(verdict: Verdict) -> tuple[str | None, str | None]:
    """Return the earliest finish and the bound of an answer as short times."""
    said = verdict.earliest
    return tuple(None if at is None else f"{at:%d %H:%M}" for at in (said.finish, said.not_before))  # type: ignore[return-value]
