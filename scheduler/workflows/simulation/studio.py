"""The base case "studio" of the fair-share scenarios: 8 people, 4 skills in a ring, 5 clients, 82 % of capacity signed.

Skill k is known to three people: one who does nothing else, and the two beside it, who each know a neighbouring skill as well. Blocks
are laid by the table below, which fills the first person's mornings and afternoons with the two largest clients and the second
person's with the three others; nobody's day is signed away beyond 90 %.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from scheduler.calendars.zones import Zone
from scheduler.domain.book import LaidBlock
from scheduler.domain.clients import AgreedHours, Agreement, Client, Recurring
from scheduler.domain.people import Person
from scheduler.domain.policy import Policy
from scheduler.domain.record import Source
from scheduler.domain.tasks import After, TaskPlan
from scheduler.domain.times import ClockSpan, WeeklyHours
from scheduler.domain.workspace import Workspace
from scheduler.units import ClientId, Instant, PersonId, TaskId

SKILLS = ("seo", "copy", "design", "web")
PEOPLE = ("ada", "ben", "cleo", "dan", "eva", "finn", "gus", "hana")
GUARANTEED_PERCENT = {"ashby": 22, "birch": 22, "cedar": 16, "dune": 14, "elm": 8}
"""Share of the team's weekly hours that each client was guaranteed."""

WEEKLY_MINUTES = 35 * 60
NOTICE_WORKING_DAYS = 5
FIRST_DAY = date(2026, 10, 5)
"""A Monday; the clocks go back in the third week."""

_ZONE = "Europe/London"
_UNIT = 15
_MORNING, _AFTERNOON = 9 * 60, 14 * 60
_DAY = (ClockSpan(_MORNING, 13 * 60), ClockSpan(_AFTERNOON, 17 * 60))
_HOURS = WeeklyHours(days=(_DAY,) * 5 + ((), ()))
_DAY_NAMES = ("mon", "tue", "wed", "thu", "fri")
_MADE = Source(file="studio", line=1)


@dataclass(frozen=True, slots=True)
class Setting:
    """What a simulation begins with: a workspace whose `as_of` is the first moment, and the blocks laid by then."""

    workspace: Workspace
    blocks: tuple[LaidBlock, ...]

    @property
    def start(self) -> Instant:
        """The first moment."""
        return Zone.instant_of(self.workspace.as_of)


def studio() -> Setting:
    """Return the base case at the beginning of its first Monday.

    Source: policy, "Scenarios to pass"; which client's hours lie where, and the recurring work, are our choice.
    """
    zone = Zone.of(_ZONE)
    workspace = Workspace(
        name="Studio",
        time_zone=_ZONE,
        as_of=zone.aware(zone.instant(FIRST_DAY, _MORNING)),
        hours=_HOURS,
        policy=Policy(default_notice=NOTICE_WORKING_DAYS, default_rush=200, default_borrow=250),
        people=tuple(_person(position) for position in range(len(PEOPLE))),
        clients=tuple(_client(position) for position in range(len(GUARANTEED_PERCENT))),
    )
    return Setting(workspace=workspace, blocks=tuple(_blocks()))


def _person(position: int) -> Person:
    skill, is_between = divmod(position, 2)
    skills = [SKILLS[skill]] + ([SKILLS[(skill + 1) % len(SKILLS)]] if is_between else [])
    return Person(
        id=PersonId(PEOPLE[position]),
        name=PEOPLE[position].title(),
        skills=tuple((skill, 1) for skill in skills),
        hours=_HOURS,
        time_zone=_ZONE,
        source=_MADE,
    )


def weekly_units(position: int) -> tuple[int, ...]:
    """Return the quarters of an hour per week that the client at `position` was guaranteed of each skill.

    The client's share of the team's hours is rounded down to quarters and spread evenly; who gets the odd quarters goes round.
    """
    percent = tuple(GUARANTEED_PERCENT.values())[position]
    total = len(PEOPLE) * WEEKLY_MINUTES * percent // 100 // _UNIT
    each, odd = divmod(total, len(SKILLS))
    return tuple(each + ((skill - position) % len(SKILLS) < odd) for skill in range(len(SKILLS)))


