"""What a lead should know of accepted requests: work of them that was done and has something left again, and files that are gone."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.calendars.words import moment_words, work_words
from scheduler.domain.problems import Notice
from scheduler.domain.requests import Request
from scheduler.domain.workspace import Workspace
from scheduler.explain.words import list_words
from scheduler.fairshare.book import Book
from scheduler.fairshare.reported_work import Reopened, reopened_work


def request_notices(workspace: Workspace, book: Book) -> Iterator[Notice]:
    """Yield a notice for each task of an accepted request that is open again, and for each promised request without a file.

    Parameters
    ----------
    workspace
        As read, without the tasks of accepted requests.
    """
    files = {request.id: request.source.file for request in workspace.requests}
    for work in reopened_work(book, workspace):
        text = (
            f"'{work.asked.id}' was done and has {work_words(work.left)} left again, which is planned without a promise. "
            f"Done after all, or not wanted any more? Say so in progress.csv (done_on, or what was worked and remaining 0m). For a promise, {_how_to_ask(work)}."
        )
        file, line = (
            (files.get(work.request, "progress.csv"), None)
            if work.row is None
            else (work.row.source.file, work.row.source.line)
        )
        yield Notice(file=file, line=line, subject=work.asked.id, field="task", text=text)
    yield from _gone(workspace, book, files)


def _gone(workspace: Workspace, book: Book, files: dict[str, str]) -> Iterator[Notice]:
    """Yield a notice for each request without a file of which work is promised: taking a file out takes no promise back."""
    names = {client.id: client.name for client in workspace.clients}
    for request, standing in book.requests.items():
        dates = [promised.due for promised in book.commitments.values() if promised.request == request]
        if request in files or standing.status not in ("accepted", "quoted") or not dates:
            continue
        due = moment_words(max(dates), book.team.zone, now=book.clock)
        client = names.get(standing.client)
        what = "promised" if standing.status == "accepted" else "held for an answer"
        stays = (
            f"it stays {what} and planned"
            if client
            else f"it stays {what}, but clients.yaml has no such client to plan for"
        )
        text = (
            f"There is no file of request '{request}' in requests/, but its work is {what} for {client or standing.client} by {due}: "
            f"{stays}. Its lines in progress.csv count. Cancelled? evenhand cancel WORKSPACE {request}."
        )
        yield Notice(file="requests", line=None, subject=request, field="id", text=text)


def reopened_words(book: Book, workspace: Workspace, request: Request) -> str:
    """Return that work of a request that stands was done and is open again, and what to do; empty where there is none."""
    found = [work for work in reopened_work(book, workspace) if work.request == request.id]
    if not found:
        return ""
    tasks = list_words(f"'{work.asked.id}' ({work_words(work.left)} left)" for work in found)
    is_one = len(found) == 1
    return (
        f"request '{request.id}' is accepted already, and {tasks} {'was' if is_one else 'were'} done and "
        f"{'is' if is_one else 'are'} open again, planned without a promise; for a promise, {_how_to_ask(found[0])}"
    )


def _how_to_ask(work: Reopened) -> str:
    return f"ask for what is left in a request with an id of its own, and give '{work.asked.id}' what was worked of it and a remaining of 0m"
