from __future__ import annotations

from datetime import date
from itertools import combinations

from hypothesis import given, settings

from scheduler.domain.book import LaidBlock
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.laid_rooms import signable_minutes
from scheduler.fairshare.laid_wants import Want
from scheduler.fairshare.signing_capacity import CapacityFlow, day_rooms, fair_minutes
from scheduler.fairshare.signing_flow import Network
from scheduler.fairshare.signing_margin import margins
from scheduler.fairshare.signing_survival import exceeded, segment_on, survivors
from tests.building import agreement, client, person, workspace
from tests.solve.laying_teams import teams

MONDAY = date(2026, 11, 23)
MORNINGS = "mon-fri 09:00-13:00"


def flow_of(team: Workspace) -> tuple[tuple[Want, ...], CapacityFlow]:
    wants = segment_on(team, MONDAY).wants
    return wants, CapacityFlow(wants, day_rooms(team))


def test_a_small_network_by_hand() -> None:
    network = Network(6)
    for tail, head, capacity in ((0, 2, 10), (0, 3, 10), (2, 4, 4), (2, 5, 8), (3, 5, 9), (4, 1, 10), (5, 1, 10)):
        network.add_arc(tail, head, capacity=capacity)
    assert network.saturate() == 14
    assert network.saturate() == 0


def test_what_everybody_can_carry_has_no_cut() -> None:
    _, flow = flow_of(workspace(people=[person("ana", "seo")], clients=[client(agreed={"seo": 2160})]))
    assert (flow.short_minutes, flow.cuts()) == (0, ())


def test_the_cut_names_people_hours_and_shortage() -> None:
    team = workspace(
        people=[person("ana", "seo", "copy"), person("bo", "seo"), person("cy", "design")],
        clients=[
            client("harrow", agreed={"seo": 3000, "copy": 600}),
            client("solway", agreed={"seo": 900, "design": 60}),
        ],
    )
    (cut,) = flow_of(team)[1].cuts()
    assert cut.people == ("ana", "bo")
    assert (cut.capacity_minutes, cut.standing_minutes, cut.needed_minutes, cut.short_minutes) == (4320, 0, 4500, 180)
    assert [(need.client, need.key, need.minutes) for need in cut.needs] == [
        ("harrow", "seo", 3000),
        ("solway", "seo", 900),
        ("harrow", "copy", 600),
    ]
    assert cut.weekdays is None


def test_a_cut_on_some_days_names_them() -> None:
    named = client(agreements=(agreement({"seo": 500}, weekdays=(1,)),))
    (cut,) = flow_of(workspace(people=[person("ana", "seo")], clients=[named]))[1].cuts()
    assert (cut.weekdays, cut.capacity_minutes, cut.short_minutes) == ((1,), 432, 495 - 432)


def test_blocks_that_stand_take_their_part() -> None:
    team = workspace(people=[person("ana", "seo")], clients=[client(agreed={"seo": 2100})])
    standing = [LaidBlock(id="x", client="z", skill="seo", person="ana", weekday=0, start_minute=540, minutes=240)]
    (cut,) = CapacityFlow(segment_on(team, MONDAY).wants, day_rooms(team, standing)).cuts()
    assert (cut.standing_minutes, cut.short_minutes) == (240, 2100 + 240 - 2160)


def test_hours_that_stand_in_each_others_way_lose_the_same_share() -> None:
    team = workspace(
        people=[person("ana", "seo", week=MORNINGS), person("bo", "copy")],
        clients=[client("harrow", agreed={"seo": 1200, "copy": 600}), client("solway", agreed={"seo": 600})],
    )
    wants = segment_on(team, MONDAY).wants
    fair = {
        (want.client, want.key): minutes
        for want, minutes in zip(wants, fair_minutes(wants, day_rooms(team)), strict=True)
    }
    assert fair["harrow", "copy"] == 600
    # 1050 of 1800 minutes in quarter hours: seven twelfths of each are 700 and 350.
    assert fair["harrow", "seo"] == 705
    assert fair["solway", "seo"] == 345


def test_a_margin_is_what_the_blocks_leave_of_each_pool() -> None:
    team = workspace(
        people=[person("ana", "seo", "copy:2"), person("bo", "copy")],
        clients=[client("harrow", agreed={"seo": 300, "copy": 300}), client("solway", agreed={"copy": 120})],
    )
    blocks = [
        LaidBlock(id=f"{day}", client="harrow", skill="seo", person="ana", weekday=day, start_minute=540, minutes=60)
        for day in range(5)
    ]
    found = margins(team, blocks, MONDAY)
    assert found.free_by_person == {"ana": 2160 - 300, "bo": 2160}
    assert [(pool.key, pool.people, pool.free_minutes, pool.largest_minutes) for pool in found.pools] == [
        ("seo", ("ana",), 1860, 1860),
        ("copy", ("ana", "bo"), 4020, 2160),
    ]
    assert found.smallest == found.pools[0]


