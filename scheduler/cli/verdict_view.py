"""One answer on one screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from scheduler.domain.verdict import Absorption, Verdict
    from scheduler.domain.workspace import Workspace


def draw_verdict(console: Console, workspace: Workspace, verdict: Verdict) -> None:
    """Draw an answer."""
    console.print(f"{workspace.name}: {verdict.request} {verdict.verdict} {verdict.finish}")


def draw_absorption(console: Console, workspace: Workspace, absorption: Absorption) -> None:
    """Draw what became of a batch."""
    console.print(f"{workspace.name}: {len(absorption.absorbed)} absorbed, {len(absorption.declined)} not")
