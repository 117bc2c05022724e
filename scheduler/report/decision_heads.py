"""The first line, the reason and the next step of an entry of the book."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from scheduler.report.words import count_words, day_words, hours_words, list_words, moment_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from scheduler.domain.book import Entry, Loss
    from scheduler.report.known_so_far import KnownSoFar
    from scheduler.units import TaskId

MOST_TITLES = 2
_PEOPLE_CHANGED = re.compile(r"hours, absences or meetings of (.+) changed")
_TOLD_BY_STRUCTURE = frozenset({"closed", "consented", "traded", "granted", "published"})
"""Kinds whose reason repeats what the entry says in other fields."""

_PLAIN_HEADS = {
    "opened": "The book is open.",
    "edited": "The files changed. Nobody lost anything.",
    "published": "A plan was published.",
    "repaired": "The book was damaged; its last good state was restored.",
}


def head_words(entry: Entry, known: KnownSoFar, *, today: date) -> str:
    """Return the first line: the answer, what it is about, for whom, and the date."""
    if entry.kind in _PLAIN_HEADS:
        return _PLAIN_HEADS[entry.kind]
    who = known.client(entry.client)
    match entry.kind:
        case "lost":
            return _lost_head(entry, known, today=today)
        case "signed":
            return f"Signed: the agreement with {who}."
        case "closed":
            return f"{_day_words(entry.reason, today=today)} closed: what was not used by then lapsed."
        case "progressed":
            return _progress_head(entry, known)
        case "consented":
            return f"{who} lets another client go first; {entry.actor or 'somebody'} consented."
        case "booked":
            return _booked_head(entry, known, today=today)
        case "cancelled" | "withdrawn" | "expired":
            return _ended_head(entry, known, today=today)
        case _:
            return _answer_head(entry, known, today=today)


def _answer_head(entry: Entry, known: KnownSoFar, *, today: date) -> str:
    """Return the first line of the answer to a request."""
    what = tasks_words(entry, known)
    who = known.client(entry.client)
    due = _dates_words(entry, known, today=today)
    match entry.kind:
        case "quoted":
            until = (
                "" if entry.expires_at is None else f" until {moment_words(known.at(entry.expires_at), today=today)}"
            )
            return f"Held for {who}{until}: {what}, {due}."
        case "confirmed":
            return f"Yes, confirmed: {what} for {who}, {due}."
        case "granted":
            return f"Yes, in the daily round: {what} for {who}, {due}."
        case "traded":
            return f"Yes, in exchange for work of its own: {what} for {who}, {due}."
        case "overridden":
            return f"Decided over the rules by {entry.actor or 'an approver'}: {what} for {who}, {due}."
        case "waiting":
            return f"Not yet: {what} for {who}, {due}, waits for the daily round."
        case "declined":
            effort = hours_words(sum(task.effort_minutes for task in entry.asked))
            said = f", {effort} {due}," if entry.asked else ""
            return f"No: {what} for {who}{said} cannot be promised."
        case _:
            return f"Yes: {what} for {who}, {due}."


def shown_head(headline: str, *, is_taken: bool, gives_all: bool) -> str:
    """Return the first line of a decision as whoever decided sees it.

    Parameters
    ----------
    is_taken
        Whether it was put in line as its client wanted: an offer was taken, nothing is refused.
    gives_all
        Whether all that was asked for is offered in another way below it.
    """
    if is_taken:
        return f"In line: {headline.removeprefix('Not yet: ')}"
    return headline.replace("No: ", "Not as asked: ", 1) if gives_all and headline.startswith("No: ") else headline


def _dates_words(entry: Entry, known: KnownSoFar, *, today: date) -> str:
    """Say by when: one date, or from the first to the last."""
    dues: list[datetime] = [each.due for each in entry.committed if each.task not in entry.released]
    dues = dues or [task.due for task in entry.asked if task.due is not None]
    if entry.kind == "confirmed":
        dues = [known.dues[task] for task in known.of_request.get(entry.request, ()) if task in known.dues]
    if not dues:
        return "without a date"
    first, last = (moment_words(known.at(due), today=today) for due in (min(dues), max(dues)))
    return f"by {last}" if first == last else f"a first part by {first}, all of it by {last}"


def tasks_words(entry: Entry, known: KnownSoFar) -> str:
    """Say what an entry is about: up to two titles, else how many tasks; with the request's id where it has one."""
    tasks = [task.id for task in entry.asked if task.id not in entry.released]
    tasks = tasks or [*entry.released] or [*entry.remaining] or [*known.of_request.get(entry.request, ())]
    return _named_tasks(entry, known, tasks) if tasks else entry.request or "a request"


