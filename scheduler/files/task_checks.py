"""What tasks, requests, recurring deliverables and progress say about each other and about clients."""

from __future__ import annotations

from datetime import date

from scheduler.domain.requests import REST
from scheduler.files.dates import parse_date
from scheduler.files.durations import written_minutes
from scheduler.files.findings import did_you_mean
from scheduler.files.known import Ids, Known, by_id
from scheduler.files.repetition import falls_on, needs_since
from scheduler.files.shapes import Draft, FormError
from scheduler.files.task_sets import TaskSet, check_estimates, check_links, check_people


def check_tasks(known: Known) -> None:
    """Report what is wrong among the rows of tasks.csv."""
    drafts = tuple(known.folder.rows["tasks.csv"])
    for draft in drafts:
        if draft.get("client") is not None:
            known.clients.check(draft.get("client"), draft.of("client"))
        _check_commitment(draft, commitment=_commitment_of(draft, default="agreed"), needs_due=True)
    _check_set(known, TaskSet(known.tasks, drafts, "of tasks.csv"))


def check_recurring(known: Known) -> None:
    """Report what is wrong in recurring deliverables: ids, first dates, their tasks."""
    for client in known.folder.clients:
        for draft in client.get("recurring", ()):
            _check_since(client, draft)
            default = _commitment_of(draft, default="agreed")
            for task in draft.get("tasks", ()):
                commitment = _commitment_of(task, default=default)
                _check_commitment(task, commitment=commitment, needs_due=False)
            _check_parts(known, draft, client=client.get("id"), where="of the same deliverable")


def check_requests(known: Known) -> None:
    """Report what is wrong in requests, apart from their times."""
    for draft in known.folder.requests:
        client = draft.get("client")
        if client is not None:
            known.clients.check(client, draft.of("client"))
        _check_parts(known, draft, client=client, where="of the same request")
        efforts = [task.get("effort", 0) for task in draft.get("tasks", ())]
        minimum = draft.get("minimum")
        if minimum is not None and efforts and all(efforts) and minimum > sum(efforts):
            expected = f"at most the effort of all tasks together, {sum(efforts)}m"
            draft.of("minimum").wrong(expected, got=draft.text("minimum"))


def _check_parts(known: Known, draft: Draft, *, client: str | None, where: str) -> None:
    """Report what is wrong among the tasks of one deliverable or request."""
    if "tasks" not in draft.values:
        return
    parts = tuple(draft.values["tasks"])
    ids = Ids("task", by_id(parts), complete=all("id" in part.values for part in parts))
    _check_set(known, TaskSet(ids, parts, where, client))


def _check_set(known: Known, tasks: TaskSet) -> None:
    check_links(tasks)
    check_people(known, tasks)
    check_estimates(tasks)


def _commitment_of(draft: Draft, *, default: str | None) -> str | None:
    """Return the commitment of a draft; None where what is written could not be read."""
    return draft.get("commitment") if "commitment" in draft.written else default


def _check_commitment(draft: Draft, *, commitment: str | None, needs_due: bool) -> None:
    if needs_due and commitment in ("regulatory", "agreed") and "due" not in draft.written:
        draft.of("due").wrong(
            "a date like 2026-11-25 or a time like 2026-11-25T16:45",
            got="",
            said=f"due is empty, and the commitment is {commitment}",
            fix="write a due time, or make it target or tentative work",
        )
    if commitment == "regulatory" and "agreed_on" not in draft.written:
        draft.of("agreed_on").note(
            "regulatory work without agreed_on counts as agreed", fix="write the date on which it was agreed"
        )


def _check_since(client: Draft, draft: Draft) -> None:
    rule = draft.get("rule")
    if rule is None or "since" in draft.written:
        return
    agreements = client.get("agreement", ())
    if any("since" in agreement.written for agreement in agreements):
        return
    why = needs_since(rule)
    if why:
        draft.of("rule").wrong(f"a first date as well ({why})", got=draft.text("rule"), fix="add since")


def check_progress(known: Known) -> None:
    """Report rows of progress.csv that speak of nothing, of nobody, or twice of the same."""
    first: dict[str, int | None] = {}
    for draft in known.folder.rows["progress.csv"]:
        if draft.get("person") is not None:
            known.people.check(draft.get("person"), draft.of("person"))
        name = draft.get("task")
        if name is None:
            continue
        if name in first:
            said = f"the task '{name}' has a row already, in line {first[name]}"
            draft.of("task").wrong("one row for each task", got=name, said=said, fix="make one row of the two")
            continue
        first[name] = draft.spot.line
        _check_progress_task(known, draft, name=name)
        if draft.get("done_on") and draft.get("remaining"):
            draft.of("remaining").note("the task has done_on, so what remains of it is not used")
        _note_overrun(known, draft, name=name)


