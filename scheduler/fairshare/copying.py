"""A copy of a book on which something is tried: what happens to it leaves the book as it is.

Entries, calendars and laid blocks never change and are shared; everything that an entry changes is copied.
"""

from __future__ import annotations

import copy
from collections import defaultdict
from dataclasses import replace

from scheduler.domain.book import Entry
from scheduler.fairshare.accounts import Accounts
from scheduler.fairshare.book import Book
from scheduler.fairshare.dated_block import BookError


def copy_of(book: Book) -> Book:
    """Return a copy of a book at the same clock that can go its own way."""
    made = copy.copy(book)
    made.entries, made.lines = list(book.entries), list(book.lines)
    made.accounts = _accounts(book.accounts)
    made.witness = book.witness.copied()
    made.commitments = {task: replace(each, rows=list(each.rows)) for task, each in book.commitments.items()}
    # A promise is kept and missed on the commitment itself, where there is one: both copies of the book need their own.
    made.promises = {task: made.commitments.get(task, each) for task, each in book.promises.items()}
    made.finished = dict(book.finished)
    made.known, made.binding, made.late = dict(book.known), dict(book.binding), dict(book.late)
    made.done, made.cancelled, made.unpromised = set(book.done), set(book.cancelled), set(book.unpromised)
    made.requests = {name: replace(each) for name, each in book.requests.items()}
    made.rush_used = defaultdict(int, book.rush_used)
    made.lending = book.lending.copied()
    made.credits, made.carried = book.credits.copied(), dict(book.carried)
    made.paid_ahead = {task: list(rows) for task, rows in book.paid_ahead.items()}
    made._accounts_of, made._ever_agreed = dict(book._accounts_of), set(book._ever_agreed)
    made._counted = {}
    return made


def with_entry(book: Book, entry: Entry) -> Book | None:
    """Return a copy of a book in which an entry took effect; None where the book does not take it."""
    made = copy_of(book)
    try:
        made.append(entry)
    except BookError:
        return None
    return made


def _accounts(accounts: Accounts) -> Accounts:
    made = copy.copy(accounts)
    made.blocks, made._signed_on, made._ends = dict(accounts.blocks), dict(accounts._signed_on), dict(accounts._ends)
    made._known = {(each.block.id, each.day): each.copied() for each in accounts.touched()}
    made._weekly = defaultdict(list, {key: list(each) for key, each in accounts._weekly.items()})
    made._dated = defaultdict(list, {key: list(each) for key, each in accounts._dated.items()})
    made._days = {}
    made.people_of = defaultdict(dict, {client: dict(each) for client, each in accounts.people_of.items()})
    return made
