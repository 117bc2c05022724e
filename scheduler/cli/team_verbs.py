"""What the verbs that look at the team do: call their workflow, hand the outcome to a view, return the exit code."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.cli.options import now
from scheduler.cli.screen import document_bytes
from scheduler.cli.verbs import DONE

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
