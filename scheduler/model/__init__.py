"""Integers to CP-SAT: variables, rules and objective of the exact reference model, and the windows that bound it."""
