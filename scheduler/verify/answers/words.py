"""What the client hears names no other client and none of their work; and the harm that an override would do is told truly."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scheduler.verify.answers.question import broken
from scheduler.verify.clock import minute_of, say, say_minutes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.domain.plan import PlannedTask, Violation
    from scheduler.verify.answers.question import Question


def words_name_nobody(question: Question) -> Iterator[Violation]:
    """Check the words for the phone and for the client: whole words, capitals aside, but for titles of a single word."""
    reply = question.verdict.reply
    told = {"phone": " ".join(reply.phone), "client": reply.client}
    for where, text in told.items():
        for term, whose, exact in _secrets(question):
            if _stands_in(term, text, exact=exact):
                yield broken("words_name_nobody", where, f"the words for the {where} say '{term}', {whose}")


def _secrets(question: Question) -> Iterator[tuple[str, str, bool]]:
    """Yield what must not be said, whose it is, and whether its capitals matter; never what is the requester's own word too."""
    workspace, own = question.before.facts.workspace, question.request.client
    said = [question.request.id, question.request.title]
    said += [word for client in workspace.clients if client.id == own for word in (client.id, client.name)]
    said += [
        word for work in question.before.facts.work.values() if work.client == own for word in (work.id, work.title)
    ]
    own_words = " \n ".join(said)
    for client in workspace.clients:
        if client.id != own:
            for term in (client.id, client.name):
                if not _stands_in(term, own_words, exact=False):
                    yield term, "another client", False
    for work in question.before.facts.work.values():
        if work.client != own:
            for term, exact in ((work.id, False), (work.title, len(work.title.split()) < 2)):
                if term and not _stands_in(term, own_words, exact=False):
                    yield term, "work of another client", exact


def _stands_in(term: str, text: str, *, exact: bool) -> bool:
    pattern = rf"(?<![\w-]){re.escape(term)}(?![\w-])"
    return re.search(pattern, text, 0 if exact else re.IGNORECASE) is not None


def _published_rows(question: Question) -> tuple[PlannedTask, ...]:
    return () if question.published is None else question.published.tasks


def harm_is_told(question: Question) -> Iterator[Violation]:
    """Check each task of the harm list: it is another client's, stands where it is said to, and would be so late."""
    name, seen = "harm_is_told", set()
    for row in question.verdict.harm:
        work = question.before.facts.open_work.get(row.task)
        stood = question.before.placed.get(row.task)
        if work is None or work.client != row.client or row.task in question.ids or row.task in seen:
            yield broken(name, row.task, f"'{row.task}' is no open work of '{row.client}', or is listed twice")
            continue
        seen.add(row.task)
        ends = {minute_of(each.finish) for each in _published_rows(question) if each.id == row.task}
        if stood is not None and minute_of(row.from_finish) not in {stood.finish, *ends}:
            text = f"'{row.task}' ends {say(stood.finish, question.zone)}, not {say(minute_of(row.from_finish), question.zone)}"
            yield broken(name, row.task, text, measured=abs(minute_of(row.from_finish) - stood.finish), limit=0)
        if row.to_finish is not None and work.due_at is not None:
            late = max(0, minute_of(row.to_finish) - work.due_at)
            if late != row.late_minutes:
                text = f"'{row.task}' would be {say_minutes(late)} late, not {say_minutes(row.late_minutes)}"
                yield broken(name, row.task, text, measured=row.late_minutes, limit=late, unit="minutes")
