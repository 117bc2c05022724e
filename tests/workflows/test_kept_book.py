"""A command that writes to the book: an entry that breaks a rule is not stored, and what is needed to see it again is."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scheduler.errors import VerificationError
from scheduler.verify.book.auditor import Auditor
from scheduler.verify.book.invariants import breach
from scheduler.workflows import kept_book as module
from scheduler.workflows.kept_book import kept_book
from scheduler.workflows.read_files import stored_entries

INPUTS = Path(__file__).parents[2] / "inputs"


class Stern(Auditor):
    """Finds fault with every line."""

    def take(self, line):
        yield from super().take(line)
        yield breach("I15", "harrow", "'harrow' loses too much", seq=1, measured=1, limit=0)


def test_a_refused_entry_is_not_stored_and_can_be_seen_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "minimal"
    shutil.copytree(INPUTS / "minimal", folder)
    monkeypatch.setattr(module, "Auditor", Stern)

    with (
        pytest.raises(VerificationError, match="'harrow' loses too much") as caught,
        kept_book(folder, as_of=None, clock=lambda: datetime.now(UTC)) as kept,
    ):
        kept.save()

    assert stored_entries(folder) == ()
    saved = caught.value.reproduction
    assert saved is not None
    assert '"kind":"opened"' in (saved / "log.jsonl").read_text()
    assert (saved / "workspace" / "people.yaml").read_text() == (folder / "people.yaml").read_text()
    shutil.rmtree(saved)
