"""Work done beyond what was planned is charged when it is reported: to own held minutes and rush, then to spare (policy, "Actuals").

The time has passed, so nothing stands in the witness for it: own minutes are given for it, and spare is that of the day of the report,
outside the cap as the work is done. It counts to the cap and to the share from then on. Where a later report says that less was worked,
or remains, what was charged so returns as far as it may.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from scheduler.calendars.spans import total_minutes
from scheduler.domain.book import CHARGES, Entry, LedgerRow, Stand, WorkStand, skill_key
from scheduler.fairshare.book import Book
from scheduler.fairshare.charging import merged_rows
from scheduler.fairshare.claimable import Taken
from scheduler.fairshare.claims import claims
from scheduler.fairshare.copying import copy_of, with_entry
from scheduler.fairshare.repacking import Regrowing, repacked_work
from scheduler.fairshare.returning import commitment_of, may_return, net_rows
from scheduler.fairshare.trial import LATE_MINUTES
from scheduler.units import TaskId


@dataclass(frozen=True, slots=True)
class Reported:
    """What a report makes of a commitment, in minutes.

    Attributes
    ----------
    charged
        In all, once the entry took effect.
    passed, ahead
        Planned before and after the book's clock.
    worked, remaining
        As the report says.
    """

    charged: int
    passed: int
    ahead: int
    worked: int
    remaining: int

    @property
    def must_be_charged(self) -> int:
        """What was worked, and what remains as far as it has a place."""
        return self.worked + min(self.remaining, self.ahead)

    @property
    def missing(self) -> int:
        """What was worked and is not charged: what passed of the plan is charged already, whoever worked when."""
        return max(0, min(self.must_be_charged - self.charged, self.worked - self.passed))

    @property
    def beyond(self) -> int:
        """What is charged beyond the plan and beyond what was worked and remains."""
        return max(0, self.charged - max(self.passed + self.ahead, self.must_be_charged))


def with_off_plan(book: Book, entry: Entry, task: TaskId) -> Entry:
    """Return the entry of a report that also charges what was worked beyond the plan, or gives back what was charged so and not worked."""
    missing = _reported(book, entry, task).missing
    return _charged(book, entry, task, missing) if missing else given_back(book, entry, task) or entry


def given_back(book: Book, entry: Entry, task: TaskId) -> Entry | None:
    """Return the entry of a report that also gives back what was charged off the plan and not worked; None where nothing is."""
    rows = [*net_rows(book, task), *(row for row in entry.rows if row.task == task)]
    # Of work that was done before, what it was planned for was charged as worked.
    is_done = task not in book.commitments and task not in {each.task for each in entry.committed}
    may = [row for row in rows if row.off_plan or (is_done and (row.exchanged or row.fund == "spare"))]
    given = [row for row in merged_rows(may) if row.minutes > 0]
    beyond = min(_reported(book, entry, task).beyond, _sum(given))
    made = _given_back(book, entry, given, beyond) if beyond else entry
    return None if made == entry else made


def _reported(book: Book, entry: Entry, task: TaskId) -> Reported:
    promised, place = commitment_of(book, task), book.witness.work.get(task)
    rows = [*promised.rows, *(row for row in entry.rows if row.task == task)]
    stand = next((each for each in entry.work if each.task == task), None)
    if stand is not None:
        after = copy_of(book)
        after.append(entry)
        place = after.witness.work.get(task)
    elif task in entry.released:
        place = None
    return Reported(
        charged=sum(row.minutes for row in rows if row.fund in CHARGES),
        passed=0 if place is None else total_minutes(place.before(book.clock)),
        ahead=0 if place is None else place.minutes_after(book.clock),
        worked=entry.worked.get(task, promised.worked),
        remaining=entry.remaining[task],
    )


def _charged(book: Book, entry: Entry, task: TaskId, minutes: int) -> Entry:
    """Charge work beyond the plan: own hours that lapse first, as many as the book can give, then spare of today."""
    after = copy_of(book)
    after.append(entry)
    own = list(_own_rows(book, after, task, minutes))
    made = _with_rows(entry, [*own, *_on_spare(book, task, minutes - _sum(own))])
    if with_entry(book, made):
        return made
    # What the log could not say is not given: each block on its own.
    kept: list[LedgerRow] = []
    for row in own:
        if with_entry(book, _with_rows(entry, [*kept, row])):
            kept.append(row)
    return _with_rows(entry, [*kept, *_on_spare(book, task, minutes - _sum(kept))])


def _own_rows(book: Book, after: Book, task: TaskId, minutes: int) -> Iterator[LedgerRow]:
    """Yield own held minutes and rush that are given, the soonest to lapse first, as they are once the report took effect."""
    promised, aware = commitment_of(book, task), book.team.aware
    window = {"release": aware(book.clock), "due": aware(book.clock + LATE_MINUTES)}
    for claim in claims(
        after, promised.client, task=promised.asked.model_copy(update=window), taken=Taken(), whole_days=True
    ):
        gone = min(minutes, claim.minutes)
        if gone <= 0:
            return
        minutes -= gone
        row = claim.account.row("rush" if claim.fund == "rush" else "own", gone, task, exchanged=True)
        yield row.model_copy(update={"off_plan": True})


def _on_spare(book: Book, task: TaskId, minutes: int) -> Iterator[LedgerRow]:
    promised = commitment_of(book, task)
    if minutes > 0:
        yield LedgerRow(
            client=promised.client,
            skill=skill_key(promised.asked.skill, promised.asked.level),
            day=book.team.zone.local(book.clock)[0],
            fund="spare",
            minutes=minutes,
            task=task,
            off_plan=True,
        )


def _given_back(book: Book, entry: Entry, given: Sequence[LedgerRow], minutes: int) -> Entry:
    """Give back what was charged off the plan: spare first, then own hours, the last days first, where they may return."""
    after = copy_of(book)
    after.append(entry)
    today = book.team.zone.local(book.clock)[0]
    rows: list[LedgerRow] = []
    regrowing = Regrowing(after)
    charged: dict[tuple[date, str | None], list[LedgerRow]] = {}
    for row in given:
        if (row.block is None and row.off_plan) or may_return(after, row, today):
            charged.setdefault((row.day, row.block), []).append(row)
    for (day, block), there in sorted(charged.items(), key=lambda each: (each[0][1] is None, each[0][0]), reverse=True):
        back = min(minutes, _sum(there))
        if block is not None and back:
            back = regrowing.grow(after.account(block, day), back)
        for row in there:
            part = min(back, row.minutes)
            if part:
                rows.append(row.model_copy(update={"minutes": -part}))
                back, minutes = back - part, minutes - part
    work = repacked_work(after, rows, frozenset(), stands=regrowing.stands)
    made = _with_rows(entry, rows, stands=regrowing.stands, work=work)
    if with_entry(book, made):
        return made
    return _with_rows(entry, [row for row in rows if row.block is None])


def _with_rows(
    entry: Entry, rows: Iterable[LedgerRow], *, stands: Sequence[Stand] = (), work: Sequence[WorkStand] = ()
) -> Entry:
    now = {(each.block, each.day) for each in stands}
    moved = {each.task for each in work}
    return entry.model_copy(
        update={
            "rows": merged_rows([*entry.rows, *rows]),
            "stands": (*(each for each in entry.stands if (each.block, each.day) not in now), *stands),
            "work": (*(each for each in entry.work if each.task not in moved), *work),
        }
    )


def _sum(rows: Iterable[LedgerRow]) -> int:
    return sum(row.minutes for row in rows)
