"""Records of the field and their own invariants: frozen, without clock, files or solver."""
