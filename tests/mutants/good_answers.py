"""Honest answers made by hand, and all that they stand on; `tests.mutants.test_verdict_mutants` breaks them one way per check.

Monday 23 November 2026, 09:00; a plan was published, so work is frozen up to Wednesday 25 at 18:00. Harrow holds two hours of ana on
Thursday and on Friday and may borrow one hour; vale holds two hours of bo on Thursday. Days have eight hours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from scheduler.domain.book import (
    AskedTask,
    CommittedTask,
    Entry,
    LaidBlock,
    Promise,
    Worked,
    WorkStand,
    line_of,
    sha256_of,
)
from scheduler.domain.holdings import HeldPiece, Holdings
from scheduler.domain.ledger import LedgerRow
from scheduler.domain.plan import Plan
from scheduler.domain.reasons import CapacityFigures, HeldShare, ImpossibleFigures, PolicyFigures, Reason, WorkShare
from scheduler.domain.record import Source
from scheduler.domain.requests import Request
from scheduler.domain.verdict import Charge, Earliest, Funding, HarmedTask, Offer, Reply, RequestedTask, Verdict
from scheduler.domain.workspace import Workspace
from scheduler.verify.answers.reading import with_request
from scheduler.verify.verdict import AnswerCheck, check_verdict
from tests.building import agreement, at, block, client, from_instant, instant, moment, part, person, task, workspace
from tests.holding import held, holdings, row
from tests.planning import Placing, plan_of

PLACINGS: Mapping[str, Placing] = {
    "check-up": ("bo", [("24 09:00", "24 10:00")]),
    "report": ("bo", [("26 14:00", "26 16:00")]),
    "letter": ("ana", [("27 14:00", "27 15:00")]),
}
FLOORS = {"check-up": ("25 18:00", "25 17:00"), "report": ("27 18:00", "27 15:00"), "letter": ("27 18:00", "27 16:00")}
"""Due time and slack floor of each promise."""


@cache
def studio() -> Workspace:
    """Return the workspace, without any request's tasks."""
    return workspace(
        people=[person("ana", "seo"), person("bo", "seo", "copy")],
        clients=[
            client("harrow", agreements=(agreement({"seo": 240}, borrow_minutes=60),)),
            client("vale", agreements=(agreement({"seo": 120}),)),
        ],
        tasks=[
            task("check-up", "seo", 60, due="25", client="vale", title="Yearly check-up"),
            task("report", "seo", 120, due="27", client="vale", title="Report on links"),
            task("letter", "seo", 60, due="27", client="harrow", title="Letter"),
        ],
    )


def _laid(who: str, whose: str, weekday: int) -> LaidBlock:
    return LaidBlock(
        id=f"{whose}/seo/{who}/{weekday}",
        client=whose,
        skill="seo",
        person=who,
        weekday=weekday,
        start_minute=9 * 60,
        minutes=120,
    )


@cache
def log_lines() -> tuple[str, ...]:
    """Return a log of one entry: the facts, the blocks, and what is promised already, all of it on spare."""
    promised = {each.id: each for each in studio().tasks}
    entry = Entry(
        seq=1,
        at=at("23 09:00"),
        kind="opened",
        facts=studio().model_dump(mode="json"),
        blocks=(_laid("ana", "harrow", 3), _laid("ana", "harrow", 4), _laid("bo", "vale", 3)),
        rows=tuple(
            LedgerRow(
                client=each.client,
                skill="seo",
                day=at(PLACINGS[name][1][0][0]).date(),
                fund="spare",
                minutes=each.effort_minutes,
                task=name,
            )
            for name, each in promised.items()
        ),
        asked=tuple(
            AskedTask(
                id=name,
                title=each.title,
                deliverable=name,
                skill="seo",
                effort_minutes=each.effort_minutes,
                release=at("23 09:00"),
                due=at(FLOORS[name][0]),
            )
            for name, each in promised.items()
        ),
        promised=tuple(Promise(task=name, due=at(due)) for name, (due, _) in FLOORS.items()),
        committed=tuple(
            CommittedTask(task=name, client=promised[name].client, due=at(due), floor_at=at(floor))
            for name, (due, floor) in FLOORS.items()
        ),
        work=tuple(
            WorkStand(task=name, person=who, pieces=tuple(Worked(start=at(a), end=at(b)) for a, b in pieces))
            for name, (who, pieces) in PLACINGS.items()
        ),
    )
    return (line_of(entry),)


_BEFORE = (
    held("harrow", "ana", "26 09:00", "26 11:00", skill="seo"),
    held("harrow", "ana", "27 09:00", "27 11:00", skill="seo", lapses="25 18:00"),
    held("vale", "bo", "26 09:00", "26 11:00", skill="seo"),
)


@cache
def baseline() -> Plan:
    """Return the published plan."""
    return plan_of(studio(), PLACINGS, held=[row(piece) for piece in _BEFORE])


