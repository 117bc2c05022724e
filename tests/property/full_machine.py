"""The drawn book of a team whose weeks are nearly all held: what gives way finds little free time, and moves to hours of its own client."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from scheduler.domain.book import LaidBlock
from scheduler.domain.workspace import Workspace
from scheduler.fairshare import bookkeeping as bk
from scheduler.units import ClientId
from tests.building import agreement, client, person, workspace
from tests.property.book_machine import CLIENTS, Machine

WEEK = "mon-fri 09:00-13:00"
MORNING = 9 * 60


class FullMachine(Machine):
    """A machine in which much is asked, often takes longer, and is often put first by an override."""

    def __init__(self, seed: int, *, audit: bool = True) -> None:
        super().__init__(seed, audit=audit, edits=True)

    def drawn_facts(self) -> tuple[Workspace, list[LaidBlock]]:
        return full_team(self.rng)

    def moves(self) -> list[tuple[str, Callable[[], object]]]:
        return [
            *super().moves(),
            *[("ask", self.ask)] * 8,
            *[("override", self.override)] * 4,
            *[("longer", self.takes_longer)] * 4,
        ]

    def takes_longer(self) -> None:
        """Report that open work takes longer, whether it has begun or not."""
        open_work = sorted(self.book.commitments)
        if open_work:
            task = self.rng.choice(open_work)
            place = self.book.witness.work.get(task)
            left = self.book.commitments[task].remaining if place is None else place.minutes_after(self.book.clock)
            bk.report(self.book, task, remaining=left + self.rng.choice([7, 15, 30, 60, 120]))


def full_team(rng: Random) -> tuple[Workspace, list[LaidBlock]]:
    """Draw two people who do everything, and blocks of three clients that fill their mornings."""
    people = [person(f"p{number}", "seo:2", "copy:2", week=WEEK) for number in range(2)]
    blocks: list[LaidBlock] = []
    agreed: dict[str, dict[str, int]] = {name: {} for name in CLIENTS}
    for who in people:
        for weekday in range(5):
            order = rng.sample(CLIENTS, len(CLIENTS))
            sizes = rng.choice([(60, 75, 75), (90, 60, 60), (60, 60, 90), (75, 75)])
            start = MORNING
            for name, size in zip(order, sizes, strict=False):
                skill = rng.choice(["seo", "seo", "copy"])
                agreed[name][skill] = agreed[name].get(skill, 0) + size
                blocks.append(
                    LaidBlock(
                        id=f"{name}/{skill}/{who.id}/{weekday}",
                        client=ClientId(name),
                        skill=skill,
                        person=who.id,
                        weekday=weekday,
                        start_minute=start,
                        minutes=size,
                    )
                )
                start += size
    clients = [
        client(name, agreements=(agreement(minutes, notice_working_days=rng.choice([1, 2, 3])),) if minutes else ())
        for name, minutes in agreed.items()
    ]
    return workspace(week=WEEK, people=people, clients=clients, as_of="23 09:00"), blocks
