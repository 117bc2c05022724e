"""Search finds, the solver proves: lay-outs on bit lines, on-time search, lateness search, exact models, plan documents."""
