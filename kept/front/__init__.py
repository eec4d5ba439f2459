"""Tokens, components and base templates shared by all screens."""
