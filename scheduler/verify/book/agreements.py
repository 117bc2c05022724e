"""What agreements say of notice, rush and borrowing, by day; and which account a client's spare is charged to."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from scheduler.domain.book import skill_key

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from scheduler.domain.clients import AgreedHours, Agreement, Client
    from scheduler.domain.people import Person
    from scheduler.domain.workspace import Workspace
    from scheduler.units import ClientId

WALK_IN = "walk-in"
"""The account of all clients that never had an agreement."""

_PERMILLE = 1000
_MONTHS_PER_YEAR, _WEEKS_PER_YEAR = 12, 52


def weekly_minutes(hours: AgreedHours) -> Fraction:
    """Return agreed hours as minutes a week; monthly hours are a twelfth of a year of 52 weeks."""
    if hours.per == "week":
        return Fraction(hours.minutes)
    return Fraction(hours.minutes * _MONTHS_PER_YEAR, _WEEKS_PER_YEAR)


def covers(agreement: Agreement, day: date) -> bool:
    """Say whether an agreement holds on a date."""
    begun = agreement.since is None or agreement.since <= day
    return begun and (agreement.until is None or day <= agreement.until)


def has_skill(person: Person, skill: str, level: int) -> bool:
    """Say whether a person has a skill at a level or a higher one."""
    own = person.level_of(skill)
    return own is not None and own >= level


class Agreements:
    """The agreements by one state of the facts.

    Parameters
    ----------
    workspace
        The facts.
    ever_agreed
        Clients that had an agreement by an earlier state of the facts: they stay an account of their own.
    """

    def __init__(self, workspace: Workspace, *, ever_agreed: Iterable[ClientId] = ()) -> None:
        self.policy = workspace.policy
        self.clients: dict[ClientId, Client] = {client.id: client for client in workspace.clients}
        self.ever_agreed = frozenset(ever_agreed) | {client.id for client in workspace.clients if client.agreements}
        self._people = {person.id: person for person in workspace.people}
        self._notice: dict[tuple[ClientId, date], int] = {}
        self._rush: dict[tuple[ClientId, str, date], int] = {}
        self._accounts: dict[ClientId, str] = {}

    def _on(self, client: ClientId, day: date) -> list[Agreement]:
        known = self.clients.get(client)
        return [] if known is None else [agreement for agreement in known.agreements if covers(agreement, day)]

    def notice_days(self, client: ClientId, day: date) -> int:
        """Return the notice, in working days and at least 1, for the client's blocks of a date."""
        key = (client, day)
        if key not in self._notice:
            given = [
                self.policy.default_notice if agreement.notice_working_days is None else agreement.notice_working_days
                for agreement in self._on(client, day)
            ]
            self._notice[key] = max(1, max(given, default=self.policy.default_notice))
        return self._notice[key]

    def rush_minutes(self, client: ClientId, key: str, day: date) -> int:
        """Return the rush minutes an ISO week of agreed hours by the agreement that holds on a date, rounded down."""
        known = (client, key, day)
        if known not in self._rush:
            self._rush[known] = sum(self._rush_of(agreement, key) for agreement in self._on(client, day))
        return self._rush[known]

    def _rush_of(self, agreement: Agreement, key: str) -> int:
        if agreement.rush is not None:
            return sum(minutes for skill, level, minutes in agreement.rush if skill_key(skill, level) == key)
        weekly = sum(weekly_minutes(hours) for hours in agreement.hours if skill_key(hours.skill, hours.level) == key)
        return int(weekly * self.policy.default_rush / _PERMILLE)

    def account_of(self, client: ClientId) -> str:
        """Return the account of a client's spare: its group, itself, or all walk-ins together."""
        if client not in self._accounts:
            known = self.clients.get(client)
            group = None if known is None else known.group
            members = [other.id for other in self.clients.values() if group is not None and other.group == group]
            if group is not None and self.ever_agreed.intersection(members):
                self._accounts[client] = f"group {group}"
            else:
                self._accounts[client] = client if client in self.ever_agreed else WALK_IN
        return self._accounts[client]

    def cap_minutes(self, account: str, first: date, last: date) -> int:
        """Return the most spare of an account in five working days, by the agreements that hold on any of them."""
        if account == WALK_IN:
            return self.policy.walk_in_borrow
        members = [client for client in self.clients.values() if self.account_of(client.id) == account]
        return sum(self._cap_of(client, first, last) for client in members)

    def _cap_of(self, client: Client, first: date, last: date) -> int:
        caps = [
            self._borrow_of(agreement)
            for agreement in client.agreements
            if (agreement.since is None or agreement.since <= last)
            and (agreement.until is None or agreement.until >= first)
        ]
        return max(caps, default=0)

    def _borrow_of(self, agreement: Agreement) -> int:
        if agreement.borrow_minutes is not None:
            return agreement.borrow_minutes
        weekly = sum((weekly_minutes(hours) for hours in agreement.hours), start=Fraction(0))
        return int(weekly * self.policy.default_borrow / _PERMILLE)

    def may_work(self, person: Person, client: ClientId, skill: str, level: int) -> bool:
        """Say whether a person has a skill at a level and the client does not exclude them."""
        known = self.clients.get(client)
        excluded = known is not None and person.id in known.exclude
        return has_skill(person, skill, level) and not excluded
