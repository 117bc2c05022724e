from scheduler.verify import check_plan
from tests.building import client, person, task, workspace
from tests.planning import plan_of


def studio(**of_client):
    clients = [client("harrow", **of_client), client("vale")]
    tasks = [task("text", minutes=90), task("note", minutes=30, client="vale")]
    return workspace(people=[person("ana"), person("bo")], clients=clients, tasks=tasks)


def plan(place, who):
    return plan_of(place, {"text": (who, [("23 09:00", "23 10:30")]), "note": ("ana", [("23 11:00", "23 11:30")])})


def test_allows_people_whom_the_client_did_not_exclude():
    place = studio(exclude=("ana",))
    assert check_plan(place, plan(place, "bo")).violations == ()


def test_forbids_and_measures_the_minutes():
    place = studio(exclude=("ana", "bo"))
    (found,) = check_plan(place, plan(place, "ana")).violations
    assert (found.rule, found.subject, found.measured, found.limit) == ("person_not_excluded", "text", 90, 0)
    assert found.text == "task 'text' (ana): 90 minutes for client 'harrow', which excluded ana"


def test_an_exclusion_holds_for_its_client_alone():
    place = studio(exclude=("bo",))
    assert check_plan(place, plan(place, "ana")).violations == ()
