"""Good logs broken one way each: a change of the entries' fields, which are numbered and chained anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from scheduler.domain.book import Loss, LossCell, Promise, Waiting
from tests.building import at, time_off
from tests.verify.book.log_making import asked, day, entry, floor_of, laid_blocks, promised, row, stand, studio, work
from tests.verify.book.stories import ODD_SHARE

Entries = list[dict[str, Any]]
Change = Callable[[Entries], Entries | None]

CANCEL = "a cancel"
REQUEST, SPARE, CLOSE, LOSS, ROUND = (
    "a conforming request",
    "a request on spare",
    "a day that closes",
    "a loss",
    "a round",
)
TUE, WED, THU, FRI = (f"harrow/seo/ana/{name}" for name in ("tue", "wed", "thu", "fri"))
AUDIT = "R-1/audit"


def _set(number: int, **fields: Any) -> Change:
    def change(entries: Entries) -> None:
        entries[number] |= fields

    return change


def _add(*more: dict[str, Any]) -> Change:
    return lambda entries: [*entries, *more]


def _row(number: int, place: int, **fields: Any) -> Change:
    def change(entries: Entries) -> None:
        rows = list(entries[number]["rows"])
        rows[place] = rows[place].model_copy(update=fields)
        entries[number]["rows"] = tuple(rows)

    return change


def _block(number: int, **fields: Any) -> Change:
    blocks = laid_blocks()
    blocks[number] = blocks[number].model_copy(update=fields)
    return _set(0, blocks=tuple(blocks))


def _asked(number: int, **fields: Any) -> Change:
    def change(entries: Entries) -> None:
        first = entries[number]["asked"][0]
        entries[number]["asked"] = (first.model_copy(update=fields),)

    return change


def _both(*changes: Change) -> Change:
    def change(entries: Entries) -> None:
        for each in changes:
            each(entries)

    return change


def _work(*spans: tuple[str, str], task: str = "R-2/text", who: str = "bo", number: int = 2) -> Change:
    return _set(number, work=(work(task, who, *spans),))


def on_spare(
    when: str, name: str, start: str, end: str, *, due: str, whose: str = "odd", minutes: int = 60, **fields: Any
) -> dict[str, Any]:
    """Return a request for copy that Bo does in one piece on spare."""
    made = entry(
        "accepted",
        when,
        whose,
        request=name,
        conforming=False,
        asked=(asked(f"{name}/text", "copy", minutes, release=when, due=due),),
        rows=(row("spare", minutes, int(start.split()[0]), task=f"{name}/text", whose=whose, skill="copy"),),
        work=(work(f"{name}/text", "bo", (start, end)),),
        **promised(f"{name}/text", whose, due=due, floor=floor_of(when, due, end)),
    )
    return made | fields


def on_own(
    when: str, name: str, minutes: int, *, due: str, spans: tuple[tuple[str, str], ...], **fields: Any
) -> dict[str, Any]:
    """Return a request of Harrow that Ana does; its rows are among the fields."""
    made = entry(
        "accepted",
        when,
        "harrow",
        request=name,
        asked=(asked(f"{name}/audit", "seo", minutes, release=when, due=due),),
        work=(work(f"{name}/audit", "ana", *spans),),
        **promised(f"{name}/audit", "harrow", due=due, floor=floor_of(when, due, spans[-1][1])),
    )
    return made | fields


def declined(kind: str = "declined", minutes: int = 120, **fields: Any) -> dict[str, Any]:
    """Return a refusal of what Harrow's own hours of the week would pay."""
    task = asked("R-5/audit", "seo", minutes, release="23 10:30", due="27 18:00", **fields)
    return entry(kind, "23 10:30", "harrow", request="R-5", conforming=False, asked=(task,))


def _shared(*, guaranteed: int = 240, **losses: int) -> Change:
    """Two clients with the same hours share a loss of four hours."""
    cell = LossCell(day=day(27), skill="seo", short_minutes=240, claims={"harrow": 240, "tailor": 240}, losses=losses)
    span = {"from": at("27 00:00"), "to": at("28 00:00")}
    loss = Loss(person="ana", **span, cells=(cell,), guaranteed={"harrow": guaranteed, "tailor": guaranteed})
    return _set(3, loss=loss)


def _in_line(*others: Waiting, share: float = ODD_SHARE, receipt: int = 4) -> Change:
    own = Waiting(client="odd", request="R-9", receipt=receipt, share=share, fitted=True)
    return _set(4, order=(*others, own))


