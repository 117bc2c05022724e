"""I15: what stands on a person's time and could give way to work that a loss made late, and what its going costs whom."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from scheduler.units import ClientId, PersonId, Span
from scheduler.verify.book.regulatory import regulatory_tasks
from scheduler.verify.book.work import same_person_tasks
from scheduler.verify.spans import common, joined, total, without

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from scheduler.domain.book import Loss
    from scheduler.units import Instant
    from scheduler.verify.book.records import TaskState
    from scheduler.verify.book.state import BookState

Pool = tuple["ClientId", str, "date"]
"""A client's hours of a skill on a day."""


class Shares:
    """What each client loses by the cells of a loss, of how much, and how much more of a pool it could lose.

    Attributes
    ----------
    lost
        Minutes by client in all cells.
    room
        Minutes by pool that a client has there and does not lose; pools that are not short have none.
    """

    def __init__(self, loss: Loss, carried: Mapping[ClientId, int]) -> None:
        self.lost: Counter[ClientId] = Counter()
        self.room: dict[Pool, int] = {}
        self._guaranteed, self._carried = loss.guaranteed, carried
        for cell in loss.cells:
            self.lost.update(cell.losses)
            for client, claim in cell.claims.items():
                pool = client, cell.skill, cell.day
                self.room[pool] = max(self.room.get(pool, 0), claim - cell.losses.get(client, 0))

    def ratio(self, client: ClientId, *, more: int = 0) -> Fraction | None:
        """Return a client's loss, with what earlier roundings still owe taken off, as a share of what it has; None where it has nothing.

        Of a client that loses less, so many minutes are taken off both: some of what its ratio is of may be late work itself.
        """
        guaranteed = self._guaranteed.get(client, 0)
        of = max(1, guaranteed + min(0, more))
        return Fraction(self.lost[client] + more - self._carried.get(client, 0), of) if guaranteed > 0 else None


@dataclass(frozen=True)
class Standing:
    """A block or work on a person's day that could give way.

    Attributes
    ----------
    pool
        Where what it gives is a loss.
    spans
        Where it stands, in order and disjoint.
    block, held, step
        Of a block, its id, the minutes that are held, and the grid step: what it still holds stands in one piece of such steps.
    whole
        Of a sitting, its minutes: it gives all of them or none.
    """

    pool: Pool
    spans: list[Span]
    block: str = ""
    held: int = 0
    step: int = 1
    whole: int = 0

    def cost(self, used: list[Span]) -> int:
        """Return the minutes that are lost where others stand in some spans."""
        taken = total(common(self.spans, used))
        if not taken or self.whole:
            return self.whole if taken else 0
        if not self.held:
            return taken
        longest = max((span.end - span.start for span in without(self.spans, used)), default=0)
        return self.held - min(self.held, longest - longest % self.step)


def standing_on(
    state: BookState, shares: Shares, person: PersonId, window: Span, *, skill: str, below: Fraction
) -> Iterator[Standing]:
    """Yield what could give way on a person's time in a window: of clients that lose a smaller ratio, in pools where they have some left.

    Left out is whatever might cost more than it shows: blocks past their notice, work that others come after or that one person must do with
    other work, that stands on spare or gives way last, or that is worked already.
    """
    days = state.calendars.people[person]
    first, last = days.dates_of(window)[0], days.dates_of(window)[-1]
    regulatory = regulatory_tasks(state)
    for client, its_skill, day in sorted(shares.room, key=lambda pool: (shares.ratio(pool[0]) or 0, pool)):
        pool, ratio = (client, its_skill, day), shares.ratio(client)
        if its_skill != skill or not first <= day <= last or shares.room[pool] <= 0 or ratio is None or ratio >= below:
            continue
        working = common(days.on(day), [window])
        names = sorted(state.by_day.get((person, day), ()))
        busy = joined(piece for name in names for piece in state.tasks[name].pieces)
        for laid in state.blocks_on(person, day):
            block, held = laid.block, state.held(laid.block.id, day)
            is_its = block.client == client and block.skill == skill
            if is_its and held > 0 and state.phase(block.id, day) == "own":
                spans = without(common(state.piece_of(block.id, day), working), busy)
                if total(spans) >= held:
                    yield Standing(pool, spans, block=block.id, held=held, step=state.workspace.grid_minutes)
        for name in names:
            task = state.tasks[name]
            if task.client == client and name not in regulatory and _gives_way(state, task, skill, window.start):
                spans = common(task.pieces, working)
                sitting = task.asked is not None and task.asked.one_sitting
                yield Standing(pool, spans, whole=task.left if sitting else 0)


def blocks_stay_whole(state: BookState, person: PersonId, used: list[Span], standing: Sequence[Standing]) -> bool:
    """Say whether each block of a person still stands in one stretch if others stand in some spans: what it holds, and what is booked in it."""
    days = state.calendars.people[person]
    for day in sorted({day for span in used for day in days.dates_of(span)}):
        names = sorted(state.by_day.get((person, day), ()))
        stay = {name: pieces for name in names if not common(pieces := state.tasks[name].pieces, used)}
        busy = joined(piece for pieces in stay.values() for piece in pieces)
        for laid in state.blocks_on(person, day):
            key = laid.block.id, day
            piece = state.piece_of(*key)
            if state.phase(*key) != "own" or not common(piece, used):
                continue
            gone = sum(each.cost(used) for each in standing if each.block == laid.block.id)
            held = max(0, state.held(*key)) - gone
            inside = [stay[name] for name in state.account(*key).inside if name in stay]
            there = [common(pieces, piece) for pieces in inside]
            if not any(
                total(without([run], busy)) >= held and all(common(pieces, [run]) == pieces for pieces in there)
                for run in without(piece, used)
            ) and (held > 0 or any(there)):
                return False
    return True


def _gives_way(state: BookState, task: TaskState, skill: str, at: Instant) -> bool:
    """Say whether work can be late by just what is taken of its time: it stands alone, on own hours, and has not begun."""
    asked, own = task.asked, task.charged.get("own", 0)
    if asked is None or not task.is_promised or task.is_free or asked.skill != skill or asked.commitment != "agreed":
        return False
    stands_alone = not asked.after and not state.followers.get(task.id) and not same_person_tasks(state, task.id)
    is_to_come = task.since is None and task.pieces[0].start >= at
    return stands_alone and is_to_come and own > 0 and own == sum(task.charged.values())
