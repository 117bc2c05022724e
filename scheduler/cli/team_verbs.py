"""What the verbs that look at the team do: call their workflow, hand the outcome to a view, return the exit code."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.cli.options import DEFAULT_PLAN_SECONDS, now
from scheduler.cli.screen import document_bytes
from scheduler.cli.verbs import DONE, HONEST_NO

if TYPE_CHECKING:
    from scheduler.cli.screen import Screen


def run_contacts(folder: Path, *, screen: Screen, as_of: str | None, at: str | None, client: str | None) -> int:
    """Show who can be reached."""
    from scheduler.workflows.show_contacts import contacts_in

    document = contacts_in(folder, as_of=as_of, clock=now, at=at, client=client, seed=screen.seed)
    if screen.json:
        screen.send(document_bytes(document))
    else:
        from scheduler.cli.contacts_view import draw_contacts

        screen.show(lambda console: draw_contacts(console, document))
    return DONE


def run_headroom(
    folder: Path, *, screen: Screen, as_of: str | None, skill: str | None, days: int, client: str | None
) -> int:
    """Show what can still be said yes to."""
    from scheduler.workflows.show_headroom import headroom_in

    workspace, document = headroom_in(
        folder, as_of=as_of, clock=now, skill=skill, days=days, client=client, seed=screen.seed
    )
    if screen.json:
        screen.send(document_bytes(document))
    else:
        from scheduler.cli.headroom_view import draw_headroom

        screen.show(lambda console: draw_headroom(console, workspace, document=document))
    return DONE


def run_handover(
    folder: Path,
    *,
    screen: Screen,
    as_of: str | None,
    time_limit: float | None,
    person: str,
    client: str,
    from_on: str | None,
) -> int:
    """Check a hand-over, and return 0 where all of it can be covered, 4 where it cannot."""
    from scheduler.cli.progress import shown_progress
    from scheduler.workflows.handover.checking import HandoverOptions
    from scheduler.workflows.handover.hand_over import handover_in

    with shown_progress(screen) as progress:
        options = HandoverOptions(
            seed=screen.seed,
            time_limit_seconds=DEFAULT_PLAN_SECONDS if time_limit is None else time_limit,
            progress=progress,
        )
        workspace, document = handover_in(
            folder, person=person, client=client, as_of=as_of, clock=now, from_on=from_on, options=options
        )
    if screen.json:
        screen.send(document_bytes(document))
    else:
        from scheduler.cli.handover_view import draw_handover

        screen.show(lambda console: draw_handover(console, workspace, document=document))
    return DONE if document.covered else HONEST_NO
