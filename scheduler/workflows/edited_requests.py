"""Files of requests that were edited after they were decided: what they say now is a new request (contract, section 1)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from scheduler.calendars.words import work_words
from scheduler.domain.requests import Request
from scheduler.explain.words import list_words
from scheduler.fairshare.book import Book

_ASKS = ("client", "needed_by", "latest", "minimum_minutes")
_TASK_ASKS = ("skill", "level", "effort_minutes", "start", "after", "person", "same_person_as", "one_sitting")
"""What changes the work that is asked for; titles, notes and links do not."""

DECIDED = frozenset({"accepted", "quoted"})

_AT_THE_MINUTE = re.compile(r"^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}):00")


def as_read(request: Request) -> dict[str, Any]:
    """Return the file of a request as it was read, for the book: without lines, and without what is not said."""
    found: dict[str, Any] = request.model_dump(mode="json", exclude={"source"}, exclude_none=True)
    for task in found["tasks"]:
        task.pop("source", None)
    return found


def edits_of(book: Book, request: Request) -> tuple[str, ...]:
    """Return what a file says otherwise than when its request was decided last; empty where nothing was decided, or it says the same."""
    before = next((entry.read for entry in reversed(book.entries) if entry.request == request.id and entry.read), None)
    return () if before is None else tuple(_differences(before, as_read(request)))


def edited_words(book: Book, request: Request) -> str:
    """Return that the file of a request that stands was edited, how, and what to do; empty where it was not."""
    standing = book.requests.get(request.id)
    if standing is None or standing.status not in DECIDED:
        return ""
    edits = edits_of(book, request)
    if not edits:
        return ""
    return (
        f"request '{request.id}' is {standing.status}, and its file was edited since ({list_words(edits)}): that is a new request; "
        f"give it an id of its own, or cancel '{request.id}' and ask for it again"
    )


def _differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for name in _ASKS:
        if before.get(name) != now.get(name):
            yield f"{name.removesuffix('_minutes')} is {_said(name, now.get(name))}, was {_said(name, before.get(name))}"
    then, today = ({task["id"]: task for task in each["tasks"]} for each in (before, now))
    yield from (f"'{task}' is new" for task in today if task not in then)
    yield from (f"'{task}' is gone" for task in then if task not in today)
    for task, said in today.items():
        for name in _TASK_ASKS:
            old = then.get(task, said).get(name)
            if old != said.get(name):
                yield f"{name.removesuffix('_minutes')} of '{task}' is {_said(name, said.get(name))}, was {_said(name, old)}"


def _said(name: str, value: Any) -> str:
    if value in (None, [], ""):
        return "not said"
    if name.endswith("_minutes"):
        return work_words(value)
    if isinstance(value, list):
        return list_words([each["task"] if isinstance(each, dict) else str(each) for each in value])
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _AT_THE_MINUTE.sub(r"\1 \2", str(value))
