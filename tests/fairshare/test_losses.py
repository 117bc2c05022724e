from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scheduler.fairshare.loss_filling import even_losses
from scheduler.fairshare.losses import LossShares, ShortCell, share_loss, share_spare_loss
from scheduler.units import ClientId

A, B, C, D = (ClientId(name) for name in ("a", "b", "c", "d"))
STUDIO = {A: 2400, B: 1800, C: 1200}
"""A pool of 105 h a week with own hours of 40, 30 and 20 h."""

SHORT_OF_THE_STUDIO = 1200
"""One of three people away: 70 h left for 90."""

# Primes that divide nothing else here: no two ratios are equal, so the best vector belongs to one distribution of the totals alone.
NO_TIES = {A: Fraction(1, 1009), B: Fraction(-1, 2003), C: Fraction(1, 3001)}

Cells = list[ShortCell[int]]


def cell(short: int, claims: Mapping[ClientId, int], key: int = 0) -> ShortCell[int]:
    return ShortCell(key, short, claims)


def ratios(shared: LossShares[int], guaranteed: Mapping[ClientId, int], owed: Mapping[ClientId, Fraction]) -> dict:
    return {
        client: (minutes - owed.get(client, Fraction(0))) / Fraction(guaranteed[client])
        for client, minutes in shared.totals.items()
    }


def exchanges_that_help(
    cells: Cells,
    shared: LossShares[int],
    *,
    guaranteed: Mapping[ClientId, int],
    owed: Mapping[ClientId, Fraction] | None = None,
    grid: int = 15,
) -> list[tuple[int, str, str]]:
    now = ratios(shared, guaranteed, owed or {})
    return [
        (each.key, worse, better)
        for each in cells
        for worse, better in product(each.claims, repeat=2)
        if worse != better
        and shared.losses[each.key][worse] >= grid
        and each.claims[better] - shared.losses[each.key][better] >= grid
        and now[better] + Fraction(grid, guaranteed[better]) < now[worse]
    ]


def every_way(cells: Cells) -> Iterator[dict[ClientId, int]]:
    ways = []
    for each in cells:
        clients = sorted(each.claims)
        must = min(each.short_minutes, sum(each.claims.values()))
        amounts = product(*(range(each.claims[client] + 1) for client in clients))
        ways.append([dict(zip(clients, way, strict=True)) for way in amounts if sum(way) == must])
    for combined in product(*ways):
        totals: dict[ClientId, int] = {}
        for way in combined:
            for client, minutes in way.items():
                totals[client] = totals.get(client, 0) + minutes
        yield totals


def worst_first(totals: Mapping[ClientId, int], guaranteed: Mapping[ClientId, int], owed: Mapping) -> list[Fraction]:
    return sorted(
        (
            (minutes - owed.get(client, Fraction(0))) / Fraction(guaranteed[client])
            for client, minutes in totals.items()
        ),
        reverse=True,
    )


