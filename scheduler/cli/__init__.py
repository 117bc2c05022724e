"""The command line: one module per verb, views in rich, nothing decided here."""
