"""A book in which work on own hours comes after work on borrowed time, beside a sitting that could stand in that time."""

from __future__ import annotations

from scheduler.domain.book import Entry
from scheduler.fairshare import bookkeeping
from scheduler.fairshare.book import Book
from scheduler.units import PersonId
from tests.building import client, person, time_off, workspace
from tests.fairshare.small_books import ask, asked, block, opened


def borrowed_before_own() -> Book:
    """Let elm borrow ana's Thursday afternoon for a layout, print it in its own hours on Friday, and harrow sit with bo on Thursday."""
    people = [person("ana", "seo"), person("bo", "seo"), person("cy", "print")]
    clients = [
        client("harrow", agreed={"seo": 240}),
        client("oak", agreed={"seo": 240}),
        client("elm", agreed={"print": 960}),
    ]
    blocks = [
        block("harrow", "seo", "bo", "26", "09:00", 240),
        block("oak", "seo", "ana", "26", "09:00", 240),
        block("elm", "print", "cy", "27", "09:00", 240),
    ]
    book = opened(workspace(people=people, clients=clients, policy={"buffer": 0}), blocks)
    layout = asked("layout", "seo", 240, "26 18:00", start="26 14:00")
    ask(book, "elm", layout, asked("print", "print", 240, "27 13:00", after="layout"))
    ask(book, "harrow", asked("talk", "seo", 240, "26 18:00", start="26 09:00", one_sitting=True))
    return book


def bo_is_ill(book: Book) -> Entry:
    """Let bo be away on that Thursday."""
    facts = book.team.workspace.model_copy(update={"time_off": (time_off("bo", "26", "26"),)})
    return bookkeeping.lose(book, facts, person=PersonId("bo"))
