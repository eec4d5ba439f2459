"""The addresses that the desk receives and answers at, and the senders that it refuses."""
