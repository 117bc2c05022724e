"""Bytes, YAML and CSV that are not what they should be: a clear problem each, never anything else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from small_workspace import CLIENTS, HEADER, NOW, PEOPLE, TASKS, WORKSPACE, notices, problems, read, write

from scheduler.errors import InputError
from scheduler.files import read_workspace
from scheduler.files.formula_guard import guarded, unguarded

BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{after}: &{after} [{', '.join([f'*{before}'] * 10)}]\n"
    for before, after in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (None, "people.yaml: the file is missing; expected this file in the workspace folder. Add people.yaml."),
        ("", "people.yaml:1: the file is empty; expected keys with values."),
        ("# nothing\n", "people.yaml:1: the file is empty; expected keys with values."),
        ("people", "people.yaml:1: the people file is 'people'; expected keys with values (people)."),
        ("[]", "people.yaml:1: the people file is a list; expected keys with values (people)."),
        ("people:\n", "people.yaml:1: people is empty; expected a list of people."),
        ("people: []\n", "people.yaml:1: people is an empty list; expected a list of people, at least 1."),
        ("people: mia\n", "people.yaml:1: people is 'mia'; expected a list of people. Write it as a list."),
        ("people: [mia]\n", "people.yaml:1: people is 'mia'; expected keys with values (id, name, skills, hours, …)."),
        (
            "people:\n\t- id: x\n",
            "people.yaml:2: the line cannot be read (found character that cannot start any token); expected YAML. "
            "Indent with spaces; YAML does not allow tabs there.",
        ),
        (
            "people: [}\n",
            "people.yaml:1: the line cannot be read (did not find expected node content); expected YAML. "
            "Check the indentation and the brackets of this line and the one before.",
        ),
        (
            "people: @me\n",
            "people.yaml:1: the line cannot be read (found character that cannot start any token); expected YAML. "
            "Put the text in quotes.",
        ),
        (
            PEOPLE + "---\n" + PEOPLE,
            "people.yaml:4: a second document begins here; expected one document. Remove the line '---'.",
        ),
        (
            "people: !!python/object:os.system x\n",
            "people.yaml:1: there is a tag, tag:yaml.org,2002:python/object:os.system;",
        ),
        ("people: *nobody\n", "people.yaml:1: *nobody refers to nothing; expected an anchor &nobody above this line."),
        ("people: &p [*p]\n", "people.yaml:1: *p stands inside what it refers to; expected values without a loop."),
        (BOMB, "people.yaml:6: the aliases stand for too many values; expected at most 300000 values."),
        (
            "people: " + "[" * 41 + "]" * 41,
            "people.yaml:1: the values are nested too deeply; expected at most 40 levels.",
        ),
        ("people: " + "[" * 100_000, "people.yaml:1: the values are nested too deeply; expected at most 40 levels."),
        ("? [a]\n: b\n", "people.yaml:1: a list or mapping stands as a key; expected a name as a key."),
        (b"PK\x03\x04\0", "people.yaml: the file is a workbook or another archive; expected text in UTF-8."),
        (b"people: []\0", "people.yaml:1: the line holds a NUL byte; expected plain text."),
        (b"people: [\x1b]", "people.yaml:1: the line holds the control character U+001B; expected plain text."),
        (b"people: [\xc2\x9b]", "people.yaml:1: the line holds the control character U+009B; expected plain text."),
        ("people: [\u202e]", "people.yaml:1: the line holds the control character U+202E; expected plain text."),
        (b"people:\n- \xff", "people.yaml:2: byte 0xff is not UTF-8; expected text in UTF-8. Save the file as UTF-8."),
        (PEOPLE.encode("utf-16"), "people.yaml: the file is in UTF-16; expected text in UTF-8. Save it as UTF-8."),
    ],
)
def test_files_that_cannot_be_read_at_all(tmp_path: Path, content: str | bytes | None, text: str) -> None:
    found = problems(tmp_path, {"people.yaml": content})
    assert found[0].startswith(text)
    # Nothing that refers to people is called unknown: nobody could be read.
    assert [line for line in found if "tasks.csv" in line or "clients.yaml" in line] == []


@pytest.mark.parametrize(
    ("written", "sign"),
    [
        ("\\e[31m", "the control character U+001B"),
        ("\\x9b", "the control character U+009B"),
        ("\\N", "the control character U+0085"),
        ("\\r", "the control character U+000D"),
        ("\\0", "a NUL byte"),
        ("\\u202e", "the control character U+202E"),
        ("\\u2066", "the control character U+2066"),
    ],
)
def test_control_signs_written_as_escapes_are_refused_as_they_are_raw(tmp_path: Path, written: str, sign: str) -> None:
    people = PEOPLE + f'  - {{id: lou, name: "Lou {written} Bell", skills: [copy]}}\n'
    line = len(PEOPLE.splitlines()) + 1
    clients = CLIENTS + f'  - {{id: elm, name: Elm, "x{written}": 1}}\n'
    said = f"a text holds {sign}, written as an escape; expected plain text. Remove the escape."
    found = problems(tmp_path, {"people.yaml": people, "clients.yaml": clients})
    assert f"people.yaml:{line}: {said}" in found
    assert f"clients.yaml:{len(CLIENTS.splitlines()) + 1}: {said}" in found
    assert all(text.isprintable() for text in found)


def test_scripts_from_right_to_left_and_joined_pictures_are_plain_text(tmp_path: Path) -> None:
    names = ["محمد \u200f", "שלום", "👩\u200d👩\u200d👧", "🏳\ufe0f\u200d🌈", "می\u200cخواهم", "tab\there"]
    rows = "".join(f'  - {{id: p{number}, name: "{name}", skills: [copy]}}\n' for number, name in enumerate(names))
    rows += '  - {id: esc, name: "\\u200f\\u200d\\ufe0f\\t\\n.", skills: [copy]}\n'
    workspace = read(tmp_path, {"people.yaml": PEOPLE + rows})
    assert {person.id for person in workspace.people} >= {f"p{number}" for number in range(len(names))} | {"esc"}


def test_anchors_are_followed(tmp_path: Path) -> None:
    shared = PEOPLE.replace("id: mia,", "id: mia, hours: &h {mon: '09:00-12:00'},").replace(
        "id: sam,", "id: sam, hours: *h,"
    )
    workspace = read(tmp_path, {"people.yaml": shared})
    assert workspace.people[0].hours == workspace.people[1].hours != workspace.hours


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    assert problems(tmp_path, {"people.yaml": PEOPLE.encode("utf-8-sig"), "tasks.csv": TASKS.encode("utf-8-sig")}) == []


def test_folders_and_files_in_the_wrong_place(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "progress.csv").mkdir()
    (tmp_path / "requests").write_text("x")
    with pytest.raises(InputError) as caught:
        read_workspace(tmp_path, clock=lambda: NOW)
    assert [problem.text for problem in caught.value.problems] == [
        "progress.csv: this is a folder; expected a file.",
        "requests: this is a file; expected a folder with one YAML file for each request.",
    ]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    for place, said in ((tmp_path / "no", "there is no such folder"), (tmp_path / "file", "this is a file")):
        (tmp_path / "file").touch()
        with pytest.raises(InputError) as caught:
            read_workspace(place, clock=lambda: NOW)
        (problem,) = caught.value.problems
        assert said in problem.text
        assert problem.line is None


def test_keys_are_checked_at_every_depth(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        {
            "workspace.yaml": WORKSPACE + "Name: x\nholidays: {contry: GB}\n",
            "clients.yaml": CLIENTS.replace("since: 2026-01-05", "sinse: 2026-01-05").replace(
                "skill: copy, effort: 2h", "skil: copy, effort: 2h, due: 2026-11-27"
            ),
        },
    )
    assert [line.split(";")[0] for line in found] == [
        "clients.yaml:8 (client 'finch'): 'sinse' is not a key of agreement",
        "clients.yaml:15 (task 'draft' of recurring 'weekly' of client 'finch'): 'skil' is not a key of a task",
        "clients.yaml:15 (task 'draft' of recurring 'weekly' of client 'finch'): 'due' is not a key of a task",
        "clients.yaml:15 (task 'draft' of recurring 'weekly' of client 'finch'): skill is missing",
        "workspace.yaml:6: 'Name' is not a key of a workspace",
        "workspace.yaml:7: 'contry' is not a key of holidays",
        "workspace.yaml:7: holidays.country is missing",
    ]
    assert "Did you mean 'since'?" in found[0]
    assert "The deliverable's due time holds for all its tasks." in found[2]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "tasks.csv:1: the file is empty; expected a first line with the names of the columns."),
        ("\n\n", "tasks.csv:1: the file is empty; expected a first line with the names of the columns."),
        (
            HEADER.replace("skill", "skil") + "\n",
            "tasks.csv:1: there is no column 'skill'; expected the columns id, client, title, skill, effort, due. Rename the column 'skil'.",
        ),
        (
            HEADER.replace(",", "\t") + "\n",
            "tasks.csv:1: the first line is 'id\\tclient\\ttitle\\tskill\\teffort\\tdue'; expected a first line with the columns id, client,",
        ),
        (
            "sep=;\n" + HEADER.replace(",", ";") + "\n",
            "tasks.csv:1: the first line is 'sep=;'; expected a first line with the columns",
        ),
        (HEADER + ",id\n", "tasks.csv:1: the column 'id' is there 2 times; expected every column once."),
        (HEADER + "\na,oak,A,copy,1h\n", "tasks.csv:2: the row has 5 cells; expected 6 cells, as in the first line."),
        (
            HEADER + "\na,oak,A,copy,1h,2026-11-25,\n",
            "tasks.csv:2: the row has 7 cells; expected 6 cells, as in the first line.",
        ),
        (
            HEADER + '\n"a",oak,"A\n\nB",copy,1h,2026-11-25\n,oak,B,copy,1h,2026-11-25\n',
            "tasks.csv:5 (task): id is empty; expected letters",
        ),
        (HEADER + '\na,oak,"A"x,copy,1h,2026-11-25\n', "tasks.csv:2: the row that begins here cannot be read"),
        (
            HEADER + "\n" + "a" * 200_000 + ",oak,A,copy,1h,2026-11-25\n",
            "tasks.csv:2: the row that begins here cannot be read",
        ),
    ],
)
def test_tables_that_are_not_as_they_should_be(tmp_path: Path, text: str, message: str) -> None:
    found = problems(tmp_path, {"tasks.csv": text, "progress.csv": "task,worked\nmenu,1h\n"})
    assert found[0].startswith(message)
    # progress.csv speaks of a task that may only have been lost: no second message for the same mistake.
    assert [line for line in found if line.startswith("progress.csv")] == []


def test_blank_lines_and_blank_rows_are_passed_over(tmp_path: Path) -> None:
    rows = f"\n{HEADER}\n\n,,,,,\nmenu,oak,A,copy,1h,2026-11-25\n"
    (task,) = read(tmp_path, {"tasks.csv": rows}).tasks
    assert task.source.line == 5


def test_files_with_nearly_our_names_are_named(tmp_path: Path) -> None:
    found = notices(tmp_path, {"timeoff.csv": "x", "requests/a.yml": "x", "blocks.csv": "x", "expected.yaml": "x"})
    assert found == [
        "requests/a.yml: this file is not read. Rename it to end with .yaml.",
        "timeoff.csv: this file is not read. Did you mean 'time_off.csv'?",
    ]


@pytest.mark.parametrize(
    "cell", ["=1+1", "+x", "-x", "@x", "-30", "+5,5", "'=x", "''=x", "'", "'x", "", "x", "a=b", "\tx", "-"]
)
def test_formulas_are_guarded_and_read_back(cell: str) -> None:
    written = guarded(cell)
    assert unguarded(written) == cell
    assert not written.startswith(("=", "@", "\t", "\r"))
    assert written == cell or written == f"'{cell}"


def test_a_pipe_in_place_of_a_file_is_not_waited_for(tmp_path: Path) -> None:
    write(tmp_path, {"tasks.csv": None})
    os.mkfifo(tmp_path / "tasks.csv")
    with pytest.raises(InputError, match=r"tasks\.csv: this is not a regular file; expected a file"):
        read_workspace(tmp_path, clock=lambda: NOW)


def test_file_names_that_are_not_text_are_shown_as_far_as_they_are(tmp_path: Path) -> None:
    write(tmp_path, {"requests/a.yaml": "x"})
    name = os.fsdecode(b"\xff.yaml")
    (tmp_path / "requests" / "a.yaml").rename(tmp_path / "requests" / name)
    with pytest.raises(InputError) as caught:
        read_workspace(tmp_path, clock=lambda: NOW)
    assert caught.value.problems[0].text.encode().startswith("requests/\N{REPLACEMENT CHARACTER}.yaml:1: ".encode())


def test_a_link_to_nothing_is_a_problem(tmp_path: Path) -> None:
    write(tmp_path, {"tasks.csv": None})
    (tmp_path / "tasks.csv").symlink_to(tmp_path / "no.csv")
    with pytest.raises(InputError, match=r"tasks\.csv: the file cannot be read \(No such file or directory\)"):
        read_workspace(tmp_path, clock=lambda: NOW)
