"""What pays for a request, and how amounts of it are said, in every view of an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.calendars.words import work_words
from scheduler.domain.tasks import work_called
from scheduler.explain.internal_memo import (
    date_kept_words,
    funding_words,
    has_override,
    override_words,
    taken_hours_words,
)
from scheduler.explain.named_work import NamedWork, named_work
from scheduler.explain.spoken_titles import title_said
from scheduler.explain.whole_ways import in_other_words, is_whole, reasons_title
from scheduler.explain.words import some_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from scheduler.domain.verdict import Earliest, Funding, HarmedTask, PlaceInLine, Verdict, VerdictWord
    from scheduler.domain.workspace import Workspace
    from scheduler.units import TaskId


HEADS: dict[VerdictWord, str] = {
    "fits_as_is": "Yes, as things stand",
    "fits_with_moves": "Yes, with moves",
    "fits_with_trade": "Yes, in exchange for own work",
    "fits_later": "Not by then, but later",
    "needs_approval": "No; only an override would do it",
    "does_not_fit": "No",
    "undecided": "Not decided",
}


def head_of(verdict: Verdict) -> str:
    """Say the verdict in a few words; a no names the ways in which all of it can be done, those that need somebody's word among them."""
    if verdict.is_done:
        return "Nothing is left to do"
    other = in_other_words(verdict) if verdict.verdict in ("needs_approval", "does_not_fit") else ""
    if not other:
        return HEADS[verdict.verdict]
    override = "; else only an override would do it" if verdict.verdict == "needs_approval" else ""
    return f"{other[0].upper()}{other[1:]}{override}"


def why_title(verdict: Verdict) -> str:
    """Return what stands above the reasons."""
    return reasons_title(verdict)


def is_by_override(verdict: Verdict) -> bool:
    """Say whether an override is in question."""
    return has_override(verdict)


def gives_all(verdict: Verdict) -> bool:
    """Say whether one of the offers gives all that was asked for."""
    return any(is_whole(verdict, offer) for offer in verdict.offers)


def paid_with(funding: Funding) -> str:
    """Say what pays: `1 h of its own held hours and 30 min of spare time`."""
    return funding_words(funding)


def who_decides(workspace: Workspace, verdict: Verdict) -> tuple[str, ...]:
    """Say who decides an override and who has to hear of it first; nothing where none is in question."""
    return tuple(override_words(workspace, verdict))


def hours_taken(workspace: Workspace, verdict: Verdict) -> tuple[str, ...]:
    """Say which held hours an override would take, a line for each client and day."""
    return tuple(taken_hours_words(workspace, verdict))


def amount(minutes: int) -> str:
    """Say an amount of work: `45 min`, `2 h 30 min`."""
    return work_words(minutes)


def plain_title(text: str) -> str:
    """Return a title on one line, without signs that steer a screen."""
    return title_said(text)


def in_line_words(line: PlaceInLine, at: Callable[[datetime], str]) -> str:
    """Say where a request stands in the next daily round; `at` says its moment."""
    return f"The next round is held on {at(line.held_at)}; it is at place {line.place} of {line.waiting} as the line is now."


def called(task: TaskId, work: NamedWork | None, *, begins: bool = False) -> str:
    """Return what work that an answer speaks of is called in a sentence."""
    return work_called("" if work is None else plain_title(work.title), task, begins=begins)


def work_names(workspace: Workspace, verdict: Verdict) -> dict[TaskId, NamedWork]:
    """Return what work that an answer speaks of is called, and whose it is."""
    return named_work(workspace, verdict.plan)


def what_is_kept(harmed: HarmedTask) -> str:
    """Say what promised work loses to an override that lets its date hold."""
    return date_kept_words(harmed)


def beside_fixed(earliest: Earliest, named: Mapping[TaskId, NamedWork], at: Callable[[datetime], str]) -> str:
    """Say what stands in the way of an earlier date only because it is fixed in the published plan; nothing where nothing does."""
    if earliest.fixed_until is None:
        return ""
    names = [called(task, named.get(task)) for task in earliest.fixed]
    until = at(earliest.fixed_until)
    return f" beside what is fixed in the published plan until {until}: {some_words(names, most=3)}"
