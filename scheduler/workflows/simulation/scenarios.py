"""Named streams: what a simulation can be asked for by name, on the studio or on a team of one's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from scheduler.calendars.zones import Zone
from scheduler.domain.clients import Client
from scheduler.domain.record import Source
from scheduler.domain.workspace import Workspace
from scheduler.errors import UsageError
from scheduler.units import ClientId, Span
from scheduler.workflows.simulation import adversaries
from scheduler.workflows.simulation.honest import Manner, absences_of, honest_clients, overruns_of
from scheduler.workflows.simulation.stream import Asks, Event, Leaves, Reports, Stream, in_order
from scheduler.workflows.simulation.studio import Setting
from scheduler.workflows.simulation.team_clock import TeamClock, weekly_skills
from scheduler.workflows.simulation.varied import Varied

_WEEK = 7 * 1440
CROWD = 25
"""Clients without an agreement that turn up in the crowd."""


IN_TIME = Manner(load=0.978, ahead=1.0)
"""Everything is asked for before its notice, as much as the hours allow: 80 % of the studio's capacity, of which 82 % is signed."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a scenario draws from.

    Attributes
    ----------
    clients
        Those with an agreement; the first plays the part of the attacker where there is one.
    """

    clock: TeamClock
    clients: tuple[Client, ...]
    span: Span
    rng: np.random.Generator

    def honest(self, *, without: int = 0, manner: Manner | None = None) -> dict[ClientId, list[Asks]]:
        """Return what the clients ask for in good faith, the first `without` of them left out."""
        return honest_clients(
            self.clock,
            rng=np.random.default_rng(self.rng.integers(2**32)),
            span=self.span,
            manner=manner,
            without=tuple(client.id for client in self.clients[:without]),
        )


Draw = Callable[[Drawing], tuple[tuple[Event, ...], tuple[ClientId, ...]]]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A named stream.

    Attributes
    ----------
    sentence
        What happens in it.
    weeks
        How long it is by default.
    """

    name: str
    sentence: str
    weeks: int
    draw: Draw


def _honest(drawing: Drawing) -> tuple[tuple[Event, ...], tuple[ClientId, ...]]:
    return in_order(*drawing.honest(manner=IN_TIME).values()), ()


def _attack(
    trick: Callable[[Drawing, Client], Iterator[Event]],
) -> Draw:
    """Let the first client do nothing but its trick while the others ask in good faith."""

    def draw(drawing: Drawing) -> tuple[tuple[Event, ...], tuple[ClientId, ...]]:
        attacker = drawing.clients[0]
        honest = drawing.honest(without=1)
        return in_order(trick(drawing, attacker), *honest.values()), (attacker.id,)

    return draw


def _friday(drawing: Drawing, client: Client) -> Iterator[Event]:
    return adversaries.friday_flood(drawing.clock, client, rng=drawing.rng, span=drawing.span)


def _placeholders(drawing: Drawing, client: Client) -> Iterator[Event]:
    return adversaries.placeholder_flood(drawing.clock, client, rng=drawing.rng, span=drawing.span)


def _again(drawing: Drawing, client: Client) -> Iterator[Event]:
    return adversaries.cancels_and_resubmits(drawing.clock, client, span=drawing.span)


def _backdated(drawing: Drawing, client: Client) -> Iterator[Event]:
    requests = list(adversaries.friday_flood(drawing.clock, client, rng=drawing.rng, span=drawing.span, requests=10))
    return adversaries.backdated(requests)


def _split(drawing: Drawing, client: Client) -> Iterator[Event]:
    return adversaries.split_requests(drawing.clock, client, span=drawing.span, at_working_day=6, parts=40)


def _whole(drawing: Drawing, client: Client) -> Iterator[Event]:
    return iter([adversaries.whole_request(drawing.clock, client, span=drawing.span, at_working_day=6, parts=40)])


def _crowd(drawing: Drawing) -> tuple[tuple[Event, ...], tuple[ClientId, ...]]:
    names = walk_ins()
    skills = list(weekly_skills(drawing.clients[0]))
    many = adversaries.crowd(drawing.clock, names, rng=drawing.rng, span=drawing.span, skills=skills)
    return in_order(many, *drawing.honest().values()), names


def _varied(drawing: Drawing) -> tuple[tuple[Event, ...], tuple[ClientId, ...]]:
    """Let the first client ask ten times as often as the others."""
    parts = [
        Varied(drawing.clock, client, rng=own, per_day=8.0 if not number else 0.8).events(drawing.span)
        for number, (client, own) in enumerate(
            zip(drawing.clients, drawing.rng.spawn(len(drawing.clients)), strict=True)
        )
    ]
    return in_order(*parts), (drawing.clients[0].id,)


def _always(drawing: Drawing) -> tuple[tuple[Event, ...], tuple[ClientId, ...]]:
    asking = [
        adversaries.always_asking(drawing.clock, client, rng=own, span=drawing.span)
        for client, own in zip(drawing.clients[:3], drawing.rng.spawn(3), strict=False)
    ]
    return in_order(*asking), ()


