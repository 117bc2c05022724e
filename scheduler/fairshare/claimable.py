"""What a task may take of its client's held minutes on one person's day: clauses (a), (b) and (d) of policy.md, "Conforming"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from scheduler.calendars.spans import within
from scheduler.domain.book import AskedTask
from scheduler.fairshare.book import Book
from scheduler.fairshare.dated_block import Account
from scheduler.fairshare.relaying import can_be_worked
from scheduler.units import ClientId, PersonId, Span


@dataclass(slots=True)
class Taken:
    """What earlier tasks of the same request took: minutes and held spans by dated block, rush minutes by skill key and week."""

    minutes: dict[tuple[str, date], int] = field(default_factory=dict)
    spans: dict[tuple[str, date], list[Span]] = field(default_factory=dict)
    rush: dict[tuple[str, tuple[int, int]], int] = field(default_factory=dict)

    def copy(self) -> Taken:
        """Return a copy that can go its own way."""
        return Taken(dict(self.minutes), {key: list(spans) for key, spans in self.spans.items()}, dict(self.rush))

    def held_spans(self, account: Account) -> list[Span]:
        """Return what is still held of a dated block."""
        key = account.block.id, account.day
        if key not in self.spans:
            self.spans[key] = list(account.held_spans)
        return self.spans[key]

    def note(self, account: Account, minutes: int, fund: str) -> None:
        """Remember minutes as taken."""
        key = account.block.id, account.day
        self.minutes[key] = self.minutes.get(key, 0) + minutes
        if fund == "rush":
            pool = account.block.key, account.week
            self.rush[pool] = self.rush.get(pool, 0) + minutes


@dataclass(frozen=True, slots=True)
class Usable:
    """What a task may take of one dated block: so many minutes, or so many in one sitting."""

    account: Account
    fund: str
    minutes: int
    sitting: int


def usable_on(
    book: Book,
    client: ClientId,
    *,
    task: AskedTask,
    person: PersonId,
    day: date,
    window: Span,
    taken: Taken,
    initial: bool = False,
) -> list[Usable]:
    """Return what a task may take of the client's blocks of one person and day: clauses (a), (b) and (d).

    Parameters
    ----------
    window
        The book's clock or the task's release, whichever is later, to its due time.

    Returns
    -------
    list of Usable
        Together no more minutes than are held on the day, less the working minutes that the window cuts off.
    """
    cut = window_cut(book, person, day, window)
    found = []
    rush_left: dict[str, int] = {}
    for account in book.accounts.on(person, day, team=book.team):
        block = account.block
        if block.client != client or block.skill != task.skill:
            continue
        fund = "own" if initial and account.lapse_at <= book.clock else account.fund_at(book.clock)
        gone = taken.minutes.get((block.id, day), 0)
        minutes, sitting = account.held - gone, min(account.sitting, account.held) - gone
        if fund == "rush":
            rush_left[block.key] = book.rush_left(account) - taken.rush.get((block.key, account.week), 0)
            minutes = min(minutes, rush_left[block.key])
        if fund is not None and minutes > 0 and (initial or can_be_worked(book, account)):
            found.append(Usable(account, fund, minutes, min(minutes, sitting) - cut))
    allowed = max(0, _together(found, rush_left, one_sitting=task.one_sitting) - cut)
    real = []
    for each in found:
        stands = sum(span.minutes for span in within(taken.held_spans(each.account), window))
        key = each.account.block.key
        minutes = min(each.minutes, stands, allowed)
        if each.fund == "rush" and not task.one_sitting:
            # What a week may rush counts once, in whichever blocks; a sitting is in one of them alone.
            minutes = min(minutes, rush_left[key])
            rush_left[key] -= minutes
        allowed -= minutes
        if minutes:
            real.append(Usable(each.account, each.fund, minutes, each.sitting))
    return real


def _together(found: Sequence[Usable], rush_left: Mapping[str, int], *, one_sitting: bool) -> int:
    """Return what blocks of one day have together; rush minutes of one key count once, unless only one of the blocks is used."""
    if one_sitting:
        return sum(each.minutes for each in found)
    own = sum(each.minutes for each in found if each.fund != "rush")
    rushed = dict.fromkeys(rush_left, 0)
    for each in found:
        if each.fund == "rush":
            rushed[each.account.block.key] += each.minutes
    return own + sum(min(minutes, rush_left[key]) for key, minutes in rushed.items())


def window_cut(book: Book, person: PersonId, day: date, window: Span) -> int:
    """Return the working minutes of a person's day that a window cuts off."""
    working = book.team.working(person, day)
    return sum(span.minutes for span in working) - sum(span.minutes for span in within(working, window))


def cut_out(spans: list[Span], window: Span, *, minutes: int, one_sitting: bool) -> list[Span]:
    """Take minutes out of held spans (which are changed) inside a window, and return where they stood."""
    left, taken = minutes, []
    largest = max(spans, key=lambda each: (each.minutes, -each.start))
    order = [largest] if one_sitting else [*(each for each in spans if each is not largest), largest]
    for span in order:
        inside = within([span], window)
        if not inside or not left or (one_sitting and inside[0].minutes < left):
            continue
        part = inside[0]
        gone = min(left, part.minutes)
        cut_before, cut_after = part.start - span.start, span.end - part.end
        from_start = cut_before == 0 or (cut_after != 0 and cut_before <= cut_after)
        piece = Span(part.start, part.start + gone) if from_start else Span(part.end - gone, part.end)
        spans.remove(span)
        spans.extend(
            each for each in (Span(span.start, piece.start), Span(piece.end, span.end)) if each.end > each.start
        )
        taken.append(piece)
        left -= gone
    return taken
