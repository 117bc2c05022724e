"""How what stands in a block is put together again where minutes return to it: work beside it, and the block as it grows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from scheduler.calendars.spans import merged, within, without
from scheduler.calendars.zones import instant_of
from scheduler.domain.book import LedgerRow, Stand, WorkStand
from scheduler.fairshare.answers import work_stands
from scheduler.fairshare.book import Book
from scheduler.fairshare.dated_block import Account, booked_spans, whole_piece
from scheduler.fairshare.relaying import earliest_start, latest_finish
from scheduler.fairshare.witness import WorkPlace
from scheduler.units import Instant, PersonId, Span, TaskId


def past_work(book: Book, tasks: Iterable[TaskId]) -> tuple[WorkStand, ...]:
    """Return what was worked of commitments before now: that stays where it stood, whatever becomes of the rest."""
    places: dict[TaskId, WorkPlace] = {}
    for task in sorted(tasks):
        place = book.witness.work.get(task)
        past = () if place is None else place.before(book.clock)
        if place is not None and past:
            places[task] = WorkPlace(place.person, past)
    return work_stands(book, places)


def repacked_work(
    book: Book, rows: Iterable[LedgerRow], gone: frozenset[TaskId], *, stands: Iterable[Stand]
) -> tuple[WorkStand, ...]:
    """Return where other work of the same blocks stands, once minutes return to them, so that what is held is in one piece.

    Parameters
    ----------
    stands
        Where blocks stand that grow again.
    """
    grown = {(each.block, each.day): Span(instant_of(each.start), instant_of(each.end)) for each in stands}
    places: dict[TaskId, WorkPlace] = {}
    for block, day in sorted({(row.block, row.day) for row in rows if row.block is not None}):
        account = book.account(block, day)
        piece = grown.get((block, day)) or whole_piece(account)
        left = {task: spans for task, spans in account.booked.items() if task not in gone}
        if piece is None or not left or _is_shared(book, account, piece, gone):
            continue
        moved: dict[TaskId, WorkPlace] = {}
        for task, span in packed(book, piece, left).items():
            # Work that stands in several blocks may have moved in one of the others already.
            before = places.get(task) or book.witness.work[task]
            moved[task] = WorkPlace(before.person, merged([*without(before.pieces, left[task]), span]))
        if _may_stand(book, places | moved):
            places |= moved
    return work_stands(book, places)


def _is_shared(book: Book, account: Account, piece: Span, gone: frozenset[TaskId]) -> bool:
    """Say whether work stands in a block's piece that is not booked there, as its minutes were given in exchange."""
    stands = book.witness.on(account.block.person, account.day)
    return any(
        within([span], piece)
        for task, spans in stands.items()
        if task not in gone
        for span in without(sorted(spans), account.booked.get(task, ()))
    )


def _may_stand(book: Book, places: dict[TaskId, WorkPlace]) -> bool:
    """Say whether work that moves stays in one sitting where it has to, and in order with what comes before and after it."""
    stood = book.witness.work
    for task, promised in book.commitments.items():
        place = places.get(task) or stood.get(task)
        if place is None:
            continue
        if task in places and promised.asked.one_sitting and len(place.pieces) > 1:
            return False
        for after in promised.asked.after:
            before = places.get(after.task) or stood.get(after.task)
            if before is None or (task not in places and after.task not in places):
                continue
            # An overrun may have broken the order already.
            was_in_order = stood[task].pieces[0].start >= book.team.after_wait(stood[after.task].finish, after.wait)
            if was_in_order and place.pieces[0].start < book.team.after_wait(before.finish, after.wait):
                return False
    return True


def packed(book: Book, piece: Span, booked: dict[TaskId, tuple[Span, ...]]) -> dict[TaskId, Span]:
    """Return booked work at the two ends of a block's piece: what may begin at once first, what has to begin later last.

    What may neither begin at once nor be done as late as that stands as early as it may, and only that much is cut off before it.

    Returns
    -------
    dict
        Empty where some of it is not open work, has begun, or cannot stand so.
    """
    front: list[tuple[Instant, Instant, TaskId, int]] = []
    back: list[tuple[Instant, TaskId, int, Instant]] = []
    for task, spans in booked.items():
        if task not in book.commitments or spans[0].start < book.clock:
            return {}
        earliest, latest = earliest_start(book, task), _latest(book, task, spans)
        minutes = sum(span.minutes for span in spans)
        if earliest <= piece.start:
            front.append((piece.start, latest, task, minutes))
        else:
            back.append((-earliest, task, minutes, latest))
    found: dict[TaskId, Span] = {}
    start, end = piece.start, piece.end
    for begins, task, minutes, latest in sorted(back):
        if end - minutes < -begins or end > latest:
            front.append((-begins, latest, task, minutes))
            continue
        found[task] = Span(end - minutes, end)
        end -= minutes
    for earliest, latest, task, minutes in sorted(front):
        start = max(start, earliest)
        found[task] = Span(start, start + minutes)
        start += minutes
        if start > latest:
            return {}
    return found if start <= end else {}


