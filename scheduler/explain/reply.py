"""Words for the phone, the client and the team, from a verdict alone."""

from __future__ import annotations

from scheduler.domain.verdict import Reply, Verdict
from scheduler.domain.workspace import Workspace


def reply_of(workspace: Workspace, verdict: Verdict) -> Reply:
    """Return the words of an answer."""
    return Reply(internal=f"{workspace.name}: {verdict.verdict}")
