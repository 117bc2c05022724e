"""The parts of README.md that follow from the program. `python -m tests.readme_parts` writes them into it.

Sessions are excerpts of real output; the tests hold what does not depend on which of several equally good plans was
found, so that a better search does not make the README wrong.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import typer

from benchmarks.summary import summary_of
from scheduler.cli.commands import app
from scheduler.cli.main import run
from scheduler.domain.policy import Policy
from scheduler.domain.rules import RULES
from scheduler.files.shapes import Table
from scheduler.files.tables import CLIENT, PERSON, POLICY, REQUEST, REQUEST_TASK, TASK, WORKSPACE
from scheduler.report.measures import unit_words

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
OMITTED = "  …"


def rule_table() -> str:
    """Return the catalogue as a table."""
    rows = ["| rule | | what it says | measured in |", "|---|---|---|---|"]
    kinds = {"plan": "must hold", "document": "must be true"}
    for rule in RULES:
        kind = "as good as can be" if rule.strength == "soft" else kinds[rule.scope]
        rows.append(f"| `{rule.id}` | {kind} | {rule.sentence} | {unit_words(rule.unit)} |")
    return "\n".join(rows)


def field_table(table: Table) -> str:
    """Return the fields of a file or record as a table."""
    rows = ["| field | | meaning |", "|---|---|---|"]
    rows += [
        f"| `{field.name}` | {'required' if field.required else ''} | {field.doc} |".replace("|  |", "| |")
        for field in table.fields
    ]
    return "\n".join(rows)


def policy_table() -> str:
    """Return the policy parameters with their defaults as a user writes them."""
    rows = ["| parameter | default | meaning |", "|---|---|---|"]
    rows += [f"| `{field.name}` | {policy_default(field.name)} | {field.doc} |" for field in POLICY.fields]
    return "\n".join(rows)


def policy_default(name: str) -> str:
    """Return the default of a parameter in the form in which it is written."""
    value = Policy.model_fields[name].default
    if name in {"buffer", "default_rush", "default_borrow", "slack_floor_share", "regulatory_share"}:
        return f"{value // 10}%"
    if name in {"block_min", "walk_in_borrow", "min_weight"}:
        return f"{value // 60}h"
    return f"{value} working days" if name == "default_notice" else str(value)


def option_table() -> str:
    """Return every option of every verb with its help text."""
    group = typer.main.get_command(app)
    verbs_by_option: dict[str, dict[str, list[str]]] = {}
    commands = group.commands  # type: ignore[attr-defined]
    for verb, command in commands.items():
        for parameter in command.params:
            if parameter.param_type_name == "option" and "--help" not in parameter.opts:
                name = parameter.opts[-1] + (f" {parameter.metavar}" if parameter.metavar else "")
                verbs_by_option.setdefault(name, {}).setdefault(parameter.help, []).append(verb)
    rows = ["| option | of | meaning |", "|---|---|---|"]
    # An option that means something else in another verb has a row for each meaning.
    for name, verbs_by_help in verbs_by_option.items():
        for meaning, verbs in verbs_by_help.items():
            of = "every verb" if len(verbs) == len(commands) else ", ".join(verbs)
            rows.append(f"| `{name}` | {of} | {meaning} |")
    return "\n".join(rows)


def answer(*arguments: str) -> str:
    """Run the command line from the project's folder and return its stdout, as a pipe gets it."""
    buffer = io.StringIO()
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        with contextlib.redirect_stdout(buffer):
            run(arguments)
    finally:
        os.chdir(before)
    return buffer.getvalue()


def sections_of(output: str) -> dict[str, list[str]]:
    """Split a plan view at its section lines; the headline has the empty name."""
    found: dict[str, list[str]] = {"": []}
    name = ""
    for line in output.splitlines():
        if line.endswith("──"):
            name = line.rstrip("─ ")
            found[name] = []
        found[name].append(line)
    return {name: _without_edges(lines) for name, lines in found.items()}


def _without_edges(lines: list[str]) -> list[str]:
    while lines and not lines[-1]:
        lines = lines[:-1]
    return lines


