"""Work that was promised in consented overtime: where the book has it, and how much of a week's consent that takes."""

from __future__ import annotations

from collections import Counter
from datetime import date

from scheduler.calendars.spans import merged, within
from scheduler.fairshare.book import Book
from scheduler.fairshare.dated_block import within_all
from scheduler.units import MINUTES_PER_DAY, PersonId, Span, TaskId


def paid_as_overtime(book: Book, task: TaskId) -> Counter[date]:
    """Return the minutes of overtime that a commitment is charged with, by the person's own date."""
    paid: Counter[date] = Counter()
    for row in book.commitments[task].rows if task in book.commitments else ():
        if row.fund == "overtime":
            paid[row.day] += row.minutes
    return +paid


def promised_overtime(book: Book, task: TaskId) -> tuple[Span, ...]:
    """Return where the work of a commitment stands in overtime to which its person consents and with which it is charged there."""
    place = book.witness.work.get(task)
    if place is None or place.person not in book.team.people:
        return ()
    left = paid_as_overtime(book, task)
    if not left:
        return ()
    consented = book.team.overtime(place.person, Span(place.pieces[0].start, place.finish))
    found: list[Span] = []
    for piece in within_all(merged(place.pieces), consented):
        day = book.team.day_of(place.person, piece.start)
        minutes = min(left[day], piece.minutes)
        if minutes > 0:
            found.append(Span(piece.start, piece.start + minutes))
            left[day] -= minutes
    return merged(found)


def worked_in_overtime(book: Book, person: PersonId) -> tuple[Span, ...]:
    """Return the overtime of the last seven days in which a person worked on what the book promised, done work included."""
    member = book.team.people.get(person)
    if member is None or member.overtime is None:
        return ()
    week = Span(book.clock - 7 * MINUTES_PER_DAY, book.clock)
    places = [place for place in book.witness.work.values() if place.person == person and place.finish > week.start]
    pieces = merged(piece for place in places for piece in within(place.pieces, week))
    return within_all(pieces, book.team.overtime(person, week))
