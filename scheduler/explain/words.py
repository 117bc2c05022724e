"""Windows and lists of names, as reasons say them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scheduler.calendars.words import moment_words
from scheduler.calendars.zones import Zone
from scheduler.units import Instant


def window_words(start: Instant, end: Instant, *, zone: Zone, now: Instant) -> str:
    """Say a window: `by Fri 27 Nov 17:30` where it begins now, else `between … and …`."""
    if start <= now:
        return f"by {moment_words(end, zone, now=now)}"
    return f"between {moment_words(start, zone, now=now)} and {moment_words(end, zone, now=now)}"


def list_words(items: Iterable[str], *, last: str = "and") -> str:
    """Say a list: `a`, `a and b`, `a, b and c`."""
    shown = list(items)
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} {last} {shown[-1]}"


def some_words(items: Sequence[str], *, most: int, rest: str = "more") -> str:
    """Say the first few of a list: `a, b and 4 more`."""
    if len(items) <= most + 1:
        return list_words(items)
    return list_words([*items[:most], f"{len(items) - most} {rest}"])


def sentence(text: str) -> str:
    """Return the text with a capital letter at the beginning."""
    return text[:1].upper() + text[1:]
