"""Titles as they can be said and shown: one line, whatever was typed."""

from __future__ import annotations

import unicodedata

TITLE_SIGNS = 60
"""Longer titles are cut."""


def title_said(text: str) -> str:
    """Return a title on one line, cut where it is too long to be said; signs that steer a screen or turn the text round are left out."""
    plain = "".join(sign for sign in text if sign.isspace() or unicodedata.category(sign) not in ("Cc", "Cf"))
    line = " ".join(plain.split())
    return line if len(line) <= TITLE_SIGNS else line[: TITLE_SIGNS - 1].rstrip() + "…"
