"""Signs and colours that mean the same everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.text import Text

if TYPE_CHECKING:
    from scheduler.report.load import Band
    from scheduler.report.week import Mark

COOL = "#3d8bd4"
WARM = "#e8791d"
WARM_BOLD = f"bold {WARM}"

_SIGNS: dict[Mark, tuple[str, str, str]] = {
    "regulatory": ("§", "bound by law", "bold"),
    "target": ("○", "target", "dim"),
    "tentative": ("~", "tentative", "dim"),
    "overtime": ("+", "overtime", WARM),
    "bare": ("?", "not promised yet", "dim"),
    "late": ("!", "late", WARM_BOLD),
}

# From blue to orange; each colour is light enough for the black number on it, and none glares on a dark terminal.
_WITHIN = ("#d3e2ee", "#bcd4e8", "#a3c4e0", "#89b3d6", "#6ea0cb")
_FULL = "#f3d19c"
_OVER = "#ee8f3f"


def titled(title: str, marks: Sequence[Mark]) -> Text:
    """Return a title with the signs of its marks; tentative work leans."""
    text = Text()
    text.append(title, style="italic" if "tentative" in marks else "")
    for mark in marks:
        sign, _, style = _SIGNS[mark]
        text.append(f" {sign}", style=style)
    return text


def meaning(mark: Mark) -> str:
    """Return sign and meaning of a mark, like `§ bound by law`."""
    sign, words, _ = _SIGNS[mark]
    return f"{sign} {words}"


def legend(used: Iterable[Mark]) -> list[Text]:
    """Return one line that explains the signs in use, or nothing where there are none."""
    marks = set(used)
    words = [meaning(mark) for mark in _SIGNS if mark in marks]
    return [Text("   ".join(words), style="dim")] if words else []


def heat(band: Band, percent: int | None) -> str:
    """Return the style of a cell of the heat strip; plain where there is nothing to see."""
    match band:
        case "over":
            return f"black on {_OVER}"
        case "full":
            return f"black on {_FULL}"
        case "within" if percent:
            return f"black on {_WITHIN[min(percent * len(_WITHIN) // 93, len(_WITHIN) - 1)]}"
        case _:
            return "dim"
