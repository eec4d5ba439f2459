"""What Kept knows: pure functions over frozen values. No Django, no I/O, no clock."""
