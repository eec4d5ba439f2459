"""Old mail becomes history: mbox, Maildir and .eml are read into the desk, and send nothing."""
