from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.book import LaidBlock, skill_key
from scheduler.domain.clients import AgreedHours
from scheduler.domain.laying import Laying
from scheduler.domain.record import Source
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.signing import signing_faults
from scheduler.solve.laying import lay_blocks
from scheduler.solve.laying.state import LayingState, Placement
from tests.building import agreement, available, client, closure, instant, person, workspace
from tests.solve.laying_teams import team_at_load, teams

NOW = instant("23 09:00")
MORNINGS = "mon-fri 09:00-13:00"


def laid(team: Workspace, **fields: object) -> Laying:
    return lay_blocks(team, at=NOW, **fields)  # type: ignore[arg-type]


def minutes_by(blocks: Iterable[LaidBlock], *names: str) -> dict[object, int]:
    found: Counter[object] = Counter()
    for block in blocks:
        values = tuple(getattr(block, name) for name in names)
        found[values if len(values) > 1 else values[0]] += block.minutes
    return dict(found)


def weeks_above_the_agreement(team: Workspace, blocks: Iterable[LaidBlock]) -> list[object]:
    """Return client, key and Monday where blocks begin or end and the week holds more than any agreement gives."""
    weekly = [block for block in blocks if block.day is None]
    edges = {edge for block in weekly for edge in (block.since, block.until) if edge is not None}
    held: Counter[tuple[str, str, date]] = Counter()
    for monday in {edge - timedelta(days=edge.weekday()) for edge in edges}:
        for block in weekly:
            day = monday + timedelta(days=block.weekday or 0)
            if (block.since or day) <= day <= (block.until or day):
                held[block.client, block.key, monday] += block.minutes
    agreed = {where: _agreed_in(team, *where) for where in held}
    return [where for where, minutes in held.items() if minutes > agreed[where]]


def _agreed_in(team: Workspace, name: str, key: str, monday: date) -> int:
    """Return the most minutes a week that a client's agreements give together on a day of a week."""
    agreements = next(each for each in team.clients if each.id == name).agreements
    return max(
        sum(
            hours.minutes
            for one in agreements
            for hours in one.hours
            if (one.since or day) <= day <= (one.until or day)
            if hours.per == "week" and skill_key(hours.skill, hours.level) == key
        )
        for day in (monday + timedelta(days=number) for number in range(7))
    )


def rows_of(laying: Laying) -> dict[object, int]:
    return minutes_by(laying.blocks, "person", "since", "until")


def test_hours_lie_evenly_over_the_week_of_one_person() -> None:
    laying = laid(workspace(people=[person("ana", "seo"), person("bo", "seo")], clients=[client(agreed={"seo": 600})]))
    assert laying.is_complete
    assert set(minutes_by(laying.blocks, "person").values()) == {600}
    assert minutes_by(laying.blocks, "weekday") == dict.fromkeys(range(5), 120)
    assert all(block.since == date(2026, 11, 23) and block.until is None for block in laying.blocks)


@pytest.mark.parametrize(("clients", "hours"), [(1, 100), (6, 100), (3, 170)])
def test_hours_that_take_three_people_or_more_are_laid_without_the_solver(
    monkeypatch: pytest.MonkeyPatch, clients: int, hours: int
) -> None:
    monkeypatch.setattr("scheduler.solve.laying.exact.better_by_solver", lambda *_, **__: None)
    monkeypatch.setattr("scheduler.solve.laying.segment.improve", lambda *_, **__: None)
    team = workspace(
        people=[person(f"p{number}", "seo") for number in range(24)],
        clients=[client(f"c{number}", agreed={"seo": 60 * hours}) for number in range(clients)],
    )
    laying = laid(team)
    assert laying.is_complete
    assert set(minutes_by(laying.blocks, "client").values()) == {60 * hours}


def test_a_laying_that_cannot_be_complete_ends_after_its_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.solve.laying.improve.MOST_TRIES", 50)
    tries = Counter[str]()
    fit = LayingState.fit

    def counted(state: LayingState, want: int, who: int, *, pieces: int) -> Placement:
        tries["fit"] += 1
        return fit(state, want, who, pieces=pieces)

    monkeypatch.setattr(LayingState, "fit", counted)
    team = workspace(
        people=[person(f"p{number}", "seo") for number in range(10)],
        clients=[client(f"c{number}", agreed={"seo": 60 * 60}) for number in range(8)],
    )
    assert not laid(team).is_complete
    assert tries["fit"] < 1000