def _edited_at_the_close(close: str, later: str) -> Change:
    """Absences change as a day closes, and the day is never closed."""
    facts = studio(time_off=[time_off("cy", "2026-12-10", "2026-12-10")]).model_dump(mode="json")
    return _add(entry("edited", close, facts=facts), entry("published", later))


def _other_waits(*in_line: Waiting) -> Change:
    """Tailor waits too, and has no share at all."""
    text = asked("R-8/text", "copy", 240, release="23 11:30", due="24 12:00")
    waits = entry("waiting", "23 11:30", "tailor", request="R-8", conforming=False, asked=(text,))

    def change(entries: Entries) -> Entries:
        _in_line(*in_line)(entries)
        return [*entries[:4], waits, *entries[4:]]

    return change


def _first_three(entries: Entries) -> Entries:
    return [*entries[:2], entries[2] | {"rows": entries[2]["rows"][:1]}]


def _reported(**fields: Any) -> dict[str, Any]:
    """Return a report of Harrow: half an hour more on Friday's block."""
    return entry(
        "progressed",
        "23 10:30",
        "harrow",
        remaining={AUDIT: 210},
        **{
            "rows": (row("own", 30, 26, block=THU, task=AUDIT),),
            "work": (work(AUDIT, "ana", ("25 09:00", "25 11:00"), ("26 09:00", "26 10:30")),),
        }
        | fields,
    )


CLOSE_TUESDAY = entry("closed", "24 18:00")
DECEMBER_TEXT = asked("R-9/text", "copy", 180, release="23 11:00", due="2026-12-04T18:00")
LATER = (("25 11:00", "25 13:00"), ("26 09:00", "26 10:00"))

