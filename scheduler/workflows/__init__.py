"""The use cases: each reads, decides, checks and hands back one outcome."""
