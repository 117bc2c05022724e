"""Random teams and the hours agreed with their clients, for the laying of blocks."""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import strategies as st

from scheduler.domain.workspace import Workspace
from tests.building import agreement, client, closure, person, workspace

WEEKS = (
    "mon-fri 09:00-13:00 14:00-18:00",
    "mon-fri 09:00-13:00 14:00-17:30",
    "mon-thu 09:00-13:00 13:00-17:30",
    "tue-thu 09:00-13:00 14:00-18:00",
    "mon-fri 09:10-12:25 13:00-15:00",
)
SKILLS = ("seo", "copy", "design", "dev")
PIECE = 15


def team_at_load(seed: int, *, load: float, people: int = 10, clients: int = 6, **policy: Any) -> Workspace:
    """Return a team whose people's weeks are signed away to a share `load` of what may be, by somebody who knew how."""
    random = Random(seed)
    members = [person(f"p{number}", *random.sample(SKILLS, 2), week=random.choice(WEEKS)) for number in range(people)]
    agreed: list[dict[str, int]] = [{} for _ in range(clients)]
    for member in members:
        signable = sum(
            int(sum(end - start for start, end in spans) * 0.9) // PIECE * PIECE for spans in member.hours.days
        )
        rest = int(signable * load)
        while rest >= 60:
            part = min(rest, random.choice((120, 180, 240, 360, 480, 600)))
            part = (rest if rest - part < 60 else part) // PIECE * PIECE
            own = agreed[random.randrange(clients)]
            skill = random.choice(member.skills)[0]
            own[skill] = own.get(skill, 0) + part
            rest = 0 if rest - part < 60 else rest - part
    named = [client(f"c{number}", agreed=own) for number, own in enumerate(agreed) if own]
    return workspace(people=members, clients=named, policy=policy)


@st.composite
def teams(draw: st.DrawFn) -> Workspace:
    """Draw a small team with everything that matters for blocks: levels, exclusions, part-time, employment, days, months."""
    names = [f"p{number}" for number in range(draw(st.integers(1, 4)))]
    members = [
        person(
            name,
            *(f"{skill}:{draw(st.integers(0, 2))}" for skill in draw(st.sets(st.sampled_from(SKILLS[:3]), min_size=1))),
            week=draw(st.sampled_from(WEEKS)),
            **_employment(draw),
        )
        for name in names
    ]
    named = [_client(draw, f"c{number}", people=names) for number in range(draw(st.integers(1, 3)))]
    return workspace(
        people=members,
        clients=named,
        closures=[closure("2026-12-24", "2026-12-31")],
        policy={"block_min": draw(st.sampled_from((30, 60, 70, 120))), "buffer": draw(st.sampled_from((0, 100, 330)))},
    )


def _employment(draw: st.DrawFn) -> dict[str, Any]:
    from datetime import date

    kind = draw(st.sampled_from(("open", "open", "leaves", "comes")))
    if kind == "leaves":
        return {"until_on": date(2026, 12, draw(st.integers(1, 20)))}
    return {"from_on": date(2026, 12, draw(st.integers(1, 20)))} if kind == "comes" else {}


def _client(draw: st.DrawFn, name: str, *, people: list[str]) -> Any:
    from datetime import date

    agreements = []
    for per in draw(st.lists(st.sampled_from(("week", "week", "month")), min_size=1, max_size=2)):
        amounts = draw(st.dictionaries(st.sampled_from(SKILLS[:3]), st.integers(10, 900), min_size=1, max_size=2))
        days = draw(st.none() | st.sets(st.integers(0, 4), min_size=1).map(lambda days: tuple(sorted(days))))
        since = draw(st.none() | st.just(date(2026, 12, 7)))
        until = draw(st.none() | st.just(date(2027, 1, 20)))
        agreements.append(agreement(amounts, per=per, weekdays=days, since=since, until=until))
    return client(
        name,
        agreements=tuple(agreements),
        exclude=tuple(draw(st.sets(st.sampled_from(people), max_size=1))),
        prefer=tuple(draw(st.sets(st.sampled_from(people), max_size=2))),
    )
