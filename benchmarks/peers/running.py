"""Runs a peer on a case: its environment, its process, its answer; whatever goes wrong becomes a row that says so."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.peers.drivers.driving import Answer, Case

ROOT = Path(__file__).resolve().parents[2]
START_UP_SECONDS = 60.0
"""What start-up, imports, reading and writing may take beside the limit of the case."""


@dataclass(frozen=True, slots=True)
class Peer:
    """Another scheduler.

    Attributes
    ----------
    name
        How the tables call it.
    driver
        Its module in `benchmarks.peers.drivers`.
    requirement
        What pip installs into its environment; None where our own interpreter runs it.
    command
        A program that must be installed, or named by the environment variable EVENHAND_ and its name in capitals; None where none is needed.
    """

    name: str
    driver: str
    requirement: str | None = None
    command: str | None = None


PEERS: tuple[Peer, ...] = (
    Peer("by due date", "by_due_date"),
    Peer("intervals", "intervals"),
    Peer("PyJobShop", "with_pyjobshop", requirement="pyjobshop==0.0.9"),
    Peer("Airbus workforce", "airbus_workforce", requirement="discrete-optimization==0.9.1"),
    Peer("TaskJuggler", "taskjuggler", command="tj3"),
)


class PeerError(Exception):
    """A peer has no answer; the text is for the table."""


def interpreter_of(peer: Peer, environments: Path) -> Path:
    """Return the interpreter that runs a peer's driver, in an environment made now or in an earlier run.

    Parameters
    ----------
    peer
        Whose.
    environments
        Folder that keeps the environments, one for each requirement.

    Raises
    ------
    PeerError
        The environment could not be made, or the peer not be installed in it.
    """
    if peer.command is not None and not shutil.which(os.environ.get(f"EVENHAND_{peer.command.upper()}", peer.command)):
        raise PeerError(f"not installed: there is no command {peer.command}")
    if peer.requirement is None:
        return Path(sys.executable)
    place = environments / peer.requirement.replace("==", "-")
    interpreter = place / ("Scripts" if os.name == "nt" else "bin") / "python"
    done = place / "installed"
    if not done.exists():
        _call([sys.executable, "-m", "venv", "--clear", str(place)], "no environment")
        _call([str(interpreter), "-m", "pip", "install", "--quiet", peer.requirement], "not installed")
        done.touch()
    return interpreter


def _call(command: list[str], what: str) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=1800)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PeerError(f"{what}: {type(error).__name__}") from error
    if done.returncode:
        raise PeerError(f"{what}: {last_line(done.stderr)}")


def last_line(text: str) -> str:
    """Return the last line that says something, short enough for a table and without its column sign."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:120].replace("|", "/") if lines else "no message"


def ask(peer: Peer, case: Case, *, environments: Path) -> Answer:
    """Have a peer answer a case within its limit.

    Raises
    ------
    PeerError
        There is no answer: not installed, ended with an error, killed some time after the limit, or an answer that cannot be read.
    """
    interpreter = interpreter_of(peer, environments)
    module = f"benchmarks.peers.drivers.{peer.driver}"
    return answer_of([str(interpreter), "-m", module], case, limit_seconds=case["seconds"] + START_UP_SECONDS)


def answer_of(command: list[str], case: Case, *, limit_seconds: float) -> Answer:
    """Run a driver (`command` with the two files behind it) and read its answer; see `ask`."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    with tempfile.TemporaryDirectory() as folder:
        given, written = Path(folder) / "case.json", Path(folder) / "answer.json"
        given.write_text(json.dumps(case), encoding="utf-8")
        call = [*command, str(given), str(written)]
        try:
            process = subprocess.Popen(
                call,
                cwd=folder,
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                start_new_session=True,
            )
        except OSError as error:
            raise PeerError(f"failed: {type(error).__name__}") from error
        try:
            _, said = process.communicate(timeout=limit_seconds)
        except subprocess.TimeoutExpired as error:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            raise PeerError(f"timed out {limit_seconds - case['seconds']:g} s after the limit") from error
        if process.returncode:
            raise PeerError(f"failed: {last_line(said)}")
        return read_answer(written)


def read_answer(path: Path) -> Answer:
    """Read an answer.

    Raises
    ------
    PeerError
        It is absent or has not the form of `driving.Answer`.
    """
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        answer = Answer(**content)
        answer.placed = {
            str(task): (int(person), [(int(first), int(end)) for first, end in stretches])
            for task, (person, stretches) in answer.placed.items()
        }
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise PeerError(f"wrote no answer that can be read: {type(error).__name__}") from error
    return answer
