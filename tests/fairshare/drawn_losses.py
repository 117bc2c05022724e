"""Drawn small teams that lose people for days, beside booked work of every shape: sittings, chains, groups, work of one person.

The books are fuller, and their work odder, than those that `tests.property` lives: what they try is how losses are shared.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from scheduler.domain.book import AskedTask
from scheduler.domain.people import TimeOff
from scheduler.domain.workspace import Workspace
from scheduler.fairshare import bookkeeping
from scheduler.fairshare.book import Book
from scheduler.solve.laying import lay_blocks
from scheduler.units import PersonId, TaskId
from tests.building import client, instant, person, time_off, workspace
from tests.fairshare.small_books import OPENED, advance, ask, asked, opened

DAYS = ("2026-11-30", "2026-12-01", "2026-12-02", "2026-12-03", "2026-12-04")
WEEKS = (
    "mon-fri 09:00-13:00 14:00-17:00",
    "mon-fri 09:00-16:00",
    "mon-fri 08:30-12:00 12:30-16:00",
    "mon-fri 09:00-13:10 14:00-18:05",
)
KINDS = ("short", "short", "sitting", "chain", "group", "pinned")
LOSSES = 2


def drawn_life(seed: int) -> Book:
    """Return a book in which somebody was away twice after ten to forty requests."""
    rng = Random(seed)
    names = ["ana", "bo", "cy", "dee"][: rng.choice((2, 3, 3, 4))]
    skills = ["seo"] if rng.random() < 0.5 else ["seo", "copy"]
    facts = _team(rng, names, skills)
    book = opened(facts, list(lay_blocks(facts, at=instant(OPENED)).blocks))
    for number in range(rng.choice((10, 20, 40))):
        name = rng.choice([each.id for each in facts.clients])
        ask(book, name, *_request(rng, f"t{number}", names, skills))
    away: list[TimeOff] = []
    for _ in range(LOSSES):
        who = rng.choice(names)
        away.append(_absence(rng, who))
        changed = book.team.workspace.model_copy(update={"time_off": tuple(away)})
        bookkeeping.lose(book, changed, person=PersonId(who))
        if rng.random() < 0.3:
            later = [day for day in ("24 10:00", "26 12:00", "30 10:00") if instant(day) > book.clock]
            if later:
                advance(book, rng.choice(later))
    return book


def _team(rng: Random, names: Sequence[str], skills: Sequence[str]) -> Workspace:
    week = rng.choice(WEEKS)
    people = [person(name, *(skills if rng.random() < 0.6 else [rng.choice(skills)]), week=week) for name in names]
    # Somebody can do everything.
    people[0] = person(names[0], *skills, week=week)
    left = int(60 * 35 * len(names) * rng.choice((0.6, 0.8, 0.9)))
    clients = []
    for name in ["harrow", "oak", "elm", "fir"][: rng.choice((2, 3, 4))]:
        agreed = {}
        for skill in skills:
            minutes = min(left, rng.choice((240, 480, 600, 900, 1200, 1800)))
            if minutes >= 120:
                agreed[skill] = minutes
                left -= minutes
        excluded = (PersonId(rng.choice(names)),) if rng.random() < 0.1 and len(names) > 2 else ()
        clients.append(client(name, agreed=agreed, exclude=excluded) if agreed else client(name))
    policy = {"default_borrow": 500, "buffer": rng.choice((0, 100))}
    return workspace(week=week, people=people, clients=clients, policy=policy)


def _request(rng: Random, name: str, names: Sequence[str], skills: Sequence[str]) -> list[AskedTask]:
    kind, skill = rng.choice(KINDS), rng.choice(skills)
    first = rng.randrange(len(DAYS))
    start = f"{DAYS[first]}T00:00"
    due = f"{DAYS[rng.randrange(first, len(DAYS))]}T{rng.choice(('12:00', '17:00', '16:00'))}"
    minutes = rng.choice((30, 45, 60, 90, 120, 180, 240, 50, 100))
    if kind == "chain":
        return [
            asked(
                f"{name}-{link}",
                rng.choice(skills),
                rng.choice((30, 60, 120, 180)),
                due,
                start=start,
                after=(f"{name}-{link - 1}",) if link else (),
                one_sitting=rng.random() < 0.2,
            )
            for link in range(rng.choice((2, 3, 4)))
        ]
    if kind == "group":
        return [
            asked(
                f"{name}-{member}",
                skill,
                rng.choice((30, 60, 120, 180)),
                due,
                start=start,
                same_person_as=(TaskId(f"{name}-0"),) if member else (),
                one_sitting=rng.random() < 0.3,
            )
            for member in range(2)
        ]
    pinned = PersonId(rng.choice(names)) if kind == "pinned" else None
    return [asked(name, skill, minutes, due, start=start, one_sitting=kind == "sitting", person=pinned)]


def _absence(rng: Random, who: str) -> TimeOff:
    first = rng.randrange(len(DAYS))
    last = rng.randrange(first, len(DAYS))
    if rng.random() < 0.3:
        return time_off(who, f"{DAYS[first]} {rng.choice(('09:00', '11:00', '12:20'))}", f"{DAYS[last]} 18:30")
    return time_off(who, DAYS[first], DAYS[last])
