from tests.building import client, person, task, workspace
from tests.rules.levels import level_of

NAME = "preferences"
NINE, TEN, ELEVEN = ("23 09:00", "23 10:00"), ("23 10:00", "23 11:00"), ("23 11:00", "23 11:30")


def studio(*tasks, prefer=()):
    clients = [client("harrow", prefer=prefer), client("vale")]
    return workspace(people=[person("ana"), person("bo")], tasks=list(tasks), clients=clients)


def test_counts_minutes_of_people_the_client_does_not_prefer():
    place = studio(task("a"), task("b"), prefer=("ana",))
    assert level_of(NAME, place, {"a": ("ana", [NINE]), "b": ("ana", [TEN])}) == 0
    assert level_of(NAME, place, {"a": ("ana", [NINE]), "b": ("bo", [TEN])}) == 60


def test_a_client_without_wishes_has_none():
    assert level_of(NAME, studio(task("a")), {"a": ("bo", [NINE])}) == 0


def test_counts_minutes_off_the_main_person_of_a_deliverable():
    parts = [task("a", deliverable="d"), task("b", deliverable="d"), task("c", minutes=30, deliverable="d")]
    place = studio(*parts)
    together = {"a": ("ana", [NINE]), "b": ("ana", [TEN]), "c": ("ana", [ELEVEN])}
    assert level_of(NAME, place, together) == 0
    assert level_of(NAME, place, together | {"c": ("bo", [ELEVEN])}) == 30
    assert level_of(NAME, place, together | {"a": ("bo", [NINE]), "c": ("bo", [ELEVEN])}) == 60


def test_deliverables_of_two_clients_are_two_even_with_one_name():
    place = studio(task("a", deliverable="d"), task("b", deliverable="d", client="vale"))
    assert level_of(NAME, place, {"a": ("ana", [NINE]), "b": ("bo", [NINE])}) == 0


def test_both_parts_add_up():
    place = studio(task("a", deliverable="d"), task("b", minutes=60, deliverable="d"), prefer=("ana",))
    assert level_of(NAME, place, {"a": ("ana", [NINE]), "b": ("bo", [TEN])}) == 60 + 60
