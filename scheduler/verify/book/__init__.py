"""The independent check of the book: from its exported lines alone, without the engine that writes them."""

from scheduler.verify.book.auditor import Auditor, check_book

__all__ = ["Auditor", "check_book"]
