"""Arithmetic that proves: windows, pools of people, cuts, and lower bounds of every level."""
