"""Signs that no text may hold: controls, which act on a terminal, and those that turn the direction of what follows."""

from __future__ import annotations

import re

_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_TURNS = "\u202a-\u202e\u2066-\u2069"
_NO_SIGNS = "\ud800-\udfff\ufeff\ufffe\uffff"
_HALVES = re.compile("[\ud800-\udfff]")
_IN_FILES = re.compile(f"[{_CONTROLS}{_TURNS}{_NO_SIGNS}]")
_IN_VALUES = re.compile(f"[\r{_CONTROLS}{_TURNS}{_NO_SIGNS}]")
_IN_WORDS = re.compile(f"[\r{_CONTROLS}{_TURNS}]")


def refused_in_file(text: str) -> int | None:
    """Return the position of the first sign that a file may not hold; None where there is none.

    Tabs and line ends may stand there, and so may what scripts and pictures are made with: marks of direction, joiners, variants.
    """
    return _position(_IN_FILES, text)


def refused_in_value(text: str) -> int | None:
    """Return the same for a value, whose escapes have been read: a carriage return is no line end there."""
    return _position(_IN_VALUES, text)


def refused_in_word(text: str, *, may_name_a_file: bool) -> int | None:
    """Return the same for a word of the command line; where it may name a file, bytes that are no text are let pass."""
    return _position(_IN_WORDS if may_name_a_file else _IN_VALUES, text)


def shown(text: str) -> str:
    """Return `text` as text can be written: bytes of a name that are not UTF-8, and halves of a pair, are replaced."""
    return _HALVES.sub("\ufffd", text)


def sign_words(sign: str) -> str:
    """Say what a refused sign is: `the control character U+001B`."""
    return "a NUL byte" if sign == "\0" else f"the control character U+{ord(sign):04X}"


def _position(refused: re.Pattern[str], text: str) -> int | None:
    found = refused.search(text)
    return None if found is None else found.start()
