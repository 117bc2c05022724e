from __future__ import annotations

from scheduler.domain.reasons import CapacityFigures
from scheduler.explain.plan import prechecks
from tests.building import overtime, person, task, workspace


def test_nothing_is_said_where_everything_may_fit() -> None:
    assert prechecks(workspace(tasks=[task("text", minutes=480, due="23 18:00")])) == ()


def test_all_that_cannot_fit_is_said_before_any_plan() -> None:
    studio = workspace(
        people=[person("ana", "design"), person("bo", "copy")],
        tasks=[
            task("logo", "design", 300, due="23 18:00", title="Logo"),
            task("cover", "design", 300, due="23 18:00", title="Cover"),
            task("letter", "copy", 250, due="23 18:00", title="Letter"),
            task("words", "copy", 240, due="23 18:00", title="Words"),
            task("seo", "seo", 60, due="24 18:00", title="Terms"),
            task("flyer", "design", 540, due="2026-12-24", title="Flyer"),
        ],
    )
    found = prechecks(studio)
    assert [reason.text.partition(":")[0] for reason in found] == [
        "Nobody has seo, which “Terms” needs.",
        "Design needs 10 h by Mon 23 Nov 18",
        "Copy needs 8 h 10 min by Mon 23 Nov 18",
    ]
    assert all(reason.proven for reason in found)
    cuts = [reason.figures for reason in found if isinstance(reason.figures, CapacityFigures)]
    assert [(cut.free_minutes, cut.needed_minutes) for cut in cuts] == [(480, 600), (480, 490)]


def test_targets_do_not_count_as_promises() -> None:
    tasks = [task(name, minutes=300, due="23 18:00", commitment="target") for name in ("one", "two")]
    assert prechecks(workspace(tasks=tasks)) == ()


def test_consented_overtime_may_make_it_fit() -> None:
    studio = workspace(
        people=[person("ana", overtime=overtime(120, "mon-fri 18:00-20:00"))],
        tasks=[task("text", minutes=540, due="23 20:00")],
    )
    assert len(prechecks(studio)) == 1
    assert prechecks(studio, overtime=True) == ()
