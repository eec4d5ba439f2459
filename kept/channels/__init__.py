"""Translate outside ⇄ ticket actions, nothing else."""
