"""Short good logs, one for each thing that can happen to a book; mutants are made of them."""

from __future__ import annotations

from scheduler.domain.book import Loss, LossCell, Waiting
from tests.building import at, time_off
from tests.verify.book.log_making import (
    asked,
    cancel,
    close_monday,
    conforming,
    day,
    entry,
    opened,
    promised,
    row,
    spare,
    studio,
    work,
)

ODD_SHARE = 90 / 120 * 2 ** (-5.5 / 24 / 28)
"""An hour and a half was given at 10:30, over two hours, halved every four weeks; the round is at 16:00."""


BO_IS_AWAY = time_off("bo", "27", "27")
"""Known from the beginning, so that nobody can stand in for Cy on Friday."""


def loss():
    """Cy is away on Thursday and Friday, Bo on Friday: Tailor has the only claim, and loses Friday's three hours."""
    return entry(
        "lost",
        "24 09:30",
        facts=studio(time_off=[BO_IS_AWAY, time_off("cy", "26", "27")]).model_dump(mode="json"),
        loss=Loss(
            person="cy",
            **{"from": at("26 00:00"), "to": at("28 00:00")},
            cells=(
                LossCell(day=day(27), skill="copy", short_minutes=180, claims={"tailor": 180}, losses={"tailor": 180}),
            ),
            guaranteed={"tailor": 180},
        ),
        rows=(row("cut", 180, 27, block="tailor/copy/cy/fri"),),
    )


def waiting_and_round():
    """Odd has borrowed an hour and a half, and asks for three hours more than its cap: it waits, and the round gives."""
    text = asked("R-9/text", "copy", 180, release="23 11:00", due="24 18:00")
    line = Waiting(client="odd", request="R-9", receipt=4, share=ODD_SHARE, fitted=True)
    return [
        entry("waiting", "23 11:00", "odd", request="R-9", conforming=False, asked=(text,), latest=at("25 18:00")),
        entry(
            "granted",
            "23 16:00",
            "odd",
            request="R-9",
            conforming=False,
            asked=(text,),
            order=(line,),
            rows=(row("spare", 180, 24, task="R-9/text", whose="odd", skill="copy", in_round=True),),
            work=(work("R-9/text", "bo", ("24 09:00", "24 12:00")),),
            **promised("R-9/text", "odd", due="24 18:00", floor="24 15:54"),
        ),
    ]


STORIES = {
    "an empty book": [opened()],
    "a conforming request": [opened(), conforming()],
    "a request on spare": [opened(), conforming(), spare()],
    "a day that closes": [opened(), conforming(), spare(), close_monday()],
    "a cancel": [opened(), conforming(), cancel(), conforming("23 12:00", floor="26 16:12")],
    "a loss": [opened(studio(time_off=[BO_IS_AWAY])), conforming(), close_monday(), loss()],
    "a round": [opened(), conforming(), spare(), *waiting_and_round()],
}
