from tests.building import client, person, task, workspace
from tests.holding import held, homeless, row
from tests.rules.levels import level_of

NAME = "held_shortfall"


def studio():
    return workspace(
        people=[person("ana")],
        tasks=[task("text")],
        clients=[client("harrow", agreed={"work": 600}), client("vale", agreed={"work": 600})],
    )


def test_is_empty_without_held_hours():
    assert level_of(NAME, studio(), {}) == ((), ())


def test_is_the_share_of_held_minutes_that_stand_nowhere_rounded_up():
    rows = [
        row(held("harrow", "ana", "24 09:00", "24 11:00")),
        row(homeless("harrow", "ana", 25, 60)),
        row(held("vale", "ana", "24 14:00", "24 15:00")),
    ]
    # 60 of 180 minutes: 333.3 per mille.
    assert level_of(NAME, studio(), {}, held=rows) == ((334, 0), ("harrow", "vale"))


def test_a_piece_that_stands_in_part_lacks_the_rest():
    part = row(held("vale", "ana", "24 14:00", "24 15:00"), minutes=80)
    assert level_of(NAME, studio(), {}, held=[part]) == ((250,), ("vale",))
