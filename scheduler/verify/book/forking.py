"""Copies of a replayed book that can go their own way."""

from __future__ import annotations

import copy
from collections import defaultdict
from datetime import date
from typing import Any, TypeVar

from scheduler.domain.document import DocumentPart
from scheduler.domain.record import Record
from scheduler.verify.book.agreements import Agreements
from scheduler.verify.book.calendar import Calendars
from scheduler.verify.book.credits import Credits
from scheduler.verify.book.held_less import HeldLess
from scheduler.verify.book.overrides import Overrides
from scheduler.verify.book.records import Account, Laid, QuotedSpare, TaskState, Was

_NEVER_CHANGE = (int, str, tuple, frozenset, date, type(None), DocumentPart, Record, Agreements, Calendars)
"""What is never changed once it is made (agreements and calendars only remember what they worked out)."""

Part = TypeVar("Part")

_CHANGE = (Account, Laid, QuotedSpare, TaskState, Was, Credits, HeldLess, Overrides)


def forked(value: Any) -> Any:
    """Return a copy of a part of the state; what never changes is shared.

    Raises
    ------
    TypeError
        For a part of a kind that nobody has said anything about: shared by mistake it would mix up two books.
    """
    if isinstance(value, _NEVER_CHANGE):
        return value
    if isinstance(value, defaultdict):
        return defaultdict(value.default_factory, {key: forked(each) for key, each in value.items()})
    if isinstance(value, dict):
        return {key: forked(each) for key, each in value.items()}
    if isinstance(value, list):
        return [forked(each) for each in value]
    if isinstance(value, set):
        return set(value)
    if isinstance(value, _CHANGE):
        return forked_fields(value)
    raise TypeError(f"nothing is known about copies of a {type(value).__name__}")


def forked_fields(value: Part) -> Part:
    """Return an object of the same class whose fields are copies."""
    other = copy.copy(value)
    names = getattr(type(value), "__slots__", None) or vars(value)
    for name in names:
        setattr(other, name, forked(getattr(value, name)))
    return other
