"""What a policy does to a stream of requests: drawn or replayed, run day by day, judged from the log alone."""
