"""Promised work whose time has passed without a word of progress: plans count all of it as still to be done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from scheduler.domain.problems import Notice
from scheduler.explain.words import list_words, work_words
from scheduler.fairshare.book import Book
from scheduler.units import PersonId


def unreported_minutes(book: Book) -> Mapping[PersonId, int]:
    """Return, by person, the minutes of promised work whose blocks have ended since progress of it was entered last, in the team's order.

    A block that runs now is left out, and of a task never more than remains of it.
    """
    found: Counter[PersonId] = Counter()
    for task, promised in book.commitments.items():
        place = book.witness.work.get(task)
        if place is None:
            continue
        passed = sum(
            piece.end - max(piece.start, promised.since)
            for piece in place.pieces
            if promised.since < piece.end <= book.clock
        )
        found[place.person] += min(passed, promised.remaining)
    return {person: found[person] for person in book.team.people if found[person] > 0}


def unreported_notices(book: Book) -> tuple[Notice, ...]:
    """Return one line that says of whom progress is missing, how much, and how it is entered; nothing where none is."""
    missing = unreported_minutes(book)
    if not missing:
        return ()
    who = list_words(f"{work_words(minutes)} of {book.team.people[person].name}" for person, minutes in missing.items())
    text = (
        f"Time of promised work has passed without progress: {who}. It counts as not done until you say what was worked: "
        "one line for each task in progress.csv (task,worked), then evenhand record WORKSPACE."
    )
    return (Notice(file="progress.csv", line=None, field="worked", text=text),)
