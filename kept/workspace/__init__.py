"""The agents' screens. No rules here."""
