"""Settings, addresses and the process tree: where the rooms are put together."""
