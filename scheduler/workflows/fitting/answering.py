"""One answer from one request: ladder, plan after it, offers, harm, and the document with its words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scheduler.domain.verdict import Verdict
from scheduler.fairshare.asking import Ask
from scheduler.solve.work import ANSWER_PACE, Work
from scheduler.workflows.fitting.after import After, after_way
from scheduler.workflows.fitting.documents import Asked, harmed_hours, harmed_tasks, verdict_document
from scheduler.workflows.fitting.ground import Ground
from scheduler.workflows.fitting.ladder import Answered, climb_ladder
from scheduler.workflows.fitting.offers import Offered, offers_of
from scheduler.workflows.fitting.ways import Way

FIT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Answer:
    """A request's answer, with what `accept` needs to make it true.

    Attributes
    ----------
    after
        What comes of the answer's own way; None where it has none.
    """

    verdict: Verdict
    answered: Answered
    after: After | None
    offers: tuple[Offered, ...]


def answer_request(
    ground: Ground,
    ask: Ask,
    asked: Asked,
    *,
    minimum: int | None = None,
    time_limit_seconds: float = FIT_SECONDS,
    with_offers: bool = True,
    in_round: bool = False,
    is_in_line: bool = False,
) -> Answer:
    """Answer a request; nothing is written.

    Parameters
    ----------
    minimum
        Smallest total effort still of use, minutes.
    with_offers
        Whether offers are looked for.
    in_round
        As the daily round decides: spare outside the cap, but only of the next five working days.
    is_in_line
        Whether it waits for the daily round already: then the round is no offer.
    """
    checked: dict[int, tuple[Way, After | None]] = {}

    def holds(way: Way) -> bool:
        if id(way) not in checked:
            checked[id(way)] = way, after_way(ground, way)
        return checked[id(way)][1] is not None

    answered = climb_ladder(
        ground, ask, work=Work(time_limit_seconds, pace=ANSWER_PACE), in_round=in_round, confirm=holds
    )
    after = None if answered.way is None else checked[id(answered.way)][1]
    if answered.word == "fits_as_is" and after is not None and after.moves:
        # Its own held hours are its own wherever the plan of today has had to put something else.
        answered = replace(answered, word="fits_with_moves")
    offers = offers_of(answered, minimum=minimum, known=after, is_in_line=is_in_line) if with_offers else ()
    verdict = verdict_document(
        ground,
        asked,
        answered,
        after=after,
        offers=[each.offer for each in offers],
        harm=harmed_tasks(ground.book, answered),
        harm_hours=harmed_hours(answered),
    )
    return Answer(verdict, answered, after, offers)