def _latest(book: Book, task: TaskId, spans: Sequence[Span]) -> Instant:
    """Return until when booked work has to be done: within its slack floor; what is past that already gets no later than it stands."""
    return max(min(latest_finish(book, task), book.commitments[task].floor_at), spans[-1].end)


def grown(
    book: Book, account: Account, minutes: int, gone: frozenset[TaskId], *, claimed: Sequence[Span]
) -> tuple[Span | None, int]:
    """Return the piece of a block with up to so many minutes more, inside and beside where it stands, in time that is free by then.

    Nothing grows of a block whose person has not the skill any more: nobody could claim it.

    Parameters
    ----------
    claimed
        Where other blocks of the day grow again.

    Returns
    -------
    piece, gained
        None where it stands nowhere; `gained` is how many minutes more stand in it.
    """
    person, day = account.block.person, account.day
    if not book.team.has_skill(person, account.block.skill, account.block.level):
        return whole_piece(account), 0
    free = list(book.free_on(person, day))
    returning = [
        each
        for each in book.accounts.on(person, day, team=book.team)
        if each.fund_at(book.clock) == "own" and not book.accounts.has_ended(each.block.id, day)
    ]
    for task, pieces in book.witness.on(person, day).items():
        if task in gone:
            # What was booked in a block, this one or another, is that block's own again.
            booked = merged(span for each in returning for span in each.booked.get(task, ()))
            free.extend(without(sorted(pieces), booked))
    stretches = without(merged(free), merged(claimed))
    piece = whole_piece(account)
    if piece is None:
        stretch = max(stretches, key=lambda span: (min(span.minutes, minutes), -span.start), default=Span(0, 0))
        gained = min(stretch.minutes, minutes)
        return (Span(stretch.start, stretch.start + gained), gained) if gained else (None, 0)
    # What was given out of its middle, and nobody uses, comes back first.
    inside = min(minutes, sum(span.minutes for span in without(_holes(book, account, piece, gone), merged(claimed))))
    more = minutes - inside
    after = next((span.end - piece.end for span in stretches if span.start <= piece.end < span.end), 0)
    before = next((piece.start - span.start for span in stretches if span.start < piece.start <= span.end), 0)
    later = min(more, after)
    earlier = min(more - later, before)
    if 0 < later < more <= before:
        later, earlier = 0, more
    return Span(piece.start - earlier, piece.end + later), inside + earlier + later


class Regrowing:
    """Blocks that grow again one after the other: none in the time in which one before it stands again.

    Attributes
    ----------
    stands
        Where those stand that grew.
    """

    def __init__(self, book: Book, gone: frozenset[TaskId] = frozenset()) -> None:
        self.stands: list[Stand] = []
        self._book = book
        self._gone = gone
        self._claimed: dict[tuple[PersonId, date], list[Span]] = {}

    def beside(self, places: Mapping[TaskId, WorkPlace]) -> None:
        """Let work that goes elsewhere at the same time be gone from where it stands, and in the way where it will stand."""
        self._gone |= places.keys()
        for place in places.values():
            for piece in place.pieces:
                for day in self._book.team.days_of(place.person, piece):
                    self._claimed.setdefault((place.person, day), []).append(piece)

    def grow(self, account: Account, minutes: int) -> int:
        """Let a block grow by up to so many minutes, beside work that is not gone; return by how many it does."""
        claimed = self._claimed.setdefault((account.block.person, account.day), [])
        piece, gained = grown(self._book, account, minutes, self._gone, claimed=claimed)
        if piece is None or not gained:
            return 0
        claimed.append(piece)
        aware = self._book.team.aware
        self.stands.append(
            Stand(block=account.block.id, day=account.day, start=aware(piece.start), end=aware(piece.end))
        )
        return gained


def _holes(book: Book, account: Account, piece: Span, gone: frozenset[TaskId]) -> tuple[Span, ...]:
    """Return the working time inside a block's piece that is neither held nor booked in it, and that nobody uses once work is gone."""
    person, day = account.block.person, account.day
    used = booked_spans(account)
    used += [span for each in book.accounts.on(person, day, team=book.team) for span in each.held_spans]
    used += [span for task, pieces in book.witness.on(person, day).items() if task not in gone for span in pieces]
    return without(within(book.team.working(person, day), piece), merged(used))