def test_few_hours_are_few_blocks_of_the_shortest_length() -> None:
    laying = laid(workspace(people=[person("ana", "seo")], clients=[client(agreed={"seo": 170})]))
    # 170 minutes come down to 165, which is two blocks of at least an hour.
    assert sorted(block.minutes for block in laying.blocks) == [75, 90]
    assert laying.is_complete


def test_less_than_the_shortest_block_is_one_block() -> None:
    laying = laid(workspace(people=[person("ana", "seo")], clients=[client(agreed={"seo": 30})]))
    assert [block.minutes for block in laying.blocks] == [30]


def test_a_shortest_block_off_the_quarter_hours_is_rounded_up() -> None:
    team = workspace(people=[person("ana", "seo")], clients=[client(agreed={"seo": 150})], policy={"block_min": 70})
    assert [block.minutes for block in laid(team).blocks] == [75, 75]


def test_a_block_ends_where_the_stretch_does_and_the_day_keeps_its_buffer() -> None:
    laying = laid(workspace(people=[person("ana", "seo")], clients=[client(agreed={"seo": 35 * 60})]))
    assert laying.is_complete
    assert max(minutes_by(laying.blocks, "weekday").values()) == 420
    for block in laying.blocks:
        start, end = block.start_minute, block.start_minute + block.minutes
        assert (start >= 9 * 60 and end <= 13 * 60) or (start >= 14 * 60 and end <= 18 * 60)


@pytest.mark.parametrize(
    ("skills", "key", "carriers"),
    [
        ({"ana": "copy:1", "bo": "copy:2"}, "copy:2", {"bo"}),
        ({"ana": "copy:2", "bo": "copy:3"}, "copy:2", {"ana"}),
        ({"ana": "seo", "bo": "copy"}, "copy", {"bo"}),
    ],
)
def test_only_people_at_the_level_carry_hours(skills: Mapping[str, str], key: str, carriers: set[str]) -> None:
    skill, _, level = key.partition(":")
    agreed = AgreedHours(skill=skill, level=int(level or 1), minutes=300, source=Source(file="x", line=1))
    named = client(agreements=(agreement({}).model_copy(update={"hours": (agreed,)}),), prefer=("ana",))
    team = workspace(people=[person(name, own) for name, own in skills.items()], clients=[named])
    laying = laid(team)
    assert laying.is_complete
    assert {block.person for block in laying.blocks} == carriers
    assert {block.key for block in laying.blocks} == {key}


def test_the_excluded_the_listed_and_the_part_time_are_heeded() -> None:
    team = workspace(
        people=[person("ana", "seo"), person("bo", "seo"), person("cy", "seo", week="tue-wed 09:00-13:00")],
        clients=[client(agreed={"seo": 240}, exclude=("ana",))],
        availability=[available("bo", "24 09:00", "24 17:00")],
    )
    laying = laid(team)
    assert laying.is_complete
    assert minutes_by(laying.blocks, "person", "weekday") == {("cy", 1): 120, ("cy", 2): 120}


def test_days_without_team_hours_have_no_blocks() -> None:
    team = workspace(
        people=[person("ana", "seo", week="mon-sun 09:00-13:00")],
        clients=[client(agreed={"seo": 300})],
        week="mon-wed 09:00-17:00",
    )
    assert {block.weekday for block in laid(team).blocks} == {0, 1, 2}


def test_hours_keep_to_the_days_agreed() -> None:
    named = client(agreements=(agreement({"seo": 240}, weekdays=(1, 3)),))
    laying = laid(workspace(people=[person("ana", "seo")], clients=[named]))
    assert minutes_by(laying.blocks, "weekday") == {1: 120, 3: 120}


