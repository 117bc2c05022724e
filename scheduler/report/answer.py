"""What pays for a request, and how amounts of it are said, in every view of an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.explain.internal_memo import funding_words
from scheduler.explain.spoken_titles import title_said
from scheduler.explain.words import work_words

if TYPE_CHECKING:
    from scheduler.domain.verdict import Funding


def paid_with(funding: Funding) -> str:
    """Say what pays: `1 h of its own held hours and 30 min of spare time`."""
    return funding_words(funding)


def amount(minutes: int) -> str:
    """Say an amount of work: `45 min`, `2 h 30 min`."""
    return work_words(minutes)


def plain_title(text: str) -> str:
    """Return a title on one line, without signs that steer a screen."""
    return title_said(text)
