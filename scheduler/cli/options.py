"""The options that every verb has, and what is made of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from scheduler.cli.typed_path import typed_workspace
from scheduler.errors import UsageError
from scheduler.files.findings import printable, quoted
from scheduler.files.plain_text import refused_in_word, sign_words

DEFAULT_PLAN_SECONDS = 60.0
LEAST_SECONDS, MOST_SECONDS = 0.1, 86_400
MOST_SEED = 2**31 - 1
_NAMES_A_FILE = frozenset({"--baseline", "--out", "--csv", "--log"})


def check_words(arguments: Sequence[str]) -> None:
    """Refuse words that hold control signs: they would reach terminals, now or out of the book.

    Raises
    ------
    UsageError
        With the option that the word belongs to, and the sign.
    """
    for position, word in enumerate(arguments):
        before = arguments[position - 1] if position else ""
        option = word.partition("=")[0] if word.startswith("--") else before
        at = refused_in_word(word, may_name_a_file=option in _NAMES_A_FILE or not option.startswith("--"))
        if at is None:
            continue
        field, got = (before, word) if before.startswith("--") else ("an argument", word)
        if word.startswith("--") and "=" in word[:at]:
            field, _, got = word.partition("=")
        what = "bytes that are not UTF-8" if "\ud800" <= word[at] <= "\udfff" else sign_words(word[at])
        got, expected = printable(got), "plain text"
        text = f"{printable(field)} is {quoted(got)}; it holds {what}; expected {expected}"
        raise UsageError(
            text, field=field if field.startswith("--") else "", got=got, expected=expected, fix="remove the sign"
        )


def seconds_of(said: object) -> float:
    """Read the seconds of --time-limit.

    Raises
    ------
    UsageError
        If it is no number from a tenth of a second to a day.
    """
    try:
        seconds = float(str(said))
    except ValueError:
        seconds = 0.0
    # A comparison with `nan` is false, so this refuses it as well.
    if LEAST_SECONDS <= seconds <= MOST_SECONDS:
        return seconds
    raise UsageError.of("--time-limit", str(said), f"{LEAST_SECONDS} to {MOST_SECONDS} seconds, like 60")


def seed_of(said: object) -> int:
    """Read the number of --seed.

    Raises
    ------
    UsageError
        If it is no whole number from 0 to 2147483647.
    """
    text = str(said)
    if text.isascii() and text.isdigit() and len(text) <= len(str(MOST_SEED)) and int(text) <= MOST_SEED:
        return int(text)
    raise UsageError.of("--seed", str(said), f"a whole number from 0 to {MOST_SEED}, like 7")


def offer_of(said: object) -> int:
    """Read the number of --offer.

    Raises
    ------
    UsageError
        If it is no whole number from 1.
    """
    text = str(said)
    if text.isascii() and text.isdigit() and len(text) <= len(str(MOST_SEED)) and int(text):
        return int(text)
    raise UsageError.of("--offer", text, "the number of an offer as `evenhand fit` shows it, like 1")


def week_of(said: str | None) -> date | None:
    """Read the day of --week; None where it was not said.

    Raises
    ------
    UsageError
        If it is no day.
    """
    if said is None:
        return None
    try:
        return date.fromisoformat(said)
    except ValueError as error:
        raise UsageError.of("--week", said, "a day of the week to show, like 2026-11-23") from error


def folder_of(said: object) -> Path:
    """Read the WORKSPACE argument.

    Raises
    ------
    UsageError
        If it is empty, as a shell variable without a value is: that would be read as the folder one is in.
    """
    if not str(said):
        expected = "the workspace folder, or . for the folder that you are in"
        raise UsageError(f"WORKSPACE is empty; expected {expected}", field="WORKSPACE", got="", expected=expected)
    typed_workspace.set(str(said))
    return Path(str(said))


WorkspaceArgument = Annotated[
    Path, typer.Argument(metavar="WORKSPACE", parser=folder_of, help="The workspace folder.", show_default=False)
]
AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="WHEN",
        help="The moment to speak of, like 2026-11-23T09:00. Default: as_of of workspace.yaml, else now.",
        show_default=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")]
TimeLimitOption = Annotated[
    float | None,
    typer.Option(
        "--time-limit",
        metavar="SECONDS",
        parser=seconds_of,
        help="Outer guard for the search; limits of work decide before it. Default for plan: 60.",
        show_default=False,
    ),
]
ByOption = Annotated[
    str | None,
    typer.Option("--by", metavar="NAME", help="Who decides. Default: the name of the user.", show_default=False),
]
SeedOption = Annotated[int, typer.Option("--seed", metavar="N", parser=seed_of, help="Seed of the search.")]
QuietOption = Annotated[bool, typer.Option("--quiet", help="No progress and no notices on stderr.")]
NoColorOption = Annotated[bool, typer.Option("--no-color", help="No colour; the variable NO_COLOR does the same.")]


def now() -> datetime:
    """Return the present moment: the one clock of the product."""
    return datetime.now(tz=UTC)
