"""Where text goes: one answer to stdout, everything else to stderr, colour only where somebody sees it."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TextIO

from scheduler.errors import UsageError
from scheduler.files.plain_text import shown

if TYPE_CHECKING:
    from rich.console import Console

    from scheduler.domain.document import DocumentPart

PIPE_WIDTH = 100
WIDEST = 140
NARROWEST = 80
UNWRAPPED = 100_000
"""Messages in a log keep to one line each."""

ColorSystem = Literal["standard", "256", "truecolor", "windows"]


@dataclass(frozen=True, slots=True)
class Screen:
    """How one call answers.

    Attributes
    ----------
    json
        Whether stdout gets a document instead of text.
    quiet
        Whether progress and notices are left out.
    colour
        Whether colour is wanted where a terminal can show it.
    seed
        The seed of the call, for the header of documents.
    """

    json: bool = False
    quiet: bool = False
    colour: bool = True
    seed: int = 0

    @property
    def can_answer(self) -> bool:
        """Whether there is a stdout at all; it is missing where it was closed before the program began."""
        return sys.stdout is not None

    def show(self, draw: Callable[[Console], None]) -> None:
        """Draw the whole answer in memory, then print it to stdout at once.

        Raises
        ------
        UsageError
            If stdout takes nothing (closed, or a full disk).
        """
        stream = _answer_stream()
        _write(stream, _drawn(stream, draw, colour=self.colour))

    def send(self, content: bytes) -> None:
        """Print a document to stdout, byte by byte as given.

        Raises
        ------
        UsageError
            If stdout takes nothing (closed, or a full disk).
        """
        stream = _answer_stream()
        with _reader_may_leave(stream):
            stream.flush()
            stream.buffer.write(content)
            stream.buffer.flush()

    def notice(self, draw: Callable[[Console], None]) -> None:
        """Draw to stderr what is worth knowing, unless the call is quiet."""
        if not self.quiet:
            self.complain(draw)

    def complain(self, draw: Callable[[Console], None]) -> None:
        """Draw to stderr what must be said even in a quiet call; nowhere, where stderr is closed."""
        if sys.stderr is None:
            return
        _write(sys.stderr, _drawn(sys.stderr, draw, colour=self.colour, pipe_width=UNWRAPPED))


def document_bytes(document: DocumentPart) -> bytes:
    """Return a document that is not a plan as JSON bytes, in the order of its fields, with a closing line break.

    What cannot be written as text, like a byte of a file's name that is not UTF-8, is replaced.
    """
    try:
        text = document.model_dump_json(by_alias=True, indent=1)
    except ValueError:
        # pydantic's own error, whose import would cost every call time.
        text = shown(json.dumps(document.model_dump(mode="json", by_alias=True), ensure_ascii=False, indent=1))
    return (text + "\n").encode()


def console_for(*, width: int, color_system: ColorSystem | None, file: TextIO | None = None) -> Console:
    """Return a console that draws into `file` (default: a buffer), plain where `color_system` is None."""
    from scheduler.cli.typed_console import TypedConsole

    return TypedConsole(
        file=file if file is not None else io.StringIO(),
        width=width,
        color_system=color_system,
        force_terminal=color_system is not None,
        no_color=color_system is None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
        _environ={},
    )


def wants_colour(stream: TextIO, *, asked: bool) -> bool:
    """Say whether `stream` is shown by something that can colour, and nobody asked for none (NO_COLOR)."""
    if not asked or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return is_terminal(stream)


def is_terminal(stream: TextIO | None) -> bool:
    """Say whether a person watches `stream`; None is a stream that was closed before the program began."""
    return stream is not None and not stream.closed and stream.isatty()


def _answer_stream() -> TextIO:
    stream: TextIO | None = sys.stdout
    if stream is None:
        raise UsageError("the answer could not be printed (stdout is closed)")
    return stream


def _drawn(stream: TextIO, draw: Callable[[Console], None], *, colour: bool, pipe_width: int = PIPE_WIDTH) -> str:
    from rich.console import Console

    watched = Console(file=stream)
    width = min(max(watched.width, NARROWEST), WIDEST) if is_terminal(stream) else pipe_width
    system = watched.color_system if wants_colour(stream, asked=colour) else None
    buffer = io.StringIO()
    draw(console_for(width=width, color_system=_known(system), file=buffer))
    # Cells are padded to the width; a file or a narrower window is better off without.
    return "\n".join(line.rstrip() for line in buffer.getvalue().split("\n"))


def _known(system: str | None) -> ColorSystem | None:
    match system:
        case "standard" | "256" | "truecolor" | "windows":
            return system
        case _:
            return None


def _write(stream: TextIO, text: str) -> None:
    """Write and flush; a sign that the stream's encoding lacks becomes a question mark."""
    encoding = stream.encoding or "utf-8"
    with _reader_may_leave(stream):
        stream.write(text.encode(encoding, errors="replace").decode(encoding))
        stream.flush()


@contextmanager
def _reader_may_leave(stream: TextIO) -> Iterator[None]:
    """End quietly where the reader of a pipe has left, and say it where the stream takes no more.

    Later flushes of that stream, also the one at exit, then go nowhere instead of failing once more.
    """
    try:
        yield
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        if not isinstance(error, BrokenPipeError):
            raise UsageError(f"the answer could not be printed ({error.strerror or error})") from error
