"""What just happened, as a stream for open screens."""
