"""The outcome of an independent check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from scheduler.cli.signs import COOL, WARM_BOLD
from scheduler.report.measures import unit_words
from scheduler.report.words import count_words

if TYPE_CHECKING:
    from rich.console import Console

    from scheduler.domain.answers import Check, RecomputedMeasure
    from scheduler.domain.plan import Plan


def draw_check(console: Console, plan: Plan, *, check: Check) -> None:
    """Draw the verdict, each violation with its amount, what was looked at and the recomputed levels."""
    if check.clean:
        head = Text("clean", style=f"bold {COOL}")
        head.append(f"  {count_words(len(plan.tasks), 'task')}, ", style="not bold default")
        head.append(f"{count_words(len(check.checked), 'rule')} checked", style="not bold default")
    else:
        head = Text(count_words(len(check.violations), "violation"), style=WARM_BOLD)
    console.print(head)
    for violation in check.violations:
        line = Text(f"{violation.rule}  ", style="bold")
        line.append(violation.text, style="not bold")
        if violation.unit != "level":
            # A level of skill or of the objective is in the sentence already, and a bare number of it says nothing.
            line.append(
                f"  ({violation.measured:,} against {violation.limit:,} {violation.unit})", style="not bold dim"
            )
        console.print(line)
    console.print()
    in_part = {unchecked.rule for unchecked in check.unchecked} & set(check.checked)
    whole = [rule for rule in check.checked if rule not in in_part]
    console.print(Text("checked: " + ", ".join(whole), style="dim"))
    for unchecked in check.unchecked:
        how = "checked in part" if unchecked.rule in in_part else "not checked"
        console.print(Text(f"{how}: {unchecked.rule}: {unchecked.reason}", style="dim"))
    if check.objective:
        console.print()
        console.print(_levels(check.objective))


def _levels(objective: tuple[RecomputedMeasure, ...]) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    for _ in range(3):
        table.add_column()
    for level in objective:
        table.add_row(Text(level.level, style="dim"), _amount(level.value), Text(unit_words(level.unit), style="dim"))
    return table


def _amount(value: int | tuple[int, ...]) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    return ", ".join(f"{entry:,}" for entry in value) or "0"
