"""The pages of this room, for leads alone."""
