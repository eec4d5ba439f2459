"""Who hears of changes of the policy, what they are told, and that each is told exactly once."""