@st.composite
def shortages(
    draw: st.DrawFn, clients: Sequence[ClientId], *, most_cells: int, most_claim: int, step: int = 1
) -> Cells:
    cells = []
    for number in range(draw(st.integers(1, most_cells))):
        claims = draw(
            st.dictionaries(
                st.sampled_from(clients), st.integers(0, most_claim).map(lambda each: each * step), min_size=1
            )
        )
        short = draw(st.integers(0, sum(claims.values()) // step + 1)) * step
        cells.append(cell(short, claims, number))
    return cells


def weights(clients: Sequence[ClientId], most: int) -> st.SearchStrategy[dict[ClientId, int]]:
    return st.fixed_dictionaries({client: st.integers(1, most) for client in clients})


def test_example_of_the_policy() -> None:
    shared = share_loss([cell(SHORT_OF_THE_STUDIO, STUDIO)], guaranteed=STUDIO)

    assert shared.losses == {0: {A: 8 * 60 + 45, B: 6 * 60 + 45, C: 4 * 60 + 30}}
    assert shared.carried == {
        A: Fraction(25, 3),
        B: -5,
        C: Fraction(-10, 3),
    }  # 8:53:20, 6:40 and 4:26:40 would be exact


def test_example_of_the_policy_day_by_day() -> None:
    day = {client: minutes // 5 for client, minutes in STUDIO.items()}
    shared = share_loss(
        [cell(SHORT_OF_THE_STUDIO // 5, day, number) for number in range(5)],
        guaranteed=STUDIO,
    )

    assert shared.totals == {A: 525, B: 405, C: 270}
    for losses in shared.losses.values():  # every day bears its part
        assert losses[A] == 105
        assert losses[B] in (75, 90)
        assert losses[C] in (45, 60)


def test_borrowed_hours_go_first_and_change_nothing() -> None:
    borrowed = share_spare_loss([cell(SHORT_OF_THE_STUDIO + 600, {A: 600})])
    own = share_loss([cell(borrowed.unshared[0], STUDIO)], guaranteed=STUDIO)

    assert borrowed.losses == {0: {A: 600}}
    assert own.losses == {0: {A: 525, B: 405, C: 270}}


def test_minutes_count_and_not_tasks() -> None:
    one_long, eight_short = 480, sum([60] * 8)
    shared = share_loss([cell(480, {A: one_long, B: eight_short})], guaranteed={A: 480, B: 480})

    assert shared.losses == {0: {A: 240, B: 240}}


def test_where_a_claim_binds_the_others_share_the_rest() -> None:
    shared = share_loss([cell(600, {A: 60, B: 600, C: 600})], guaranteed={A: 1200, B: 1200, C: 600})

    assert shared.losses == {0: {A: 60, B: 360, C: 180}}
    assert not any(shared.carried.values())


def test_who_has_no_claim_loses_nothing() -> None:
    shared = share_loss([cell(120, {A: 600, C: 0})], guaranteed={A: 600, B: 600})

    assert shared.losses == {0: {A: 120, C: 0}}
    assert B not in shared.totals


def test_more_is_short_than_is_claimed() -> None:
    shared = share_loss([cell(500, {A: 100, B: 200})], guaranteed=STUDIO)

    assert shared.losses == {0: {A: 100, B: 200}}
    assert shared.unshared == {0: 200}


def test_nothing_is_short() -> None:
    shared = share_loss([cell(0, STUDIO)], guaranteed=STUDIO)

    assert shared.losses == {0: {A: 0, B: 0, C: 0}}
    assert share_loss([], guaranteed={}).losses == {}


def test_one_pool_makes_up_for_another() -> None:
    # Only A is in the first pool: it loses all of it there, so B bears the second alone.
    cells = [cell(120, {A: 240}, 1), cell(120, {A: 240, B: 240}, 2)]
    shared = share_loss(cells, guaranteed={A: 480, B: 480})

    assert shared.losses == {1: {A: 120}, 2: {A: 0, B: 120}}


def test_relief_is_handed_on_through_two_pools() -> None:
    # A and C meet in no pool. B takes from A, and C from B.
    cells = [cell(180, {A: 180, B: 180}, 1), cell(90, {B: 90, C: 90}, 2)]
    shared = share_loss(cells, guaranteed={A: 900, B: 900, C: 900})

    assert shared.totals == {A: 90, B: 90, C: 90}


def test_who_cannot_lose_as_much_is_found_with_those_whose_room_it_takes() -> None:
    claims = [{A: 1, B: 2, C: 3}, {B: 1, C: 5, D: 1}, {A: 3}]
    exact = even_losses([2, 1, 2], claims, weights={A: 2, B: 5, C: 2, D: 2}, offsets={})

    assert [sum(lost.get(client, Fraction(0)) for lost in exact) for client in (A, B, C, D)] == [
        2,
        Fraction(5, 3),
        Fraction(2, 3),
        Fraction(2, 3),
    ]


def test_a_step_is_handed_on_where_the_worst_off_and_the_best_off_do_not_meet() -> None:
    cells = [cell(15, {B: 15, C: 30}, 1), cell(90, {B: 90, C: 60}, 2), cell(150, {A: 45, B: 45, C: 75}, 3)]
    shared = share_loss(cells, guaranteed={A: 120, B: 420, C: 240})

    assert shared.totals == {A: 30, B: 150, C: 75}  # without the step that B takes from A through C: 45, 135, 75


def test_the_largest_remainder_decides_over_several_pools() -> None:
    cells = [
        cell(45, {A: 60, B: 90, C: 45, D: 15}, 1),
        cell(30, {A: 75, B: 75, C: 45, D: 15}, 2),
        cell(45, {A: 15, B: 90, C: 75}, 3),
    ]
    shared = share_loss(cells, guaranteed={A: 60, B: 480, C: 420, D: 240})

    assert shared.totals == {A: 0, B: 45, C: 45, D: 30}
    assert shared.carried == {A: 6, B: 3, C: -3, D: -6}


def test_a_grid_step_is_kept_from_whom_it_would_hurt_most() -> None:
    # Exact are 201.9 and 8.1 minutes: the larger remainder is the second's, but a step is more than a third of all that it has.
    shared = share_loss([cell(210, {A: 1000, B: 40})], guaranteed={A: 1000, B: 40})

    assert shared.losses == {0: {A: 210, B: 0}}


def test_what_rounding_kept_from_a_client_falls_on_it_the_next_time() -> None:
    carried: dict[ClientId, Fraction] = {}
    second = []
    for _ in range(4):
        shared = share_loss([cell(210, {A: 1000, B: 40})], guaranteed={A: 1000, B: 40}, carried=carried)
        carried = shared.carried
        second.append(shared.losses[0][B])

    assert second == [0, 15, 0, 15]


def test_carried_rounding_never_grows() -> None:
    carried: dict[ClientId, Fraction] = {}
    lost = dict.fromkeys(STUDIO, 0)
    for number in range(1, 40):
        shared = share_loss([cell(SHORT_OF_THE_STUDIO, STUDIO)], guaranteed=STUDIO, carried=carried)
        carried = shared.carried
        for client, minutes in shared.totals.items():
            lost[client] += minutes
            exact = Fraction(number * SHORT_OF_THE_STUDIO * STUDIO[client], 5400)
            assert carried[client] == exact - lost[client]
            assert abs(carried[client]) < 15
        assert sum(carried.values()) == 0


def test_carried_rounding_of_others_stays() -> None:
    shared = share_loss([cell(60, {A: 60, B: 60})], guaranteed={A: 60, B: 60}, carried={D: 7, A: 15, B: -15})

    assert shared.losses == {0: {A: 45, B: 15}}
    assert shared.carried == {A: 0, B: 0, D: 7}


def test_a_claim_may_keep_what_is_carried_from_being_paid_back() -> None:
    shared = share_loss([cell(60, {A: 30, B: 60})], guaranteed={A: 60, B: 60}, carried={A: 40, B: -40})

    assert shared.losses == {0: {A: 30, B: 30}}
    assert shared.carried == {A: 40, B: -40}


def test_carried_minutes_are_whole_and_keep_their_sum() -> None:
    shared = share_loss([cell(SHORT_OF_THE_STUDIO, STUDIO)], guaranteed=STUDIO)

    assert shared.carried_minutes == {A: 8, B: -5, C: -3}


def test_amounts_off_the_grid() -> None:
    shared = share_loss([cell(50, {A: 100, B: 100}), cell(17, {A: 7, C: 30}, 1)], guaranteed={A: 90, B: 90, C: 90})

    assert sum(shared.losses[0].values()) == 50
    assert sum(shared.losses[1].values()) == 17
    assert sorted(minutes % 15 for minutes in shared.losses[0].values()) == [0, 5]


def test_spare_is_shared_by_what_each_has_of_it() -> None:
    cells = [cell(120, {A: 120, B: 60}, 1), cell(90, {A: 240}, 2)]
    shared = share_spare_loss(cells)

    assert shared.totals == {A: 180, B: 30}  # half of what each has
    assert shared.unshared == {1: 0, 2: 0}


def test_spare_may_be_a_share_of_more_than_the_short_pools_hold() -> None:
    shared = share_spare_loss([cell(90, {A: 120, B: 120})], spare_funded={A: 240, B: 120})

    assert shared.losses == {0: {A: 60, B: 30}}


@pytest.mark.parametrize(
    ("cells", "guaranteed", "grid", "says"),
    [
        ([cell(10, {A: 10}), cell(10, {A: 10})], {A: 10}, 15, "same key"),
        ([cell(-1, {A: 10})], {A: 10}, 15, "short_minutes is -1"),
        ([cell(1, {A: -10})], {A: 10}, 15, "claim of 'a' is -10"),
        ([cell(1, {A: 10})], {B: 10}, 15, "no guaranteed minutes"),
        ([cell(1, {A: 10})], {A: 10}, 0, "grid_minutes is 0"),
    ],
)
def test_nonsense_is_refused(cells: Cells, guaranteed: dict[ClientId, int], grid: int, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        share_loss(cells, guaranteed=guaranteed, grid_minutes=grid)


@given(cells=shortages([A, B, C], most_cells=2, most_claim=4), guaranteed=weights([A, B, C], 9))
@settings(deadline=None, max_examples=150)
def test_no_way_is_better_among_all(cells: Cells, guaranteed: dict[ClientId, int]) -> None:
    shared = share_loss(cells, guaranteed=guaranteed, carried=NO_TIES, grid_minutes=1)

    best = min(worst_first(totals, guaranteed, NO_TIES) for totals in every_way(cells))
    assert worst_first(shared.totals, guaranteed, NO_TIES) == best


@given(
    cells=shortages([A, B, C], most_cells=2, most_claim=3, step=15),
    guaranteed=weights([A, B, C], 40),
    carried=st.fixed_dictionaries({client: st.integers(-20, 20) for client in (A, B)}),
)
@settings(deadline=None, max_examples=150)
def test_the_largest_ratio_is_the_least_possible(
    cells: Cells, guaranteed: dict[ClientId, int], carried: dict[ClientId, int]
) -> None:
    owed = {client: Fraction(minutes) for client, minutes in carried.items()}
    shared = share_loss(cells, guaranteed=guaranteed, carried=carried)
    steps = [
        cell(each.short_minutes // 15, {client: minutes // 15 for client, minutes in each.claims.items()}, each.key)
        for each in cells
    ]

    least = min(
        worst_first({client: 15 * number for client, number in totals.items()}, guaranteed, owed)[0]
        for totals in every_way(steps)
    )
    assert worst_first(shared.totals, guaranteed, owed)[0] == least
    assert all(minutes % 15 == 0 for losses in shared.losses.values() for minutes in losses.values())


@given(
    cells=shortages([A, B, C, D], most_cells=4, most_claim=300),
    guaranteed=weights([A, B, C, D], 2400),
    carried=st.dictionaries(st.sampled_from([A, B, C, D]), st.fractions(-14, 14, max_denominator=60)),
    grid=st.sampled_from([1, 5, 10, 15, 30]),
)
@settings(deadline=None, max_examples=200)
def test_every_loss_adds_up_and_no_exchange_helps(
    cells: Cells, guaranteed: dict[ClientId, int], carried: dict[ClientId, Fraction], grid: int
) -> None:
    shared = share_loss(cells, guaranteed=guaranteed, carried=carried, grid_minutes=grid)

    for each in cells:
        losses = shared.losses[each.key]
        assert losses.keys() == each.claims.keys()
        assert all(0 <= losses[client] <= claim for client, claim in each.claims.items())
        assert sum(losses.values()) == min(each.short_minutes, sum(each.claims.values()))
        assert sum(losses.values()) + shared.unshared[each.key] == each.short_minutes
    assert exchanges_that_help(cells, shared, guaranteed=guaranteed, owed=carried, grid=grid) == []
    assert sum(shared.carried.values()) == sum(carried.values())
    assert sum(shared.carried_minutes.values()) == round_half_up(sum(carried.values(), Fraction(0)))
    assert all(abs(minutes - shared.carried[client]) < 1 for client, minutes in shared.carried_minutes.items())


def round_half_up(amount: Fraction) -> int:
    return (amount + Fraction(1, 2)) // 1


@given(cells=shortages([A, B, C, D], most_cells=4, most_claim=40, step=15), guaranteed=weights([A, B, C, D], 2400))
@settings(deadline=None)
def test_the_order_of_cells_and_clients_is_no_matter(cells: Cells, guaranteed: dict[ClientId, int]) -> None:
    turned = [cell(each.short_minutes, dict(reversed(list(each.claims.items()))), each.key) for each in reversed(cells)]

    assert share_loss(turned, guaranteed=guaranteed).totals == share_loss(cells, guaranteed=guaranteed).totals


@given(
    claims=st.fixed_dictionaries({client: st.integers(20, 60).map(lambda each: each * 15) for client in (A, B, C)}),
    steps=st.integers(1, 50),
)
def test_the_largest_remainder_decides_unless_a_step_given_on_helps(claims: dict[ClientId, int], steps: int) -> None:
    exact = {client: Fraction(steps * minutes, sum(claims.values())) for client, minutes in claims.items()}
    assume(len({amount % 1 for amount in exact.values()}) == len(exact))
    by_remainder = sorted(exact, key=lambda client: exact[client] % 1, reverse=True)
    rest = steps - sum(int(amount) for amount in exact.values())
    lost = {client: 15 * (int(amount) + (client in by_remainder[:rest])) for client, amount in exact.items()}
    cells = [cell(15 * steps, claims)]
    rounded = LossShares(losses={0: lost}, carried={}, unshared={})

    helped = exchanges_that_help(cells, rounded, guaranteed=claims)
    assert (share_loss(cells, guaranteed=claims).losses == rounded.losses) == (not helped)


@given(
    claims=st.fixed_dictionaries({client: st.integers(20, 60).map(lambda each: each * 15) for client in (A, B, C)}),
    steps=st.integers(1, 19),
)
def test_equal_guarantees_lose_by_largest_remainder(claims: dict[ClientId, int], steps: int) -> None:
    shared = share_loss([cell(15 * steps, claims)], guaranteed=dict.fromkeys(claims, 900))

    lost = shared.losses[0]
    assert max(lost.values()) - min(lost.values()) in (0, 15)


@given(
    cells=shortages([A, B, C, D], most_cells=4, most_claim=6),
    guaranteed=weights([A, B, C, D], 9),
    owed=st.dictionaries(st.sampled_from([A, B, C, D]), st.fractions(-9, 9, max_denominator=12)),
)
@settings(deadline=None, max_examples=200)
def test_exact_shares_leave_nothing_to_exchange(
    cells: Cells, guaranteed: dict[ClientId, int], owed: dict[ClientId, Fraction]
) -> None:
    claims = [{client: minutes for client, minutes in each.claims.items() if minutes} for each in cells]
    shorts = [min(each.short_minutes, sum(each.claims.values())) for each in cells]
    losses = even_losses(shorts, claims, weights=guaranteed, offsets=owed)

    totals = {client: sum(lost.get(client, Fraction(0)) for lost in losses) for client in guaranteed}
    now = {client: (totals[client] - owed.get(client, 0)) / guaranteed[client] for client in guaranteed}
    for short, claim, lost in zip(shorts, claims, losses, strict=True):
        assert lost.keys() == claim.keys()
        assert sum(lost.values()) == short
        assert all(0 <= lost[client] <= claim[client] for client in claim)
        able = [client for client in claim if lost[client] < claim[client]]
        assert all(now[worse] <= now[better] for worse in claim if lost[worse] > 0 for better in able)
