"""Bytes to the domain and back; every record knows its file and line."""

from scheduler.files.reading import read_workspace

__all__ = ["read_workspace"]
