"""The cells of the fairness view: hours of a week or of several, the bar of what became of them, and where everybody stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from scheduler.report.words import (
    count_words,
    date_words,
    duration_words,
    hours_words,
    near_day_words,
    span_of_days_words,
)

if TYPE_CHECKING:
    from scheduler.domain.standing_of_clients import ClientStanding, ClientWeek, StandingOfClients

_SUMMED = (
    "agreed_minutes",
    "own_minutes",
    "rush_minutes",
    "exchanged_minutes",
    "traded_minutes",
    "consented_minutes",
    "lapsed_minutes",
    "cut_minutes",
    "held_minutes",
    "borrowed_minutes",
    "overtime_minutes",
    "late_minutes",
    "promises_kept",
    "promises_missed",
    "promises_unreported",
)

COLUMNS: tuple[tuple[str, str], ...] = (
    ("agreed", "agreed"),
    ("used", "used"),
    ("held", "held"),
    ("lapsed", "lapsed"),
    ("cut", "cut"),
    ("given", "given away"),
    ("borrowed", "borrowed"),
    ("overtime", "overtime"),
)
"""Columns of minutes: name and heading. Those after `used` are left out where nobody has any."""

ALWAYS = frozenset({"agreed", "used"})


def clock_hours(minutes: int) -> str:
    """Return an amount of work in hours and minutes for a narrow column: `12:15`; `·` for nothing."""
    if not minutes:
        return "·"
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else ''}{hours}:{rest:02d}"


def summed(rows: Sequence[ClientWeek]) -> ClientWeek:
    """Return one client's weeks as one row, with the name and the share of the last."""
    return rows[-1].model_copy(update={name: sum(getattr(row, name) for row in rows) for name in _SUMMED})


def amounts_of(row: ClientWeek) -> dict[str, int]:
    """Return the minutes of each column."""
    return {
        "agreed": row.agreed_minutes,
        "used": row.used_minutes,
        "held": row.held_minutes,
        "lapsed": row.lapsed_minutes,
        "cut": row.cut_minutes,
        "given": row.consented_minutes,
        "borrowed": row.borrowed_minutes,
        "overtime": row.overtime_minutes,
    }


def bar_of(row: ClientWeek, *, signs: int) -> tuple[int, int, int, int]:
    """Return how many signs of a bar stand for used, held, lost (cut or given away) and lapsed hours.

    Parameters
    ----------
    signs
        Length of the bar, 4 or more.

    Returns
    -------
    tuple of int
        `signs` together, at least one for each kind of which there is any; all 0 where nothing was agreed.
    """
    lost = row.cut_minutes + row.consented_minutes
    minutes = [max(0, each) for each in (row.used_minutes, row.held_minutes, lost, row.lapsed_minutes)]
    total = sum(minutes)
    if not total:
        return 0, 0, 0, 0
    counts = [max(1, each * signs // total) if each else 0 for each in minutes]
    while sum(counts) != signs:
        step = 1 if sum(counts) < signs else -1
        # The kind that is furthest from its due gets the sign, or gives one of several.
        due = [step * (each * signs - count * total) for each, count in zip(minutes, counts, strict=True)]
        can = [index for index, count in enumerate(counts) if minutes[index] and (step > 0 or count > 1)]
        counts[max(can, key=lambda index: due[index])] += step
    used, held, gone, lapsed = counts
    return used, held, gone, lapsed


def promises_words(rows: Sequence[ClientWeek]) -> tuple[str, str]:
    """Return how many promises were kept, and how many missed with how late: two sentences of one weight.

    What only counts as planned, as nobody reported it, is said with the first.
    """
    kept, missed = sum(row.promises_kept for row in rows), sum(row.promises_missed for row in rows)
    late = sum(row.late_minutes for row in rows)
    if not kept and not missed:
        return "No promised date has come yet.", ""
    unreported = sum(row.promises_unreported for row in rows)
    kept_words = count_words(kept, "promise") + " kept"
    if unreported:
        whose = "" if unreported == kept + missed else f"{unreported} "
        kept_words += f" ({whose}as planned, nothing was reported)"
    if not missed:
        return f"{kept_words}, none missed.", ""
    return (
        f"{kept_words},",
        f"{missed} missed, {duration_words(late // missed)} late{' on average' if missed > 1 else ''}.",
    )


def weeks_title(mondays: Sequence[date]) -> str:
    """Say which weeks: `Week 48, 23 to 29 Nov 2026`, or from the first to the last."""
    first, last = mondays[0], mondays[-1] + timedelta(days=6)
    number = f"Week {first.isocalendar().week}"
    if len(mondays) > 1:
        number = f"Weeks {first.isocalendar().week} to {mondays[-1].isocalendar().week}"
    return f"{number}, {span_of_days_words(first, last)}"


def week_label(monday: date) -> str:
    """Say a week in the first column of one client's table."""
    last = monday + timedelta(days=6)
    if last.month == monday.month:
        return f"{monday.day} to {date_words(last)}"
    return f"{date_words(monday)} to {date_words(last)}"


@dataclass(frozen=True, slots=True)
class StandingCells:
    """Where a client stands, as cells."""

    name: str
    share: str
    credit: str
    next_round: str


def standing_cells(standing: ClientStanding, *, today: date) -> StandingCells:
    """Say where a client stands."""
    credit = "·"
    if standing.credit_minutes:
        until = ""
        if standing.credit_until is not None:
            until = f" until {near_day_words(standing.credit_until.date(), today=today)}"
        credit = f"{hours_words(standing.credit_minutes)}{until}"
    next_round = "·"
    if standing.place is not None:
        next_round = f"place {standing.place}"
        if standing.waiting > 1:
            next_round += f", {standing.waiting} wait"
    return StandingCells(standing.name, f"{standing.decayed_share * 100:.0f} %", credit, next_round)


def share_note(document: StandingOfClients) -> str:
    """Say what the share is, and what it counts beside the weeks that are shown."""
    weeks = count_words(document.half_life_weeks, "week")
    return (
        "The share is all time ever borrowed, from the moment it was given, also for weeks that are not shown: halved every "
        f"{weeks}, against the weekly hours. Overtime is no part of it. In the daily round the lowest share goes first; "
        "before it, who is owed time."
    )


def borrowed_note() -> str:
    """Say what counts as borrowed here, beside what a borrowing limit counts."""
    return (
        "Borrowed counts all of it. What a client may borrow in five working days, as `fit` and `headroom` say it, leaves out "
        "what stood in the book when it was made, what daily rounds gave, overruns and overrides."
    )


def evenness_note(document: StandingOfClients) -> str:
    """Say how evenly everybody was served; empty without agreements."""
    if document.jain_index is None:
        return ""
    return (
        f"Evenness: {document.jain_index:.3f}. It is 1 where the hours of all clients with an agreement stand in the same "
        "proportion to what was agreed, and the lower the more one has before the others (Jain's index)."
    )