@dataclass(frozen=True)
class Answer:
    """A request and the answer to it, with what the book binds after it."""

    request: Request
    verdict: Verdict
    after: Holdings | None = None

    def check(self, verdict: Verdict | None = None) -> AnswerCheck:
        """Check the answer, or another one to the same request."""
        return check_verdict(
            studio(),
            self.request,
            self.verdict if verdict is None else verdict,
            log_lines=log_lines(),
            baseline=baseline(),
            holdings=self.after,
        )

    def with_plan(self, placings: Mapping[str, Placing], **fields: Any) -> Verdict:
        """Return the answer with another plan, honest in itself, and other fields."""
        plan = _planned(self.request, placings, self.after, due=self.verdict.finish)
        shown = _shown(plan, self.request) if self.verdict.tasks else ()
        return self.verdict.model_copy(update={"plan": plan, "tasks": shown} | fields)


def request(name: str, *tasks: Any, needed_by: str, **fields: Any) -> Request:
    """Return a request of harrow, asked on Monday at 09:00."""
    return Request(
        id=name,
        client="harrow",
        title=fields.pop("title", "Broken links"),
        asked_at=moment("23 09:00"),
        needed_by=moment(needed_by),
        tasks=tasks,
        source=Source(file=f"requests/{name}.yaml", line=1),
        **{key: moment(value) if key == "latest" else value for key, value in fields.items()},
    )


def _planned(asked: Request, placings: Mapping[str, Placing], after: Holdings | None, *, due: Any = None) -> Plan:
    needed_by = at(f"{asked.needed_by:%d %H:%M}")
    due = needed_by if due is None or due <= needed_by else due
    rows = [row(piece) for piece in (after.held if after is not None else ())]
    return plan_of(with_request(studio(), asked, due=due), placings, holdings=after, held=rows)


