"""Drawn mixes of booked work on the pool of the policy's example: three equal people, and 40, 30 and 20 h a week of three clients."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from random import Random

from scheduler.domain.book import AskedTask, Entry
from scheduler.domain.workspace import Workspace
from scheduler.fairshare import bookkeeping
from scheduler.fairshare.book import Book
from scheduler.solve.laying import lay_blocks
from scheduler.units import PersonId, Span
from tests.building import client, instant, person, time_off, workspace
from tests.fairshare.small_books import ask, asked, opened

HOURS = {"forty": 40, "thirty": 30, "twenty": 20}
WEEKS = ("mon-fri 09:00-13:00 14:00-17:00", "mon-fri 09:00-16:00", "mon-fri 08:30-12:00 12:30-16:00")
KINDS = ("chains", "sittings", "short", "unbooked")


def mixed_book(seed: int, kinds: Mapping[str, str] | None = None) -> Book:
    """Return a book in which each client has booked half, three quarters or all of its hours of a week as work of one kind.

    Parameters
    ----------
    kinds
        By client, one of `KINDS`; drawn where it is not given.
    """
    rng = Random(seed)
    facts = _pool(rng.choice(WEEKS))
    book = opened(facts, list(lay_blocks(facts, at=instant("23 09:00")).blocks))
    names = list(HOURS)
    rng.shuffle(names)
    for name in names:
        drawn = rng.choice(KINDS)
        kind = (kinds or {}).get(name, drawn)
        most = HOURS[name] * 60
        wanted = int(most * rng.choice((0.5, 0.75, 1.0)))
        booked = 0
        for number in range(0 if kind == "unbooked" else 40):
            work = _request(rng, f"{name}-{number}", kind)
            minutes = sum(each.effort_minutes for each in work)
            if booked < wanted and booked + minutes <= most and ask(book, name, *work).kind == "accepted":
                booked += minutes
    return book


def _pool(week: str) -> Workspace:
    return workspace(
        week=week,
        people=[person(name, "seo", week=week) for name in ("ana", "bo", "cy")],
        clients=[client(name, agreed={"seo": 60 * hours}) for name, hours in HOURS.items()],
        policy={"default_borrow": 500},
    )


def _request(rng: Random, name: str, kind: str) -> list[AskedTask]:
    due, start = "2026-12-04T17:00", "30 00:00"
    if kind == "short":
        return [asked(name, "seo", rng.choice((30, 60, 90, 120)), due, start=start)]
    if kind == "sittings":
        return [asked(name, "seo", rng.choice((120, 150, 180)), due, start=start, one_sitting=True)]
    efforts = [rng.choice((60, 120, 180, 240)) for _ in range(rng.choice((2, 3, 4)))]
    return [
        asked(f"{name}-{n}", "seo", minutes, due, start=start, after=f"{name}-{n - 1}" if n else ())
        for n, minutes in enumerate(efforts)
    ]


def week_without(book: Book, who: str) -> Entry:
    """Let somebody be away in the week of the work, known a week before, and return the loss."""
    facts = book.team.workspace.model_copy(update={"time_off": (time_off(who, "30", "2026-12-04"),)})
    period = Span(instant("30 00:00"), instant("2026-12-05T00:00"))
    bookkeeping.lose(book, facts, person=PersonId(who), period=period)
    return next(entry for entry in reversed(book.entries) if entry.kind == "lost")


def ratios(lost: Entry) -> dict[str, Fraction]:
    """Return what each client loses by a loss, as a share of what it has in the short pools."""
    assert lost.loss is not None
    minutes: Counter[str] = Counter()
    for cell in lost.loss.cells:
        minutes.update({str(name): gone for name, gone in cell.losses.items()})
    return {name: Fraction(minutes[name], of) for name, of in sorted(lost.loss.guaranteed.items())}
