"""Find tickets by what was said in them, by whom, and by what they are."""
