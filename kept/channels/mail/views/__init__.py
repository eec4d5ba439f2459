"""What the team sees of the mail itself."""
