"""The pages of this room: for readers, and for leads."""