def first_blocks(lines: list[str], count: int) -> list[str]:
    """Return the first blocks (separated by blank lines) of a section and a sign that more follow."""
    blocks = "\n".join(lines).split("\n\n")
    kept = "\n\n".join(blocks[:count]).split("\n")
    return [*kept, OMITTED] if len(blocks) > count else kept


def week_session() -> str:
    """Return the README's session: the headline and the beginning of each part."""
    sections = sections_of(answer("plan", "inputs/agency-week"))
    parts: list[list[str] | None] = []
    for name, lines in sections.items():
        if not name or name.startswith("How full"):
            parts.append(lines)
        elif name.startswith(("Who does what", "What was promised")):
            parts.append(first_blocks(lines, 2))
        else:
            parts.append(None)
    return _fenced("evenhand plan inputs/agency-week", with_omitted(parts))


def with_omitted(parts: Sequence[list[str] | None]) -> list[list[str]]:
    """Return the parts that are shown, with a sign where some in between, or the last, are left out (None)."""
    shown: list[list[str]] = []
    for number, part in enumerate(parts):
        if part is not None:
            shown.append(part)
        elif not number or parts[number - 1] is not None:
            if shown and shown[-1][-1] == OMITTED:
                continue
            shown.append([OMITTED])
    return shown


def late_session() -> str:
    """Return the beginning of a plan in which something must be late."""
    sections = sections_of(answer("plan", "inputs/overloaded"))
    parts = [lines if name in ("", "Late, and why") else None for name, lines in sections.items()]
    return _fenced("evenhand plan inputs/overloaded", with_omitted(parts))


def fit_session() -> str:
    """Return the README's phone call: the answer without what moves and the letter."""
    blocks = answer("fit", "inputs/quarter-to-five", "R-104").rstrip().split("\n\n")
    end = next(number for number, block in enumerate(blocks) if block.startswith("On the phone"))
    parts = [
        None if number > end or block.startswith("What moves") else block.split("\n")
        for number, block in enumerate(blocks)
    ]
    return _fenced("evenhand fit inputs/quarter-to-five R-104", with_omitted(parts))


def request_example() -> str:
    """Return a request file of the examples."""
    text = (ROOT / "inputs" / "quarter-to-five" / "requests" / "R-104.yaml").read_text(encoding="utf-8")
    return f"```yaml\n{text.rstrip()}\n```"


def _fenced(command: str, parts: list[list[str]]) -> str:
    return "\n".join(["```console", f"$ {command}", "\n\n".join("\n".join(part) for part in parts), "```"])


TABLES: dict[str, Callable[[], str]] = {
    "rules": rule_table,
    "policy": policy_table,
    "options": option_table,
    "workspace.yaml": lambda: field_table(WORKSPACE),
    "people.yaml": lambda: field_table(PERSON),
    "clients.yaml": lambda: field_table(CLIENT),
    "tasks.csv": lambda: field_table(TASK),
    "requests": lambda: field_table(REQUEST),
    "tasks of a request": lambda: field_table(REQUEST_TASK),
    "request example": request_example,
    "benchmarks": summary_of,
}
SESSIONS: dict[str, Callable[[], str]] = {"week": week_session, "late": late_session, "fit": fit_session}


def part_of(text: str, name: str) -> str:
    """Return what stands between the marks of a part.

    Raises
    ------
    ValueError
        If the marks are not there once.
    """
    found = re.findall(_pattern(name), text, flags=re.DOTALL)
    if len(found) != 1:
        raise ValueError(f"README.md needs <!-- {name} --> and <!-- end of {name} --> once")
    return str(found[0])


def with_part(text: str, name: str, *, content: str) -> str:
    """Return the text with what stands between the marks of a part replaced."""
    part_of(text, name)
    return re.sub(
        _pattern(name), lambda _: f"<!-- {name} -->\n{content}\n<!-- end of {name} -->", text, flags=re.DOTALL
    )


def _pattern(name: str) -> str:
    return rf"<!-- {re.escape(name)} -->\n(.*?)\n?<!-- end of {re.escape(name)} -->"


def refresh() -> None:
    """Write all parts into README.md."""
    text = README.read_text(encoding="utf-8")
    for name, content in {**TABLES, **SESSIONS}.items():
        text = with_part(text, name, content=content())
    README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    refresh()
    sys.stdout.write("README.md is up to date\n")
