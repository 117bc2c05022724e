"""Why work is late or has no place: sentences with figures that a person can check by hand."""
