"""What Kept costs: run with `make bench`."""
