"""One module per peer, run as `python -m benchmarks.peers.drivers.NAME CASE ANSWER` by the peer's own interpreter.

A driver knows the exchange (`driving`), the standard library and its peer; nothing of this project's package is installed there.
"""
