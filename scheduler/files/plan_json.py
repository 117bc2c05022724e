"""JSON from anywhere: refused with a place and a reason where Python's reader would guess or fall over."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from scheduler.files.findings import Spot
from scheduler.files.plain_text import refused_in_value, sign_words

_INSTANT_KEYS = frozenset({"as_of", "start", "end", "finish", "release", "due", "from", "to", "lapses_at"})
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:00(\.0+)?)?(Z|[+-][0-9]{2}:[0-9]{2})")
INSTANT_EXPECTED = "an instant in whole minutes with an offset, like 2026-11-25T16:45:00+00:00"


class _JsonError(ValueError):
    """The text is JSON for Python's reader, but not for us."""


def parse_json(text: str, spot: Spot) -> Any:
    """Return the values in `text`; None, and a problem, where it is not JSON, or JSON that can be read in two ways.

    Duplicate keys, NaN, numbers out of range and nesting beyond Python's stack are refused.
    """
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_constant, parse_float=_finite)
    except json.JSONDecodeError as error:
        spot.at(error.lineno).wrong("JSON", said=f"the text is not JSON ({error.msg})")
    except _JsonError as error:
        spot.wrong("JSON that can be read in one way", said=str(error))
    except ValueError as error:
        # Python refuses whole numbers of more digits than it is willing to convert.
        spot.wrong("numbers of a sensible size", said=f"a number cannot be read ({error})")
    except RecursionError:
        spot.wrong("a document", said="the values are nested too deeply")
    return None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _JsonError(f"the key '{twice[:60]}' is written twice in one object")
    return found


def _constant(name: str) -> Any:
    raise _JsonError(f"{name} is no number of JSON")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise _JsonError(f"the number {text[:40]} is out of range")
    return value


def check_signs(document: Any, spot: Spot) -> None:
    """Report the first text in `document` that holds a sign which no text may hold."""
    todo: list[tuple[str, Any]] = [("", document)]
    while todo:
        path, value = todo.pop()
        if isinstance(value, dict):
            todo.extend((path, name) for name in value)
            todo.extend((f"{path}.{name}" if path else name, each) for name, each in value.items())
        elif isinstance(value, list):
            todo.extend((f"{path}[{position}]", each) for position, each in enumerate(value))
        elif isinstance(value, str) and (position := refused_in_value(value)) is not None:
            said = f"{path or 'the document'} holds {sign_words(value[position])}, written as an escape"
            spot.within(path).wrong("plain text", got=value, said=said, fix="remove the escape")
            return


def check_instants(document: Any, spot: Spot) -> set[str]:
    """Report every instant in `document` that is not a text in whole minutes with an offset.

    Python's readers take digits for seconds since 1970 and a missing offset for anything.

    Returns
    -------
    set of str
        Paths of what was reported, like `tasks[3].blocks[0].start`.
    """
    reported: set[str] = set()
    todo: list[tuple[str, str, Any]] = [("", "", document)]
    while todo:
        path, key, value = todo.pop()
        if isinstance(value, dict):
            todo.extend((f"{path}.{name}" if path else name, name, each) for name, each in value.items())
        elif isinstance(value, list):
            todo.extend((f"{path}[{position}]", "", each) for position, each in enumerate(value))
        elif key in _INSTANT_KEYS and isinstance(value, str) and not _INSTANT.fullmatch(value):
            reported.add(path)
            spot.within(path).wrong(INSTANT_EXPECTED, got=value)
    return reported


def resolved_path(document: Any, location: tuple[int | str, ...]) -> tuple[str, Any]:
    """Return (path, value) of a place in `document`; parts of `location` that name no place in it are passed over.

    The last part is kept even if nothing stands there: it is what is missing.
    """
    path, value = "", document
    for position, part in enumerate(location):
        if isinstance(value, list) and isinstance(part, int) and part < len(value):
            path, value = f"{path}[{part}]", value[part]
        elif isinstance(value, dict) and part in value:
            path, value = f"{path}.{part}" if path else str(part), value[part]
        elif isinstance(value, dict) and position == len(location) - 1:
            path, value = f"{path}.{part}" if path else str(part), None
    return path, value
