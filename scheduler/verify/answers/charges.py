"""What pays for the work: the sums, what the client really holds, the borrowing cap, and the order of the funds."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.verify.answers.held import claimable_kind, dated_blocks
from scheduler.verify.answers.question import broken, minutes_by_skill
from scheduler.verify.book.caps import WINDOW_DAYS, counted, windows_around
from scheduler.verify.book.conforming import cut_off
from scheduler.verify.book.state import BookState, week_of
from scheduler.verify.clock import date_of, datetime_of, minute_of, say_day, say_minutes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from scheduler.domain.book import AskedTask, LaidBlock
    from scheduler.domain.plan import Violation
    from scheduler.domain.verdict import Charge, Funding, RequestedTask
    from scheduler.units import Instant, PersonId
    from scheduler.verify.answers.question import Question
    from scheduler.verify.book.records import QuotedSpare

FUNDS = ("own", "rush", "spare", "traded", "overtime", "consented")
"""Funds in the order in which they pay (policy.md, "Funding, in order")."""

_AFTER_HELD = frozenset(FUNDS[2:])
_OF_AN_OFFER = frozenset({"overtime", "consented"})


def funds_of(funding: Funding) -> dict[str, int]:
    """Return the minutes of each fund that pays anything."""
    amounts = {fund: int(getattr(funding, f"{fund}_minutes")) for fund in FUNDS}
    return {fund: minutes for fund, minutes in amounts.items() if minutes}


def sums_differ(funding: Funding, charged: Sequence[Charge], effort: int) -> str | None:
    """Return how funding, charges and effort differ, in words; None where they agree."""
    funds, rows = funds_of(funding), Counter[str]()
    for charge in charged:
        if charge.minutes <= 0:
            return f"a charge of {charge.fund} has {charge.minutes} minutes"
        rows[charge.fund] += charge.minutes
    if any(minutes < 0 for minutes in funds.values()):
        return "a fund pays less than nothing"
    if sum(funds.values()) != effort:
        return f"{say_minutes(sum(funds.values()))} are paid for {say_minutes(effort)} of work"
    if dict(rows) != funds:
        return f"the charges sum to {dict(rows)}, the funding says {funds}"
    return None


def funding_adds_up(question: Question) -> Iterator[Violation]:
    """Check that funds sum to the effort and charges to the funds, skill by skill; overtime and consent are offers alone."""
    name, verdict = "funding_adds_up", question.verdict
    if not question.shows_work:
        return
    differs = sums_differ(verdict.funding, verdict.charged, verdict.effort_minutes)
    if differs is not None:
        yield broken(name, "funding", f"{differs}")
        return
    by_skill = Counter[str]()
    for charge in verdict.charged:
        by_skill[charge.skill.partition(":")[0]] += charge.minutes
    if dict(by_skill) != dict(minutes_by_skill(question)):
        text = f"minutes by skill are charged as {dict(by_skill)}, the work takes {dict(minutes_by_skill(question))}"
        yield broken(name, "skills", text)
    barred = _OF_AN_OFFER if verdict.verdict == "fits_with_trade" else _OF_AN_OFFER | {"traded"}
    for fund in sorted(barred & funds_of(verdict.funding).keys()):
        yield broken(name, fund, f"{verdict.verdict}: paid with {fund} minutes, which is not what this verdict says")


def charges_are_held(question: Question) -> Iterator[Violation]:
    """Check own and rush charges against what the log holds of that skill on that day, and spare against the work of its day."""
    state, verdict = question.state, question.verdict
    if state is None or not question.shows_work:
        return
    in_trade = verdict.verdict == "fits_with_trade"
    yield from unheld(question, state, verdict.charged, until=question.promised_by, in_trade=in_trade)
    done = _work_by_day(question, verdict.tasks)
    for day, minutes in sorted(spare_by_day(verdict.charged).items()):
        if minutes > done[day]:
            text = f"{say_minutes(minutes)} of spare are charged for {say_day(day)}, the work of that day is {say_minutes(done[day])}"
            yield broken("charges_are_held", f"spare {day}", text, measured=minutes, limit=done[day], unit="minutes")


def spare_by_day(charged: Sequence[Charge]) -> Counter[date]:
    """Return the minutes of spare that are charged, by day of work."""
    spare: Counter[date] = Counter()
    for charge in charged:
        if charge.fund == "spare":
            spare[charge.day] += charge.minutes
    return spare


def _work_by_day(question: Question, tasks: Sequence[RequestedTask]) -> Counter[date]:
    people = question.before.facts.people
    done: Counter[date] = Counter()
    for task in tasks:
        zone = people[task.person].zone if task.person in people else question.zone
        for block in task.blocks:
            done[date_of(minute_of(block.start), zone)] += minute_of(block.end) - minute_of(block.start)
    return done


def unheld(
    question: Question, state: BookState, charged: Sequence[Charge], *, until: Instant, in_trade: bool
) -> Iterator[Violation]:
    """Yield the own and rush charges that the log does not hold on days on which people work before an instant.

    In a trade minutes that the client's own work is charged with may come free, as that work is paid by later ones.
    """
    there: Counter[tuple[str, str, date]] = Counter()
    for block, day in blocks_until(question, state, until):
        kind = state.phase(block.id, day)
        is_inside = any(
            span.start < until and span.end > question.now for span in state.calendars.people[block.person].on(day)
        )
        if block.client == question.request.client and kind != "gone" and is_inside:
            there[kind, block.key, day] += max(0, state.held(block.id, day))
            there[kind, block.key, day] += state.account(block.id, day).charged if in_trade else 0
    taken: Counter[tuple[str, str, date]] = Counter()
    rushed: Counter[tuple[str, tuple[int, int]]] = Counter()
    for charge in charged:
        if charge.fund in ("own", "rush"):
            taken[charge.fund, charge.skill, charge.day] += charge.minutes
        if charge.fund == "rush":
            rushed[charge.skill, week_of(charge.day)] += charge.minutes
            left = state.rush_left(question.request.client, charge.skill, charge.day)
            if rushed[charge.skill, week_of(charge.day)] > left:
                text = f"{say_minutes(rushed[charge.skill, week_of(charge.day)])} of rush are charged, {say_minutes(left)} are left that week"
                yield broken("charges_are_held", f"rush {charge.skill}", text, limit=left, unit="minutes")
    for key, minutes in sorted(taken.items()):
        if minutes > there[key]:
            fund, skill, day = key
            text = f"{say_minutes(minutes)} of {fund} {skill} are charged to {say_day(day)}, {say_minutes(there[key])} are held there"
            subject = f"{fund} {skill} {day}"
            yield broken("charges_are_held", subject, text, measured=minutes, limit=there[key], unit="minutes")


def blocks_until(question: Question, state: BookState, until: Instant) -> Iterator[tuple[LaidBlock, date]]:
    """Yield the dated blocks from as_of to an instant; the days are each person's own, which may be a day off those of the team."""
    off = timedelta(days=1)
    yield from dated_blocks(state, question.team.first_on - off, date_of(until, question.zone) + off)


