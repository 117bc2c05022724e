"""What a client hears names no other client, no work of others, nobody's approver and no colleague."""

from __future__ import annotations

import pytest

from scheduler.domain.workspace import Workspace
from scheduler.workflows.fit_request import answered
from scheduler.workflows.fitting.ground import Ground, ground_on
from scheduler.workflows.kept_book import checked_plan, opened_book
from tests.property.random_requests import FIT_SECONDS, random_request
from tests.property.random_workspaces import random_workspace

REQUESTS_EACH = 5


def with_telling_names(place: Workspace) -> Workspace:
    """Return the workspace with names that can be found in any text: `Zqclient-harrow`, `Zqtask-t1`, `Zqperson-ana`, `Zqboss-harrow`."""
    clients = tuple(
        client.model_copy(
            update={
                "name": f"Zqclient-{client.id}",
                "agreements": tuple(
                    each.model_copy(update={"approver": f"Zqboss-{client.id}"}) for each in client.agreements
                ),
            }
        )
        for client in place.clients
    )
    tasks = tuple(task.model_copy(update={"title": f"Zqtask-{task.id}"}) for task in place.tasks)
    people = tuple(person.model_copy(update={"name": f"Zqperson-{person.id}"}) for person in place.people)
    return place.model_copy(update={"clients": clients, "tasks": tasks, "people": people})


def ground_of(seed: int) -> Ground:
    place = with_telling_names(random_workspace(seed, size="mixed" if seed % 2 else "small"))
    first = checked_plan(place)
    return ground_on(place, opened_book(place, plan=first), plan=first, published=None)


@pytest.mark.parametrize("seed", range(14))
def test_the_clients_words_name_nobody_else(seed: int) -> None:
    ground = ground_of(seed)
    owners = {f"Zqtask-{task.id}": task.client for task in ground.workspace.tasks}
    for number in range(REQUESTS_EACH):
        request = random_request(ground.workspace, seed=100 * seed + number)
        reply = answered(ground, request, time_limit_seconds=FIT_SECONDS).verdict.reply
        said = "\n".join([*reply.phone, reply.client])
        assert said
        assert "Zqperson-" not in said
        assert "Zqboss-" not in said
        assert not [name for name in (f"Zqclient-{client.id}" for client in ground.workspace.clients) if name in said]
        named = {token.strip("“”.,;:!?") for token in said.split() if "Zqtask-" in token}
        assert {owners[title] for title in named} <= {request.client}
        assert reply.internal


def test_the_memo_may_name_them() -> None:
    """The test above can fail: names are there to be said."""
    said = ""
    for seed in range(8):
        ground = ground_of(seed)
        for number in range(REQUESTS_EACH):
            request = random_request(ground.workspace, seed=100 * seed + number)
            said += answered(ground, request, time_limit_seconds=FIT_SECONDS).verdict.reply.internal
    assert "Zqclient-" in said
    assert "Zqperson-" in said
