"""Laying the agreed hours of clients as blocks, segment by segment, beside the blocks that stand."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from scheduler.calendars.working_days import WorkingDays
from scheduler.calendars.zones import Zone
from scheduler.domain.book import LaidBlock
from scheduler.domain.laying import CapacityCut, Laying, Unlaid
from scheduler.domain.workspace import Workspace
from scheduler.instance.laying import (
    PIECE_MINUTES,
    AgreedAmounts,
    Segment,
    Want,
    capacity_cuts,
    holds_in,
    laying_problem,
    least_block_minutes,
)
from scheduler.solve.laying.months import MonthLaying, MonthlyHours
from scheduler.solve.laying.naming import in_order, named
from scheduler.solve.laying.rows import Rows, block_of
from scheduler.solve.laying.segment import LaidWant, lay_segment
from scheduler.solve.laying.staying import staying
from scheduler.units import ClientId, Instant, PersonId


def lay_blocks(
    workspace: Workspace,
    *,
    at: Instant,
    clients: Collection[ClientId] | None = None,
    standing: Sequence[LaidBlock] = (),
    seed: int = 0,
    before: Sequence[LaidBlock] = (),
    taken_ids: Collection[str] = (),
    with_solver: bool = True,
) -> Laying:
    """Lay the agreed hours of clients from the date of `at` on.

    Least minutes without a block; where not everything fits, the same share of each client, the worst first; as few people per client and
    skill as possible; those who carried it before, then those whom the client prefers; days as even as blocks allow. The order of
    clients, people and rows makes no difference, and neither do the names of clients unless nothing else tells two apart.

    Parameters
    ----------
    at
        Blocks begin on its date on the team's clock; agreements that ended before are left out.
    clients
        Whose hours are laid; None: everybody's.
    standing
        Blocks of other clients, which stay where they are; those of `clients` among them only keep their ids.
    before
        Blocks that the clients had: the same people carry the hours again where that costs nothing above.
    taken_ids
        Ids that no new block gets, such as those of blocks that ended.
    with_solver
        Whether CP-SAT is asked where laying by hand leaves something open; without it the result may be worse.

    Returns
    -------
    Laying
        Hours per month are dated blocks for twelve months, the current one in proportion to what is left of it.

    Raises
    ------
    SolverError
        If the solver calls the model invalid.
    """
    first, _ = Zone.of(workspace.time_zone).local(at)
    amounts = AgreedAmounts(workspace, first, clients=clients)
    laid_for = {client.id for client in amounts.clients}
    others = [block for block in standing if block.client not in laid_for]
    task = _Task(workspace, others, seed=seed, with_solver=with_solver, before=before)
    for segment in amounts.segments(others):
        task.lay(segment)
    dated, missing = task.lay_months(amounts)
    blocks = [block for rows in task.rows.values() if rows.want.hours.per == "week" for block in rows.blocks()]
    taken = {block.id for block in standing} | set(taken_ids)
    return Laying(blocks=named([*blocks, *dated], taken=taken), unlaid=in_order([*task.unlaid(), *missing]))


class _Task:
    """One laying while it goes on."""

    def __init__(
        self,
        workspace: Workspace,
        others: Sequence[LaidBlock],
        *,
        seed: int,
        with_solver: bool,
        before: Sequence[LaidBlock],
    ) -> None:
        self._workspace = workspace
        self._others = others
        self._seed = seed
        self._with_solver = with_solver
        self._working_days = WorkingDays(workspace)
        self.rows: dict[tuple[ClientId, int, str, str], Rows] = {}
        self._usual: dict[tuple[str, str], frozenset[PersonId]] = {}
        for block in before:
            key = block.client, block.key
            self._usual[key] = self._usual.get(key, frozenset()) | {block.person}
        self._last: dict[tuple[ClientId, int, str, str], LaidWant] = {}
        self._missing: list[tuple[Segment, LaidWant, CapacityCut | None]] = []

    def lay(self, segment: Segment) -> None:
        """Lay one segment: what can stay from the one before stays."""
        standing = [block for block in self._others if holds_in(block, segment.first, segment.last)]
        whole = laying_problem(self._workspace, segment.wants, standing=standing, usual={})
        bound = whole.bound * PIECE_MINUTES
        # Where hours exceed capacity everybody concerned gives way alike, also those whose blocks were there before.
        safe = [source for want, source in zip(whole.wants, whole.sources, strict=True) if want.fair == want.pieces]
        kept = staying(self._workspace, safe, before=self._last, standing=standing)
        laid = self._laid(segment, kept, standing=standing)
        while kept and _missing_minutes(laid) > bound:
            # Room is made where something is missing first, and further away only where that does not help.
            fewer = _further_away(kept, laid)
            if len(fewer) == len(kept):
                break
            kept = fewer
            freer = self._laid(segment, kept, standing=standing)
            if _missing_minutes(freer) < _missing_minutes(laid):
                laid = freer
        self._remember(segment, laid, standing=standing)

    def _laid(
        self,
        segment: Segment,
        kept: dict[tuple[ClientId, int, str, str], LaidWant],
        *,
        standing: Sequence[LaidBlock],
    ) -> dict[tuple[ClientId, int, str, str], LaidWant]:
        beside = [
            *standing,
            *(block_of(amount.want, pattern) for amount in kept.values() for pattern in amount.patterns),
        ]
        wants = [want for want in segment.wants if want.identity not in kept]
        if not wants:
            return dict(kept)
        problem = laying_problem(self._workspace, wants, standing=beside, usual=self._usual)
        laid = lay_segment(problem, seed=self._seed, with_solver=self._with_solver)
        return kept | {amount.want.identity: amount for amount in laid}

    def _remember(
        self,
        segment: Segment,
        laid: dict[tuple[ClientId, int, str, str], LaidWant],
        *,
        standing: Sequence[LaidBlock],
    ) -> None:
        rooms = {identity: self._room(amount, laid, first=segment.first) for identity, amount in laid.items()}
        for identity, amount in laid.items():
            least = least_block_minutes(self._workspace, amount.want.weekly_minutes)
            rows = self.rows.setdefault(identity, Rows(amount.want, least))
            rows.turn_to(amount.patterns, first=segment.first, room=rooms[identity])
            people = frozenset(pattern.person for pattern in amount.patterns)
            self._usual[amount.want.client, amount.want.key] = people
        for identity, rows in self.rows.items():
            if identity not in laid:
                rows.turn_to((), first=segment.first)
        self._last = laid
        short = [amount for amount in laid.values() if amount.unlaid_minutes]
        if short:
            cuts = capacity_cuts(self._workspace, segment.wants, standing=standing)
            self._missing += [(segment, amount, _cut_of(amount.want, cuts)) for amount in short]

    def _room(
        self, amount: LaidWant, laid: dict[tuple[ClientId, int, str, str], LaidWant], *, first: date
    ) -> int | None:
        """Return what new blocks of an amount may hold in the rest of the week of `first`; None where that has no limit.

        What the week gave before counts, also what it gave by an agreement that has ended.
        """
        want = amount.want
        if want.hours.per != "week":
            return None
        return want.weekly_minutes - sum(
            rows.minutes_in_week(
                first,
                going_on=amount.patterns if identity == want.identity else (),
                is_working_day=self._working_days.is_working_day,
            )
            for identity, rows in self.rows.items()
            if identity == want.identity or identity not in laid
            if (rows.want.client, rows.want.key, rows.want.hours.per) == (want.client, want.key, "week")
        )

    def unlaid(self) -> list[Unlaid]:
        """Return the hours per week that found no place; the same shortage in one segment after the other is one."""
        found: list[Unlaid] = []
        for segment, amount, cut in self._missing:
            if amount.want.hours.per == "week":
                _add(
                    found, _unlaid(amount.want, amount.unlaid_minutes, cut=cut, since=segment.first, until=segment.last)
                )
        return found

    def lay_months(self, amounts: AgreedAmounts) -> tuple[list[LaidBlock], list[Unlaid]]:
        """Turn what was kept free for hours per month into dated blocks."""
        clients = {client.id: client for client in amounts.clients}
        monthly = [
            MonthlyHours(
                clients[rows.want.client],
                clients[rows.want.client].agreements[rows.want.agreement],
                rows.want.hours,
                tuple(rows.blocks()),
            )
            for rows in self.rows.values()
            if rows.want.hours.per == "month"
        ]
        if not monthly:
            return [], []
        standing = [*self._others, *(block for rows in self.rows.values() for block in rows.blocks())]
        laying = MonthLaying(self._workspace, amounts, standing=standing)
        blocks: list[LaidBlock] = []
        missing: list[Unlaid] = []
        for hours, identity in zip(monthly, [key for key in self.rows if key[3] == "month"], strict=True):
            want = self.rows[identity].want
            for month in laying.lay(hours):
                blocks += month.blocks
                if month.unlaid_minutes:
                    cut = self._month_cut(identity, month.first, month.last)
                    missing.append(_unlaid(want, month.unlaid_minutes, cut=cut, since=month.first, until=month.last))
        return blocks, missing

    def _month_cut(self, identity: tuple[ClientId, int, str, str], first: date, last: date) -> CapacityCut | None:
        for segment, amount, cut in self._missing:
            if amount.want.identity == identity and segment.first <= last and (segment.last or date.max) >= first:
                return cut
        return None


def _further_away(
    kept: dict[tuple[ClientId, int, str, str], LaidWant], laid: dict[tuple[ClientId, int, str, str], LaidWant]
) -> dict[tuple[ClientId, int, str, str], LaidWant]:
    """Return what may still stay where the blocks of people who might carry something that is open are freed."""
    people = {
        person
        for identity, amount in laid.items()
        if amount.unlaid_minutes or identity not in kept
        for person in amount.want.people
    }
    return {
        identity: amount
        for identity, amount in kept.items()
        if not any(pattern.person in people for pattern in amount.patterns)
    }


def _missing_minutes(laid: dict[tuple[ClientId, int, str, str], LaidWant]) -> int:
    return sum(amount.unlaid_minutes for amount in laid.values())


def _cut_of(want: Want, cuts: Sequence[CapacityCut]) -> CapacityCut | None:
    return next(
        (cut for cut in cuts if any((need.client, need.key) == (want.client, want.key) for need in cut.needs)), None
    )


def _unlaid(want: Want, minutes: int, *, cut: CapacityCut | None, since: date, until: date | None) -> Unlaid:
    return Unlaid(
        client=want.client,
        skill=want.hours.skill,
        level=want.hours.level,
        minutes=minutes,
        per=want.hours.per,
        since=since,
        until=until,
        why="pieces" if cut is None else "capacity",
        cut=cut,
    )


def _add(found: list[Unlaid], missing: Unlaid) -> None:
    """Add a shortage, or let the same one go on where it ended the day before."""
    for position, known in enumerate(found):
        if known.until is None or known.until + timedelta(days=1) != missing.since:
            continue
        if known.model_copy(update={"since": missing.since, "until": missing.until}) == missing:
            found[position] = known.model_copy(update={"until": missing.until})
            return
    found.append(missing)