def spare_within_borrowing(question: Question) -> Iterator[Violation]:
    """Check the borrowing cap by day of work and by day of asking; a round's grants by its five working days instead."""
    state = question.state
    if state is None or not question.shows_work:
        return
    spare = spare_by_day(question.verdict.charged)
    if spare:
        yield from beyond_cap(question, state, spare)


def beyond_cap(question: Question, state: BookState, spare: Counter[date]) -> Iterator[Violation]:
    """Yield where spare of these days goes beyond what its client may borrow."""
    name, account = "spare_within_borrowing", state.agreements.account_of(question.request.client)
    asked_on = state.calendars.day_at(question.team.as_of)
    if question.in_round:
        limit = state.calendars.working_day_after(asked_on, WINDOW_DAYS)
        for day in sorted(spare):
            if limit is not None and day > limit:
                text = (
                    f"the round gives spare of {say_day(day)}, past its five working days, which end {say_day(limit)}"
                )
                yield broken(name, account, text, measured=(day - limit).days, limit=0, unit="days")
        return
    freed = _freed_by_trade(question, state)
    work, asking = counted(state, account, but=ended_quote(question, state))
    for how, sums, added in (
        ("work", work, spare),
        ("asking", asking, Counter({asked_on: spare.total()})),
    ):
        worst = 0
        words = ("", 0)
        for first, last in sorted(windows_around(state, set(added))):
            used = sum(minutes for day, minutes in sums.items() if first <= day <= last)
            more = sum(minutes for day, minutes in added.items() if first <= day <= last)
            limit_minutes = state.agreements.cap_minutes(account, first, last)
            if used + more - freed - limit_minutes > worst:
                worst = used + more - freed - limit_minutes
                words = (f"from {say_day(first)} to {say_day(last)}", limit_minutes)
        if worst:
            text = f"'{account}' would have {say_minutes(words[1] + worst)} of spare {words[0]} by day of {how}, its cap is {say_minutes(words[1])}"
            yield broken(name, account, text, measured=words[1] + worst, limit=words[1], unit="minutes")