def _illness(drawing: Drawing) -> tuple[tuple[Event, ...], tuple[ClientId, ...]]:
    week = drawing.clock.working_days(drawing.span)[:15][-5:]
    person = drawing.clock.workspace.people[0].id
    known_at = max(drawing.clock.days.open_at(week[0]) - 15, drawing.span.start)
    away = Span(drawing.clock.zone.begin_of(week[0]), drawing.clock.zone.end_of(week[-1]))
    return in_order([Leaves(at=known_at, person=person, span=away)], *drawing.honest().values()), ()


def _overrun(drawing: Drawing) -> tuple[tuple[Event, ...], tuple[ClientId, ...]]:
    honest = drawing.honest()
    first = drawing.clients[0].id
    reports = list(threefold(drawing.clock, honest.get(first, []), jobs=5))
    return in_order(*honest.values(), reports), ()


def threefold(clock: TeamClock, requests: list[Asks], *, jobs: int) -> Iterator[Reports]:
    """Yield reports, the morning after each was asked for, that the first jobs due in a week or later take three times as long."""
    long = [
        request
        for request in requests
        if all(task.due is not None and Zone.instant_of(task.due) - request.at > _WEEK for task in request.tasks)
    ]
    for request in long[:jobs]:
        task = request.tasks[0]
        morning = clock.open_after(clock.zone.local(request.at)[0], 1)
        yield Reports(at=morning, client=request.client, task=task.id, more_minutes=2 * task.effort_minutes)


def _real_life(drawing: Drawing) -> tuple[tuple[Event, ...], tuple[ClientId, ...]]:
    honest = drawing.honest()
    requests = [request for own in honest.values() for request in own]
    more = overruns_of(drawing.clock, requests, rng=drawing.rng, span=drawing.span)
    away = absences_of(drawing.clock, rng=drawing.rng, span=drawing.span)
    return in_order(away, *honest.values(), more), ()


SCENARIOS = {
    scenario.name: scenario
    for scenario in (
        Scenario("honest", "every client asks in time for nearly all that its own hours allow", 12, _honest),
        Scenario("real-life", "some ask late, work takes longer than was said, and people fall ill", 12, _real_life),
        Scenario("friday-flood", "one client sends 40 urgent requests every Friday", 6, _attack(_friday)),
        Scenario("placeholder-flood", "one client books 40 far days of work every Monday", 6, _attack(_placeholders)),
        Scenario("split", "one client cuts 20 hours of work into 40 half-hours", 3, _attack(_split)),
        Scenario("whole", "the same 20 hours as one request", 3, _attack(_whole)),
        Scenario("resubmit", "one client takes its request back and sends it again, 200 times", 4, _attack(_again)),
        Scenario("backdated", "one client says it asked two weeks earlier than it did", 6, _attack(_backdated)),
        Scenario("walk-ins", f"{CROWD} clients without an agreement ask every week", 6, _crowd),
        Scenario(
            "varied", "chains, sittings, pins, part-days, quotes and cancels; one client asks all the time", 4, _varied
        ),
        Scenario("always-asking", "three clients ask for more all the time", 12, _always),
        Scenario("illness", "the first person is away for the third week, or the last of fewer weeks", 5, _illness),
        Scenario("overrun", "five jobs of one client take three times as long as it said", 5, _overrun),
    )
}


def walk_ins() -> tuple[ClientId, ...]:
    """Return the names of the crowd's clients."""
    return tuple(ClientId(f"walk-in-{number:02d}") for number in range(1, CROWD + 1))


def draw_stream(name: str, setting: Setting, *, seed: int, weeks: int | None = None) -> tuple[Setting, Stream]:
    """Return a named stream on a team, and the team with the clients that the stream adds to it.

    Parameters
    ----------
    weeks
        Length of the period; None: the scenario's own.

    Raises
    ------
    UsageError
        If there is no scenario of this name, the team has no client with an agreement, or the period has no working day.
    """
    scenario = SCENARIOS.get(name)
    if scenario is None:
        expected = f"one of {', '.join(SCENARIOS)}"
        text = f"there is no scenario '{name}'; expected {expected}"
        raise UsageError(text, field="--scenario", got=name, expected=expected)
    clients = tuple(client for client in setting.workspace.clients if weekly_skills(client))
    if not clients:
        raise UsageError("nobody in this workspace has an agreement, so there are no hours to ask for")
    if name == "walk-ins":
        setting = replace(setting, workspace=_with_walk_ins(setting.workspace))
    clock = TeamClock(setting.workspace)
    span = clock.weeks(scenario.weeks if weeks is None else weeks)
    if not clock.working_days(span):
        first, last = clock.zone.local(span.start)[0], clock.zone.local(span.end - 1)[0]
        expected = "enough weeks to have a working day"
        text = f"there is no working day from {first} to {last}, so nothing can be asked for; give more --weeks or a later --as-of"
        raise UsageError(text, field="--weeks", got=str(scenario.weeks if weeks is None else weeks), expected=expected)
    drawing = Drawing(clock=clock, clients=clients, span=span, rng=np.random.default_rng(seed))
    events, attackers = scenario.draw(drawing)
    return setting, Stream(name=name, span=span, events=events, attackers=attackers)


def _with_walk_ins(workspace: Workspace) -> Workspace:
    made = Source(file="simulation", line=1)
    known = {client.id for client in workspace.clients}
    more = tuple(Client(id=name, name=name, source=made) for name in walk_ins() if name not in known)
    return workspace.model_copy(update={"clients": (*workspace.clients, *more)})
