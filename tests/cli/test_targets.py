"""Files that the user asks for: refused before the work where they cannot be written, never half-written."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.cli.targets import check_targets
from scheduler.errors import UsageError
from tests.cli.calls import MINIMAL, call


def refusal(folder: Path, **targets: Path) -> str:
    with pytest.raises(UsageError) as caught:
        check_targets(folder, {f"--{name}": path for name, path in targets.items()})
    return str(caught.value)


def test_what_can_be_written_is_let_through(tmp_path: Path) -> None:
    (tmp_path / "old.json").write_text("{}", encoding="utf-8")
    check_targets(MINIMAL, {"--out": tmp_path / "old.json", "--csv": tmp_path / "new.csv"})
    check_targets(MINIMAL, {"--out": None, "--csv": None})


def test_a_folder_a_missing_parent_and_a_device_are_refused(tmp_path: Path) -> None:
    assert "this is a folder" in refusal(MINIMAL, out=tmp_path)
    assert "there is no folder" in refusal(MINIMAL, out=tmp_path / "nowhere" / "plan.json")
    assert "no ordinary file" in refusal(MINIMAL, csv=Path("/dev/null"))


def test_inputs_of_the_workspace_are_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "tasks.csv").write_text("id\n", encoding="utf-8")
    (tmp_path / "requests").mkdir()
    (tmp_path / "requests" / "R-1.yaml").write_text("id: R-1\n", encoding="utf-8")
    assert "never overwritten" in refusal(tmp_path, csv=tmp_path / "tasks.csv")
    assert "never overwritten" in refusal(tmp_path, out=tmp_path / "requests" / ".." / "requests" / "R-1.yaml")
    check_targets(tmp_path, {"--out": tmp_path / "plan.json"})


def test_one_file_cannot_take_both(tmp_path: Path) -> None:
    both = tmp_path / "both"
    assert "--out names the same file" in refusal(MINIMAL, out=both, csv=tmp_path / "." / "both")


def test_a_refused_target_ends_the_call_before_it_plans(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    answer = call(capfd, "plan", MINIMAL, "--out", tmp_path / "nowhere" / "plan.json", "--json")
    assert answer.code == 2
    assert answer.document["kind"] == "problems"
    assert list(tmp_path.iterdir()) == []


def test_a_csv_that_fails_after_all_leaves_no_part(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from scheduler.files import plans

    def full(*_: object) -> None:
        raise UsageError("blocks.csv cannot be written (No space left on device)")

    monkeypatch.setattr(plans, "write_blocks_csv", full)
    answer = call(capfd, "plan", MINIMAL, "--csv", tmp_path / "blocks.csv")
    assert (answer.code, answer.out) == (2, "")
    assert "No space left" in answer.err
    assert list(tmp_path.iterdir()) == []
