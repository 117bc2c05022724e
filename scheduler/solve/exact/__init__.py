"""CP-SAT proves and settles: one place that runs it, the question "all on time?", and small instances level by level."""
