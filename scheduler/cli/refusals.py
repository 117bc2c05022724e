"""What becomes of errors: a clear sentence, or a document under --json, and the exit code of the contract."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from scheduler import __version__
from scheduler.cli.screen import Screen, document_bytes
from scheduler.cli.typed_path import IN_TEXTS, typed_workspace
from scheduler.domain.answers import ProblemList
from scheduler.domain.problems import Problem
from scheduler.errors import BookError, InputError, Interrupted, UsageError, VerificationError

if TYPE_CHECKING:
    from rich.console import Console

AS_OF = "--as-of"
"""What the reader calls the file of a problem with the option of that name."""

CRASH, WRONG_USAGE, WRONG_INPUT, BOOK, INTERRUPTED = 1, 2, 3, 6, 130


def run_guarded(call: Callable[[], Any], arguments: Sequence[str]) -> int:
    """Run `call` and return its exit code; errors are printed in the form that `arguments` ask for."""
    screen = _screen_of(arguments)
    typed_workspace.set(IN_TEXTS)
    try:
        return _guarded(call, arguments, screen=screen)
    except UsageError as error:
        # The refusal itself could not be printed as a document: only stderr is left.
        sentence = str(error)
        screen.complain(lambda console: _draw_refusal(console, sentence))
        return WRONG_USAGE


def _guarded(call: Callable[[], Any], arguments: Sequence[str], *, screen: Screen) -> int:
    try:
        code = call()
    except typer.TyperException as error:
        return _refuse(
            screen,
            error.format_message(),
            code=WRONG_USAGE,
            problem=_call_problem(error, arguments),
            hint=_help_hint(arguments),
        )
    except UsageError as error:
        return _refuse(screen, str(error), code=WRONG_USAGE, problem=_usage_problem(error, arguments))
    except InputError as error:
        if all(problem.file == AS_OF for problem in error.problems):
            return _refuse(screen, _as_of_words(error), code=WRONG_USAGE, problem=_as_of_problem(error))
        return _refuse_input(screen, error, verb=_verb(arguments))
    except BookError as error:
        return _refuse(screen, str(error), code=BOOK)
    except Interrupted as stop:
        return _refuse(screen, str(stop), code=INTERRUPTED)
    except (KeyboardInterrupt, typer.Abort):
        return _refuse(screen, "interrupted", code=INTERRUPTED)
    except VerificationError as error:
        return _refuse(screen, _defect(str(error), error.reproduction), code=CRASH)
    except Exception as error:  # noqa: BLE001 - the one place where any defect of ours becomes a sentence
        return _refuse(screen, _defect(_what(error), _save(error, arguments)), code=CRASH)
    if code == INTERRUPTED:
        return _refuse(screen, "interrupted", code=INTERRUPTED)
    return int(code or 0)


def _screen_of(arguments: Sequence[str]) -> Screen:
    """Read the options that decide how an error is told, even where the call could not be understood."""
    return Screen(json="--json" in arguments, quiet="--quiet" in arguments, colour="--no-color" not in arguments)


def _refuse(screen: Screen, sentence: str, *, code: int, problem: Problem | None = None, hint: str = "") -> int:
    """Say a sentence and return the exit code.

    Parameters
    ----------
    problem
        The same in its parts, for a document; None: it has none.
    hint
        A line below the sentence.
    """
    screen.complain(lambda console: _draw_refusal(console, sentence, hint=hint))
    if screen.json and screen.can_answer:
        told = problem or _problem(sentence)
        screen.send(document_bytes(_problem_list((told,))))
    return code


def _usage_problem(error: UsageError, arguments: Sequence[str]) -> Problem:
    fix = error.fix or (f"say {error.expected}" if error.expected else _help_hint(arguments))
    return _problem(str(error), field=error.field, got=error.got, expected=error.expected, fix=fix)


def _call_problem(error: typer.TyperException, arguments: Sequence[str]) -> Problem:
    """Return what is wrong with a call that could not be understood: an option or a verb that there is not, a value that is missing."""
    param = getattr(error, "param", None)
    names = [] if param is None else [name for name in param.opts if name.startswith("-")] or [param.name.upper()]
    option = getattr(error, "option_name", None) or "".join(names[:1])
    possible = getattr(error, "possibilities", None) or ()
    got, fix = getattr(error, "option_name", None), _help_hint(arguments)
    return _problem(error.format_message(), field=option, got=got, expected=" or ".join(possible), fix=fix)


def _as_of_problem(error: InputError) -> Problem:
    first = error.problems[0]
    fix = first.fix or f"say {first.expected}"
    return _problem(_as_of_words(error), field=AS_OF, got=first.got, expected=first.expected, fix=fix)


def _problem(text: str, *, field: str = "", got: str | None = None, expected: str = "", fix: str = "") -> Problem:
    """Return a problem of the call itself, which no file has."""
    return Problem(
        file="", line=None, subject="command line", field=field, got=got, expected=expected, fix=fix, text=text
    )


def _draw_refusal(console: Console, sentence: str, *, hint: str = "") -> None:
    from rich.text import Text

    text = Text("evenhand: ", style="bold")
    text.append(sentence, style="not bold")
    console.print(text)
    if hint:
        console.print(Text(hint, style="dim"))


def _refuse_input(screen: Screen, error: InputError, *, verb: str | None) -> int:
    """Print the problems: they are the very answer of `validate`; elsewhere they stand in the way of one."""
    if screen.json:
        screen.send(document_bytes(_problem_list(error.problems, error)))
        return WRONG_INPUT
    from scheduler.cli.problems_view import draw_notices, draw_problems

    tell = screen.show if verb == "validate" else screen.complain
    tell(lambda console: draw_problems(console, error.problems, writes=verb == "plan"))
    if error.notices:
        screen.notice(lambda console: draw_notices(console, error.notices))
    return WRONG_INPUT


def _as_of_words(error: InputError) -> str:
    return "; ".join(f"{AS_OF} is '{problem.got}'; expected {problem.expected}" for problem in error.problems)


def _problem_list(problems: Sequence[Problem], error: InputError | None = None) -> ProblemList:
    return ProblemList(
        workspace="",
        as_of="",
        evenhand_version=__version__,
        seed=0,
        inputs_sha256="",
        problems=tuple(problems),
        notices=() if error is None else error.notices,
    )


_VERBS = frozenset(
    [
        "plan",
        "fit",
        "absorb",
        "verify",
        "validate",
        "schema",
        "simulate",
        "record",
        "accept",
        "confirm",
        "decline",
        "cancel",
        "consent",
        "history",
        "fairness",
        "repair",
        "export",
        "contacts",
        "headroom",
        "handover",
    ]
)


def _verb(arguments: Sequence[str]) -> str | None:
    return next((word for word in arguments if word in _VERBS), None)


def _help_hint(arguments: Sequence[str]) -> str:
    verb = _verb(arguments)
    return f"Try: evenhand {verb} --help" if verb else "Try: evenhand --help"


def _defect(what: str, saved: Path | None) -> str:
    place = (
        f"What is needed to see it again was saved in {saved}; it holds a copy of your files."
        if saved is not None
        else "No reproduction could be saved."
    )
    return f"this is a defect of ours, not of your files: {what}. No plan was shown or written. {place}"


def _what(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}: {error}{place}"


def _save(error: Exception, arguments: Sequence[str]) -> Path | None:
    from scheduler.workflows.reproduction import saved_if_possible

    folder = next((Path(word) for word in arguments[1:] if not word.startswith("-") and Path(word).is_dir()), None)
    return saved_if_possible(folder, notes=[f"evenhand {' '.join(arguments)}", "", *traceback.format_exception(error)])
