"""The work of a workspace: one-off tasks and occurrences of recurring ones, what remains of them, who may do them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from dateutil.rrule import rrulestr

from scheduler.units import ClientId, Instant, PersonId, TaskId
from scheduler.verify.dates import TeamDays
from scheduler.verify.shares import counted_as_regulatory

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from scheduler.domain.clients import Client, Recurring
    from scheduler.domain.people import Person
    from scheduler.domain.tasks import Commitment, Progress, Task, TaskPlan
    from scheduler.domain.times import Wait
    from scheduler.domain.workspace import Workspace


_UNTIL = re.compile(r"UNTIL=(\d{8})T\d{6}Z?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Work:
    """One known task with everything resolved to instants and exact minutes.

    Attributes
    ----------
    remaining_minutes
        0 for done work.
    is_open
        Planned by this workspace; what is not open is done.
    starts_at
        Its own earliest start, and the opening of a recurring window; None where it has none.
    due_on
        The date of the due time in the workspace's zone.
    after
        Ids of predecessors with the waits after them.
    done_on, done_by
        As recorded.
    """

    id: TaskId
    client: ClientId
    deliverable: str
    title: str
    skill: str
    level: int
    effort_minutes: int
    remaining_minutes: int
    is_open: bool
    commitment: Commitment
    counts_as: Commitment
    priority: int
    starts_at: Instant | None
    due_at: Instant | None
    due_on: date | None
    after: tuple[tuple[TaskId, Wait], ...]
    pinned_to: PersonId | None
    same_person_as: tuple[TaskId, ...]
    one_sitting: bool
    agreed_on: date | None
    done_on: date | None
    done_by: PersonId | None


@dataclass(frozen=True, slots=True)
class _Draft:
    """A task before progress and commitment classes are applied to it."""

    plan: TaskPlan
    id: TaskId
    client: ClientId
    deliverable: str
    title: str
    commitment: Commitment
    starts_at: Instant | None
    due_at: Instant | None
    due_on: date | None
    after: tuple[tuple[TaskId, Wait], ...]
    same_person_as: tuple[TaskId, ...]


def remaining_minutes(task: TaskPlan, progress: Progress | None) -> int:
    """Return what remains of a task: 0 where it is done."""
    if progress is not None and progress.done_on is not None:
        return 0
    if progress is not None and progress.remaining_minutes is not None:
        return max(0, progress.remaining_minutes)
    worked = task.spent_minutes
    if progress is not None and progress.worked_minutes is not None:
        worked = progress.worked_minutes
    return max(0, task.effort_minutes - (worked or 0))


def known_work(workspace: Workspace, team: TeamDays) -> dict[TaskId, Work]:
    """Return every task that this workspace speaks of, open and done, by id.

    These are the rows of tasks.csv and the occurrences of recurring work with their due in (as_of, end of horizon], or
    earlier with an open row in progress.csv; what is listed as a task of its own was promised for another time. What was
    cancelled is no work any more, and nothing waits for it.
    """
    progress = {row.task: row for row in workspace.progress}
    drafts = [_one_off(task, team) for task in workspace.tasks]
    months: list[_Draft] = []
    listed = {task.id for task in workspace.tasks}
    for client in workspace.clients:
        for recurring in client.recurring:
            days = _planned_days(recurring, client, team, progress)
            made = [_occurrence(recurring, client, plan, day, team) for day in days for plan in recurring.tasks]
            drafts += [draft for draft in made if draft.id not in listed]
            months += _rest_of_months(recurring, client, days, team)
    gone = frozenset(workspace.cancelled)
    if gone:
        drafts, months = _standing(drafts, gone), [draft for draft in months if draft.id not in gone]
    regulatory = counted_as_regulatory(
        workspace,
        team,
        [
            (draft.client, draft.plan.agreed_on, draft.due_at, draft.due_on, draft.id, draft.plan.effort_minutes)
            for draft in [*drafts, *months]
            if draft.commitment == "regulatory"
        ],
    )
    return {draft.id: _resolved(draft, progress.get(draft.id), draft.id in regulatory) for draft in drafts}


def _standing(drafts: Sequence[_Draft], gone: frozenset[TaskId]) -> list[_Draft]:
    """Return the tasks that were not cancelled; those that one person had to do together with a cancelled one still go together."""
    ties = [{draft.id, *draft.same_person_as} for draft in drafts]
    found = []
    for draft in drafts:
        if draft.id in gone:
            continue
        mates = _tied({draft.id}, ties) if any(tie & gone for tie in ties) else {*draft.same_person_as}
        found.append(
            replace(
                draft,
                after=tuple((task, wait) for task, wait in draft.after if task not in gone),
                same_person_as=tuple(sorted(mates - gone - {draft.id})),
            )
        )
    return found


def _tied(tasks: set[TaskId], ties: Sequence[set[TaskId]]) -> set[TaskId]:
    """Return all tasks that hang together with some by ties, in either direction."""
    while True:
        more = tasks.union(*(tie for tie in ties if tie & tasks))
        if more == tasks:
            return tasks
        tasks = more


def recurring_ids(workspace: Workspace) -> frozenset[str]:
    """Return the ids of all recurring deliverables: the id of a task of one begins with it and a slash."""
    return frozenset(item.id for client in workspace.clients for item in client.recurring)


def _resolved(draft: _Draft, progress: Progress | None, is_regulatory: bool) -> Work:
    remaining = remaining_minutes(draft.plan, progress)
    counts_as = draft.commitment
    if counts_as == "regulatory" and not is_regulatory:
        counts_as = "agreed"
    return Work(
        id=draft.id,
        client=draft.client,
        deliverable=draft.deliverable,
        title=draft.title,
        skill=draft.plan.skill,
        level=draft.plan.level,
        effort_minutes=draft.plan.effort_minutes,
        remaining_minutes=remaining,
        is_open=remaining > 0,
        commitment=draft.commitment,
        counts_as=counts_as,
        priority=draft.plan.priority,
        starts_at=draft.starts_at,
        due_at=draft.due_at,
        due_on=draft.due_on,
        after=draft.after,
        pinned_to=draft.plan.person,
        same_person_as=draft.same_person_as,
        one_sitting=draft.plan.one_sitting,
        agreed_on=draft.plan.agreed_on,
        done_on=progress.done_on if progress is not None else None,
        done_by=progress.person if progress is not None else None,
    )


def _one_off(task: Task, team: TeamDays) -> _Draft:
    return _Draft(
        plan=task,
        id=task.id,
        client=task.client,
        deliverable=task.deliverable,
        title=task.title,
        commitment=task.commitment,
        starts_at=None if task.start is None else team.start_at(task.start),
        due_at=None if task.due is None else team.due_at(task.due),
        due_on=None if task.due is None else team.due_on(task.due),
        after=tuple((after.task, after.wait) for after in task.after),
        same_person_as=task.same_person_as,
    )


def _due_at(recurring: Recurring, day: date, team: TeamDays) -> Instant:
    if recurring.due_time_minute is None:
        return team.due_at(day)
    return team.clock_at(day, recurring.due_time_minute)


def _occurrence(recurring: Recurring, client: Client, plan: TaskPlan, day: date, team: TeamDays) -> _Draft:
    prefix = f"{recurring.id}/{day.isoformat()}"
    local = {task.id for task in recurring.tasks}

    def whole(task: TaskId) -> TaskId:
        return TaskId(f"{prefix}/{task}") if task in local else task

    opens_on = team.working_day_before(day, recurring.start_before_working_days)
    starts = [] if opens_on is None else [team.opens_at(opens_on)]
    if plan.start is not None:
        starts.append(team.start_at(plan.start))
    return _Draft(
        plan=plan,
        id=whole(plan.id),
        client=client.id,
        deliverable=prefix,
        title=f"{recurring.title}: {plan.title or plan.id}",
        commitment=plan.commitment or recurring.commitment,
        starts_at=max(starts, default=None),
        due_at=_due_at(recurring, day, team),
        due_on=day,
        after=tuple((whole(after.task), after.wait) for after in plan.after),
        same_person_as=tuple(whole(task) for task in plan.same_person_as),
    )


def _counted_from(recurring: Recurring, client: Client) -> date | None:
    if recurring.since is not None:
        return recurring.since
    return min((agreement.since for agreement in client.agreements if agreement.since is not None), default=None)


def _days_of(rule: str, since: date, first: date, last: date) -> list[date]:
    """Return the dates of an RFC 5545 rule from `first` to `last`, counted from `since`."""
    # A rule of dates is expanded on naive midnights; an UNTIL in UTC could not be compared with them.
    expanded = rrulestr(_UNTIL.sub(r"UNTIL=\1", rule), dtstart=datetime.combine(since, time()))
    found = expanded.between(datetime.combine(first, time()), datetime.combine(last, time(23, 59)), inc=True)
    return sorted({at.date() for at in found})


def _planned_days(
    recurring: Recurring, client: Client, team: TeamDays, progress: Mapping[TaskId, Progress]
) -> list[date]:
    since = _counted_from(recurring, client)
    day_before = team.first_on - timedelta(days=1)
    ahead = _days_of(recurring.rule, since or team.first_on, day_before, team.last_on)
    days = {day for day in ahead if team.as_of < _due_at(recurring, day, team) <= team.horizon_end}
    for task in recurring.tasks:
        for row in progress.values():
            day = _day_of_open_row(recurring, task, row)
            # Without a `since` the rule has no start of its own, so it is asked whether it would begin on that day.
            if day is not None and _due_at(recurring, day, team) <= team.as_of:
                days.update(_days_of(recurring.rule, since or day, day, day))
    return sorted(days)


def _day_of_open_row(recurring: Recurring, task: TaskPlan, row: Progress) -> date | None:
    """Return the date of the occurrence whose task `row` leaves open; None where the row speaks of something else."""
    head, tail = f"{recurring.id}/", f"/{task.id}"
    if not (row.task.startswith(head) and row.task.endswith(tail)) or remaining_minutes(task, row) == 0:
        return None
    try:
        return date.fromisoformat(row.task[len(head) : -len(tail)])
    except ValueError:
        return None


def _rest_of_months(recurring: Recurring, client: Client, planned: list[date], team: TeamDays) -> list[_Draft]:
    """Return regulatory occurrences outside the plan that share a month with it: they use up the month's share too."""
    since = _counted_from(recurring, client)
    plans = [plan for plan in recurring.tasks if (plan.commitment or recurring.commitment) == "regulatory"]
    if since is None or not plans:
        return []
    first = min([*planned, team.first_on]).replace(day=1)
    last = (team.last_on.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    days = set(_days_of(recurring.rule, since, first, last)) - set(planned)
    return [_occurrence(recurring, client, plan, day, team) for day in sorted(days) for plan in plans]


def same_person_groups(work: Iterable[Work]) -> dict[TaskId, frozenset[TaskId]]:
    """Return for each task the tasks that one person must do with it, itself included."""
    every = list(work)
    group: dict[TaskId, set[TaskId]] = {task.id: {task.id} for task in every}
    for task in every:
        for other in task.same_person_as:
            if other in group and group[other] is not group[task.id]:
                merged = group[task.id] | group[other]
                for member in merged:
                    group[member] = merged
    frozen = {id(members): frozenset(members) for members in group.values()}
    return {task: frozen[id(members)] for task, members in group.items()}


def may_do(person: Person, task: Work, excluded: Mapping[ClientId, frozenset[PersonId]]) -> bool:
    """Say whether a person has the skill and level, is not excluded, and no pin forbids it (same person aside)."""
    level = person.level_of(task.skill)
    if level is None or level < task.level or person.id in excluded.get(task.client, frozenset()):
        return False
    return task.pinned_to is None or task.pinned_to == person.id
