"""Forms of plain values: names, ids, skills, numbers, shares, yes and no."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from scheduler.files.findings import did_you_mean, one_of
from scheduler.files.shapes import Form, FormError

ID_RULE = "letters, digits, '-', '_' and '.'"

_ID = re.compile(r"[\w.\-]+")
_SKILL = re.compile(r"[^:;,\n]+")
_WHOLE = re.compile(r"[+-]?[0-9]{1,9}")
_SHARE = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,6})?) ?%")
_SCALAR: dict[str, Any] = {"type": ["string", "number", "boolean"]}


def parse_id(text: str) -> str:
    """Return an id.

    Raises
    ------
    FormError
        Where it holds anything but letters, digits, `-`, `_` and `.`, or no letter or digit at all.
    """
    if len(text) > 100:
        raise FormError("shorten it to 100 characters")
    if not _ID.fullmatch(text) or not any(char.isalnum() for char in text):
        raise FormError(_id_fix(unicodedata.normalize("NFC", text)))
    return text


def _id_fix(text: str) -> str:
    """Return the id with a dash for what no id may hold; nothing where that would chop the sign off a letter."""
    if any(unicodedata.category(char).startswith("M") and not _ID.fullmatch(char) for char in text):
        return ""
    proposal = re.sub(r"[^\w.\-]+", "-", text).strip("-")
    return f"write {proposal}" if any(char.isalnum() for char in proposal) else ""


def parse_one_of_several(text: str) -> str:
    """Return one id of a cell whose ids are separated by `;`.

    Raises
    ------
    FormError
        Where it holds a comma, so several ids separated in another way.
    """
    if "," in text:
        raise FormError(f"write {';'.join(part.strip() for part in text.split(','))}")
    return text


def parse_reference(text: str) -> str:
    """Return the id of a task, which may be one of an occurrence or a request: `weekly-report/2026-11-27/draft`."""
    for part in text.split("/"):
        parse_id(part)
    return text


def parse_skill(text: str) -> tuple[str, int]:
    """Return (skill, level) of `copy` (level 1) or `copy:2`."""
    name, colon, level = text.partition(":")
    name, level = name.strip(), level.strip()
    if not name or not _SKILL.fullmatch(name) or len(name) > 100:
        raise FormError()
    if not colon:
        return name, 1
    if not re.fullmatch(r"[0-9]{1,6}", level):
        raise FormError(expected=f"a whole number, 0 or more, as the level after the colon, like {name}:2")
    return name, int(level)


def parse_text(text: str) -> str:
    """Return the text itself."""
    return text


def whole_number(least: int, most: int) -> Form:
    """Return the form of a whole number from `least` to `most`."""
    expected = f"a whole number from {least} to {most}"

    def parse(text: str) -> int:
        if not _WHOLE.fullmatch(text) or not least <= int(text) <= most:
            raise FormError()
        return int(text)

    return Form(expected, parse, {"type": ["integer", "string"], "minimum": least, "maximum": most})


def choice(options: tuple[str, ...], *, hint: Callable[[str], str] | None = None) -> Form:
    """Return the form of one word out of `options`; `hint` gives the fix for words that are close to none."""

    def parse(text: str) -> str:
        if text not in options:
            raise FormError(did_you_mean(text, options) or (hint(text) if hint else ""))
        return text

    numbers = [int(option) for option in options if option.isdecimal()]
    return Form(one_of(options), parse, {"enum": [*options, *numbers]})


def parse_yes_no(text: str) -> bool:
    """Return True for yes, False for no; true and false are allowed as well."""
    answers = {"yes": True, "no": False, "true": True, "false": False}
    if text.lower() not in answers:
        raise FormError()
    return answers[text.lower()]


def parse_permille(text: str) -> int:
    """Return a share like `10%` in permille (`12.5%` is 125), from 0 to 1000."""
    found = _SHARE.fullmatch(text)
    if not found:
        raise FormError(_share_fix(text))
    permille = Decimal(found[1]) * 10
    if permille != permille.to_integral_value():
        raise FormError(expected="a share in steps of 0.1%, like 12.5%")
    if permille > 1000:
        raise FormError(expected="a share of at most 100%")
    return int(permille)


def _share_fix(text: str) -> str:
    if re.fullmatch(r"0?\.[0-9]{1,3}", text):
        return f"write {Decimal(text) * 100:.3g}%, if {text} of the whole is meant"
    return f"write {text}%" if re.fullmatch(r"[0-9]{1,3}(\.[0-9]+)?", text) else ""


ID = Form(ID_RULE, parse_id, _SCALAR)
NAME_OF = Form("an id", parse_text, _SCALAR)
"""The id of something defined elsewhere. Whatever its letters, it is an unknown id at worst, and the closest known one can
be proposed."""
ONE_OF_SEVERAL = Form("ids that are separated by ;", parse_one_of_several, _SCALAR)
REFERENCE = Form("the id of a task", parse_reference, _SCALAR)
SKILL = Form("a skill, or skill:level, like copy or copy:2", parse_skill, _SCALAR)
TEXT = Form("a text", parse_text, _SCALAR)
YES_NO = Form("yes or no", parse_yes_no, {"enum": ["yes", "no", "true", "false", True, False]})
SHARE = Form("a share with %, like 10%", parse_permille, {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)? ?%$"})
