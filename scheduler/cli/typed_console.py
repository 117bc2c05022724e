"""A console whose suggested commands name the workspace as it was typed, so that they can be copied."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from scheduler.cli.typed_path import IN_TEXTS, typed_workspace

if TYPE_CHECKING:
    from rich.console import ConsoleOptions, RenderableType
    from rich.segment import Segment

_COMMAND = re.compile(rf"\bevenhand (\w+) {IN_TEXTS}\b")


class TypedConsole(Console):
    """Puts the path in wherever a text with a command is drawn, in a table or by itself."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Render as every console does."""
        shown = with_workspace(renderable, typed_workspace.get()) if isinstance(renderable, Text) else renderable
        return super().render(shown, options)


def with_workspace(text: Text, typed: str) -> Text:
    """Return a text whose commands name a workspace as it was typed; the place has one style with what stands before it."""
    found = text
    for match in reversed(list(_COMMAND.finditer(text.plain))):
        end = match.end()
        styled = Text(shlex.quote(typed), style=found.style)
        for span in found.spans:
            if span.start <= end - 1 < span.end:
                styled.stylize(span.style)
        found = Text.assemble(found[: end - len(IN_TEXTS)], styled, found[end:])
        found.style = text.style
    return found
