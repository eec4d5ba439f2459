"""The customers' pages: ask, follow, read the policy."""