def test_the_preferred_person_is_taken_where_one_is_enough() -> None:
    people = [person(name, "seo") for name in ("ana", "bo", "cy")]
    laying = laid(workspace(people=people, clients=[client(agreed={"seo": 600}, prefer=("cy",))]))
    assert {block.person for block in laying.blocks} == {"cy"}


def test_few_people_come_before_the_preferred_one() -> None:
    people = [person("ana", "seo", week="mon-tue 09:00-13:00"), person("bo", "seo")]
    laying = laid(workspace(people=people, clients=[client(agreed={"seo": 600}, prefer=("ana",))]))
    assert {block.person for block in laying.blocks} == {"bo"}


def test_hours_of_several_clients_find_the_only_way_to_fit() -> None:
    # Whoever has both skills must not be spent on the one that the other person has too.
    people = [person("ana", "seo", "copy", week=MORNINGS), person("bo", "seo", week=MORNINGS)]
    clients = [client("harrow", agreed={"seo": 1050}), client("solway", agreed={"copy": 1050})]
    laying = laid(workspace(people=people, clients=clients))
    assert laying.is_complete
    assert minutes_by(laying.blocks, "client", "person") == {("harrow", "bo"): 1050, ("solway", "ana"): 1050}


def test_what_stands_stays_and_is_built_around() -> None:
    team = workspace(
        people=[person("ana", "seo", week=MORNINGS)],
        clients=[client("harrow", agreed={"seo": 300}), client("solway", agreed={"seo": 600})],
    )
    standing = [
        LaidBlock(
            id=f"old/{day}", client="harrow", skill="seo", person="ana", weekday=day, start_minute=600, minutes=60
        )
        for day in range(5)
    ]
    laying = laid(team, clients=["solway"], standing=standing)
    assert {block.client for block in laying.blocks} == {"solway"}
    # Of 240 minutes 216 may be signed: 60 stand at 10:00, which leaves 60 before and at most 90 after it.
    assert laying.is_complete
    assert signing_faults(team, [*standing, *laying.blocks]) == ()


def test_dated_blocks_that_stand_are_built_around_as_well() -> None:
    team = workspace(
        people=[person("ana", "seo", week=MORNINGS)],
        clients=[
            client("harrow", agreements=(agreement({"seo": 120}, per="month"),)),
            client("solway", agreed={"seo": 750}),
        ],
    )
    dated = LaidBlock(
        id="old", client="harrow", skill="seo", person="ana", day=date(2026, 12, 8), start_minute=540, minutes=60
    )
    laying = laid(team, clients=["solway"], standing=[dated])
    assert laying.is_complete
    assert signing_faults(team, [dated, *laying.blocks]) == ()


def test_ids_are_never_given_twice() -> None:
    team = workspace(people=[person("ana", "seo")], clients=[client(agreed={"seo": 60})])
    first = laid(team).blocks[0]
    again = laid(team, taken_ids=[first.id]).blocks[0]
    assert first.id == "harrow/seo/ana/mon"
    assert again.id == "harrow/seo/ana/mon-2"


def test_the_people_of_before_carry_the_hours_again() -> None:
    people = [person(name, "seo") for name in ("ana", "bo", "cy")]
    team = workspace(people=people, clients=[client(agreed={"seo": 600}, prefer=("ana",))])
    old = LaidBlock(id="x", client="harrow", skill="seo", person="cy", weekday=0, start_minute=540, minutes=60)
    assert {block.person for block in laid(team, before=[old]).blocks} == {"cy"}


def test_agreements_that_ended_or_have_not_begun() -> None:
    ended = agreement({"seo": 300}, until=date(2026, 11, 22))
    now = agreement({"seo": 60}, until=date(2026, 12, 31))
    later = agreement({"seo": 120}, since=date(2027, 1, 1))
    team = workspace(people=[person("ana", "seo")], clients=[client(agreements=(ended, now, later))])
    rows = {(block.since, block.until): block.minutes for block in laid(team).blocks if block.weekday == 0}
    assert rows == {(date(2026, 11, 23), date(2026, 12, 31)): 60, (date(2027, 1, 1), None): 60}
    assert sum(block.minutes for block in laid(team).blocks) == 180


