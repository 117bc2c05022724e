from __future__ import annotations

from datetime import date
from typing import Any

from scheduler.cli.block_tables import draw_blocks
from scheduler.cli.screen import console_for
from scheduler.domain.book import LaidBlock
from scheduler.domain.laying import Laying
from scheduler.domain.workspace import Workspace
from scheduler.report.blocks import block_table, names_in
from scheduler.report.signing import shortage_sentences, signing_facts
from scheduler.solve.laying import lay_blocks
from tests.building import agreement, client, instant, person, workspace

MONDAY = date(2026, 11, 23)
LEAVING = date(2026, 12, 16)


def studio(**fields: Any) -> Workspace:
    people = [
        person("ana", "seo", "copy").model_copy(update={"name": "Ana Ruiz"}),
        person("bo", "seo", until_on=LEAVING).model_copy(update={"name": "Bo Lind"}),
    ]
    clients = [client("harrow", agreed={"seo": 1500}), client("solway", agreed={"copy": 600, "seo": 1200})]
    return workspace(**{"people": people, "clients": clients} | fields)


def drawn(team: Workspace, *, width: int = 80) -> list[str]:
    laying = lay_blocks(team, at=instant("23 09:00"))
    console = console_for(width=width, color_system=None)
    draw_blocks(
        console,
        block_table(team, laying, day=MONDAY),
        facts=signing_facts(team, laying, day=MONDAY),
        title="Blocks",
        today=MONDAY,
    )
    return [line.rstrip() for line in console.file.getvalue().split("\n")]  # type: ignore[attr-defined]


def test_the_first_week_is_whole_and_later_ones_say_what_changes() -> None:
    team = studio()
    table = block_table(team, lay_blocks(team, at=instant("23 09:00")), day=MONDAY)
    assert table.weekdays == (0, 1, 2, 3, 4)
    assert [week.day for week in table.weeks] == [MONDAY, date(2026, 12, 17)]
    first = {(mine.name, keyed.key): keyed for mine in table.weeks[0].clients for keyed in mine.keys}
    assert list(first) == [("Harrow", "seo"), ("Solway", "copy"), ("Solway", "seo")]
    for keyed in first.values():
        assert sum(own.minutes for own in keyed.people) == keyed.agreed_minutes
        assert keyed.missing_minutes == 0
    later = {(mine.name, keyed.key): keyed for mine in table.weeks[1].clients for keyed in mine.keys}
    assert all(own.person == "Ana" for keyed in later.values() for own in keyed.people)
    for keyed in later.values():
        assert sum(own.minutes for own in keyed.people) + keyed.missing_minutes == keyed.agreed_minutes


def test_every_block_is_in_its_weekdays_cell() -> None:
    team = studio(clients=[client("harrow", agreed={"seo": 480})])
    blocks = (
        LaidBlock(id="1", client="harrow", skill="seo", person="ana", weekday=1, start_minute=840, minutes=60),
        LaidBlock(id="2", client="harrow", skill="seo", person="ana", weekday=1, start_minute=540, minutes=240),
        LaidBlock(id="3", client="harrow", skill="seo", person="bo", weekday=3, start_minute=540, minutes=180),
    )
    (keyed,) = block_table(team, Laying(blocks=blocks), day=MONDAY).weeks[0].clients[0].keys
    assert [(own.person, own.days) for own in keyed.people] == [
        ("Ana", ((), (240, 60), (), (), (), (), ())),
        ("Bo", ((), (), (), (180,), (), (), ())),
    ]


def test_an_agreement_that_ends_is_said_to() -> None:
    ending = agreement({"seo": 300}, until=date(2026, 12, 31))
    lines = drawn(studio(clients=[client("harrow", agreements=(ending,))]))
    position = lines.index("from Fri 1 Jan 2027 on instead")
    assert "ended" in lines[position + 3]


def test_hours_per_month_are_told_by_a_whole_month_and_what_is_left_of_this_one() -> None:
    team = studio(clients=[client("harrow", agreements=(agreement({"seo": 960}, per="month"),))])
    laying = lay_blocks(team, at=instant("23 09:00"))
    (keyed,) = block_table(team, laying, day=MONDAY).weeks[0].clients[0].keys
    assert (keyed.agreed_minutes, keyed.per, len(keyed.months)) == (960, "month", 12)
    november, december = keyed.months[:2]
    assert (november.first, november.counts_in_full) == (date(2026, 11, 1), False)
    assert (december.minutes, december.missing_minutes, december.counts_in_full) == (960, 0, True)
    line = next(line for line in drawn(team) if "a month" in line)
    assert line.strip().startswith(
        f"seo  16 h a month  Ana, {december.blocks} blocks of 1 h in Dec; of Nov 4.5 h are left"
    )


def test_a_shortage_is_said_with_figures_that_add_up() -> None:
    team = studio(clients=[client("harrow", agreed={"seo": 3000}), client("solway", agreed={"copy": 600})])
    sentences = shortage_sentences(lay_blocks(team, at=instant("23 09:00")), names_in(team))
    assert sentences == (
        "From Thu 17 Dec only Ana is there for Harrow seo 50 h and Solway copy 10 h (60 h a week in all: 36 h may be signed away, "
        "24 h are short).",
    )


def test_hours_for_which_there_is_nobody() -> None:
    team = studio(clients=[client("harrow", agreed={"design": 300})])
    sentences = shortage_sentences(lay_blocks(team, at=instant("23 09:00")), names_in(team))
    assert sentences == ("Now nobody can take it: Harrow design 5 h a week.",)
    assert any("nobody" in line and "5 h short" in line for line in drawn(team))


def test_hours_that_fit_in_no_pieces() -> None:
    team = studio(
        people=[person("ana", "seo", week="mon-fri 09:00-11:00 12:00-14:00 15:00-17:00")],
        clients=[client("harrow", agreed={"seo": 1500})],
        policy={"block_min": 180},
    )
    assert shortage_sentences(lay_blocks(team, at=instant("23 09:00")), names_in(team)) == (
        "Harrow's seo: 25 h a week would fit in total, but no blocks that keep to the rules were found for them.",
    )


def test_what_hangs_on_one_person_is_said() -> None:
    team = studio()
    facts = signing_facts(team, lay_blocks(team, at=instant("23 09:00")), day=MONDAY)
    assert (facts.surviving, facts.guarantees) == (0, 3)
    words = {row.person: row.words for row in facts.losses}
    assert words["Bo"] == "copy and seo for Harrow and Solway: 19 h of 55 h a week are short, with Ana alone"
    # Of Ana's 36 hours and Bo's 36 there are 55 agreed.
    assert {row.key: (row.people, row.signable_minutes) for row in facts.margins} == {
        "seo": ("Ana and Bo", 4320),
        "copy": ("Ana", 2160),
    }
    assert next(row for row in facts.margins if row.key == "seo").free_minutes == 4320 - 3300


def test_lines_keep_to_the_width() -> None:
    team = studio(
        people=[person("ana", "seo:2"), person("bartholomew", "seo:2")],
        clients=[client("harrow", agreements=(agreement({"seo": 4200}),))],
    )
    for width in (80, 100):
        assert max(map(len, drawn(team, width=width))) <= width
    wide, narrow = drawn(team, width=140), drawn(team, width=80)
    assert any("+" in line for line in wide)
    assert all("…" not in line for line in narrow)


def test_nothing_is_drawn_where_nothing_is_agreed() -> None:
    assert drawn(studio(clients=[client("harrow")])) == [""]
