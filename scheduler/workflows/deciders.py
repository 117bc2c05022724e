"""Who may decide for a client: the approvers that its agreements name (policy, "Override")."""

from __future__ import annotations

from scheduler.domain.clients import Client
from scheduler.domain.workspace import Workspace
from scheduler.explain.words import list_words


def client_of(workspace: Workspace, name: str) -> Client:
    """Return a client of the workspace by its id."""
    return next(each for each in workspace.clients if each.id == name)


def decider_named(client: Client, name: str) -> str | None:
    """Return the approver of a client who is meant by a name, as its agreement writes it; case and space around it do not matter."""
    said = name.strip().casefold()
    return next((each for each in client.approvers if each.strip().casefold() == said), None)


def not_a_decider(client: Client, name: str, *, what: str) -> str:
    """Return why somebody may not decide for a client, in words, with who may.

    Parameters
    ----------
    what
        What is decided, like `an override` or `a consent`.
    """
    if not client.approvers:
        return f"the agreement of {client.name} names no approver, so nobody may decide {what} for it"
    deciders = list_words(client.approvers, last="or")
    return f"'{name.strip()}' may not decide {what} for {client.name}; who may: {deciders}"
