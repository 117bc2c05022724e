"""Other schedulers on our cases: each in an environment of its own, driven by a process of its own, its plan checked by our verifier."""
