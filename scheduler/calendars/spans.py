"""Sets of minutes as sorted, disjoint spans that do not touch: union, difference, intersection."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scheduler.units import Span


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the union of `spans` as sorted spans that neither overlap nor touch; empty ones vanish."""
    found: list[Span] = []
    for span in sorted(spans):
        if span.end <= span.start:
            continue
        if found and span.start <= found[-1].end:
            if span.end > found[-1].end:
                found[-1] = Span(found[-1].start, span.end)
        else:
            found.append(span)
    return tuple(found)


def without(spans: Sequence[Span], cuts: Sequence[Span]) -> tuple[Span, ...]:
    """Return the minutes of `spans` that are in none of `cuts`; both sorted and disjoint, as is the result."""
    found: list[Span] = []
    first = 0
    for span in spans:
        start = span.start
        while first < len(cuts) and cuts[first].end <= start:
            first += 1
        position = first
        while position < len(cuts) and cuts[position].start < span.end:
            if start < cuts[position].start:
                found.append(Span(start, cuts[position].start))
            start = max(start, cuts[position].end)
            position += 1
        if start < span.end:
            found.append(Span(start, span.end))
    return tuple(found)


def within(spans: Sequence[Span], window: Span) -> tuple[Span, ...]:
    """Return the minutes of `spans` that lie in `window`."""
    first, last = window
    found = []
    for span in spans:
        start, end = span
        if start >= first and end <= last:
            if start < end:
                found.append(span)
        elif max(start, first) < min(end, last):
            found.append(Span(max(start, first), min(end, last)))
    return tuple(found)


def total_minutes(spans: Iterable[Span]) -> int:
    """Return the sum of the lengths in minutes (of disjoint spans: how many minutes they hold)."""
    return sum(span.end - span.start for span in spans)
