"""Settings: the teams of the desk, who belongs to each, and how their tickets find somebody."""
