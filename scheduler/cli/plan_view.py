"""The plan as a lead reads it in a terminal: verdict, trouble, load, week, held hours, promises, measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from rich.rule import Rule as Line
from rich.text import Text

from scheduler.cli.held_tables import held_block
from scheduler.cli.plan_tables import changes_block, contradictions_block, load_strip, measures_block, trouble_block
from scheduler.cli.signs import COOL, WARM_BOLD
from scheduler.cli.work_tables import promises_block, week_block
from scheduler.report.changes import changes_of
from scheduler.report.headline import headline_of, outside_words
from scheduler.report.held_hours import held_week
from scheduler.report.load import available_by_day, load_table
from scheduler.report.measures import measures_of
from scheduler.report.names import names_of
from scheduler.report.promises import client_promises, promises_title
from scheduler.report.trouble import late_groups, unplaced_groups
from scheduler.report.week import person_weeks, week_of

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from scheduler.domain.plan import Plan
    from scheduler.domain.standing import Standing
    from scheduler.domain.workspace import Workspace
    from scheduler.report.headline import Headline
    from scheduler.report.names import Names
    from scheduler.report.week import ShownWeek
    from scheduler.units import ClientId


def draw_plan(
    console: Console,
    workspace: Workspace,
    *,
    plan: Plan,
    standing: Standing,
    checked_rules: int,
    shown_day: date | None,
    not_held: Sequence[str] = (),
    earlier: Plan | None = None,
    cut: Mapping[ClientId, int] | None = None,
) -> None:
    """Draw the whole view.

    Parameters
    ----------
    checked_rules
        How many rules the independent check looked at.
    shown_day
        A day of the week to show; None for the week of as_of.
    not_held
        Sentences on agreed hours that the plan does not hold.
    earlier
        The plan before, which knows what work that is gone was called.
    cut
        What clients have lost of their agreed hours in the horizon, in minutes.
    """
    names = names_of(workspace, plan, earlier=earlier)
    week = week_of(shown_day or names.at_team(plan.horizon.start).date())
    _draw_headline(
        console,
        headline_of(workspace, plan, standing=standing, checked_rules=checked_rules, week=week, names=names),
    )
    if plan.violations:
        _section(console, "What cannot stand together", contradictions_block(plan.violations))
    late, unplaced = late_groups(plan, names), unplaced_groups(plan, names)
    if late:
        _section(console, "Late, and why", trouble_block(late, today=names.today))
    if unplaced:
        _section(console, "Without a place, and why", trouble_block(unplaced, today=names.today))
    changes = changes_of(plan, names)
    if changes:
        _section(console, "Changed against the plan before", changes_block(changes))
    outside = outside_words(plan, week=week, names=names)
    if outside is not None:
        _section(console, f"Week {week.number}", Text(outside))
    else:
        _draw_week(console, workspace, plan, week=week, names=names, not_held=not_held, cut=cut or {})
    measures = measures_of(plan, names)
    if measures:
        _section(console, "What this plan gives up, most important first", measures_block(measures))


def _draw_week(
    console: Console,
    workspace: Workspace,
    plan: Plan,
    *,
    week: ShownWeek,
    names: Names,
    not_held: Sequence[str],
    cut: Mapping[ClientId, int],
) -> None:
    available = available_by_day(workspace)
    load = load_table(workspace, plan, week=week, names=names, available=available)
    _section(console, "How full everybody is, in per cent", load_strip(load, width=console.width, today=names.today))
    weeks = person_weeks(workspace, plan, week=week, names=names, available=available)
    _section(console, f"Who does what in week {week.number}", week_block(weeks, width=console.width))
    held = held_week(plan, week=week, names=names)
    if held is not None:
        _section(
            console,
            f"Hours held for clients in week {week.number}",
            held_block(held, width=console.width, not_held=not_held),
        )
    promises = client_promises(workspace, plan, week=week, names=names)
    if promises:
        title = promises_title(promises, week=week.number)
        _section(console, title, promises_block(promises, width=console.width, today=names.today, cut=cut))


def _draw_headline(console: Console, headline: Headline) -> None:
    console.print(Text(headline.team, style="bold"))
    console.print(Text(headline.when, style="dim"))
    console.print()
    style = f"bold {COOL}" if headline.good else WARM_BOLD
    console.print(Text(headline.verdict, style=style))
    console.print(Text(" · ".join(headline.facts), style="dim"))


def _section(console: Console, title: str, body: RenderableType) -> None:
    console.print()
    console.print(Line(Text(title, style="bold"), align="left", style="dim", characters="─"))
    console.print(body)
