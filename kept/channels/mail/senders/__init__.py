"""Who wrote a mail: what the name system and signatures prove of its sender."""
