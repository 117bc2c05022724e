"""The document of a simulation (`kind: simulation`): what each client asked for and got, by policy, judged from the logs."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, Field

from scheduler.domain.document import DocumentPart, Header
from scheduler.units import ClientId


class ClientFigures(DocumentPart):
    """What one client asked for and got. Requests are counted whole, occurrences of recurring work among them.

    Attributes
    ----------
    weight_minutes
        Agreed minutes per week; the policy's `min_weight` where that is more.
    entitled, entitled_refused
        Requests that the client's own held minutes could fund by arithmetic, and those of them that were refused.
    promises_moved
        Promised dates that an entry of somebody else changed.
    late_minutes, overrun_late_minutes
        Minutes of promised work that were not done at the promised date: of as many as were promised, and of what the work took
        longer than its client had said.
    own_minutes, rush_minutes, spare_minutes
        Minutes that were charged, by fund.
    lapsed_minutes, cut_minutes
        Minutes of blocks that nobody asked for in time, and that a loss of capacity took.
    """

    client: ClientId
    weight_minutes: int
    asked: int = 0
    asked_minutes: int = 0
    accepted: int = 0
    accepted_minutes: int = 0
    refused: int = 0
    entitled: int = 0
    entitled_refused: int = 0
    promises_moved: int = 0
    late_minutes: int = 0
    overrun_late_minutes: int = 0
    own_minutes: int = 0
    rush_minutes: int = 0
    spare_minutes: int = 0
    lapsed_minutes: int = 0
    cut_minutes: int = 0


class Difference(DocumentPart):
    """A request that was answered differently in this run than in the first.

    Attributes
    ----------
    before, now
        The answers in the first run and in this one: the kind of the entry, and the promised dates.
    """

    client: ClientId
    request: str
    before: str
    now: str


class Run(DocumentPart):
    """One policy on one stream.

    Attributes
    ----------
    policy
        `evenhand` or `accept-if-it-fits`.
    changed
        Parameters that differ from the agreements and the policy as written, like `{"notice": "3 working days"}`.
    without
        The client whose entries were left out; empty where nobody's were.
    accepted_permille
        All work that was accepted over the working time of the team in the period.
    utilisation_permille
        Work that stands inside the period over the same; what was accepted near the end and stands after it does not count.
    jain_permille, jain_spare_permille
        Jain index of accepted minutes, and of spare minutes, over weight, of the clients that asked for more than recurring work;
        1000 is even.
    log_sha256
        Digest of the last line of the log: the same digest is the same log.
    differences
        Requests that are answered differently than in the first run, of clients whose entries both have.
    """

    policy: str
    changed: dict[str, str] = Field(default_factory=dict)
    without: ClientId | Literal[""] = ""
    entries: int
    accepted_permille: int
    utilisation_permille: int
    jain_permille: int
    jain_spare_permille: int
    log_sha256: str
    clients: tuple[ClientFigures, ...]
    differences: tuple[Difference, ...] = ()


class Simulation(Header):
    """Runs of one stream, the first of them being what the others are compared with.

    Attributes
    ----------
    scenario
        Name of a drawn stream, or the file of a log that was replayed.
    attackers
        Clients that do not ask in good faith.
    """

    kind: Literal["simulation"] = "simulation"
    scenario: str
    start: AwareDatetime
    end: AwareDatetime
    attackers: tuple[ClientId, ...] = ()
    runs: tuple[Run, ...]
