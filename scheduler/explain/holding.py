"""What a plan says of the book: its held hours and the work that a decision covers, as reasons need them."""

from __future__ import annotations

from scheduler.calendars.recurrence import all_tasks
from scheduler.calendars.words import work_words
from scheduler.calendars.zones import Zone
from scheduler.domain.holdings import HeldPiece, Holdings, PromisedDate
from scheduler.domain.plan import Plan
from scheduler.domain.workspace import Workspace
from scheduler.explain.evidence import Evidence
from scheduler.explain.words import list_words
from scheduler.instance.records import TaskItem
from scheduler.units import ClientId, Instant


def holdings_of(workspace: Workspace, plan: Plan) -> Holdings | None:
    """Return the holdings that a plan shows, its held pieces where they stand; None where it speaks of no book."""
    if not (plan.held or plan.uncovered or plan.book):
        return None
    pieces = [
        HeldPiece(
            block=block.block,
            client=row.client,
            skill=row.skill,
            person=block.person,
            day=row.day,
            kind=row.kind,
            minutes=Zone.instant_of(block.end) - Zone.instant_of(block.start),
            lapses_at=Zone.instant_of(row.lapses_at),
            start=Zone.instant_of(block.start),
            end=Zone.instant_of(block.end),
        )
        for row in plan.held
        for block in row.blocks
    ]
    end = Zone.instant_of(plan.horizon.end)
    covered = {task.id for task in all_tasks(workspace)} - set(plan.uncovered)
    return Holdings(
        held=tuple(pieces),
        commitments={task: PromisedDate(due=end, floor_at=end) for task in sorted(covered)},
    )


def held_minutes(items: list[TaskItem]) -> dict[int, int]:
    """Return the minutes of held pieces by client (indices)."""
    minutes: dict[int, int] = {}
    for item in items:
        minutes[item.client] = minutes.get(item.client, 0) + item.remaining_minutes
    return minutes


def held_words(evidence: Evidence, minutes: dict[int, int]) -> str:
    """Say for whom how much is held: `4 h held for Vale and 2 h for Harrow`."""
    shares = sorted(minutes.items(), key=lambda each: (-each[1], each[0]))
    first, *others = [
        f"{work_words(amount)} {{}}for {client_name(evidence, evidence.instance.clients[client].id)}"
        for client, amount in shares
    ]
    return list_words([first.format("held "), *(other.format("") for other in others)])


def client_name(evidence: Evidence, client: ClientId) -> str:
    """Return the name of a client."""
    return next(each.name for each in evidence.workspace.clients if each.id == client)


def held_in_the_way(evidence: Evidence, people: frozenset[int], *, start: Instant, until: Instant) -> list[str]:
    """Say what is held of the time of some people on days that meet [start, until): one phrase per person."""
    found: list[str] = []
    for person in sorted(people):
        items = [
            item
            for item in evidence.instance.tasks
            if item.rank == "held" and item.eligible == (person,) and item.release_at < until and start < _end(item)
        ]
        if items:
            found.append(f"{held_words(evidence, held_minutes(items))} of the time of {evidence.person(person).name}")
    return found


def _end(item: TaskItem) -> Instant:
    return item.release_at if item.due_at is None else item.due_at