def _named_tasks(entry: Entry, known: KnownSoFar, tasks: Sequence[TaskId]) -> str:
    is_request = bool(entry.request) and "/" not in entry.request
    whole = (known.title_of_request(entry.request, tasks) or known.title_of_all(tasks)) if is_request else ""
    titles = [whole] if whole else list(dict.fromkeys(known.title(task) for task in tasks))
    what = list_words(titles)
    if len(titles) > MOST_TITLES:
        title = known.called.get(entry.request, "") if is_request else ""
        of = f" of “{title}”" if title else ""
        what = (
            f"{count_words(len(tasks), 'task')}{of}" if of or not is_request else list_words(titles, most=MOST_TITLES)
        )
    named = is_request and f"“{entry.request}”" not in titles
    return f"{what} ({entry.request})" if named else what


def _booked_head(entry: Entry, known: KnownSoFar, *, today: date) -> str:
    what, who = tasks_words(entry, known), known.client(entry.client)
    due = _dates_words(entry, known, today=today)
    if not entry.committed:
        if "not covered" in entry.reason:
            return f"Not covered: {what} of {who}, {due}."
        return f"Known, without a promised date: {what} of {who}."
    begin = {"initial": "Taken over", "row": "New in tasks.csv, and promised"}.get(entry.reason, "Booked")
    return f"{begin}: {what} of {who}, {due}."


def _ended_head(entry: Entry, known: KnownSoFar, *, today: date) -> str:
    what, who = tasks_words(entry, known), known.client(entry.client)
    match entry.kind:
        case "cancelled":
            return _cancelled_head(entry, known, today=today)
        case "withdrawn":
            return f"No longer waiting: {what} of {who}."
        case _:
            return f"Not confirmed in time: {what} is no longer held for {who}."


def _cancelled_head(entry: Entry, known: KnownSoFar, *, today: date) -> str:
    """Return what was taken back; where that is a part of a request, also what of it is still promised."""
    who = known.client(entry.client)
    left = [
        task
        for task in known.of_request.get(entry.request, ())
        if entry.request and task in known.dues and task not in entry.released
    ]
    if not left:
        return f"Cancelled: {tasks_words(entry, known)} of {who}{_by_law(entry, known)}."
    dues = [known.dues[task] for task in left]
    first, last = (moment_words(known.at(due), today=today) for due in (min(dues), max(dues)))
    until = f"by {last}" if first == last else f"between {first} and {last}"
    what, rest = (
        _named_tasks(entry, known, entry.released),
        list_words([*known.titles(left).values()], most=MOST_TITLES),
    )
    return f"Cancelled a part: {what} of {who}{_by_law(entry, known)}. Still promised: {rest}, {until}."


def _by_law(entry: Entry, known: KnownSoFar) -> str:
    legal = [task for task in entry.released if (asked := known.asked.get(task)) and asked.commitment == "regulatory"]
    return ", work bound by law" if legal else ""


def _progress_head(entry: Entry, known: KnownSoFar) -> str:
    who = known.client(entry.client)
    again = {each.task for each in entry.committed}
    over = [task for task, minutes in entry.remaining.items() if not minutes]
    done = [known.title(task) for task in over if task not in known.done]
    left = [f"what was worked of {known.title(task)} is put right" for task in over if task in known.done]
    left += [
        f"{known.title(task)} {'was not done, is promised again and ' if task in again else ''}has {hours_words(minutes)} left"
        for task, minutes in entry.remaining.items()
        if minutes
    ]
    parts = ([f"{list_words(done)} {'is' if len(done) == 1 else 'are'} done"] if done else []) + left
    return f"{who}: {list_words(parts)}." if parts else f"{who}: progress was reported."


