"""The letters that the desk writes by itself, in words that it can change."""
