"""What agreements guarantee, by arithmetic alone: no solver, no search."""
