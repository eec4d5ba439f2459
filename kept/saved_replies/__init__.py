"""Answers that the team keeps, to be set into a reply with what is known of its ticket."""
