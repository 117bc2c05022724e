"""The call at a quarter to five, said from a made-up answer: no name of others, no false promise."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from scheduler.domain.reasons import PolicyFigures, Reason
from scheduler.domain.verdict import Earliest, Offer, Reply, Verdict
from scheduler.explain.reply import reply_of
from scheduler.files import read_workspace

STORY = Path(__file__).parents[2] / "inputs" / "quarter-to-five"


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+00:00")


def said(*reasons: Reason) -> Reply:
    later = Offer(
        number=1, kind="later", finish=at("2026-11-26T10:15"), effort_minutes=195, text="Later.", verified=True
    )
    smaller = Offer(
        number=2,
        kind="smaller",
        finish=at("2026-11-25T17:15"),
        effort_minutes=30,
        text="Less.",
        verified=True,
        command="evenhand accept WORKSPACE R-104 --offer 2",
    )
    verdict = Verdict(
        workspace="w", as_of="2026-11-25T16:45:00+00:00", evenhand_version="0", seed=0, inputs_sha256="0",
        request="R-104", title="Answer", client="harrow", asked_at=at("2026-11-25T16:45"),
        needed_by=at("2026-11-25T17:00"), effort_minutes=195, answer="a", baseline_sha256="0",
        verdict="fits_later", finish=at("2026-11-26T10:15"),
        earliest=Earliest(finish=at("2026-11-26T10:15"), not_before=None, proven=False),
        offers=(later, smaller), reasons=reasons,
    )  # fmt: skip
    return reply_of(read_workspace(STORY, clock=lambda: at("2026-11-25T16:45")), verdict)


def test_what_is_not_proven_is_not_called_impossible() -> None:
    assert said().phone == (
        "I understand: you need “Answer” by 17:00 today.",
        "I have looked, and I found no way to have it done by 17:00 today. What I can promise is tomorrow at 10:15.",
        "I can have half an hour of it done by 17:15 today.",
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


def test_the_memo_says_how_to_take_each_offer() -> None:
    assert "evenhand accept WORKSPACE R-104 --offer 2" in said().internal
