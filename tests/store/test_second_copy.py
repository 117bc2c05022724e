from __future__ import annotations

import json
from pathlib import Path

import pytest

from scheduler.domain.book import sha256_of
from scheduler.store.second_copy import (
    CopyEnd,
    append_records,
    end_of,
    entry_record,
    plan_record,
    read_copy,
    replace_copy,
)
from tests.store.chains import chain

LINES = chain(4)
PACKED = bytes(range(256))
RECORDS = [entry_record(LINES[0]), entry_record(LINES[1]), plan_record(2, PACKED), *map(entry_record, LINES[2:])]


def written(folder: Path) -> Path:
    path = folder / "book.jsonl"
    replace_copy(path, RECORDS)
    return path


def test_records_are_lines_of_json() -> None:
    record = json.loads(RECORDS[0])
    assert record == {"entry": json.loads(LINES[0]), "sha256": sha256_of(LINES[0])}
    assert json.loads(RECORDS[2]).keys() == {"plan", "seq", "sha256"}
    assert {record.count(b"\n") for record in RECORDS} == {1}


def test_a_copy_gives_back_what_was_written(tmp_path: Path) -> None:
    content = read_copy(written(tmp_path))
    assert content.lines == dict(enumerate(LINES, start=1))
    assert content.plans == {2: PACKED}


def test_no_copy_is_an_empty_one(tmp_path: Path) -> None:
    assert read_copy(tmp_path / "none").lines == {}
    assert end_of(tmp_path / "none") == CopyEnd()


def test_the_end_of_a_copy_is_what_was_to_be_expected(tmp_path: Path) -> None:
    path = tmp_path / "book.jsonl"
    expected = CopyEnd()
    for record in RECORDS:
        append_records(path, record)
        expected = expected.after(record)
        assert end_of(path) == expected
    assert end_of(written(tmp_path)) == expected


def test_a_copy_that_was_cut_off_has_another_end_and_lacks_the_last_record(tmp_path: Path) -> None:
    path = written(tmp_path)
    whole = path.read_bytes()
    for cut in range(1, len(RECORDS[-1])):
        path.write_bytes(whole[:-cut])
        assert end_of(path) != CopyEnd().after(b"".join(RECORDS))
        assert list(read_copy(path).lines) == ([1, 2, 3, 4] if cut == 1 else [1, 2, 3])  # 1: the line end alone


def test_a_changed_record_is_passed_over(tmp_path: Path) -> None:
    path = written(tmp_path)
    whole = path.read_bytes()
    for offset in range(0, len(whole), 13):
        path.write_bytes(whole[:offset] + bytes([whole[offset] ^ 1]) + whole[offset + 1 :])
        content = read_copy(path)
        good = [*content.lines.values(), *content.plans.values()]
        assert len(good) in (3, 4)  # a changed line end spoils two records
        assert set(good) < {*LINES, PACKED}


@pytest.mark.parametrize("line", ["{}", "[]", '"text"', '{"seq":null}', '{"seq":"first"}', "{", "\u2028"])
def test_a_record_with_a_good_digest_that_is_none_of_ours_is_passed_over(line: str, tmp_path: Path) -> None:
    path = tmp_path / "book.jsonl"
    replace_copy(path, [entry_record(line), *RECORDS])
    assert read_copy(path).lines == dict(enumerate(LINES, start=1))
