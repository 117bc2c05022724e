"""Small logs of books made by hand, from the records alone: no engine had a part in them.

The studio: Ana (seo), Bo (seo, copy) and Cy (copy), 09:00-13:00 and 14:00-18:00, from Monday 23 November 2026, 09:00.
Harrow owns two hours of Ana's seo every day, 09:00-11:00 (an hour a week of it rush), Tailor three hours of Cy's copy on
Mondays, Wednesdays and Fridays, 14:00-17:00; both with two working days of notice. Odd has no agreement.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from scheduler.domain.book import (
    FIRST_SHA256,
    AskedAfter,
    AskedTask,
    CommittedTask,
    Entry,
    LaidBlock,
    LedgerRow,
    Promise,
    Stand,
    Worked,
    WorkStand,
    line_of,
    sha256_of,
)
from scheduler.domain.workspace import Workspace
from tests.building import agreement, at, client, person, workspace

NOVEMBER = "2026-11-"


def day(number: int | str) -> date:
    """Return a day of November 2026, or of an ISO date."""
    return date.fromisoformat(number) if isinstance(number, str) else date(2026, 11, number)


def studio(**fields: Any) -> Workspace:
    """Return the facts that most logs begin with."""
    people = [person("ana", "seo"), person("bo", "seo", "copy"), person("cy", "copy")]
    clients = [
        client("harrow", agreements=(agreement({"seo": 600}, rush=(("seo", 1, 60),), borrow_minutes=150),)),
        client(
            "tailor",
            agreements=(agreement({"copy": 540}, rush=(("copy", 1, 0),), borrow_minutes=120, approver="Dana"),),
        ),
        client("odd"),
    ]
    return workspace(**{"people": people, "clients": clients} | fields)


def laid_blocks() -> list[LaidBlock]:
    """Return the blocks of Harrow and Tailor."""
    names = ("mon", "tue", "wed", "thu", "fri")
    harrow = [
        LaidBlock(
            id=f"harrow/seo/ana/{names[weekday]}",
            client="harrow",
            skill="seo",
            person="ana",
            weekday=weekday,
            start_minute=540,
            minutes=120,
        )
        for weekday in range(5)
    ]
    tailor = [
        LaidBlock(
            id=f"tailor/copy/cy/{names[weekday]}",
            client="tailor",
            skill="copy",
            person="cy",
            weekday=weekday,
            start_minute=840,
            minutes=180,
        )
        for weekday in (0, 2, 4)
    ]
    return [*harrow, *tailor]


def row(
    fund: str, minutes: int, number: int | str, *, block: str = "", task: str = "", whose: str = "", **fields: Any
) -> LedgerRow:
    """Return a row of a day; client and skill are those of the block's name where it has one."""
    owner, skill = [*block.split("/"), "", ""][:2]
    return LedgerRow(
        client=whose or owner,
        skill=fields.pop("skill", skill or "seo"),
        day=day(number),
        fund=fund,
        minutes=minutes,
        block=block or None,
        task=task or None,
        **fields,
    )


def asked(name: str, skill: str, minutes: int, *, due: str, release: str = "23 09:00", **fields: Any) -> AskedTask:
    """Return a task as asked; times are short."""
    after = tuple(AskedAfter(task=task) for task in fields.pop("after", ()))
    return AskedTask(
        id=name, skill=skill, effort_minutes=minutes, release=at(release), due=at(due), after=after, **fields
    )


def work(name: str, who: str, *spans: tuple[str, str]) -> WorkStand:
    """Return where a task stands."""
    return WorkStand(task=name, person=who, pieces=tuple(Worked(start=at(start), end=at(end)) for start, end in spans))


def stand(block: str, number: int, start: str, end: str) -> Stand:
    """Return where a dated block stands."""
    return Stand(block=block, day=day(number), start=at(start), end=at(end))


def _is_team_minute(moment: datetime) -> bool:
    return moment.weekday() < 5 and moment.hour in (9, 10, 11, 12, 14, 15, 16, 17)


