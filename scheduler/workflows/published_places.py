"""A published plan is where the team works: the book's witness follows it, as far as the rules of the book let it."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.calendars.spans import merged, within
from scheduler.calendars.zones import instant_of
from scheduler.domain.book import Entry, Stand
from scheduler.domain.plan import Plan
from scheduler.fairshare.answers import work_stands
from scheduler.fairshare.book import Book
from scheduler.fairshare.copying import with_entry
from scheduler.fairshare.dated_block import whole_piece
from scheduler.fairshare.witness import WorkPlace
from scheduler.units import FAR, PersonId, Span, TaskId
from scheduler.verify.book.auditor import Auditor

REASON = "the plan of the week"


def publish(book: Book, plan: Plan) -> Entry:
    """Append the entry of a published plan, with promised work and held blocks where the plan has them.

    Where the book's rules do not let them stand there (the auditor says so) the witness stays as it is.
    """
    bare = Entry(seq=0, at=book.team.aware(book.clock), kind="published", reason=REASON)
    work = _moved_work(book, plan)
    stands = _moved_blocks(book, plan)
    if work or stands:
        full = bare.model_copy(update={"work": work_stands(book, work), "stands": stands})
        if _holds(book, full):
            return book.append(full)
    return book.append(bare)


def _moved_work(book: Book, plan: Plan) -> dict[TaskId, WorkPlace]:
    """Return where the plan has promised work that stands elsewhere in the witness, with what was worked before now.

    What passed of work stands where it stood until its progress is reported. So work that has begun stays there where the plan has it with
    somebody else, or has more of it to do than the book has left; and what the plan has in its time stays too.
    """
    found: dict[TaskId, WorkPlace] = {}
    for task in plan.tasks:
        stands = book.witness.work.get(task.id)
        if task.id not in book.commitments or stands is None:
            continue
        pieces = tuple(Span(instant_of(block.start), instant_of(block.end)) for block in task.blocks)
        if book.witness.has_begun(task.id, by=book.clock):
            left = stands.minutes_after(book.clock)
            if task.person != stands.person or sum(piece.minutes for piece in pieces) != left:
                continue
        place = stands.carried_on(task.person, pieces, now=book.clock)
        if (place.person, merged(place.pieces)) != (stands.person, merged(stands.pieces)):
            found[task.id] = WorkPlace(place.person, merged(place.pieces))
    while blocked := _on_others(book, found):
        for name in blocked:
            del found[name]
    return found


def _on_others(book: Book, moved: Mapping[TaskId, WorkPlace]) -> list[TaskId]:
    """Return the moved work that would stand where other work does that stays."""
    spans: dict[PersonId, list[Span]] = {}
    for task, place in book.witness.work.items():
        if task in book.commitments and task not in moved:
            spans.setdefault(place.person, []).extend(within(place.pieces, Span(book.clock, FAR)))
    taken = {person: merged(pieces) for person, pieces in spans.items()}
    return [
        task
        for task, place in moved.items()
        if any(within(taken.get(place.person, ()), piece) for piece in within(place.pieces, Span(book.clock, FAR)))
    ]


def _moved_blocks(book: Book, plan: Plan) -> tuple[Stand, ...]:
    """Return the held blocks with nothing booked in them that the plan has elsewhere on their day, in one piece."""
    found: list[Stand] = []
    for row in plan.held:
        for block in row.blocks:
            account = book.account_if_any(block.block, row.day) if block.block else None
            if account is None or account.booked or len(account.held_spans) != 1:
                continue
            piece = Span(instant_of(block.start), instant_of(block.end))
            if piece.minutes == account.held and whole_piece(account) != piece:
                found.append(Stand(block=block.block, day=row.day, start=block.start, end=block.end))
    return tuple(found)


def _holds(book: Book, entry: Entry) -> bool:
    after = with_entry(book, entry)
    if after is None:
        return False
    auditor, last = Auditor(), len(after.lines) - 1
    return not [each for number, line in enumerate(after.lines) for each in auditor.take(line) if number == last]
