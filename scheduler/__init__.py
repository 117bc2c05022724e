"""Evenhand plans a team's weeks across clients by what was agreed with each of them."""

__version__ = "0.1.0"
