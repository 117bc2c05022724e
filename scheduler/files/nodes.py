"""What a file says before its fields give it a type: texts, lists and mappings, each with its line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single text, as written; empty where a key has no value."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A key with its value."""

    key: str
    line: int
    value: Node


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with values, in the order written."""

    entries: tuple[Entry, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of values."""

    items: tuple[Node, ...]
    line: int


Node: TypeAlias = Scalar | Mapping | Listing


def described(node: Node) -> str:
    """Return what `node` is, in words, for a message that expected something else."""
    match node:
        case Scalar(text=""):
            return "empty"
        case Scalar(text=text):
            return f"'{text[:60]}'"
        case Mapping():
            return "a mapping (keys with values)"
        case Listing():
            return "a list"


def verbatim(node: Node) -> str:
    """Return what was written where it is one text, else what it is."""
    return node.text if isinstance(node, Scalar) else described(node)
