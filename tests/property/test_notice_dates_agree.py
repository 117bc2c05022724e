"""Whatever days are declared off or worked after all, engine and auditor say the same of when a block can be claimed."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest

from scheduler.domain.book import LaidBlock
from scheduler.domain.workspace import Workspace
from scheduler.fairshare import bookkeeping
from scheduler.units import ClientId
from scheduler.verify.book.auditor import Auditor
from scheduler.workflows.record_edits import enter_edits
from tests.building import agreement, client, closure, person, workspace
from tests.fairshare.small_books import block, opened

RUNS, CHUNKS, STEPS = 120, 4, 25
DAYS = tuple(str(date(2026, 11, 23) + timedelta(days=number)) for number in (0, 1, 2, 3, 4, 7, 8, 9))
STARTS = ("09:00", "10:00", "11:00", "14:00", "15:00")


class Signing:
    """A book of one person in which days go off and on, time passes and blocks are laid; an auditor reads along."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.off: set[str] = set()
        self.book = opened(drawn_facts(self.rng), [])
        self.laid: list[LaidBlock] = []
        self.auditor = Auditor()
        self._read = 0

    def step(self) -> None:
        """Do one drawn thing, and let the auditor read it."""
        self.rng.choice((self.time_passes, self.a_day_changes, self.a_block_is_laid))()
        for line in self.book.lines[self._read :]:
            assert list(self.auditor.take(line)) == []
        self._read = len(self.book.lines)

    def time_passes(self) -> None:
        bookkeeping.advance(self.book, to=self.book.clock + self.rng.choice((60, 540, 600, 720, 1440)))

    def a_day_changes(self) -> None:
        self.off ^= {self.rng.choice(DAYS)}
        closures = tuple(closure(day) for day in sorted(self.off))
        enter_edits(self.book, self.book.team.workspace.model_copy(update={"closures": closures}))

    def a_block_is_laid(self) -> None:
        team, clock = self.book.team, self.book.clock
        first = team.nth_working_day(team.working_day_of(clock), 1)
        day = team.aware(clock).date() + timedelta(days=self.rng.choice((1, 2, 3, 4, 5)))
        if len(self.laid) == len(STARTS) or day.weekday() > 4 or day < first:
            return
        start = STARTS[len(self.laid)]
        new = block("acme", "seo", "ana", str(day), start, 60).model_copy(update={"id": f"acme/{start}"})
        bookkeeping.sign(self.book, team.workspace, client=ClientId("acme"), blocks=[new])
        self.laid.append(new)

    def phases(self) -> list[tuple[str, str]]:
        """Return how each block can be claimed now, by the engine and by the auditor, once both have the same clock."""
        state = self.auditor.state
        assert state is not None
        found = []
        for each in self.laid if state.clock == self.book.clock else ():
            assert each.day is not None
            if self.book.accounts.exists(each.id, each.day, team=self.book.team):
                account = self.book.account(each.id, each.day)
                found.append((account.fund_at(self.book.clock) or "gone", state.phase(each.id, each.day)))
        return found


def drawn_facts(rng: Random) -> Workspace:
    agreed = agreement({"seo": 600}, notice_working_days=rng.choice((1, 1, 2, 3)))
    return workspace(
        people=[person("ana", "seo")], clients=[client("acme", agreements=(agreed,))], policy={"buffer": 0}
    )


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_engine_and_auditor_agree_on_what_can_be_claimed(chunk: int) -> None:
    seen: Counter[str] = Counter()
    for seed in range(chunk * RUNS // CHUNKS, (chunk + 1) * RUNS // CHUNKS):
        signing = Signing(seed)
        for number in range(STEPS):
            signing.step()
            for engine, auditor in signing.phases():
                assert engine == auditor, (seed, number)
                seen[engine] += 1
    assert seen.keys() == {"own", "rush", "gone"}
