"""The workspace of a call as it was typed: the commands that are suggested on screen name it. Documents do not depend on it."""

from __future__ import annotations

from contextvars import ContextVar

IN_TEXTS = "WORKSPACE"
"""What stands for it in the texts of commands."""

typed_workspace: ContextVar[str] = ContextVar("typed_workspace", default=IN_TEXTS)
