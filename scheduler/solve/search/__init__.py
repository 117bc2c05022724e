"""Search finds: lay-outs on bit lines, greedy passes, guided ejection, ruin and recreate, polish."""