def _note_overrun(known: Known, draft: Draft, *, name: str) -> None:
    """Say it where work beyond the estimate makes a task done that may not be."""
    task = known.tasks.drafts.get(name)
    worked, effort = draft.get("worked"), task.get("effort") if task else None
    if worked is None or effort is None or worked <= effort or {"remaining", "done_on"} & draft.values.keys():
        return
    said = f"worked is {draft.text('worked')}, more than the effort of {written_minutes(effort)}, so the task counts as done"
    draft.of("worked").note(said, got=draft.text("worked"), fix="if it is not done, write what remains")


def _check_progress_task(known: Known, draft: Draft, *, name: str) -> None:
    """Report a name that no file has, but for what the book knows: of rows that are gone, and of requests and occurrences whose file changed."""
    parts = name.split("/")
    if len(parts) == 3 and (recurring := known.recurring.drafts.get(parts[0])):
        if _has_part(recurring, parts[2]) or name not in known.booked:
            _check_occurrence(known, draft, recurring=recurring, day=parts[1], task=parts[2])
    elif len(parts) == 2 and (request := known.requests.drafts.get(parts[0])):
        # The rest of a task that was promised in two parts is work of its own.
        is_own = any(part.get("id") == parts[1] for part in request.get("tasks", ()))
        part = parts[1] if is_own else parts[1].removesuffix(REST)
        if _has_part(request, part) or name not in known.booked:
            _check_part(draft, request, task=part, noun="request")
    elif len(parts) == 1 and name not in known.tasks.drafts and known.tasks.complete and name in known.booked:
        # Promised work stays promised without its row, until it is cancelled.
        draft.of("task").note(
            f"tasks.csv has no task '{name}' any more, so this row counts only for what the book still promises of it",
            got=name,
        )
    elif len(parts) == 1:
        known.tasks.check(name, draft.of("task"))
    elif known.recurring.complete and known.requests.complete and name not in known.booked:
        near = did_you_mean(parts[0], [*known.recurring.drafts, *known.requests.drafts])
        expected = "a task, an occurrence like weekly-report/2026-11-27/draft, or a request's task like R-104/text"
        draft.of("task").wrong(expected, got=name, fix=near)


def _has_part(owner: Draft, task: str) -> bool:
    """Say whether a request or recurring deliverable has a task, or may have it as far as it could be read."""
    ids = [part.get("id") for part in owner.get("tasks", ())]
    return "tasks" not in owner.values or None in ids or task in ids


def _check_part(draft: Draft, owner: Draft, *, task: str, noun: str) -> None:
    if not _has_part(owner, task):
        ids = [part.get("id") for part in owner.get("tasks", ())]
        said = f"the {noun} '{owner.get('id')}' has no task '{task}'"
        draft.of("task").wrong(f"a task of this {noun}", got=draft.text("task"), said=said, fix=did_you_mean(task, ids))


def _check_occurrence(known: Known, draft: Draft, *, recurring: Draft, day: str, task: str) -> None:
    _check_part(draft, recurring, task=task, noun="recurring deliverable")
    try:
        due_on = parse_date(day)
    except FormError as reason:
        draft.of("task").wrong(
            "the date of an occurrence, like 2026-11-27", got=day, said=f"the date is '{day}'", fix=reason.fix
        )
        return
    rule = recurring.get("rule")
    if rule is not None and not _falls_on(known, recurring, rule=rule, day=due_on):
        # Not a problem: the rule may have changed since the work was done.
        draft.of("task").note(f"'{recurring.get('id')}' does not fall on {day}, so this row is not used", got=day)


def _falls_on(known: Known, recurring: Draft, *, rule: str, day: date) -> bool:
    since = recurring.get("since")
    if since is None:
        owner = next(c for c in known.folder.clients if recurring in c.get("recurring", ()))
        dates = [each.get("since") for each in owner.get("agreement", ()) if each.get("since")]
        since = min(dates, default=None)
    if since is None and needs_since(rule):
        return True
    return falls_on(rule, day, since=since)
