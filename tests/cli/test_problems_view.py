"""What `validate` shows of a good workspace: agreed hours stay readable beside long names, at every width."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from scheduler.calendars.horizon import as_of_instant
from scheduler.cli.problems_view import draw_valid
from scheduler.cli.screen import console_for
from scheduler.solve.laying import lay_blocks
from scheduler.workflows.validate_workspace import WorkspaceCounts
from tests.building import agreement, client, person, task, workspace

LONG = "Royal National Lifeboat Institution of Great Britain and Ireland"
CARDS = "The Worshipful Company of Makers of Playing Cards"


def table(width: int, *names: str) -> list[str]:
    """Draw a workspace with clients of these names, the first with agreed hours, and return the lines of its first table."""
    agreed = agreement({"copy": 360, "design": 240})
    clients = [client(f"c{number}", agreements=(agreed,) if not number else ()) for number in range(len(names))]
    studio = workspace(
        people=[person("ana", "copy", "design")],
        clients=[one.model_copy(update={"name": name}) for one, name in zip(clients, names, strict=True)],
        tasks=[task("card", "copy", 330, client=f"c{len(names) - 1}", due="27 17:00")],
    )
    console = console_for(width=width, color_system=None)
    draw_valid(
        console,
        studio,
        counts=WorkspaceCounts(people=1, clients=len(names), tasks=1, recurring=0, requests=0),
        laying=lay_blocks(studio, at=as_of_instant(studio)),
        has_book=False,
    )
    text: str = console.file.getvalue()  # type: ignore[attr-defined]
    assert max(cell_len(line.rstrip()) for line in text.splitlines()) <= width
    return text.split("\n\n")[1].splitlines()


@pytest.mark.parametrize("width", [80, 100, 140])
def test_a_long_name_gives_way_to_what_was_agreed(width: int) -> None:
    lines = table(width, CARDS, LONG)
    assert "agreed per week" in lines[0]
    assert "copy 6 h and design 4 h" in lines[1]
    assert any("no agreement, lives on spare" in line for line in lines)
    assert "…" not in "".join(lines)


@pytest.mark.parametrize("width", [60, 80, 100, 140])
def test_no_word_of_the_table_is_lost(width: int) -> None:
    lines = table(width, CARDS, LONG)
    assert "…" not in "".join(lines)
    said = " ".join(lines).split()
    for words in (
        CARDS,
        LONG,
        "agreed per week",
        "copy 6 h and design 4 h",
        "no agreement, lives on spare",
        "open work",
    ):
        assert set(words.split()) <= set(said), words


def test_short_names_take_no_more_than_they_need() -> None:
    assert table(100, "Oak", "Elm")[1].startswith("Oak  copy 6 h and design 4 h")