def ended_quote(question: Question, state: BookState) -> QuotedSpare | None:
    """Return what the request's own quote held that ended, if this is its one renewal."""
    return state.ended_quotes.get((question.request.client, question.request.id))


def _freed_by_trade(question: Question, state: BookState) -> int:
    """Return the spare that the client's own work borrowed and a trade may give back, as that work is due later."""
    if question.verdict.verdict != "fits_with_trade":
        return 0
    before = {task.id: task.due for task in question.as_asked.tasks}
    later = [task.id for task in question.as_promised.tasks if task.due != before.get(task.id)]
    return sum(max(0, sum(state.tasks[name].spare_asked.values())) for name in later if name in state.tasks)


def funds_in_order(question: Question) -> Iterator[Violation]:
    """Check that no later fund pays while held minutes, own or rush, lie unused: spare, trade, overtime and consent come after them.

    Between own and rush the order of the blocks decides: policy.md uses first what lapses first. Held minutes count as by the rule of
    conforming requests (a): a day that the window cuts counts less what is cut off. Only blocks of people who may do all the request's work
    of that skill count, and work that waits for other work of the request or must be done in one sitting is left out: there the held
    minutes may rightly be out of reach. What is less than a unit of the grid is none.
    """
    state = question.state
    if state is None or not question.shows_work:
        return
    for skill, left in sorted(unused_minutes(question, state, question.promised_by).items()):
        paid = sum(
            charge.minutes
            for charge in question.verdict.charged
            if charge.skill.partition(":")[0] == skill and charge.fund in _AFTER_HELD
        )
        # What is paid from a later fund could have come from these, up to what lies unused of them.
        could = min(paid, left)
        if could >= question.workspace.grid_minutes:
            text = f"{say_minutes(paid)} of {skill} are paid from later funds, though {say_minutes(left)} held lie unused in the window"
            yield broken("funds_in_order", skill, text, measured=could, limit=0, unit="minutes")


def unused_minutes(question: Question, state: BookState, until: Instant) -> dict[str, int]:
    """Return own and rush minutes that lie unused in the window, by skill, where nothing keeps them from being used."""
    tasks_of: dict[str, list[AskedTask]] = {}
    for task in question.asked:
        tasks_of.setdefault(task.skill, []).append(task)
    charged: Counter[tuple[str, str, date]] = Counter()
    for charge in question.verdict.charged:
        charged[charge.fund, charge.skill, charge.day] += charge.minutes
    found: dict[str, int] = {}
    for skill, tasks in tasks_of.items():
        if any(task.after or task.one_sitting for task in tasks):
            continue
        there = usable_minutes(question, state, skill, until)
        found[skill] = sum(max(0, minutes - charged[key]) for key, minutes in there.items())
    return found


def usable_minutes(
    question: Question, state: BookState, skill: str, until: Instant
) -> dict[tuple[str, str, date], int]:
    """Return the held minutes of a skill that its tasks can surely use by an instant, by kind, key and day of the block."""
    calendars, client = state.calendars, question.request.client
    tasks = [task for task in question.asked if task.skill == skill]
    window = tasks[0].model_copy(
        update={"release": max(task.release for task in tasks), "due": datetime_of(until, question.zone)}
    )
    by_person: dict[tuple[str, str, date, PersonId], int] = {}
    for block, day in blocks_until(question, state, until):
        kind = claimable_kind(state, block.id, day)
        if kind is None or block.client != client or block.skill != skill:
            continue
        days = calendars.people[block.person]
        able = all(
            state.agreements.may_work(days.person, client, task.skill, task.level)
            and task.person in (None, block.person)
            for task in tasks
        )
        if able:
            key = (kind, block.key, day, block.person)
            by_person[key] = by_person.get(key, 0) + state.held(block.id, day)
    found: dict[tuple[str, str, date], int] = {}
    rush: dict[tuple[str, tuple[int, int]], int] = {}
    for (kind, key_name, day, who), minutes in sorted(by_person.items()):
        usable = max(0, minutes - sum(cut_off(window, calendars.people[who].on(day))))
        if kind == "rush":
            week = (key_name, week_of(day))
            left = rush.setdefault(week, state.rush_left(client, key_name, day))
            usable = min(usable, left)
            rush[week] -= usable
        found[kind, key_name, day] = found.get((kind, key_name, day), 0) + usable
    return found
