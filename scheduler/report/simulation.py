"""What a simulation came to, as rows of a table and as sentences; the same rows go to a screen and to a CSV file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from scheduler.domain.simulation import ClientFigures, Run, Simulation
from scheduler.report.words import count_words, day_words, hours_words, list_words, moment_words, whole_hours_words

COLUMNS: tuple[tuple[str, str], ...] = (
    ("client", "client"),
    ("asked", "asked"),
    ("accepted", "yes"),
    ("entitled", "entitled"),
    ("entitled_refused", "of them no"),
    ("promises_moved", "moved"),
    ("late_minutes", "late"),
    ("own_minutes", "own"),
    ("rush_minutes", "rush"),
    ("spare_minutes", "spare"),
    ("lapsed_minutes", "lapsed"),
)
"""Field and head of each column on a screen; minutes are shown as hours."""

LEGEND = (
    "asked, yes: requests; entitled: those that the client's own hours allow; moved: promised dates that moved; late: promised work that was "
    "not done by its promised date. Hours of work: own: its own hours; rush: its own hours after the notice date; spare: time beyond them; lapsed: its own "
    "hours that nobody booked by the notice date."
)
"""What the heads mean."""

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}[+-]\d{2}:\d{2}")

CSV_COLUMNS = ("run", "policy", "changed", "without", *ClientFigures.model_fields)
MOST_DIFFERENCES = 12


@dataclass(frozen=True, slots=True)
class ShownRun:
    """One run for a screen.

    Attributes
    ----------
    cells
        A row per client, in the order of `COLUMNS`.
    alarms
        Positions (row, column) of amounts that a fair policy does not have.
    verdict
        What it comes to in a sentence.
    facts
        Figures of the whole run.
    differences
        Sentences on requests that were answered differently than in the first run.
    """

    title: str
    cells: tuple[tuple[str, ...], ...]
    alarms: frozenset[tuple[int, int]]
    verdict: str
    is_good: bool
    facts: str
    differences: tuple[str, ...]


def headline_words(simulation: Simulation, sentence: str) -> tuple[str, str]:
    """Return what was simulated, and when.

    Parameters
    ----------
    sentence
        What happens in the scenario; empty for a log.
    """
    weeks = (simulation.end.date() - simulation.start.date()).days / 7
    what = f"{simulation.workspace} · {simulation.scenario}" + (f": {sentence}" if sentence else "")
    length = count_words(round(weeks), "week") if weeks == round(weeks) else f"{weeks:.1f} weeks"
    return what, f"{length} from {day_words(simulation.start.date())} {simulation.start.year}"


def shown_runs(simulation: Simulation) -> tuple[ShownRun, ...]:
    """Return every run for a screen, in order."""
    return tuple(_shown(run, simulation, is_first=run is simulation.runs[0]) for run in simulation.runs)


def title_of(run: Run) -> str:
    """Return what makes a run: its policy, what was changed, who was left out."""
    changed = list_words([f"{name} {value}" for name, value in run.changed.items()])
    if changed:
        return f"{run.policy} with {changed}"
    if run.without:
        return f"{run.policy} without {run.without}"
    return f"{run.policy}, as agreed" if run.policy == "evenhand" else run.policy


def _shown(run: Run, simulation: Simulation, *, is_first: bool) -> ShownRun:
    alarms = {
        (row, column)
        for row, figures in enumerate(run.clients)
        for column, (field, _) in enumerate(COLUMNS)
        if field in ("entitled_refused", "promises_moved", "late_minutes") and getattr(figures, field)
    }
    verdict, is_good = _verdict(run, simulation)
    even = f"evenness {run.jain_permille / 10:.1f} % over all, {run.jain_spare_permille / 10:.1f} % of spare"
    facts = f"{run.utilisation_permille / 10:.1f} % of working time used · {even} · {run.entries:,} {'entry' if run.entries == 1 else 'entries'}"
    return ShownRun(
        title=title_of(run),
        cells=tuple(_cells(figures) for figures in run.clients),
        alarms=frozenset(alarms),
        verdict=verdict,
        is_good=is_good,
        facts=facts,
        differences=() if is_first else tuple(_differences(run, simulation)),
    )


def _cells(figures: ClientFigures) -> tuple[str, ...]:
    return tuple(_cell(field, getattr(figures, field)) for field, _ in COLUMNS)


def _cell(field: str, value: str | int) -> str:
    if isinstance(value, str):
        return value
    if not value:
        return "·"
    if field == "late_minutes":
        return hours_words(value)
    return whole_hours_words(value) if field.endswith("_minutes") else f"{value:,}"


def _verdict(run: Run, simulation: Simulation) -> tuple[str, bool]:
    """Say what the others got where somebody plays foul, else what everybody got."""
    judged = [figures for figures in run.clients if figures.client not in simulation.attackers]
    who = "The others" if simulation.attackers else "The clients"
    refused = sum(figures.entitled_refused for figures in judged)
    entitled = sum(figures.entitled for figures in judged)
    late = sum(figures.late_minutes for figures in judged)
    moved = sum(figures.promises_moved for figures in judged)
    if not (refused or late or moved):
        return f"{who} got all {entitled:,} requests that their own hours allow, every one on time.", True
    troubles = []
    if refused:
        troubles.append(f"{refused:,} of {entitled:,} requests that their own hours allow were refused")
    if moved:
        troubles.append(f"{count_words(moved, 'promised date')} moved")
    if late:
        troubles.append(f"{hours_words(late)} of promised work came late")
    return f"{who}: {'; '.join(troubles)}.", False


def _differences(run: Run, simulation: Simulation) -> Iterator[str]:
    """Say how many answers differ, and list those of clients that ask in good faith."""
    if not run.differences:
        yield "Every request got the same answer as in the first run."
        return
    counts = Counter(each.client for each in run.differences)
    whose = list_words([f"{count:,} of {client}" for client, count in counts.most_common()])
    yield f"Answered differently than in the first run: {whose}."
    listed = [each for each in run.differences if each.client not in simulation.attackers]
    for each in listed[:MOST_DIFFERENCES]:
        yield f"  {each.request}: {_in_words(each.before)}; here {_in_words(each.now)}"
    if len(listed) > MOST_DIFFERENCES:
        yield f"  and {len(listed) - MOST_DIFFERENCES:,} more"


def _in_words(answer: str) -> str:
    """Return an answer with its date in words."""
    return _ISO.sub(lambda found: moment_words(datetime.fromisoformat(found[0])), answer)


def csv_rows(simulation: Simulation) -> Iterator[tuple[str | int, ...]]:
    """Yield the head and one row per run and client, minutes as minutes."""
    yield CSV_COLUMNS
    for number, run in enumerate(simulation.runs, start=1):
        changed = "; ".join(f"{name} {value}" for name, value in run.changed.items())
        for figures in run.clients:
            own = (getattr(figures, name) for name in ClientFigures.model_fields)
            yield (number, run.policy, changed, run.without, *own)
