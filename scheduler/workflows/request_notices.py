"""What a lead should know of accepted requests: work of them that was done and has something left again."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.calendars.words import work_words
from scheduler.domain.problems import Notice
from scheduler.domain.requests import Request
from scheduler.domain.workspace import Workspace
from scheduler.explain.words import list_words
from scheduler.fairshare.book import Book
from scheduler.fairshare.reported_work import Reopened, reopened_work


def request_notices(workspace: Workspace, book: Book) -> Iterator[Notice]:
    """Yield a notice for each task of an accepted request that is open again.

    Parameters
    ----------
    workspace
        As read, without the tasks of accepted requests.
    """
    files = {request.id: request.source.file for request in workspace.requests}
    for work in reopened_work(book, workspace):
        text = (
            f"'{work.asked.id}' was done and has {work_words(work.left)} left again, which is planned without a promise. "
            f"Done after all, or not wanted any more? Say so in progress.csv (done_on, or remaining 0m). For a promise, {_how_to_ask(work)}."
        )
        file, line = (
            (files.get(work.request, "progress.csv"), None)
            if work.row is None
            else (work.row.source.file, work.row.source.line)
        )
        yield Notice(file=file, line=line, subject=work.asked.id, field="task", text=text)


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
    return f"ask for what is left in a request with an id of its own, and give '{work.asked.id}' a remaining of 0m"
