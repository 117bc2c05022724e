"""The frozen instances are those that were recorded, file by file; a generator that drifts is seen here."""

from datetime import timedelta

import pytest

from benchmarks import frozen
from benchmarks.frozen import FROZEN, KINDS, LOADS, Frozen, hash_of, recorded_hashes


def test_every_instance_of_the_table_is_recorded_and_nothing_else():
    assert [each.name for each in FROZEN] == list(recorded_hashes())
    assert len({(each.size, each.load, each.kind) for each in FROZEN}) == 3 * len(LOADS) * len(KINDS)
    assert len(set(recorded_hashes().values())) == len(FROZEN)


@pytest.mark.parametrize("instance", FROZEN, ids=lambda each: each.name)
def test_an_instance_is_what_was_recorded(instance: Frozen):
    assert hash_of(instance.draw().workspace) == recorded_hashes()[instance.name], (
        "the generator makes another instance than results were recorded on; if that is meant: "
        "python -m benchmarks.frozen --record, and run the benchmarks again"
    )


def test_the_hash_sees_a_minute_of_one_task():
    workspace = FROZEN[0].draw().workspace
    first = workspace.tasks[0]
    assert first.due is not None
    later = first.model_copy(update={"due": first.due + timedelta(minutes=15)})
    changed = workspace.model_copy(update={"tasks": (later, *workspace.tasks[1:])})
    assert hash_of(changed) != hash_of(workspace)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_says_what_may_be_interrupted(kind: str):
    tasks = Frozen("small", "overloaded", kind, seed=1).draw().workspace.tasks
    share = sum(task.one_sitting for task in tasks) / len(tasks)
    assert {"interruptible": share == 0, "mixed": 0.2 < share < 0.7, "one-sitting": share == 1}[kind]


def test_another_seed_is_seen_and_returns_one(monkeypatch, capsys):
    monkeypatch.setattr(frozen, "FROZEN", (Frozen("small", "loose", "mixed", seed=2),))
    assert frozen.main([]) == 1
    assert "DIFFERS" in capsys.readouterr().out
