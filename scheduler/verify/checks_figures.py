"""Whether the figures of the document follow from its blocks: rows of tasks, sums of people and clients, the frame."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

from scheduler.units import Instant
from scheduler.verify.case import Case, Entry, about, violation
from scheduler.verify.checks_frame import frame_is_the_workspaces
from scheduler.verify.clock import minute_of, say_minutes
from scheduler.verify.comparing import NAME, compare_amount, compare_instant, compare_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.domain.plan import ClientLoad, PersonLoad, PlannedTask, UnplacedTask, Violation
    from scheduler.verify.work import Work

_SHORT_BLOCK_MINUTES = 30


def figures_add_up(case: Case) -> Iterator[Violation]:
    """Measure by how much each figure of the document differs from what its blocks and the workspace give."""
    yield from frame_is_the_workspaces(case)
    for entry in case.entries:
        yield from _blocks(case, entry)
        yield from _times(case, entry)
        if entry.work is not None and entry.is_open_work:
            yield from _row(case, entry, entry.work)
    for row in case.plan.unplaced:
        work = case.facts.open_work.get(row.id)
        if work is not None:
            yield from _unplaced(row, work)
    yield from _uncovered(case)
    yield from _people(case)
    yield from _clients(case)
    yield from _short_blocks(case)


def _blocks(case: Case, entry: Entry) -> Iterator[Violation]:
    previous: Instant | None = None
    for number, block in enumerate(entry.row.blocks, start=1):
        start, end = minute_of(block.start), minute_of(block.end)
        subject = entry.row.id
        is_whole = _is_whole(block.start) and _is_whole(block.end)
        if start < end and is_whole and (previous is None or previous <= start):
            previous = start
            continue
        where = f"{about(entry)}: block {number}, {case.say_at(start, entry.row.person)},"
        if end <= start:
            how = "is empty" if end == start else f"ends {say_minutes(start - end)} before it starts"
            yield violation(NAME, subject, f"{where} {how}", measured=end - start, limit=1)
        if not is_whole:
            text = f"{where} does not start and end on a whole minute"
            yield violation(NAME, subject, text, measured=1, limit=0, unit="blocks")
        if previous is not None and start < previous:
            text = f"{where} stands after a later block; blocks stand in order"
            yield violation(NAME, subject, text, measured=previous - start, limit=0)
        previous = start


def _is_whole(at: datetime) -> bool:
    offset = at.utcoffset()
    seconds = 0 if offset is None else offset.seconds % 60
    return (at.second - seconds) % 60 == 0 and at.microsecond == 0


def _times(case: Case, entry: Entry) -> Iterator[Violation]:
    """Check start and finish against the blocks."""
    row = entry.row
    if not entry.pieces:
        yield violation(NAME, row.id, f"{about(entry)}: has no block", measured=0, limit=1, unit="blocks")
        return
    yield from compare_instant(case, row.id, f"{about(entry)}: start", claimed=row.start, actual=entry.start)
    yield from compare_instant(case, row.id, f"{about(entry)}: finish", claimed=row.finish, actual=entry.finish)


def _row(case: Case, entry: Entry, work: Work) -> Iterator[Violation]:
    row = entry.row
    release = case.facts.release_of(work)
    yield from compare_instant(case, row.id, f"{about(entry)}: release", claimed=row.release, actual=release)
    yield from _due(case, row, work)
    if entry.pieces:
        late = 0 if work.due_at is None else max(0, entry.finish - work.due_at)
        slack = None if work.due_at is None else max(0, work.due_at - entry.finish)
        yield from compare_amount(row.id, f"{about(entry)}: late_minutes", claimed=row.late_minutes, actual=late)
        if (row.slack_minutes is None) != (slack is None):
            text = f"{about(entry)}: slack_minutes is {row.slack_minutes}, but it {_due_in_words(work)}"
            yield violation(NAME, row.id, text, measured=row.slack_minutes or 0, limit=slack or 0)
        elif slack is not None and row.slack_minutes is not None:
            yield from compare_amount(row.id, f"{about(entry)}: slack_minutes", claimed=row.slack_minutes, actual=slack)
    for field, claimed, actual in (
        ("client", row.client, work.client),
        # A request may leave out the titles of its tasks, and a plan made elsewhere has none where it writes an empty one.
        ("title", row.title, work.title if row.title and work.title else row.title),
        ("deliverable", row.deliverable, work.deliverable),
        ("skill", row.skill.partition(":")[0], work.skill),
        ("commitment", row.commitment, work.commitment),
        ("counts_as", row.counts_as, work.counts_as),
    ):
        yield from compare_word(row.id, f"{about(entry)}: {field}", claimed=claimed, actual=actual)


def _due(case: Case, row: PlannedTask, work: Work) -> Iterator[Violation]:
    what = f"task '{row.id}': due"
    if row.due is not None and work.due_at is not None:
        yield from compare_instant(case, row.id, what, claimed=row.due, actual=work.due_at)
    elif row.due is not None or work.due_at is not None:
        claimed = "none" if row.due is None else case.say_at(minute_of(row.due))
        text = f"{what} is {claimed} in the plan, but it {_due_in_words(work)}"
        yield violation(NAME, row.id, text, measured=0, limit=1, unit="claims")


def _due_in_words(work: Work) -> str:
    return "has no due time" if work.due_at is None else "has a due time"


def _unplaced(row: UnplacedTask, work: Work) -> Iterator[Violation]:
    what = f"unplaced task '{row.id}'"
    yield from compare_amount(
        row.id, f"{what}: remaining_minutes", claimed=row.remaining_minutes, actual=work.remaining_minutes
    )
    yield from compare_word(row.id, f"{what}: client", claimed=row.client, actual=work.client)
    yield from compare_word(row.id, f"{what}: commitment", claimed=row.commitment, actual=work.commitment)


def _uncovered(case: Case) -> Iterator[Violation]:
    """Check the list of agreed work that no decision covers; without holdings, that it is open agreed work."""
    listed = Counter(case.plan.uncovered)
    for task in sorted({*listed, *case.uncovered}):
        right = 1 if task in case.uncovered else 0
        if listed[task] != right:
            text = f"task '{task}' stands {listed[task]} times in the plan's list of uncovered work, {right} is right"
            yield violation(NAME, task, text, measured=listed[task], limit=right, unit="rows")


def _people(case: Case) -> Iterator[Violation]:
    """Check the sums of people; a plan without such rows claims nothing of them."""
    if not case.plan.people:
        return
    planned: Counter[str] = Counter()
    overtime: Counter[str] = Counter()
    held: Counter[str] = Counter()
    for entry in case.entries:
        planned[entry.row.person] += entry.minutes
        overtime[entry.row.person] += entry.overtime_minutes
    for hold in case.plan.held:
        for block in hold.blocks:
            held[block.person] += max(0, minute_of(block.end) - minute_of(block.start))
    yield from _listed_once("people", [row.id for row in case.plan.people], {name for name in planned if planned[name]})
    for row in case.plan.people:
        yield from _person(case, row, (planned[row.id], held[row.id], overtime[row.id]))


def _person(case: Case, row: PersonLoad, sums: tuple[int, int, int]) -> Iterator[Violation]:
    known = case.facts.people.get(row.id)
    available = 0 if known is None else sum(span.minutes for span in known.free)
    for field, claimed, actual in (
        ("available_minutes", row.available_minutes, available),
        ("planned_minutes", row.planned_minutes, sums[0]),
        ("held_minutes", row.held_minutes, sums[1]),
        ("overtime_minutes", row.overtime_minutes, sums[2]),
    ):
        yield from compare_amount(row.id, f"{row.id}: {field}", claimed=claimed, actual=actual)


def _clients(case: Case) -> Iterator[Violation]:
    """Check the sums of clients; a plan without such rows claims nothing of them."""
    if not case.plan.clients:
        return
    planned: Counter[str] = Counter()
    late: Counter[str] = Counter()
    unplaced: Counter[str] = Counter()
    for entry in case.entries:
        client = entry.row.client if entry.work is None else entry.work.client
        planned[client] += entry.minutes
        if entry.is_open_work and entry.work is not None and entry.work.due_at is not None and entry.pieces:
            late[client] += max(0, entry.finish - entry.work.due_at)
    for row in case.plan.unplaced:
        work = case.facts.open_work.get(row.id)
        unplaced[row.client if work is None else work.client] += 0 if work is None else work.remaining_minutes
    touched = {name for name in [*planned, *unplaced] if planned[name] or unplaced[name]}
    yield from _listed_once("clients", [row.id for row in case.plan.clients], touched)
    for row_of_client in case.plan.clients:
        name = row_of_client.id
        yield from _client(case, row_of_client, (planned[name], late[name], unplaced[name]))


def _client(case: Case, row: ClientLoad, sums: tuple[int, int, int]) -> Iterator[Violation]:
    guaranteed = case.facts.guaranteed.get(row.id, 0)
    for field, claimed, actual in (
        ("guaranteed_minutes", row.guaranteed_minutes, guaranteed),
        ("planned_minutes", row.planned_minutes, sums[0]),
        ("borrowed_minutes", row.borrowed_minutes, max(0, sums[0] - guaranteed)),
        ("late_minutes", row.late_minutes, sums[1]),
        ("unplaced_minutes", row.unplaced_minutes, sums[2]),
    ):
        yield from compare_amount(row.id, f"client '{row.id}': {field}", claimed=claimed, actual=actual)


def _listed_once(which: str, listed: list[str], needed: set[str]) -> Iterator[Violation]:
    times = Counter(listed)
    for name in sorted({*times, *needed}):
        if times[name] != 1:
            text = f"'{name}' stands {times[name]} times in the plan's list of {which}, not once"
            yield violation(NAME, name, text, measured=times[name], limit=1, unit="rows")


def _short_blocks(case: Case) -> Iterator[Violation]:
    """Count pieces under half an hour; touching blocks of one task are one piece."""
    if "short_blocks" not in case.plan.model_fields_set:
        return
    actual = sum(1 for entry in case.entries for span in entry.spans if span.minutes < _SHORT_BLOCK_MINUTES)
    yield from compare_amount(
        "short_blocks", "short_blocks", claimed=case.plan.short_blocks, actual=actual, unit="blocks"
    )
