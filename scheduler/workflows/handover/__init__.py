"""The hand-over check: can a client's work be taken from a person, by whom, from when, and at what cost."""
