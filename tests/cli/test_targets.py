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


BOOK = ("book.sqlite", "book.jsonl", "notes.txt")


def studio_in(folder: Path) -> Path:
    """Return a new workspace with a book and a request."""
    for name in ("workspace.yaml", "people.yaml", "clients.yaml"):
        folder.mkdir(exist_ok=True)
        (folder / name).write_text((MINIMAL / name).read_text(encoding="utf-8"), encoding="utf-8")
    (folder / ".evenhand").mkdir()
    (folder / ".evenhand" / "book.sqlite").write_text("the book", encoding="utf-8")
    (folder / "requests").mkdir()
    return folder


@pytest.mark.parametrize("name", BOOK)
def test_the_folder_of_a_book_takes_no_other_file(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own, other = studio_in(tmp_path / "own"), studio_in(tmp_path / "other")
    for folder in (own, other):
        assert "book of a workspace" in refusal(own, out=folder / ".evenhand" / name)
    (tmp_path / "link").symlink_to(own / ".evenhand")
    (tmp_path / "file-link").symlink_to(own / ".evenhand" / name)
    monkeypatch.chdir(own / "requests")
    for hidden in (tmp_path / "link" / name, tmp_path / "file-link", Path("..") / ".evenhand" / name):
        assert "book of a workspace" in refusal(own, csv=hidden)
    assert "book of a workspace" in refusal(own, csv=own / ".evenhand" / "not-there" / name)


def test_a_folder_of_the_book_that_stands_elsewhere_takes_no_other_file(tmp_path: Path) -> None:
    own = studio_in(tmp_path / "own")
    (own / ".evenhand").rename(tmp_path / "kept")
    (own / ".evenhand").symlink_to(tmp_path / "kept")
    assert "book of a workspace" in refusal(own, out=tmp_path / "kept" / "book.sqlite")


@pytest.mark.parametrize("name", ["progress.csv", "time_off.csv", "requests/R-1.yaml", "requests/plan.json"])
def test_inputs_that_are_not_there_yet_are_never_made(name: str, tmp_path: Path) -> None:
    own, other = studio_in(tmp_path / "own"), studio_in(tmp_path / "other")
    assert "never made" in refusal(own, out=own / name)
    assert "never made" in refusal(own, out=other / name)
    (tmp_path / "link").symlink_to(own / name)
    assert "never made" in refusal(own, csv=tmp_path / "link")
    check_targets(own, {"--out": tmp_path / Path(name).name, "--csv": own / "blocks.csv"})


def test_without_a_workspace_only_real_ones_are_guarded(tmp_path: Path) -> None:
    check_targets(None, {"--csv": tmp_path / "tasks.csv"})
    own = studio_in(tmp_path / "own")
    with pytest.raises(UsageError, match="never made"):
        check_targets(None, {"--csv": own / "tasks.csv"})
    with pytest.raises(UsageError, match="book of a workspace"):
        check_targets(None, {"--csv": own / ".evenhand" / "book.sqlite"})


def test_links_in_a_circle_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert refusal(MINIMAL, out=tmp_path / "a" / "plan.json")


@pytest.mark.parametrize(
    "words",
    [
        ("plan", "--out"),
        ("plan", "--csv"),
        ("fairness", "--csv"),
        ("export", "--to", "csv", "--out"),
        ("simulate", "--csv"),
    ],
)
def test_no_verb_writes_into_the_folder_of_a_book(
    words: tuple[str, ...], capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    own = studio_in(tmp_path / "own")
    book = own / ".evenhand" / "book.sqlite"
    verb, *options = words
    answer = call(capfd, verb, *([] if verb == "simulate" else [own]), *options, book)
    assert (answer.code, book.read_text(encoding="utf-8")) == (2, "the book")
    assert "say another folder" in answer.err


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
