"""The scenarios of the policy at full length: `python -m benchmarks.scenarios` plays them on the studio and prints the table.

Everything is judged from logs: by the judge of the simulation, by the independent check of the book, and by comparing the log with the
one that the same stream makes without the attacker.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.tables import elsewhere, put_into_readme, save_results, setting_of, table_of
from scheduler.verify.book import check_book, compare_logs
from scheduler.workflows.simulation.accept_if_it_fits import AcceptIfItFits
from scheduler.workflows.simulation.book_policy import BookPolicy
from scheduler.workflows.simulation.changes import without_client
from scheduler.workflows.simulation.judge import judged
from scheduler.workflows.simulation.running import entitled_in, run, with_recurring
from scheduler.workflows.simulation.scenarios import SCENARIOS, draw_stream
from scheduler.workflows.simulation.studio import Setting, studio

if TYPE_CHECKING:
    from scheduler.domain.simulation import ClientFigures, Run
    from scheduler.workflows.simulation.stream import Stream

COMMAND = "python -m benchmarks.scenarios"
FULL_WEEKS = {"placeholder-flood": 12, "walk-ins": 12, "resubmit": 8, "backdated": 12, "illness": 6, "overrun": 6}
"""Longer than a simulation plays by default, where the trick needs time to work."""


@dataclass(frozen=True, slots=True)
class Played:
    """One scenario from one seed.

    Attributes
    ----------
    differing
        What the others got differently without the attacker; None where there is none.
    violations
        What the independent check of the book found.
    """

    ours: Run
    plain: Run
    attackers: tuple[str, ...]
    differing: int | None
    violations: int
    seconds: float


def play(name: str, *, seed: int) -> Played:
    """Play a scenario at full length under both policies.

    Parameters
    ----------
    name
        Of `SCENARIOS`.
    seed
        Of its draws.
    """
    setting, stream = draw_stream(name, studio(), seed=seed, weeks=FULL_WEEKS.get(name))
    began = time.perf_counter()
    policy = BookPolicy(setting)
    log = run(policy, setting, stream)
    seconds = time.perf_counter() - began
    baseline = AcceptIfItFits(setting, end=stream.span.end)
    other = run(baseline, setting, with_recurring(stream, log))
    return Played(
        ours=judged(log, workspace=setting.workspace, span=stream.span, policy=policy.name),
        plain=judged(
            other, workspace=setting.workspace, span=stream.span, policy=baseline.name, entitled=entitled_in(log)
        ),
        attackers=stream.attackers,
        differing=_differing(policy, setting, stream),
        violations=len(check_book(policy.book.lines).violations),
        seconds=seconds,
    )


def _differing(policy: BookPolicy, setting: Setting, stream: Stream) -> int | None:
    """Count who gets anything different where the only attacker never was; a crowd is more than one."""
    if len(stream.attackers) != 1:
        return None
    attacker = stream.attackers[0]
    alone = BookPolicy(
        Setting(
            workspace=without_client(setting.workspace, attacker),
            blocks=tuple(block for block in setting.blocks if block.client != attacker),
        )
    )
    run(alone, setting, stream.without(attacker))
    return len(compare_logs(policy.book.lines, alone.book.lines, attacker))


def row_of(name: str, played: Sequence[Played]) -> dict[str, Any]:
    """Return the figures of one scenario, added up over seeds; the clients that play foul are left out."""
    ours = [each for one in played for each in _judged(one.ours, one.attackers)]
    plain = [each for one in played for each in _judged(one.plain, one.attackers)]
    compared = [one.differing for one in played if one.differing is not None]
    return {
        "scenario": name,
        "weeks": FULL_WEEKS.get(name, SCENARIOS[name].weeks),
        "seeds": len(played),
        "requests": sum(each.asked for one in played for each in one.ours.clients),
        "entitled": sum(each.entitled for each in ours),
        "entitled_refused": sum(each.entitled_refused for each in ours),
        "promises_moved": sum(each.promises_moved for each in ours),
        "late_minutes": sum(each.late_minutes for each in ours),
        "overrun_late_minutes": sum(each.overrun_late_minutes for each in ours),
        "differing_without_attacker": sum(compared) if compared else None,
        "violations": sum(one.violations for one in played),
        "evenness_permille": min(one.ours.jain_permille for one in played),
        "accepted_permille": round(sum(one.ours.accepted_permille for one in played) / len(played)),
        "plain_entitled_refused": sum(each.entitled_refused for each in plain),
        "plain_late_minutes": sum(each.late_minutes for each in plain),
        "plain_overrun_late_minutes": sum(each.overrun_late_minutes for each in plain),
        "plain_accepted_permille": round(sum(one.plain.accepted_permille for one in played) / len(played)),
        "median_seconds": round(sorted(one.seconds for one in played)[len(played) // 2], 1),
    }


def _judged(one: Run, attackers: Sequence[str]) -> list[ClientFigures]:
    return [figures for figures in one.clients if figures.client not in attackers]


COLUMNS = (
    ("scenario", "scenario"),
    ("weeks", "weeks"),
    ("requests", "requests"),
    ("entitled", "entitled of the others"),
    ("entitled_refused", "refused"),
    ("promises_moved", "dates moved"),
    ("late_minutes", "promised minutes late"),
    ("overrun_late_minutes", "minutes of overruns late"),
    ("differing_without_attacker", "different without the attacker"),
    ("violations", "violations"),
    ("plain_entitled_refused", "accept-if-it-fits: refused"),
    ("plain_late_minutes", "its promised minutes late"),
    ("plain_overrun_late_minutes", "of overruns late"),
    ("median_seconds", "median s"),
)


def table_of_rows(rows: Sequence[dict[str, Any]]) -> str:
    """Return the table of the README."""
    cells = [
        [
            "" if row[name] is None else f"{row[name]:,}" if isinstance(row[name], int) else row[name]
            for name, _ in COLUMNS
        ]
        for row in rows
    ]
    return table_of([head for _, head in COLUMNS], cells)


def sentences(rows: Sequence[dict[str, Any]]) -> str:
    """Return what the policy asks for beside the table: use of capacity of honest weeks, evenness among who always asks."""
    by_name = {row["scenario"]: row for row in rows}
    said = []
    if "honest" in by_name:
        row = by_name["honest"]
        ours, plain = row["accepted_permille"] / 10, row["plain_accepted_permille"] / 10
        said.append(
            f"Honest weeks: work for {ours} % of the working time was accepted, {plain} % by accept-if-it-fits."
        )
    if "always-asking" in by_name:
        even = by_name["always-asking"]["evenness_permille"] / 1000
        said.append(
            f"Three clients that always ask: Jain index of accepted minutes over weight at least {even} in every seed."
        )
    return "\n".join(said)


def main() -> None:
    """Play the chosen scenarios; the README is written only when all were played."""
    parser = argparse.ArgumentParser(description="Play the scenarios of the policy at full length.")
    parser.add_argument("--scenario", choices=SCENARIOS, action="append")
    parser.add_argument("--seeds", type=int, default=5)
    chosen = parser.parse_args()
    rows = []
    for name in chosen.scenario or SCENARIOS:
        rows.append(row_of(name, [play(name, seed=seed) for seed in range(1, chosen.seeds + 1)]))
        print(json.dumps(rows[-1]), flush=True)
    text = f"{table_of_rows(rows)}\n\n{sentences(rows)}"
    if chosen.scenario and elsewhere() is None:
        print(text)
        return
    command = f"{COMMAND} --seeds {chosen.seeds}"
    put_into_readme("scenarios", f"`{command}`\n\n{text}")
    save_results("scenarios", setting_of(command) | {"rows": rows})


if __name__ == "__main__":
    main()
