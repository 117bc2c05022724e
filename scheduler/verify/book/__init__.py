"""The independent check of the book: from its exported lines alone, without the engine that writes them."""

from scheduler.verify.book.auditor import Auditor, check_book
from scheduler.verify.book.compare import compare_logs, compare_renamed
from scheduler.verify.book.published import check_plan_against_book

__all__ = ["Auditor", "check_book", "check_plan_against_book", "compare_logs", "compare_renamed"]
