"""Kept: a help desk that keeps its word."""
