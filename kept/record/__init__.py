"""The single write path: append-only events, published policies, files, outgoing effects."""