def _lost_head(entry: Entry, known: KnownSoFar, *, today: date) -> str:
    """Return who is away and when: as the new facts say, else as the loss does."""
    loss = entry.loss
    if loss is not None and entry.facts is None and loss.from_ < loss.to:
        who = "somebody" if loss.person is None else known.person(loss.person)
        return f"More working time is lost: {who} is still away {_period_words(loss, known, today=today)}."
    if loss is None or loss.person is None:
        return "Working time was lost."
    who = known.person(loss.person)
    period = _period_words(loss, known, today=today) if loss.from_ < loss.to else ""
    away = known.new_absences(loss.person, today=today)
    if away:
        is_part = _is_of_whole_days(loss, known) and not any(each.startswith(period) for each in away)
        first = f"; shared here: {period}" if is_part else ""
        return f"Working time was lost: {who} is away {'; '.join(away)}{first}."
    why = known.leaves_now(loss.person, today=today) or "has less of it than before"
    return f"Working time was lost: {who} {why}{period and f', {period}'}."


def _is_of_whole_days(loss: Loss, known: KnownSoFar) -> bool:
    return all(not at.hour and not at.minute for at in (known.at(loss.from_), known.at(loss.to)))


def _period_words(loss: Loss, known: KnownSoFar, *, today: date) -> str:
    """Return the period of a loss: by days where it is one of whole days."""
    start, end = known.at(loss.from_), known.at(loss.to)
    if _is_of_whole_days(loss, known):
        last = (end - timedelta(days=1)).date()
        return f"{day_words(start.date(), today=today)} to {day_words(last, today=today)}"
    return f"{moment_words(start, today=today, begins=True)} to {moment_words(end, today=today)}"


def reason_words(entry: Entry, known: KnownSoFar) -> str:
    """Return why, as it was written down; nothing where other lines say it."""
    reason = entry.reason.strip()
    if entry.kind in _TOLD_BY_STRUCTURE or reason in ("initial", "recurring", "row"):
        return ""
    changed = _PEOPLE_CHANGED.fullmatch(reason)
    if changed is not None:
        people = [known.person(each) for each in changed[1].split(", ")]
        if entry.loss is not None and entry.loss.person is not None:
            return ""
        return f"Hours, absences or meetings of {list_words(people)} changed."
    for mark in ("row: ", "initial, not covered: "):
        reason = reason.removeprefix(mark)
    if reason in ("initial, without a promise", "row, without a promise"):
        return ""
    if entry.kind == "overridden":
        return f"Reason given: “{reason}”"
    return _sentence(reason)


def next_words(entry: Entry, known: KnownSoFar, *, today: date) -> str:
    """Return what can be done now; empty where nothing has to be."""
    named = entry.request and "/" not in entry.request
    match entry.kind:
        case "quoted":
            return (
                f"Confirm it with `evenhand confirm WORKSPACE {entry.request}` before then, or the time is free again."
            )
        case "waiting":
            at = known.workspace.policy.round_at
            last = entry.latest or max((task.due for task in entry.asked if task.due is not None), default=None)
            until = (
                "" if last is None else f", and waits until {moment_words(known.at(last), today=today)} at the latest"
            )
            return f"It is asked again in the round at {at}{until}."
        case "declined" if named and entry.reason.startswith(("No plan was found", "It needs")):
            if not known.has_approver(entry.client):
                return "Ask for a later date or less work."
            return (
                "Ask for a later date or less work; or an approver decides: "
                f"`evenhand accept WORKSPACE {entry.request} --approved-by NAME --reason TEXT`."
            )
        case "declined" if named and " in one sitting, but " in entry.reason:
            return "Ask for less work, or whether it may be done in parts."
        case "declined" if named and entry.reason.startswith("“"):
            return "Ask for a later date or less work."
        case "expired":
            return f"Ask again: `evenhand accept WORKSPACE {entry.request}`."
        case "lost" | "overridden" if entry.loss is not None and entry.loss.late:
            late = [known.client(known.owners[task]) for task in entry.loss.late if task in known.owners]
            names = list_words(list(dict.fromkeys(late)))
            return f"Run `evenhand plan WORKSPACE`, which may find earlier times; then tell {names} before they have to ask."
        case _:
            return ""


def _day_words(text: str, *, today: date) -> str:
    try:
        return day_words(date.fromisoformat(text), today=today)
    except ValueError:
        return text


def _sentence(text: str) -> str:
    if not text:
        return text
    text = text[0].upper() + text[1:]
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
