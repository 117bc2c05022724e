"""Holdings of a book made by hand, for tests; times are written as in `tests.building`.

holds = holdings(held("harrow", "ana", "24 09:00", "24 11:00"), kept=[booked("text", "ana", ("24 14:00", "24 16:00"))])
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from scheduler.domain.holdings import BookedPart, HeldPiece, Holdings, PromisedDate, WitnessWork
from scheduler.domain.plan import Held, HeldBlock
from scheduler.units import Span
from tests.building import LONDON, at, from_instant, instant

Ends = tuple[str, str]
LAPSES = "23 18:00"


def held(
    client: str, who: str, start: str, end: str, *, skill: str = "work", kind: str = "standard", lapses: str = LAPSES
) -> HeldPiece:
    """Return a held piece that stands where the witness has it, in London."""
    return HeldPiece(
        block=f"{client}/{skill}/{who}",
        client=client,
        skill=skill,
        person=who,
        day=at(start).date(),
        kind=kind,
        minutes=instant(end) - instant(start),
        lapses_at=instant(lapses),
        start=instant(start),
        end=instant(end),
    )


def homeless(client: str, who: str, day: int, minutes: int, *, skill: str = "work", lapses: str = LAPSES) -> HeldPiece:
    """Return a held piece without a place on a day of November 2026."""
    return HeldPiece(
        block=f"{client}/{skill}/{who}",
        client=client,
        skill=skill,
        person=who,
        day=date(2026, 11, day),
        kind="standard",
        minutes=minutes,
        lapses_at=instant(lapses),
    )


def spans(*pieces: Ends) -> tuple[Span, ...]:
    """Return pieces as spans."""
    return tuple(Span(instant(start), instant(end)) for start, end in pieces)


def booked(task: str, who: str, *pieces: Ends) -> BookedPart:
    """Return booked work before its notice date."""
    return BookedPart(task=task, person=who, pieces=spans(*pieces))


def holdings(
    *pieces: HeldPiece,
    kept: Sequence[BookedPart] = (),
    promised: Mapping[str, Ends] | None = None,
    witness: Mapping[str, tuple[str, Sequence[Ends]]] | None = None,
    overtime: Sequence[BookedPart] = (),
) -> Holdings:
    """Return holdings; `promised` gives the promised date and the floor of each commitment."""
    return Holdings(
        held=pieces,
        kept=tuple(kept),
        commitments={
            task: PromisedDate(due=instant(due), floor_at=instant(floor))
            for task, (due, floor) in (promised or {}).items()
        },
        witness={task: WitnessWork(person=who, pieces=spans(*ends)) for task, (who, ends) in (witness or {}).items()},
        overtime=tuple(overtime),
    )


def row(piece: HeldPiece, *standing: Ends, minutes: int | None = None) -> Held:
    """Return the held row of one piece, standing where the witness has it or in the pieces given."""
    places = spans(*standing) if standing else () if piece.place is None else (piece.place,)
    return Held(
        client=piece.client,
        skill=piece.skill,
        day=piece.day,
        kind=piece.kind,
        minutes=piece.minutes if minutes is None else minutes,
        lapses_at=from_instant(piece.lapses_at, LONDON),
        blocks=tuple(
            HeldBlock(
                person=piece.person,
                start=from_instant(place.start, LONDON),
                end=from_instant(place.end, LONDON),
                block=piece.block,
            )
            for place in places
        ),
    )
