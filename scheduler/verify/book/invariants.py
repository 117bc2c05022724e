"""The invariants of the book: which of them a log alone can show, and how a breach is said."""

from __future__ import annotations

from typing import NamedTuple

from scheduler.domain.answers import BookViolation, UncheckedRule


class Invariant(NamedTuple):
    """One invariant of policy.md; `sentence` is what a client would sign."""

    id: str
    sentence: str


INVARIANTS: tuple[Invariant, ...] = (
    Invariant("I1", "Work stands where its person can do it: in working time, with the skill, one thing at a time."),
    Invariant("I2", "Every promised task has its full minutes before its promised date less its slack floor."),
    Invariant("I3", "Blocks are laid on people who may do the work, in one stretch, and leave the buffer free."),
    Invariant("I4", "Every held or booked block stands on its person and day, in one piece, before its notice."),
    Invariant("I5", "A request that the client's own held minutes can fund is accepted."),
    Invariant("I7", "An entry changes no date, block, row, credit or floor of another client without its consent."),
    Invariant("I8", "Rush minutes stay within what was agreed for the client, the skill and the week."),
    Invariant("I9", "Spare in any five working days stays within the cap, by day of work and by day of asking."),
    Invariant("I10", "Every minute of every block is accounted for, and the log is one unbroken chain."),
    Invariant(
        "I15", "A loss is shared in equal proportion, spare-funded work first, and only among those with a claim."
    ),
    Invariant("I16", "A round gives to the smallest share first, and only within five working days."),
    Invariant("I19", "What a client's work takes longer changes only that client's rows."),
    Invariant("I20", "The clock never goes back, and no minute is used after it lapsed."),
)
"""What `check_book` checks, in the order of policy.md."""

_SECOND_LOG = "one log cannot show it: compare it with a second one"
_NEEDS_PLAN = "it speaks of a plan or an answer, which the log does not hold"

UNCHECKED: tuple[UncheckedRule, ...] = (
    UncheckedRule(rule="I6", reason=_SECOND_LOG),
    UncheckedRule(rule="I11", reason=_NEEDS_PLAN),
    UncheckedRule(rule="I12", reason=_NEEDS_PLAN),
    UncheckedRule(rule="I13", reason=_NEEDS_PLAN),
    UncheckedRule(rule="I14", reason=_NEEDS_PLAN),
    UncheckedRule(rule="I17", reason="it speaks of crashes, which a log that is whole does not show"),
    UncheckedRule(rule="I18", reason=_SECOND_LOG),
    UncheckedRule(rule="I21", reason=_NEEDS_PLAN),
)

IDS: tuple[str, ...] = tuple(invariant.id for invariant in INVARIANTS)


def breach(
    rule: str, subject: str, text: str, *, seq: int, measured: int, limit: int, unit: str = "minutes"
) -> BookViolation:
    """Return a violation of an invariant at an entry.

    Parameters
    ----------
    rule
        The invariant, like `I10`.
    subject
        The task, block or client that it is about.
    text
        What is wrong, where and by how much, for people.
    """
    return BookViolation(
        rule=rule, seq=seq, subject=subject, measured=measured, limit=limit, unit=unit, text=f"entry {seq}: {text}"
    )
