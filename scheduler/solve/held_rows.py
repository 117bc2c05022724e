"""Held pieces as the rows of the plan document: by client, skill, day and kind, with where each piece stands."""

from __future__ import annotations

from collections.abc import Iterable

from scheduler.calendars.zones import Zone
from scheduler.domain.holdings import HeldPiece
from scheduler.domain.plan import Held, HeldBlock
from scheduler.instance.build import Built
from scheduler.units import Span


def held_rows(built: Built, zone: Zone) -> tuple[Held, ...]:
    """Return the rows of `held` of a plan that was made with held pieces; see `rows_of`."""
    return rows_of([(piece, line.span) for piece, line in zip(built.pieces, built.instance.held, strict=True)], zone)


def rows_of(pieces: Iterable[tuple[HeldPiece, Span | None]], zone: Zone) -> tuple[Held, ...]:
    """Return the rows of `held`, sorted by day, client, skill, kind and lapse; pieces that stand nowhere count in `minutes`."""
    rows: dict[tuple[object, ...], list[tuple[HeldPiece, Span | None]]] = {}
    for piece, span in pieces:
        key = (piece.day, piece.client, piece.skill, piece.kind, piece.lapses_at)
        rows.setdefault(key, []).append((piece, span))
    return tuple(_row(zone, found) for _, found in sorted(rows.items()))


def _row(zone: Zone, found: list[tuple[HeldPiece, Span | None]]) -> Held:
    first = found[0][0]
    standing = sorted((span, piece.person, piece.block) for piece, span in found if span is not None)
    return Held(
        client=first.client,
        skill=first.skill,
        day=first.day,
        kind=first.kind,
        minutes=sum(piece.minutes for piece, _ in found),
        lapses_at=zone.aware(first.lapses_at),
        blocks=tuple(
            HeldBlock(person=person, start=zone.aware(span.start), end=zone.aware(span.end), block=block)
            for span, person, block in standing
        ),
    )
