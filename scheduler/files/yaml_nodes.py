"""YAML to nodes: every scalar stays the text that was written, and everything knows its line.

Built from the parser's events and not from its node tree: so nesting has a limit, no tag constructs anything, and an
alias can be counted before it is followed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from scheduler.files.findings import Spot
from scheduler.files.nodes import Entry, Listing, Mapping, Node, Scalar
from scheduler.files.plain_text import refused_in_value, sign_words

TOO_DEEP = "the values are nested too deeply"
MOST_DEPTH = 40
MOST_NODES = 300_000
"""Nodes with every alias counted as if written out."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _DocumentError(Exception):
    """The document cannot be read on; carries what to report."""

    def __init__(self, line: int, said: str, expected: str, *, fix: str = "") -> None:
        self.line, self.said, self.expected, self.fix = line, said, expected, fix
        super().__init__(said)


@dataclass
class _Open:
    """A list or mapping whose end has not been seen."""

    line: int
    anchor: str | None
    is_mapping: bool
    items: list[Node] = field(default_factory=list)
    size: int = 1


def parse_yaml(text: str, spot: Spot) -> Node | None:
    """Return the one document in `text`, or None, with problems reported at `spot`.

    Duplicate keys are reported and their first value is kept. An empty document is a problem.
    """
    try:
        return _Builder(spot).build(yaml.parse(text, Loader=_Loader))
    except _DocumentError as refused:
        spot.at(refused.line).wrong(refused.expected, said=refused.said, fix=refused.fix)
    except yaml.YAMLError as error:
        _report_syntax(error, text, spot)
    except (ValueError, OverflowError) as error:
        # The pure Python scanner lets the errors of `chr` and `int` out, for escapes and directives out of range.
        spot.wrong("YAML", said=f"the file is not YAML ({error})")
    return None


class _Builder:
    def __init__(self, spot: Spot) -> None:
        self._spot = spot
        self._open: list[_Open] = []
        self._anchors: dict[str, tuple[Node, int]] = {}
        self._root: Node | None = None
        self._size = 0

    def build(self, events: Iterator[Any]) -> Node | None:
        documents = 0
        for event in events:
            line = event.start_mark.line + 1
            match event:
                case yaml.DocumentStartEvent():
                    documents += 1
                    if documents > 1:
                        raise _DocumentError(
                            line, "a second document begins here", "one document", fix="remove the line '---'"
                        )
                case yaml.AliasEvent():
                    node, size = self._follow(event.anchor, line)
                    self._place(node, size, line)
                case yaml.ScalarEvent():
                    self._refuse_tag(event, line)
                    self._refuse_signs(event.value, line)
                    scalar = Scalar(event.value, line)
                    self._remember(event.anchor, scalar, 1)
                    self._place(scalar, 1, line)
                case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                    self._begin(event, line)
                case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                    self._end()
        if self._root is None:
            self._spot.at(1).wrong("keys with values", said="the file is empty")
        return self._root

    def _refuse_tag(self, event: Any, line: int) -> None:
        if event.tag is not None:
            raise _DocumentError(line, f"there is a tag, {event.tag}", "plain values", fix="remove the tag")

    def _refuse_signs(self, value: str, line: int) -> None:
        position = refused_in_value(value)
        if position is not None:
            said = f"a text holds {sign_words(value[position])}, written as an escape"
            self._spot.at(line).wrong("plain text", said=said, fix="remove the escape")

    def _begin(self, event: Any, line: int) -> None:
        self._refuse_tag(event, line)
        if len(self._open) >= MOST_DEPTH:
            raise _DocumentError(line, TOO_DEEP, f"at most {MOST_DEPTH} levels")
        self._open.append(_Open(line, event.anchor, isinstance(event, yaml.MappingStartEvent)))

    def _end(self) -> None:
        done = self._open.pop()
        node: Node = self._mapping(done) if done.is_mapping else Listing(tuple(done.items), done.line)
        self._remember(done.anchor, node, done.size)
        self._place(node, done.size, done.line)

    def _place(self, node: Node, size: int, line: int) -> None:
        if not self._open:
            self._root = node
            return
        top = self._open[-1]
        top.items.append(node)
        top.size += size
        if top.size > MOST_NODES:
            raise _DocumentError(line, "the aliases stand for too many values", f"at most {MOST_NODES} values")

    def _remember(self, anchor: str | None, node: Node, size: int) -> None:
        if anchor is not None:
            self._anchors[anchor] = node, size

    def _follow(self, anchor: str | None, line: int) -> tuple[Node, int]:
        if any(opened.anchor == anchor for opened in self._open):
            raise _DocumentError(line, f"*{anchor} stands inside what it refers to", "values without a loop")
        if anchor is None or anchor not in self._anchors:
            raise _DocumentError(line, f"*{anchor} refers to nothing", f"an anchor &{anchor} above this line")
        return self._anchors[anchor]

    def _mapping(self, done: _Open) -> Mapping:
        first_lines: dict[str, int] = {}
        entries: list[Entry] = []
        for key, value in zip(done.items[::2], done.items[1::2], strict=True):
            if not isinstance(key, Scalar):
                self._spot.at(key.line).wrong("a name as a key", said="a list or mapping stands as a key")
            elif key.text in first_lines:
                self._spot.at(key.line).wrong(
                    "every key once",
                    got=key.text,
                    said=f"the key '{key.text}' is written twice (first in line {first_lines[key.text]})",
                    fix="begin a new entry with '- ' above it" if key.text == "id" else "remove one of the two",
                )
            else:
                first_lines[key.text] = key.line
                entries.append(Entry(key.text, key.line, value))
        return Mapping(tuple(entries), done.line)


def _report_syntax(error: yaml.YAMLError, text: str, spot: Spot) -> None:
    mark = getattr(error, "problem_mark", None)
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be parsed")
    if mark is None:
        spot.wrong("YAML", said=f"the file is not YAML ({problem})")
        return
    if "nesting depth" in problem:
        # Newer readers give up by themselves, far below our own limit.
        spot.at(mark.line + 1).wrong(f"at most {MOST_DEPTH} levels", said=TOO_DEEP)
        return
    lines = text.splitlines()
    written = lines[mark.line] if mark.line < len(lines) else ""
    spot.at(mark.line + 1).wrong(
        "YAML", said=f"the line cannot be read ({problem})", fix=_syntax_fix(problem, written, mark.column)
    )


def _syntax_fix(problem: str, written: str, column: int) -> str:
    if "\t" in written[: column + 1]:
        return "indent with spaces; YAML does not allow tabs there"
    if "cannot start any token" in problem:
        return "put the text in quotes"
    if "mapping values are not allowed" in problem:
        return "check the indentation, or put a text that holds ': ' in quotes"
    if "unexpected end of stream" in problem:
        return "close the quote"
    if "did not find expected" in problem:
        return "check the indentation and the brackets of this line and the one before"
    return ""
