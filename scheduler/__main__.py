"""Lets `python -m scheduler` do what `evenhand` does."""

from scheduler.cli.main import main

main()
