"""What the verbs of the book do: call their workflow, hand the outcome to a view, return the exit code."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.cli.options import now, week_of
from scheduler.cli.screen import document_bytes
from scheduler.cli.verbs import DONE, HONEST_NO, show_notices
from scheduler.errors import UsageError

if TYPE_CHECKING:
    from scheduler.cli.screen import Screen
    from scheduler.domain.book import Entry
    from scheduler.domain.verdict import Verdict
    from scheduler.workflows.decide_requests import Decided, Moment


def moment_of(folder: Path, as_of: str | None) -> Moment:
    """Return where and when a command decides."""
    from scheduler.workflows.decide_requests import Moment

    return Moment(folder, as_of, now)


def actor_of(by: str | None) -> str:
    """Return who decides: the name given, else the name under which this process runs."""
    if by is not None and by.strip():
        return by.strip()
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


def show_decided(screen: Screen, decide: Callable[[], Decided]) -> int:
    """Decide, show the answer, and return 0 where what was asked for was done, 4 where it was not."""
    return show_decision(screen, decide())


def show_decision(screen: Screen, decided: Decided, *, verdict: Verdict | None = None) -> int:
    """Show a decision, and return 0 where what was asked for was done, 4 where it was not.

    Parameters
    ----------
    verdict
        The answer on which it rests: a no names what can be accepted instead.
    """
    from scheduler.cli.decision_view import draw_decision
    from scheduler.report.answer import gives_all
    from scheduler.report.decision_heads import shown_head
    from scheduler.report.history import told_document
    from scheduler.workflows.read_book import header_of

    workspace, book, decision = decided.workspace, decided.book, decided.decision
    given = tuple(entry for entry in decided.entries if entry.kind == "consented")
    instead = None if verdict is None or decided.is_yes else _ways_on(verdict, decision)
    moved = (*decided_moves(decided), *_in_line(decided))
    if screen.json:
        header = header_of(workspace, book)
        document = told_document(
            "decision", header, workspace, entries=book.entries, of=(*given, decision), book=book.last_sha256
        )
        last = document.told[-1]
        is_whole = instead is not None and gives_all(instead)
        headline = shown_head(last.headline, is_taken=decided.is_taken, gives_all=is_whole)
        last = last.model_copy(update={"headline": headline, "lines": (*last.lines, *moved)})
        update = {
            "told": (*document.told[:-1], last),
            "offers": instead.offers if instead else (),
            "moves": decided.moves,
        }
        screen.send(document_bytes(document.model_copy(update=update)))
    else:
        screen.show(
            lambda console: draw_decision(
                console,
                workspace,
                entry=decision,
                before=book.entries,
                given=given,
                moved=moved,
                instead=instead,
                is_taken=decided.is_taken,
            )
        )
    return DONE if decided.is_yes else HONEST_NO


def decided_moves(decided: Decided) -> tuple[str, ...]:
    """Return what moved for a decision beyond what its entries tell, in lines."""
    from scheduler.report.known_so_far import KnownSoFar
    from scheduler.report.moved_work import moved_lines

    if not decided.moves:
        return ()
    known = KnownSoFar.after(decided.workspace, (each for each in decided.book.entries if each not in decided.entries))
    today = known.at(decided.decision.at).date()
    return tuple(moved_lines(decided.entries, decided.moves, decided.plan, known, today=today))


def _in_line(decided: Decided) -> tuple[str, ...]:
    """Return where a request stands in the next daily round, in a line, if the decision left it waiting for one."""
    from scheduler.report.answer import in_line_words
    from scheduler.report.words import moment_words
    from scheduler.workflows.in_line import place_in_line

    decision, book = decided.decision, decided.book
    place = place_in_line(book, decision.request) if decision.kind == "waiting" else None
    if place is None:
        return ()
    today = book.team.aware(book.clock).date()
    return (in_line_words(place, lambda at: moment_words(at, today=today)),)


def _ways_on(verdict: Verdict, decision: Entry) -> Verdict | None:
    """Return an answer with the offers that are still of use after a no; None where there are none."""
    offers = [each for each in verdict.offers if each.kind != "round" or decision.kind != "waiting"]
    return verdict.model_copy(update={"offers": tuple(offers)}) if offers else None


def show_declined(screen: Screen, decide: Callable[[], Decided]) -> int:
    """Decline, show it, and return 0: what was asked for was to write it down."""
    show_decided(screen, decide)
    return DONE


def run_record(folder: Path, *, screen: Screen, as_of: str | None, by: str | None) -> int:
    """Read hand edits into the book and show what changed and what it costs."""
    from scheduler.cli.decision_view import draw_recorded
    from scheduler.report.history import told_document
    from scheduler.workflows.read_book import header_of
    from scheduler.workflows.record_edits import record

    recorded = record(moment_of(folder, as_of), actor=actor_of(by))
    workspace, log = recorded.workspace, recorded.book.entries
    show_notices(screen, recorded.notices)
    if screen.json:
        header, last = header_of(workspace, recorded.book), recorded.book.last_sha256
        document = told_document("record", header, workspace, entries=log, of=recorded.entries, book=last)
        screen.send(document_bytes(document.model_copy(update={"edited": recorded.edited})))
    else:
        screen.show(
            lambda console: draw_recorded(
                console,
                workspace,
                entries=recorded.entries,
                is_new=recorded.is_new,
                before=log,
                edited=recorded.edited,
            )
        )
    return DONE


def run_history(folder: Path, *, screen: Screen, client: str | None) -> int:
    """Show what was asked and answered."""
    from scheduler.cli.history_view import draw_history
    from scheduler.report.history import told_document
    from scheduler.workflows.read_book import book_about, header_of

    book = book_about(folder, client)
    workspace, log = book.team.workspace, book.entries
    if screen.json:
        header = header_of(workspace, book)
        screen.send(
            document_bytes(
                told_document("history", header, workspace, entries=log, client=client, book=book.last_sha256)
            )
        )
    else:
        screen.show(lambda console: draw_history(console, workspace, entries=log, client=client))
    return DONE


def run_fairness(
    folder: Path,
    *,
    screen: Screen,
    as_of: str | None,
    week: str | None,
    client: str | None,
    csv: Path | None,
    weeks: int | None = None,
) -> int:
    """Show who got what of what was agreed."""
    from scheduler.cli.fairness_view import draw_fairness
    from scheduler.cli.targets import check_targets
    from scheduler.report.fairness import cut_words, fairness_csv, fairness_document
    from scheduler.report.promised_dates import assumed_notices
    from scheduler.workflows.read_book import book_now, header_of

    check_targets(folder, {"--csv": csv})
    workspace, book = book_now(folder, as_of=as_of, clock=now, client=client)
    show_notices(screen, assumed_notices(book.entries, now=book.clock))
    document = fairness_document(book, header_of(workspace, book), week=week_of(week), weeks=weeks, client=client)
    if csv is not None:
        from scheduler.files.rows_csv import write_rows_csv

        write_rows_csv(fairness_csv(document), csv)
    if screen.json:
        screen.send(document_bytes(document))
    else:
        screen.show(lambda console: draw_fairness(console, workspace, document=document, cut=cut_words(book, document)))
    return DONE


def run_verify_book(folder: Path, *, screen: Screen) -> int:
    """Check the book with the independent auditor."""
    from scheduler.cli.book_views import draw_book_check
    from scheduler.workflows.read_book import check_stored_book

    _, state = check_stored_book(folder)
    if screen.json:
        screen.send(document_bytes(state))
    else:
        screen.show(lambda console: draw_book_check(console, document=state))
    return DONE if state.clean else HONEST_NO


def run_repair(folder: Path, *, screen: Screen) -> int:
    """Bring the book back to its last good state."""
    from scheduler.cli.book_views import draw_repair
    from scheduler.workflows.read_book import repair_book

    done = repair_book(folder)
    if screen.json:
        screen.send(document_bytes(done))
    else:
        screen.show(lambda console: draw_repair(console, document=done))
    return DONE


def run_export(folder: Path, *, screen: Screen, to: str, out: Path | None) -> int:
    """Write the log of the book as JSON lines, or the blocks of its published plan as CSV."""
    from scheduler.cli.targets import check_targets
    from scheduler.files.atomic import write_atomically
    from scheduler.workflows.read_book import exported_blocks, exported_log

    forms = {"log": exported_log, "csv": exported_blocks}
    if to not in forms:
        raise UsageError.of("--to", to, "log, the book's log as JSON lines, or csv, the blocks of the published plan")
    check_targets(folder, {"--out": out})
    document = forms[to](folder)
    content = document.content.encode()
    if out is not None:
        write_atomically(out, content)
    if screen.json:
        screen.send(document_bytes(document))
    elif out is None:
        screen.send(content)
    return DONE
