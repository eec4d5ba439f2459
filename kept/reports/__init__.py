"""Is it kept? What the desk promised and what became of it, for everybody to see."""