def _client(position: int) -> Client:
    name = tuple(GUARANTEED_PERCENT)[position]
    hours = tuple(
        AgreedHours(skill=skill, minutes=units * _UNIT, source=_MADE)
        for skill, units in zip(SKILLS, weekly_units(position), strict=True)
    )
    first, second = SKILLS[position % len(SKILLS)], SKILLS[(position + 1) % len(SKILLS)]
    return Client(
        id=ClientId(name),
        name=name.title(),
        agreements=(Agreement(since=FIRST_DAY, hours=hours, source=_MADE),),
        recurring=(
            _recurring(f"{name}-report", "FR", [_part("draft", first, 120), _part("check", second, 60, after="draft")]),
            _recurring(f"{name}-care", "TU,TH", [_part("care", SKILLS[(position + 2) % len(SKILLS)], 60)]),
        ),
        source=_MADE,
    )


def _part(name: str, skill: str, minutes: int, *, after: str = "") -> TaskPlan:
    return TaskPlan(
        id=TaskId(name),
        skill=skill,
        effort_minutes=minutes,
        after=(After(task=TaskId(after)),) if after else (),
        source=_MADE,
    )


def _recurring(name: str, weekdays: str, tasks: list[TaskPlan]) -> Recurring:
    return Recurring(
        id=name, title=name.title(), rule=f"FREQ=WEEKLY;BYDAY={weekdays}", tasks=tuple(tasks), source=_MADE
    )


def _blocks() -> Iterator[LaidBlock]:
    """Lay the agreed quarters of each skill on the person who does nothing else and on the next one."""
    names = tuple(GUARANTEED_PERCENT)
    for skill in range(len(SKILLS)):
        alone, between = PEOPLE[2 * skill], PEOPLE[2 * skill + 1]
        units = {name: weekly_units(position)[skill] for position, name in enumerate(names)}
        # The afternoon has room for twelve quarters a day, so the second client's last hour lies with the next person.
        last_hour = 4
        cedar = _spread(units["cedar"])
        dune = _spread(units["dune"])
        yield from _week("ashby", skill, person=alone, units=_spread(units["ashby"]), starts=[_MORNING] * 5)
        yield from _week(
            "birch", skill, person=alone, units=_spread(units["birch"] - last_hour), starts=[_AFTERNOON] * 5
        )
        yield from _week("cedar", skill, person=between, units=cedar, starts=[_MORNING] * 5)
        after_cedar = [_MORNING + _UNIT * taken for taken in cedar]
        yield from _week("elm", skill, person=between, units=_spread(units["elm"]), starts=after_cedar)
        yield from _week("dune", skill, person=between, units=dune, starts=[_AFTERNOON] * 5)
        after_dune = [_AFTERNOON + _UNIT * taken for taken in dune]
        yield from _week("birch", skill, person=between, units=[0, 0, 0, 0, last_hour], starts=after_dune)


def _spread(units: int) -> list[int]:
    each, odd = divmod(units, len(_DAY_NAMES))
    return [each + (weekday < odd) for weekday in range(len(_DAY_NAMES))]


def _week(client: str, skill: int, *, person: str, units: list[int], starts: list[int]) -> Iterator[LaidBlock]:
    for weekday, (count, start) in enumerate(zip(units, starts, strict=True)):
        if count:
            yield LaidBlock(
                id=f"{client}/{SKILLS[skill]}/{person}/{_DAY_NAMES[weekday]}",
                client=ClientId(client),
                skill=SKILLS[skill],
                person=PersonId(person),
                weekday=weekday,
                start_minute=start,
                minutes=count * _UNIT,
                since=FIRST_DAY,
            )