def floor_of(release: str, due: str, finish: str) -> str:
    """Return the slack floor as a short time, minute by minute: 15 % of the window, a day, or the slack."""
    minutes = [at(release) + timedelta(minutes=n) for n in range((at(due) - at(release)) // timedelta(minutes=1))]
    window = [minute for minute in minutes if _is_team_minute(minute)]
    slack = [minute for minute in window if minute >= at(finish)]
    number = min(480, len(window) * 15 // 100, len(slack))
    return f"{window[-number] if number else at(due):%d %H:%M}"


def promised(name: str, whose: str, *, due: str, floor: str) -> dict[str, Any]:
    """Return the fields of a commitment."""
    return {
        "committed": (CommittedTask(task=name, client=whose, due=at(due), floor_at=at(floor)),),
        "promised": (Promise(task=name, due=at(due)),),
    }


def opened(facts: Workspace | None = None, blocks: Iterable[LaidBlock] | None = None, **fields: Any) -> dict[str, Any]:
    """Return the fields of the entry that a book begins with."""
    facts = facts or studio()
    return {
        "at": facts.as_of,
        "kind": "opened",
        "facts": facts.model_dump(mode="json"),
        "blocks": tuple(laid_blocks() if blocks is None else blocks),
    } | fields


def entry(kind: str, when: str, whose: str = "", **fields: Any) -> dict[str, Any]:
    """Return the fields of an entry."""
    return {"kind": kind, "at": at(when), "client": whose} | fields


def chained(entries: Iterable[Mapping[str, Any]], *, first_seq: int = 1) -> list[str]:
    """Number and chain entries; return their canonical lines."""
    lines: list[str] = []
    before = FIRST_SHA256
    for seq, fields in enumerate(entries, first_seq):
        lines.append(line_of(Entry(**{"seq": seq, "prev_sha256": before} | fields)))
        before = sha256_of(lines[-1])
    return lines


def conforming(when: str = "23 10:00", floor: str = "26 15:54") -> dict[str, Any]:
    """Harrow asks for three hours by Friday noon: two of Thursday's block, one of Friday's."""
    return entry(
        "accepted",
        when,
        "harrow",
        request="R-1",
        conforming=True,
        asked=(asked("R-1/audit", "seo", 180, release=when, due="27 12:00"),),
        rows=(
            row("own", 120, 25, block="harrow/seo/ana/wed", task="R-1/audit"),
            row("own", 60, 26, block="harrow/seo/ana/thu", task="R-1/audit"),
        ),
        work=(work("R-1/audit", "ana", ("25 09:00", "25 11:00"), ("26 09:00", "26 10:00")),),
        **promised("R-1/audit", "harrow", due="27 12:00", floor=floor),
    )


def close_monday() -> dict[str, Any]:
    """Monday closes: nobody used Tuesday's block, Wednesday's is booked by Harrow and lapses for Tailor."""
    return entry(
        "closed",
        "23 18:00",
        rows=(
            row("lapsed", 120, 24, block="harrow/seo/ana/tue"),
            row("lapsed", 180, 25, block="tailor/copy/cy/wed"),
        ),
    )


def spare(when: str = "23 10:30") -> dict[str, Any]:
    """Odd asks for an hour and a half of copy by Tuesday noon: Bo has it spare."""
    return entry(
        "accepted",
        when,
        "odd",
        request="R-2",
        conforming=False,
        asked=(asked("R-2/text", "copy", 90, release=when, due="24 12:00"),),
        rows=(row("spare", 90, 23, task="R-2/text", whose="odd", skill="copy"),),
        work=(work("R-2/text", "bo", ("23 10:30", "23 12:00")),),
        **promised("R-2/text", "odd", due="24 12:00", floor="24 10:35"),
    )


def cancel(when: str = "23 11:00") -> dict[str, Any]:
    """Harrow takes its request back before notice: the minutes return."""
    return entry(
        "cancelled",
        when,
        "harrow",
        request="R-1",
        released=("R-1/audit",),
        rows=(
            row("own", -120, 25, block="harrow/seo/ana/wed", task="R-1/audit"),
            row("own", -60, 26, block="harrow/seo/ana/thu", task="R-1/audit"),
        ),
    )
