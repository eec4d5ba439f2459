"""Settings: the people of the team, who is invited, what they did, and each one's own profile."""
