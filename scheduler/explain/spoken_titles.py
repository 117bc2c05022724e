"""Titles as they can be said and written: one line, whatever was typed."""

from __future__ import annotations

import unicodedata

TITLE_SIGNS = 60
"""Longer titles are cut where they are said."""


def title_written(text: str) -> str:
    """Return a title on one line, whole; signs that steer a screen or turn the text round are left out."""
    plain = "".join(sign for sign in text if sign.isspace() or unicodedata.category(sign) not in ("Cc", "Cf"))
    return " ".join(plain.split())


def title_said(text: str) -> str:
    """Return a title as `title_written` does, cut after a whole word where it is too long to be said."""
    line = title_written(text)
    if len(line) <= TITLE_SIGNS:
        return line
    cut = line[:TITLE_SIGNS]
    whole = cut.rsplit(" ", 1)[0] if " " in cut else cut[:-1]
    return whole.rstrip(" ,;:&-") + "…"