def test_who_leaves_is_followed_and_nobody_elses_blocks_move() -> None:
    people = [person("ana", "seo", until_on=date(2026, 12, 16)), person("bo", "seo", "copy")]
    clients = [client("harrow", agreed={"seo": 300}, prefer=("ana",)), client("solway", agreed={"copy": 600})]
    blocks = laid(workspace(people=people, clients=clients)).blocks
    assert minutes_by(blocks, "client", "person", "until") == {
        ("harrow", "ana", date(2026, 12, 16)): 300,
        ("harrow", "bo", None): 300,
        ("solway", "bo", None): 600,
    }
    assert {block.since for block in blocks if block.client == "solway"} == {date(2026, 11, 23)}


def who_is_followed(monday: str, friday: str) -> Workspace:
    """Return a team of ana, whom harrow prefers and who leaves after Mon 14 Dec, and bo, who comes on Fridays."""
    ana = person("ana", "seo", week=monday, until_on=date(2026, 12, 14))
    return workspace(
        people=[ana, person("bo", "seo", week=friday)], clients=[client(agreed={"seo": 240}, prefer=("ana",))]
    )


def test_the_week_in_which_somebody_leaves_gives_the_hours_once() -> None:
    assert rows_of(laid(who_is_followed("mon 09:00-17:00", "fri 09:00-17:00"))) == {
        ("ana", date(2026, 11, 23), date(2026, 12, 14)): 240,
        ("bo", date(2026, 12, 21), None): 240,
    }


def test_what_the_week_of_a_change_has_not_given_yet_is_a_shorter_block() -> None:
    agreements = (
        agreement({"seo": 120}, until=date(2026, 12, 14)),
        agreement({"seo": 240}, since=date(2026, 12, 15)),
    )
    team = who_is_followed("mon 09:00-17:00", "fri 09:00-17:00")
    more = team.model_copy(update={"clients": (client(agreements=agreements, prefer=("ana",)),)})
    assert rows_of(laid(more)) == {
        ("ana", date(2026, 11, 23), date(2026, 12, 14)): 120,
        ("bo", date(2026, 12, 15), date(2026, 12, 20)): 120,
        ("bo", date(2026, 12, 21), None): 240,
    }


def test_a_holiday_in_the_week_of_a_change_has_given_nothing() -> None:
    team = who_is_followed("mon 09:00-17:00", "fri 09:00-17:00")
    closed = team.model_copy(update={"closures": (closure("2026-12-14"),)})
    assert rows_of(laid(closed))["bo", date(2026, 12, 15), None] == 240


def test_too_many_hours_cost_everybody_the_same_share_and_name_the_cut() -> None:
    clients = [
        client("harrow", agreed={"seo": 1200}),
        client("solway", agreed={"seo": 600}),
        client("kestrel", agreed={"copy": 300}),
    ]
    laying = laid(workspace(people=[person("ana", "seo", week=MORNINGS), person("bo", "copy")], clients=clients))
    missing = {lost.client: lost.minutes for lost in laying.unlaid}
    # 5 x 216 minutes may be signed, which is 5 x 210 in quarter hours, of 1800.
    assert sum(missing.values()) == 1800 - 1050
    assert missing["harrow"] == pytest.approx(2 * missing["solway"], abs=30)
    assert {lost.why for lost in laying.unlaid} == {"capacity"}
    cut = laying.unlaid[0].cut
    assert cut is not None
    assert (cut.people, cut.capacity_minutes, cut.needed_minutes, cut.short_minutes) == (("ana",), 1080, 1800, 720)
    assert [(need.client, need.minutes) for need in cut.needs] == [("harrow", 1200), ("solway", 600)]


def test_hours_that_fit_in_total_but_not_in_pieces_say_so() -> None:
    team = workspace(
        people=[person("ana", "seo", week="mon-fri 09:00-11:00 12:00-14:00 15:00-17:00")],
        clients=[client(agreed={"seo": 1500})],
        policy={"block_min": 180},
    )
    laying = laid(team)
    assert laying.blocks == ()
    assert [(lost.minutes, lost.why, lost.cut) for lost in laying.unlaid] == [(1500, "pieces", None)]