def test_a_dated_block_counts_in_the_margin_of_its_month() -> None:
    team = workspace(
        people=[person("ana", "seo")], clients=[client(agreements=(agreement({"seo": 600}, per="month"),))]
    )
    dated = [
        LaidBlock(
            id=f"{day}",
            client="harrow",
            skill="seo",
            person="ana",
            day=date(2026, 12, day),
            start_minute=540,
            minutes=60,
        )
        for day in (1, 8, 9)
    ]
    assert margins(team, dated, MONDAY).free_by_person == {"ana": 2160}
    assert margins(team, dated, date(2026, 12, 1)).free_by_person == {"ana": 2160 - 120}


def test_what_hangs_on_one_person() -> None:
    team = workspace(
        people=[person("ana", "seo"), person("bo", "copy"), person("cy", "copy")],
        clients=[client("harrow", agreed={"seo": 600, "copy": 300}), client("solway", agreed={"copy": 1800})],
    )
    found = survivors(team, MONDAY)
    assert found.survivors == (("harrow", "copy"), ("solway", "copy"))
    assert [(one.client, one.key, one.person, one.lost_minutes) for one in found.dependences] == [
        ("harrow", "seo", "ana", 600)
    ]


def test_a_loss_is_shared_in_proportion_by_all_it_leaves_short() -> None:
    team = workspace(
        people=[person("ana", "copy"), person("bo", "copy")],
        clients=[client("harrow", agreed={"copy": 900}), client("solway", agreed={"copy": 1800})],
    )
    # 2700 minutes on one person's 2160: a fifth of each is lost, whoever goes.
    lost = [(one.client, one.person, one.lost_minutes) for one in survivors(team, MONDAY).dependences]
    assert lost == [("harrow", "ana", 180), ("harrow", "bo", 180), ("solway", "ana", 360), ("solway", "bo", 360)]
    assert survivors(team, MONDAY, clients=["harrow"]).dependences == survivors(team, MONDAY).dependences[:2]


def test_what_is_short_anyway_hangs_on_nobody_more() -> None:
    team = workspace(
        people=[person("ana", "copy"), person("bo", "seo")],
        clients=[client("harrow", agreed={"copy": 2700}), client("solway", agreed={"seo": 60})],
    )
    found = survivors(team, MONDAY)
    assert [(one.client, one.person, one.lost_minutes) for one in found.dependences] == [
        ("harrow", "ana", 2160),
        ("solway", "bo", 60),
    ]


def test_hours_beyond_capacity_are_named_from_the_day_on() -> None:
    people = [person("ana", "seo", until_on=date(2026, 12, 16)), person("bo", "seo")]
    found = exceeded(workspace(people=people, clients=[client(agreed={"seo": 3000})]), MONDAY)
    assert [(segment.first, segment.last) for segment, _ in found] == [(date(2026, 12, 17), None)]
    assert [cut.short_minutes for _, cuts in found for cut in cuts] == [3000 - 2160]


@given(team=teams())
@settings(max_examples=40)
def test_the_shortage_is_that_of_the_worst_choice_of_hours(team: Workspace) -> None:
    wants, flow = flow_of(team)
    if len(wants) > 6:
        return
    rooms = day_rooms(team)
    worst = 0
    for count in range(1, len(wants) + 1):
        for chosen in combinations(wants, count):
            days = {(who, day) for want in chosen for who in want.people for day in want.weekdays}
            there = sum(rooms[where].free_minutes for where in days if where in rooms)
            worst = max(worst, sum(want.weekly_minutes for want in chosen) - there)
    assert flow.short_minutes == worst
    assert sum(cut.short_minutes for cut in flow.cuts()) == worst


@given(team=teams())
@settings(max_examples=25)
def test_without_a_person_is_as_if_never_there(team: Workspace) -> None:
    wants, flow = flow_of(team)
    rooms = day_rooms(team)
    for gone in team.people:
        fresh = CapacityFlow(wants, {where: room for where, room in rooms.items() if where[0] != gone.id})
        again = flow.without_person(gone.id)
        assert again.short_minutes == fresh.short_minutes
        assert all(gone.id not in cut.people for cut in again.cuts())


def test_signable_minutes_round_down() -> None:
    team = workspace(people=[person("ana", "seo", week="mon 09:00-09:55")], policy={"buffer": 100})
    assert [signable_minutes(team, team.people[0], day) for day in (0, 1)] == [49, 0]
