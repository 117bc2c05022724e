"""The daily round of a batch: what waits for it, what it grants, and what it passes over, in the order in which it decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from scheduler.calendars.words import moment_words
from scheduler.domain.book import Entry
from scheduler.domain.requests import Request
from scheduler.domain.verdict import Placed, Verdict
from scheduler.explain.reply import reply_of
from scheduler.fairshare.answers import refused_entry
from scheduler.fairshare.asking import Refused
from scheduler.fairshare.book import Book
from scheduler.fairshare.bookkeeping import Turn, round_turns
from scheduler.workflows.fair_order import place_in_round
from scheduler.workflows.fit_request import asked_of
from scheduler.workflows.fitting.after import After, after_entries
from scheduler.workflows.fitting.answering import Answer
from scheduler.workflows.fitting.documents import verdict_document
from scheduler.workflows.fitting.ground import Ground
from scheduler.workflows.fitting.ways import Way
from scheduler.workflows.in_line import last_of_use


@dataclass(frozen=True, slots=True)
class InLine:
    """A request that the daily round decides, and its answer outside of it.

    Attributes
    ----------
    waits
        Whether it stands in line already; else only the borrowing cap is in its way, and it is put there.
    """

    request: Request
    answer: Answer
    waits: bool


@dataclass(frozen=True, slots=True)
class Round:
    """What a daily round did.

    Attributes
    ----------
    ground
        After it.
    granted
        The verdicts of what it granted, by request.
    order
        What it decided, in order, each with the share at its turn; the places are numbered from 1.
    """

    ground: Ground
    granted: Mapping[str, Verdict] = field(default_factory=dict)
    order: tuple[Placed, ...] = ()


def daily_round(ground: Ground, in_line: Mapping[str, InLine]) -> Round:
    """Hold the daily round: spare of the next five working days, in the fair order, to what stands in line and what is put there."""
    turns: list[Turn] = []

    def act(book: Book) -> list[Entry]:
        made = []
        for each in in_line.values():
            limit = each.answer.answered.limit
            if limit is not None and not each.waits:
                ask = each.answer.answered.climb.ask
                made.append(book.append(refused_entry(book, ask, Refused(limit.text, waits=True))))
        turns.extend(round_turns(book))
        return [*made, *(turn.entry for turn in turns if turn.entry is not None)]

    after = after_entries(ground, act) if in_line else None
    if after is None and any(turn.entry for turn in turns):
        return Round(ground)
    granted = {} if after is None else _verdicts(ground, after, in_line)
    order = [_placed(ground.book, turn, in_line[turn.line[0].request]) for turn in turns if _is_of(turn, in_line)]
    numbered = tuple(each.model_copy(update={"place": number}) for number, each in enumerate(order, start=1))
    return Round(ground if after is None else replace(ground, book=after.book, plan=after.plan), granted, numbered)


def _is_of(turn: Turn, in_line: Mapping[str, InLine]) -> bool:
    return turn.line[0].request in in_line


def _placed(book: Book, turn: Turn, each: InLine) -> Placed:
    """Return a request's place in the round, with why it came then and what became of it."""
    place, limit = place_in_round(book, turn), each.answer.answered.limit
    if turn.entry is not None:
        why = "it waits for the daily round" if limit is None else "it is more than its client may borrow"
        what = f"{why}, and the daily round, which has no such limit, has room for it"
    else:
        ask = each.answer.answered.climb.ask
        last = last_of_use(ask.tasks, ask.latest)
        until = "" if last is None else f", until {moment_words(last, book.team.zone, now=book.clock)} at the latest"
        keeps = "keeps its place in line" if each.waits else "waits in line"
        what = f"the daily round has no room for it now, so it is passed over and {keeps}{until}"
    return Placed(
        request=each.request.id,
        client=each.request.client,
        place=1,
        text=f"{place.text}; {what}",
        share=place.share,
        in_round=True,
    )


def _verdicts(ground: Ground, after: After, in_line: Mapping[str, InLine]) -> dict[str, Verdict]:
    """Return the verdict of each request that was granted, by its id."""
    verdicts: dict[str, Verdict] = {}
    for entry in after.entries:
        if entry.kind != "granted" or entry.request not in in_line:
            continue
        request, answer = in_line[entry.request].request, in_line[entry.request].answer
        ask = answer.answered.climb.ask
        places = {task.id: after.book.witness.work[task.id] for task in ask.tasks}
        way = Way("as_is", ask, places, tuple(row for row in entry.rows if row.minutes > 0))
        found = replace(answer.answered, word="fits_as_is", way=way, reasons=(), harm=None, limit=None)
        document = verdict_document(ground, asked_of(ground, request, ask), found, after=replace(after, moves=()))
        verdicts[entry.request] = document.model_copy(update={"reply": reply_of(ground.workspace, document)})
    return verdicts