def test_nobody_at_all_is_a_cut_without_people() -> None:
    laying = laid(workspace(people=[person("ana", "seo")], clients=[client(agreed={"copy": 60})]))
    cut = laying.unlaid[0].cut
    assert cut is not None
    assert (cut.people, cut.capacity_minutes, cut.short_minutes) == ((), 0, 60)


@given(team=teams())
@settings(max_examples=40)
def test_every_laying_adds_up(team: Workspace) -> None:
    laying = laid(team, with_solver=False)
    assert signing_faults(team, laying.blocks) == ()
    assert not weeks_above_the_agreement(team, laying.blocks)
    assert len({block.id for block in laying.blocks}) == len(laying.blocks)


@given(team=teams())
@settings(max_examples=40)
def test_a_client_that_signs_later_moves_nobody(team: Workspace) -> None:
    newcomer, others = team.clients[0].id, [named.id for named in team.clients[1:]]
    standing = laid(team, clients=others, with_solver=False).blocks
    new = laid(team, clients=[newcomer], standing=standing, with_solver=False).blocks
    assert {block.client for block in new} <= {newcomer}
    assert signing_faults(team, [*standing, *new]) == ()


@given(team=teams(), seed=st.integers(0, 1000))
@settings(max_examples=25)
def test_names_and_the_order_of_rows_change_no_block(team: Workspace, seed: int) -> None:
    # A second client like the first would be told apart by its name alone.
    if len({repr(named.model_dump(exclude={"id", "name"})) for named in team.clients}) < len(team.clients):
        return
    random = Random(seed)
    new_names = {named.id: f"z{9 - number}" for number, named in enumerate(team.clients)}
    renamed = [
        named.model_copy(update={"id": new_names[named.id], "name": new_names[named.id]}) for named in team.clients
    ]
    other = team.model_copy(
        update={
            "clients": tuple(random.sample(renamed, len(renamed))),
            "people": tuple(random.sample(team.people, len(team.people))),
        }
    )
    before, after = laid(team, with_solver=False), laid(other, with_solver=False)
    as_if_renamed = [block.model_copy(update={"client": new_names[block.client], "id": ""}) for block in before.blocks]
    nameless = [block.model_copy(update={"id": ""}) for block in after.blocks]
    assert sorted(map(repr, as_if_renamed)) == sorted(map(repr, nameless))


@given(team=teams())
@settings(max_examples=25)
def test_the_cut_of_what_is_missing_adds_up(team: Workspace) -> None:
    for lost in laid(team, with_solver=False).unlaid:
        if lost.cut is None:
            continue
        assert lost.cut.needed_minutes == sum(need.minutes for need in lost.cut.needs)
        assert lost.cut.short_minutes == lost.cut.needed_minutes - lost.cut.capacity_minutes
        assert lost.cut.short_minutes > 0
        assert lost.client in {need.client for need in lost.cut.needs}


def test_hours_up_to_nine_tenths_of_what_may_be_signed_lie_in_nearly_all_teams() -> None:
    layings = [laid(team_at_load(seed, load=0.9), with_solver=False) for seed in range(20)]
    assert sum(laying.is_complete for laying in layings) >= 18


def test_blocks_of_two_hours_lie_up_to_four_fifths_and_of_four_hours_hardly_at_all() -> None:
    # The policy says so of teams whose days are broken by lunch.
    two = [laid(team_at_load(seed, load=0.8, block_min=120), with_solver=False) for seed in range(8)]
    four = [laid(team_at_load(seed, load=0.8, block_min=240), with_solver=False) for seed in range(4)]
    assert sum(laying.is_complete for laying in two) >= 7
    assert sum(laying.is_complete for laying in four) <= 1


def test_the_solver_finds_what_the_search_leaves_open_and_repeats_itself() -> None:
    team = team_at_load(0, load=0.8, people=3, clients=3, block_min=240)
    by_hand, solved = laid(team, with_solver=False), laid(team)
    assert sum(lost.minutes for lost in solved.unlaid) <= sum(lost.minutes for lost in by_hand.unlaid)
    assert signing_faults(team, solved.blocks) == ()
    assert laid(team) == solved
