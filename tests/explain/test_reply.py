"""The call at a quarter to five, said from a made-up answer: no name of others, no false promise."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from scheduler.domain.plan import Block
from scheduler.domain.reasons import CapacityFigures, ImpossibleFigures, PolicyFigures, Reason
from scheduler.domain.verdict import (
    Earliest,
    Funding,
    GivenUp,
    Offer,
    OfferPart,
    Reply,
    RequestedTask,
    Verdict,
    VerdictWord,
)
from scheduler.explain.reply import as_we, reply_of
from scheduler.files import read_workspace
from scheduler.units import PersonId, TaskId

STORY = Path(__file__).parents[2] / "inputs" / "quarter-to-five"


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+00:00")


LATER = Offer(number=1, kind="later", finish=at("2026-11-26T10:15"), effort_minutes=195, text="Later.", verified=True)
SMALLER = Offer(
    number=2, kind="smaller", finish=at("2026-11-25T17:15"), effort_minutes=30, text="Less.", verified=True,
    command="evenhand accept WORKSPACE R-104 --offer 2",
)  # fmt: skip


EARLIEST = Earliest(finish=at("2026-11-26T10:15"), not_before=None, proven=False)
NEVER = Earliest(finish=None, not_before=None, proven=False)


def said(
    *reasons: Reason,
    verdict: VerdictWord = "fits_later",
    offers: tuple[Offer, ...] = (LATER, SMALLER),
    earliest: Earliest = EARLIEST,
    funding: Funding | None = None,
    title: str = "Answer",
) -> Reply:
    verdict_said = Verdict(
        workspace="w", as_of="2026-11-25T16:45:00+00:00", evenhand_version="0", seed=0, inputs_sha256="0",
        request="R-104", title=title, client="harrow", asked_at=at("2026-11-25T16:45"),
        needed_by=at("2026-11-25T17:00"), effort_minutes=195, answer="a", baseline_sha256="0",
        verdict=verdict, finish=at("2026-11-26T10:15"),
        earliest=earliest, funding=funding or Funding(),
        offers=offers, reasons=reasons,
    )  # fmt: skip
    return reply_of(read_workspace(STORY, clock=lambda: at("2026-11-25T16:45")), verdict_said)


def test_what_is_not_proven_is_not_called_impossible() -> None:
    assert said().phone == (
        "I understand: you need “Answer” by 17:00 today.",
        "I have looked, and I found no way to have it done by 17:00 today. I can promise it by 10:15 tomorrow.",
        "You can have half an hour of it by 17:15 today.",
        "Which of these helps you most?",
    )


def test_a_limit_of_the_agreement_is_not_called_impossible_and_its_rule_is_not_read_out() -> None:
    figures = PolicyFigures.model_validate(
        {"rule": "borrow", "asked_minutes": 195, "limit_minutes": 60, "used_minutes": 60,
         "from": at("2026-11-25T16:45"), "to": at("2026-11-25T17:00")}
    )  # fmt: skip
    reply = said(Reason(kind="policy", text="Brill & Sons took the cap.", proven=True, figures=figures))
    assert reply.phone[1].startswith("I cannot promise it by 17:00 today:")
    assert "Brill" not in reply.client
    assert "cap" not in reply.client.split()


def test_nobody_is_said_to_be_asked_where_nobody_may_decide_otherwise() -> None:
    figures = PolicyFigures.model_validate(
        {"rule": "borrow", "asked_minutes": 195, "limit_minutes": 60, "used_minutes": 60,
         "from": at("2026-11-25T16:45"), "to": at("2026-11-25T17:00")}
    )  # fmt: skip
    reason = Reason(kind="policy", text="Beyond the limit.", proven=True, figures=figures)
    verdicts: tuple[tuple[VerdictWord, bool], ...] = (("needs_approval", True), ("does_not_fit", False))
    for verdict, asks in verdicts:
        reply = said(reason, verdict=verdict, offers=())
        assert (" without asking first" in reply.phone[1]) == asks
        assert ("mine to decide" in reply.phone[1]) == asks


def test_the_memo_says_how_to_take_each_offer() -> None:
    assert "evenhand accept WORKSPACE R-104 --offer 2" in said().internal


def test_the_letter_speaks_for_the_team_and_promises_to_hold_nothing() -> None:
    letter = said().client
    assert "We have looked, and we found no way" in letter
    assert "We can promise it by 10:15 tomorrow." in letter
    assert "- You can have half an hour of it by 17:15 today." in letter
    assert letter.endswith(
        "Tell us which of these suits you, and we see to it. Until we hear from you, nothing is held."
    )


def test_a_long_title_stands_whole_in_what_is_sent() -> None:
    title = "Labels for the winter set of jams, jellies and marmalades, pickles and a good many chutneys"
    reply = said(title=title)
    assert "marmalades…”" in reply.phone[0]
    assert f"“{title}”" in reply.client
    assert f"“{title}”" in reply.internal


def test_a_date_that_is_offered_is_the_latest_and_not_the_only_one() -> None:
    parts = tuple(OfferPart(tasks=(), effort_minutes=90, finish=at(f"2026-11-26T{hour}:00")) for hour in (10, 16))
    split = LATER.model_copy(update={"kind": "split", "parts": parts, "number": 2})
    reply = said(verdict="does_not_fit", offers=(LATER, split))
    assert "You can have all of it by 10:15 tomorrow." in reply.phone
    assert "- You can have all of it by 10:15 tomorrow." in reply.client
    assert (
        "You can have a first part, an hour and a half of it, by 10:00 tomorrow, and the rest by 16:00 tomorrow."
        in reply.phone
    )


def test_what_stands_in_quotes_is_not_reworded() -> None:
    assert as_we("I need “Part I of mine”. I see; it is mine.") == "We need “Part I of mine”. We see; it is ours."


def test_a_trade_is_the_answer_and_not_one_more_offer() -> None:
    trade = Offer(
        number=2, kind="trade", finish=at("2026-11-25T17:00"), effort_minutes=195, text="Trade.", verified=True,
        given=(
            GivenUp(
                client="harrow", task="banner", title="Banner",
                from_due=at("2026-11-25T17:00"), to_due=at("2026-11-27T12:00"),
            ),
        ),
    )  # fmt: skip
    reply = said(verdict="fits_with_trade", offers=(LATER, trade))
    assert reply.phone[1:] == (
        "Yes, on one condition. You can have all of it by 17:00 today, if “Banner” is due on Friday at 12:00 instead of today at 17:00.",
        "You can have all of it by 10:15 tomorrow.",
        "Is that all right with you, or does another way suit you better?",
    )


def test_work_without_a_title_is_not_called_by_its_id_as_if_that_were_its_name() -> None:
    given = GivenUp(
        client="harrow", task="site-2", title="", from_due=at("2026-11-25T17:00"), to_due=at("2026-11-27T12:00")
    )
    trade = Offer(
        number=1, kind="trade", finish=at("2026-11-25T17:00"), effort_minutes=195, text="Trade.", verified=True, given=(given,)
    )  # fmt: skip
    reply = said(verdict="fits_with_trade", offers=(trade,))
    assert ", if other work of yours (site-2) is due on Friday at 12:00 instead of today at 17:00." in reply.phone[1]
    assert "“site-2”" not in reply.client + reply.internal


def test_what_only_others_promises_stand_against_is_not_called_impossible() -> None:
    figures = CapacityFigures.model_validate(
        {"people": ["ana"], "skills": ["copy"], "from": at("2026-11-25T16:45"), "to": at("2026-11-25T17:00"),
         "free_minutes": 15, "needed_minutes": 195, "work": [], "held": []}
    )  # fmt: skip
    reply = said(Reason(kind="capacity", text="Ana Ruiz has 15 min.", proven=True, figures=figures))
    assert reply.phone[1].startswith("I cannot promise it by 17:00 today: it is 3 hours and 15 minutes of work, ")
    assert "Ana" not in reply.client


@pytest.mark.parametrize(
    ("cause", "needed", "longest", "because"),
    [
        ("over", 195, 0, "that time has passed"),
        ("nobody", 195, 0, "there is nobody here who could do it"),
        ("nobody", 60, 0, "there is nobody here who could do one part of it"),
        ("start", 195, 0, "it cannot begin before then"),
        ("before", 60, 0, "its parts follow one another, and the last of them cannot be done by then"),
        ("before", 60, 15, "its parts follow one another, and the last of them cannot be done by then"),
        ("before", 195, 15, "it follows other work, and after that too little time is left"),
        ("away", 195, 0, "nobody who can do it is at work until then"),
        (None, 195, 0, "nobody who can do it is at work until then"),
        (
            "sitting", 195, 15,
            "it needs 3 hours and 15 minutes in one go, and until then nobody who can do it has more than 15 minutes at a stretch",
        ),
        (
            "short", 60, 15,
            "one part of it needs one hour of one person, and until then nobody who can do it has more than 15 minutes for it",
        ),
    ],
)  # fmt: skip
def test_what_is_impossible_is_said_by_its_cause(cause: str | None, needed: int, longest: int, because: str) -> None:
    figures = ImpossibleFigures.model_validate(
        {"from": at("2026-11-25T16:45"), "to": at("2026-11-25T17:00"), "needed_minutes": needed,
         "longest_minutes": longest, "cause": cause}
    )  # fmt: skip
    reply = said(Reason(kind="impossible", text="Ana Ruiz has 15 min.", proven=True, figures=figures))
    assert reply.phone[1].startswith(f"It cannot be done by 17:00 today: {because}. ")


@pytest.mark.parametrize(
    ("begins", "window"),
    [
        ("2026-11-25T16:45", "until then"),
        ("2026-11-25T16:50", "from today at 16:50 until then"),
        ("2026-11-30T00:00", "from Monday until then"),
        ("2026-12-03T09:00", "from Thursday 3 December at 9:00 until then"),
    ],
)
@pytest.mark.parametrize(
    ("cause", "because"),
    [
        ("away", "nobody who can do it is at work {}"),
        (
            "short",
            "it needs 3 hours and 15 minutes of one person, and {} nobody who can do it has more than 15 minutes for it",
        ),
    ],
)
def test_a_window_that_is_still_to_come_is_said_with_its_beginning(
    begins: str, window: str, cause: str, because: str
) -> None:
    figures = ImpossibleFigures.model_validate(
        {"from": at(begins), "to": at("2026-12-04T17:00"), "needed_minutes": 195, "longest_minutes": 15, "cause": cause}
    )
    reply = said(Reason(kind="impossible", text="Raj is away.", proven=True, figures=figures))
    assert f": {because.format(window)}. " in reply.phone[1]


@pytest.mark.parametrize(
    ("cause", "question", "closing"),
    [
        ("nobody", "Is there anything else that would help you?", "Tell us if anything else would help you"),
        ("sitting", "May it be done in parts?", "Tell us if it may be done in parts"),
    ],
)
def test_no_later_time_is_asked_for_where_none_helps(cause: str, question: str, closing: str) -> None:
    reason = impossible(cause)
    reply = said(reason, verdict="does_not_fit", offers=(), earliest=NEVER)
    assert reply.phone[-1] == question
    assert reply.client.endswith(f"{closing}, and we look again.")
    later = Earliest(finish=None, not_before=at("2027-01-11T10:00"), proven=False)
    assert "last moment" in said(reason, verdict="does_not_fit", offers=(), earliest=later).phone[-1]


def impossible(cause: str) -> Reason:
    figures = ImpossibleFigures.model_validate(
        {"from": at("2026-11-25T16:45"), "to": at("2026-11-25T17:00"), "needed_minutes": 195,
         "longest_minutes": 0, "cause": cause}
    )  # fmt: skip
    return Reason(kind="impossible", text="Ana Ruiz has 15 min.", proven=True, figures=figures)


@pytest.mark.parametrize(
    ("spare", "words"), [(0, "when your own agreed hours cover it."), (60, "cover it with some time beyond them.")]
)
def test_own_hours_are_not_said_to_cover_what_other_time_pays_for(spare: int, words: str) -> None:
    paid = at("2026-11-26T09:00")
    earliest = Earliest(finish=at("2026-11-26T10:15"), not_before=paid, proven=False, paid_from=paid)
    reply = said(earliest=earliest, funding=Funding(own_minutes=195 - spare, spare_minutes=spare))
    assert words in reply.phone[1]


@pytest.mark.parametrize(("starts", "words"), [("16:45", " in ordinary working hours"), ("17:00", "")])
def test_what_overtime_before_the_date_might_do_is_not_called_impossible(starts: str, words: str) -> None:
    """It is done only after the date, but no proof looked at the overtime before it."""
    block = Block(start=at(f"2026-11-25T{starts}"), end=at("2026-11-25T20:15"), overtime=True)
    task = RequestedTask(
        id=TaskId("R-104/text"), title="Text", skill="copy", effort_minutes=195, person=PersonId("bo"),
        blocks=(block,), start=block.start, finish=block.end,
    )  # fmt: skip
    overtime = Offer(
        number=1, kind="overtime", finish=block.end, effort_minutes=195, tasks=(task,), text="Overtime.", verified=True
    )
    reply = said(impossible("away"), verdict="does_not_fit", offers=(overtime,))
    assert reply.phone[1].startswith(f"It cannot be done by 17:00 today{words}: ")


def test_what_overtime_does_in_time_is_impossible_only_in_ordinary_hours() -> None:
    overtime = Offer(
        number=1, kind="overtime", finish=at("2026-11-25T17:00"), effort_minutes=195, text="Overtime.", verified=True
    )
    reply = said(impossible("away"), verdict="does_not_fit", offers=(overtime,))
    assert reply.phone[1].startswith("It cannot be done by 17:00 today in ordinary working hours: ")
    assert "Why not as asked, without overtime: " in reply.internal
    assert ": does not as asked" not in reply.internal
    assert "does not fit as asked, but with overtime." in reply.internal
