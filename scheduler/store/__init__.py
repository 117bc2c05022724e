"""The book on disk: an append-only log with the published plans, and a second copy of both.

Everything lies in `.evenhand/` of a workspace, and nothing outside is ever written:

`book.sqlite`
    The truth. An append is one transaction.
`book.jsonl`
    The second copy, for `repair` alone: a line of JSON for each entry and plan, written after the transaction. A crash in between leaves it
    behind the book, never ahead of it, and the next append brings it up.
`book.damaged-<n>.*`
    What a repair has moved aside.
"""
