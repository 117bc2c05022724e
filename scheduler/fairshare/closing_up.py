"""Blocks that work left in a loss close up behind it: what they hold stands beside what is still booked, and the rest is free."""

from __future__ import annotations

from scheduler.calendars.spans import merged, total_minutes, without
from scheduler.domain.book import Worked
from scheduler.fairshare.book import Book
from scheduler.fairshare.dated_block import Account, booked_spans, shortened, whole_piece
from scheduler.fairshare.giving_way import final_stands
from scheduler.fairshare.settling import work_of_others
from scheduler.fairshare.trial import Trial
from scheduler.units import Span


def close_up(trial: Trial) -> None:
    """Let the blocks of a trial stand without gaps that nothing takes, so that late work may have that time: till its notice nobody gets a gap."""
    book = trial.book
    stands = []
    for stand in final_stands(book, trial.done):
        account = book.account(stand.block, stand.day)
        held = _closed_up(book, account)
        if held:
            aware = book.team.aware
            piece = _around([*held, *booked_spans(account)])
            told = tuple(Worked(start=aware(span.start), end=aware(span.end)) for span in held)
            stands.append(stand.model_copy(update={"start": aware(piece.start), "end": aware(piece.end), "held": told}))
    if stands:
        trial.do(trial.entry(stands=tuple(stands)))


def _closed_up(book: Book, account: Account) -> list[Span]:
    """Return where a block that is booked in part can hold its minutes so that its piece is shorter; none where it cannot."""
    piece = whole_piece(account)
    if piece is None or account.held <= 0 or not account.booked or account.fund_at(book.clock) != "own":
        return []
    room = without([piece], merged([*booked_spans(account), *work_of_others(book, account)]))
    surplus = total_minutes(room) - account.held
    if surplus <= 0:
        return []
    held = shortened(room, piece, minutes=surplus)
    return held if _around([*held, *booked_spans(account)]).minutes < piece.minutes else []


def _around(spans: list[Span]) -> Span:
    return Span(min(span.start for span in spans), max(span.end for span in spans))
