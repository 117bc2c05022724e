"""A plan in which every rule has something to say, and that breaks none of them.

Monday 23 November 2026, 09:00; the freeze ends on Wednesday 25 at 18:00. `moved` stood on Thursday at 15:00 before, and
`new` did not exist. The book covers all agreed work but `private`, has `review` booked on Thursday and `evening` promised in
overtime on Wednesday, and holds hours of ana and bo; those of ana on Friday, when she is away, have no place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from scheduler.domain.holdings import Holdings
from scheduler.domain.plan import Held, Plan
from scheduler.domain.reasons import CapacityFigures, ImpossibleFigures, Reason, WorkShare
from scheduler.domain.workspace import Workspace
from tests.building import at, block, client, event, overtime, person, progress, task, time_off, workspace
from tests.holding import booked, held, holdings, homeless, row
from tests.planning import Placing, no_room, plan_of

CAPACITY = CapacityFigures(
    people=("dee",),
    skills=("law",),
    from_=at("23 09:00"),
    to=at("23 18:00"),
    free_minutes=480,
    needed_minutes=540,
    work=(WorkShare(task="filing", minutes=240), WorkShare(task="appeal", minutes=300)),
)
IMPOSSIBLE = ImpossibleFigures(from_=at("23 09:00"), to=at("30 00:00"), needed_minutes=300, longest_minutes=240)

PLACINGS: Mapping[str, Placing] = {
    "text": ("ana", [("25 16:00", "25 18:00")]),
    "review": ("bo", [("26 09:10", "26 09:40")]),
    "workshop": ("cy", [("26 14:00", "26 16:00")]),
    "pinned": ("bo", [("27 11:00", "27 12:00")]),
    "pair-1": ("ana", [("25 09:00", "25 10:00")]),
    "pair-2": ("ana", [("26 09:00", "26 10:00")]),
    "private": ("bo", [("26 11:00", "26 12:00")]),
    "embargo": ("bo", [("26 14:00", "26 15:00")]),
    "evening": ("ana", [block("25 18:00", "25 19:00", overtime=True), ("26 10:00", "26 10:20")]),
    "filing": ("dee", [("23 09:00", "23 13:00")]),
    "moved": ("bo", [("26 16:00", "26 17:00")]),
    "new": ("cy", [("26 09:00", "26 10:00")]),
    "late": ("bo", [("27 09:00", "27 10:00")]),
}


@cache
def good_workspace() -> Workspace:
    """Return the workspace of today."""
    return workspace(
        people=[
            person("ana", "seo", overtime=overtime(60, "mon-thu 18:00-20:00")),
            person("bo", "seo:2", "lead"),
            person("cy", "design", "seo"),
            person("dee", "law"),
        ],
        clients=[
            client("harrow", prefer=("ana",), agreed={"seo": 600, "design": 120}),
            client("vale", exclude=("ana",), agreed={"seo": 120}),
        ],
        tasks=[
            task("text", "seo", 120, due="25"),
            task("review", "lead", 30, due="27", after="text + 910"),
            task("workshop", "design", 120, due="26", one_sitting=True),
            task("pinned", "seo", 60, due="27", person="bo"),
            task("pair-1", "seo", 60, due="26"),
            task("pair-2", "seo", 60, due="26", same_person_as="pair-1"),
            task("private", "seo", 60, due="27", client="vale"),
            task("embargo", "seo:2", 60, due="27", start="26 13:00"),
            task("evening", "seo", 80, due="27"),
            task("filing", "law", 240, due="23", client="vale"),
            task("appeal", "law", 300, due="23", client="vale"),
            task("film", "design", 300, due="27", one_sitting=True, commitment="target"),
            task("moved", "seo", 60, due="27"),
            task("new", "design", 60, due="27", commitment="tentative"),
            task("late", "seo", 60, due="26"),
            task("finished", "seo", 60, due="20"),
        ],
        progress=[progress("finished", done_on="2026-11-20", person="ana")],
        time_off=[time_off("ana", "27", "27")],
        events=[event(["bo", "cy"], "25 09:00", "25 10:00")],
    )


@cache
def good_baseline() -> Plan:
    """Return the plan of last week, in today's terms."""
    today = good_workspace()
    before = today.model_copy(update={"tasks": tuple(row for row in today.tasks if row.id != "new")})
    placings = {name: place for name, place in PLACINGS.items() if name != "new"}
    return plan_of(before, placings | {"moved": ("bo", [("26 15:00", "26 16:00")])})


PIECES = (
    held("harrow", "ana", "24 09:00", "24 11:00", skill="seo"),
    held("vale", "bo", "24 14:00", "24 16:00", skill="seo"),
)
LOST = homeless("harrow", "ana", 27, 60, skill="seo", lapses="25 18:00")
ROWS = (*(row(piece) for piece in PIECES), row(LOST))


@cache
def good_holdings() -> Holdings:
    """Return what the book binds."""
    covered = [each.id for each in good_workspace().tasks if each.commitment == "agreed" and each.id != "private"]
    return holdings(
        *PIECES,
        LOST,
        kept=[booked("review", "bo", ("26 09:10", "26 09:40"))],
        promised=dict.fromkeys(covered, ("27 18:00", "27 18:00")),
        witness={
            "text": ("ana", [("25 16:00", "25 18:00")]),
            "evening": ("ana", [("25 18:00", "25 19:00"), ("26 10:00", "26 10:20")]),
        },
        overtime=[booked("evening", "ana", ("25 18:00", "25 19:00"))],
    )


@cache
def good_plan() -> Plan:
    """Return today's plan: late and unplaced work has reasons, what changed is listed."""
    return with_reasons(planned(PLACINGS))


def planned(placings: Mapping[str, Placing], *, held: Sequence[Held] = ROWS) -> Plan:
    """Return the honest plan of today with these placings and held rows."""
    return plan_of(good_workspace(), placings, baseline=good_baseline(), holdings=good_holdings(), held=held)


def with_reasons(plan: Plan) -> Plan:
    """Return the plan with the proven reasons of its unplaced work, and a reason for its late work."""
    whys = {
        "appeal": Reason(kind="capacity", text="dee has 8 h on Monday, 9 h are needed", proven=True, figures=CAPACITY),
        "film": Reason(kind="impossible", text="nobody has 5 h in one piece", proven=True, figures=IMPOSSIBLE),
    }
    rows = tuple(row.model_copy(update={"why": whys[row.id]}) if row.id in whys else row for row in plan.unplaced)
    tasks = tuple(row.model_copy(update={"why_late": no_room()}) if row.late_minutes else row for row in plan.tasks)
    return plan.model_copy(update={"tasks": tasks, "unplaced": rows})