MUTANTS: dict[str, list[tuple[str, str, Change]]] = {
    "I1": [
        ("outside working time", SPARE, _work(("23 12:00", "23 13:30"))),
        (
            "two things at once",
            SPARE,
            _add(on_spare("23 10:40", "R-4", "23 11:00", "23 12:00", due="24 12:00")),
        ),
        ("without the skill", SPARE, _work(("23 11:00", "23 12:30"), who="ana")),
        ("before the entry", SPARE, _work(("23 10:15", "23 11:45"))),
        (
            "interrupted",
            SPARE,
            _both(_asked(2, one_sitting=True), _work(("23 10:30", "23 11:30"), ("23 11:45", "23 12:15"))),
        ),
        ("pinned to another", SPARE, _asked(2, person="cy")),
        ("another than the same person", SPARE, _asked(2, same_person_as=(AUDIT,))),
        (
            "before its predecessor",
            SPARE,
            _asked(2, after=asked("x", "seo", 1, due="24 12:00", after=(AUDIT,)).after),
        ),
        (
            "by somebody excluded",
            SPARE,
            _set(
                0,
                facts=studio(
                    clients=[*studio().clients[:2], studio().clients[2].model_copy(update={"exclude": ("bo",)})]
                ).model_dump(mode="json"),
            ),
        ),
        (
            "work of the past moves",
            CLOSE,
            _add(entry("published", "24 09:10", work=(work("R-2/text", "bo", ("23 14:00", "23 15:30")),))),
        ),
    ],
    "I2": [
        (
            "finishes after its floor",
            CLOSE,
            _add(
                on_spare(
                    "24 09:00",
                    "R-4",
                    "24 09:00",
                    "24 10:00",
                    due="24 16:00",
                    whose="tailor",
                    work=(work("R-4/text", "bo", ("24 15:30", "24 16:30")),),
                )
                | {"committed": promised("R-4/text", "tailor", due="24 16:00", floor="24 16:00")["committed"]}
            ),
        ),
        ("too few minutes", REQUEST, _both(_asked(1, effort_minutes=240), _set(1, conforming=None))),
        ("a floor too low", REQUEST, _set(1, **promised(AUDIT, "harrow", due="27 12:00", floor="27 10:00"))),
        ("a date that is not promised", REQUEST, _set(1, promised=(Promise(task=AUDIT, due=at("27 11:00")),))),
        (
            "moved past its floor for another",
            CLOSE,
            _add(
                CLOSE_TUESDAY,
                on_spare("25 09:30", "R-4", "25 10:00", "25 11:00", due="26 12:00")
                | {
                    "work": (
                        work("R-4/text", "bo", ("25 10:00", "25 11:00")),
                        work(AUDIT, "ana", ("25 09:00", "25 11:00"), ("26 17:00", "26 18:00")),
                    )
                },
            ),
        ),
    ],
    "I3": [
        ("more than was agreed", REQUEST, _block(1, minutes=240)),
        ("without the skill", "an empty book", _block(0, person="cy", start_minute=540)),
        ("off the 15 minutes", "an empty book", _block(0, minutes=110)),
        ("shorter than a block", "an empty book", _block(0, minutes=30)),
    ],
    "I4": [
        ("booked work outside its block", REQUEST, _work(*LATER, task=AUDIT, who="ana", number=1)),
        (
            "other work in a held block",
            SPARE,
            _both(_asked(2, skill="seo"), _work(("24 09:00", "24 10:30"), who="ana")),
        ),
        ("a block too short", REQUEST, _set(1, stands=(stand(THU, 26, "26 09:00", "26 10:30"),))),
        ("a block over lunch", REQUEST, _set(1, stands=(stand(WED, 25, "25 12:00", "25 15:00"),))),
        (
            "leave over a held block",
            REQUEST,
            _add(
                entry(
                    "edited", "23 11:00", facts=studio(time_off=[time_off("ana", "30", "30")]).model_dump(mode="json")
                )
            ),
        ),
    ],
    "I5": [
        ("declined though it conforms", REQUEST, _add(declined())),
        ("left to wait though it conforms", REQUEST, _add(declined("waiting"))),
        ("declined in one sitting", REQUEST, _add(declined(one_sitting=True))),
        ("called conforming on spare", SPARE, _set(2, conforming=True)),
    ],
    "I7": [
        (
            "rows of another",
            SPARE,
            _set(
                2,
                rows=(
                    row("spare", 90, 23, task="R-2/text", whose="odd", skill="copy"),
                    row("lapsed", 60, 24, block=TUE),
                ),
            ),
        ),
        (
            "the date of another",
            SPARE,
            _set(
                2,
                committed=(
                    *promised("R-2/text", "odd", due="24 12:00", floor="24 10:35")["committed"],
                    *promised(AUDIT, "harrow", due="27 15:00", floor="26 15:54")["committed"],
                ),
                promised=(Promise(task="R-2/text", due=at("24 12:00")), Promise(task=AUDIT, due=at("27 15:00"))),
            ),
        ),
        (
            "the floor of another",
            SPARE,
            _set(
                2,
                committed=(
                    *promised("R-2/text", "odd", due="24 12:00", floor="24 10:35")["committed"],
                    *promised(AUDIT, "harrow", due="27 12:00", floor="26 18:00")["committed"],
                ),
                promised=(Promise(task="R-2/text", due=at("24 12:00")), Promise(task=AUDIT, due=at("27 12:00"))),
            ),
        ),
        (
            "a commitment of another is dropped",
            SPARE,
            _add(entry("cancelled", "23 11:00", "harrow", request="R-2", released=("R-2/text",))),
        ),
        ("a credit of another", SPARE, _set(2, credits={"tailor": 60})),
        ("a block of another ends", SPARE, _set(2, ended=({"block": "tailor/copy/cy/fri", "from_day": day(27)},))),
        (
            "arithmetic that moves others",
            REQUEST,
            _set(1, stands=(stand("tailor/copy/cy/wed", 25, "25 15:00", "25 18:00"),)),
        ),
        ("nobody's entry", SPARE, _set(2, client="")),
        (
            "more lapses than must",
            CLOSE,
            _set(
                3,
                rows=(
                    row("lapsed", 120, 24, block=TUE),
                    row("lapsed", 180, 25, block="tailor/copy/cy/wed"),
                    row("lapsed", 60, 26, block=THU),
                ),
            ),
        ),
    ],
    "I8": [
        (
            "more rush than agreed",
            CLOSE,
            _add(
                on_own(
                    "24 09:00",
                    "R-6",
                    75,
                    due="26 18:00",
                    spans=(("26 14:00", "26 15:15"),),
                    rows=(row("rush", 75, 27, block="harrow/seo/ana/fri", task="R-6/audit", exchanged=True),),
                )
            ),
        ),
    ],
    "I9": [
        (
            "more spare than the cap",
            SPARE,
            _add(on_spare("23 12:00", "R-4", "24 09:00", "24 13:00", due="24 18:00", minutes=240)),
        ),
        (
            "a round beyond five days",
            ROUND,
            _set(
                4,
                asked=(DECEMBER_TEXT,),
                rows=(row("spare", 180, "2026-12-02", task="R-9/text", whose="odd", skill="copy", in_round=True),),
                work=(work("R-9/text", "bo", ("2026-12-02T09:00", "2026-12-02T12:00")),),
                **promised("R-9/text", "odd", due="2026-12-04T18:00", floor="2026-12-04T09:00"),
            ),
        ),
        ("a round that is none", SPARE, _row(2, 0, in_round=True)),
    ],
    "I10": [
        ("a cancel that returns too little", CANCEL, _first_three),
        (
            "more than the block has",
            REQUEST,
            _set(
                1,
                conforming=None,
                rows=(
                    row("own", 150, 25, block=WED, task=AUDIT, exchanged=True),
                    row("own", 30, 26, block=THU, task=AUDIT),
                ),
                work=(
                    work(AUDIT, "ana", ("25 11:00", "25 13:00"), ("25 14:00", "25 14:30"), ("26 09:00", "26 09:30")),
                ),
            ),
        ),
        ("charged is not planned", SPARE, _row(2, 0, minutes=60)),
        (
            "a block that was never laid",
            SPARE,
            _set(2, rows=(row("own", 90, 24, block="odd/copy/bo/mon", task="R-2/text"),)),
        ),
        (
            "a day without the block",
            REQUEST,
            _both(
                _row(1, 1, day=day(28), exchanged=True),
                _set(
                    1, conforming=None, work=(work(AUDIT, "ana", ("25 09:00", "25 11:00"), ("26 11:00", "26 12:00")),)
                ),
            ),
        ),
    ],
    "I15": [
        ("one loses more in proportion", LOSS, _shared(harrow=210, tailor=30)),
        ("less than is short", LOSS, _shared(harrow=105, tailor=120)),
        ("without a claim", LOSS, _shared(harrow=90, tailor=120, odd=30)),
        ("a ratio of less than what is claimed", LOSS, _shared(guaranteed=225, harrow=120, tailor=120)),
        ("an opening cuts what fits", "an empty book", _set(0, rows=(row("cut", 120, 27, block=FRI),))),
    ],
    "I16": [
        ("a smaller share was not looked at", ROUND, _other_waits()),
        (
            "a smaller share fitted and waits",
            ROUND,
            _other_waits(Waiting(client="tailor", request="R-8", receipt=5, share=0.0, fitted=True)),
        ),
        ("a false receipt", ROUND, _in_line(receipt=2)),
        ("a false share", ROUND, _in_line(share=0.0)),
    ],
    "I19": [
        (
            "a report moves others",
            SPARE,
            _add(
                _reported(
                    work=(
                        work(AUDIT, "ana", ("25 09:00", "25 11:00"), ("26 09:00", "26 10:30")),
                        work("R-2/text", "bo", ("23 11:00", "23 12:30")),
                    )
                )
            ),
        ),
        (
            "a report charges others",
            SPARE,
            _add(
                _reported(
                    rows=(row("own", 30, 26, block=THU, task=AUDIT), row("spare", 30, 24, whose="odd", skill="copy"))
                )
            ),
        ),
    ],
    "I20": [
        ("the clock goes back", SPARE, _set(2, at=at("23 09:30"))),
        ("a day is not closed", SPARE, _add(entry("published", "24 10:00"))),
        ("an edit at the close of the opening day", SPARE, _edited_at_the_close("23 18:00", "24 10:00")),
        ("an edit at a later close", CLOSE, _edited_at_the_close("24 18:00", "25 10:00")),
        ("a close at another time", CLOSE, _set(3, at=at("23 17:00"))),
        ("less lapses than must", CLOSE, _set(3, rows=(row("lapsed", 120, 24, block=TUE),))),
        (
            "used after it lapsed",
            "an empty book",
            _add(
                on_own(
                    "23 10:00",
                    "R-6",
                    60,
                    due="24 18:00",
                    spans=(("23 10:00", "23 11:00"),),
                    conforming=None,
                    rows=(row("own", 60, 23, block="harrow/seo/ana/mon", task="R-6/audit"),),
                )
            ),
        ),
        (
            "own minutes after notice",
            CLOSE,
            _add(
                CLOSE_TUESDAY,
                on_own(
                    "25 09:00",
                    "R-6",
                    30,
                    due="26 18:00",
                    spans=(("26 10:00", "26 10:30"),),
                    rows=(row("own", 30, 26, block=THU, task="R-6/audit"),),
                ),
            ),
        ),
    ],
}


def all_mutants() -> Iterator[tuple[str, str, str, Change]]:
    """Yield invariant, way, name of the good story, and change."""
    for rule, ways in MUTANTS.items():
        for way, story, change in ways:
            yield rule, way, story, change