def _shown(plan: Plan, asked: Request) -> tuple[RequestedTask, ...]:
    return tuple(
        RequestedTask(
            id=each.id,
            title=each.title,
            skill=each.skill,
            effort_minutes=sum(int((piece.end - piece.start).total_seconds()) // 60 for piece in each.blocks),
            person=each.person,
            blocks=each.blocks,
            start=each.start,
            finish=each.finish,
        )
        for each in plan.tasks
        if each.id.startswith(f"{asked.id}/")
    )


def _after(*pieces: HeldPiece) -> Holdings:
    return holdings(*pieces, promised=FLOORS)


def _answer(asked: Request, word: str, effort: int, **fields: Any) -> Verdict:
    """Return an answer with the header and what is repeated of the request."""
    said = {"phone": ("You need it by Thursday.",), "client": "You need it by Thursday.", "internal": "See below."}
    return Verdict(
        workspace="Studio",
        as_of=studio().as_of.isoformat(),
        evenhand_version="0",
        seed=0,
        inputs_sha256="",
        request=asked.id,
        title=asked.title,
        client=asked.client,
        asked_at=at("23 09:00"),
        needed_by=at(f"{asked.needed_by:%d %H:%M}"),
        latest=None if asked.latest is None else at(f"{asked.latest:%d %H:%M}"),
        effort_minutes=effort,
        book=sha256_of(log_lines()[-1]),
        answer="an-answer",
        baseline_sha256="0" * 64,
        verdict=word,
        **{"reply": Reply(**said)} | fields,
    )


def charge(fund: str, day: str, minutes: int) -> Charge:
    """Return a charge of seo minutes."""
    return Charge(fund=fund, skill="seo", day=moment(day), minutes=minutes)


_OWN_AND_SPARE = {
    "funding": Funding(own_minutes=120, spare_minutes=60),
    "charged": (charge("own", "26", 120), charge("spare", "26", 60)),
}
MENDED: Placing = ("ana", [("26 09:00", "26 12:00")])


@cache
def as_it_is() -> Answer:
    """Three hours on Thursday: the two held hours of that day, and one of spare."""
    asked = request("R-1", part("mend", "seo", 180, start="26"), needed_by="26 18:00", latest="27 18:00")
    after = _after(_BEFORE[1], _BEFORE[2])
    plan = _planned(asked, dict(PLACINGS) | {"R-1/mend": MENDED}, after)
    verdict = _answer(
        asked,
        "fits_as_is",
        180,
        plan=plan,
        tasks=_shown(plan, asked),
        finish=at("26 12:00"),
        earliest=Earliest(finish=at("26 12:00"), not_before=at("26 12:00"), proven=True, guaranteed_by=at("27 18:00")),
        **_OWN_AND_SPARE,
    )
    return Answer(asked, verdict, after)


def two_hours(own: int = 120) -> Answer:
    """Two hours on Thursday, which the held hours of that day pay for; what `own` leaves is paid with spare and stays held."""
    asked = request("R-2", part("mend", "seo", 120, start="26"), needed_by="26 18:00")
    left = held("harrow", "ana", "26 11:00", from_instant(instant("26 13:00") - own).strftime("%d %H:%M"), skill="seo")
    after = _after(*((left,) if own < 120 else ()), _BEFORE[1], _BEFORE[2])
    plan = _planned(asked, dict(PLACINGS) | {"R-2/mend": ("ana", [("26 09:00", "26 11:00")])}, after)
    spare = 120 - own
    verdict = _answer(
        asked,
        "fits_as_is",
        120,
        plan=plan,
        tasks=_shown(plan, asked),
        finish=at("26 11:00"),
        earliest=Earliest(finish=at("26 11:00"), not_before=at("26 11:00"), proven=True, guaranteed_by=at("26 18:00")),
        funding=Funding(own_minutes=own, spare_minutes=spare),
        charged=(charge("own", "26", own), *((charge("spare", "26", spare),) if spare else ())),
    )
    return Answer(asked, verdict, after)


@cache
def with_moves() -> Answer:
    """The same, done by bo in the afternoon: the report of vale moves inside its slack."""
    good = as_it_is()
    placings = dict(PLACINGS) | {"R-1/mend": ("bo", [("26 11:00", "26 13:00"), ("26 14:00", "26 15:00")])}
    placings["report"] = ("bo", [("26 15:00", "26 17:00")])
    plan = _planned(good.request, placings, good.after)
    told = plan_of(
        with_request(studio(), good.request, due=at("26 18:00")), placings, baseline=baseline(), holdings=good.after
    )
    update = {
        "verdict": "fits_with_moves",
        "plan": plan,
        "tasks": _shown(plan, good.request),
        "finish": at("26 15:00"),
        "moves": told.moves,
    }
    return Answer(good.request, good.verdict.model_copy(update=update), good.after)


def _reason(kind: str, figures: Any, text: str = "There is too little time.") -> Reason:
    return Reason(kind=kind, text=text, proven=True, figures=figures)


@cache
def later() -> Answer:
    """Five hours by Thursday go beyond the cap; on Friday morning the held hours of both days and one of spare pay for it."""
    asked = request("R-3", part("mend", "seo", 300, start="26"), needed_by="26 18:00", minimum_minutes=60)
    after = _after(_BEFORE[2])
    placings = dict(PLACINGS) | {"R-3/mend": ("ana", [("26 09:00", "26 12:00"), ("27 09:00", "27 11:00")])}
    plan = _planned(asked, placings, after, due=at("27 11:00"))
    shown = _shown(plan, asked)
    funding = {
        "funding": Funding(own_minutes=240, spare_minutes=60),
        "charged": (charge("own", "26", 120), charge("spare", "26", 60), charge("own", "27", 120)),
    }
    smaller = shown[0].model_copy(
        update={"effort_minutes": 180, "blocks": (block("26 09:00", "26 12:00"),), "finish": at("26 12:00")}
    )
    offers = (
        Offer(
            number=1,
            kind="smaller",
            finish=at("26 12:00"),
            effort_minutes=180,
            needs=("the client agrees to the smaller size",),
            tasks=(smaller,),
            text="3 h of the 5 h",
            verified=True,
            **_OWN_AND_SPARE,
        ),
        Offer(
            number=2,
            kind="later",
            finish=at("27 11:00"),
            effort_minutes=300,
            needs=("the client agrees to the later date",),
            tasks=shown,
            text="all of it",
            verified=True,
            **funding,
        ),
    )
    cap = PolicyFigures(
        rule="borrow_by_day_of_work",
        asked_minutes=180,
        limit_minutes=60,
        used_minutes=0,
        from_=at("23 00:00"),
        to=at("28 00:00"),
    )
    verdict = _answer(
        asked,
        "fits_later",
        300,
        plan=plan,
        tasks=shown,
        finish=at("27 11:00"),
        earliest=Earliest(finish=at("27 11:00"), not_before=at("27 10:00"), proven=False, guaranteed_by=None),
        reasons=(_reason("policy", cap),),
        offers=offers,
        **funding,
    )
    return Answer(asked, verdict, after)


IMPOSSIBLE = ImpossibleFigures(from_=at("26 09:00"), to=at("26 18:00"), needed_minutes=500, longest_minutes=480)
CAPACITY = CapacityFigures(
    people=("bo",),
    skills=("seo",),
    from_=at("26 09:00"),
    to=at("26 18:00"),
    free_minutes=480,
    needed_minutes=620,
    work=(WorkShare(task="R-4/mend", minutes=500),),
    held=(HeldShare(client="vale", minutes=120),),
)


@cache
def refused() -> Answer:
    """More than eight hours of bo on one day."""
    asked = request("R-4", part("mend", "seo", 500, start="26", person="bo"), needed_by="26 18:00")
    verdict = _answer(
        asked,
        "needs_approval",
        500,
        earliest=Earliest(finish=None, not_before=at("27 09:20"), proven=False),
        reasons=(_reason("impossible", IMPOSSIBLE), _reason("capacity", CAPACITY)),
        harm=(
            HarmedTask(
                client="vale",
                task="report",
                late_minutes=120,
                from_finish=at("26 16:00"),
                to_finish=at("27 20:00"),
            ),
        ),
        override=True,
    )
    return Answer(asked, verdict)
