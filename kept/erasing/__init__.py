"""Forgetting a person: what the desk holds of them goes, and what it promised stays countable."""
