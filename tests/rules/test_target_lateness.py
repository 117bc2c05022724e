from tests.building import client, person, task, workspace
from tests.rules.levels import level_of

NAME = "target_lateness"


def studio(*tasks):
    clients = [client("harrow"), client("vale")]
    return workspace(people=[person("ana"), person("bo")], tasks=list(tasks), clients=clients)


def test_measures_targets_alone():
    place = studio(task("a", due="23 09:30", commitment="target"), task("b", due="23 09:00", client="vale"))
    placings = {"a": ("ana", [("23 09:00", "23 10:00")]), "b": ("bo", [("23 09:00", "23 10:00")])}
    assert level_of(NAME, place, placings) == ((30,), ("harrow",))


def test_a_target_on_time_or_without_a_date_is_zero_when_placed():
    place = studio(task("a", due="23 10:00", commitment="target"), task("b", commitment="target", client="vale"))
    placings = {"a": ("ana", [("23 09:00", "23 10:00")]), "b": ("bo", [("27 17:00", "27 18:00")])}
    assert level_of(NAME, place, placings) == ((0, 0), ("harrow", "vale"))


def test_a_target_without_a_date_is_due_at_the_end_of_the_horizon_when_unplaced():
    assert level_of(NAME, studio(task("a", minutes=90, commitment="target")), {}) == ((90,), ("harrow",))


def test_clients_without_targets_have_no_entry():
    assert level_of(NAME, studio(task("a")), {"a": ("ana", [("23 09:00", "23 10:00")])}) == ((), ())
