"""Lives of books whose people leave, come back, are on leave for years, and whose clock now and then runs on by weeks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from scheduler.domain.people import Person, TimeOff
from scheduler.domain.record import Source
from scheduler.fairshare import bookkeeping as bk
from tests.property.book_machine import DAY, Machine

_TYPED = Source(file="typed", line=1)


class LeavingMachine(Machine):
    """A machine with edits, in which people come and go."""

    def __init__(self, seed: int, *, audit: bool = True) -> None:
        super().__init__(seed, audit=audit, edits=True)
        self.gone: list[Person] = []

    def moves(self) -> list[tuple[str, Callable[[], object]]]:
        """Return what can happen, each as often as it is likely."""
        return [
            *super().moves(),
            *[("leave", self.leave)] * 2,
            ("go", self.go),
            *[("join", self.join)] * 2,
            ("long leave", self.long_leave),
            ("weeks", self.weeks_pass),
        ]

    def leave(self) -> None:
        """Let somebody have a last day, or none any more."""
        who = self.rng.choice(self._facts().people)
        today = self.book.team.day_of(who.id, self.book.clock)
        last = None if who.until_on else today + timedelta(days=self.rng.choice([0, 1, 3, 10, 60]))
        self._people(
            [each.model_copy(update={"until_on": last}) if each is who else each for each in self._facts().people]
        )

    def go(self) -> None:
        """Take somebody out of the files, with all rows that name them; two stay."""
        people = self._facts().people
        if len(people) > 2:
            who = self.rng.choice(people)
            self.gone.append(who)
            self._people([each for each in people if each is not who])

    def join(self) -> None:
        """Write somebody who was taken out into the files again."""
        if self.gone:
            self._people([*self._facts().people, self.gone.pop().model_copy(update={"until_on": None})])

    def long_leave(self) -> None:
        """Let somebody be on leave for months or years."""
        who = self.rng.choice([*self.book.team.people])
        first = self.book.team.day_of(who, self.book.clock) + timedelta(days=self.rng.choice([0, 2, 5, 390]))
        away = TimeOff(
            person=who, start=first, end=first + timedelta(days=self.rng.choice([35, 90, 420, 1500])), source=_TYPED
        )
        bk.lose(self.book, self._facts().model_copy(update={"time_off": (*self._facts().time_off, away)}), person=who)

    def weeks_pass(self) -> None:
        """Let the clock run on by some weeks."""
        bk.advance(self.book, to=self.book.clock + self.rng.choice([10, 25]) * DAY)

    def _people(self, people: list[Person]) -> None:
        facts = self._facts()
        ids = {each.id for each in people}
        events = [
            each.model_copy(update={"people": tuple(who for who in each.people if who in ids)}) for each in facts.events
        ]
        changed = {
            "people": tuple(people),
            "time_off": tuple(each for each in facts.time_off if each.person in ids),
            "events": tuple(each for each in events if each.people),
        }
        bk.lose(self.book, facts.model_copy(update=changed), reason="somebody comes or goes")
