"""The workspace as integers: a compressed time axis, people as bit lines, tasks with windows. No search here."""
