"""Measurements of Evenhand; each module runs as `python -m benchmarks.NAME` and is no part of the installed package."""
